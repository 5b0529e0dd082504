// selectors-mismatch, selectors-inclusive, selectors-partly-covered: exact mirror images (C4).
#include "sim/findings/finding_context.hpp"
#include "sim/remedies/remedy_context.hpp"

namespace vpnsim {
namespace {

constexpr std::string_view no_longer_covered =
    "What only the wider selectors covered is no longer protected by this tunnel.";

void mirror(DeviceTunnel& tunnel, const IpsecConnection& connection) {
    tunnel.local_ts = connection.remote_ts;
    tunnel.remote_ts = connection.local_ts;
}

}  // namespace

void mirror_selectors(RemedyContext& context) {
    for (const auto id : context.connections) {
        const auto& connection = context.estate[id];
        for (const auto peer : context.peers(id)) {
            const auto name = context.name(peer);
            const auto served = context.served(peer);
            if (served.size() == 1) {
                context.propose(
                    "Set the selectors of " + name + " to the exact mirror image of those of " + connection.name + '.',
                    std::string{no_longer_covered}, [&](Estate& estate) {
                        mirror(tunnel_in(estate, peer), connection);
                        return true;
                    });
                context.propose(
                    "Set the selectors of " + connection.name + " to the exact mirror image of those of " + name + '.',
                    std::string{no_longer_covered}, [&](Estate& estate) {
                        const auto& tunnel =
                            context.estate[peer.site].devices[peer.device.index()].tunnels[peer.tunnel.index()];
                        connection_in(estate, id).local_ts = tunnel.remote_ts;
                        connection_in(estate, id).remote_ts = tunnel.local_ts;
                        return true;
                    });
                continue;
            }
            std::vector<std::string> names;
            for (const auto c : served) names.push_back(context.estate[c].name);
            context.propose("Replace " + name + " by one tunnel for each of " + enumerate(names) +
                                ", with exactly mirrored selectors.",
                            std::string{no_longer_covered}, [&](Estate& estate) {
                                auto& tunnels = device_in(estate, peer).tunnels;
                                const auto shared = tunnel_in(estate, peer);
                                for (const auto c : served) {
                                    if (c == served.front()) {
                                        mirror(tunnel_in(estate, peer), context.estate[c]);
                                        continue;
                                    }
                                    auto added = shared;
                                    added.name = unused_name(tunnels, "to-" + context.estate[c].name);
                                    added.psk.reset();
                                    mirror(added, context.estate[c]);
                                    tunnels.push_back(std::move(added));
                                }
                                return true;
                            });
        }
    }
}

}  // namespace vpnsim
