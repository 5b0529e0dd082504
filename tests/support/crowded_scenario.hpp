#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace vpnsim::test {

/// A scenario with as many errors `policy-route-order`: gateways with two connections each behind policy routes that
/// tie. Requires: `gateways` <= 65536.
inline std::string crowded_scenario(std::size_t gateways) {
    nlohmann::json out{{"format", "vpnsim/1"}};
    for (std::size_t i = 0; i < gateways; ++i) {
        const auto n = std::to_string(i);
        const auto block = "10." + std::to_string(i / 256) + '.' + std::to_string(i % 256) + ".0/24";
        auto& vpc = out["vpcs"]["vpc-" + n];
        vpc["cidrs"] = {block};
        vpc["vswitches"]["vsw"]["cidr"] = block;
        vpc["route_tables"]["main"] = {{"type", "system"}};
        vpc["route_tables"]["main"]["routes"]["out"] = {{"destination", "172.16.0.0/16"}, {"next_hop", "vgw-" + n}};
        auto& gateway = out["vpn_gateways"]["vgw-" + n];
        gateway["vpc"] = "vpc-" + n;
        gateway["addresses"] = {"203.0.113.1"};
        for (const std::string end : {"1", "2"}) {
            const auto connection = "conn-" + n + '-' + end;
            out["customer_gateways"]["cgw-" + end]["address"] = "198.51.100." + end;
            out["ipsec_connections"][connection] = {{"vpn_gateway", "vgw-" + n}, {"customer_gateway", "cgw-" + end}};
            gateway["policy_routes"][end] = {{"source", block},
                                             {"destination", end == "1" ? "172.16.0.0/16" : "172.16.5.0/24"},
                                             {"next_hop", connection}};
        }
    }
    return out.dump(1);
}

}  // namespace vpnsim::test
