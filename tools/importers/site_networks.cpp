#include <algorithm>

#include "tools/importers/address_words.hpp"
#include "tools/importers/interface_kinds.hpp"
#include "tools/importers/prefix_sets.hpp"
#include "tools/importers/scenario_ids.hpp"
#include "tools/importers/site_scope.hpp"

namespace vpnsim::importers {
namespace {

bool is_host(const Prefix& prefix) { return prefix.length() == width(prefix.family()); }

class NetworkFinder {
  public:
    explicit NetworkFinder(SiteScope& scope) : scope_{scope} {}

    void find() {
        if (scope_.router != nullptr) add_connected(*scope_.router);
        for (const auto* host : scope_.device_hosts) add_connected(*host);
        for (const auto* host : scope_.device_hosts) add_routed_inwards(*host);
        for (const auto& device : scope_.site.devices) add_protected(device);
        scope_.local_blocks.insert(networks_.begin(), networks_.end());
    }

  private:
    void add(const Prefix& block) {
        if (!networks_.insert(block).second) return;
        scope_.site.networks.push_back({"net-" + id_part(block.text()), block, {}});
    }

    void add_connected(const Host& host) {
        std::set<std::string> outside;
        for (const auto& i : host.interfaces) {
            if (i.outside && !i.interface_name.empty()) outside.insert(i.interface_name);
        }
        std::set<std::string> bridges;
        const auto add_inner = [&](const Prefix& block, const std::string& interface) {
            if (outside.contains(interface)) return;
            if (is_own_bridge(interface)) return (void)bridges.insert(interface);
            if (!is_host(block) && block.length() > 0 && !is_bookkeeping(block) && !is_link_local(block.first()))
                add(block);
        };
        for (const auto& i : host.interfaces) {
            if (!i.outside) add_inner(i.connected, i.interface_name);
        }
        for (const auto& route : host.routes) {
            if (route.connected && route.table == "main") add_inner(route.destination, route.next_hops.front().device);
        }
        for (const auto& name : bridges) {
            scope_.remark(Gravity::note, "own-bridge", host.name,
                          "The block of the interface " + name +
                              " is no network of the site: it is a bridge for containers or virtual machines of this "
                              "machine.",
                          host.origin);
        }
    }

    /// A device that sends a block to an inner neighbour says that the block is the site's.
    void add_routed_inwards(const Host& host) {
        std::set<Prefix> inner;
        for (const auto& i : host.interfaces) {
            if (!i.outside && !is_host(i.connected)) inner.insert(i.connected);
        }
        for (const auto& route : host.routes) {
            if (route.table != "main" || route.type != OsRouteType::unicast || route.destination.length() == 0)
                continue;
            if (is_host(route.destination) || covered(scope_.remote_blocks, route.destination)) continue;
            const bool inwards = std::any_of(route.next_hops.begin(), route.next_hops.end(), [&](const OsNextHop& hop) {
                return hop.via && covered(inner, Prefix::host(*hop.via));
            });
            if (!inwards || networks_.contains(route.destination)) continue;
            add(route.destination);
            scope_.remark(Gravity::note, "network-from-route", route.destination.text(),
                          "Taken for a network of the site because " + host.name + " routes it inwards.", route.origin);
        }
    }

    void add_protected(const Device& device) {
        for (const auto& tunnel : device.tunnels) {
            for (const auto& selector : tunnel.local_ts) {
                if (selector.is_everything()) continue;
                for (const auto& block : blocks_of(selector)) {
                    if (covered(networks_, block)) continue;
                    add(block);
                    scope_.remark(Gravity::note, "network-from-selector", block.text(),
                                  "Taken for a network of the site because the tunnel " + tunnel.name + " of " +
                                      device.name + " protects it.",
                                  {});
                }
            }
        }
    }

    SiteScope& scope_;
    std::set<Prefix> networks_;
};

}  // namespace

void find_networks(SiteScope& scope) { NetworkFinder{scope}.find(); }

}  // namespace vpnsim::importers
