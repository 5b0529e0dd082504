#pragma once

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/reference/naive_simulator.hpp"

namespace vpnsim {

/// Enumerates worlds. Within one world a fact that was asked once keeps its answer; `next_world` moves on to the next
/// sequence of answers, depth first, until every sequence was seen.
class Choices {
  public:
    /// Returns the answer to `fact` in this world, 0 <= answer < `answers`.
    [[nodiscard]] std::size_t choose(const std::string& fact, std::size_t answers) {
        if (answers == 1) return 0;
        if (const auto known = fixed_.find(fact); known != fixed_.end()) return known->second;
        if (asked_ == script_.size()) script_.push_back({0, answers});
        return fixed_[fact] = script_[asked_++].chosen;
    }
    /// Returns false iff every world was seen.
    [[nodiscard]] bool next_world() {
        fixed_.clear();
        asked_ = 0;
        while (!script_.empty() && ++script_.back().chosen == script_.back().answers) script_.pop_back();
        return !script_.empty();
    }

  private:
    struct Asked {
        std::size_t chosen;
        std::size_t answers;
    };
    std::vector<Asked> script_;
    std::map<std::string, std::size_t> fixed_;
    std::size_t asked_ = 0;
};

/// One world: what is configured, what was negotiated, and the answers to everything that is open.
struct NaiveWorld {
    const Estate& estate;
    const Assumptions& assumptions;
    const Negotiations& negotiations;
    NaivePacket request;
    Choices choices{};
};

[[nodiscard]] NaivePacket reply_to(const NaivePacket& packet);
/// Names a packet within the name of a fact.
[[nodiscard]] std::string text(const NaivePacket& packet);

/// R5: the delivery order of tied routes is a fact of the world, the same for the request, its reply and every further
/// visit. `tied` are the routes of one rank of a table that match the request or its reply; returns the first of them,
/// in this world's order, that matches `packet`. Requires: one does.
template <class Route, class Matches, class SameHop>
[[nodiscard]] Route first_in_order(NaiveWorld& world, const std::string& table, const std::vector<Route>& tied,
                                   const NaivePacket& packet, Matches matches, SameHop same_hop) {
    std::vector<Route> hits;
    for (const Route& route : tied) {
        if (matches(route, packet)) hits.push_back(route);
    }
    const auto agrees = [&](const Route& route) { return same_hop(route, hits.front()); };
    if (std::all_of(hits.begin(), hits.end(), agrees)) return hits.front();

    // Routes that match the same packets and have the same next hop cannot be told apart: one stands for all.
    const NaivePacket reply = reply_to(world.request);
    std::vector<Route> order;
    for (const Route& route : tied) {
        const auto alike = [&](const Route& other) {
            return same_hop(route, other) && matches(route, world.request) == matches(other, world.request) &&
                   matches(route, reply) == matches(other, reply);
        };
        if (std::none_of(order.begin(), order.end(), alike)) order.push_back(route);
    }
    if (order.size() > 8) throw std::length_error("too many tied routes to enumerate their orders");
    std::vector<std::size_t> permutation;
    std::size_t permutations = 1;
    for (std::size_t i = 0; i < order.size(); ++i) {
        permutation.push_back(i);
        permutations *= i + 1;
    }
    for (std::size_t n = world.choices.choose("order of " + table, permutations); n > 0; --n) {
        std::next_permutation(permutation.begin(), permutation.end());
    }
    for (const std::size_t i : permutation) {
        if (matches(order[i], packet)) return order[i];
    }
    throw std::logic_error("no tied route matches");
}

/// An SA as it stands in one world, with the end it leads to.
struct NaiveSa {
    ConnectionId connection;
    ChildSa sa;
    std::optional<DeviceTunnelRef> peer;  ///< absent = a mirror image
    std::size_t device_order;
};

/// Returns true iff the pair of lists selects a packet that leaves on the side of `local`.
[[nodiscard]] bool covers(const SelectorList& local, const SelectorList& remote, const NaivePacket& packet);
/// Returns true iff the connection has an SA in this world.
[[nodiscard]] bool is_up(NaiveWorld& world, ConnectionId connection);
/// The SAs that carry traffic of a connection in this world: those of the active tunnel while it is up, else those of
/// the standby tunnel.
[[nodiscard]] std::vector<NaiveSa> carrying_sas(NaiveWorld& world, ConnectionId connection);
/// The connections that a device tunnel serves: those that negotiate with it, successfully or not. File order.
[[nodiscard]] std::vector<ConnectionId> served_by(const NaiveWorld& world, const DeviceTunnelRef& tunnel);
/// Which of the gateway's SAs takes a packet. Requires: `candidates` is not empty and all cover the packet.
[[nodiscard]] NaiveSa choose_cloud_sa(NaiveWorld& world, const std::vector<NaiveSa>& candidates,
                                      const NaivePacket& packet);
/// Which of the device's SAs takes a packet. Requires: as above.
[[nodiscard]] NaiveSa choose_device_sa(NaiveWorld& world, const std::vector<NaiveSa>& candidates,
                                       const NaivePacket& packet);

/// R20-R23: the policy routes of a gateway, listed ones first, then the automatic ones that none of them replaces.
[[nodiscard]] std::vector<PolicyRoute> policy_table(const Estate& estate, GatewayId gateway);
/// R1: what the three tables of a gateway decide.
[[nodiscard]] std::optional<ConnectionId> gateway_next_hop(NaiveWorld& world, GatewayId gateway,
                                                           const NaivePacket& packet);
/// N5: the best route of the table of a vSwitch; connected vSwitches are not part of it.
[[nodiscard]] std::optional<VpcRoute> vpc_route(NaiveWorld& world, VpcId vpc, const VSwitch& vswitch,
                                                const NaivePacket& packet);

}  // namespace vpnsim
