// The facts of a cloud: what is configured there, by the names that people use.
#include <algorithm>
#include <map>

#include "tools/importers/fact_parts.hpp"

namespace vpnsim::importers {
namespace {

/// The names of records by id, for references.
class Names {
  public:
    template <class Record>
    explicit Names(const std::vector<Record>& records) {
        for (const auto& record : records) names_.emplace(record.id, shown_name(record));
    }
    [[nodiscard]] std::string operator[](const std::string& id) const {
        const auto found = names_.find(id);
        return found == names_.end() ? id : found->second;
    }

  private:
    std::map<std::string, std::string> names_;
};

std::string algorithms(const std::vector<Encryption>& encryption, const std::vector<Integrity>& integrity,
                       const std::vector<DhGroup>& groups) {
    std::string out;
    const auto add = [&](std::string_view word) { out += (out.empty() ? "" : "/") + std::string{word}; };
    for (const auto e : encryption) add(name_of(encryption_names, e));
    for (const auto i : integrity) add(name_of(integrity_names, i));
    for (const auto g : groups) add(g == DhGroup::disabled ? text(g) : "group" + text(g));
    return out;
}

class CloudFacts {
  public:
    CloudFacts(JsonText& out, const Cloud& cloud) : out_{out}, cloud_{cloud}, connection_names_{cloud.connections} {}

    void connections() const {
        if (cloud_.connections.empty()) return;
        std::map<std::string, const CloudCustomerGateway*> peers;
        for (const auto& gateway : cloud_.customer_gateways) peers.emplace(gateway.id, &gateway);
        out_.list("connections", [&] {
            for (const auto& c : cloud_.connections) out_.object([&] { connection(c, peers); });
        });
    }
    void policy_routes() const {
        if (cloud_.policy_routes.empty()) return;
        out_.list("policy_routes", [&] {
            for (const auto& r : cloud_.policy_routes) {
                out_.object([&] {
                    out_.text("src", r.source.text());
                    out_.text("dst", r.destination.text());
                    out_.text("next_hop", connection_names_[r.next_hop]);
                    out_.number("weight", r.weight);
                    out_.number("priority", r.priority);
                    out_.boolean("published", r.published);
                    out_.text("source", r.automatic ? "auto" : "explicit");
                });
            }
        });
    }
    void destination_routes() const {
        if (cloud_.destination_routes.empty()) return;
        out_.list("destination_routes", [&] {
            for (const auto& r : cloud_.destination_routes) {
                out_.object([&] {
                    out_.text("dst", r.destination.text());
                    out_.text("next_hop", connection_names_[r.next_hop]);
                    if (r.bgp) out_.text("type", "bgp");
                    else out_.number("weight", r.weight);
                    out_.boolean("published", r.published);
                });
            }
        });
    }
    void network() const {
        std::map<std::string, RouteTableType> tables;
        for (const auto& table : cloud_.route_tables) tables.emplace(table.id, table.type);
        const auto table_type = [&](const std::string& id) {
            const auto found = tables.find(id);
            return found != tables.end() && found->second == RouteTableType::custom ? "custom" : "system";
        };
        each("vpcs", cloud_.vpcs, [&](const CloudVpc& vpc) {
            out_.text("name", shown_name(vpc));
            prefixes(out_, "cidrs", vpc.cidrs);
            if (!vpc.user_cidrs.empty()) prefixes(out_, "user_cidrs", vpc.user_cidrs);
        });
        each("vswitches", cloud_.vswitches, [&](const CloudVSwitch& vswitch) {
            out_.text("name", shown_name(vswitch));
            if (!vswitch.cidrs.empty()) out_.text("cidr", vswitch.cidrs.front().text());
            if (vswitch.cidrs.size() > 1) out_.text("ipv6_cidr", vswitch.cidrs[1].text());
            out_.text("table", table_type(vswitch.route_table));
        });
        each("vpn_gateways", cloud_.vpn_gateways, [&](const CloudVpnGateway& gateway) {
            out_.text("name", shown_name(gateway));
            out_.values("addresses", gateway.addresses, [](Address a) { return a.text(); });
            out_.boolean("dual_tunnel", gateway.dual_tunnel);
            if (gateway.policy_route_priorities) out_.boolean("pbr_priority", *gateway.policy_route_priorities);
        });
        each("customer_gateways", cloud_.customer_gateways, [&](const CloudCustomerGateway& gateway) {
            out_.text("name", shown_name(gateway));
            if (gateway.address) out_.text("ip", gateway.address->text());
            if (gateway.asn) out_.number("asn", *gateway.asn);
        });
        std::vector<CloudRoute> routes;
        std::copy_if(cloud_.routes.begin(), cloud_.routes.end(), std::back_inserter(routes),
                     [](const CloudRoute& route) { return !route.made_by_system; });
        each("vpc_routes", routes, [&](const CloudRoute& route) {
            out_.text("table", table_type(route.route_table));
            out_.text("dst", route.destination.text());
            out_.text("type", route.next_hop_type);
        });
    }
    void filters() const {
        const auto count = [](const CloudSecurityGroup& g) { return g.rules.inbound.size() + g.rules.outbound.size(); };
        if (std::any_of(cloud_.security_groups.begin(), cloud_.security_groups.end(),
                        [&](const auto& group) { return count(group) != 0; })) {
            out_.list("security_rules", [&] {
                for (const auto& group : cloud_.security_groups) {
                    for (const auto& rule : group.rules.inbound) out_.object([&] { security_rule(rule, "ingress"); });
                    for (const auto& rule : group.rules.outbound) out_.object([&] { security_rule(rule, "egress"); });
                }
            });
        }
        each("network_acls", cloud_.network_acls, [&](const CloudNetworkAcl& acl) {
            out_.text("name", shown_name(acl));
            std::vector<std::string> users;
            for (const auto& vswitch : cloud_.vswitches) {
                if (vswitch.network_acl == acl.id) users.push_back(shown_name(vswitch));
            }
            out_.values("vswitches", users, [](const std::string& name) { return name; });
            out_.number("ingress", acl.rules.inbound.size());
            out_.number("egress", acl.rules.outbound.size());
        });
    }
    void connection_list() const {
        out_.values("connections", cloud_.connections, [](const CloudConnection& c) { return shown_name(c); });
    }

  private:
    template <class Record, class Body>
    void each(std::string_view key, const std::vector<Record>& records, const Body& body) const {
        if (records.empty()) return;
        out_.list(key, [&] {
            for (const auto& record : records) out_.object([&] { body(record); });
        });
    }
    void connection(const CloudConnection& c, const std::map<std::string, const CloudCustomerGateway*>& peers) const {
        const CloudTunnel* const first = c.tunnels.empty() ? nullptr : &c.tunnels.front();
        out_.text("name", shown_name(c));
        selectors(out_, "local_ts", c.local);
        selectors(out_, "remote_ts", c.remote);
        const auto& peer_id = c.customer_gateway.empty() && first ? first->customer_gateway : c.customer_gateway;
        if (const auto peer = peers.find(peer_id); peer != peers.end() && peer->second->address) {
            out_.text("peer", peer->second->address->text());
        }
        const bool of_tunnel = first && c.ike.encryption.empty() && !c.ike.version;
        const auto& ike = of_tunnel ? first->ike : c.ike;
        const auto& esp = of_tunnel ? first->esp : c.esp;
        if (ike.version) out_.text("ike", name_of(ike_version_names, *ike.version));
        if (ike.mode) out_.text("ike_mode", name_of(ike_mode_names, *ike.mode));
        text_unless_empty(out_, "ike_alg", algorithms(ike.encryption, ike.integrity, ike.dh_group));
        text_unless_empty(out_, "esp_alg", algorithms(esp.encryption, esp.integrity, esp.dh_group));
        if (ike.lifetime_seconds) out_.number("ike_lifetime", *ike.lifetime_seconds);
        if (esp.lifetime_seconds) out_.number("esp_lifetime", *esp.lifetime_seconds);
        text_unless_empty(out_, "attached_to", c.attached_to);
        each("tunnels", c.tunnels, [&](const CloudTunnel& tunnel) {
            if (tunnel.index != 0) out_.number("index", tunnel.index);
            if (tunnel.role) out_.text("role", *tunnel.role == TunnelRole::active ? "master" : "slave");
            if (tunnel.gateway_address) out_.text("address", tunnel.gateway_address->text());
        });
    }
    void security_rule(const FilterRule& rule, std::string_view direction) const {
        out_.text("dir", direction);
        if (rule.source) out_.text("src", rule.source->text());
        if (rule.destination) out_.text("dst", rule.destination->text());
        out_.text("proto", rule.protocol ? vpnsim::text(*rule.protocol) : "all");
        if (rule.ports.size() == 1) {
            const std::array<std::uint64_t, 2> range{rule.ports[0].first, rule.ports[0].last};
            out_.values("ports", range, [](std::uint64_t port) { return port; });
        }
        out_.text("policy", rule.action == FilterAction::accept ? "accept" : "drop");
        out_.number("priority", rule.priority);
    }

    JsonText& out_;
    const Cloud& cloud_;
    Names connection_names_;
};

}  // namespace

void write_cloud_facts(JsonText& out, const Cloud& cloud) {
    const CloudFacts facts{out, cloud};
    facts.network();
    facts.connections();
    facts.policy_routes();
    facts.destination_routes();
    facts.filters();
}

void write_prior_facts(JsonText& out, const Cloud& cloud) {
    out.object("prior", [&] {
        const CloudFacts facts{out, cloud};
        facts.connection_list();
        facts.policy_routes();
        facts.destination_routes();
    });
}

}  // namespace vpnsim::importers
