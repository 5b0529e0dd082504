#include "tools/importers/aliyun_parts.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// The two blocks of a route, or the one; nothing if one cannot be read, which `block` has said.
std::optional<Prefix> block_of(AliyunImport& in, const AliyunRecord& record, std::string_view member,
                               const std::string& about) {
    const auto text = record.text(member);
    if (!text.empty()) return in.block(text, record, member, about);
    in.incomplete("bad-address", about, "the member " + std::string{member} + " is missing; the route is left out",
                  record.origin());
    return std::nullopt;
}

bool is_published(const AliyunRecord& record) { return in_lower_case(record.text("State")) == "published"; }

std::string gateway_of(const AliyunRecord& record) {
    auto id = record.text("VpnInstanceId");
    return id.empty() ? record.text("VpnGatewayId") : id;
}

std::vector<std::uint32_t> as_path_of(AliyunImport& in, const AliyunRecord& record, const std::string& about) {
    std::vector<std::uint32_t> out;
    const auto written = record.text("AsPath");
    for (const auto part : list_elements(written, " ,")) {
        std::uint32_t asn = 0;
        if (parse_number(part, asn)) out.push_back(asn);
        else in.incomplete("bad-number", about, "a part of AsPath is no AS number; it is left out", record.origin());
    }
    return out;
}

}  // namespace

void read_policy_route(AliyunImport& in, const AliyunRecord& record) {
    const auto next_hop = record.text("NextHop");
    const auto source = block_of(in, record, "RouteSource", next_hop);
    const auto destination = block_of(in, record, "RouteDest", next_hop);
    if (!source || !destination) return;
    // Old gateways have no priorities, and their answers no such member.
    CloudPolicyRoute out{gateway_of(record),
                         next_hop,
                         *source,
                         *destination,
                         in.number(record, "Weight", next_hop).value_or(100),
                         in.number(record, "Priority", next_hop).value_or(10),
                         is_published(record),
                         false,
                         record.number("CreateTime").value_or(0),
                         record.origin()};
    const auto id = out.vpn_gateway + between + next_hop + between + source->text() + between + destination->text();
    in.keep(in.made.cloud.policy_routes, "policy route", id, std::move(out));
}

void read_destination_route(AliyunImport& in, const AliyunRecord& record) {
    const auto next_hop = record.text("NextHop");
    const auto destination = block_of(in, record, "RouteDest", next_hop);
    if (!destination) return;
    CloudDestinationRoute out{gateway_of(record),
                              next_hop,
                              *destination,
                              in.number(record, "Weight", next_hop).value_or(100),
                              is_published(record),
                              in_lower_case(record.text("RouteEntryType")) == "bgp",
                              as_path_of(in, record, next_hop),
                              record.origin()};
    const auto id = out.vpn_gateway + between + next_hop + between + destination->text() + (out.bgp ? "b" : "");
    in.keep(in.made.cloud.destination_routes, "destination route", id, std::move(out));
}

void read_attachment_route(AliyunImport& in, const AliyunRecord& record) {
    in.say(Gravity::warning, "not-a-vpn-gateway", record.text("VpnConnectionId"),
           "this route belongs to a connection of a transit router; it is not simulated", record.origin());
}

void read_route_entry(AliyunImport& in, const AliyunRecord& record) {
    const auto table = record.text("RouteTableId");
    const auto destination = block_of(in, record, "DestinationCidrBlock", table);
    if (!destination) return;
    CloudRoute out{record.text("RouteEntryId"),
                   table,
                   *destination,
                   record.text("NextHopType"),
                   {},
                   false,
                   false,
                   record.origin(),
                   record.text("RouteEntryName")};
    const auto hops = record.list("NextHops", "NextHop");
    for (const auto& hop : hops) {
        // Of several next hops those that are switched off get no packets.
        if (hops.size() > 1 && hop.text("Enabled") == "0") continue;
        if (out.next_hop_type.empty()) out.next_hop_type = hop.text("NextHopType");
        if (auto id = hop.text("NextHopId"); !id.empty()) out.next_hops.push_back(std::move(id));
    }
    if (hops.empty()) {
        if (auto id = record.text("InstanceId"); !id.empty()) out.next_hops.push_back(std::move(id));
    }
    if (const auto state = in_lower_case(record.text("Status")); !state.empty() && state != "available") {
        in.say(Gravity::warning, "route-not-available", table,
               "the route to " + destination->text() +
                   " was not available when the answer was saved (it was being made, changed or deleted); it is "
                   "simulated as if it were in force",
               out.origin);
    }
    const auto type = in_lower_case(record.text("Type"));
    out.made_by_system = type == "system" || out.next_hop_type == "service";
    out.propagated = type == "bgp";
    const auto id = table + between + destination->text() + between + out.id;
    in.keep(in.made.cloud.routes, "route", id, std::move(out));
}

}  // namespace vpnsim::importers
