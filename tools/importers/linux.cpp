#include <algorithm>
#include <map>
#include <set>

#include "tools/importers/address_words.hpp"
#include "tools/importers/host_name.hpp"
#include "tools/importers/linux_policy.hpp"
#include "tools/importers/linux_route.hpp"
#include "tools/importers/linux_rule.hpp"
#include "tools/importers/remark_limit.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// The rule that every list ends with is 32767; rules without a priority go before those that stand.
constexpr std::uint32_t main_rule = 32766;

/// What one machine's files said, with what tells repeated records apart.
struct LinuxMachine {
    Host host;
    std::set<std::string> seen;
    std::uint32_t lowest_rule = main_rule;
};

/// What was passed over in one file, by what it is.
using Skipped = std::map<std::string, std::size_t>;

std::string key_of(const OsRoute& route) {
    auto key = "route " + route.table + ' ' + std::to_string(static_cast<int>(route.type)) + ' ' +
               route.destination.text() + ' ' + std::to_string(route.metric.value_or(0));
    for (const auto& hop : route.next_hops) {
        key += ' ' + (hop.via ? hop.via->text() : "-") + ' ' + hop.device + ' ' + std::to_string(hop.weight);
    }
    return key;
}
std::string key_of(const OsRule& rule) {
    const auto block = [](const std::optional<Prefix>& prefix) { return prefix ? prefix->text() : "all"; };
    const auto ports = [](const std::optional<PortRange>& range) { return range ? range->text() : "all"; };
    return "rule " + std::to_string(rule.priority) + (rule.family == Family::ipv6 ? " 6 " : " 4 ") +
           (rule.negated ? "not " : "") + block(rule.source) + ' ' + block(rule.destination) + ' ' + rule.incoming +
           ' ' + rule.outgoing + ' ' + rule.firewall_mark + ' ' +
           (rule.protocol ? vpnsim::text(*rule.protocol) : "any") + ' ' + ports(rule.source_ports) + ' ' +
           ports(rule.destination_ports) + ' ' + std::to_string(static_cast<int>(rule.action)) + ' ' + rule.table +
           ' ' + std::to_string(rule.suppress_prefix_length.value_or(999)) + ' ' + rule.other;
}
std::string key_of(const SpdPolicy& policy) {
    const auto address = [](const std::optional<Address>& a) { return a ? a->text() : std::string{"-"}; };
    return "policy " + std::to_string(static_cast<int>(policy.direction)) + ' ' + policy.source.text() + ' ' +
           policy.destination.text() + ' ' + std::to_string(policy.priority) + (policy.block ? " block " : " allow ") +
           address(policy.outer_source) + ' ' + address(policy.outer_destination) + ' ' +
           std::to_string(policy.reqid.value_or(0)) + ' ' + std::to_string(static_cast<int>(policy.mode)) + " mark " +
           policy.mark + " if_id " + policy.if_id;
}

/// A prompt may begin with a bracket, too.
bool is_json(std::string_view text) {
    if (text.front() != '[') return text.front() == '{';
    const auto second = text.find_first_not_of(" \t\r\n", 1);
    return second == std::string_view::npos || text[second] == '{' || text[second] == ']';
}

class LinuxImport {
  public:
    Imported run(std::span<const InputText> inputs) {
        out_.format = "linux";
        for (const auto& input : inputs) read(input);
        for (auto& name : order_) {
            auto& host = machines_.at(name).host;
            settle_addresses(host);
            out_.hosts.push_back(std::move(host));
        }
        out_.remarks = limited(std::move(out_.remarks));
        return std::move(out_);
    }

  private:
    void read(const InputText& input) {
        out_.inputs.push_back(input.name);
        const auto remark = [&](Gravity gravity, std::string kind, std::string message) {
            out_.remarks.push_back({gravity, std::move(kind), {}, std::move(message), {input.name}});
        };
        if (input.text.find('\0') != std::string::npos) {
            return remark(Gravity::error, "binary",
                          "This is no text: it holds NUL bytes. Save the output of ip as text.");
        }
        const auto before = out_.remarks.size();
        records_ = 0;
        skipped_.clear();
        const auto first = input.text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
        const LinuxSink sink = [&](const LinuxStatement& statement) { take(statement, input.name); };
        if (first == std::string::npos) {
            remark(Gravity::note, "empty", "The file is empty: there was nothing of its kind when it was saved.");
        } else if (is_json(std::string_view{input.text}.substr(first))) {
            read_linux_json(input, sink, out_.remarks);
        } else {
            read_linux_text(input, sink, out_.remarks);
        }
        for (const auto& [what, count] : skipped_) {
            remark(Gravity::skipped, what,
                   std::to_string(count) + " records that decide nothing about a site's traffic.");
        }
        const auto unknown = [](const Remark& r) { return r.kind == "unknown-line" || r.kind == "unknown-record"; };
        if (records_ == 0 && skipped_.empty() &&
            std::any_of(out_.remarks.begin() + static_cast<std::ptrdiff_t>(before), out_.remarks.end(), unknown)) {
            out_.remarks.resize(before);
            remark(Gravity::error, "not-linux",
                   "Nothing in this file is output of ip route, ip rule, ip xfrm policy or ip address.");
        }
    }

    LinuxMachine& machine(const std::string& file) {
        const auto name = host_name(file);
        const auto [found, added] = machines_.try_emplace(name);
        if (added) {
            order_.push_back(name);
            found->second.host.name = name;
            found->second.host.origin = {file};
        }
        return found->second;
    }

    void take(const LinuxStatement& statement, const std::string& file) {
        ++records_;
        auto& target = machine(file);
        switch (statement.record) {
            case LinuxRecord::route: return take_route(target, statement);
            case LinuxRecord::rule: return take_rule(target, statement);
            case LinuxRecord::policy: return take_policy(target, statement);
            case LinuxRecord::address: return take_address(target, statement);
        }
    }
    template <class Record>
    void add(LinuxMachine& target, std::vector<Record>& list, Record record) {
        if (target.seen.insert(key_of(record)).second) list.push_back(std::move(record));
        else ++skipped_["said-twice"];
    }

    void take_route(LinuxMachine& target, const LinuxStatement& statement) {
        if (!statement.command) target.host.routes_complete = true;
        auto route = linux_route(statement, out_.remarks);
        if (!route) return;
        if (route->address) target.host.interfaces.push_back(*route->address);
        if (route->bookkeeping) ++skipped_["kernel-routes"];
        else add(target, target.host.routes, std::move(route->route));
    }
    void take_rule(LinuxMachine& target, const LinuxStatement& statement) {
        auto rule = linux_rule(statement, target.lowest_rule, out_.remarks);
        if (!rule) return;
        if (rule->priority > 0) target.lowest_rule = std::min(target.lowest_rule, rule->priority);
        add(target, target.host.rules, std::move(*rule));
    }
    void take_policy(LinuxMachine& target, const LinuxStatement& statement) {
        auto read = linux_policy(statement, out_.remarks);
        if (read.policy) add(target, target.host.spd, std::move(*read.policy));
        else if (read.block == XfrmBlock::socket) ++skipped_["socket-policies"];
        else if (read.block == XfrmBlock::state) ++skipped_["xfrm-states"];
    }
    void take_address(LinuxMachine& target, const LinuxStatement& statement) {
        if (statement.words.size() < 3) return;
        const auto word = statement.words[0];
        const auto address = address_word(word.substr(0, word.find('/')), statement.origin, out_.remarks);
        if (!address) return;
        const auto connected = Prefix::nearest(word).value_or(Prefix::host(*address));
        const auto device = std::find(statement.words.begin(), statement.words.end(), "dev");
        if (is_bookkeeping(connected) || device == statement.words.end() || device + 1 == statement.words.end()) {
            return (void)++skipped_["kernel-addresses"];
        }
        target.host.interfaces.push_back({std::string{*(device + 1)}, *address, connected, false, statement.origin});
    }

    /// An address is told by several routes. Each is kept once, with the block it is connected to.
    static void settle_addresses(Host& host) {
        std::vector<InterfaceAddress> settled;
        std::map<std::pair<std::string, Address>, std::size_t> places;
        std::set<std::pair<std::string, Prefix>> blocks;
        for (const auto& route : host.routes) {
            if (route.connected) blocks.emplace(route.next_hops.front().device, route.destination);
        }
        for (auto& address : host.interfaces) {
            for (auto length = address.connected.length();
                 length > 0 && address.connected == Prefix::host(address.address); --length) {
                const Prefix block{address.address, length};
                if (blocks.contains({address.interface_name, block})) address.connected = block;
            }
            const auto [place, added] = places.try_emplace({address.interface_name, address.address}, settled.size());
            if (added) settled.push_back(std::move(address));
            else if (address.connected.length() < settled[place->second].connected.length())
                settled[place->second].connected = address.connected;
        }
        host.interfaces = std::move(settled);
    }

    Imported out_;
    std::map<std::string, LinuxMachine> machines_;
    std::vector<std::string> order_;
    std::size_t records_ = 0;
    Skipped skipped_;
};

}  // namespace

Imported import_linux(std::span<const InputText> inputs, KeyFingerprints&) { return LinuxImport{}.run(inputs); }

unsigned looks_like_linux(std::string_view text) {
    const auto beginning = text.substr(0, 4096);
    const auto has = [&](std::string_view what) { return beginning.find(what) != std::string_view::npos; };
    const auto first = beginning.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string_view::npos) return 0;
    if (is_json(beginning.substr(first))) {
        if (has("\"dst\"") && (has("\"dev\"") || has("\"flags\""))) return 90;
        return has("\"priority\"") && has("\"table\"") && has("\"src\"") ? 80 : 0;
    }
    unsigned likeness = 0;
    for (const auto& line : text_lines(beginning)) {
        const auto all = words(line.text.substr(0, 256));
        if (all.size() < 2) continue;
        const auto second = all[1];
        if (begins_rule(all[0]) && (second == "from" || second == "not")) return 90;
        if (all[0] == "src" && all.size() > 3 && all[2] == "dst") return 90;
        if (all[0] == "ip" && (second == "rule" || second == "xfrm" || second.starts_with('-'))) return 80;
        if (all[0] == "ip" && second == "route" && all.size() > 2 && (all[2] == "add" || all[2] == "replace"))
            return 80;
        if (begins_route(all[0]) && (second == "via" || second == "dev" || second == "proto" ||
                                     line.text.find(" dev ") != std::string_view::npos))
            likeness = 70;
    }
    return likeness;
}

}  // namespace vpnsim::importers
