#include "tools/importers/cloud_merge.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <unordered_map>

#include "tools/importers/cloud_copies.hpp"

namespace vpnsim::importers {
namespace {

constexpr char between = '\x1f';  // in no name and no address

template <class Value>
std::string joined(std::vector<Value> values) {
    std::sort(values.begin(), values.end());
    std::string out;
    for (const auto& value : values) out += value.text() + between;
    return out;
}

// What else than an id tells a record from others of another input; empty = nothing does. References are renamed.
std::string likeness(const CloudVpc& r) { return r.name.empty() ? "" : r.name + between + joined(r.cidrs); }
std::string likeness(const CloudVSwitch& r) { return r.name.empty() ? "" : r.name + between + joined(r.cidrs) + r.vpc; }
std::string likeness(const CloudRouteTable& r) {
    if (r.type == RouteTableType::system && !r.vpc.empty()) return r.vpc + between + "system";
    return r.name.empty() ? "" : r.vpc + between + r.name;
}
std::string likeness(const CloudVpnGateway& r) { return r.name.empty() ? "" : r.name + between + joined(r.addresses); }
std::string likeness(const CloudCustomerGateway& r) { return r.address ? r.name + between + r.address->text() : ""; }
std::string likeness(const CloudConnection& r) {
    return r.name.empty() ? ""
                          : r.name + between + r.vpn_gateway + between + joined(r.local) + between + joined(r.remote);
}
std::string likeness(const CloudNetworkAcl& r) { return r.name.empty() ? "" : r.vpc + between + r.name; }
std::string likeness(const CloudSecurityGroup& r) { return r.name.empty() ? "" : r.vpc + between + r.name; }
std::string likeness(const CloudInstance& r) {
    return r.vpc.empty() ? "" : r.vpc + between + r.name + between + r.address.text();
}
// Routes have no ids that matter.
std::string likeness(const CloudRoute& r) { return r.route_table + between + r.destination.text(); }
std::string likeness(const CloudPolicyRoute& r) {
    return r.vpn_gateway + between + r.next_hop + between + r.source.text() + between + r.destination.text();
}
std::string likeness(const CloudDestinationRoute& r) {
    return r.vpn_gateway + between + r.next_hop + between + r.destination.text() + (r.bgp ? "b" : "");
}

template <class Record>
std::string id_of(const Record& record) {
    if constexpr (requires { record.id; } && !std::is_same_v<Record, CloudRoute>) return record.id;
    else return {};
}
template <class Record>
std::string shown(const Record& record) {
    if constexpr (requires {
                      record.name;
                      record.id;
                  })
        return record.name.empty() ? record.id : record.name;
    else return record.next_hop;
}

/// Returns true iff the cloud gave these ids, and they differ: then no likeness makes the records one.
bool are_of_two_records(std::string_view a, std::string_view b) {
    constexpr std::array<std::string_view, 9> beginnings{"vpc-", "vsw-", "vtb-",  "vpn-", "cgw-",
                                                         "vco-", "sg-",  "nacl-", "i-"};
    const auto given = [&](std::string_view id) {
        return std::any_of(beginnings.begin(), beginnings.end(), [&](auto begin) { return id.starts_with(begin); });
    };
    return a != b && given(a) && given(b);
}

/// The ids that mean a record of an earlier cloud.
using Renamed = std::unordered_map<std::string, std::string>;

void rename(std::string& reference, const Renamed& renamed) {
    if (const auto found = renamed.find(reference); found != renamed.end()) reference = found->second;
}

/// Adds the records of one kind, each once.
template <class Record, class Rename>
void add(std::vector<Record>& into, std::vector<Record> from, Renamed& renamed, const Rename& references,
         Remarks& remarks) {
    std::unordered_map<std::string, std::size_t> by_id;
    std::unordered_map<std::string, std::size_t> by_likeness;
    for (std::size_t i = 0; i < into.size(); ++i) {
        if (auto id = id_of(into[i]); !id.empty()) by_id.emplace(std::move(id), i);
        if (auto like = likeness(into[i]); !like.empty()) by_likeness.emplace(std::move(like), i);
    }
    const auto earlier = into.size();  // records of one input are never taken for one another
    for (auto& record : from) {
        references(record);
        auto found = earlier;
        if (const auto id = by_id.find(id_of(record)); id != by_id.end()) {
            found = id->second;
        } else if (const auto like = by_likeness.find(likeness(record)); like != by_likeness.end()) {
            if (!are_of_two_records(id_of(into[like->second]), id_of(record))) found = like->second;
        }
        if (found == earlier) {
            into.push_back(std::move(record));
            continue;
        }
        if constexpr (requires { record.id; }) {
            auto& known = into[found].id;
            if (known.empty()) known = record.id;
            else if (!record.id.empty() && record.id != known) renamed.emplace(record.id, known);
        }
        fill(into[found], record, shown(into[found]), remarks);
    }
}

/// Terraform names the system table of a VPC by the VPC, the cloud by an id of its own: routes get the table's, where
/// any input has it.
void name_system_tables(const std::vector<CloudRouteTable>& tables, std::vector<CloudRoute>& routes) {
    Renamed tables_of_vpcs;
    for (const auto& table : tables) {
        const bool named = table.type == RouteTableType::system && !table.id.empty() && !table.vpc.empty();
        if (named) tables_of_vpcs.emplace(table.vpc, table.id);
    }
    for (auto& route : routes) rename(route.route_table, tables_of_vpcs);
}

void add(Cloud& into, Cloud from, Remarks& remarks) {
    Renamed renamed;
    const auto refer = [&renamed](auto... members) {
        return [&renamed, members...](auto& record) { (rename(record.*members, renamed), ...); };
    };
    add(
        into.vpcs, std::move(from.vpcs), renamed, [](auto&) {}, remarks);
    add(into.route_tables, std::move(from.route_tables), renamed, refer(&CloudRouteTable::vpc), remarks);
    add(into.network_acls, std::move(from.network_acls), renamed, refer(&CloudNetworkAcl::vpc), remarks);
    add(into.vswitches, std::move(from.vswitches), renamed,
        refer(&CloudVSwitch::vpc, &CloudVSwitch::route_table, &CloudVSwitch::network_acl), remarks);
    add(into.security_groups, std::move(from.security_groups), renamed, refer(&CloudSecurityGroup::vpc), remarks);
    const auto instance = [&](CloudInstance& record) {
        rename(record.vpc, renamed);
        for (auto& group : record.security_groups) rename(group, renamed);
    };
    add(into.instances, std::move(from.instances), renamed, instance, remarks);
    add(into.vpn_gateways, std::move(from.vpn_gateways), renamed, refer(&CloudVpnGateway::vpc), remarks);
    add(
        into.customer_gateways, std::move(from.customer_gateways), renamed, [](auto&) {}, remarks);
    const auto connection = [&](CloudConnection& record) {
        rename(record.vpn_gateway, renamed);
        rename(record.customer_gateway, renamed);
        for (auto& tunnel : record.tunnels) rename(tunnel.customer_gateway, renamed);
    };
    add(into.connections, std::move(from.connections), renamed, connection, remarks);
    add(into.policy_routes, std::move(from.policy_routes), renamed,
        refer(&CloudPolicyRoute::vpn_gateway, &CloudPolicyRoute::next_hop), remarks);
    add(into.destination_routes, std::move(from.destination_routes), renamed,
        refer(&CloudDestinationRoute::vpn_gateway, &CloudDestinationRoute::next_hop), remarks);
    // The ids of `from` become those of `into` first: its routes may name a VPC that has another id there.
    for (auto& record : from.routes) rename(record.route_table, renamed);
    name_system_tables(into.route_tables, from.routes);
    name_system_tables(into.route_tables, into.routes);
    const auto route = [&](CloudRoute& record) {
        for (auto& hop : record.next_hops) rename(hop, renamed);
    };
    add(into.routes, std::move(from.routes), renamed, route, remarks);
    into.gaps.insert(into.gaps.end(), std::make_move_iterator(from.gaps.begin()),
                     std::make_move_iterator(from.gaps.end()));
}

}  // namespace

Cloud merged(std::vector<Cloud> clouds, Remarks& remarks) {
    Cloud out;
    for (auto& cloud : clouds) add(out, std::move(cloud), remarks);
    return out;
}

}  // namespace vpnsim::importers
