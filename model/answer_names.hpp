#pragma once

#include <array>
#include <string_view>

namespace vpnsim {

/// The words of answers that an expectation may name; `sim` gives them.
inline constexpr std::array<std::string_view, 4> phase_names{"established", "partial", "failed", "not_attempted"};
inline constexpr std::array<std::string_view, 9> disposition_names{"delivered",         "no_route",    "denied",
                                                                   "selector_mismatch", "tunnel_down", "loop",
                                                                   "left_to_internet",  "blackhole",   "misdelivered"};
inline constexpr std::array<std::string_view, 5> symmetry_names{"symmetric", "asymmetric", "possibly_asymmetric",
                                                                "no_return", "not_delivered"};
/// The codes of the cloud's diagnosis that configuration can show.
inline constexpr std::array<std::string_view, 19> negotiation_error_names{"PeerMismatch",
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

}  // namespace vpnsim
