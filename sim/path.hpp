#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/network.hpp"
#include "sim/world.hpp"

namespace vpnsim {

/// How a packet ends. Order: as in reports, delivered first.
enum class Disposition : std::uint8_t {
    delivered,          ///< a vSwitch, a site network or a mirror image took it
    no_route,           ///< a table had no match, or the address belongs to nobody
    denied,             ///< a filter dropped it
    selector_mismatch,  ///< no SA that exists covers it
    tunnel_down,        ///< the connection that it should take has no SA
    loop,               ///< it met a node twice
    left_to_internet,   ///< a route sent it there
    blackhole,          ///< a route dropped it
    misdelivered        ///< a reply that ended elsewhere than where the request began
};
[[nodiscard]] std::string_view text(Disposition disposition);

enum class NodeKind : std::uint8_t { instance, vswitch, vpc, vpn_gateway, device, site, internet };
[[nodiscard]] std::string_view text(NodeKind kind);

enum class Step : std::uint8_t {
    security_group,
    network_acl,
    user_cidr,
    vpc_route,
    policy_route,
    destination_route,
    bgp_route,
    sa,
    site_route,
    device_selectors,
    access_rule,
    delivery
};
[[nodiscard]] std::string_view text(Step step);

/// A record that matched as well and did not decide.
struct Beaten {
    std::string matched;
    std::string why;
    friend auto operator<=>(const Beaten&, const Beaten&) = default;
};

/// One look-up on the way: where, what decided, what it beat. `matched` is empty where nothing matched.
struct Hop {
    std::string node;
    NodeKind kind;
    Step step;
    std::string matched;
    std::string detail;
    std::vector<Beaten> beaten;
    Place place;
    std::string entity;   ///< path of the record that decided, or of the node where nothing matched
    std::string pointer;  ///< JSON pointer of the same
};

/// The end of a mirror image: whatever lies behind a connection whose device is not in the file.
struct MirrorImage {
    std::uint32_t end;
    friend auto operator<=>(const MirrorImage&, const MirrorImage&) = default;
};
using Endpoint = std::variant<VpcId, SiteId, MirrorImage>;

/// One way of one packet in one world.
struct Path {
    Disposition disposition = Disposition::no_route;
    std::vector<ConnectionId> connections;  ///< crossed, in order; one that dropped the packet comes last
    std::vector<Hop> hops;                  ///< empty unless details were asked for
    std::vector<Choice> choices;            ///< likewise
    std::optional<Endpoint> end;            ///< where it was delivered
};

/// Whether walks note hops and choices.
enum class Detail : std::uint8_t { outcome, hops };
enum class Direction : std::uint8_t { forward, reply };

/// Whether network ACLs, security groups and access rules are asked, or every packet is taken to pass them.
enum class Filtering : std::uint8_t { applied, ignored };

/// What stateful filters remember of a request.
struct Session {
    std::optional<Endpoint> from;
    std::vector<std::pair<SiteId, DeviceIndex>> devices;  ///< that it crossed, of those with a stateful firewall
};

/// The records of a table that can decide for a box, and so for every part of it.
struct Hint {
    const RankedTable* table;
    Direction direction;
    RankedTable::Candidates candidates;
};

/// Walks a box of packets through the network in one world. All packets of the box must be treated alike; where they
/// are not, the walk stops and says where to cut.
class Walker {
  public:
    Walker(const Network& network, World& world, Detail detail, Filtering filtering = Filtering::applied)
        : network_{network}, world_{world}, detail_{detail}, filtering_{filtering} {}

    /// Why a walk stopped: the box must be cut (in terms of the box that was walked), or the ties of a table, asked
    /// for twice, must be settled by record: add it to `exact` and walk again.
    struct Interrupt {
        std::optional<Cut> cut;
        std::optional<std::uint32_t> exact_table;
        std::optional<Hint> hint;  ///< spares the parts of the box the search that ended in the cut
    };
    /// Returns the path, or nothing and says why: `take_interrupt()`. A reply is one to the request walked last.
    /// Requires: `from` owns every source of the box.
    [[nodiscard]] std::optional<Path> walk(const Endpoint& from, const PacketBox& box, Direction direction,
                                           const std::vector<std::uint32_t>& exact);
    /// The same for a request that a VPN gateway sends through a connection of its own accord.
    [[nodiscard]] std::optional<Path> probe(ConnectionId through, const PacketBox& box,
                                            const std::vector<std::uint32_t>& exact);
    /// What earlier walks of larger boxes found, larger boxes first; must outlive the walker.
    void use(const std::vector<Hint>& hints) { hints_ = &hints; }
    /// Whether the packets of a box also agree in the routes that may decide.
    void use(Settle settling) { settling_ = settling; }
    /// Why the last walk stopped; once.
    [[nodiscard]] Interrupt take_interrupt() { return std::move(interrupt_); }

  private:
    struct Run;
    const Network& network_;
    World& world_;
    Detail detail_;
    Filtering filtering_;
    Settle settling_ = Settle::by_answer;
    Session session_;
    const std::vector<Hint>* hints_ = nullptr;
    Interrupt interrupt_;
};

}  // namespace vpnsim
