#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/assumptions.hpp"
#include "model/estate.hpp"

namespace vpnsim {

/// The codes of the cloud's diagnosis that configuration can show (docs/semantics.md, section "Error codes").
enum class ErrorCode : std::uint8_t {
    peer_mismatch,
    no_response,
    ike_version_mismatch,
    negotiation_mode_mismatch,
    algorithm_mismatch,
    authentication_algorithm_mismatch,
    dh_group_mismatch,
    proposal_mismatch,
    peer_id_mismatch,
    psk_mismatch,
    nat_t_mismatch,
    lifetime_mismatch,
    dpd_hash_notify_compatibility,
    security_protocol_mismatch,
    encapsulation_mode_mismatch,
    traffic_selector_mismatch,
    encryption_algorithm_mismatch,
    pfs_mismatch,
    commit_mismatch
};
/// "PeerMismatch"
[[nodiscard]] std::string_view text(ErrorCode code);

enum class PhaseResult : std::uint8_t { established, partial, failed, not_attempted };  ///< `partial`: phase 2 only
[[nodiscard]] std::string_view text(PhaseResult result);

/// One difference between the two ends. Never holds a pre-shared key: `local` and `remote` of a key are "differs".
struct Mismatch {
    ErrorCode code;
    std::string parameter;  ///< name of the member in the scenario format
    std::string local;      ///< the cloud's value
    std::string remote;     ///< the device's value
    std::string message;    ///< one sentence for a network engineer
    friend bool operator==(const Mismatch&, const Mismatch&) = default;
};

/// A CHILD_SA, as the cloud end sees it (`local` = cloud). `device_*` differ from the mirror image of `local` and
/// `remote` only where the two ends installed different selectors (docs/semantics.md, IKEv1 initiators that install
/// their own). All lists are ascending and reduced.
struct ChildSa {
    SelectorList local;
    SelectorList remote;
    SelectorList device_local;
    SelectorList device_remote;
    friend auto operator<=>(const ChildSa&, const ChildSa&) = default;
};

/// One pair of ends that meet. `peer` is absent for a mirror image (an assumption) and for a connection whose device
/// has no tunnel for it.
struct Negotiation {
    CloudEndRef cloud;
    std::optional<DeviceTunnelRef> peer;
    bool mirror_image = false;
    PhaseResult phase1 = PhaseResult::not_attempted;
    PhaseResult phase2 = PhaseResult::not_attempted;
    std::vector<Mismatch> mismatches;  ///< every difference, in the order of the checks
    std::optional<Mismatch> error;     ///< the first on the wire; set when a phase failed
    struct Later {
        Mismatch mismatch;
        std::string when;
        friend bool operator==(const Later&, const Later&) = default;
    };
    std::optional<Later> fails_later;
    struct OfferedSa {
        ChildSa sa;
        bool certain;  ///< present in every alternative
        friend bool operator==(const OfferedSa&, const OfferedSa&) = default;
    };
    std::vector<OfferedSa> child_sas;  ///< union over the alternatives, ascending
    /// A single surviving SA against one SA per pair: only one configured pair communicates (C3).
    bool sa_count_mismatch = false;
    bool esp_blocked = false;              ///< underlay rules at the device drop ESP: the SAs carry nothing
    std::vector<std::string> assumptions;  ///< what had to be assumed, one sentence each
    friend bool operator==(const Negotiation&, const Negotiation&) = default;
};

/// An SA that a cloud end agrees on; the alternatives say whether it holds it.
struct CloudEndSa {
    std::size_t negotiation;  ///< index into `Negotiations::pairs`
    ChildSa sa;
    std::size_t device_order;  ///< rank of its selector pair among those of its device tunnel, for `configured_order`
    friend bool operator==(const CloudEndSa&, const CloudEndSa&) = default;
};
enum class AlternativeReason : std::uint8_t { certain, initiator, surviving_sa };
/// One of the sets of SAs that a cloud end may end up with.
struct SaAlternative {
    std::vector<std::size_t> sas;  ///< indices into `CloudEnd::sas`, ascending; empty = no SA
    AlternativeReason reason;      ///< what decides between this one and the others
    std::string label;             ///< names the choice: "device initiates", "172.30.96.0/19 === 10.0.0.0/8"
    friend bool operator==(const SaAlternative&, const SaAlternative&) = default;
};
/// Everything that one cloud end negotiates, over all its pairs.
struct CloudEnd {
    CloudEndRef ref;
    std::vector<CloudEndSa> sas;
    std::vector<SaAlternative> alternatives;  ///< never empty, pairwise different sets; one = certain
    bool over_limit = false;                  ///< agrees on more SAs than may live at once (C3)
    friend bool operator==(const CloudEnd&, const CloudEnd&) = default;
};

struct Negotiations {
    std::vector<Negotiation> pairs;  ///< order: connection, tunnel, peer (file order each)
    std::vector<CloudEnd> ends;      ///< one for each connection or, if it has tunnels, for each tunnel; file order
    /// Device tunnels that aim at a gateway address of the estate where no connection expects them.
    std::vector<DeviceTunnelRef> without_connection;
};

/// Predicts every negotiation of the estate: who meets, what each pair agrees on, which SAs each end may hold.
/// Rules: C1-C6, C10-C12, docs/semantics.md "Which ends meet"; a pure function.
[[nodiscard]] Negotiations negotiate(const Estate& estate, const Assumptions& assumptions);

/// The alternatives of an end as forwarding sees them: without the SAs whose packets underlay rules drop.
[[nodiscard]] std::vector<SaAlternative> carrying(const Negotiations& negotiations, const CloudEnd& end);

/// What phase 2 of one pair, on its own, would make of the two ends' selectors under an IKE version: `established`,
/// `partial` or `failed`. Without a device tunnel the peer is a mirror image. Everything but selectors is taken as
/// equal.
[[nodiscard]] PhaseResult selectors_under(const Estate& estate, const Assumptions& assumptions, CloudEndRef cloud,
                                          std::optional<DeviceTunnelRef> device, IkeVersion version);

}  // namespace vpnsim
