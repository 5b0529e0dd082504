#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/property/naive_lab.hpp"

namespace vpnsim {

inline constexpr PortRange https{443, 443};
inline constexpr PortRange ephemeral{32768, 65535};

inline FilterRule rule(FilterAction action, std::optional<Protocol> protocol = {}, std::vector<PortRange> ports = {}) {
    FilterRule result;
    result.action = action;
    result.protocol = protocol;
    result.ports = std::move(ports);
    return result;
}
inline FilterRule accept(std::optional<Protocol> protocol = {}, std::vector<PortRange> ports = {}) {
    return rule(FilterAction::accept, protocol, std::move(ports));
}
inline FilterRule drop(std::optional<Protocol> protocol = {}, std::vector<PortRange> ports = {}) {
    return rule(FilterAction::drop, protocol, std::move(ports));
}
inline FilterRule with_priority(std::uint32_t priority, FilterRule result) {
    result.priority = priority;
    return result;
}

inline NaivePacket packet(Protocol protocol, std::uint16_t port) {
    return {address("10.1.1.5"), address("10.51.0.7"), protocol, has_ports(protocol) ? std::uint16_t{40000} : port,
            port};
}
inline const NaivePacket tcp_443 = packet(Protocol::tcp, 443);

inline NetworkAcl& acl_of_first_vswitch(Vpc& vpc) {
    vpc.vswitches[0].network_acl = NetworkAclIndex{vpc.network_acls.size()};
    return vpc.network_acls.emplace_back();
}
inline SecurityGroup& group(Vpc& vpc, SecurityGroupType type) {
    auto& added = vpc.security_groups.emplace_back();
    added.type = type;
    return added;
}
inline Instance& instance(Vpc& vpc, std::string_view at, std::vector<SecurityGroupIndex> groups) {
    vpc.instances.push_back({"i-" + std::string{at}, address(at), std::move(groups), false, {}});
    return vpc.instances.back();
}
inline const SecurityGroupIndex sg_1{0};
inline const SecurityGroupIndex sg_2{1};

}  // namespace vpnsim
