#include "tools/importers/frr_config.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "tools/importers/address_words.hpp"
#include "tools/importers/frr_policy_maps.hpp"
#include "tools/importers/frr_route.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::size_t longest_frr_line = 65'536;

/// Beginnings of statements that decide nothing about where packets of a site go. Some hold passwords.
constexpr auto indifferent = std::to_array<std::string_view>({
    "frr",        "log",
    "service",    "password",
    "enable",     "line",
    "debug",      "route-map",
    "zebra",      "key",
    "bfd",        "rpki",
    "agentx",     "username",
    "banner",     "access-list",
    "building",   "current",
    "domainname", "mpls",
    "watchfrr",   "fpm",
    "vni",        "affinity-map",
    "access",     "bgp",
    "evpn",       "segment-routing",
    "max",        "configure",
    "write",      "router-id",
    "show",       "allow-external-route-update",
    "vtysh",      "copy",
    "terminal",   "profile",
});
constexpr auto indifferent_ip = std::to_array<std::string_view>({
    "prefix-list",
    "access-list",
    "nht",
    "router-id",
    "protocol",
    "community-list",
    "as-path",
    "mroute",
    "multicast-routing",
    "large-community-list",
    "extcommunity-list",
    "pim",
    "igmp",
    "msdp",
    "ssmpingd",
    "zebra",
    "host",
    "multicast",
});

class ConfigReader {
  public:
    ConfigReader(const InputText& input, Remarks& remarks) : input_{input}, remarks_{remarks} {
        out_.origin = {input.name};
    }

    FrrConfig read() {
        for (const auto& line : text_lines(input_.text)) {
            line_ = line.number;
            if (line.text.front() == '!' || line.text.front() == '#') continue;
            if (line.text.size() > longest_frr_line) {
                remark(Gravity::incomplete, "too-long", {},
                       "The line is longer than any of a configuration. It is left out.");
                continue;
            }
            const auto all = words(line.text);
            const bool undone = all.front() == "no" && all.size() > 1;
            statement(WordSpan{all}.subspan(undone ? 1 : 0), undone, line.indent > 0);
        }
        finish();
        return std::move(out_);
    }

  private:
    enum class Block { none, interface_, vrf, pbr_map, next_hop_group, other };

    [[nodiscard]] Origin origin() const { return {input_.name, line_}; }
    void remark(Gravity gravity, std::string kind, std::string about, std::string message) {
        remarks_.push_back({gravity, std::move(kind), std::move(about), std::move(message), origin()});
    }
    void enter(Block block, std::string_view name = {}) {
        block_ = block;
        name_ = name;
    }

    void statement(WordSpan w, bool undone, bool indented) {
        ++out_.statements;
        if (indented && block_ == Block::other) return;
        if (w[0] == "exit" || w[0] == "exit-vrf" || w[0] == "end" || w[0] == "quit") return enter(Block::none);
        if (block_ == Block::interface_ && interface_statement(w, undone)) return;
        if (block_ == Block::pbr_map && (w[0] == "match" || w[0] == "set")) return maps_.statement(w, undone, origin());
        if (block_ == Block::next_hop_group && maps_.group_statement(name_, w, undone, origin())) return;
        if (block_ == Block::vrf && indented && (!w[0].starts_with("ip") || w.size() < 2)) return;
        top_statement(w, undone, indented);
    }

    void top_statement(WordSpan w, bool undone, bool indented) {
        const auto word = w[0];
        if ((word == "ip" || word == "ipv6") && w.size() > 1) return ip_statement(w, undone);
        const auto name = w.size() > 1 ? w[1] : std::string_view{};
        if (word == "interface") {
            enter(Block::interface_, name);
            const bool other_vrf = w.size() > 3 && w[2] == "vrf" && w[3] != "default";
            if (other_vrf) other_vrf_.insert(std::string{name});
        } else if (word == "vrf") {
            enter(name == "default" ? Block::none : Block::vrf, name);
        } else if (word == "pbr-map") {
            begin_map(w, undone);
        } else if (word == "nexthop-group") {
            enter(Block::next_hop_group, name);
            maps_.group(name, undone);
        } else if (word == "hostname") {
            out_.host_name = undone ? std::string_view{} : name;
            enter(Block::none);
        } else if (word == "router") {
            out_.dynamic_routing = out_.dynamic_routing || !undone;
            enter(Block::other);
        } else if (is_one_of(in_lower_case(word), indifferent)) {
            enter(Block::other);
        } else if (indented && block_ != Block::none) {
            --out_.statements;
            remark(Gravity::incomplete, "unknown-statement", name_,
                   "A statement of the block is not understood. It is left out: see whether it bears on routes.");
        } else if (!word.ends_with('#') && !word.ends_with('>') && !undone) {
            --out_.statements;
            enter(Block::other);
            remark(
                Gravity::incomplete, "unknown-statement", {},
                "The statement is not one of FRR that is understood. It is left out: see whether it bears on routes.");
        }
    }

    void ip_statement(WordSpan w, bool undone) {
        const auto family = w[0] == "ipv6" ? Family::ipv6 : Family::ipv4;
        if (w[1] == "route") {
            const auto vrf = block_ == Block::vrf ? std::string_view{name_} : std::string_view{};
            if (block_ != Block::vrf) enter(Block::none);
            auto route = frr_route(w.subspan(2), family, vrf, origin(), remarks_);
            if (!route) return;
            if (undone) routes_.remove(*route);
            else routes_.add(std::move(*route));
        } else if (w[1] == "forwarding") {
            if (undone) {
                remark(Gravity::warning, "no-forwarding", {},
                       "The router does not forward packets of this family (no ip forwarding). Its routes are "
                       "simulated as if it did.");
            }
        } else if (w[1] == "import-table") {
            remark(Gravity::warning, "import-table", {},
                   "Routes of another kernel table are imported. They are not in this file: add show ip route json.");
        } else if (!is_one_of(w[1], indifferent_ip) && !undone) {
            remark(Gravity::incomplete, "unknown-statement", {},
                   "An ip statement is not understood. It is left out: see whether it bears on routes.");
        }
    }

    /// Returns false for what belongs to no interface.
    bool interface_statement(WordSpan w, bool undone) {
        if ((w[0] == "ip" || w[0] == "ipv6") && w.size() > 1) {
            if (w[1] == "route" || w[1] == "prefix-list" || w[1] == "access-list" || w[1] == "forwarding") return false;
            if (w[1] == "address" && w.size() > 2 && !undone) interface_address(w[2]);
            return true;
        }
        if (w[0] == "pbr-policy" && w.size() > 1) {
            if (!undone) maps_.bind(w[1], name_, origin());
            return true;
        }
        if (w[0] == "shutdown" && !undone) down_.insert(name_);
        static constexpr auto known = std::to_array<std::string_view>(
            {"shutdown", "description", "bandwidth", "multicast", "link-params", "mpls", "link-detect", "evpn", "isis",
             "bfd", "vrrp", "peer", "exit-link-params", "ptm-enable"});
        return is_one_of(w[0], known);
    }
    void interface_address(std::string_view word) {
        const auto address = address_word(word.substr(0, word.find('/')), origin(), remarks_);
        if (!address) return;
        const auto connected = Prefix::nearest(word).value_or(Prefix::host(*address));
        if (!is_bookkeeping(connected)) out_.interfaces.push_back({name_, *address, connected, false, origin()});
    }

    void begin_map(WordSpan w, bool undone) {
        enter(maps_.begin(w, undone, origin()) ? Block::pbr_map : Block::other, w.size() > 1 ? w[1] : "");
    }

    void finish() {
        out_.routes = std::move(routes_).take();
        auto& interfaces = out_.interfaces;
        const auto gone = [&](const InterfaceAddress& i) {
            return down_.contains(i.interface_name) || other_vrf_.contains(i.interface_name);
        };
        for (const auto& name : down_) {
            remark(Gravity::warning, "interface-shut-down", name,
                   "The interface is shut down. Its addresses are left out.");
        }
        for (const auto& name : other_vrf_) {
            remark(Gravity::warning, "vrf-not-simulated", name,
                   "The interface is in a VRF of its own, which is not simulated.");
        }
        interfaces.erase(std::remove_if(interfaces.begin(), interfaces.end(), gone), interfaces.end());
        std::set<std::string> warned;
        for (const auto& route : out_.routes) {
            if (route.table == "main" || !warned.insert(route.table).second) continue;
            if (route.table.starts_with("vrf ")) {
                remarks_.push_back({Gravity::warning, "vrf-not-simulated", route.table,
                                    "Routes of a VRF are not simulated: they serve no packet of the default one.",
                                    route.origin});
            } else {
                remarks_.push_back({Gravity::warning, "table-without-rule", "table " + route.table,
                                    "Routes of this table serve only packets that a rule of the kernel sends there. "
                                    "They are in the scenario only if the rules are: save ip rule, too.",
                                    route.origin});
            }
        }
        out_.pbr = std::move(maps_).take();
    }

    const InputText& input_;
    Remarks& remarks_;
    FrrConfig out_;
    FrrRoutes routes_;
    FrrPolicyMaps maps_{remarks_};
    std::uint32_t line_ = 0;
    Block block_ = Block::none;
    std::string name_;  ///< of the block
    std::set<std::string> down_;
    std::set<std::string> other_vrf_;
};

}  // namespace

FrrConfig read_frr_config(const InputText& input, Remarks& remarks) { return ConfigReader{input, remarks}.read(); }

}  // namespace vpnsim::importers
