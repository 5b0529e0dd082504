#include <array>

#include "model/write_estate.hpp"
#include "model/write_parameters.hpp"

namespace vpnsim {
namespace {

constexpr std::array<std::string_view, 3> severity_names{"error", "warning", "note"};

void write_names(JsonText& out, std::string_view key, const std::optional<std::vector<std::string>>& names) {
    if (names) out.values(key, *names, [](const std::string& name) { return name; });
}

void write_flow(JsonText& out, const ExpectedFlow& flow) {
    if (!flow.name.empty()) out.text("name", flow.name);
    out.text("from", flow.from.text());
    out.text("to", flow.to.text());
    if (flow.protocol) out.text("protocol", text(*flow.protocol));
    write_number(out, "port", flow.port);
    write_text(out, "outcome", flow.outcome);
    write_names(out, "via", flow.via);
    write_names(out, "return_via", flow.return_via);
    write_text(out, "symmetry", flow.symmetry);
}

}  // namespace

void write_suppressions(JsonText& out, const std::vector<Suppression>& suppressions) {
    if (suppressions.empty()) return;
    out.list("suppress", [&] {
        for (const auto& suppression : suppressions) {
            out.object([&] {
                out.text("rule", suppression.rule);
                write_text(out, "entity", suppression.entity);
                out.text("reason", suppression.reason);
                write_day(out, "until", suppression.until);
            });
        }
    });
}

void write_expectations(JsonText& out, const Expectations& expect) {
    if (expect.empty()) return;
    out.object("expect", [&] {
        if (!expect.negotiations.empty()) {
            out.object("negotiations", [&] {
                for (const auto& negotiation : expect.negotiations) {
                    out.object(negotiation.connection, [&] {
                        write_text(out, "phase1", negotiation.phase1);
                        write_text(out, "phase2", negotiation.phase2);
                        negotiation.expects_no_error ? out.null("error") : write_text(out, "error", negotiation.error);
                        write_number(out, "child_sas", negotiation.child_sas);
                    });
                }
            });
        }
        if (!expect.flows.empty()) {
            out.list("flows", [&] {
                for (const auto& flow : expect.flows) out.object([&] { write_flow(out, flow); });
            });
        }
        if (!expect.findings.empty()) {
            out.list("findings", [&] {
                for (const auto& finding : expect.findings) {
                    out.object([&] {
                        out.text("rule", finding.rule);
                        if (!finding.entities.empty()) write_names(out, "entities", finding.entities);
                    });
                }
            });
        }
        if (expect.no_other_findings) {
            out.text("no_other_findings", severity_names[static_cast<std::size_t>(*expect.no_other_findings)]);
        }
    });
}

}  // namespace vpnsim
