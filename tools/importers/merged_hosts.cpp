#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "tools/importers/address_words.hpp"
#include "tools/importers/machine_identity.hpp"
#include "tools/importers/scenario_sites.hpp"
#include "tools/importers/spd_protections.hpp"
#include "tools/importers/tunnel_interfaces.hpp"

namespace vpnsim::importers {
namespace {

/// Which hosts are one machine: sets that grow together, as long as nothing says that they are two.
class Machines {
  public:
    Machines(const std::vector<Host>& hosts, Remarks& remarks)
        : hosts_{hosts}, remarks_{remarks}, parents_(hosts.size()) {
        std::iota(parents_.begin(), parents_.end(), 0U);
        for (const auto& host : hosts) identities_.push_back(identity_of(host));
    }

    std::size_t of(std::size_t host) {
        while (parents_[host] != host) host = parents_[host] = parents_[parents_[host]];
        return host;
    }

    /// The first of both stands for all. `common` says what they have in common.
    void unite(std::size_t a, std::size_t b, const std::string& common) {
        a = of(a);
        b = of(b);
        if (a > b) std::swap(a, b);
        if (a == b || !apart_.emplace(a, b).second) return;
        if (const auto why = why_two_machines(identities_[a], identities_[b])) {
            remarks_.push_back({Gravity::warning, "two-machines", hosts_[b].name,
                                "The machine and " + hosts_[a].name + " (" + hosts_[a].origin.file + ") have " +
                                    common + " and are taken for two. " + *why + " If they are one, correct the input.",
                                hosts_[b].origin});
            return;
        }
        if (outer_differ(identities_[a], identities_[b])) {
            remarks_.push_back({Gravity::warning, "several-outer-addresses", hosts_[b].name,
                                "Inputs that have " + common +
                                    " tell different outer addresses. They are taken for one machine with all of them: "
                                    "if they are two, give them different names.",
                                hosts_[b].origin});
        }
        join(identities_[a], identities_[b]);
        parents_[b] = a;
    }

  private:
    const std::vector<Host>& hosts_;
    Remarks& remarks_;
    std::vector<std::size_t> parents_;
    std::vector<MachineIdentity> identities_;  ///< of those that stand for all: what all say
    std::set<std::pair<std::size_t, std::size_t>> apart_;
};

template <class Record>
void append(std::vector<Record>& list, std::vector<Record>& more) {
    std::move(more.begin(), more.end(), std::back_inserter(list));
}

/// One routing table is enough, and the running one says more than a configuration.
void merge_routes(Host& host, Host& other, Remarks& remarks) {
    if (other.routes.empty()) return;
    if (host.routes.empty() || host.routes_complete == other.routes_complete) {
        if (!host.routes_complete || host.rules.empty() > other.rules.empty()) {
            if (!other.routes_complete) return append(host.routes, other.routes);
            host.routes = std::move(other.routes);
            host.routes_complete = true;
            return;
        }
    } else if (other.routes_complete) {
        host.routes = std::move(other.routes);
        host.routes_complete = true;
    }
    remarks.push_back({Gravity::note, "routes-from-table", host.name,
                       "Several inputs tell the routes of this machine. Those of the running routing table count.",
                       other.origin});
}

void merge(Host& host, Host& other, Remarks& remarks) {
    if (host.name != other.name) {
        remarks.push_back({Gravity::note, "same-machine", host.name,
                           "The machine has an address of " + other.name + ": they are taken for one.", other.origin});
        if (host.protections.empty() && !other.protections.empty()) host.name = other.name;
    }
    if (host.profile.empty()) host.profile = other.profile;
    for (const auto& address : other.outer_addresses) {
        auto& list = host.outer_addresses;
        if (std::find(list.begin(), list.end(), address) == list.end()) list.push_back(address);
    }
    host.outer_address_dynamic = host.outer_address_dynamic || other.outer_address_dynamic;
    host.stateful_firewall = host.stateful_firewall || other.stateful_firewall;
    merge_routes(host, other, remarks);
    append(host.interfaces, other.interfaces);
    append(host.protections, other.protections);
    append(host.rules, other.rules);
    append(host.spd, other.spd);
    append(host.pbr, other.pbr);
}

/// Each address once, with the largest block that anybody tells; what bears an outer address is outside.
void settle_interfaces(Host& host) {
    std::vector<InterfaceAddress> settled;
    std::map<Address, std::size_t> places;
    for (auto& i : host.interfaces) {
        const auto [place, added] = places.try_emplace(i.address, settled.size());
        if (added) {
            settled.push_back(std::move(i));
            continue;
        }
        auto& known = settled[place->second];
        known.outside = known.outside || i.outside;
        if (i.connected.length() < known.connected.length()) known.connected = i.connected;
    }
    std::set<Address> outer{host.outer_addresses.begin(), host.outer_addresses.end()};
    for (const auto& protection : host.protections) {
        outer.insert(protection.local_addresses.begin(), protection.local_addresses.end());
    }
    // What leaves through a tunnel's own interface leaves the site.
    std::set<std::string> outside;
    for (const auto& protection : host.protections) {
        if (protection.route_based) outside.insert(protection.interface_name);
    }
    outside.erase("");
    for (const auto& i : settled) {
        if (i.outside || outer.contains(i.address)) outside.insert(i.interface_name);
    }
    for (auto& i : settled)
        i.outside =
            i.outside || outer.contains(i.address) || (!i.interface_name.empty() && outside.contains(i.interface_name));
    host.interfaces = std::move(settled);
}

void settle(Host& host, Remarks& remarks) {
    // A passthrough entry may be bound to a loopback.
    const auto is_loopback = [](const Address& address) { return is_bookkeeping(Prefix::host(address)); };
    std::erase_if(host.outer_addresses, is_loopback);
    for (auto& protection : host.protections) std::erase_if(protection.local_addresses, is_loopback);
    if (host.protections.empty()) {
        host.protections = spd_protections(host, remarks);
        if (!host.protections.empty() && host.profile.empty()) host.profile = "generic";
    }
    if (host.outer_addresses.empty()) {
        std::set<Address> seen;
        for (const auto& protection : host.protections) {
            for (const auto& address : protection.local_addresses) {
                if (seen.insert(address).second) host.outer_addresses.push_back(address);
            }
        }
    }
    tie_tunnel_interfaces(host, remarks);
    settle_interfaces(host);
}

/// What the cloud proposes for a device is the mirror image of one connection, which is assumed anyway where nobody
/// knows the device; taken for the device, it would lack the other connections.
void leave_out_proposals(std::vector<Host>& hosts, Remarks& remarks) {
    std::erase_if(hosts, [&](const Host& host) {
        if (!host.proposed) return false;
        remarks.push_back({Gravity::note, "proposal-not-taken", host.name,
                           "What the cloud proposes for the device says nothing about what the device has: it is left "
                           "out. Give the device's own configuration.",
                           host.origin});
        return true;
    });
}

}  // namespace

std::vector<Host> merged_hosts(std::vector<Host> hosts, Remarks& remarks) {
    leave_out_proposals(hosts, remarks);
    Machines machines{hosts, remarks};
    std::map<std::pair<std::string, std::string>, std::size_t> by_name;
    std::map<std::pair<std::string, Address>, std::size_t> by_address;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const auto& host = hosts[i];
        if (const auto [known, added] = by_name.try_emplace({host.site, host.name}, i); !added)
            machines.unite(known->second, i, "the same name");
    }
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        for (const auto& address : identity_of(hosts[i]).addresses) {
            if (const auto [known, added] = by_address.try_emplace({hosts[i].site, address}, i); !added)
                machines.unite(known->second, i, "the address " + address.text());
        }
    }
    std::vector<Host> out;
    std::map<std::size_t, std::size_t> places;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const auto [place, added] = places.try_emplace(machines.of(i), out.size());
        if (added) out.push_back(std::move(hosts[i]));
        else merge(out[place->second], hosts[i], remarks);
    }
    for (auto& host : out) settle(host, remarks);
    return out;
}

}  // namespace vpnsim::importers
