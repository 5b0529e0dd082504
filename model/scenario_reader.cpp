#include "model/scenario_reader.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "model/decode_estate.hpp"
#include "model/decode_expectation.hpp"
#include "model/decoder.hpp"
#include "model/merge_patch.hpp"

namespace vpnsim {
namespace {

Assumptions decode_assumptions(Decoder& in, const JsonValue& value) {
    Assumptions out;
    in.object(value,
              {{"destination_vs_bgp",
                [&](const JsonValue& v) { set(out.destination_vs_bgp, in.one_of(v, destination_vs_bgp_names)); }},
               {"legacy_policy_routes",
                [&](const JsonValue& v) { set(out.legacy_policy_routes, in.one_of(v, legacy_policy_routes_names)); }},
               {"sa_survivor", [&](const JsonValue& v) { set(out.sa_survivor, in.one_of(v, sa_survivor_names)); }},
               {"initiator", [&](const JsonValue& v) { set(out.initiator, in.one_of(v, initiator_names)); }}});
    return out;
}

void check_format(Decoder& in, const JsonValue& value) {
    const auto format = in.text(value);
    if (format && *format != "vpnsim/1") {
        in.report(InputFault::unsupported_format, value,
                  "the format " + in_quotes(*format) + " is not known; this program reads \"vpnsim/1\"");
    }
}

Scenario decode_root(Decoder& in, const JsonValue& root) {
    const EstateNames names = collect_estate_names(in, root);
    report_ambiguous_ids(in, root);
    Scenario out;
    Estate& estate = out.estate;
    const auto vpcs = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& x) { estate.vpcs.push_back(decode_vpc(in, x, names)); });
    };
    const auto gateways = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& x) { estate.vpn_gateways.push_back(decode_gateway(in, x, names)); });
    };
    const auto customer_gateways = [&](const JsonValue& v) {
        in.collection(v,
                      [&](const JsonValue& x) { estate.customer_gateways.push_back(decode_customer_gateway(in, x)); });
    };
    const auto connections = [&](const JsonValue& v) {
        in.collection(v,
                      [&](const JsonValue& x) { estate.ipsec_connections.push_back(decode_connection(in, x, names)); });
    };
    const auto sites = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& x) { estate.sites.push_back(decode_site(in, x)); });
    };
    in.object(root,
              {{"format", [&](const JsonValue& v) { check_format(in, v); }, Presence::required},
               {"name", [&](const JsonValue& v) { set(out.name, in.text(v)); }},
               {"description", [&](const JsonValue& v) { set(out.description, in.text(v)); }},
               {"extends", [&](const JsonValue& v) { static_cast<void>(in.text(v)); }},
               {"assumptions", [&](const JsonValue& v) { out.assumptions = decode_assumptions(in, v); }},
               {"vpcs", vpcs},
               {"vpn_gateways", gateways},
               {"customer_gateways", customer_gateways},
               {"ipsec_connections", connections},
               {"sites", sites},
               {"suppress", [&](const JsonValue& v) { out.suppressions = decode_suppressions(in, v); }},
               {"expect", [&](const JsonValue& v) { out.expect = decode_expectations(in, v, names.connections); }}});
    report_incomplete_orders(in, root, estate);
    return out;
}

/// The path of a file that `extender` extends. Pure text: nothing is looked up.
std::string path_beside(const std::string& extender, std::string_view extended) {
    return (std::filesystem::path{extender}.parent_path() / extended).lexically_normal().generic_string();
}

std::string normal(const std::string& path) { return std::filesystem::path{path}.lexically_normal().generic_string(); }

}  // namespace

ScenarioResult read_scenario(SourceText source, const FileProvider& provider, const ReadLimits& limits) {
    auto document = resolve_extends(std::move(source), provider, limits);
    if (auto* const errors = std::get_if<std::vector<InputError>>(&document)) return std::move(*errors);
    return decode_scenario(std::get<JsonDocument>(document), limits);
}

DocumentResult resolve_extends(SourceText source, const FileProvider& provider, const ReadLimits& limits) {
    std::vector<JsonDocument> chain;
    while (true) {
        auto read = read_document(std::move(source), limits);
        if (auto* const error = std::get_if<InputError>(&read)) return std::vector{std::move(*error)};
        const JsonDocument& document = chain.emplace_back(std::get<JsonDocument>(std::move(read)));
        const auto member = document.member(document[document.root()], "extends");
        // A value that is no text is reported where the document is decoded.
        if (member == JsonNode::none || document[member].kind != JsonKind::text) break;
        const auto fail = [&](InputFault fault, std::string message) {
            const Place place = document.place(document[member]);
            return std::vector{
                InputError{fault, document.file_name(0), place.line, place.column, "/extends", std::move(message)}};
        };
        const std::string path = path_beside(document.file_name(0), document[member].text);
        if (std::any_of(chain.begin(), chain.end(), [&](const auto& d) { return normal(d.file_name(0)) == path; })) {
            return fail(InputFault::extends_cycle, in_quotes(path) + " extends itself, directly or through others");
        }
        if (chain.size() > limits.extends) {
            return fail(InputFault::extends_chain,
                        "more than " + std::to_string(limits.extends) + " files extend one another");
        }
        const bool readable = provider && path.find('\0') == std::string::npos;
        auto bytes = readable ? provider(path) : FileRefusal{"there is no such file"};
        if (const auto* const refusal = std::get_if<FileRefusal>(&bytes)) {
            return fail(InputFault::unreadable, "cannot read " + in_quotes(path) + ": " + refusal->reason);
        }
        source = {path, std::get<std::string>(std::move(bytes))};
    }
    JsonDocument merged = std::move(chain.back());
    for (auto patch = chain.rbegin() + 1; patch != chain.rend(); ++patch)
        merged = merge_patch(std::move(merged), *patch);
    return merged;
}

ScenarioResult decode_scenario(const JsonDocument& document, const ReadLimits& limits) {
    Decoder in{document, limits};
    for (const auto& error : document.errors()) in.report(error);
    Scenario scenario = decode_root(in, JsonValue{document[document.root()]});
    if (in.error_count() > 0) return in.take_errors();
    scenario.files = document.files();
    return scenario;
}

}  // namespace vpnsim
