#include "random_scenario.hpp"

#include <array>

#include "model/answer_names.hpp"
#include "model/automatic_route.hpp"
#include "model/finding_rules.hpp"

namespace vpnsim::test {
namespace {

class Generator {
  public:
    explicit Generator(std::uint_fast32_t seed) : random_{seed} {}
    Scenario scenario();

  private:
    std::uint64_t below(std::uint64_t end) { return std::uniform_int_distribution<std::uint64_t>{0, end - 1}(random_); }
    bool coin() { return below(2) == 0; }
    std::uint32_t number() { return static_cast<std::uint32_t>(coin() ? below(1U << 16) : below(1ULL << 32)); }
    template <class Make>
    auto maybe(const Make& make) -> std::optional<decltype(make())> {
        return coin() ? std::optional{make()} : std::nullopt;
    }
    template <class Make>
    auto some(std::size_t least, std::size_t most, const Make& make) {
        std::vector<decltype(make())> out;
        for (auto left = least + below(most - least + 1); left > 0; --left) out.push_back(make());
        return out;
    }
    template <class Table>
    auto pick(const Table& table) {
        return table[below(table.size())];
    }
    template <class Table>
    auto value(const Table& table) {
        return pick(table).second;
    }
    std::optional<bool> flag() {
        return maybe([this] { return coin(); });
    }
    std::string id() { return pick(stems_) + std::to_string(++ids_); }
    std::string text() { return pick(texts_); }
    Address address() {
        const Family family = below(4) == 0 ? Family::ipv6 : Family::ipv4;
        return Address{family, AddressBits{below(1ULL << 32)} << (family == Family::ipv6 ? 96 : 0)};
    }
    Prefix prefix() {
        const Address at = address();
        return {at, static_cast<unsigned>(below(width(at.family()) + 1))};
    }
    PortRange port_range() {
        const auto first = static_cast<std::uint16_t>(below(0x10000));
        return {first, static_cast<std::uint16_t>(first + below(0x10000U - first))};
    }
    Protocol protocol() { return Protocol{static_cast<std::uint8_t>(below(256))}; }
    TrafficSelector selector() {
        const Prefix block = prefix();
        TrafficSelector out = TrafficSelector::of(block);
        if (below(4) == 0 && out.first.bits() + 2 < out.last.bits()) {
            out.first = Address{out.family(), out.first.bits() + 1};
        }
        if (below(3) == 0) {
            out.protocol = coin() ? Protocol::tcp : protocol();
            if (has_ports(*out.protocol) && coin()) out.ports = port_range();
        }
        return out;
    }
    SelectorList selectors() {
        return some(1, 3, [this] { return selector(); });
    }
    std::chrono::year_month_day day() { return std::chrono::sys_days{std::chrono::days{below(40'000)}}; }
    PreSharedKey psk() { return PreSharedKey{pick(texts_) + "k"}; }
    DhGroup group() { return DhGroup{pick(dh_group_numbers)}; }
    IkeParameters ike(std::size_t most, std::size_t versions);
    EspParameters esp(std::size_t most);
    BgpParameters bgp() {
        return {maybe([this] { return prefix(); }), maybe([this] { return address(); }),
                maybe([this] { return number() | 1U; })};
    }
    DeviceProfile profile();
    std::vector<FilterRule> rules(bool with_priority, bool with_source, bool with_destination);
    FilterRules access_rules() { return {rules(false, true, true), rules(false, true, true)}; }
    void add_vpcs(Estate& estate);
    void add_gateways(Estate& estate);
    void add_connections(Estate& estate);
    Site site();
    Device device();
    std::vector<SiteNextHop> next_hops(const Site& site);
    Expectations expectations(const Estate& estate);

    std::mt19937 random_;
    std::size_t ids_ = 0;
    const std::vector<std::string> stems_{"a", "route ", "vpc-", "网关-", "q\"\\\n~", "auto"};
    const std::vector<std::string> texts_{"x", "",  "a \"quoted\" text", "back\\slash", "tab\tand\nline", "中文 🚀",
                                          "/", "~1"};
};

IkeParameters Generator::ike(std::size_t most, std::size_t versions) {
    IkeParameters out;
    out.version = maybe([&] { return ike_version_names[below(versions)].second; });
    out.mode = maybe([&] { return value(ike_mode_names); });
    out.encryption = some(0, most, [&] { return value(encryption_names); });
    out.integrity = some(0, most, [&] { return value(integrity_names); });
    out.dh_group = some(0, most, [&] { return group(); });
    out.lifetime_seconds = maybe([&] { return number(); });
    out.local_id = maybe([&] { return text(); });
    out.remote_id = maybe([&] { return text(); });
    return out;
}

EspParameters Generator::esp(std::size_t most) {
    EspParameters out;
    out.encryption = some(0, most, [&] { return value(encryption_names); });
    out.integrity = some(0, most, [&] { return value(integrity_names); });
    out.dh_group = some(0, most, [&] { return coin() ? group() : DhGroup::disabled; });
    out.lifetime_seconds = maybe([&] { return number(); });
    if (most > 1) {
        out.lifetime_bytes = maybe([&] { return random_() * std::uint64_t{0x100000001}; });
        out.protocol = maybe([&] { return value(security_protocol_names); });
        out.encapsulation = maybe([&] { return value(encapsulation_names); });
    }
    return out;
}

DeviceProfile Generator::profile() {
    DeviceProfile out = built_in_profiles()[below(built_in_profiles().size())].profile;
    if (coin()) return out;
    out.child_sa_per = value(child_sa_per_names);
    out.max_child_sas = maybe([&] { return number() | 1U; });
    out.ikev1_selectors = value(selector_match_names);
    out.ikev2_selectors = value(selector_match_names);
    out.ikev1_multiple = value(ikev1_multiple_names);
    out.wider_initiator_refused = coin();
    out.same_selectors_two_peers = coin();
    out.single_value = coin();
    out.connection_search = value(connection_search_names);
    out.sa_choice = value(sa_choice_names);
    out.ikev1_answer = value(ikev1_answer_names);
    out.list_answer = value(list_answer_names);
    out.identical_to = value(identical_to_names);
    return out;
}

std::vector<FilterRule> Generator::rules(bool with_priority, bool with_source, bool with_destination) {
    return some(0, 3, [&] {
        FilterRule rule;
        rule.action = coin() ? FilterAction::accept : FilterAction::drop;
        if (with_priority) rule.priority = static_cast<std::uint32_t>(1 + below(100));
        rule.protocol = maybe([&] { return protocol(); });
        if (with_source) rule.source = maybe([&] { return prefix(); });
        if (with_destination) rule.destination = maybe([&] { return prefix(); });
        rule.ports = some(0, 2, [&] { return below(4) == 0 ? PortRange{} : port_range(); });
        return rule;
    });
}

void Generator::add_vpcs(Estate& estate) {
    for (auto left = below(3); left > 0; --left) {
        Vpc vpc;
        vpc.name = id();
        vpc.cidrs = some(0, 2, [&] { return prefix(); });
        vpc.user_cidrs = some(0, 2, [&] { return prefix(); });
        vpc.ipv4_gateway = coin();
        vpc.network_acls = some(0, 2, [&] {
            return NetworkAcl{id(), {rules(false, true, false), rules(false, false, true)}, {}};
        });
        vpc.security_groups = some(0, 2, [&] {
            return SecurityGroup{id(),
                                 coin() ? SecurityGroupType::basic : SecurityGroupType::advanced,
                                 {rules(true, true, false), rules(true, false, true)},
                                 {}};
        });
        vpc.instances = some(0, 2, [&] {
            Instance out{id(), address(), {}, coin(), {}};
            for (std::size_t i = 0; i < vpc.security_groups.size(); ++i) {
                if (coin()) out.security_groups.emplace_back(i);
            }
            return out;
        });
        vpc.route_tables.resize(below(3));
        for (auto& table : vpc.route_tables) {
            table.name = id();
            if (&table == vpc.route_tables.data() && coin()) table.type = RouteTableType::system;
        }
        vpc.vswitches = some(0, 2, [&] {
            VSwitch out{id(), prefix(), {}, {}, {}};
            if (!vpc.route_tables.empty() && coin()) out.route_table = RouteTableIndex{below(vpc.route_tables.size())};
            if (!vpc.network_acls.empty() && coin()) out.network_acl = NetworkAclIndex{below(vpc.network_acls.size())};
            return out;
        });
        estate.vpcs.push_back(std::move(vpc));
    }
}

void Generator::add_gateways(Estate& estate) {
    for (auto left = 1 + below(2); left > 0; --left) {
        VpnGateway gateway;
        gateway.name = id();
        if (!estate.vpcs.empty() && coin()) gateway.vpc = VpcId{below(estate.vpcs.size())};
        gateway.addresses = some(0, 2, [&] { return address(); });
        gateway.profile = coin() ? find_profile("alibaba")->profile : profile();
        gateway.created = maybe([&] { return day(); });
        if (coin()) gateway.kind = GatewayKind::national_standard;
        gateway.auto_propagate = coin();
        gateway.region = text();
        if (coin()) gateway.business_status = BusinessStatus::financial_locked;
        gateway.bandwidth_mbps = maybe([&] { return number(); });
        if (coin()) gateway.limits = {number(), 20, number(), 50, number()};
        gateway.policy_route_priorities = coin();
        estate.vpn_gateways.push_back(std::move(gateway));
    }
    estate.customer_gateways = some(1, 2, [&] {
        return CustomerGateway{id(), maybe([&] { return address(); }), maybe([&] { return number() | 1U; }), {}};
    });
}

void Generator::add_connections(Estate& estate) {
    const auto state = [&] { return coin() ? LinkState::up : LinkState::down; };
    const auto customer_gateway = [&] { return CustomerGatewayId{below(estate.customer_gateways.size())}; };
    for (auto left = below(4); left > 0; --left) {
        IpsecConnection out;
        out.name = id();
        out.vpn_gateway = maybe([&] { return GatewayId{below(estate.vpn_gateways.size())}; });
        out.customer_gateway = maybe(customer_gateway);
        if (coin()) out.local_ts = selectors();
        if (coin()) out.remote_ts = selectors();
        out.auto_routes = coin();
        out.publish_auto_routes = coin();
        out.psk = maybe([&] { return psk(); });
        if (coin()) out.ike = ike(1, 2);
        if (coin()) out.esp = esp(1);
        out.nat_traversal = flag();
        out.dpd = flag();
        out.effective_immediately = flag();
        out.mtu = maybe([&] { return number(); });
        out.bgp = maybe([&] { return bgp(); });
        out.health_check = maybe([&] {
            return HealthCheck{maybe([&] { return address(); }), maybe([&] { return address(); }), number(), number(),
                               coin() ? HealthCheckFailure::reserve_route : HealthCheckFailure::revoke_route};
        });
        out.gateway_address = maybe([&] { return address(); });
        for (auto tunnels = below(3); tunnels > 0; --tunnels) {
            ConnectionTunnel tunnel;
            tunnel.name = id();
            tunnel.role = out.tunnels.empty() == coin()                                      ? TunnelRole::active
                          : out.tunnels.empty() || out.tunnels[0].role == TunnelRole::active ? TunnelRole::standby
                                                                                             : TunnelRole::active;
            if (!out.tunnels.empty() && out.tunnels[0].role == tunnel.role) break;
            tunnel.customer_gateway = maybe(customer_gateway);
            tunnel.psk = maybe([&] { return psk(); });
            tunnel.ike = maybe([&] { return ike(1, 2); });
            tunnel.esp = maybe([&] { return esp(1); });
            tunnel.bgp = maybe([&] { return bgp(); });
            tunnel.gateway_address = maybe([&] { return address(); });
            tunnel.state = maybe(state);
            out.tunnels.push_back(std::move(tunnel));
        }
        out.state = maybe(state);
        estate.ipsec_connections.push_back(std::move(out));
    }
    if (estate.ipsec_connections.empty()) return;
    const auto connection = [&] { return ConnectionId{below(estate.ipsec_connections.size())}; };
    for (std::size_t i = 0; i < estate.vpn_gateways.size(); ++i) {
        auto& gateway = estate.vpn_gateways[i];
        const auto byte = [&](std::uint64_t first) { return static_cast<std::uint8_t>(first + below(101 - first)); };
        gateway.policy_routes = some(
            0, 3, [&] { return PolicyRoute{id(), prefix(), prefix(), connection(), byte(0), byte(1), coin(), {}}; });
        gateway.destination_routes =
            some(0, 2, [&] { return DestinationRoute{id(), prefix(), connection(), byte(0), coin(), {}}; });
        gateway.bgp_routes = some(0, 2, [&] {
            return BgpRoute{id(), prefix(), connection(), some(0, 3, [&] { return number() | 1U; }), {}};
        });
        if (below(3) != 0) continue;
        gateway.policy_route_order.emplace();
        for (const auto& route : gateway.policy_routes) gateway.policy_route_order->push_back(route.name);
        for (const auto& route : automatic_policy_routes(estate, GatewayId{i})) {
            gateway.policy_route_order->insert(gateway.policy_route_order->begin(), route.name);
        }
    }
    for (auto& vpc : estate.vpcs) {
        for (auto& table : vpc.route_tables) {
            table.routes = some(0, 3, [&] {
                VpcRoute out{id(), prefix(), Local{}, {}};
                const VpcId other{below(estate.vpcs.size())};
                switch (below(6)) {
                    case 0: out.next_hop = GatewayId{below(estate.vpn_gateways.size())}; break;
                    case 1: out.next_hop = other; break;
                    case 2: out.next_hop = Internet{}; break;
                    case 3: out.next_hop = Blackhole{}; break;
                    case 4:
                        if (!estate[other].instances.empty()) {
                            out.next_hop = InstanceRef{other, InstanceIndex{below(estate[other].instances.size())}};
                        }
                        break;
                    default: break;
                }
                return out;
            });
        }
    }
}

Device Generator::device() {
    Device out;
    out.name = id();
    out.dynamic_address = below(4) == 0;
    if (!out.dynamic_address) out.addresses = some(0, 2, [&] { return address(); });
    out.nat_address = maybe([&] { return address(); });
    out.inside_addresses = some(0, 2, [&] { return address(); });
    out.profile = coin() ? find_profile("generic")->profile : profile();
    out.stateful_firewall = coin();
    out.underlay_rules = access_rules();
    out.tunnels = some(0, 3, [&] {
        DeviceTunnel tunnel;
        tunnel.name = id();
        tunnel.peer = maybe([&] { return address(); });
        if (coin()) tunnel.local_ts = selectors();
        if (coin()) tunnel.remote_ts = selectors();
        tunnel.psk = maybe([&] { return psk(); });
        tunnel.initiates = flag();
        tunnel.backup = flag();
        if (coin()) tunnel.ike = ike(3, 3);
        if (coin()) tunnel.esp = esp(3);
        tunnel.nat_traversal = flag();
        tunnel.dpd = flag();
        tunnel.dpd_order = maybe([&] { return value(dpd_order_names); });
        tunnel.commit_bit = flag();
        tunnel.bgp = maybe([&] { return bgp(); });
        return tunnel;
    });
    return out;
}

std::vector<SiteNextHop> Generator::next_hops(const Site& site) {
    return some(1, 3, [&]() -> SiteNextHop {
        if (site.devices.empty() || below(4) == 0) {
            return std::array<SiteNextHop, 3>{Local{}, Internet{}, Blackhole{}}[below(3)];
        }
        const DeviceIndex at{below(site.devices.size())};
        const auto tunnels = site.devices[at.index()].tunnels.size();
        if (tunnels == 0 || coin()) return DeviceHop{at};
        return TunnelHop{at, TunnelIndex{below(tunnels)}};
    });
}

Site Generator::site() {
    Site out;
    out.name = id();
    out.networks = some(0, 3, [&] { return SiteNetwork{id(), prefix(), {}}; });
    out.mtu = maybe([&] { return number(); });
    out.region = text();
    out.hosts = some(0, 2, [&] { return Host{id(), address(), {}}; });
    out.access_rules = access_rules();
    out.devices = some(0, 2, [&] { return device(); });
    out.routes = some(0, 3, [&] { return SiteRoute{id(), prefix(), next_hops(out), number(), {}}; });
    out.policy_routes = some(0, 3, [&] {
        return SitePolicyRoute{id(),
                               number(),
                               maybe([&] { return prefix(); }),
                               maybe([&] { return prefix(); }),
                               maybe([&] { return protocol(); }),
                               some(0, 2, [&] { return port_range(); }),
                               next_hops(out),
                               {}};
    });
    return out;
}

Expectations Generator::expectations(const Estate& estate) {
    Expectations out;
    const auto rule = [&] { return std::string{finding_rules()[below(finding_rules().size())].id}; };
    const auto name = [&](const auto& names) { return [this, &names] { return std::string{pick(names)}; }; };
    const auto connections = [&] {
        return some(0, 2, [&] { return estate.ipsec_connections[below(estate.ipsec_connections.size())].name; });
    };
    for (const auto& connection : estate.ipsec_connections) {
        if (coin()) continue;
        ExpectedNegotiation negotiation;
        negotiation.connection = connection.name;
        negotiation.phase1 = maybe([&] { return coin() ? "established" : "failed"; });
        negotiation.phase2 = maybe(name(phase_names));
        negotiation.expects_no_error = coin();
        if (!negotiation.expects_no_error) negotiation.error = maybe(name(negotiation_error_names));
        negotiation.child_sas = maybe([&] { return number(); });
        out.negotiations.push_back(std::move(negotiation));
    }
    out.flows = some(0, 2, [&] {
        ExpectedFlow flow{text(), prefix(), prefix(), {}, {}, {}, {}, {}, {}, {}};
        flow.protocol = maybe([&] { return protocol(); });
        flow.port = maybe([&] { return static_cast<std::uint16_t>(below(0x10000)); });
        flow.outcome = maybe(name(disposition_names));
        if (!estate.ipsec_connections.empty()) {
            flow.via = maybe(connections);
            flow.return_via = maybe(connections);
        }
        flow.symmetry = maybe(name(symmetry_names));
        return flow;
    });
    out.findings = some(0, 2, [&] { return ExpectedFinding{rule(), some(0, 2, [&] { return text(); }), {}}; });
    out.no_other_findings = maybe([&] { return static_cast<Severity>(below(3)); });
    return out;
}

Scenario Generator::scenario() {
    Scenario out;
    out.name = text();
    out.description = text();
    out.assumptions = {value(destination_vs_bgp_names), value(legacy_policy_routes_names), value(sa_survivor_names),
                       value(initiator_names)};
    add_vpcs(out.estate);
    add_gateways(out.estate);
    add_connections(out.estate);
    out.estate.sites = some(0, 2, [&] { return site(); });
    out.suppressions = some(0, 2, [&] {
        return Suppression{std::string{finding_rules()[below(finding_rules().size())].id},
                           maybe([&] { return text(); }),
                           text(),
                           maybe([&] { return day(); }),
                           {}};
    });
    out.expect = expectations(out.estate);
    return out;
}

}  // namespace

Scenario random_scenario(std::uint_fast32_t seed) { return Generator{seed}.scenario(); }

}  // namespace vpnsim::test
