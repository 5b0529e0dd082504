#include "tools/importers/cloud_scope.hpp"

#include <array>
#include <charconv>

namespace vpnsim::importers {
namespace {

std::optional<std::chrono::year_month_day> day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    std::array<unsigned, 3> numbers{};
    constexpr std::array<std::pair<std::size_t, std::size_t>, 3> parts{{{0, 4}, {5, 2}, {8, 2}}};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = text.substr(parts[i].first, parts[i].second);
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), numbers[i]);
        if (error != std::errc{} || end != part.data() + part.size()) return std::nullopt;
    }
    const std::chrono::year_month_day out{std::chrono::year{static_cast<int>(numbers[0])},
                                          std::chrono::month{numbers[1]}, std::chrono::day{numbers[2]}};
    return out.ok() ? std::optional{out} : std::nullopt;
}

VpnGateway gateway_of(CloudScope& scope, const CloudVpnGateway& record) {
    VpnGateway out;
    out.profile = find_profile("alibaba")->profile;
    out.addresses = record.addresses;
    out.region = record.region;
    out.bandwidth_mbps = record.bandwidth_mbps;
    // What the input does not say is as new gateways have it.
    out.policy_route_priorities = record.policy_route_priorities.value_or(out.policy_route_priorities);
    out.auto_propagate = record.auto_propagate.value_or(out.auto_propagate);
    const auto unknown = [&](std::string_view what) {
        scope.say(Gravity::incomplete, "value-unknown", shown_name(record),
                  std::string{what} + " of this VPN gateway is not understood and left out", record.origin);
    };
    if (!record.created.empty()) {
        out.created = day(record.created);
        if (!out.created) unknown("the day of creation");
    }
    if (record.kind == "national_standard") out.kind = GatewayKind::national_standard;
    else if (!record.kind.empty() && record.kind != "normal") unknown("the kind");
    if (record.business_status == "financial_locked") out.business_status = BusinessStatus::financial_locked;
    else if (!record.business_status.empty() && record.business_status != "normal") unknown("the business status");
    return out;
}

}  // namespace

void CloudScope::say(Gravity gravity, std::string kind, std::string about, std::string message, const Origin& origin) {
    remarks.push_back({gravity, std::move(kind), std::move(about), std::move(message), origin});
}

void CloudScope::lacks(std::string kind, std::string about, std::string message, const Origin& origin) {
    if (!said_.emplace(kind, about).second) return;
    say(Gravity::incomplete, std::move(kind), std::move(about), std::move(message), origin);
}

std::optional<VpcId> CloudScope::vpc(const std::string& id, const Origin& origin) {
    if (id.empty()) return std::nullopt;
    const auto [known, fresh] = vpcs.emplace(id, VpcId{estate.vpcs.size()});
    if (fresh) {
        lacks("vpc-unknown", id, "this VPC is named, but it is not in the input; an empty one stands for it", origin);
        Vpc stub;
        stub.name = next_hop_ids.take({}, id);
        estate.vpcs.push_back(std::move(stub));
    }
    return known->second;
}

std::optional<GatewayId> CloudScope::gateway(const std::string& id, const Origin& origin) {
    if (id.empty()) return std::nullopt;
    const auto [known, fresh] = gateways.emplace(id, GatewayId{estate.vpn_gateways.size()});
    if (fresh) {
        lacks("vpn-gateway-unknown", id,
              "this VPN gateway is named, but it is not in the input; one without VPC and addresses stands for it",
              origin);
        VpnGateway stub;
        stub.name = next_hop_ids.take({}, id);
        stub.profile = find_profile("alibaba")->profile;
        estate.vpn_gateways.push_back(std::move(stub));
    }
    return known->second;
}

std::optional<CustomerGatewayId> CloudScope::customer_gateway(const std::string& id, const std::string& about,
                                                              const Origin& origin) {
    if (id.empty()) {
        lacks("customer-gateway-unknown", about,
              "the input does not say which customer gateway this connection has; it meets no device", origin);
        return std::nullopt;
    }
    if (const auto known = customer_gateways.find(id); known != customer_gateways.end()) return known->second;
    lacks("customer-gateway-unknown", about,
          "its customer gateway " + id + " is not in the input; the connection meets no device", origin);
    return std::nullopt;
}

void add_vpcs_and_gateways(CloudScope& scope) {
    for (const auto& record : scope.cloud.vpcs) {
        if (!scope.is_new(scope.vpcs, record.id, "VPC", record.origin)) continue;
        if (!record.id.empty()) scope.vpcs.emplace(record.id, VpcId{scope.estate.vpcs.size()});
        Vpc out;
        out.name = scope.next_hop_ids.take(record.name, record.id);
        out.cidrs = record.cidrs;
        out.user_cidrs = record.user_cidrs;
        out.ipv4_gateway = record.ipv4_gateway;
        scope.estate.vpcs.push_back(std::move(out));
    }
    for (const auto& record : scope.cloud.vpn_gateways) {
        if (!scope.is_new(scope.gateways, record.id, "VPN gateway", record.origin)) continue;
        if (!record.id.empty()) {
            scope.gateways.emplace(record.id, GatewayId{scope.estate.vpn_gateways.size()});
        }
        auto out = gateway_of(scope, record);
        out.name = scope.next_hop_ids.take(record.name, record.id);
        out.vpc = scope.vpc(record.vpc, record.origin);
        if (!out.vpc) {
            scope.lacks("vpc-unknown", shown_name(record), "the input does not say in which VPC this VPN gateway is",
                        record.origin);
        }
        scope.estate.vpn_gateways.push_back(std::move(out));
    }
}

void add_customer_gateways(CloudScope& scope) {
    for (const auto& record : scope.cloud.customer_gateways) {
        if (!scope.is_new(scope.customer_gateways, record.id, "customer gateway", record.origin)) continue;
        if (!record.id.empty()) {
            scope.customer_gateways.emplace(record.id, CustomerGatewayId{scope.estate.customer_gateways.size()});
        }
        CustomerGateway out;
        out.name = scope.own_ids["customer_gateways"].take(record.name, record.id);
        out.address = record.address;
        if (record.asn != 0U) out.asn = record.asn;
        if (!out.address) {
            scope.lacks("customer-gateway-address", shown_name(record),
                        "the address of this customer gateway is not known; its connections meet no device",
                        record.origin);
        }
        scope.estate.customer_gateways.push_back(std::move(out));
    }
}

}  // namespace vpnsim::importers
