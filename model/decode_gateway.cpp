#include <array>

#include "model/decode_estate.hpp"
#include "model/decode_parameters.hpp"

namespace vpnsim {
namespace {

constexpr std::array<std::pair<std::string_view, GatewayKind>, 2> kinds{
    {{"normal", GatewayKind::normal}, {"national_standard", GatewayKind::national_standard}}};
constexpr std::array<std::pair<std::string_view, BusinessStatus>, 2> statuses{
    {{"normal", BusinessStatus::normal}, {"financial_locked", BusinessStatus::financial_locked}}};
constexpr ConnectionId unread_connection{0};

GatewayLimits limits(Decoder& in, const JsonValue& value) {
    GatewayLimits out;
    const auto number = [&](std::uint32_t& limit) {
        return [&in, &limit](const JsonValue& v) { set(limit, in.number<std::uint32_t>(v)); };
    };
    in.object(value, {{"policy_routes", number(out.policy_routes)},
                      {"destination_routes", number(out.destination_routes)},
                      {"connections", number(out.connections)},
                      {"bgp_routes", number(out.bgp_routes)},
                      {"cidrs_per_side", number(out.cidrs_per_side)}});
    return out;
}

PolicyRoute policy_route(Decoder& in, const JsonValue& value, const EstateNames& names) {
    PolicyRoute out{std::string{value.key()}, unread_prefix, unread_prefix, unread_connection, 100, 10, false,
                    in.place(value)};
    const auto next_hop = [&](const JsonValue& v) {
        set(out.next_hop, in.reference<ConnectionId>(v, names.connections));
    };
    in.object(value,
              {{"source", [&](const JsonValue& v) { set(out.source, in.prefix(v)); }, Presence::required},
               {"destination", [&](const JsonValue& v) { set(out.destination, in.prefix(v)); }, Presence::required},
               {"next_hop", next_hop, Presence::required},
               {"weight", [&](const JsonValue& v) { set(out.weight, in.number<std::uint8_t>(v, 0, 100)); }},
               {"priority", [&](const JsonValue& v) { set(out.priority, in.number<std::uint8_t>(v, 1, 100)); }},
               {"published", [&](const JsonValue& v) { set(out.published, in.boolean(v)); }}});
    return out;
}

DestinationRoute destination_route(Decoder& in, const JsonValue& value, const EstateNames& names) {
    DestinationRoute out{std::string{value.key()}, unread_prefix, unread_connection, 100, false, in.place(value)};
    const auto next_hop = [&](const JsonValue& v) {
        set(out.next_hop, in.reference<ConnectionId>(v, names.connections));
    };
    in.object(value,
              {{"destination", [&](const JsonValue& v) { set(out.destination, in.prefix(v)); }, Presence::required},
               {"next_hop", next_hop, Presence::required},
               {"weight", [&](const JsonValue& v) { set(out.weight, in.number<std::uint8_t>(v, 0, 100)); }},
               {"published", [&](const JsonValue& v) { set(out.published, in.boolean(v)); }}});
    return out;
}

BgpRoute bgp_route(Decoder& in, const JsonValue& value, const EstateNames& names) {
    BgpRoute out{std::string{value.key()}, unread_prefix, unread_connection, {}, in.place(value)};
    const auto next_hop = [&](const JsonValue& v) {
        set(out.next_hop, in.reference<ConnectionId>(v, names.connections));
    };
    const auto as_path = [&](const JsonValue& v) {
        in.list(v, [&](const JsonValue& element) {
            if (const auto asn = in.asn(element)) out.as_path.push_back(*asn);
        });
    };
    in.object(value,
              {{"destination", [&](const JsonValue& v) { set(out.destination, in.prefix(v)); }, Presence::required},
               {"next_hop", next_hop, Presence::required},
               {"as_path", as_path}});
    return out;
}

}  // namespace

VpnGateway decode_gateway(Decoder& in, const JsonValue& value, const EstateNames& names) {
    VpnGateway out;
    out.name = value.key();
    out.place = in.place(value);
    out.profile = find_profile("alibaba")->profile;
    const auto addresses = [&](const JsonValue& v) {
        in.list(v, [&](const JsonValue& element) {
            if (const auto address = in.address(element)) out.addresses.push_back(*address);
        });
    };
    const auto order = [&](const JsonValue& v) {
        out.policy_route_order_place = in.place(v);
        out.policy_route_order.emplace();
        in.list(v, [&](const JsonValue& element) {
            if (const auto name = in.text(element)) out.policy_route_order->emplace_back(*name);
        });
    };
    const auto policy_routes = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& r) { out.policy_routes.push_back(policy_route(in, r, names)); });
    };
    const auto destination_routes = [&](const JsonValue& v) {
        in.collection(v,
                      [&](const JsonValue& r) { out.destination_routes.push_back(destination_route(in, r, names)); });
    };
    const auto bgp_routes = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& r) { out.bgp_routes.push_back(bgp_route(in, r, names)); });
    };
    in.object(
        value,
        {{"vpc", [&](const JsonValue& v) { set(out.vpc, in.reference<VpcId>(v, names.vpcs)); }},
         {"addresses", addresses},
         {"profile", [&](const JsonValue& v) { out.profile = decode_profile(in, v, "alibaba"); }},
         {"created", [&](const JsonValue& v) { set(out.created, in.date(v)); }},
         {"kind", [&](const JsonValue& v) { set(out.kind, in.one_of(v, kinds)); }},
         {"auto_propagate", [&](const JsonValue& v) { set(out.auto_propagate, in.boolean(v)); }},
         {"region", [&](const JsonValue& v) { set(out.region, in.text(v)); }},
         {"business_status", [&](const JsonValue& v) { set(out.business_status, in.one_of(v, statuses)); }},
         {"bandwidth_mbps", [&](const JsonValue& v) { set(out.bandwidth_mbps, in.number<std::uint32_t>(v)); }},
         {"limits", [&](const JsonValue& v) { out.limits = limits(in, v); }},
         {"policy_route_priorities", [&](const JsonValue& v) { set(out.policy_route_priorities, in.boolean(v)); }},
         {"policy_route_order", order},
         {"policy_routes", policy_routes},
         {"destination_routes", destination_routes},
         {"bgp_routes", bgp_routes}});
    return out;
}

CustomerGateway decode_customer_gateway(Decoder& in, const JsonValue& value) {
    CustomerGateway out;
    out.name = value.key();
    out.place = in.place(value);
    in.object(value, {{"address", [&](const JsonValue& v) { set(out.address, in.address(v)); }},
                      {"asn", [&](const JsonValue& v) { set(out.asn, in.asn(v)); }}});
    return out;
}

}  // namespace vpnsim
