#include "tools/importers/keys_in_names.hpp"

namespace vpnsim::importers {
namespace {

class NameCleaner {
  public:
    explicit NameCleaner(const KeyFingerprints& keys) : keys_{keys} {}

    void clean(Cloud& cloud) const {
        for (auto& r : cloud.vpcs) names(r.id, r.name);
        for (auto& r : cloud.vswitches) names(r.id, r.name, r.vpc, r.route_table, r.network_acl);
        for (auto& r : cloud.route_tables) names(r.id, r.name, r.vpc);
        for (auto& r : cloud.routes) {
            names(r.id, r.name, r.route_table, r.next_hop_type);
            for (auto& hop : r.next_hops) names(hop);
        }
        for (auto& r : cloud.vpn_gateways) names(r.id, r.name, r.vpc, r.region);
        for (auto& r : cloud.customer_gateways) names(r.id, r.name);
        for (auto& r : cloud.connections) {
            names(r.id, r.name, r.vpn_gateway, r.customer_gateway, r.attached_to);
            identities(r.ike);
            for (auto& tunnel : r.tunnels) {
                names(tunnel.customer_gateway);
                identities(tunnel.ike);
            }
        }
        for (auto& r : cloud.policy_routes) names(r.vpn_gateway, r.next_hop);
        for (auto& r : cloud.destination_routes) names(r.vpn_gateway, r.next_hop);
        for (auto& r : cloud.network_acls) names(r.id, r.name, r.vpc);
        for (auto& r : cloud.security_groups) names(r.id, r.name, r.vpc);
        for (auto& r : cloud.instances) {
            names(r.id, r.name, r.vpc);
            for (auto& group : r.security_groups) names(group);
        }
        clean(cloud.gaps);
    }
    void clean(Host& host) const {
        names(host.name);
        for (auto& i : host.interfaces) names(i.interface_name);
        for (auto& p : host.protections) {
            names(p.name, p.interface_name, p.ike_proposals, p.esp_proposals, p.start_action);
            identities(p.ike);
        }
        for (auto& r : host.routes) {
            names(r.table);
            for (auto& hop : r.next_hops) names(hop.device);
        }
        for (auto& r : host.rules) names(r.incoming, r.outgoing, r.table, r.firewall_mark, r.other);
        for (auto& r : host.pbr) {
            names(r.map, r.other);
            for (auto& hop : r.next_hops) names(hop.device);
            for (auto& name : r.interfaces) names(name);
        }
    }
    void clean(Remarks& remarks) const {
        for (auto& r : remarks) names(r.about, r.message, r.origin.path);
    }

  private:
    template <class... Text>
    void names(Text&... texts) const {
        ((texts = keys_.without_keys(std::move(texts))), ...);
    }
    void identities(IkeParameters& ike) const {
        for (auto* id : {&ike.local_id, &ike.remote_id}) {
            if (*id) names(**id);
        }
    }

    const KeyFingerprints& keys_;
};

}  // namespace

void take_keys_out(Imported& imported, const KeyFingerprints& keys) {
    if (!keys.any()) return;
    const NameCleaner cleaner{keys};
    cleaner.clean(imported.cloud);
    if (imported.prior) cleaner.clean(*imported.prior);
    for (auto& host : imported.hosts) cleaner.clean(host);
    cleaner.clean(imported.remarks);
}

}  // namespace vpnsim::importers
