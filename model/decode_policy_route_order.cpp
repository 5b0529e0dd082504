#include "model/automatic_route.hpp"
#include "model/decode_estate.hpp"

namespace vpnsim {
namespace {

void check_order(Decoder& in, const JsonValue& order, const std::vector<PolicyRoute>& listed,
                 const std::vector<PolicyRoute>& automatic) {
    NameTable routes{"policy route of this gateway, listed or automatic,"};
    for (const auto& route : listed) routes.add(route.name);
    for (const auto& route : automatic) routes.add(route.name);
    std::vector<bool> seen(routes.names().size(), false);
    in.list(order, [&](const JsonValue& element) {
        if (element.node.kind != JsonKind::text) return;  // reported where the gateway was decoded
        const auto route = in.reference(element, routes);
        if (!route) return;
        if (seen[*route]) {
            in.report(InputFault::incomplete_order, element,
                      "the policy route " + in_quotes(element.node.text) + " stands in the order a second time");
        }
        seen[*route] = true;
    });
    constexpr std::size_t shown = 10;
    std::string names;
    std::size_t missing = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (!seen[i] && ++missing <= shown) names += (names.empty() ? "" : ", ") + in_quotes(routes.names()[i]);
    }
    if (missing > shown) names += " and " + std::to_string(missing - shown) + " more";
    if (missing > 0) {
        in.report(InputFault::incomplete_order, order,
                  "the order must name every policy route of the gateway once; missing: " + names);
    }
}

}  // namespace

void report_incomplete_orders(Decoder& in, const JsonValue& root, const Estate& estate) {
    const auto& document = in.document();
    const auto member = document.member(root.node, "vpn_gateways");
    if (member == JsonNode::none || document[member].kind != JsonKind::object) return;
    const JsonValue gateways{document[member], &root};
    const bool connections_faulty = in.faulty("/ipsec_connections");
    std::size_t index = 0;
    for (auto child = gateways.node.first_child; child != JsonNode::none; child = document[child].next, ++index) {
        const JsonValue gateway{document[child], &gateways};
        const auto order = document.member(gateway.node, "policy_route_order");
        if (order == JsonNode::none || document[order].kind != JsonKind::array) continue;
        if (connections_faulty || in.faulty(gateway.pointer() + "/policy_routes")) continue;
        const GatewayId id{index};
        check_order(in, JsonValue{document[order], &gateway}, estate[id].policy_routes,
                    automatic_policy_routes(estate, id));
    }
}

}  // namespace vpnsim
