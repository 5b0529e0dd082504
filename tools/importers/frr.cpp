#include <algorithm>
#include <map>
#include <set>

#include "tools/importers/frr_config.hpp"
#include "tools/importers/frr_rule_interfaces.hpp"
#include "tools/importers/host_name.hpp"
#include "tools/importers/remark_limit.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::string_view blanks_and_mark = " \t\r\n\xEF\xBB\xBF";

struct FrrMachine {
    Host host;
    std::set<std::string> unknown_maps;  ///< of `show pbr map json`
    bool dynamic_routing = false;
    Origin configured;
};

class FrrImport {
  public:
    Imported run(std::span<const InputText> inputs) {
        out_.format = "frr";
        for (const auto& input : inputs) read(input);
        for (auto& [name, table] : tables_) take(machine(name, table.origin), table);
        for (const auto& name : order_) finish(machines_.at(name));
        out_.remarks = limited(std::move(out_.remarks));
        return std::move(out_);
    }

  private:
    void remark(Gravity gravity, std::string kind, std::string about, std::string message, Origin origin) {
        out_.remarks.push_back({gravity, std::move(kind), std::move(about), std::move(message), std::move(origin)});
    }

    void read(const InputText& input) {
        out_.inputs.push_back(input.name);
        const auto& text = input.text;
        const auto first = text.find_first_not_of(blanks_and_mark);
        if (text.find('\0') != std::string::npos) {
            return remark(Gravity::error, "binary", {},
                          "This is no text: it holds NUL bytes. Save the configuration as text.", {input.name});
        }
        if (first == std::string::npos) return remark(Gravity::note, "empty", {}, "The file is empty.", {input.name});
        if (text[first] == '{' || text[first] == '[') return read_json(input);
        if (text.compare(first, 6, "Codes:") == 0) {
            return remark(Gravity::error, "route-table-as-text", {},
                          "This is show ip route as text, which leaves things out. Save show ip route json.",
                          {input.name});
        }
        read_config(input);
    }

    void read_config(const InputText& input) {
        const auto before = out_.remarks.size();
        auto config = read_frr_config(input, out_.remarks);
        if (config.statements == 0) {
            out_.remarks.resize(before);
            return remark(Gravity::error, "not-frr", {},
                          "Nothing in this file is a configuration of FRR. Save show running-config.", {input.name});
        }
        auto& target = machine(config.host_name.empty() ? host_name(input.name) : config.host_name, config.origin);
        auto& host = target.host;
        host.name_is_said = host.name_is_said || !config.host_name.empty();
        const auto add = [](auto& list, auto& more) {
            list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
        };
        add(host.interfaces, config.interfaces);
        add(host.routes, config.routes);
        add(host.pbr, config.pbr);
        target.dynamic_routing = target.dynamic_routing || config.dynamic_routing;
        target.configured = config.origin;
    }

    void read_json(const InputText& input) {
        auto table = read_frr_json(input, out_.remarks);
        if (!table.is_table && table.policy_maps.empty()) return;
        tables_.emplace_back(host_name(input.name), std::move(table));
    }

    FrrMachine& machine(const std::string& name, const Origin& origin) {
        const auto [found, added] = machines_.try_emplace(name);
        if (added) {
            order_.push_back(name);
            found->second.host.name = name;
            found->second.host.origin = origin;
        }
        return found->second;
    }

    /// The table of a running router says more than its configuration: what is in force.
    void take(FrrMachine& target, FrrTable& table) {
        target.unknown_maps.insert(table.policy_maps.begin(), table.policy_maps.end());
        if (!table.is_table) return;
        auto& host = target.host;
        const auto replaced = std::remove_if(host.routes.begin(), host.routes.end(),
                                             [](const OsRoute& route) { return route.table == "main"; });
        if (replaced != host.routes.end() && !host.routes_complete) {
            remark(Gravity::note, "routes-from-table", host.name,
                   "The routes are those of show ip route json, not the configured ones.", table.origin);
            host.routes.erase(replaced, host.routes.end());
        }
        host.routes_complete = true;
        host.routes.insert(host.routes.end(), table.routes.begin(), table.routes.end());
        std::set<Address> known;
        for (const auto& address : host.interfaces) known.insert(address.address);
        for (const auto& address : table.interfaces) {
            if (known.insert(address.address).second) host.interfaces.push_back(address);
        }
    }

    void finish(FrrMachine& machine) {
        auto& host = machine.host;
        if (machine.dynamic_routing && !host.routes_complete) {
            remark(Gravity::warning, "dynamic-routing", host.name,
                   "A routing protocol adds routes that the configuration does not show. Save show ip route json, too.",
                   machine.configured);
        }
        for (const auto& rule : host.pbr) machine.unknown_maps.erase(rule.map);
        for (const auto& map : machine.unknown_maps) {
            remark(Gravity::incomplete, "pbr-map-without-next-hops", map,
                   "show pbr map json does not say where the map sends packets. Save show running-config.",
                   host.origin);
        }
        settle_rule_interfaces(host, out_.remarks);
        out_.hosts.push_back(std::move(host));
    }

    Imported out_;
    std::map<std::string, FrrMachine> machines_;
    std::vector<std::string> order_;
    std::vector<std::pair<std::string, FrrTable>> tables_;
};

}  // namespace

Imported import_frr(std::span<const InputText> inputs, KeyFingerprints&) { return FrrImport{}.run(inputs); }

unsigned looks_like_frr(std::string_view text) {
    const auto beginning = text.substr(0, 16384);
    const auto has = [&](std::string_view what) { return beginning.find(what) != std::string_view::npos; };
    const auto first = beginning.find_first_not_of(blanks_and_mark);
    if (first == std::string_view::npos) return 0;
    if (beginning[first] == '{' || beginning[first] == '[') {
        if (has("\"nexthops\"") && has("\"vrfName\"")) return 95;
        return has("\"nexthopGroup\"") && has("\"policies\"") ? 95 : 0;
    }
    if (has("frr version") || has("frr defaults")) return 95;
    unsigned likeness = 0;
    for (const auto& line : text_lines(beginning)) {
        const auto all = words(line.text.substr(0, 256));
        if (all[0] == "pbr-map" || all[0] == "pbr-policy" || all[0] == "nexthop-group") return 90;
        const bool route = (all[0] == "ip" || all[0] == "ipv6") && all.size() > 3 && all[1] == "route";
        // IOS writes a mask as a word of its own.
        if (route && all[2].find('/') != std::string_view::npos) likeness = 70;
    }
    return likeness;
}

}  // namespace vpnsim::importers
