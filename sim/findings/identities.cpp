// identity-mismatch and psk-format: who the two ends say they are, and the key that proves it.
#include <algorithm>

#include "sim/findings/met_pair.hpp"
#include "sim/peering.hpp"

namespace vpnsim {
namespace {

void find_identity_mismatches(const FindingContext& context, Findings& out) {
    for (const auto* negotiation : context.pairs) {
        const auto& pair = *negotiation;
        std::vector<std::string> messages;
        for (const auto& mismatch : pair.mismatches) {
            if (mismatch.code == ErrorCode::peer_id_mismatch) messages.push_back(mismatch.message);
        }
        if (messages.empty()) continue;
        auto entities = cloud_entities(context, pair.cloud);
        const auto peer = pair.peer ? context.device_tunnel(*pair.peer).entity : std::string{"its peer"};
        if (pair.peer) entities.push_back(peer);
        const auto end = context.cloud_end(pair.cloud);
        auto finding = context.about("identity-mismatch", end, std::move(entities));
        finding.message =
            end.entity + " and " + peer + " do not accept each other's identity: " + enumerate(messages) + '.';
        finding.why =
            "local_id of each end has to be remote_id of the other; an end that states none uses its outer address. "
            "IKEv1 in main mode takes addresses only.";
        finding.remedy =
            "Set local_id and remote_id crosswise on both ends. For names use IKEv2, or addresses with IKEv1.";
        finding.reference = std::string{text(ErrorCode::peer_id_mismatch)};
        out.push_back(std::move(finding));
    }
}

/// What the cloud would refuse of a key, without showing any of it; empty = nothing.
std::string fault_of(const PreSharedKey& key) {
    const auto& secret = key.reveal();
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    const auto foreign = [](char c) { return c < '!' || c > '~'; };
    if (secret.empty()) return "is empty";
    if (blank(secret.front()) || blank(secret.back())) return "begins or ends with a blank";
    if (std::any_of(secret.begin(), secret.end(), blank)) return "contains a blank";
    if (std::any_of(secret.begin(), secret.end(), foreign)) return "contains a character that is not printable ASCII";
    return {};
}

void check_key(const FindingContext& context, const std::optional<PreSharedKey>& key, const RecordName& owner,
               std::vector<std::string> entities, Findings& out) {
    const auto fault = key ? fault_of(*key) : std::string{};
    if (fault.empty()) return;
    auto finding = context.about("psk-format", owner, std::move(entities));
    finding.message = "The pre-shared key of " + owner.entity + ' ' + fault + '.';
    finding.why =
        "The cloud takes 1 to 100 letters, digits and ASCII punctuation marks. A blank at the end usually came along "
        "when the key was copied, and the other end does not have it.";
    finding.remedy = "Type the key again on both ends, without blanks.";
    finding.reference = "Accepted values";
    out.push_back(std::move(finding));
}

void find_odd_keys(const FindingContext& context, Findings& out) {
    const auto& estate = context.estate;
    for (const auto id : context.scope.connections) {
        const auto& connection = estate[id];
        const auto record = context.connection(id);
        check_key(context, connection.psk, record, {record.entity}, out);
        for (std::size_t t = 0; t < connection.tunnels.size(); ++t) {
            const CloudEndRef ref{id, TunnelIndex{t}};
            check_key(context, connection.tunnels[t].psk, context.cloud_end(ref), cloud_entities(context, ref), out);
        }
    }
    for (const auto& ref : context.scope.device_tunnels) {
        const auto& tunnel = device_tunnel(estate, ref);
        if (!tunnel.psk) continue;
        const auto record = context.device_tunnel(ref);
        check_key(context, tunnel.psk, record, {record.entity}, out);
    }
}

}  // namespace

void find_identity_problems(const FindingContext& context, Findings& out) {
    find_identity_mismatches(context, out);
    find_odd_keys(context, out);
}

}  // namespace vpnsim
