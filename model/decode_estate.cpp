#include "model/decode_estate.hpp"

namespace vpnsim {
namespace {

/// Calls `each(key, node)` for the members of the member `name` of `object`.
template <class Each>
void each_member(const JsonDocument& document, const JsonNode& object, std::string_view name, const Each& each) {
    const auto collection = document.member(object, name);
    if (collection == JsonNode::none || document[collection].kind != JsonKind::object) return;
    for (auto child = document[collection].first_child; child != JsonNode::none; child = document[child].next) {
        each(document[child]);
    }
}

}  // namespace

EstateNames collect_estate_names(const Decoder& in, const JsonValue& root) {
    const auto& document = in.document();
    EstateNames names;
    in.collect_names(document.member(root.node, "vpcs"), names.vpcs);
    in.collect_names(document.member(root.node, "vpn_gateways"), names.vpn_gateways);
    in.collect_names(document.member(root.node, "customer_gateways"), names.customer_gateways);
    in.collect_names(document.member(root.node, "ipsec_connections"), names.connections);
    const auto add = [&](std::string_view name, VpcNextHop id) {
        if (names.vpc_next_hops.find(name)) return;
        names.vpc_next_hops.add(name);
        names.vpc_next_hop_ids.push_back(id);
    };
    std::size_t index = 0;
    for (const auto name : names.vpn_gateways.names()) add(name, GatewayId{index++});
    index = 0;
    for (const auto name : names.vpcs.names()) add(name, VpcId{index++});
    index = 0;
    each_member(document, root.node, "vpcs", [&](const JsonNode& vpc) {
        std::size_t instance = 0;
        each_member(document, vpc, "instances", [&](const JsonNode& node) {
            add(node.key, InstanceRef{VpcId{index}, InstanceIndex{instance++}});
        });
        ++index;
    });
    return names;
}

}  // namespace vpnsim
