#include "tools/importers/cloud_merge.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "tools/importers/cloud_copies.hpp"

namespace vpnsim::importers {
namespace {

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
const std::string& shown_name(const CloudPolicyRoute& r) { return r.next_hop; }
const std::string& shown_name(const CloudDestinationRoute& r) { return r.next_hop; }

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

/// Ids of records that a record is never taken for, however alike they are: those of its own input.
using Apart = std::unordered_set<std::string>;

/// Adds the records of one kind, each once.
template <class Record, class Rename>
void add(std::vector<Record>& into, std::vector<Record> from, Renamed& renamed, const Apart& apart,
         const Rename& references, Remarks& remarks) {
    std::unordered_map<std::string, std::size_t> by_id;
    std::unordered_map<std::string, std::size_t> by_likeness;
    for (std::size_t i = 0; i < into.size(); ++i) {
        if (auto id = id_of(into[i]); !id.empty()) by_id.emplace(std::move(id), i);
        if (apart.contains(id_of(into[i]))) continue;
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
        fill(into[found], record, shown_name(into[found]), remarks);
    }
}

/// Calls `visit(records, rename_references)` for each kind of records, those that others refer to first.
template <class Visit>
void each_kind(const Renamed& renamed, const Visit& visit) {
    const auto refer = [&renamed](auto... members) {
        return [&renamed, members...](auto& record) { (rename(record.*members, renamed), ...); };
    };
    const auto nothing = [](auto&) {};
    visit(&Cloud::vpcs, nothing);
    visit(&Cloud::route_tables, refer(&CloudRouteTable::vpc));
    visit(&Cloud::network_acls, refer(&CloudNetworkAcl::vpc));
    visit(&Cloud::vswitches, refer(&CloudVSwitch::vpc, &CloudVSwitch::route_table, &CloudVSwitch::network_acl));
    visit(&Cloud::security_groups, refer(&CloudSecurityGroup::vpc));
    visit(&Cloud::instances, [&](CloudInstance& record) {
        rename(record.vpc, renamed);
        for (auto& group : record.security_groups) rename(group, renamed);
    });
    visit(&Cloud::vpn_gateways, refer(&CloudVpnGateway::vpc));
    visit(&Cloud::customer_gateways, nothing);
    visit(&Cloud::connections, [&](CloudConnection& record) {
        rename(record.vpn_gateway, renamed);
        rename(record.customer_gateway, renamed);
        for (auto& tunnel : record.tunnels) rename(tunnel.customer_gateway, renamed);
    });
    visit(&Cloud::policy_routes, refer(&CloudPolicyRoute::vpn_gateway, &CloudPolicyRoute::next_hop));
    visit(&Cloud::destination_routes, refer(&CloudDestinationRoute::vpn_gateway, &CloudDestinationRoute::next_hop));
    visit(&Cloud::routes, [&](CloudRoute& record) {
        rename(record.route_table, renamed);
        for (auto& hop : record.next_hops) rename(hop, renamed);
    });
}

/// Routes of a system table name the table, where it is a record: some inputs name the VPC instead.
void name_system_tables(std::vector<CloudRoute>& routes, const std::vector<CloudRouteTable>& tables) {
    Renamed table_of_vpc;
    for (const auto& table : tables) {
        const bool named = table.type == RouteTableType::system && !table.id.empty() && !table.vpc.empty();
        if (named) table_of_vpc.emplace(table.vpc, table.id);
    }
    for (auto& route : routes) rename(route.route_table, table_of_vpc);
}

/// Returns which ids of `from` mean records of `into`.
Renamed add(Cloud& into, Cloud from, const Apart& apart, Remarks& remarks) {
    Renamed renamed;
    each_kind(renamed, [&](auto kind, const auto& references) {
        if constexpr (std::is_same_v<decltype(kind), std::vector<CloudRoute> Cloud::*>) {
            for (auto& route : from.routes) rename(route.route_table, renamed);
            name_system_tables(into.routes, into.route_tables);
            name_system_tables(from.routes, into.route_tables);
        }
        add(into.*kind, std::move(from.*kind), renamed, apart, references, remarks);
    });
    into.gaps.insert(into.gaps.end(), std::make_move_iterator(from.gaps.begin()),
                     std::make_move_iterator(from.gaps.end()));
    return renamed;
}

/// Takes the ids that the records have in `into`, after `renamed` says so.
void take_ids(Cloud& cloud, const Renamed& renamed, const std::vector<CloudRouteTable>& tables) {
    each_kind(renamed, [&](auto kind, const auto& references) {
        for (auto& record : cloud.*kind) {
            references(record);
            if constexpr (requires { record.id; }) rename(record.id, renamed);
        }
    });
    name_system_tables(cloud.routes, tables);
}

/// What the records are found by: ids; routes by where they lead. Equal ones are told apart by their number.
template <class Record>
std::vector<std::string> keys_of(const std::vector<Record>& records) {
    std::vector<std::string> out;
    std::unordered_map<std::string, std::size_t> equal;
    for (const auto& record : records) {
        const auto id = id_of(record);
        auto key = id.empty() ? likeness(record) : id;
        const auto number = equal[key]++;
        out.push_back(std::move(key) + between + std::to_string(number));
    }
    return out;
}
std::unordered_map<std::string, std::size_t> places(const std::vector<std::string>& keys) {
    std::unordered_map<std::string, std::size_t> out;
    for (std::size_t i = 0; i < keys.size(); ++i) out.emplace(keys[i], i);
    return out;
}

template <class Record>
void keep_name(Record& record, const Record& before, const Record& after, std::string name, Remarks& remarks) {
    if (name.empty() || before.name == after.name) return;
    remarks.push_back({Gravity::note, "renamed", name,
                       "the plan renames this to \"" + after.name +
                           "\"; both states have the name from before, so that they can be compared",
                       after.origin});
    record.name = std::move(name);
}

/// Makes of `records` what the change from `before` to `after` makes of them; what is new is left in `after`.
template <class Record>
void change_records(std::vector<Record>& records, const std::vector<Record>& before, std::vector<Record>& after,
                    Remarks& remarks) {
    const auto places_here = places(keys_of(records));
    const auto old_keys = keys_of(before);
    const auto old = places(old_keys);
    const auto new_keys = keys_of(after);
    const auto kept = places(new_keys);
    std::vector<Record> added;
    for (std::size_t i = 0; i < after.size(); ++i) {
        const auto was = old.find(new_keys[i]);
        if (was == old.end()) {
            added.push_back(std::move(after[i]));
            continue;
        }
        const auto here = places_here.find(new_keys[i]);
        if (here == places_here.end()) continue;  // two of the plan's are one of another input
        auto& record = records[here->second];
        if constexpr (requires { record.name; }) {
            auto name = record.name;
            change(record, before[was->second], after[i]);
            keep_name(record, before[was->second], after[i], std::move(name), remarks);
        } else {
            change(record, before[was->second], after[i]);
        }
    }
    std::vector<bool> gone(records.size());
    for (const auto& key : old_keys) {
        const auto here = places_here.find(key);
        if (here != places_here.end() && !kept.contains(key)) gone[here->second] = true;
    }
    std::size_t at = 0;
    std::erase_if(records, [&](const Record&) { return gone[at++]; });
    after = std::move(added);
}

/// The policy routes that the service adds: where all routes of a gateway are listed, those of connections that are
/// listed too are to be listed as well.
void list_automatic_routes(std::vector<CloudPolicyRoute>& added, const Cloud& before) {
    Apart listing;
    Apart listed;
    for (const auto& gateway : before.vpn_gateways) {
        if (gateway.policy_routes_known) listing.insert(gateway.id);
    }
    for (const auto& connection : before.connections) {
        if (connection.policy_routes_known) listed.insert(connection.id);
    }
    for (auto& route : added) {
        if (listing.contains(route.vpn_gateway) && listed.contains(route.next_hop)) route.automatic = false;
    }
}

/// Applies to `cloud`, the merged state before, what a plan does.
void apply(Cloud& cloud, Cloud before, Cloud after, const Renamed& renamed, Remarks& remarks) {
    take_ids(before, renamed, cloud.route_tables);
    take_ids(after, renamed, cloud.route_tables);
    Apart own;
    each_kind({}, [&](auto kind, const auto&) {
        for (const auto& record : before.*kind) own.insert(id_of(record));
    });
    own.erase("");
    Cloud added = std::move(after);
    const auto whole = cloud;
    each_kind({}, [&](auto kind, const auto&) { change_records(cloud.*kind, before.*kind, added.*kind, remarks); });
    list_automatic_routes(added.policy_routes, whole);
    added.gaps.clear();
    std::vector<std::pair<std::string, Origin>> news;
    each_kind({}, [&](auto kind, const auto&) {
        for (const auto& record : added.*kind) {
            if (const auto id = id_of(record); !id.empty()) news.emplace_back(id, record.origin);
        }
    });
    const auto same = add(cloud, std::move(added), own, remarks);
    for (auto& [id, origin] : news) {
        if (!same.contains(id)) continue;
        origin.path.clear();  // the id says it
        remarks.push_back({Gravity::warning, "already-there", id,
                           "the plan creates this, but another input has it already; it is taken for the same. Save "
                           "both at the same time, before the plan is applied",
                           origin});
    }
}

}  // namespace

Cloud merged(std::vector<Cloud> clouds, Remarks& remarks) {
    Cloud out;
    for (auto& cloud : clouds) add(out, std::move(cloud), {}, remarks);
    return out;
}

CloudStates merged_states(std::vector<CloudPart> parts, Remarks& remarks) {
    CloudStates out;
    std::vector<Renamed> renamed;
    for (const auto& part : parts) {
        renamed.push_back(add(out.before, part.prior ? *part.prior : part.cloud, {}, remarks));
    }
    out.after = out.before;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto& part = parts[i];
        if (!part.prior) continue;
        out.after.gaps.insert(out.after.gaps.end(), part.cloud.gaps.begin(), part.cloud.gaps.end());
        apply(out.after, *std::move(part.prior), std::move(part.cloud), renamed[i], remarks);
    }
    return out;
}

}  // namespace vpnsim::importers
