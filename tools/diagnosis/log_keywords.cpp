#include "tools/diagnosis/log_keywords.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "model/ascii.hpp"

namespace vpnsim {
namespace {

constexpr std::string_view guide = "Guide, other edition";
constexpr std::string_view faq = "Help centre 2019-2021";
constexpr std::string_view rfc = "RFC 7296";

// The spelling is that of the daemons.
constexpr auto hints = std::to_array<LogHint>({
    {"received UNSUPPORTED_CRITICAL_PAYLOAD error", "PeerMismatch", guide},
    {"HASH mismatched", "AlgorithmMismatch", guide},
    {"parsed INFORMATIONAL_V1 request", "AlgorithmMismatch", guide},
    {"parsed INFORMATIONAL_V1 request * [ HASH N(NO_PROP) ]", "EncryptionAlgorithmMismatch", faq},
    {"packet lacks expected payload", "AlgorithmMismatch", guide},
    // The key first: a wrong one shows in no other way than that authentication fails.
    {"authentication failure", "PskMismatch", guide},
    {"authentication failure", "AuthenticationAlgorithmMismatch", guide},
    {"authentication failure", "EncryptionAlgorithmMismatch", guide},
    {"authentication failure", "AlgorithmMismatch", guide},
    {"invalid encryption algorithm", "EncryptionAlgorithmMismatch", guide},
    {"trns_id mismatched", "EncryptionAlgorithmMismatch", guide},
    {"rejected enctype", "EncryptionAlgorithmMismatch", guide},
    {"authtype mismatched", "AuthenticationAlgorithmMismatch", guide},
    {"rejected hashtype", "AuthenticationAlgorithmMismatch", guide},
    {"received KE type *, expected", "DhGroupMismatch", guide},
    {"failed to compute dh value", "DhGroupMismatch", guide},
    {"rejected dh_group", "DhGroupMismatch", guide},
    {"proposal mismatch, transform type:4", "DhGroupMismatch", guide},
    {"Decryption failed! mismatch of preshared secrets", "PskMismatch", guide},
    {"mismatch of preshared secrets", "PskMismatch", guide},
    {"invalid HASH_V1 payload length, decryption failed", "PskMismatch", guide},
    {"could not decrypt payloads", "PskMismatch", guide},
    {"does not match peers id", "PeerIdMismatch", guide},
    {"received ID_I(*) does not match peers id", "PeerIdMismatch", guide},
    {"message lacks IDr payload", "PeerIdMismatch", guide},
    {"Expecting IP address type in main mode, but FQDN", "PeerIdMismatch", guide},
    {"Unknow peer id", "PeerIdMismatch", guide},
    {"Parse PEERID failed", "PeerIdMismatch", guide},
    {"IDir * does not match to", "PeerIdMismatch", faq},
    {"ignore information because the message has no hash payload", "DpdHashNotifyCompatibility", guide},
    {"DPD: remote seems to be dead", "DpdTimeout", guide},
    {"unknown ikev2 peer", "IkeVersionMismatch", guide},
    {"parsed IKE_SA_INIT response * [ N(NO_PROP) ]", "IkeVersionMismatch", faq},
    {"in Identity not acceptable Aggressive mode", "NegotiationModeMismatch", guide},
    {"not acceptable Identity Protection mode", "NegotiationModeMismatch", guide},
    {"AUTHENTICATION_FAILED", "NegotiationModeMismatch", faq},
    {"AUTHENTICATION_FAILED", "PskMismatch", rfc},
    {"AUTHENTICATION_FAILED", "PeerIdMismatch", rfc},
    {"received AUTHENTICATION_FAILED error notify", "IkeVersionMismatch", faq},
    {"ignore the packet, received unexpecting payload type 130", "NatTMismatch", guide},
    {"long lifetime proposed", "LifetimeMismatch", guide},
    {"proto_id mismatched", "SecurityProtocolMismatch", guide},
    {"encmode mismatched", "EncapsulationModeMismatch", guide},
    {"traffic selector mismatch", "TrafficSelectorMismatch", guide},
    {"invalid-id-information", "TrafficSelectorMismatch", guide},
    {"traffic selector unacceptable", "TrafficSelectorMismatch", guide},
    {"can't find matching selector", "TrafficSelectorMismatch", guide},
    {"received INVALID_ID_INFORMATION error notify", "TrafficSelectorMismatch", guide},
    {"received Notify type TS_UNACCEPTABLE", "TrafficSelectorMismatch", guide},
    {"TS_UNACCEPTABLE", "TrafficSelectorMismatch", rfc},
    {"received HASH payload does not match", "TrafficSelectorMismatch", faq},
    {"integrity check failed", "TrafficSelectorMismatch", faq},
    {"pfs group mismatched", "PfsMismatch", guide},
    {"message lacks KE payload", "PfsMismatch", guide},
    {"no proposal chosen", "ProposalMismatch", guide},
    {"received NO_PROPOSAL_CHOSEN", "ProposalMismatch", guide},
    {"received NO_PROPOSAL_CHOSEN notify error", "IkeVersionMismatch", faq},
    {"no suitable proposal found", "ProposalMismatch", guide},
    {"failed to get valid proposal", "ProposalMismatch", guide},
    {"none of my proposal matched", "ProposalMismatch", guide},
    {"no matching proposal found, sending NO_PROPOSAL_CHOSEN", "ProposalMismatch", guide},
    {"proposal mismatch", "ProposalMismatch", guide},
    {"couldn't find configuaration", "ProposalMismatch", guide},
    {"ignore the packet, expecting the packet encrypted", "ProposalMismatch", guide},
    {"phase2 negotiation failed due to time up waiting for phase1", "NegotiationFailed", guide},
    {"phase1 negotiation failed due to time up", "Phase1NegotiationTimeout", guide},
    {"ignore information because ISAKMP-SA has not been established", "Phase1NegotiationTimeout", guide},
    {"sending retransmit * of request message ID *, seq", "NoResponse", guide},
    {"retransmission count exceeded the limit", "NoResponse", guide},
    {"received DELETE IKE_SA", "ReceiveDeleteNotify", guide},
});

std::string folded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ' ' && c != '\t') out += in_lower_case(c);
    }
    return out;
}

std::vector<LogKeyword> collected() {
    std::vector<LogKeyword> out;
    for (const auto& hint : hints) {
        if (out.empty() || out.back().text != hint.keyword) out.push_back({hint.keyword, hint.source, {}, {}});
        out.back().codes.push_back(find_diagnosis_code(hint.code));
    }
    const auto own = out;
    for (std::size_t k = 0; k < out.size(); ++k) {
        const auto whole = folded(own[k].text);
        for (std::size_t inner = 0; inner < own.size(); ++inner) {
            if (inner != k && whole.find(folded(own[inner].text)) != std::string::npos) out[k].within.push_back(inner);
        }
        std::stable_sort(out[k].within.begin(), out[k].within.end(),
                         [&](auto a, auto b) { return own[a].text.size() > own[b].text.size(); });
        for (const auto inner : out[k].within) {
            for (const auto* const code : own[inner].codes) {
                auto& codes = out[k].codes;
                if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
            }
        }
    }
    return out;
}

}  // namespace

std::span<const LogHint> log_hints() { return hints; }

std::span<const LogKeyword> log_keywords() {
    static const auto keywords = collected();
    return keywords;
}

std::vector<std::size_t> keywords_with(std::string_view part) {
    const auto wanted = folded(part);
    std::vector<std::size_t> out;
    const auto keywords = log_keywords();
    for (std::size_t k = 0; k < keywords.size(); ++k) {
        if (folded(keywords[k].text).find(wanted) != std::string::npos) out.push_back(k);
    }
    return out;
}

bool more_specific(std::size_t a, std::size_t b) {
    const auto& first = log_keywords()[a];
    const auto& second = log_keywords()[b];
    if (first.codes.size() != second.codes.size()) return first.codes.size() < second.codes.size();
    return first.text.size() > second.text.size();
}

}  // namespace vpnsim
