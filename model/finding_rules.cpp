#include "model/finding_rules.hpp"

#include <algorithm>
#include <array>

namespace vpnsim {
namespace {

constexpr auto E = Severity::error;
constexpr auto W = Severity::warning;
constexpr auto N = Severity::note;
constexpr auto rules = std::to_array<FindingRule>({
    {"selectors-inclusive", W,
     "one end's selectors lie within the other's: fine only where both ends accept inclusion"},
    {"selectors-overlap", W, "two selector-mode connections of a gateway protect overlapping flows"},
    {"selectors-mismatch", E, "the two ends' selectors differ in a way that one of them refuses"},
    {"selectors-partly-covered", E, "phase 2 comes up, but some configured selector pairs get no SA"},
    {"ikev1-multiple-cidrs", E, "IKEv1 with several blocks on a side"},
    {"ike-version-behaviour", W, "the pair works with one IKE version and would fail with the other"},
    {"sa-count-mismatch", E, "one SA for everything meets one SA for each pair: a single pair communicates"},
    {"same-selectors-two-peers", E, "a device that holds equal selectors towards one peer only is asked for two"},
    {"shared-phase1-differs", E, "connections that share an IKE SA state different phase-1 parameters"},
    {"policy-route-order", E, "overlapping policy routes of equal priority send packets different ways"},
    {"policy-route-shadowed", W, "better routes take every packet of this policy route"},
    {"asymmetric-return-path", E, "replies come back, or may come back, through another connection"},
    {"return-path-missing", E, "requests arrive and their replies never do"},
    {"no-route", E, "one side sends nothing of an intended pair of networks into a tunnel"},
    {"routed-outside-selectors", E, "a route leads packets into a connection whose SA does not cover them"},
    {"selectors-unrouted", W, "a part of what an SA covers is routed into it by nothing"},
    {"forbidden-destination", E, "a VPN route to everything or into 100.64.0.0/10"},
    {"user-cidr-missing", E, "a public block used on premises is not declared as user CIDR of the VPC"},
    {"networks-overlap", E, "cloud and on-premises networks share addresses"},
    {"active-standby-conflict", E, "routes with equal keys and different next hops are no active/standby pair"},
    {"forwarding-loop", E, "packets come back to a node that they have passed"},
    {"access-denied", E, "a filter drops replies of accepted requests, or a routed pair of networks altogether"},
    {"negotiation-failure", E, "phase 1 or 2 fails for a reason that no other rule names"},
    {"peer-address-mismatch", E, "the device sends from another address than the customer gateway states"},
    {"peer-not-configured", E, "an end whose counterpart has no tunnel for it"},
    {"nat-traversal", E, "a device behind NAT, and not both ends do NAT traversal"},
    {"negotiation-fails-later", E, "the tunnel comes up and fails at a rekey or a further child"},
    {"nobody-initiates", W, "neither end starts the negotiation"},
    {"ike-blocked", E, "underlay rules drop IKE or ESP between the two ends"},
    {"cross-border", W, "gateway and site lie on different sides of a border"},
    {"gateway-locked", N, "the gateway is locked for an overdue payment"},
    {"address-forbidden", E, "a customer gateway address that the cloud does not accept"},
    {"vpc-block-forbidden", E, "a VPC block that the cloud does not accept"},
    {"psk-format", W, "a pre-shared key that the cloud refuses, or with blanks at its ends"},
    {"ipv4-gateway", W, "an IPv4 gateway without the route that VPN traffic to public destinations needs"},
    {"analysis-incomplete", E, "the exhaustive analysis reached its limit"},
    {"lifetime-differs", W, "the two ends state different SA lifetimes"},
    {"lifetime-by-volume", W, "the device limits SAs by volume, which the cloud does not know"},
    {"several-values", W, "the device offers several values where a single one is supported"},
    {"dpd-differs", W, "dead peer detection is on at one end only"},
    {"weak-algorithm", W, "an algorithm, a group or a mode that is no longer safe"},
    {"identity-mismatch", E, "identities that the other end does not expect or cannot use"},
    {"bgp-addressing", E, "BGP addresses or AS numbers of the tunnel that cannot work"},
    {"bgp-propagation", W, "a gateway with BGP connections does not propagate what they learn into the VPC"},
    {"bgp-redistribution", W, "a route learned over one connection has passed another one, or the gateway itself"},
    {"health-check-path", E, "the probe of a health check does not come back through its own connection"},
    {"mtu", N, "a larger MTU than tunnels of this gateway carry"},
    {"quota", W, "more routes, connections or blocks than the gateway allows"},
    {"gateway-outdated", N, "a gateway too old for diagnosis or policy-route priorities"},
    {"gateway-kind", W, "algorithms, version or mode that this kind of gateway does not have"},
    {"tunnel-pair", W, "a dual-tunnel connection whose two tunnels do not stand in for one another"},
});

}  // namespace

std::span<const FindingRule> finding_rules() { return rules; }

const FindingRule* find_rule(std::string_view id) {
    const auto* const found = std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return rule.id == id; });
    return found == rules.end() ? nullptr : found;
}

}  // namespace vpnsim
