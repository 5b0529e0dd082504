#include "sim/finding_scope.hpp"

#include "sim/peering.hpp"

namespace vpnsim {
namespace {

template <class Id, class Record>
std::vector<Id> ids_of(const std::vector<Record>& records) {
    std::vector<Id> out;
    for (std::size_t i = 0; i < records.size(); ++i) out.emplace_back(i);
    return out;
}

}  // namespace

FindingScope FindingScope::everything(const Network& network) {
    const auto& estate = network.estate();
    FindingScope out;
    out.vpcs = ids_of<VpcId>(estate.vpcs);
    out.gateways = ids_of<GatewayId>(estate.vpn_gateways);
    out.connections = ids_of<ConnectionId>(estate.ipsec_connections);
    out.customer_gateways = ids_of<CustomerGatewayId>(estate.customer_gateways);
    for (const auto& view : vpnsim::device_tunnels(estate)) out.device_tunnels.push_back(view.ref);
    out.carried = out.connections;
    out.links = network.links();
    for (std::size_t i = 0; i < network.scenario().expect.flows.size(); ++i) out.expected_flows.push_back(i);
    out.probed = network.probed();
    out.overlaps = out.vpcs;
    return out;
}

}  // namespace vpnsim
