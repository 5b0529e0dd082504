#include <array>
#include <set>

#include "tools/importers/aliyun_lists.hpp"
#include "tools/importers/aliyun_parts.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

const Origin nowhere{};

/// What nobody saved. It is no fault of what was read, and counts where a scenario is made of it.
struct Gaps {
    Cloud& cloud;

    void add(Gravity gravity, const std::string& about, const std::string& call, const std::string& why) const {
        cloud.gaps.push_back(
            {gravity, "call-missing", about, why + "; save the answer of \"aliyun " + call + '"', nowhere});
    }
    void add(const std::string& about, const std::string& call, const std::string& why) const {
        add(Gravity::incomplete, about, call, why);
    }
};

std::string vpc_call(AliyunKind kind, const std::string& more = {}) {
    return "vpc " + std::string{call_of(kind)} + " --RegionId REGION" + more + " --PageSize 50";
}

/// A list that its call gives for one VPN gateway. An empty one does not say for which: it counts where there are as
/// many of them as gateways without entries.
class GatewayLists {
  public:
    GatewayLists(const AliyunLists& lists, const Cloud& cloud, AliyunKind kind) : lists_{lists}, kind_{kind} {
        std::size_t without = 0;
        for (const auto& gateway : cloud.vpn_gateways) {
            if (!lists.has_entries(kind, gateway.id)) ++without;
        }
        every_empty_one_seen_ = lists.empty_lists(kind) >= without;
    }
    [[nodiscard]] bool seen(const std::string& gateway) const {
        return lists_.has_entries(kind_, gateway) || every_empty_one_seen_;
    }
    [[nodiscard]] bool whole(const std::string& gateway) const {
        return lists_.has_entries(kind_, gateway) ? lists_.whole(kind_, gateway) : every_empty_one_seen_;
    }

  private:
    const AliyunLists& lists_;
    AliyunKind kind_;
    bool every_empty_one_seen_ = false;
};

void check_gateways(AliyunImport& in, const AliyunLists& lists, const Gaps& gaps) {
    auto& cloud = in.made.cloud;
    const GatewayLists policy_routes{lists, cloud, AliyunKind::policy_route};
    const GatewayLists destination_routes{lists, cloud, AliyunKind::destination_route};
    std::set<std::string> known;
    for (auto& gateway : cloud.vpn_gateways) {
        const auto& about = shown_name(gateway);
        const auto of_gateway = " --VpnGatewayId " + gateway.id;
        gateway.policy_routes_known = policy_routes.whole(gateway.id);
        if (gateway.policy_routes_known) known.insert(gateway.id);
        if (!policy_routes.seen(gateway.id)) {
            gaps.add(about, vpc_call(AliyunKind::policy_route, of_gateway),
                     "the policy routes of this VPN gateway are not in the input");
        }
        if (!destination_routes.seen(gateway.id)) {
            gaps.add(about, vpc_call(AliyunKind::destination_route, of_gateway),
                     "the destination routes of this VPN gateway are not in the input");
        }
    }
    for (auto& connection : cloud.connections) connection.policy_routes_known = known.contains(connection.vpn_gateway);
}

/// The call gives no BGP routes unless it is asked for them; their number tells that there are some.
void check_bgp_routes(AliyunImport& in, const std::vector<AliyunAnswer>& answers, const Gaps& gaps) {
    std::set<std::string> with_bgp_routes;
    for (const auto& route : in.made.cloud.destination_routes) {
        if (route.bgp) with_bgp_routes.insert(route.vpn_gateway);
    }
    const std::string more = " --RouteEntryType bgp";
    for (const auto& answer : answers) {
        for (const auto& count : answer.whole.list("VpnRouteCounts", "VpnRouteCount")) {
            if (in_lower_case(count.text("RouteEntryType")) != "bgp" || count.number("RouteCount").value_or(0) == 0) {
                continue;
            }
            if (!with_bgp_routes.empty()) continue;
            in.incomplete("bgp-routes-missing", "DescribeVpnRouteEntries",
                          "the VPN gateway has BGP routes that are not in the input; make the call again with" + more +
                              " and save both answers",
                          answer.origin);
        }
    }
    std::set<std::string> said;
    for (const auto& connection : in.made.cloud.connections) {
        bool bgp = connection.bgp.has_value();
        for (const auto& tunnel : connection.tunnels) bgp = bgp || tunnel.bgp.has_value();
        const auto& gateway = connection.vpn_gateway;
        if (!bgp || gateway.empty() || with_bgp_routes.contains(gateway) || !said.insert(gateway).second) continue;
        gaps.add(gateway,
                 vpc_call(AliyunKind::destination_route, std::string{" --VpnGatewayId "}.append(gateway).append(more)),
                 "this VPN gateway speaks BGP, and the routes that it learned are not in the input");
    }
}

void check_vpcs(AliyunImport& in, const AliyunLists& lists, const Gaps& gaps) {
    const auto& cloud = in.made.cloud;
    for (const auto& table : cloud.route_tables) {
        if (lists.has_entries(AliyunKind::route_entry, table.id)) continue;
        gaps.add(shown_name(table),
                 "vpc DescribeRouteEntryList --RegionId REGION --RouteTableId " + table.id + " --MaxResult 100",
                 "the routes of this route table are not in the input");
    }
    bool acls_missing = false;
    for (const auto& vswitch : cloud.vswitches) {
        const auto& acl = vswitch.network_acl;
        acls_missing = acls_missing || (!acl.empty() && !in.positions.contains(record_key("network ACL", acl)));
    }
    if (acls_missing) {
        gaps.add("DescribeNetworkAcls", vpc_call(AliyunKind::network_acl),
                 "vSwitches have network ACLs that are not in the input");
    }
    std::set<std::string> said;
    for (const auto& instance : cloud.instances) {
        for (const auto& group : instance.security_groups) {
            if (in.positions.contains(record_key("security group", group)) || !said.insert(group).second) continue;
            gaps.add(group, "ecs DescribeSecurityGroupAttribute --RegionId REGION --SecurityGroupId " + group,
                     "instances are in this security group, and its rules are not in the input");
        }
    }
    if (!cloud.security_groups.empty() && !lists.seen(AliyunKind::instance)) {
        gaps.add(Gravity::warning, "DescribeInstances", "ecs DescribeInstances --RegionId REGION --PageSize 100",
                 "which instances are in the security groups is not in the input, so that their rules filter nothing");
    }
}

}  // namespace

void check_aliyun_answers(AliyunImport& in, const std::vector<AliyunAnswer>& answers) {
    const AliyunLists lists{answers, in.made.remarks};
    auto& cloud = in.made.cloud;
    const Gaps gaps{cloud};
    check_gateways(in, lists, gaps);
    check_bgp_routes(in, answers, gaps);
    const bool any = !cloud.vpn_gateways.empty() || !cloud.connections.empty() || !cloud.policy_routes.empty() ||
                     !cloud.destination_routes.empty() || !cloud.customer_gateways.empty() || !cloud.vpcs.empty();
    if (!any) return;
    struct Needed {
        AliyunKind kind;
        std::string_view why;
    };
    constexpr auto needed = std::to_array<Needed>({
        {AliyunKind::vpn_gateway, "the VPN gateways are not in the input"},
        {AliyunKind::customer_gateway, "the customer gateways are not in the input"},
        {AliyunKind::connection, "the IPsec connections are not in the input, or not all of them"},
        {AliyunKind::vpc, "the VPCs are not in the input"},
        {AliyunKind::vswitch, "the vSwitches are not in the input: which addresses are in the cloud is not known"},
        {AliyunKind::route_table, "the route tables of the VPCs are not in the input, or not all of them"},
    });
    for (const auto& [kind, why] : needed) {
        if (!lists.seen(kind)) gaps.add(std::string{call_of(kind)}, vpc_call(kind), std::string{why});
    }
    check_vpcs(in, lists, gaps);
}

}  // namespace vpnsim::importers
