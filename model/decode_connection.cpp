#include <array>

#include "model/decode_estate.hpp"
#include "model/decode_parameters.hpp"

namespace vpnsim {
namespace {

constexpr std::array<std::pair<std::string_view, LinkState>, 2> states{
    {{"up", LinkState::up}, {"down", LinkState::down}}};
constexpr std::array<std::pair<std::string_view, TunnelRole>, 2> roles{
    {{"active", TunnelRole::active}, {"standby", TunnelRole::standby}}};
constexpr std::array<std::pair<std::string_view, HealthCheckFailure>, 2> reactions{
    {{"reserve_route", HealthCheckFailure::reserve_route}, {"revoke_route", HealthCheckFailure::revoke_route}}};

HealthCheck health_check(Decoder& in, const JsonValue& value) {
    HealthCheck out;
    in.object(value, {{"source", [&](const JsonValue& v) { set(out.source, in.address(v)); }},
                      {"destination", [&](const JsonValue& v) { set(out.destination, in.address(v)); }},
                      {"interval_seconds",
                       [&](const JsonValue& v) { set(out.interval_seconds, in.number<std::uint32_t>(v)); }},
                      {"retries", [&](const JsonValue& v) { set(out.retries, in.number<std::uint32_t>(v)); }},
                      {"on_failure", [&](const JsonValue& v) { set(out.on_failure, in.one_of(v, reactions)); }}});
    return out;
}

/// A role left out is the one that the other tunnel does not have: the first is active if neither says.
void decode_tunnels(Decoder& in, const JsonValue& value, const EstateNames& names, std::vector<ConnectionTunnel>& out) {
    std::vector<std::optional<TunnelRole>> stated;
    in.collection(value, [&](const JsonValue& element) {
        ConnectionTunnel tunnel;
        tunnel.name = element.key();
        tunnel.place = in.place(element);
        std::optional<TunnelRole> role;
        const auto read_role = [&](const JsonValue& v) {
            role = in.one_of(v, roles);
            if (role && stated.size() == 1 && stated[0] == role) {
                in.report(
                    InputFault::same_role, v,
                    "both tunnels are " + std::string{name_of(roles, *role)} + "; one is active, the other standby");
            }
        };
        const auto gateway = [&](const JsonValue& v) {
            set(tunnel.customer_gateway, in.reference<CustomerGatewayId>(v, names.customer_gateways));
        };
        in.object(element,
                  {{"role", read_role},
                   {"customer_gateway", gateway},
                   {"psk", [&](const JsonValue& v) { tunnel.psk = decode_psk(in, v); }},
                   {"ike", [&](const JsonValue& v) { tunnel.ike = decode_ike(in, v, End::cloud); }},
                   {"esp", [&](const JsonValue& v) { tunnel.esp = decode_esp(in, v, End::cloud); }},
                   {"bgp", [&](const JsonValue& v) { tunnel.bgp = decode_bgp(in, v); }},
                   {"gateway_address", [&](const JsonValue& v) { set(tunnel.gateway_address, in.address(v)); }},
                   {"state", [&](const JsonValue& v) { set(tunnel.state, in.one_of(v, states)); }}});
        if (out.size() == 2) {
            in.report(InputFault::too_many_tunnels, element, "an IPsec connection has at most two tunnels");
        }
        stated.push_back(role);
        out.push_back(std::move(tunnel));
    });
    const auto other = [](TunnelRole role) {
        return role == TunnelRole::active ? TunnelRole::standby : TunnelRole::active;
    };
    if (out.empty()) return;
    const bool second_alone = out.size() > 1 && !stated[0] && stated[1];
    out[0].role = second_alone ? other(*stated[1]) : stated[0].value_or(TunnelRole::active);
    if (out.size() > 1) out[1].role = stated[1].value_or(other(out[0].role));
}

}  // namespace

IpsecConnection decode_connection(Decoder& in, const JsonValue& value, const EstateNames& names) {
    IpsecConnection out;
    out.name = value.key();
    out.place = in.place(value);
    out.local_ts_place = out.place;
    out.remote_ts_place = out.place;
    const auto local_ts = [&](const JsonValue& v) {
        out.local_ts_place = in.place(v);
        out.local_ts = decode_selectors(in, v);
    };
    const auto remote_ts = [&](const JsonValue& v) {
        out.remote_ts_place = in.place(v);
        out.remote_ts = decode_selectors(in, v);
    };
    const auto gateway = [&](const JsonValue& v) {
        set(out.vpn_gateway, in.reference<GatewayId>(v, names.vpn_gateways));
    };
    const auto customer_gateway = [&](const JsonValue& v) {
        set(out.customer_gateway, in.reference<CustomerGatewayId>(v, names.customer_gateways));
    };
    in.object(value,
              {{"vpn_gateway", gateway},
               {"customer_gateway", customer_gateway},
               {"local_ts", local_ts},
               {"remote_ts", remote_ts},
               {"auto_routes", [&](const JsonValue& v) { set(out.auto_routes, in.boolean(v)); }},
               {"publish_auto_routes", [&](const JsonValue& v) { set(out.publish_auto_routes, in.boolean(v)); }},
               {"psk", [&](const JsonValue& v) { out.psk = decode_psk(in, v); }},
               {"ike", [&](const JsonValue& v) { out.ike = decode_ike(in, v, End::cloud); }},
               {"esp", [&](const JsonValue& v) { out.esp = decode_esp(in, v, End::cloud); }},
               {"nat_traversal", [&](const JsonValue& v) { set(out.nat_traversal, in.boolean(v)); }},
               {"dpd", [&](const JsonValue& v) { set(out.dpd, in.boolean(v)); }},
               {"effective_immediately", [&](const JsonValue& v) { set(out.effective_immediately, in.boolean(v)); }},
               {"mtu", [&](const JsonValue& v) { set(out.mtu, in.number<std::uint32_t>(v)); }},
               {"bgp", [&](const JsonValue& v) { out.bgp = decode_bgp(in, v); }},
               {"health_check", [&](const JsonValue& v) { out.health_check = health_check(in, v); }},
               {"gateway_address", [&](const JsonValue& v) { set(out.gateway_address, in.address(v)); }},
               {"tunnels", [&](const JsonValue& v) { decode_tunnels(in, v, names, out.tunnels); }},
               {"state", [&](const JsonValue& v) { set(out.state, in.one_of(v, states)); }}});
    return out;
}

}  // namespace vpnsim
