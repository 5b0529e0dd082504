#include "tools/importers/frr_route.hpp"

#include <algorithm>
#include <bit>
#include <initializer_list>

#include "tools/importers/address_words.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// Of one route; no kernel has more.
constexpr std::size_t most_next_hops = 256;

/// FRR takes a dotted mask after a bare address.
std::optional<unsigned> mask_length(std::string_view word) {
    const auto mask = Address::parse(word);
    if (!mask || mask->family() != Family::ipv4) return std::nullopt;
    const auto bits = static_cast<std::uint32_t>(mask->bits());
    const auto length = std::countl_one(bits);
    const bool contiguous = std::popcount(bits) == length;
    return contiguous ? std::optional{static_cast<unsigned>(length)} : std::nullopt;
}

class LineReader {
  public:
    LineReader(std::span<const std::string_view> words, const Origin& origin, Remarks& remarks)
        : words_{words}, origin_{origin}, remarks_{remarks} {}

    std::optional<OsRoute> read(Family family, std::string_view vrf) {
        const auto destination = read_destination(family);
        if (!destination) return std::nullopt;
        OsRoute route{"main", OsRouteType::unicast, *destination, {}, {}, 1, {}, false, {}, origin_};
        if (!vrf.empty()) route.table = "vrf " + std::string{vrf};
        if (!read_next_hop(route)) return std::nullopt;
        while (at_ < words_.size()) {
            if (!read_option(route, take())) return std::nullopt;
        }
        return route;
    }

  private:
    [[nodiscard]] std::string_view peek() const { return at_ < words_.size() ? words_[at_] : std::string_view{}; }
    std::string_view take() { return at_ < words_.size() ? words_[at_++] : std::string_view{}; }

    void remark(Gravity gravity, std::string kind, const Prefix& about, std::string message) {
        remarks_.push_back({gravity, std::move(kind), about.text(), std::move(message), origin_});
    }

    std::optional<Prefix> read_destination(Family family) {
        const auto word = take();
        if (word.find('/') == std::string_view::npos && at_ + 1 < words_.size()) {
            const auto length = mask_length(peek());
            if (length && Address::parse(word)) {
                ++at_;
                return prefix_word(std::string{word} + '/' + std::to_string(*length), family, origin_, remarks_);
            }
        }
        return prefix_word(word, family, origin_, remarks_);
    }

    static bool is_option(std::string_view word) {
        return word.find_first_not_of("0123456789") == std::string_view::npos ||
               is_one_of(word, {"tag", "table", "vrf", "nexthop-vrf", "onlink", "bfd", "color", "label", "segments"});
    }

    bool read_next_hop(OsRoute& route) {
        const auto word = take();
        if (word == "from") {
            remark(Gravity::warning, "route-left-out", route.destination,
                   "The route is for some sources only, which is not simulated. It is left out.");
            return false;
        }
        if (word.empty()) {
            remark(Gravity::incomplete, "no-next-hop", route.destination,
                   "The route has neither gateway nor interface. It is left out.");
            return false;
        }
        if (is_one_of(word, {"blackhole", "Null0", "null0"})) {
            route.type = OsRouteType::blackhole;
        } else if (word == "reject") {
            route.type = OsRouteType::unreachable;
        } else {
            OsNextHop hop{Address::parse(word.substr(0, word.find('%'))), {}};
            if (!hop.via) hop.device = word;
            else if (!peek().empty() && !is_option(peek())) hop.device = take();
            route.next_hops.push_back(std::move(hop));
        }
        return true;
    }

    bool number(const OsRoute& route, std::optional<std::uint32_t>& value, std::uint32_t most = 0xffffffff) {
        std::uint32_t read = 0;
        if (parse_number(take(), read) && read <= most) {
            value = read;
            return true;
        }
        remark(Gravity::incomplete, "bad-number", route.destination,
               "A number of the route cannot be read. The route is left out.");
        return false;
    }

    /// Returns false for routes that are to be left out.
    bool read_option(OsRoute& route, std::string_view word) {
        if (word == "tag") return number(route, route.tag);
        if (word.find_first_not_of("0123456789") == std::string_view::npos) {
            --at_;
            return number(route, route.distance, 255);
        }
        if (word == "table") {
            route.table = take();
            if (route.table == "254") route.table = "main";
        } else if (word == "vrf") {
            if (const auto vrf = take(); vrf != "default") route.table = "vrf " + std::string{vrf};
        } else if (word == "nexthop-vrf") {
            if (take() == "default" && route.table == "main") return true;
            remark(Gravity::warning, "route-left-out", route.destination,
                   "The next hop of the route lies in another VRF, which is not simulated. The route is left out.");
            return false;
        } else if (word == "bfd") {
            while (is_one_of(peek(), {"multi-hop", "source", "profile"})) {
                if (take() != "multi-hop") (void)take();
            }
            remark(Gravity::note, "bfd", route.destination,
                   "The route is withdrawn when BFD finds its next hop down. It is taken as being in force.");
        } else if (is_one_of(word, {"color", "label", "segments"})) {
            (void)take();
            remark(Gravity::warning, "route-encap", route.destination,
                   "The route puts labels or segments on packets, which is not simulated. Its next hop is.");
        } else if (word != "onlink") {
            remark(Gravity::incomplete, "unknown-word", route.destination,
                   "A word of the route is not understood. The route is read without it: see what it means.");
        }
        return true;
    }

    std::span<const std::string_view> words_;
    const Origin& origin_;
    Remarks& remarks_;
    std::size_t at_ = 0;
};

bool same_hop(const OsNextHop& a, const OsNextHop& b) {
    return a.via == b.via && (a.device == b.device || a.device.empty() || b.device.empty());
}

}  // namespace

std::optional<OsRoute> frr_route(std::span<const std::string_view> words, Family family, std::string_view vrf,
                                 const Origin& origin, Remarks& remarks) {
    return LineReader{words, origin, remarks}.read(family, vrf);
}

void FrrRoutes::add(OsRoute route) {
    auto& places = places_[{route.table, route.destination}];
    for (const auto place : places) {
        auto& there = routes_[place];
        if (there.distance != route.distance || there.type != route.type) continue;
        for (const auto& hop : route.next_hops) {
            if (there.next_hops.size() < most_next_hops &&
                std::none_of(there.next_hops.begin(), there.next_hops.end(),
                             [&](const OsNextHop& known) { return same_hop(known, hop); })) {
                there.next_hops.push_back(hop);
            }
        }
        return;
    }
    places.push_back(routes_.size());
    routes_.push_back(std::move(route));
}

void FrrRoutes::remove(const OsRoute& route) {
    const auto found = places_.find({route.table, route.destination});
    if (found == places_.end()) return;
    auto& places = found->second;
    for (const auto place : places) {
        auto& there = routes_[place];
        if (there.type != route.type) continue;
        const bool had_hops = !there.next_hops.empty();
        const auto gone = [&](const OsNextHop& known) {
            return std::any_of(route.next_hops.begin(), route.next_hops.end(),
                               [&](const OsNextHop& hop) { return same_hop(known, hop); });
        };
        there.next_hops.erase(std::remove_if(there.next_hops.begin(), there.next_hops.end(), gone),
                              there.next_hops.end());
        // A route without next hop that is no dropping one is not there any more; so is a dropping one that is named.
        if (there.next_hops.empty() && (had_hops || route.next_hops.empty())) there.type = OsRouteType::throw_;
    }
    places.erase(std::remove_if(places.begin(), places.end(),
                                [&](std::size_t place) { return routes_[place].type == OsRouteType::throw_; }),
                 places.end());
}

std::vector<OsRoute> FrrRoutes::take() && {
    routes_.erase(std::remove_if(routes_.begin(), routes_.end(),
                                 [](const OsRoute& route) { return route.type == OsRouteType::throw_; }),
                  routes_.end());
    return std::move(routes_);
}

}  // namespace vpnsim::importers
