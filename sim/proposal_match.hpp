#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/site.hpp"
#include "sim/cloud_end.hpp"
#include "sim/negotiation.hpp"

namespace vpnsim {

/// What a difference does to the negotiation. `proposal`: fails the phase together with the other algorithms, where two
/// or more of a phase give ProposalMismatch.
enum class Consequence : std::uint8_t { none, fails_later, fails, fails_proposal };

struct ParameterDifference {
    Mismatch mismatch;
    Consequence consequence;
};

/// Which end sends the first message.
enum class InitiatingEnd : std::uint8_t { cloud, device };

/// Everything two ends state apart from their selectors, compared. Each list is in the order of the checks.
///
/// Which differences are fatal (docs/semantics.md, "Error codes"): underlay rules that stop IKE, address, version,
/// mode, algorithms, identities, keys and NAT traversal behind a NAT fail phase 1; security protocol, encapsulation,
/// ESP algorithms and, in IKEv1, PFS and the commit bit (a flag that IKEv2 does not have) fail phase 2. Lifetimes never
/// do. PFS in IKEv2 fails at the next CREATE_CHILD_SA; the payload order of IKEv1 DPD fails when DPD first speaks, with
/// the SAs already up.
struct ParameterComparison {
    IkeVersion version = IkeVersion::ikev2;       ///< never `any`; the cloud's where versions differ
    std::vector<ParameterDifference> ike;         ///< underlay rules to lifetime
    std::vector<ParameterDifference> protection;  ///< security protocol and encapsulation: before the selectors
    std::vector<ParameterDifference> esp;         ///< ESP proposal, PFS and what follows the selectors
    std::size_t equal = 0;                        ///< parameters that both ends state and agree on
    std::vector<std::string_view> unverified;     ///< parameters that one end states
    std::vector<std::string> assumptions;         ///< without the sentence about `unverified`
    bool esp_blocked = false;                     ///< underlay rules drop ESP: SAs would carry nothing
};

/// Requires: `cloud` and `device` meet, or `tunnel` aims at the cloud end from an address it does not expect.
[[nodiscard]] ParameterComparison compare(const CloudEndParameters& cloud, const Device& device,
                                          const DeviceTunnel& tunnel);
/// Returns true iff messages of that end can be answered by the other one: an `any` end initiates IKEv2 and accepts
/// both.
[[nodiscard]] bool may_initiate(InitiatingEnd end, const CloudEndParameters& cloud, const DeviceTunnel& tunnel);
/// The first fatal difference, or ProposalMismatch for several algorithms of the phase. Absent if none is fatal.
[[nodiscard]] std::optional<Mismatch> first_failure(const std::vector<ParameterDifference>& differences);
/// "ike.encryption, psk: stated at one end only, taken as equal". Requires: `unverified` is not empty.
[[nodiscard]] std::string unverified_sentence(const std::vector<std::string_view>& unverified);

}  // namespace vpnsim
