#include "model/device_profile.hpp"

#include <algorithm>
#include <vector>

namespace vpnsim {
namespace {

using enum ChildSaPer;
using enum SelectorMatch;
using enum Ikev1Multiple;
using enum SaChoice;
using enum Confidence;
constexpr auto no_limit = std::nullopt;

// Columns in the order of DeviceProfile, one device a row; the members that only libreswan was measured to need come
// last.
const std::vector<BuiltInProfile>& table() {
    constexpr auto all = ConnectionSearch::all_of_peer;
    constexpr auto by_identity = ConnectionSearch::first_by_identity;
    constexpr auto answer = Ikev1Answer::installs_answer;
    constexpr auto own = Ikev1Answer::installs_own;
    constexpr auto best = ListAnswer::best_child;
    constexpr auto equal = ListAnswer::equal_pair;
    // clang-format off
    static const std::vector<BuiltInProfile> profiles{
        //                       SAs per        max       IKEv1      IKEv2      IKEv1 lists wider  two    single
        {{"alibaba",             connection,    1,        identical, inclusive, reject,     false, true,  true,  all, most_specific_sum,  answer, best},
         documented, "Alibaba Cloud IPsec-VPN troubleshooting guide and multi-CIDR FAQ (C2, C3, C4)"},
        {{"aws",                 connection,    1,        narrowing, narrowing, first_only, false, true,  false, all, configured_order,   answer, best},
         documented, "AWS Site-to-Site VPN customer gateway requirements: one SA pair a tunnel"},
        {{"azure-route-based",   selector_pair, no_limit, any,       any,       per_pair,   false, true,  false, all, configured_order,   answer, best},
         documented, "Azure VPN Gateway: accepts any selectors as responder; SA per pair is general knowledge"},
        {{"gcp-classic",         connection,    1,        identical, inclusive, reject,     false, true,  false, all, configured_order,   answer, best},
         documented, "Cloud VPN concepts, classic VPN: one CHILD_SA with all CIDR blocks"},
        {{"huawei-cloud",        selector_pair, no_limit, identical, identical, per_pair,   false, true,  false, all, configured_order,   answer, equal},
         documented, "Huawei Cloud VPN, policy mode: rules of source and destination blocks"},
        {{"tencent-cloud",       selector_pair, no_limit, identical, identical, per_pair,   false, true,  false, all, configured_order,   answer, equal},
         documented, "Tencent Cloud VPN connections, SPD mode"},
        {{"strongswan",          connection,    no_limit, narrowing, narrowing, first_only, false, true,  false, by_identity, most_specific_sum, answer, best},
         measured, "strongSwan 5.9.8 against itself and libreswan in network namespaces"},
        {{"libreswan",           selector_pair, no_limit, identical, identical, per_pair,   false, true,  false, all, local_then_remote,  own, equal, IdenticalTo::answer},
         measured, "libreswan 4.10 (narrowing=no) against itself and strongSwan in network namespaces"},
        {{"cisco-asa",           selector_pair, no_limit, inclusive, inclusive, per_pair,   true,  false, false, all, configured_order,   answer, best},
         documented, "Alibaba Cloud troubleshooting guide (C12) and Cisco ASA VPN guides: one SA pair per ACL entry"},
        {{"cisco-ios",           selector_pair, no_limit, inclusive, inclusive, per_pair,   true,  true,  false, all, configured_order,   answer, best},
         documented, "Cisco IOS crypto map guides: one SA pair per ACL entry"},
        {{"h3c",                 selector_pair, no_limit, inclusive, inclusive, per_pair,   true,  true,  false, all, configured_order,   answer, best},
         documented, "H3C firewall manuals, standard mode: one tunnel per ACL rule, the narrower side initiates"},
        {{"cisco-vti",           connection,    1,        identical, identical, first_only, false, true,  false, all, configured_order,   answer, best},
         general_knowledge, "route-based tunnel interface, 0.0.0.0/0 on both sides"},
        {{"huawei-usg",          selector_pair, no_limit, identical, identical, per_pair,   false, true,  false, all, configured_order,   answer, equal},
         documented, "Alibaba Cloud troubleshooting guide (C3) and Huawei router guides: one SA pair per ACL rule, mirrored rules"},
        {{"juniper-srx",         selector_pair, no_limit, identical, identical, per_pair,   false, true,  false, all, configured_order,   answer, equal},
         documented, "Juniper SRX route-based VPN: each traffic selector is a negotiation of its own"},
        {{"fortigate",           connection,    no_limit, identical, narrowing, first_only, false, true,  false, all, configured_order,   answer, best},
         documented, "Fortinet documentation: one SA per phase 2, all its subnets together; narrowing is general knowledge"},
        {{"palo-alto",           selector_pair, no_limit, identical, narrowing, per_pair,   false, true,  false, all, configured_order,   answer, best},
         documented, "Palo Alto Networks: one SA per proxy ID"},
        {{"generic",             connection,    no_limit, identical, narrowing, first_only, false, true,  false, all, most_specific_sum,  answer, best},
         general_knowledge, "an RFC 7296 implementation that narrows"},
    };
    // clang-format on
    return profiles;
}

}  // namespace

std::span<const BuiltInProfile> built_in_profiles() { return table(); }

const BuiltInProfile* find_profile(std::string_view name) {
    const auto profiles = built_in_profiles();
    const auto found =
        std::find_if(profiles.begin(), profiles.end(), [&](const auto& p) { return p.profile.name == name; });
    return found == profiles.end() ? nullptr : &*found;
}

}  // namespace vpnsim
