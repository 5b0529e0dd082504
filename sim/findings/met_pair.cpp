#include "sim/findings/met_pair.hpp"

#include "sim/peering.hpp"

namespace vpnsim {

MetPair::MetPair(const FindingContext& context, const Negotiation& pair)
    : negotiation{pair},
      cloud{cloud_end_parameters(context.estate, pair.cloud)},
      device{context.estate[pair.peer->site].devices[pair.peer->device.index()]},
      tunnel{device_tunnel(context.estate, *pair.peer)},
      cloud_record{context.cloud_end(pair.cloud)},
      device_record{context.device_tunnel(*pair.peer)},
      entities{cloud_entities(context, pair.cloud)} {
    entities.push_back(device_record.entity);
}

std::vector<std::string> cloud_entities(const FindingContext& context, const CloudEndRef& ref) {
    std::vector<std::string> out{context.connection(ref.connection).entity};
    if (ref.tunnel) out.push_back(context.cloud_end(ref).entity);
    return out;
}

}  // namespace vpnsim
