// The facts of machines on premises: what they protect, how they route.
#include <algorithm>
#include <map>

#include "tools/importers/fact_parts.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::array<std::string_view, 4> modes{"tunnel", "transport", "pass", "drop"};
constexpr std::array<std::string_view, 8> route_types{"unicast",   "local",       "broadcast", "multicast",
                                                      "blackhole", "unreachable", "prohibit",  "throw"};
constexpr std::array<std::string_view, 6> rule_actions{"lookup", "blackhole", "unreachable", "prohibit", "goto", "nop"};

template <class Enum, std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
    return words[static_cast<std::size_t>(value)];
}

/// The selectors of one side, each once, as configured.
SelectorList side(const std::vector<SelectorGroup>& groups, SelectorList SelectorGroup::*member) {
    SelectorList out;
    for (const auto& group : groups) {
        for (const auto& selector : group.*member) {
            if (std::find(out.begin(), out.end(), selector) == out.end()) out.push_back(selector);
        }
    }
    return out;
}

void proposals(JsonText& out, std::string_view key, std::string_view list) {
    if (list.empty()) return;
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= list.size();) {
        const auto end = std::min(list.find(',', at), list.size());
        auto part = list.substr(at, end - at);
        while (part.starts_with(' ')) part.remove_prefix(1);
        if (!part.empty()) parts.emplace_back(part);
        at = end + 1;
    }
    out.values(key, parts, [](const std::string& part) { return part; });
}

void protection(JsonText& out, const Host& host, const Protection& p) {
    const bool cisco = host.profile.starts_with("cisco");
    out.text("name", p.name);
    if (p.version) out.text("ike", vpnsim::name_of(ike_version_names, *p.version));
    out.text("mode", word(modes, p.mode));
    selectors(out, "local_ts", side(p.groups, &SelectorGroup::local));
    selectors(out, "remote_ts", side(p.groups, &SelectorGroup::remote));
    out.number("sas", p.sas);
    if (p.effective) {
        const auto& whole = p.groups.front();
        if (p.effective->local != whole.local) selectors(out, "effective_local_ts", p.effective->local);
        if (p.effective->remote != whole.remote) selectors(out, "effective_remote_ts", p.effective->remote);
    }
    text_unless_empty(out, "pairing", p.pairing);
    text_unless_empty(out, "expansion", p.expansion);
    if (!p.local_addresses.empty()) addresses(out, "local_addrs", p.local_addresses);
    if (!p.peers.empty()) addresses(out, "peer_addrs", p.peers);
    if (p.any_peer) out.boolean("any_peer", true);
    proposals(out, "ike_proposals", p.ike_proposals);
    text_unless_empty(out, "pfs", p.pfs);
    proposals(out, cisco ? "esp" : "esp_proposals", p.esp_proposals);
    text_unless_empty(out, "start_action", p.start_action);
    if (p.priority) out.number("priority", *p.priority);
    out.boolean("loaded", p.loaded);
}

void route(JsonText& out, const OsRoute& r) {
    out.text("dst", r.destination.text());
    if (r.type != OsRouteType::unicast) out.text("type", word(route_types, r.type));
    const auto hop = [&](const OsNextHop& h) {
        if (h.via) out.text("via", h.via->text());
        text_unless_empty(out, "dev", h.device);
    };
    if (r.next_hops.size() == 1) hop(r.next_hops.front());
    if (r.next_hops.size() > 1) {
        out.list("nexthops", [&] {
            for (const auto& h : r.next_hops) {
                out.object([&] {
                    hop(h);
                    out.number("weight", h.weight);
                });
            }
        });
    }
    if (r.metric) out.number("metric", *r.metric);
    if (r.distance) out.number("distance", *r.distance);
    if (r.tag) out.number("tag", *r.tag);
}

void rule(JsonText& out, const OsRule& r) {
    out.number("prio", r.priority);
    if (r.negated) out.boolean("not", true);
    if (r.source) out.text("src", r.source->text());
    if (r.destination) out.text("dst", r.destination->text());
    text_unless_empty(out, "iif", r.incoming);
    text_unless_empty(out, "oif", r.outgoing);
    text_unless_empty(out, "fwmark", r.firewall_mark);
    if (r.protocol) out.text("ipproto", text(*r.protocol));
    if (r.source_ports) out.text("sport", r.source_ports->text());
    if (r.destination_ports) out.text("dport", r.destination_ports->text());
    if (r.action != OsRuleAction::lookup) out.text("action", word(rule_actions, r.action));
    text_unless_empty(out, "table", r.table);
}

/// All hosts' records of one kind under one key.
template <class Record, class Write>
void all(JsonText& out, std::string_view key, const std::vector<Host>& hosts, std::vector<Record> Host::*member,
         const Write& write) {
    const auto some = [&](const Host& host) { return !(host.*member).empty(); };
    if (std::none_of(hosts.begin(), hosts.end(), some)) return;
    out.list(key, [&] {
        for (const auto& host : hosts) {
            for (const auto& record : host.*member) out.object([&] { write(host, record); });
        }
    });
}

void linux_tables(JsonText& out, const std::vector<Host>& hosts) {
    std::map<std::string, std::vector<const OsRoute*>> tables;
    std::size_t rules = 0;
    for (const auto& host : hosts) {
        for (const auto& r : host.routes) tables[r.table].push_back(&r);
        rules += host.rules.size();
    }
    if (tables.empty() && rules == 0) return;
    out.object("tables", [&] {
        for (const auto& [name, routes] : tables) {
            out.list(name, [&, &list = routes] {
                for (const auto* r : list) out.object([&] { route(out, *r); });
            });
        }
    });
    out.object("counts", [&] {
        out.number("main_routes", tables["main"].size());
        out.number("rules", rules);
    });
}

}  // namespace

void write_host_facts(JsonText& out, const Imported& imported) {
    const auto& hosts = imported.hosts;
    all(out, "protect", hosts, &Host::protections,
        [&](const Host& host, const Protection& p) { protection(out, host, p); });
    if (imported.format == "linux") {
        linux_tables(out, hosts);
    } else {
        all(out, "os_routes", hosts, &Host::routes, [&](const Host&, const OsRoute& r) { route(out, r); });
    }
    all(out, "os_rules", hosts, &Host::rules, [&](const Host&, const OsRule& r) { rule(out, r); });
    std::vector<const SpdPolicy*> outbound;
    for (const auto& host : hosts) {
        for (const auto& policy : host.spd) {
            if (policy.direction == SpdDirection::out) outbound.push_back(&policy);
        }
    }
    if (!outbound.empty()) {
        out.list("spd_out", [&] {
            for (const auto* policy : outbound) {
                out.object([&] {
                    out.text("src", policy->source.text());
                    out.text("dst", policy->destination.text());
                    out.number("priority", policy->priority);
                    if (policy->reqid) out.number("reqid", *policy->reqid);
                    if (policy->block) out.text("action", "block");
                    else if (!policy->outer_destination) out.text("action", "bypass");
                });
            }
        });
    }
    all(out, "pbr", hosts, &Host::pbr, [&](const Host&, const PbrRule& r) {
        out.text("map", r.map);
        out.number("seq", r.sequence);
        if (r.source) out.text("src", r.source->text());
        if (r.destination) out.text("dst", r.destination->text());
        if (r.protocol) out.text("ipproto", text(*r.protocol));
        out.values("nexthops", r.next_hops, [](const OsNextHop& h) { return h.via ? h.via->text() : h.device; });
        out.values("interfaces", r.interfaces, [](const std::string& name) { return name; });
    });
}

}  // namespace vpnsim::importers
