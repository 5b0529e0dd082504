#include "tests/reference/naive_simulator.hpp"

#include "tests/reference/naive_filters.hpp"
#include "tests/reference/naive_world.hpp"

namespace vpnsim {
namespace {

/// Where a packet was delivered: a VPC, a site, or the mirror image at the far end of a connection.
using End = std::variant<VpcId, SiteId, ConnectionId>;

const VSwitch* owning_vswitch(const Vpc& vpc, Address address) {
    const VSwitch* best = nullptr;
    for (const VSwitch& vswitch : vpc.vswitches) {
        if (!vswitch.cidr.contains(address)) continue;
        if (!best || vswitch.cidr.length() > best->cidr.length()) best = &vswitch;
    }
    return best;
}

const SiteNetwork* owning_network(const Site& site, Address address) {
    const SiteNetwork* best = nullptr;
    for (const SiteNetwork& network : site.networks) {
        if (!network.cidr.contains(address)) continue;
        if (!best || network.cidr.length() > best->cidr.length()) best = &network;
    }
    return best;
}

bool matches(const SitePolicyRoute& route, const NaivePacket& packet) {
    if (route.source && !route.source->contains(packet.source)) return false;
    if (route.destination && !route.destination->contains(packet.destination)) return false;
    if (route.protocol && *route.protocol != packet.protocol) return false;
    if (route.ports.empty()) return true;
    const auto holds = [&](const PortRange& range) { return range.contains(packet.destination_port); };
    return has_ports(packet.protocol) && std::any_of(route.ports.begin(), route.ports.end(), holds);
}

/// One packet on its way in one world. Every function moves it on and ends with `finish` or `deliver`.
class Walk {
  public:
    /// `request` is the walk of the request that this packet replies to, null if it is a request itself.
    Walk(NaiveWorld& world, NaivePacket packet, const Walk* request)
        : world_{world}, packet_{packet}, request_{request} {}

    [[nodiscard]] const NaiveTrip& trip() const { return trip_; }
    [[nodiscard]] const std::optional<End>& end() const { return end_; }
    void turn_misdelivered() { trip_.disposition = "misdelivered"; }

    /// Starts at whatever owns the packet's source there.
    void start(const End& at) {
        start_ = at;
        if (const auto* vpc = std::get_if<VpcId>(&at)) {
            leave_home(*vpc);
        } else if (const auto* site = std::get_if<SiteId>(&at)) {
            visit_site(*site);
        } else {
            leave_mirror_image(std::get<ConnectionId>(at));
        }
    }

  private:
    const Estate& estate() const { return world_.estate; }
    void finish(std::string disposition) { trip_.disposition = std::move(disposition); }
    void deliver(End end) {
        end_ = end;
        finish("delivered");
    }
    /// Returns true iff the packet was at this node before; then it has ended as a loop.
    bool looped(const std::string& node) {
        if (visited_.insert(node).second) return false;
        finish("loop");
        return true;
    }

    /// Starts at an address of a VPC: security groups, network ACL, public address, route table (N26).
    void leave_home(VpcId id) {
        const Vpc& vpc = estate()[id];
        const VSwitch& home = *owning_vswitch(vpc, packet_.source);
        const Instance* sender = declared_instance(vpc, packet_.source);
        if (!request_ && sender && !groups_let_out(vpc, *sender, packet_)) return finish("denied");
        const bool stays = owning_vswitch(vpc, packet_.destination) == &home;  // N18: no ACL within one vSwitch
        if (!stays && !network_acl_accepts(vpc, home, NaiveDirection::outbound, packet_)) return finish("denied");
        if (sender && leaves_by_public_address(vpc, *sender, packet_.destination)) return finish("left_to_internet");
        leave_vswitch(id, home);
    }

    /// Ends at an address of a VPC: network ACL, security groups (N26).
    void reach_home(VpcId id) {
        const Vpc& vpc = estate()[id];
        const VSwitch& home = *owning_vswitch(vpc, packet_.destination);
        const bool from_here = start_ == End{id};
        const bool stayed = from_here && owning_vswitch(vpc, packet_.source) == &home;
        if (!stayed && !network_acl_accepts(vpc, home, NaiveDirection::inbound, packet_)) return finish("denied");
        const bool has_session = request_ && request_->start_ == End{id};  // N20; elsewhere a reply is a new packet
        const Instance* receiver = declared_instance(vpc, packet_.destination);
        const Instance* neighbour = from_here ? declared_instance(vpc, packet_.source) : nullptr;
        if (!has_session && receiver && !groups_let_in(vpc, *receiver, neighbour, packet_)) return finish("denied");
        deliver(id);
    }

    /// Whether the site lets the packet cross one of its devices.
    bool may_cross(SiteId site, DeviceIndex device, NaiveDirection direction) {
        crossed_.insert({site, device});
        if (request_ && estate()[site].devices[device.index()].stateful_firewall) {
            return request_->crossed_.contains({site, device});
        }
        return access_rules_accept(estate()[site], direction, packet_);
    }

    void leave_vswitch(VpcId id, const VSwitch& vswitch) {
        const Vpc& vpc = estate()[id];
        const VSwitch* target = owning_vswitch(vpc, packet_.destination);
        if (!target && in_vpc_cidrs(vpc)) return finish("no_route");
        const auto route = vpc_route(world_, id, vswitch, packet_);
        if (target && (!route || target->cidr.length() >= route->destination.length())) return reach_home(id);
        if (!route) return finish("no_route");
        if (const auto* gateway = std::get_if<GatewayId>(&route->next_hop)) return visit_gateway(*gateway);
        if (const auto* instance = std::get_if<InstanceRef>(&route->next_hop)) return visit_instance(*instance);
        if (const auto* other = std::get_if<VpcId>(&route->next_hop)) {
            // Peering ends in the other VPC: its tables and gateways are not asked.
            return owning_vswitch(estate()[*other], packet_.destination) ? reach_home(*other) : finish("no_route");
        }
        if (std::holds_alternative<Local>(route->next_hop)) return target ? reach_home(id) : finish("no_route");
        finish(std::holds_alternative<Internet>(route->next_hop) ? "left_to_internet" : "blackhole");
    }

    bool in_vpc_cidrs(const Vpc& vpc) const {
        const auto holds = [&](const Prefix& cidr) { return cidr.contains(packet_.destination); };
        return std::any_of(vpc.cidrs.begin(), vpc.cidrs.end(), holds);
    }

    void visit_instance(const InstanceRef& ref) {
        const Instance& instance = estate()[ref.vpc].instances[ref.instance.index()];
        if (looped("instance " + std::to_string(ref.vpc.index()) + "/" + instance.name)) return;
        const VSwitch* vswitch = owning_vswitch(estate()[ref.vpc], instance.address);
        if (!vswitch) return finish("no_route");
        leave_vswitch(ref.vpc, *vswitch);
    }

    void visit_gateway(GatewayId id) {
        if (looped("gateway " + std::to_string(id.index()))) return;
        look_up_gateway(id);
    }

    void look_up_gateway(GatewayId id) {
        const auto connection = gateway_next_hop(world_, id, packet_);
        if (!connection) return finish("no_route");  // R2
        trip_.connections.push_back(*connection);
        const auto sas = carrying_sas(world_, *connection);
        if (sas.empty()) return finish("tunnel_down");
        std::vector<NaiveSa> candidates;
        for (const NaiveSa& sa : sas) {
            if (covers(sa.sa.local, sa.sa.remote, packet_)) candidates.push_back(sa);
        }
        if (candidates.empty()) return finish("selector_mismatch");
        const NaiveSa sa = choose_cloud_sa(world_, candidates, packet_);
        if (!sa.peer) return deliver(*connection);
        if (!covers(sa.sa.device_remote, sa.sa.device_local, packet_)) return finish("selector_mismatch");
        if (!may_cross(sa.peer->site, sa.peer->device, NaiveDirection::inbound)) return finish("denied");
        visit_site(sa.peer->site);
    }

    /// Out of a tunnel: to a vSwitch of the gateway's VPC at once, else by the gateway's tables (hub).
    void arrive_at_gateway(GatewayId id) {
        if (looped("gateway " + std::to_string(id.index()))) return;
        if (const auto vpc = estate()[id].vpc) {
            if (owning_vswitch(estate()[*vpc], packet_.destination)) return reach_home(*vpc);
            if (in_vpc_cidrs(estate()[*vpc])) return finish("no_route");
        }
        look_up_gateway(id);
    }

    void leave_mirror_image(ConnectionId connection) {
        trip_.connections.push_back(connection);
        arrive_at_gateway(*estate()[connection].vpn_gateway);
    }

    void visit_site(SiteId id) {
        if (looped("site " + std::to_string(id.index()))) return;
        const Site& site = estate()[id];
        if (const auto route = site_policy_route(id)) {
            return follow(id, route->next_hops, "policy route " + route->name);
        }
        const SiteNetwork* network = owning_network(site, packet_.destination);
        std::vector<SiteRoute> best;
        const auto rank = [](const SiteRoute& route) {
            return std::pair{-static_cast<int>(route.destination.length()), route.metric};
        };
        for (const SiteRoute& route : site.routes) {
            if (!route.destination.contains(packet_.destination)) continue;
            if (!best.empty() && rank(route) < rank(best.front())) best.clear();
            if (best.empty() || rank(route) == rank(best.front())) best.push_back(route);
        }
        if (network && (best.empty() || network->cidr.length() >= best.front().destination.length())) {
            return deliver(id);
        }
        if (best.empty()) return finish("no_route");
        const std::string fact = "equal routes of site " + site.name + " for " + text(packet_);
        const SiteRoute& route = best[world_.choices.choose(fact, best.size())];
        follow(id, route.next_hops, "route " + route.name);
    }

    std::optional<SitePolicyRoute> site_policy_route(SiteId id) {
        std::optional<std::uint32_t> priority;
        for (const SitePolicyRoute& route : estate()[id].policy_routes) {
            if (matches(route, packet_) && (!priority || route.priority < *priority)) priority = route.priority;
        }
        if (!priority) return std::nullopt;
        std::vector<SitePolicyRoute> tied;
        for (const SitePolicyRoute& route : estate()[id].policy_routes) {
            const bool relevant = matches(route, world_.request) || matches(route, reply_to(world_.request));
            if (route.priority == *priority && relevant) tied.push_back(route);
        }
        return first_in_order(
            world_, "site " + std::to_string(id.index()) + " priority " + std::to_string(*priority), tied, packet_,
            [](const auto& route, const NaivePacket& packet) { return matches(route, packet); },
            [](const auto& a, const auto& b) { return a.next_hops == b.next_hops; });
    }

    void follow(SiteId id, const std::vector<SiteNextHop>& hops, const std::string& route) {
        const std::string fact = "ECMP of " + estate()[id].name + " " + route + " for " + text(packet_);
        const SiteNextHop& hop = hops[world_.choices.choose(fact, hops.size())];
        if (const auto* device = std::get_if<DeviceHop>(&hop)) return send(id, device->device, std::nullopt);
        if (const auto* tunnel = std::get_if<TunnelHop>(&hop)) return send(id, tunnel->device, tunnel->tunnel);
        if (std::holds_alternative<Local>(hop)) {
            return owning_network(estate()[id], packet_.destination) ? deliver(id) : finish("no_route");
        }
        finish(std::holds_alternative<Internet>(hop) ? "left_to_internet" : "blackhole");
    }

    /// A device sends by the SAs it has, those of one tunnel if the route names one.
    void send(SiteId site, DeviceIndex device, std::optional<TunnelIndex> named) {
        std::vector<DeviceTunnelRef> tunnels;
        for (std::size_t t = 0; t < estate()[site].devices[device.index()].tunnels.size(); ++t) {
            if (!named || named->index() == t) tunnels.push_back({site, device, TunnelIndex{t}});
        }
        std::vector<NaiveSa> candidates;
        for (std::size_t c = 0; c < estate().ipsec_connections.size(); ++c) {
            const auto serves_it = [&](const DeviceTunnelRef& tunnel) {
                const auto served = served_by(world_, tunnel);
                return std::find(served.begin(), served.end(), ConnectionId{c}) != served.end();
            };
            if (std::none_of(tunnels.begin(), tunnels.end(), serves_it)) continue;
            for (const NaiveSa& sa : carrying_sas(world_, ConnectionId{c})) {
                const bool ours = sa.peer && std::find(tunnels.begin(), tunnels.end(), *sa.peer) != tunnels.end();
                if (ours && covers(sa.sa.device_local, sa.sa.device_remote, packet_)) candidates.push_back(sa);
            }
        }
        if (candidates.empty()) return nothing_covers(tunnels, named);
        const NaiveSa sa = choose_device_sa(world_, candidates, packet_);
        if (!may_cross(site, device, NaiveDirection::outbound)) return finish("denied");
        trip_.connections.push_back(sa.connection);
        if (!covers(sa.sa.remote, sa.sa.local, packet_)) return finish("selector_mismatch");
        arrive_at_gateway(*estate()[sa.connection].vpn_gateway);
    }

    void nothing_covers(const std::vector<DeviceTunnelRef>& tunnels, std::optional<TunnelIndex> named) {
        for (const DeviceTunnelRef& ref : tunnels) {
            const DeviceTunnel& tunnel = estate()[ref.site].devices[ref.device.index()].tunnels[ref.tunnel.index()];
            const auto served = served_by(world_, ref);
            const auto down = [&](ConnectionId connection) { return !is_up(world_, connection); };
            if (!covers(tunnel.local_ts, tunnel.remote_ts, packet_) || served.empty()) continue;
            if (!std::all_of(served.begin(), served.end(), down)) continue;
            trip_.connections.push_back(served.front());
            return finish("tunnel_down");
        }
        if (named) {
            const auto served = served_by(world_, tunnels.front());
            if (served.size() == 1) trip_.connections.push_back(served.front());
        }
        finish("selector_mismatch");
    }

    NaiveWorld& world_;
    NaivePacket packet_;
    const Walk* request_;
    NaiveTrip trip_;
    std::optional<End> start_;
    std::optional<End> end_;
    std::set<std::string> visited_;
    std::set<std::pair<SiteId, DeviceIndex>> crossed_;
};

NaiveOutcome outcome_of(NaiveWorld& world, const End& origin) {
    Walk forward{world, world.request, nullptr};
    forward.start(origin);
    if (!forward.end()) return {forward.trip(), std::nullopt};
    Walk reply{world, reply_to(world.request), &forward};
    reply.start(*forward.end());
    if (reply.end() && *reply.end() != origin) reply.turn_misdelivered();
    return {forward.trip(), reply.trip()};
}

std::string symmetry_of(const std::set<NaiveOutcome>& outcomes) {
    const auto delivered = [](const NaiveOutcome& o) { return o.forward.disposition == "delivered"; };
    const auto answered = [](const NaiveOutcome& o) { return o.reply && o.reply->disposition == "delivered"; };
    const auto symmetric = [&](const NaiveOutcome& o) {
        return answered(o) && std::equal(o.forward.connections.rbegin(), o.forward.connections.rend(),
                                         o.reply->connections.begin(), o.reply->connections.end());
    };
    if (std::none_of(outcomes.begin(), outcomes.end(), delivered)) return "not_delivered";
    if (std::none_of(outcomes.begin(), outcomes.end(), answered)) return "no_return";
    if (std::all_of(outcomes.begin(), outcomes.end(), symmetric)) return "symmetric";
    if (std::none_of(outcomes.begin(), outcomes.end(), symmetric)) return "asymmetric";
    return "possibly_asymmetric";
}

}  // namespace

NaivePacket reply_to(const NaivePacket& packet) {
    return {packet.destination, packet.source, packet.protocol, packet.destination_port, packet.source_port};
}

std::string text(const NaivePacket& packet) {
    return packet.source.text() + " -> " + packet.destination.text() + " " + text(packet.protocol) + " " +
           std::to_string(packet.source_port) + " -> " + std::to_string(packet.destination_port);
}

NaiveAnswer simulate(const Estate& estate, const Assumptions& assumptions, const Negotiations& negotiations,
                     NaiveOrigin origin, const NaivePacket& packet) {
    End at{VpcId{0}};
    std::visit([&](auto id) { at = id; }, origin.at);
    NaiveWorld world{estate, assumptions, negotiations, packet};
    NaiveAnswer answer;
    do {
        answer.outcomes.insert(outcome_of(world, at));
    } while (world.choices.next_world());
    answer.symmetry = symmetry_of(answer.outcomes);
    return answer;
}

}  // namespace vpnsim
