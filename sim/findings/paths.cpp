// asymmetric-return-path, return-path-missing, forwarding-loop, routed-outside-selectors: what the flow classes show.
#include <algorithm>

#include "sim/findings/witnesses.hpp"

namespace vpnsim {
namespace {

bool decides(const Hop& hop) {
    return hop.step == Step::policy_route || hop.step == Step::destination_route || hop.step == Step::bgp_route ||
           hop.step == Step::site_route || hop.step == Step::device_selectors;
}

/// The look-up that sends a path into its first connection.
const Hop* deciding_hop(const Path& path) {
    const Hop* last = nullptr;
    for (const auto& hop : path.hops) {
        if (hop.step == Step::sa) break;
        if (decides(hop)) last = &hop;
        if (hop.step == Step::device_selectors) break;
    }
    return last;
}

std::vector<std::string> names(const FindingContext& context, std::vector<ConnectionId> connections) {
    std::sort(connections.begin(), connections.end());
    connections.erase(std::unique(connections.begin(), connections.end()), connections.end());
    std::vector<std::string> out;
    for (const auto c : connections) out.push_back(context.estate[c].name);
    return out;
}

void find_asymmetry(const FindingContext& context, Findings& out) {
    Problems problems;
    const auto wanted = [](const Behaviour& b) {
        return std::any_of(b.begin(), b.end(), [](const Outcome& o) { return o.asymmetric(); });
    };
    with_witness(context, wanted, [&](const Endpoint& at, const PacketBox& box, const Trace& trace) {
        const auto fate = explore(context.network, at, PacketBox::of(trace.flow));
        std::vector<ConnectionId> crossed;
        for (const auto& outcome : *fate.behaviour) {
            if (!outcome.asymmetric()) continue;
            crossed.insert(crossed.end(), outcome.forward.connections.begin(), outcome.forward.connections.end());
            crossed.insert(crossed.end(), outcome.reply->connections.begin(), outcome.reply->connections.end());
        }
        // The direction whose look-up is undetermined, or, if both are certain, the one that leaves a VPC.
        const auto open = [](const std::vector<Path>& paths) {
            return std::any_of(paths.begin(), paths.end(), [](const Path& p) { return !p.choices.empty(); });
        };
        const bool reply_open = open(trace.reply);
        const bool forward_open = open(trace.forward);
        const bool forward = forward_open != reply_open ? forward_open : std::holds_alternative<VpcId>(at);
        const auto& looked_up = forward ? trace.forward : trace.reply;
        const auto& other = forward ? trace.reply : trace.forward;
        std::vector<RecordName> records;
        bool by_order = false;
        const auto collect = [&](const std::vector<Path>& paths) {
            for (const auto& path : paths) {
                if (path.disposition != Disposition::delivered) continue;
                if (const auto* hop = deciding_hop(path)) records.push_back(decided(*hop));
                for (const auto& choice : path.choices)
                    by_order |= choice.reason == ChoiceReason::equal_priority_policy_routes;
            }
        };
        collect(looked_up);
        if (!forward_open && !reply_open) collect(other);
        // What leads away from the connection of the other direction is the record to look at.
        RecordName first = records.empty() ? context.connection(crossed.front()) : records.front();
        for (const auto& path : looked_up) {
            const bool same = std::any_of(other.begin(), other.end(), [&](const Path& o) {
                return std::equal(o.connections.begin(), o.connections.end(), path.connections.rbegin(),
                                  path.connections.rend());
            });
            if (const auto* hop = deciding_hop(path); hop != nullptr && !same) first = decided(*hop);
        }
        std::sort(records.begin(), records.end());
        records.erase(std::unique(records.begin(), records.end()), records.end());
        auto entities = names(context, std::move(crossed));
        auto key = entities;
        for (const auto& record : records) key.push_back(record.pointer + ' ' + record.entity);
        auto [found, added] = problems.try_emplace(key);
        auto& problem = found->second;
        if (added) {
            std::vector<std::string> by;
            for (const auto& record : records) by.push_back(record.entity);
            problem.entities = std::move(entities);
            problem.record = first;
            problem.reference = by_order ? "R5" : "N26";
            problem.certain = !forward_open && !reply_open;
            problem.detail = by_order ? "Which of " + enumerate(by) + " matches first is not determined."
                             : forward_open || reply_open
                                 ? "What decides between the connections is open: see the choices of `vpnsim trace`."
                                 : "The two directions are looked up on their own: " + enumerate(by) + " decide.";
        }
        add_disjoint(problem.boxes, forward ? box : box.reversed());
    });
    report(
        context, "asymmetric-return-path", std::move(problems),
        [&](Finding& finding, const Shared& problem) {
            finding.message =
                std::string{problem.certain ? "Requests and replies use" : "Requests and replies may use"} +
                " different connections: " + enumerate(problem.entities) + '.';
            finding.why = problem.detail +
                          " Stateful firewalls and NAT on the way drop packets of sessions that they saw in one "
                          "direction only.";
            finding.remedy = problem.reference == "R5"
                                 ? "Give the policy routes different priorities, or make the selectors of the "
                                   "connections disjoint."
                                 : "Make both sides route the pair through the same connection.";
        },
        out);
}

void find_missing_replies(const FindingContext& context, Findings& out) {
    Problems problems;
    // Replies that a filter drops, or that a public address leads astray, have rules of their own.
    const auto lost = [](Disposition d) { return d != Disposition::delivered && d != Disposition::denied; };
    const auto wanted = [&](const Behaviour& b) {
        return symmetry(b) == Symmetry::no_return &&
               std::any_of(b.begin(), b.end(), [&](const Outcome& o) { return o.reply && lost(o.reply->disposition); });
    };
    with_witness(context, wanted, [&](const Endpoint& at, const PacketBox& box, const Trace& trace) {
        const auto& reply =
            *std::find_if(trace.reply.begin(), trace.reply.end(), [&](const Path& p) { return lost(p.disposition); });
        if (!reply.hops.empty() && reply.hops.back().step == Step::user_cidr) return;
        const auto end = std::find_if(trace.forward.begin(), trace.forward.end(),
                                      [](const Path& p) { return p.disposition == Disposition::delivered; });
        const auto& last = reply.hops.empty() ? end->hops.back() : final_hop(reply);
        const auto record = decided(last);
        auto [found, added] = problems.try_emplace(
            {record.pointer, record.entity, std::string{text(reply.disposition)}, context.name(at)});
        auto& problem = found->second;
        if (added) {
            problem.entities = {record.entity};
            problem.record = record;
            problem.reference = "N26";
            problem.detail = "The reply ends with " + std::string{text(reply.disposition)} + ": " + last.detail + '.';
        }
        problem.boxes.push_back(box);
    });
    report(
        context, "return-path-missing", std::move(problems),
        [&](Finding& finding, const Shared& problem) {
            finding.message =
                "Packets are delivered but no reply ever comes back: it is lost at " + problem.record.entity + '.';
            finding.why = problem.detail;
            finding.remedy = "Add the route that the reply needs there, or stop routing the request.";
        },
        out);
}

void find_loops(const FindingContext& context, Findings& out) {
    Problems problems;
    const auto loops = [](const Trip& trip) { return trip.disposition == Disposition::loop; };
    const auto wanted = [&](const Behaviour& b) {
        return std::any_of(b.begin(), b.end(),
                           [&](const Outcome& o) { return loops(o.forward) || (o.reply && loops(*o.reply)); });
    };
    with_witness(context, wanted, [&](const Endpoint&, const PacketBox& box, const Trace& trace) {
        for (const auto* paths : {&trace.forward, &trace.reply}) {
            for (const auto& path : *paths) {
                if (path.disposition != Disposition::loop) continue;
                // The records on the circle: everything since the node was met for the first time.
                const auto& node = path.hops.back().node;
                const auto from =
                    std::find_if(path.hops.begin(), path.hops.end(), [&](const Hop& h) { return h.node == node; });
                std::vector<RecordName> circle;
                for (auto hop = from; hop != path.hops.end(); ++hop) {
                    if (decides(*hop) && hop->step != Step::device_selectors) circle.push_back(decided(*hop));
                }
                std::sort(circle.begin(), circle.end());
                if (circle.empty()) continue;
                std::vector<std::string> entities;
                for (const auto& record : circle) entities.push_back(record.entity);
                auto [found, added] = problems.try_emplace(entities);
                if (added) found->second = {entities, circle.front(), "Owning and delivering", node};
                add_disjoint(found->second.boxes, paths == &trace.forward ? box : box.reversed());
            }
        }
    });
    report(
        context, "forwarding-loop", std::move(problems),
        [&](Finding& finding, const Shared& problem) {
            finding.message =
                "Packets circulate: " + enumerate(problem.entities) + " send them back to " + problem.detail + '.';
            finding.why = "Each side routes the destination to the other, and none of them owns it.";
            finding.remedy = "Remove the destination from one of the routes, or send what nobody owns to a black hole.";
        },
        out);
}

void find_misrouted(const FindingContext& context, Findings& out) {
    Problems problems;
    // A packet that some possible SA of the connection covers is a matter of which SA survives, not of routing.
    const auto never_covered = [&](ConnectionId id, const PacketBox& box, std::vector<PacketBox> EndSa::*sent) {
        std::vector<PacketBox> left{box};
        for (const auto e : context.network[id].ends) {
            for (const auto& sa : context.network.ends()[e].sas) {
                for (const auto& part : sa.*sent) {
                    std::vector<PacketBox> rest;
                    for (const auto& open : left) subtract(open, part, rest);
                    left = std::move(rest);
                }
            }
        }
        return left;
    };
    const auto misrouted = [](const Trip& t) {
        return t.disposition == Disposition::selector_mismatch && !t.connections.empty();
    };
    const auto wanted = [&](const Behaviour& b) {
        return std::any_of(b.begin(), b.end(), [&](const Outcome& o) { return misrouted(o.forward); });
    };
    with_witness(context, wanted, [&](const Endpoint&, const PacketBox& box, const Trace& traced) {
        for (const auto& path : traced.forward) {
            if (path.disposition != Disposition::selector_mismatch || path.connections.empty()) continue;
            const auto connection = path.connections.back();
            const Hop* route = nullptr;
            for (const auto& hop : path.hops) {
                if (decides(hop) && hop.step != Step::device_selectors) route = &hop;
            }
            const bool from_site = route != nullptr && route->step == Step::site_route;
            const auto uncovered = never_covered(connection, box, from_site ? &EndSa::device_out : &EndSa::cloud_out);
            if (uncovered.empty()) continue;
            const auto record = route != nullptr ? decided(*route) : context.connection(connection);
            const auto& name = context.estate[connection].name;
            auto [found, added] = problems.try_emplace({name, record.pointer, record.entity});
            if (added) {
                found->second = {{name}, record, "C4", name};
                if (route != nullptr) found->second.entities.push_back(record.entity);
            }
            for (const auto& part : uncovered) add_disjoint(found->second.boxes, part);
        }
    });
    report(
        context, "routed-outside-selectors", std::move(problems),
        [&](Finding& finding, const Shared& problem) {
            finding.message =
                problem.record.entity + " steers packets into " + problem.detail + " that no SA of it covers.";
            finding.why = "IPsec drops what lies outside of the negotiated selectors; the route does not know them.";
            finding.remedy = "Narrow the route to the selectors, or widen the selectors on both ends.";
        },
        out);
}

}  // namespace

void find_path_problems(const FindingContext& context, Findings& out) {
    find_asymmetry(context, out);
    find_missing_replies(context, out);
    find_loops(context, out);
    find_misrouted(context, out);
}

}  // namespace vpnsim
