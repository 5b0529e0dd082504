#include "model/decode_estate.hpp"

namespace vpnsim {
namespace {

/// Calls `visit` for the members of the collection `name` of `owner`, if it has one.
template <class Visit>
void each_member(const JsonDocument& document, const JsonValue& owner, std::string_view name, const Visit& visit) {
    const auto collection = document.member(owner.node, name);
    if (collection == JsonNode::none || document[collection].kind != JsonKind::object) return;
    const JsonValue parent{document[collection], &owner};
    for (auto child = parent.node.first_child; child != JsonNode::none; child = document[child].next) {
        visit(JsonValue{document[child], &parent});
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
    each_member(document, root, "vpcs", [&](const JsonValue& vpc) {
        std::size_t instance = 0;
        each_member(document, vpc, "instances", [&](const JsonValue& value) {
            add(value.key(), InstanceRef{VpcId{index}, InstanceIndex{instance++}});
        });
        ++index;
    });
    return names;
}

void report_ambiguous_ids(Decoder& in, const JsonValue& root) {
    struct Holder {
        std::string_view kind;
        const JsonNode* node;
    };
    std::unordered_map<std::string_view, Holder> holders;
    const auto claim = [&](const JsonValue& value, std::string_view kind) {
        const auto [holder, fresh] = holders.emplace(value.key(), Holder{kind, &value.node});
        if (fresh) return;
        const Place other = in.document().place(*holder->second.node);
        in.report(InputFault::ambiguous_id, value,
                  "the id " + in_quotes(value.key()) + " is also that of the " + std::string{holder->second.kind} +
                      " at line " + std::to_string(other.line) +
                      "; gateways, VPCs and instances need ids of their own, because routes name them");
    };
    const auto each = [&](const JsonValue& owner, std::string_view name, const auto& visit) {
        each_member(in.document(), owner, name, visit);
    };
    each(root, "vpcs", [&](const JsonValue& vpc) { claim(vpc, "VPC"); });
    each(root, "vpcs", [&](const JsonValue& vpc) {
        each(vpc, "instances", [&](const JsonValue& instance) { claim(instance, "instance"); });
    });
    each(root, "vpn_gateways", [&](const JsonValue& gateway) { claim(gateway, "VPN gateway"); });
}

}  // namespace vpnsim
