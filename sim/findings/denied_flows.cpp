// access-denied: what filters drop of the traffic that routes deliver.
#include <array>

#include "sim/findings/first_packet.hpp"
#include "sim/findings/witnesses.hpp"
#include "sim/service_text.hpp"

namespace vpnsim {
namespace {

bool delivers(const Behaviour& behaviour) {
    return std::any_of(behaviour.begin(), behaviour.end(),
                       [](const Outcome& o) { return o.forward.disposition == Disposition::delivered; });
}
bool denies(const Behaviour& behaviour) {
    return std::any_of(behaviour.begin(), behaviour.end(),
                       [](const Outcome& o) { return o.forward.disposition == Disposition::denied; });
}

/// The filter that dropped a packet.
const Hop* denying_hop(const std::vector<Path>& paths) {
    const auto path =
        std::find_if(paths.begin(), paths.end(), [](const Path& p) { return p.disposition == Disposition::denied; });
    return path == paths.end() ? nullptr : &path->hops.back();
}

std::string rule_of(const Hop& hop) {
    switch (hop.step) {
        case Step::network_acl: return hop.matched.empty() ? "N18" : "N16";
        case Step::security_group: return hop.matched.empty() ? "N21" : "N22";
        default: return "Filters";
    }
}

/// Ports from which clients of every kind call: the ranges of Linux (32768-60999) and of the IANA (from 49152) in
/// common.
constexpr PortRange every_client{49152, 60999};
/// A range as wide as this is open for the replies to clients; services have narrower ones.
constexpr unsigned client_range = 10'000;

bool only_with_ports(const PacketBox& box) {
    const auto& protocols = box.service.protocols;
    return protocols.first == protocols.last && has_ports(Protocol(protocols.first));
}

/// The rule of a list that a hop names as its decision; null where no rule matched.
const FilterRule* rule_at(const Estate& estate, const Hop& hop) {
    const auto slash = hop.pointer.rfind('/');
    const auto way =
        hop.pointer.substr(0, slash).ends_with("/inbound") ? FilterDirection::inbound : FilterDirection::outbound;
    const auto of = [&](const FilterRules& rules) -> const FilterRule* {
        const auto& list = rules_of(rules, way);
        const auto at = std::find_if(list.begin(), list.end(), [&](const FilterRule& rule) {
            return hop.pointer.substr(slash + 1) == std::to_string(&rule - list.data());
        });
        return hop.matched.empty() || at == list.end() ? nullptr : &*at;
    };
    for (const auto& vpc : estate.vpcs) {
        for (const auto& acl : vpc.network_acls) {
            if (hop.entity == vpc.name + '/' + acl.name) return of(acl.rules);
        }
    }
    for (const auto& site : estate.sites) {
        if (hop.entity == site.name) return of(site.access_rules);
    }
    return nullptr;
}

/// Whether the filter that drops the reply let the request pass by a range of ports that is there for clients.
bool for_clients(const FindingContext& context, const Trace& trace, const Hop& dropping) {
    for (const auto& path : trace.forward) {
        for (const auto& hop : path.hops) {
            if (hop.entity != dropping.entity) continue;
            const auto* const rule = rule_at(context.estate, hop);
            // A narrow range beside the wide one is a service.
            return rule != nullptr && !rule->ports.empty() &&
                   std::all_of(rule->ports.begin(), rule->ports.end(), [](const PortRange& range) {
                       return range.first < first_client_port || range.last - range.first + 1U >= client_range;
                   });
        }
    }
    return false;
}

/// A filter without state cannot tell a request to a high port from the reply to a client that called from it. Returns
/// true iff packets like those of the box are such replies: requests the other way round, from these ports, work.
bool looks_like_replies(const FindingContext& context, const PacketBox& box, const Trace& trace, const Hop& dropping) {
    if (!only_with_ports(box) || box.service.destination_ports.first < first_client_port) return false;
    if (!for_clients(context, trace, dropping)) return false;
    const auto end = std::find_if(trace.forward.begin(), trace.forward.end(), [](const Path& p) {
                         return p.disposition == Disposition::delivered;
                     })->end;
    if (std::holds_alternative<MirrorImage>(*end)) return false;
    auto reverse = box.reversed();
    reverse.service.destination_ports = {};
    bool found = false;
    context.region(*end).for_each(reverse, [&](const FlowBox& flow, const PacketBox& part) {
        const auto& behaviour = context.partition.behaviours[flow.behaviour];
        found |= part.service.source_ports == reverse.service.source_ports &&
                 std::any_of(behaviour.begin(), behaviour.end(), [](const Outcome& o) {
                     return o.reply && o.reply->disposition == Disposition::delivered;
                 });
    });
    return found;
}

/// Whether a box holds packets of a protocol that applications use; GRE only where a rule names it.
bool in_use(const PacketBox& box) {
    const auto& protocols = box.service.protocols;
    const std::array used{box.family == Family::ipv4 ? Protocol::icmp : Protocol::icmpv6, Protocol::tcp, Protocol::udp};
    const auto has = [&](Protocol p) { return protocols.contains(static_cast<std::uint8_t>(p)); };
    return std::any_of(used.begin(), used.end(), has) || (protocols.first == protocols.last && has(Protocol::gre));
}

/// Whether an engineer would call the dropped packet the reply to a request: from a port that clients use, to one that
/// is not open for the sake of other replies alone.
bool is_request(const FindingContext& context, const PacketBox& box, const Trace& trace, const Hop& dropping) {
    if (!in_use(box)) return false;
    const auto& ports = box.service.source_ports;
    if (only_with_ports(box) && (ports.last < every_client.first || every_client.last < ports.first)) return false;
    return !looks_like_replies(context, box, trace, dropping);
}

void find_dropped_replies(const FindingContext& context, Findings& out) {
    const auto dropped = [](const Outcome& o) { return o.reply && o.reply->disposition == Disposition::denied; };
    const auto wanted = [&](const Behaviour& b) { return std::any_of(b.begin(), b.end(), dropped); };
    Problems problems;
    with_witness(context, wanted, [&](const Endpoint&, const PacketBox& box, const Trace& trace) {
        const auto* const hop = denying_hop(trace.reply);
        if (hop == nullptr || !is_request(context, box, trace, *hop)) return;
        const auto record = decided(*hop);
        auto [found, added] = problems.try_emplace({record.entity});  // one finding for each filter
        auto& problem = found->second;
        if (added) {
            problem.entities = {record.entity};
            problem.record = record;
            problem.reference = hop->step == Step::network_acl ? "N19" : "Filters, N19";
            problem.detail = hop->detail;
            problem.certain = std::all_of(trace.reply.begin(), trace.reply.end(),
                                          [](const Path& p) { return p.disposition == Disposition::denied; });
        }
        problem.boxes.push_back(box);
    });
    const auto words = [](Finding& finding, const Shared& problem) {
        finding.message = "Requests are accepted and their replies " +
                          std::string{problem.certain ? "dropped by " : "may be dropped by "} + problem.record.entity +
                          ": " + problem.detail + '.';
        finding.why =
            "A filter without state looks at replies as at any other packet. They go to the port that the client "
            "called from, mostly one above 1023.";
        finding.remedy =
            "Accept the replies as well, to the ports of the clients (usually 1024-65535), or deny the requests.";
        if (problem.record.pointer.find("/devices/") != std::string::npos) {
            finding.why = "A stateful firewall drops replies to requests that it has not seen.";
            finding.remedy = "Lead both directions through one device, or let the devices share their sessions.";
        }
    };
    report(context, "access-denied", std::move(problems), words, out);
}

/// Addresses that filters treat alike: a vSwitch, or a declared instance with security groups.
struct CloudPlace {
    std::string name;
    Prefix block;
    bool instance;
};

std::vector<CloudPlace> places(const FindingContext& context, VpcId id) {
    const auto& vpc = context.estate[id];
    std::vector<CloudPlace> out;
    for (const auto& vswitch : vpc.vswitches) out.push_back({vpc.name + '/' + vswitch.name, vswitch.cidr, false});
    for (const auto& instance : vpc.instances) {
        if (instance.security_groups.empty()) continue;
        out.push_back({vpc.name + '/' + instance.name, Prefix::host(instance.address), true});
    }
    return out;
}

bool has_filters(const Vpc& vpc, const Site& site) {
    return !site.access_rules.inbound.empty() || !site.access_rules.outbound.empty() ||
           std::any_of(vpc.vswitches.begin(), vpc.vswitches.end(), [](const auto& v) { return v.network_acl; }) ||
           std::any_of(vpc.instances.begin(), vpc.instances.end(),
                       [](const auto& i) { return !i.security_groups.empty(); });
}

/// An expectation that says of a pair of networks that it is denied.
bool meant(const FindingContext& context, const PacketBox& pair) {
    const auto& flows = context.network.scenario().expect.flows;
    return std::any_of(flows.begin(), flows.end(), [&](const ExpectedFlow& flow) {
        return flow.outcome == text(Disposition::denied) && !flow.protocol && !flow.port &&
               flow.from.family() == flow.to.family() && PacketBox::of(flow.from, flow.to).contains(pair);
    });
}

/// What a filter does to pairs of networks.
struct Denial {
    RecordName record;
    std::string reference;
    std::string detail;
    Flow first;                      ///< a packet that shows it
    std::vector<std::string> pairs;  ///< with what is allowed, if anything is
    std::vector<PacketBox> boxes;
};
using Denials = std::map<std::pair<std::string, std::string>, Denial>;

struct Denied {
    Denials altogether;
    Denials partly;
};

/// One direction of a pair of networks, as far as routes deliver it.
struct Side {
    Endpoint at;
    std::string name;
    std::vector<PacketBox> denied{};
    std::vector<PacketBox> allowed{};
};

Side look_at(const FindingContext& context, const Endpoint& at, const PacketBox& pair, std::string name,
             const auto& belongs) {
    Side side{at, std::move(name)};
    context.region(at).for_each(pair, [&](const FlowBox& flow, const PacketBox& part) {
        if (!belongs(part)) return;
        const auto& behaviour = context.partition.behaviours[flow.behaviour];
        if (delivers(behaviour)) side.allowed.push_back(part);
        if (!denies(behaviour) || meant(context, pair)) return;
        for (const auto& [box, routed] : context.without_filters(at, part)) {
            if (delivers(routed)) side.denied.push_back(box);
        }
    });
    return side;
}

/// What is allowed between the addresses of which something is denied.
std::string allowed_services(const Side& side) {
    std::vector<PacketBox> beside;
    for (const auto& box : side.allowed) {
        if (std::any_of(side.denied.begin(), side.denied.end(), [&](const PacketBox& d) {
                return d.source.overlaps(box.source) && d.destination.overlaps(box.destination);
            })) {
            beside.push_back(box);
        }
    }
    std::vector<std::string> services;
    for (const auto& service : texts(services_of(beside))) services.push_back(text(service));
    if (!services.empty()) return "allowed: " + enumerate(services);
    if (side.allowed.empty()) return "allowed: nothing";
    const auto row = flow_rows({side.denied.front()}).front();
    return "nothing from " + row.from.front().text() + " to " + row.to.front().text() + " is allowed";
}

void add(const FindingContext& context, const Side& side, Denials& denials) {
    if (side.denied.empty()) return;
    const auto first = first_packet(side.denied);
    const auto trip = trace(context.network, side.at, first);
    const auto* const hop = denying_hop(trip.forward);
    const auto record = decided(*hop);
    const auto reference = rule_of(*hop);
    auto& denial =
        denials.try_emplace({record.entity, reference}, Denial{record, reference, hop->detail, first, {}, {}})
            .first->second;
    denial.pairs.push_back(side.name + " (" + allowed_services(side) + ')');
    denial.boxes.insert(denial.boxes.end(), side.denied.begin(), side.denied.end());
}

void find_denied_pairs(const FindingContext& context, Findings& out) {
    Denied found;
    for (const auto& [vpc, site] : context.scope.links) {
        if (!has_filters(context.estate[vpc], context.estate[site])) continue;
        const auto& zones = context.network[vpc];
        for (const auto& place : places(context, vpc)) {
            for (const auto& network : context.estate[site].networks) {
                if (network.cidr.family() != place.block.family()) continue;
                // An instance with groups speaks for itself, not for its vSwitch.
                const auto belongs = [&, &id = vpc](const Address& address) {
                    const auto zone = zones.owner.at(address);
                    return place.instance ||
                           (zone >= first_zone && !context.network[id].zones[zone - first_zone].groups);
                };
                const auto out_box = PacketBox::of(place.block, network.cidr);
                const auto site_name = context.estate[site].name + '/' + network.name;
                const auto there =
                    look_at(context, vpc, out_box, place.name + " to " + site_name, [&](const PacketBox& b) {
                        return belongs(Address{b.family, b.source.first});
                    });
                const auto back = look_at(context, site, out_box.reversed(), site_name + " to " + place.name,
                                          [&](const PacketBox& b) {
                                              return belongs(Address{b.family, b.destination.first});
                                          });
                // A pair that talks one way is a policy; one that does not talk at all is cut off.
                auto& denials = there.allowed.empty() && back.allowed.empty() ? found.altogether : found.partly;
                add(context, there, denials);
                add(context, back, denials);
            }
        }
    }
    const auto report_all = [&](Denials& denials, Severity severity) {
        for (auto& [ignored, denial] : denials) {
            auto finding = context.about("access-denied", denial.record, {denial.record.entity});
            finding.severity = severity;
            // The fingerprint tells the two kinds apart.
            finding.reference = denial.reference + (severity == Severity::note ? ", N26" : "");
            constexpr std::size_t most_pairs = 3;
            if (denial.pairs.size() > most_pairs + 1) {
                const auto more = std::to_string(denial.pairs.size() - most_pairs) + " more";
                denial.pairs.resize(most_pairs);
                denial.pairs.push_back(more);
            }
            finding.message =
                denial.record.entity +
                (severity == Severity::error ? " denies everything from " : " denies some of what is routed from ") +
                enumerate(denial.pairs) + '.';
            finding.why = denial.detail + '.';
            finding.remedy =
                "Accept what the application needs, or say under `expect` that this pair is denied on purpose.";
            std::vector<PacketBox> disjoint;
            for (const auto& box : denial.boxes) add_disjoint(disjoint, box);
            add_flows(finding, disjoint);
            finding.witness = denial.first;  // what `why` is about
            out.push_back(std::move(finding));
        }
    };
    report_all(found.altogether, Severity::error);
    report_all(found.partly, Severity::note);
}

}  // namespace

void find_denied_flows(const FindingContext& context, Findings& out) {
    find_dropped_replies(context, out);
    find_denied_pairs(context, out);
}

}  // namespace vpnsim
