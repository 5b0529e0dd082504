#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/cloud_end.hpp"
#include "sim/findings/finding_context.hpp"

namespace vpnsim {

/// A cloud end and a device tunnel that negotiate with one another, with what each of them states.
struct MetPair {
    /// Requires: the negotiation `pair` has a peer.
    MetPair(const FindingContext& context, const Negotiation& pair);

    const Negotiation& negotiation;
    CloudEndParameters cloud;
    const Device& device;
    const DeviceTunnel& tunnel;
    RecordName cloud_record;
    RecordName device_record;           ///< of the device tunnel
    std::vector<std::string> entities;  ///< the connection, its tunnel if it has some, the device tunnel
};

/// Calls back for each pair that meets. Order: connection, tunnel, peer.
template <class Visit>
void for_each_met_pair(const FindingContext& context, Visit visit) {
    for (const auto* negotiation : context.pairs) {
        if (negotiation->peer) visit(MetPair{context, *negotiation});
    }
}

/// The connection and, if it has some, its tunnel.
[[nodiscard]] std::vector<std::string> cloud_entities(const FindingContext& context, const CloudEndRef& ref);

}  // namespace vpnsim
