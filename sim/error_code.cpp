#include <array>

#include "sim/negotiation.hpp"

namespace vpnsim {

std::string_view text(ErrorCode code) {
    // In the order of the enumerators.
    static constexpr std::array<std::string_view, 19> names{"PeerMismatch",
                                                            "NoResponse",
                                                            "IkeVersionMismatch",
                                                            "NegotiationModeMismatch",
                                                            "AlgorithmMismatch",
                                                            "AuthenticationAlgorithmMismatch",
                                                            "DhGroupMismatch",
                                                            "ProposalMismatch",
                                                            "PeerIdMismatch",
                                                            "PskMismatch",
                                                            "NatTMismatch",
                                                            "LifetimeMismatch",
                                                            "DpdHashNotifyCompatibility",
                                                            "SecurityProtocolMismatch",
                                                            "EncapsulationModeMismatch",
                                                            "TrafficSelectorMismatch",
                                                            "EncryptionAlgorithmMismatch",
                                                            "PfsMismatch",
                                                            "CommitMismatch"};
    return names[static_cast<std::size_t>(code)];
}

std::string_view text(PhaseResult result) {
    static constexpr std::array<std::string_view, 4> names{"established", "partial", "failed", "not_attempted"};
    return names[static_cast<std::size_t>(result)];
}

}  // namespace vpnsim
