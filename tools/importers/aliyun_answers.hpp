#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tools/importers/aliyun_record.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// What a record of an answer is. Told by its members: neither the name of a file nor that of a call is reliable.
enum class AliyunKind : std::uint8_t {
    vpc,
    vswitch,
    route_table,
    route_entry,
    vpn_gateway,
    customer_gateway,
    connection,
    policy_route,
    destination_route,
    attachment_route,  ///< of a connection of a transit router
    network_acl,
    security_group,        ///< with its rules
    security_group_entry,  ///< of the list of groups: the type, no rules
    instance,
    device_config,  ///< what the cloud would configure on the device
    diagnosis
};
inline constexpr std::size_t aliyun_kinds = 16;

/// The call whose answer lists records of a kind: "DescribeVpcs".
[[nodiscard]] std::string_view call_of(AliyunKind kind);

/// One answer of the cloud, or one page of it.
struct AliyunAnswer {
    std::optional<AliyunKind> kind;  ///< of its list; absent = an answer without a known list
    std::optional<std::uint64_t> total;
    std::optional<std::uint64_t> page;
    std::optional<std::uint64_t> page_size;
    std::string next_token;  ///< more pages follow
    bool list = false;       ///< false = single records: the list of the kind was not seen
    bool bare = false;       ///< cut out of the answer: nothing says how much there should be
    std::vector<AliyunRecord> records;
    AliyunRecord whole;
    Origin origin;
};

/// Finds the answers in the inputs: whole ones, pages, merged pages, lists and objects that were cut out. An input that
/// is no answer at all gives a remark `error`; one without anything that this importer knows a `warning`.
/// Order: as the inputs, and in each as written.
[[nodiscard]] std::vector<AliyunAnswer> aliyun_answers(std::span<const InputText> inputs, Remarks& remarks);

}  // namespace vpnsim::importers
