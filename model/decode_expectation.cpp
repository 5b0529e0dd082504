#include "model/decode_expectation.hpp"

#include <array>

#include "model/answer_names.hpp"
#include "model/finding_rules.hpp"

namespace vpnsim {
namespace {

constexpr std::array<std::pair<std::string_view, Severity>, 3> severities{
    {{"error", Severity::error}, {"warning", Severity::warning}, {"note", Severity::note}}};

template <class Text>
void set_text(Text& out, std::optional<std::string_view> text) {
    if (text) out = std::string{*text};
}

void rule_id(Decoder& in, const JsonValue& value, std::string& out) {
    std::vector<std::string_view> ids;
    for (const auto& rule : finding_rules()) ids.push_back(rule.id);
    const auto written = in.text(value);
    if (!written) return;
    out = *written;
    if (find_rule(*written) != nullptr) return;
    in.report(InputFault::unknown_value, value,
              "there is no rule " + in_quotes(*written) + in.suggestion(*written, ids));
}

ExpectedNegotiation negotiation(Decoder& in, const JsonValue& value, const NameTable& connections) {
    ExpectedNegotiation out;
    out.connection = value.key();
    out.place = in.place(value);
    if (!connections.find(value.key())) {
        in.report_dangling(value, value.key(), connections.kind(), connections.names());
    }
    constexpr std::array<std::string_view, 3> phase1_names{phase_names[0], phase_names[2], phase_names[3]};
    const auto error = [&](const JsonValue& v) {
        out.expects_no_error =
            v.node.kind == JsonKind::null || (v.node.kind == JsonKind::text && v.node.text == "none");
        if (!out.expects_no_error) set_text(out.error, in.one_of(v, negotiation_error_names));
    };
    in.object(value, {{"phase1", [&](const JsonValue& v) { set_text(out.phase1, in.one_of(v, phase1_names)); }},
                      {"phase2", [&](const JsonValue& v) { set_text(out.phase2, in.one_of(v, phase_names)); }},
                      {"error", error},
                      {"child_sas", [&](const JsonValue& v) { set(out.child_sas, in.number<std::uint32_t>(v)); }}});
    return out;
}

ExpectedFlow flow(Decoder& in, const JsonValue& value, const NameTable& connections) {
    constexpr Prefix unread = Prefix::everything(Family::ipv4);
    ExpectedFlow out{{}, unread, unread, {}, {}, {}, {}, {}, {}, in.place(value)};
    const auto names = [&](std::optional<std::vector<std::string>>& list) {
        return [&in, &list, &connections](const JsonValue& v) {
            list.emplace();
            in.list(v, [&](const JsonValue& element) {
                if (in.reference(element, connections)) list->emplace_back(element.node.text);
            });
        };
    };
    in.object(value, {{"name", [&](const JsonValue& v) { set_text(out.name, in.text(v)); }},
                      {"from", [&](const JsonValue& v) { set(out.from, in.prefix(v)); }, Presence::required},
                      {"to", [&](const JsonValue& v) { set(out.to, in.prefix(v)); }, Presence::required},
                      {"protocol", [&](const JsonValue& v) { out.protocol = in.protocol(v); }},
                      {"port", [&](const JsonValue& v) { set(out.port, in.number<std::uint16_t>(v)); }},
                      {"outcome", [&](const JsonValue& v) { set_text(out.outcome, in.one_of(v, disposition_names)); }},
                      {"via", names(out.via)},
                      {"return_via", names(out.return_via)},
                      {"symmetry", [&](const JsonValue& v) { set_text(out.symmetry, in.one_of(v, symmetry_names)); }}});
    return out;
}

ExpectedFinding finding(Decoder& in, const JsonValue& value) {
    ExpectedFinding out;
    out.place = in.place(value);
    const auto entities = [&](const JsonValue& v) {
        in.list(v, [&](const JsonValue& element) {
            if (const auto entity = in.text(element)) out.entities.emplace_back(*entity);
        });
    };
    in.object(value, {{"rule", [&](const JsonValue& v) { rule_id(in, v, out.rule); }, Presence::required},
                      {"entities", entities}});
    return out;
}

}  // namespace

Expectations decode_expectations(Decoder& in, const JsonValue& value, const NameTable& connections) {
    Expectations out;
    const auto negotiations = [&](const JsonValue& v) {
        in.members(v, [&](const JsonValue& n) { out.negotiations.push_back(negotiation(in, n, connections)); });
    };
    const auto flows = [&](const JsonValue& v) {
        in.list(v, [&](const JsonValue& f) { out.flows.push_back(flow(in, f, connections)); });
    };
    const auto findings = [&](const JsonValue& v) {
        in.list(v, [&](const JsonValue& f) { out.findings.push_back(finding(in, f)); });
    };
    const auto no_other_findings = [&](const JsonValue& v) {
        out.no_other_findings_place = in.place(v);
        set(out.no_other_findings, in.one_of(v, severities));
    };
    in.object(value, {{"negotiations", negotiations},
                      {"flows", flows},
                      {"findings", findings},
                      {"no_other_findings", no_other_findings}});
    return out;
}

std::vector<Suppression> decode_suppressions(Decoder& in, const JsonValue& value) {
    std::vector<Suppression> out;
    in.list(value, [&](const JsonValue& element) {
        Suppression suppression;
        suppression.place = in.place(element);
        in.object(element, {{"rule", [&](const JsonValue& v) { rule_id(in, v, suppression.rule); }, Presence::required},
                            {"entity", [&](const JsonValue& v) { set_text(suppression.entity, in.text(v)); }},
                            {"reason", [&](const JsonValue& v) { set_text(suppression.reason, in.text(v)); },
                             Presence::required},
                            {"until", [&](const JsonValue& v) { set(suppression.until, in.date(v)); }}});
        out.push_back(std::move(suppression));
    });
    return out;
}

}  // namespace vpnsim
