#include <array>
#include <functional>

#include "tools/importers/aliyun_parts.hpp"

namespace vpnsim::importers {
namespace {

using Reader = void (*)(AliyunImport&, const AliyunRecord&);

/// Order: that of AliyunKind.
constexpr std::array<Reader, aliyun_kinds> readers{read_vpc,
                                                   read_vswitch,
                                                   read_route_table,
                                                   read_route_entry,
                                                   read_vpn_gateway,
                                                   read_customer_gateway,
                                                   read_connection,
                                                   read_policy_route,
                                                   read_destination_route,
                                                   read_attachment_route,
                                                   read_network_acl,
                                                   read_security_group,
                                                   read_security_group_entry,
                                                   read_instance,
                                                   read_device_config,
                                                   read_diagnosis};

bool names_others(AliyunKind kind) { return kind == AliyunKind::device_config || kind == AliyunKind::diagnosis; }

}  // namespace

Imported import_aliyun(std::span<const InputText> inputs, KeyFingerprints& keys) {
    Imported out;
    out.format = "aliyun-json";
    for (const auto& input : inputs) out.inputs.push_back(input.name);
    const auto answers = aliyun_answers(inputs, out.remarks);
    AliyunImport in{keys, out};
    const auto read_if = [&](const auto& wanted) {
        for (const auto& answer : answers) {
            if (!answer.kind || !wanted(*answer.kind)) continue;
            for (const auto& record : answer.records) readers[static_cast<std::size_t>(*answer.kind)](in, record);
        }
    };
    read_if(std::not_fn(names_others));
    link_aliyun_records(in);
    read_if(names_others);
    check_aliyun_answers(in, answers);
    return out;
}

unsigned looks_like_aliyun(std::string_view text) {
    constexpr std::size_t enough = 65536;
    text = text.substr(0, enough);
    const auto holds = [&](auto... words) { return ((text.find(words) != std::string_view::npos) || ...); };
    if (text.starts_with("ERROR: SDK.") || text.starts_with("\xef\xbb\xbf"
                                                            "ERROR: SDK."))
        return 90;
    const auto first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return 0;
    if (holds("\"format_version\"", "\"terraform_version\"", "\"vpnsim/1\"")) return 0;
    if (holds("\"VpnConnections\"", "\"VpnConnectionId\"", "\"VpnGateways\"", "\"VpnGatewayId\"",
              "\"CustomerGateways\"", "\"VpnPbrRouteEntries\"", "\"VpnRouteEntries\"", "\"VpnConnectionConfig\"",
              "\"RouteEntrys\"", "\"RouterTableList\"", "\"NetworkAcls\"", "\"VSwitches\"", "\"RouteSource\"",
              "\"VcoRouteEntries\"")) {
        return 95;
    }
    if (holds("\"VpcId\"", "\"VSwitchId\"", "\"CustomerGatewayId\"", "\"Vpcs\"", "\"SecurityGroupId\"")) return 80;
    return holds("\"RequestId\"") ? 50 : 0;
}

}  // namespace vpnsim::importers
