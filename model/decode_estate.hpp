#pragma once

#include <string_view>
#include <unordered_map>

#include "model/decoder.hpp"
#include "model/estate.hpp"

namespace vpnsim {

/// Every id that something elsewhere in the file may name, known before any record is decoded: references may point
/// forward.
struct EstateNames {
    NameTable vpcs{"VPC"};
    NameTable vpn_gateways{"VPN gateway"};
    NameTable customer_gateways{"customer gateway"};
    NameTable connections{"IPsec connection"};
    /// What a route of a VPC table may name: gateways, VPCs and instances, which never share an id.
    NameTable vpc_next_hops{"VPN gateway, VPC or instance"};
    std::vector<VpcNextHop> vpc_next_hop_ids;  ///< beside `vpc_next_hops`
};

[[nodiscard]] EstateNames collect_estate_names(const Decoder& in, const JsonValue& root);
/// Reports gateways, VPCs and instances that share an id.
void report_ambiguous_ids(Decoder& in, const JsonValue& root);

/// Reports orders of policy routes that are no permutation of a gateway's listed and automatic ones (R5).
/// Says nothing where an error in what makes these routes may be why. Requires: `estate` was decoded from `root`.
void report_incomplete_orders(Decoder& in, const JsonValue& root, const Estate& estate);

[[nodiscard]] Vpc decode_vpc(Decoder& in, const JsonValue& value, const EstateNames& names);
[[nodiscard]] VpnGateway decode_gateway(Decoder& in, const JsonValue& value, const EstateNames& names);
[[nodiscard]] CustomerGateway decode_customer_gateway(Decoder& in, const JsonValue& value);
[[nodiscard]] IpsecConnection decode_connection(Decoder& in, const JsonValue& value, const EstateNames& names);
[[nodiscard]] Site decode_site(Decoder& in, const JsonValue& value);

/// What a record holds until the place where it says otherwise is read.
inline constexpr Prefix unread_prefix = Prefix::everything(Family::ipv4);

}  // namespace vpnsim
