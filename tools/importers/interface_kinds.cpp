#include "tools/importers/interface_kinds.hpp"

#include <algorithm>
#include <array>

#include "model/prefix.hpp"

namespace vpnsim::importers {
namespace {

bool begins_with_any(std::string_view name, std::initializer_list<std::string_view> beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(), [&](auto part) { return name.starts_with(part); });
}

}  // namespace

bool is_named_tunnel(std::string_view interface) {
    return begins_with_any(interface, {"Tunnel", "vti", "ip_vti", "ip6_vti", "xfrm", "ipsec"});
}

bool is_own_bridge(std::string_view interface) {
    // "br-lan" is a network like others; Docker names its bridges by twelve digits.
    const bool of_docker = interface.size() == 15 && interface.starts_with("br-") &&
                           interface.find_first_not_of("0123456789abcdef", 3) == std::string_view::npos;
    return of_docker || begins_with_any(interface, {"docker", "virbr", "lxcbr", "lxdbr", "podman", "cni"});
}

bool is_link_local(const Address& address) {
    static constexpr std::array blocks{Prefix{Address{Family::ipv4, 0xa9fe0000}, 16},
                                       Prefix{Address{Family::ipv6, AddressBits{0xfe80} << 112}, 10}};
    return std::any_of(blocks.begin(), blocks.end(), [&](const Prefix& block) { return block.contains(address); });
}

}  // namespace vpnsim::importers
