#include "tools/importers/linux_route.hpp"

#include <algorithm>
#include <array>

#include "tools/importers/address_words.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr auto types = std::to_array<std::pair<std::string_view, OsRouteType>>({
    {"unicast", OsRouteType::unicast},
    {"local", OsRouteType::local},
    {"broadcast", OsRouteType::broadcast},
    {"multicast", OsRouteType::multicast},
    {"anycast", OsRouteType::multicast},
    {"blackhole", OsRouteType::blackhole},
    {"unreachable", OsRouteType::unreachable},
    {"prohibit", OsRouteType::prohibit},
    {"throw", OsRouteType::throw_},
});
/// Words with a value that decides nothing about where a packet goes.
constexpr auto indifferent_words = std::to_array<std::string_view>({
    "proto",   "protocol", "scope",         "pref",     "mtu",      "advmss",     "hoplimit",
    "window",  "rtt",      "rttvar",        "rto_min",  "ssthresh", "cwnd",       "realm",
    "realms",  "initcwnd", "error",         "initrwnd", "features", "reordering", "quickack",
    "expires", "congctl",  "ttl-propagate", "users",    "age",      "used",       "fastopen_no_cookie",
});
constexpr auto flags = std::to_array<std::string_view>({
    "onlink",
    "pervasive",
    "offload",
    "trap",
    "rt_offload",
    "rt_trap",
    "rt_offload_failed",
    "notify",
    "lock",
    "offload_failed",
});
/// Words that make a route serve some packets of its block only, or carry them in a way that nobody simulates.
constexpr auto narrowing = std::to_array<std::string_view>({"from", "tos", "dsfield", "iif", "encap"});

class LinuxRouteReader {
  public:
    LinuxRouteReader(const LinuxStatement& statement, Remarks& remarks)
        : statement_{statement}, words_{statement.words}, remarks_{remarks} {}

    std::optional<LinuxRoute> read() {
        LinuxRoute out{OsRoute{statement_.table,
                               OsRouteType::unicast,
                               Prefix::everything(statement_.family),
                               {},
                               {},
                               {},
                               {},
                               false,
                               {},
                               statement_.origin},
                       {},
                       false};
        if (const auto* type =
                std::find_if(types.begin(), types.end(), [&](const auto& entry) { return entry.first == peek(); });
            type != types.end()) {
            out.route.type = type->second;
            ++at_;
        }
        const auto destination = prefix_word(take(), default_family(), statement_.origin, remarks_);
        if (!destination) return std::nullopt;
        out.route.destination = *destination;
        while (at_ < words_.size()) {
            if (!read_word(out.route, take())) return std::nullopt;
        }
        return finish(std::move(out));
    }

  private:
    [[nodiscard]] std::string_view peek() const { return at_ < words_.size() ? words_[at_] : std::string_view{}; }
    std::string_view take() { return at_ < words_.size() ? words_[at_++] : std::string_view{}; }

    /// "default" does not say of what: the gateway does, or a word that only IPv6 has.
    [[nodiscard]] Family default_family() const {
        for (std::size_t i = at_; i < words_.size(); ++i) {
            if (words_[i] == "pref") return Family::ipv6;
            if ((words_[i] == "via" || words_[i] == "src") && i + 1 < words_.size()) {
                if (words_[i + 1] == "inet6") return Family::ipv4;
                if (const auto address = Address::parse(words_[i + 1])) return address->family();
            }
        }
        return statement_.family;
    }

    void remark(Gravity gravity, std::string kind, const OsRoute& route, std::string message) {
        remarks_.push_back({gravity, std::move(kind), route.destination.text(), std::move(message), statement_.origin});
    }

    std::optional<std::uint32_t> number(const OsRoute& route) {
        std::uint32_t value = 0;
        if (parse_number(take(), value)) return value;
        remark(Gravity::incomplete, "bad-number", route,
               "A number of the route cannot be read. The route is left out.");
        return std::nullopt;
    }

    /// Returns false for routes that are to be left out.
    bool read_word(OsRoute& route, std::string_view word) {
        if (word == "via") {
            if (peek() == "inet" || peek() == "inet6") ++at_;
            hop_.via = address_word(take(), statement_.origin, remarks_);
            return hop_.via.has_value();
        }
        if (word == "dev" || word == "oif") {
            hop_.device = take();
        } else if (word == "nexthop") {
            end_hop();
        } else if (word == "weight") {
            const auto weight = number(route);
            if (weight) hop_.weight = *weight;
            return weight.has_value();
        } else if (word == "metric" || word == "priority" || word == "preference") {
            route.metric = number(route);
            return route.metric.has_value();
        } else if (word == "table" || word == "vrf") {
            route.table = table_name(take());
        } else if (word == "src") {
            route.preferred_source = address_word(take(), statement_.origin, remarks_);
        } else if (word == "nhid") {
            next_hop_object_ = true;
            (void)take();
        } else if (word == "dead") {
            dead_ = true;
        } else if (word == "linkdown") {
            link_down_ = true;
        } else if (is_one_of(word, narrowing)) {
            return read_narrowing(route, word);
        } else if (is_one_of(word, indifferent_words)) {
            if (word == "proto" || word == "protocol") kernel_ = peek() == "kernel" || peek() == "2";
            if (word == "scope") link_scope_ = peek() == "link" || peek() == "253";
            if (take() == "lock") (void)take();
        } else if (!is_one_of(word, flags)) {
            remark(Gravity::incomplete, "unknown-word", route,
                   "A word of the route is not understood. The route is read without it: see what it means.");
        }
        return true;
    }

    bool read_narrowing(const OsRoute& route, std::string_view word) {
        const auto value = peek();
        if (word == "from" && (value == "all" || value == "default" || value == "::/0" || value == "0.0.0.0/0")) {
            ++at_;
            return true;
        }
        remark(Gravity::warning, "route-left-out", route,
               "The route depends on more than the destination (" + std::string{word} +
                   "), which is not simulated. The route is left out.");
        return false;
    }

    void end_hop() {
        if (!dead_ && (hop_.via || !hop_.device.empty())) hops_.push_back(hop_);
        any_dead_ = any_dead_ || dead_;
        any_link_down_ = any_link_down_ || (link_down_ && !dead_);
        dead_ = link_down_ = false;
        hop_ = {};
    }

    std::optional<LinuxRoute> finish(LinuxRoute out) {
        auto& route = out.route;
        end_hop();
        if (any_dead_) {
            remark(Gravity::warning, "next-hop-dead", route,
                   "A next hop of the route was dead when this was saved. It is left out.");
        }
        if (any_link_down_) {
            remark(Gravity::warning, "link-down", route,
                   "The interface of the route had no link when this was saved. The route is taken as being in force.");
        }
        const bool bookkeeping = route.type == OsRouteType::broadcast || route.type == OsRouteType::multicast ||
                                 is_bookkeeping(route.destination);
        if (bookkeeping) return LinuxRoute{std::move(route), {}, true};
        if (route.type == OsRouteType::unicast || route.type == OsRouteType::local) route.next_hops = hops_;
        const auto host_block = route.destination.length() == width(route.destination.family());
        if (route.type == OsRouteType::local && route.table == "local" && host_block) {
            out.bookkeeping = true;
            out.address =
                InterfaceAddress{device(), route.destination.first(), route.destination, false, statement_.origin};
            return out;
        }
        if (route.type != OsRouteType::unicast) return out;
        if (route.next_hops.empty()) {
            if (any_dead_) return std::nullopt;
            remark(Gravity::incomplete, next_hop_object_ ? "next-hop-object" : "no-next-hop", route,
                   next_hop_object_
                       ? "The route leads to a next-hop object whose gateway the listing does not show. The route is "
                         "left out. Save the routes with a version of ip that shows gateways."
                       : "The route has neither gateway nor interface. It is left out.");
            return std::nullopt;
        }
        const bool direct = std::none_of(route.next_hops.begin(), route.next_hops.end(),
                                         [](const OsNextHop& hop) { return hop.via.has_value(); });
        route.connected = kernel_ && direct && (link_scope_ || route.destination.family() == Family::ipv6);
        if (route.connected && route.preferred_source) {
            out.address =
                InterfaceAddress{device(), *route.preferred_source, route.destination, false, statement_.origin};
        }
        return out;
    }

    [[nodiscard]] std::string device() const { return hops_.empty() ? std::string{} : hops_.front().device; }

    const LinuxStatement& statement_;
    WordSpan words_;
    Remarks& remarks_;
    std::size_t at_ = 0;
    OsNextHop hop_;
    std::vector<OsNextHop> hops_;
    bool dead_ = false;
    bool any_dead_ = false;
    bool link_down_ = false;
    bool any_link_down_ = false;
    bool kernel_ = false;
    bool link_scope_ = false;
    bool next_hop_object_ = false;
};

}  // namespace

std::optional<LinuxRoute> linux_route(const LinuxStatement& statement, Remarks& remarks) {
    return LinuxRouteReader{statement, remarks}.read();
}

bool begins_route(std::string_view word) {
    return word == "default" ||
           std::any_of(types.begin(), types.end(), [&](const auto& t) { return t.first == word; }) ||
           Prefix::nearest(word).has_value();
}

}  // namespace vpnsim::importers
