// bgp-addressing, bgp-propagation (R28), bgp-redistribution (R29): BGP sessions inside tunnels and what they teach.
#include <algorithm>
#include <map>
#include <range/v3/algorithm/contains.hpp>
#include <set>

#include "sim/findings/met_pair.hpp"

namespace vpnsim {
namespace {

constexpr std::uint32_t cloud_asn = 45104;  ///< what a gateway has unless told otherwise

/// Why a block is none that a tunnel may have; empty = it may.
std::string fault_of(const Prefix& block) {
    static const auto link_local = *Prefix::parse("169.254.0.0/16");
    if (block.length() != 30 || !link_local.contains(block)) return " is no /30 of 169.254.0.0/16";
    static const auto first = link_local.first().bits();
    const auto offset = block.first().bits() - first;
    // 169.254.0.0/30, 169.254.1.0/30 … 169.254.6.0/30 and 169.254.169.252/30
    const bool reserved = (offset % 256 == 0 && offset / 256 <= 6) || offset == 169 * 256 + 252;
    return reserved ? " is reserved by the cloud" : "";
}

/// Why an address cannot be an end of the block; empty = it can.
std::string fault_of(const Address& address, const Prefix& block) {
    if (!block.contains(address)) return " lies outside of " + block.text();
    if (address == block.first()) return " is the network address of " + block.text();
    if (address == block.last()) return " is the broadcast address of " + block.text();
    return {};
}

void check_device_side(const MetPair& pair, const BgpParameters& cloud, std::vector<std::string>& faults) {
    const auto& device = *pair.tunnel.bgp;
    const auto& name = pair.device_record.entity;
    if (cloud.tunnel_cidr && device.tunnel_cidr && *cloud.tunnel_cidr != *device.tunnel_cidr) {
        faults.push_back("tunnel_cidr is " + cloud.tunnel_cidr->text() + " in the cloud and " +
                         device.tunnel_cidr->text() + " at " + name);
    }
    if (!cloud.tunnel_cidr && device.tunnel_cidr) {
        const auto fault = fault_of(*device.tunnel_cidr);
        if (!fault.empty()) faults.push_back("tunnel_cidr " + device.tunnel_cidr->text() + " of " + name + fault);
    }
    const auto& block = cloud.tunnel_cidr ? cloud.tunnel_cidr : device.tunnel_cidr;
    if (device.local_address && block) {
        const auto fault = fault_of(*device.local_address, *block);
        if (!fault.empty()) faults.push_back(device.local_address->text() + " of " + name + fault);
    }
    if (device.local_address && device.local_address == cloud.local_address) {
        faults.push_back("both ends have the address " + device.local_address->text());
    }
}

/// AS numbers matter wherever one of the two ends speaks BGP.
void check_numbers(const FindingContext& context, const MetPair& pair, std::vector<std::string>& faults) {
    if (!pair.tunnel.bgp || !pair.tunnel.bgp->local_asn) return;
    const auto own = *pair.tunnel.bgp->local_asn;
    const auto& name = pair.device_record.entity;
    if (own == cloud_asn) faults.push_back(name + " has the AS number " + std::to_string(own) + " of the cloud");
    if (!pair.cloud.customer_gateway) return;
    const auto& customer = context.estate[*pair.cloud.customer_gateway];
    if (!customer.asn || *customer.asn == own) return;
    faults.push_back("the cloud expects AS " + std::to_string(*customer.asn) + " (" + customer.name + "), " + name +
                     " is AS " + std::to_string(own));
}

/// C11: both tunnels speak for one AS.
void check_tunnels(const FindingContext& context, const CloudEndRef& ref, std::vector<std::string>& faults) {
    if (!ref.tunnel || ref.tunnel->index() == 0) return;
    const auto first = cloud_end_parameters(context.estate, {ref.connection, TunnelIndex{0}}).bgp;
    const auto second = cloud_end_parameters(context.estate, ref).bgp;
    if (!first || !second || !first->local_asn || !second->local_asn || first->local_asn == second->local_asn) return;
    faults.push_back("its two tunnels have different local AS numbers, " + std::to_string(*first->local_asn) + " and " +
                     std::to_string(*second->local_asn));
}

/// A tunnel that repeats no BGP block has its connection's: nothing says that it has a session of its own.
bool inherited(const FindingContext& context, const CloudEndRef& ref) {
    return ref.tunnel && !context.estate[ref.connection].tunnels[ref.tunnel->index()].bgp;
}

/// For each cloud end whose block shares addresses with that of another tunnel of its gateway: such a tunnel.
std::map<CloudEndRef, CloudEndRef> shared_blocks(const FindingContext& context) {
    std::map<GatewayId, std::vector<std::pair<Prefix, CloudEndRef>>> by_gateway;
    for (const auto* end : context.ends) {
        const auto own = cloud_end_parameters(context.estate, end->ref);
        if (!own.gateway || !own.bgp || !own.bgp->tunnel_cidr) continue;
        by_gateway[*own.gateway].emplace_back(*own.bgp->tunnel_cidr, end->ref);
    }
    std::map<CloudEndRef, CloudEndRef> out;
    for (auto& [gateway, blocks] : by_gateway) {
        std::sort(blocks.begin(), blocks.end());
        // Blocks nest or are disjoint, and what contains a block sorts before it.
        const auto* around = &blocks.front();
        for (const auto& block : blocks) {
            if (&block == around) continue;
            if (!around->first.contains(block.first)) around = &block;
            else if (!inherited(context, block.second)) out.emplace(block.second, around->second);
        }
    }
    return out;
}

void check_cloud_side(const FindingContext& context, const CloudEndParameters& own,
                      const std::map<CloudEndRef, CloudEndRef>& shared, std::vector<std::string>& faults,
                      std::vector<std::string>& entities) {
    if (!own.bgp->tunnel_cidr) return;
    const auto& block = *own.bgp->tunnel_cidr;
    if (const auto fault = fault_of(block); !fault.empty()) faults.push_back("tunnel_cidr " + block.text() + fault);
    if (const auto other = shared.find(own.ref); other != shared.end()) {
        faults.push_back("tunnel_cidr " + block.text() + " shares addresses with that of " +
                         context.cloud_end(other->second).entity);
        const auto connection = context.connection(other->second.connection).entity;
        if (!ranges::contains(entities, connection)) entities.push_back(connection);
    }
    if (!own.bgp->local_address) return;
    const auto fault = fault_of(*own.bgp->local_address, block);
    if (!fault.empty()) faults.push_back("local_address " + own.bgp->local_address->text() + fault);
}

void report_addressing(const FindingContext& context, const RecordName& record, std::vector<std::string> entities,
                       const std::vector<std::string>& faults, Findings& out) {
    if (faults.empty()) return;
    auto finding = context.about("bgp-addressing", record, std::move(entities));
    finding.message = "BGP over " + record.entity + " cannot work: " + enumerate(faults) + '.';
    finding.why =
        "The two ends of a session share one /30 of 169.254.0.0/16 that no other tunnel of the gateway has, and each "
        "expects the other's address and AS number. AS 45104 is the cloud's.";
    finding.remedy =
        "Give each tunnel a /30 of its own outside of the reserved ones, its two middle addresses to the two ends, and "
        "the device's AS number to the customer gateway.";
    finding.reference = "Accepted values";
    out.push_back(std::move(finding));
}

void find_addressing_problems(const FindingContext& context, Findings& out) {
    const auto shared = shared_blocks(context);
    auto pair = context.pairs.begin();
    for (const auto* end : context.ends) {
        const auto own = cloud_end_parameters(context.estate, end->ref);
        std::vector<std::string> faults;
        auto entities = cloud_entities(context, end->ref);
        if (own.bgp) check_cloud_side(context, own, shared, faults, entities);
        check_tunnels(context, end->ref, faults);
        for (; pair != context.pairs.end() && (*pair)->cloud == end->ref; ++pair) {
            if (!(*pair)->peer) continue;
            const MetPair met{context, **pair};
            const auto before = faults.size();
            if (met.tunnel.bgp) check_device_side(met, own.bgp.value_or(BgpParameters{}), faults);
            check_numbers(context, met, faults);
            if (faults.size() > before) entities.push_back(met.device_record.entity);
        }
        report_addressing(context, context.cloud_end(end->ref), std::move(entities), faults, out);
    }
    for (const auto id : context.scope.customer_gateways) {
        if (context.estate[id].asn != cloud_asn) continue;
        const auto record = context.customer_gateway(id);
        report_addressing(context, record, {record.entity}, {record.entity + " has the AS number 45104 of the cloud"},
                          out);
    }
}

/// What the gateways know of AS numbers.
struct BgpOfGateway {
    std::set<std::string> connections;  ///< that speak BGP
    std::set<std::uint32_t> own;        ///< its AS numbers, as its connections state them
};

std::map<GatewayId, BgpOfGateway> bgp_gateways(const FindingContext& context) {
    std::map<GatewayId, BgpOfGateway> out;
    for (const auto* end : context.ends) {
        const auto parameters = cloud_end_parameters(context.estate, end->ref);
        if (!parameters.gateway || !parameters.bgp) continue;
        auto& bgp = out[*parameters.gateway];
        bgp.connections.insert(context.connection(end->ref.connection).entity);
        bgp.own.insert(parameters.bgp->local_asn.value_or(cloud_asn));
    }
    for (const auto id : context.scope.gateways) {
        for (const auto& route : context.estate[id].bgp_routes) {
            auto& bgp = out[id];
            bgp.connections.insert(context.connection(route.next_hop).entity);
            if (bgp.own.empty()) bgp.own.insert(cloud_asn);
        }
    }
    return out;
}

void check_propagation(const FindingContext& context, GatewayId id, const BgpOfGateway& bgp, Findings& out) {
    if (context.estate[id].auto_propagate) return;
    const auto record = context.gateway(id);
    std::vector<std::string> names{bgp.connections.begin(), bgp.connections.end()};
    auto entities = names;
    entities.insert(entities.begin(), record.entity);
    auto finding = context.about("bgp-propagation", record, std::move(entities));
    finding.message = record.entity + " does not propagate routes, and " + enumerate(names) +
                      (names.size() == 1 ? " learns" : " learn") + " them by BGP.";
    finding.why =
        "The VPC never hears of what BGP teaches the gateway, and by the newest documentation the gateway advertises "
        "nothing either. The cloud does not let propagation be off while a connection has BGP (R28).";
    finding.remedy = "Set auto_propagate, or take BGP off the connections and use static routes.";
    finding.reference = "R28";
    out.push_back(std::move(finding));
}

using Customers = std::map<std::uint32_t, std::set<ConnectionId>>;  ///< AS number of a customer, his connections

/// Customer AS numbers by the VPC that their connections lead to.
std::map<VpcId, Customers> customers_of_vpcs(const FindingContext& context) {
    std::map<VpcId, Customers> out;
    for (const auto* end : context.ends) {
        const auto own = cloud_end_parameters(context.estate, end->ref);
        if (!own.gateway || !own.customer_gateway || !context.estate[*own.gateway].vpc) continue;
        const auto asn = context.estate[*own.customer_gateway].asn;
        if (asn) out[*context.estate[*own.gateway].vpc][*asn].insert(end->ref.connection);
    }
    return out;
}

/// `behind`: the connections of the customer whose AS the path has passed; empty = the gateway's own.
void report_redistribution(const FindingContext& context, const RecordName& record, const BgpRoute& route,
                           std::uint32_t asn, const std::set<ConnectionId>& behind, Findings& out) {
    const auto next_hop = context.connection(route.next_hop).entity;
    std::vector<std::string> entities{record.entity, next_hop};
    for (const auto c : behind) entities.push_back(context.connection(c).entity);
    const auto whose = behind.empty() ? std::string{"the gateway's own AS number"}
                                      : "the AS behind " + enumerate({entities.begin() + 2, entities.end()});
    std::string path;
    for (const auto step : route.as_path) path += ' ' + std::to_string(step);
    auto finding = context.about("bgp-redistribution", record, std::move(entities));
    finding.message = record.entity + " was learned over " + next_hop + " with the AS path" + path + "; " +
                      std::to_string(asn) + " is " + whose + '.';
    finding.why =
        "Routes that pass from one connection of a gateway, or of the VPC's gateways, into another one make each "
        "withdrawal return by another way: they flap (R29).";
    finding.remedy = "Let the devices advertise their own networks only, not what they learn over VPN connections.";
    finding.reference = "R29";
    out.push_back(std::move(finding));
}

void check_path(const FindingContext& context, GatewayId id, const BgpRoute& route, const BgpOfGateway& bgp,
                const Customers& customers, Findings& out) {
    for (const auto asn : route.as_path) {
        const auto found = customers.find(asn);
        const bool own = bgp.own.contains(asn);
        if (!own && (found == customers.end() || found->second.contains(route.next_hop))) continue;
        report_redistribution(context, context.bgp_route(id, route), route, asn,
                              own ? std::set<ConnectionId>{} : found->second, out);
        return;
    }
}

}  // namespace

void find_bgp_problems(const FindingContext& context, Findings& out) {
    find_addressing_problems(context, out);
    const auto customers = customers_of_vpcs(context);
    const Customers nobody;
    for (const auto& [id, bgp] : bgp_gateways(context)) {
        check_propagation(context, id, bgp, out);
        const auto& gateway = context.estate[id];
        const auto found = gateway.vpc ? customers.find(*gateway.vpc) : customers.end();
        const Customers& of_vpc = found == customers.end() ? nobody : found->second;
        for (const auto& route : gateway.bgp_routes) check_path(context, id, route, bgp, of_vpc, out);
    }
}

}  // namespace vpnsim
