// peer-not-configured, peer-address-mismatch, negotiation-failure, negotiation-fails-later: ends that do not meet, or
// meet and fail for another reason than their selectors. Identities, NAT and underlay rules have rules of their own.
#include "sim/findings/finding_context.hpp"

namespace vpnsim {
namespace {

/// "DhGroupMismatch (dh_group: 14 in the cloud, 2 at the device)"
std::string difference(const Mismatch& m) {
    return std::string{text(m.code)} + " (" + m.parameter + ": " + m.local + " in the cloud, " + m.remote +
           " at the device)";
}

/// What else differs: a negotiation ends at the first difference, and an engineer wants to mend all of them at once.
std::string others_than(const Mismatch& first, const Negotiation& pair) {
    std::string out;
    for (const auto& mismatch : pair.mismatches) {
        if (mismatch != first) out += (out.empty() ? "" : "; ") + mismatch.message;
    }
    return out.empty() ? out : ". Also different: " + out;
}

/// Failures that other rules name: selectors*, identity-mismatch, nat-traversal, ike-blocked.
bool named_elsewhere(const Negotiation& pair) {
    using enum ErrorCode;
    const auto code = pair.error->code;
    return code == traffic_selector_mismatch || code == peer_id_mismatch || code == nat_t_mismatch ||
           (pair.peer && code == no_response);
}

}  // namespace

void find_negotiation_problems(const FindingContext& context, Findings& out) {
    for (const auto* negotiation : context.pairs) {
        const auto& pair = *negotiation;
        const auto end = context.cloud_end(pair.cloud);
        const auto connection = context.connection(pair.cloud.connection).entity;
        const auto peer = pair.peer ? context.device_tunnel(*pair.peer).entity : std::string{"its peer"};
        if (pair.fails_later) {
            auto finding = context.about("negotiation-fails-later", end, {connection});
            finding.message = end.entity + " comes up and fails at the " + pair.fails_later->when + " (" +
                              std::string{text(pair.fails_later->mismatch.code)} + ").";
            finding.why = pair.fails_later->mismatch.message;
            finding.remedy = "Set " + pair.fails_later->mismatch.parameter + " to the same value on both ends.";
            finding.reference = std::string{text(pair.fails_later->mismatch.code)};
            out.push_back(std::move(finding));
        }
        if (!pair.error || named_elsewhere(pair)) continue;
        const auto code = std::string{text(pair.error->code)};
        const bool silent = !pair.peer && pair.error->code == ErrorCode::no_response;
        const std::string_view rule = silent                                         ? "peer-not-configured"
                                      : pair.error->code == ErrorCode::peer_mismatch ? "peer-address-mismatch"
                                                                                     : "negotiation-failure";
        auto finding = context.about(rule, end, {connection});
        if (silent) {
            finding.message = "The device at the customer gateway address of " + end.entity +
                              " has no tunnel towards its VPN gateway.";
            finding.why = pair.error->message;
            finding.remedy = "Configure the tunnel on the device, or delete the connection.";
        } else {
            finding.message = end.entity + " and " + peer + " do not negotiate: " + difference(*pair.error) + '.';
            finding.why = pair.error->message + others_than(*pair.error, pair) + '.';
            finding.remedy = pair.error->code == ErrorCode::peer_mismatch
                                 ? "Register the address that the device sends from (behind NAT: the public one) as "
                                   "customer gateway."
                                 : "Set " + pair.error->parameter + " to the same single value on both ends.";
        }
        finding.reference = code;
        out.push_back(std::move(finding));
    }
    const auto& in_scope = context.scope.device_tunnels;
    for (const auto& ref : context.negotiations.without_connection) {
        if (!std::binary_search(in_scope.begin(), in_scope.end(), ref)) continue;
        const auto record = context.device_tunnel(ref);
        auto finding = context.about("peer-not-configured", record, {record.entity});
        finding.message = record.entity + " aims at a VPN gateway that has no connection for it.";
        finding.why = "Configuration was deleted, or never made, on the cloud side.";
        finding.remedy = "Create the IPsec connection, or remove the tunnel from the device.";
        finding.reference = "NoResponse";
        out.push_back(std::move(finding));
    }
}

}  // namespace vpnsim
