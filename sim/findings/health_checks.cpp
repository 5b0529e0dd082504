// health-check-path: whether the probe of a health check reaches its destination and comes back as it went.
#include <algorithm>

#include "sim/findings/finding_context.hpp"

namespace vpnsim {
namespace {

/// Whether the connection is one of an active/standby pair, where losing its health means taking over (R7).
bool has_standby(const FindingContext& context, ConnectionId id) {
    const auto& groups = context.network.groups();
    return std::any_of(groups.begin(), groups.end(), [&](const Group& group) {
        return group.kind == ActiveStandbyGroup::Kind::pair &&
               std::find(group.connections.begin(), group.connections.end(), id) != group.connections.end();
    });
}

/// What is wrong with a probe, if anything is.
std::optional<std::string> fault(const ProbeOutcome& outcome, ConnectionId id) {
    const auto last = [](const Path& path) {
        return path.hops.empty() ? std::string{text(path.disposition)} : path.hops.back().detail;
    };
    if (outcome.request.disposition != Disposition::delivered) return "the probe is lost: " + last(outcome.request);
    if (std::holds_alternative<VpcId>(*outcome.request.end)) {
        return std::string{"the probe comes back to the cloud instead of ending on premises"};
    }
    if (!outcome.reply) return std::nullopt;
    const auto& reply = *outcome.reply;
    if (reply.disposition == Disposition::denied) return "its reply is denied: " + last(reply);
    const bool lost =
        reply.disposition == Disposition::selector_mismatch || reply.disposition == Disposition::tunnel_down;
    if (reply.connections.empty() || (lost && reply.connections.size() == 1))
        return "its reply is lost: " + last(reply);
    if (reply.connections.front() == id) return std::nullopt;
    return std::string{"its reply comes back by another connection"};
}

}  // namespace

void find_health_checks(const FindingContext& context, Findings& out) {
    for (const auto id : context.scope.probed) {
        const auto& connection = context.estate[id];
        const auto& check = connection.health_check;
        if (!check) continue;
        const auto record = context.connection(id);
        const auto report = [&](std::string message, std::string why, std::string remedy) -> Finding& {
            auto finding = context.about("health-check-path", record, {record.entity});
            finding.message = std::move(message);
            finding.why = std::move(why);
            finding.remedy = std::move(remedy);
            finding.reference = "R19";
            out.push_back(std::move(finding));
            return out.back();
        };
        if (!connection.tunnels.empty()) {
            auto& finding = report("The health check of " + connection.name + " has no effect: it has two tunnels.",
                                   "Health checks are a feature of single-tunnel connections; a dual-tunnel connection "
                                   "switches to its standby tunnel by itself.",
                                   "Remove the health check, and rely on DPD.");
            finding.severity = Severity::warning;
            finding.reference = "C11";
            continue;
        }
        if (!check->source || !check->destination || check->source->family() != check->destination->family()) {
            report("The health check of " + connection.name + " does not say from where to where it probes.",
                   "It needs an address of the VPC as source and one of the site as destination, of one family.",
                   "State source and destination.");
            continue;
        }
        const Flow flow{*check->source, *check->destination,
                        check->source->family() == Family::ipv4 ? Protocol::icmp : Protocol::icmpv6, 0, 0};
        std::optional<std::string> wrong;
        for (const auto& outcome : probe(context.network, id, flow)) {
            if (!wrong) wrong = fault(outcome, id);
        }
        if (wrong) {
            auto& finding =
                report("The health check of " + connection.name + " fails: " + *wrong + '.',
                       "The probe is sent through the connection itself and counts as lost unless its reply comes back "
                       "through it. Each failure resets the tunnel" +
                           std::string{check->on_failure == HealthCheckFailure::revoke_route
                                           ? " and withdraws the published routes."
                                           : "; published routes stay."},
                       "Make the destination answer through the same connection: routes and filters for ICMP between " +
                           check->source->text() + " and " + check->destination->text() + " on both ways.");
            finding.witness = flow;
            finding.any_protocol = false;
        } else if (!has_standby(context, id)) {
            auto& finding = report(
                connection.name + " has a health check, and no standby route takes over when it fails.",
                "A failed health check resets the tunnel. Without a second connection that only adds an interruption.",
                "Remove the health check and rely on DPD, or add a standby connection with routes of weight 0.");
            finding.severity = Severity::warning;
            finding.reference = "R7, R19";
        }
    }
}

}  // namespace vpnsim
