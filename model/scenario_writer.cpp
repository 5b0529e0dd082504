#include "model/scenario_writer.hpp"

#include "model/proposal.hpp"
#include "model/write_estate.hpp"

namespace vpnsim {
namespace {

void write_assumptions(JsonText& out, const Assumptions& assumptions) {
    if (assumptions == Assumptions{}) return;
    out.object("assumptions", [&] {
        const auto name = [&](std::string_view key, auto member, const auto& table) {
            if (assumptions.*member != Assumptions{}.*member) out.text(key, name_of(table, assumptions.*member));
        };
        name("destination_vs_bgp", &Assumptions::destination_vs_bgp, destination_vs_bgp_names);
        name("legacy_policy_routes", &Assumptions::legacy_policy_routes, legacy_policy_routes_names);
        name("sa_survivor", &Assumptions::sa_survivor, sa_survivor_names);
        name("initiator", &Assumptions::initiator, initiator_names);
    });
}

}  // namespace

std::string write_scenario(const Scenario& scenario) {
    JsonText out;
    out.object([&] {
        out.text("format", "vpnsim/1");
        if (!scenario.name.empty()) out.text("name", scenario.name);
        if (!scenario.description.empty()) out.text("description", scenario.description);
        write_assumptions(out, scenario.assumptions);
        write_vpcs(out, scenario.estate);
        write_gateways(out, scenario.estate);
        write_customer_gateways(out, scenario.estate);
        write_connections(out, scenario.estate);
        write_sites(out, scenario.estate);
        write_suppressions(out, scenario.suppressions);
        write_expectations(out, scenario.expect);
    });
    return std::move(out).take();
}

}  // namespace vpnsim
