#include "tools/diagnosis/diagnosis_codes.hpp"

#include <algorithm>

#include "model/answer_names.hpp"
#include "model/ascii.hpp"

namespace vpnsim {
namespace {

bool same_words(std::string_view a, std::string_view b) {
    if (a.ends_with('.')) a.remove_suffix(1);
    if (b.ends_with('.')) b.remove_suffix(1);
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return in_lower_case(x) == in_lower_case(y); });
}

}  // namespace

std::span<const DiagnosisCode> diagnosis_codes() {
    static const std::vector<DiagnosisCode> codes{
        {"PeerMismatch",
         "The peer does not match.",
         "phase 1",
         "Packets reach the gateway from an address that no customer gateway of it has.",
         "Register the public address that the device really sends from; behind NAT that of the NAT device. If the "
         "device has several addresses, bind IPsec to the registered one.",
         "Predicted: the addresses of both ends are in the scenario.",
         {"peer-address-mismatch"}},
        {"AlgorithmMismatch",
         "The algorithm does not match.",
         "both phases",
         "An encryption algorithm, an integrity algorithm or a DH group differs. vpnsim gives this code to phase-1 "
         "encryption and phase-2 integrity.",
         "Compare encryption, integrity and group of both phases, and let the device offer one value for each.",
         "Predicted: by comparing what both ends state.",
         {"negotiation-failure", "several-values", "shared-phase1-differs"},
         {"EncryptionAlgorithmMismatch", "AuthenticationAlgorithmMismatch", "DhGroupMismatch", "ProposalMismatch"}},
        {"EncryptionAlgorithmMismatch",
         "The encryption algorithm does not match.",
         "phase 2",
         "The encryption algorithm of IPsec (ESP) differs; key lengths count.",
         "Set one and the same ESP encryption, key length included, on both ends.",
         "Predicted: by comparing what both ends state.",
         {"negotiation-failure", "several-values"}},
        {"AuthenticationAlgorithmMismatch",
         "Check whether the authentication algorithm matches.",
         "phase 1",
         "The integrity (hash) algorithm of IKE differs.",
         "Set one and the same IKE integrity algorithm on both ends.",
         "Predicted: by comparing what both ends state.",
         {"negotiation-failure", "several-values", "shared-phase1-differs"}},
        {"DhGroupMismatch",
         "The DH groups do not match.",
         "phase 1",
         "The Diffie-Hellman group of IKE differs.",
         "Set one and the same IKE group on both ends. Connections that share a customer gateway need equal IKE "
         "settings and identities.",
         "Predicted: by comparing what both ends state.",
         {"negotiation-failure", "several-values", "shared-phase1-differs"}},
        {"PskMismatch",
         "The pre-shared key does not match.",
         "phase 1",
         "The two ends have different pre-shared keys.",
         "Enter the key again on both ends and look for blanks that came along with copying. If the keys are equal, "
         "compare the algorithms of phase 1.",
         "Predicted where the scenario states both keys; they are compared and never shown.",
         {"negotiation-failure", "psk-format", "shared-phase1-differs"}},
        {"PeerIdMismatch",
         "PeerID does not match.",
         "phase 1",
         "The identity that one end sends is not the one that the other expects, or is of a kind that it cannot use.",
         "Set the local id of each end to the remote id of the other. IKEv1 in main mode takes addresses only. Compare "
         "the mode as well, and with IKEv2 the algorithms.",
         "Predicted: by comparing the identities crosswise, outer addresses being the default.",
         {"identity-mismatch", "negotiation-failure", "shared-phase1-differs"}},
        {"DpdHashNotifyCompatibility",
         "DPD payload sequence is incompatible.",
         "after phase 2",
         "The device sends its DPD messages as notify before hash; the cloud understands hash before notify only.",
         "Set the DPD payload order of the device to hash-notify.",
         "Predicted where the device states its `dpd_order` and the version is IKEv1.",
         {"negotiation-fails-later"}},
        {"DpdTimeout",
         "DPD timed out.",
         "after phase 2",
         "The peer stopped answering DPD. The SAs are removed and may be negotiated again.",
         "Switch DPD on at both ends, check that the device runs, and look for packet loss on the way.",
         "Not predicted: it depends on the health of path and device. DPD at one end only is reported.",
         {"dpd-differs", "ike-blocked"}},
        {"IkeVersionMismatch",
         "The IKE version does not match.",
         "phase 1",
         "The ends speak different versions of IKE, or different modes.",
         "Choose one version on both ends, IKEv2 for several blocks, and with IKEv1 one mode.",
         "Predicted: by comparing what both ends state.",
         {"negotiation-failure", "shared-phase1-differs", "ike-version-behaviour"}},
        {"NegotiationModeMismatch",
         "The negotiation mode does not match.",
         "phase 1",
         "One end of an IKEv1 negotiation wants main mode, the other aggressive mode.",
         "Set main mode on both ends. In rare cases where equal settings fail, aggressive mode on both helps.",
         "Predicted: by comparing what both ends state.",
         {"negotiation-failure", "shared-phase1-differs"}},
        {"NatTMismatch",
         "NAT-T does not match.",
         "phase 1",
         "NAT traversal is on at one end only.",
         "Set it alike on both ends; on, if the device stands behind NAT.",
         "Predicted: the setting is compared, and the scenario says whether there is NAT.",
         {"nat-traversal", "negotiation-failure"}},
        {"LifetimeMismatch",
         "SA Lifetime does not match.",
         "both phases",
         "The peer proposes a longer SA lifetime than the gateway has.",
         "Equal lifetimes keep rekeying orderly. They are advised, not required.",
         "Predicted as a difference that fails nothing.",
         {"lifetime-differs", "lifetime-by-volume"}},
        {"SecurityProtocolMismatch",
         "The security protocol does not match.",
         "phase 2",
         "The device proposes AH; the cloud knows ESP only.",
         "Set ESP on the device.",
         "Predicted where the device states its protocol.",
         {"negotiation-failure"}},
        {"EncapsulationModeMismatch",
         "The encapsulation mode does not match.",
         "phase 2",
         "The device proposes transport mode; the cloud knows tunnel mode only.",
         "Set tunnel mode on the device.",
         "Predicted where the device states its encapsulation.",
         {"negotiation-failure"}},
        {"AlgorithmCompatibility",
         "The algorithm is incompatible.",
         "both phases",
         "Both ends name the same integrity algorithm and implement it differently.",
         "Choose another integrity algorithm on both ends, in both phases.",
         "Not predicted: the configurations are equal, only the implementations differ.",
         {}},
        {"TrafficSelectorMismatch",
         "Protected Data Flow does not match.",
         "phase 2",
         "The selectors of the two ends, their local and remote networks, do not agree.",
         "Mirror them exactly: the local networks of one end are the remote networks of the other. With IKEv1 one "
         "block a side, several need IKEv2.",
         "Predicted: by the selector rules of both profiles (C2, C4).",
         {"selectors-mismatch", "ikev1-multiple-cidrs", "selectors-partly-covered", "ike-version-behaviour",
          "selectors-inclusive"}},
        {"PfsMismatch",
         "PFS does not match.",
         "phase 2",
         "Perfect forward secrecy is on at one end only, or the groups of phase 2 differ.",
         "Switch it off on both ends, or set one and the same group.",
         "Predicted: fails at once with IKEv1, at the second child or the first rekey with IKEv2.",
         {"negotiation-failure", "negotiation-fails-later", "several-values"}},
        {"CommitMismatch",
         "The commit bit does not match.",
         "phase 2",
         "The device sets the commit bit, which the cloud does not support.",
         "Switch the commit bit off on the device.",
         "Predicted where the device states `commit_bit`.",
         {"negotiation-failure"}},
        {"ProposalMismatch",
         "The proposal does not match.",
         "both phases",
         "The ends find no combination of algorithms in common. vpnsim gives this code where two or more parameters "
         "of a phase differ.",
         "Compare version and every value of both phases, then NAT traversal and selectors. Connections that share a "
         "customer gateway need equal IKE settings. Then reset the connection.",
         "Predicted: by comparing what both ends state.",
         {"negotiation-failure", "several-values", "shared-phase1-differs"},
         {"IkeVersionMismatch", "AlgorithmMismatch", "EncryptionAlgorithmMismatch", "AuthenticationAlgorithmMismatch",
          "DhGroupMismatch", "PfsMismatch", "NatTMismatch", "TrafficSelectorMismatch"}},
        {"NegotiationFailed",
         "Negotiations failed.",
         "both phases",
         "The negotiation failed and the cloud cannot say why.",
         "Reset the connection, so that it is negotiated and checked again.",
         "Not predicted as such: whatever fails the negotiation has a more precise code.",
         {"negotiation-failure", "peer-not-configured", "peer-address-mismatch", "selectors-mismatch"},
         {"NoResponse", "PeerMismatch", "IkeVersionMismatch", "NegotiationModeMismatch", "AlgorithmMismatch",
          "AuthenticationAlgorithmMismatch", "DhGroupMismatch", "ProposalMismatch", "PeerIdMismatch", "PskMismatch",
          "NatTMismatch"}},
        {"Phase1NegotiationTimeout",
         "Phase 1 negotiations timed out.",
         "phase 1",
         "No usable answer to the first messages arrived in time.",
         "Check that the device runs and is reachable, that the customer gateway has its address, and that the "
         "firewall lets UDP 500 and 4500 pass both ways. IPsec across a border is not supported: use CEN.",
         "Not predicted as such: a review names the causes that configuration shows, lost packets it cannot see.",
         {"peer-not-configured", "peer-address-mismatch", "ike-blocked", "cross-border", "nobody-initiates",
          "address-forbidden", "negotiation-failure"},
         {"NoResponse", "PeerMismatch", "IkeVersionMismatch", "NegotiationModeMismatch", "AlgorithmMismatch",
          "AuthenticationAlgorithmMismatch", "DhGroupMismatch", "ProposalMismatch", "PeerIdMismatch", "PskMismatch",
          "NatTMismatch"}},
        {"Phase2NegotiationTimeout",
         "Check whether Phase 2 negotiations timed out.",
         "phase 2",
         "Phase 1 came up and no usable answer to phase 2 arrived in time.",
         "Compare the values of phase 2 and NAT traversal; try the other IKE version on both ends.",
         "Not predicted as such: a review names the causes that configuration shows.",
         {"negotiation-failure", "selectors-mismatch", "nat-traversal", "ike-blocked"},
         {"NatTMismatch", "TrafficSelectorMismatch", "EncryptionAlgorithmMismatch", "AlgorithmMismatch", "PfsMismatch",
          "ProposalMismatch", "SecurityProtocolMismatch", "EncapsulationModeMismatch", "CommitMismatch"}},
        {"NoResponse",
         "Response packets cannot be received from the peer.",
         "phase 1",
         "The gateway sends and the device does not answer.",
         "Check that the device runs and has a tunnel to the gateway, that the customer gateway has its address, and "
         "that firewalls let UDP 500 and 4500 and the gateway's address pass.",
         "Predicted where the device has no tunnel for the connection; a dead path or device it cannot see.",
         {"peer-not-configured", "peer-address-mismatch", "ike-blocked", "cross-border", "address-forbidden",
          "nobody-initiates"},
         {"PeerMismatch"}},
        {"ReceiveDeleteNotify",
         "The delete packet is received from the peer.",
         "after phase 2",
         "The device deleted the SA and told the gateway so.",
         "Look in the device's log for the reason: an idle timer, a limit by volume, a second tunnel with equal "
         "selectors, somebody's command.",
         "Not predicted: the decision is the device's. Settings that make devices delete SAs are reported.",
         {"same-selectors-two-peers", "sa-count-mismatch", "lifetime-by-volume", "lifetime-differs"}},
        {"NoExceptionFound",
         "The reason for the negotiation exception is not found.",
         "both phases",
         "The diagnosis found nothing; usually nobody has started to negotiate.",
         "Start it: send traffic, or change \"effective immediately\" and change it back.",
         "Not predicted as such; that nobody starts is reported.",
         {"nobody-initiates", "gateway-locked", "gateway-outdated"}},
    };
    return codes;
}

const DiagnosisCode* find_diagnosis_code(std::string_view name) {
    const auto codes = diagnosis_codes();
    const auto found = std::find_if(codes.begin(), codes.end(), [&](const auto& code) {
        return same_words(code.name, name) || same_words(code.console, name);
    });
    return found == codes.end() ? nullptr : &*found;
}

bool predicted(const DiagnosisCode& code) {
    return std::find(negotiation_error_names.begin(), negotiation_error_names.end(), code.name) !=
           negotiation_error_names.end();
}

}  // namespace vpnsim
