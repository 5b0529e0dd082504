#include "sim/cloud_end.hpp"

namespace vpnsim {
namespace {

template <class T>
void lay_over(std::optional<T>& base, const std::optional<T>& over) {
    if (over) base = over;
}
template <class T>
void lay_over(std::vector<T>& base, const std::vector<T>& over) {
    if (!over.empty()) base = over;
}
void lay_over(IkeParameters& base, const IkeParameters& over) {
    lay_over(base.version, over.version);
    lay_over(base.mode, over.mode);
    lay_over(base.encryption, over.encryption);
    lay_over(base.integrity, over.integrity);
    lay_over(base.dh_group, over.dh_group);
    lay_over(base.lifetime_seconds, over.lifetime_seconds);
    lay_over(base.local_id, over.local_id);
    lay_over(base.remote_id, over.remote_id);
}
void lay_over(EspParameters& base, const EspParameters& over) {
    lay_over(base.encryption, over.encryption);
    lay_over(base.integrity, over.integrity);
    lay_over(base.dh_group, over.dh_group);
    lay_over(base.lifetime_seconds, over.lifetime_seconds);
    lay_over(base.lifetime_bytes, over.lifetime_bytes);
    lay_over(base.protocol, over.protocol);
    lay_over(base.encapsulation, over.encapsulation);
}

}  // namespace

std::vector<CloudEndRef> cloud_ends(const Estate& estate) {
    std::vector<CloudEndRef> out;
    for (std::size_t c = 0; c < estate.ipsec_connections.size(); ++c) {
        const std::size_t tunnels = estate.ipsec_connections[c].tunnels.size();
        if (tunnels == 0) out.push_back({ConnectionId{c}, std::nullopt});
        for (std::size_t t = 0; t < tunnels; ++t) out.push_back({ConnectionId{c}, TunnelIndex{t}});
    }
    return out;
}

CloudEndParameters cloud_end_parameters(const Estate& estate, CloudEndRef ref) {
    const IpsecConnection& connection = estate[ref.connection];
    CloudEndParameters out{.ref = ref,
                           .gateway = connection.vpn_gateway,
                           .gateway_address = connection.gateway_address,
                           .customer_gateway = connection.customer_gateway,
                           .customer_address = {},
                           .psk = connection.psk,
                           .ike = connection.ike,
                           .esp = connection.esp,
                           .bgp = connection.bgp,
                           .nat_traversal = connection.nat_traversal,
                           .dpd = connection.dpd,
                           .state = connection.state};
    if (ref.tunnel) {
        const ConnectionTunnel& tunnel = connection.tunnels[ref.tunnel->index()];
        out.gateway_address = tunnel.gateway_address;
        lay_over(out.customer_gateway, tunnel.customer_gateway);
        lay_over(out.psk, tunnel.psk);
        if (tunnel.ike) lay_over(out.ike, *tunnel.ike);
        if (tunnel.esp) lay_over(out.esp, *tunnel.esp);
        lay_over(out.bgp, tunnel.bgp);
        lay_over(out.state, tunnel.state);
    }
    const std::size_t position = ref.tunnel ? ref.tunnel->index() : 0;
    if (out.gateway && !out.gateway_address && position < estate[*out.gateway].addresses.size()) {
        out.gateway_address = estate[*out.gateway].addresses[position];
    }
    if (out.customer_gateway) out.customer_address = estate[*out.customer_gateway].address;
    return out;
}

DeviceTunnel mirrored_tunnel(const CloudEndParameters& end) {
    DeviceTunnel out;
    out.peer = end.gateway_address;
    out.psk = end.psk;
    out.ike = end.ike;
    std::swap(out.ike.local_id, out.ike.remote_id);
    out.esp = end.esp;
    out.nat_traversal = end.nat_traversal;
    out.dpd = end.dpd;
    return out;
}

const DeviceProfile& cloud_profile(const Estate& estate, ConnectionId connection) {
    const auto gateway = estate[connection].vpn_gateway;
    return gateway ? estate[*gateway].profile : find_profile("alibaba")->profile;
}

}  // namespace vpnsim
