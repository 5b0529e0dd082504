// Which families of remedies know an answer to which rule.
#include <array>
#include <string_view>

#include "sim/remedies/remedy_context.hpp"

namespace vpnsim {
namespace {

struct RuleFamily {
    std::string_view rule;
    void (*propose)(RemedyContext& context);
};
/// Rules that are not listed have no remedy that could be computed. Order within a rule: cheapest first.
constexpr auto families = std::to_array<RuleFamily>({
    {"selectors-inclusive", mirror_selectors},
    {"selectors-mismatch", mirror_selectors},
    {"selectors-partly-covered", mirror_selectors},
    {"ikev1-multiple-cidrs", negotiate_one_block},
    {"sa-count-mismatch", negotiate_one_block},
    {"ike-version-behaviour", mirror_selectors},
    {"ike-version-behaviour", negotiate_one_block},
    {"shared-phase1-differs", equalise_phase1},
    {"policy-route-order", separate_priorities},
    {"policy-route-shadowed", uncover_route},
    {"active-standby-conflict", pair_by_weights},
    {"asymmetric-return-path", use_one_connection},
    {"return-path-missing", lead_into_tunnel},
    {"no-route", lead_into_tunnel},
    {"selectors-unrouted", lead_into_tunnel},
    {"routed-outside-selectors", keep_within_selectors},
    {"forbidden-destination", list_destinations},
    {"forwarding-loop", drop_circling_packets},
    {"user-cidr-missing", declare_user_cidr},
    {"access-denied", admit_packets},
    {"ipv4-gateway", route_public_block},
    {"health-check-path", drop_health_check},
    {"negotiation-failure", equalise_parameters},
    {"negotiation-fails-later", equalise_parameters},
    {"peer-address-mismatch", register_address},
    {"peer-not-configured", add_counterpart},
    {"nat-traversal", set_parameter},
    {"nobody-initiates", set_parameter},
    {"lifetime-differs", set_parameter},
    {"lifetime-by-volume", set_parameter},
    {"several-values", set_parameter},
    {"dpd-differs", set_parameter},
    {"weak-algorithm", set_parameter},
    {"identity-mismatch", set_parameter},
    {"mtu", lower_mtu},
    {"quota", raise_limits},
    {"gateway-outdated", upgrade_gateway},
});

}  // namespace

std::vector<Remedy> candidate_remedies(const Simulation& simulation, const Finding& finding) {
    RemedyContext context{simulation, finding};
    for (const auto& family : families) {
        if (family.rule == finding.rule) family.propose(context);
    }
    return context.take();
}

}  // namespace vpnsim
