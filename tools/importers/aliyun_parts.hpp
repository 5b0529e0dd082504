#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "tools/importers/aliyun_answers.hpp"
#include "tools/importers/cloud_copies.hpp"

namespace vpnsim::importers {

/// The record of a kind that the cloud gave an id.
[[nodiscard]] inline std::string record_key(std::string_view kind, std::string_view id) {
    return std::string{kind}.append(1, between).append(id);
}

/// What is made of the answers so far.
struct AliyunImport {
    KeyFingerprints& keys;
    Imported& made;

    /// Positions in the vectors of the cloud by kind and id, so that a record of several pages or calls is kept once.
    std::unordered_map<std::string, std::size_t> positions{};
    std::unordered_map<std::string, std::string> regions{};  ///< of VPCs
    std::map<std::string, std::string> table_types{};        ///< type and VPC of route tables that others name
    std::unordered_map<std::string, std::string> tables_of_vswitches{};  ///< as the tables say it
    std::unordered_map<std::string, std::string> acls_of_vswitches{};    ///< as the ACLs say it
    std::unordered_map<std::string, SecurityGroupType> group_types{};
    std::map<std::pair<SelectorList, SelectorList>, std::vector<std::size_t>> connections_by_selectors{};
    std::map<Address, std::string> customer_names{};
    std::set<std::string> paged_groups{};  ///< whose rules came in several answers

    void say(Gravity gravity, std::string kind, std::string about, std::string message, const Origin& origin) {
        made.remarks.push_back({gravity, std::move(kind), std::move(about), std::move(message), origin});
    }
    void incomplete(std::string kind, const std::string& about, std::string message, const Origin& origin) {
        say(Gravity::incomplete, std::move(kind), about, std::move(message), origin);
    }

    // What members hold. Each says what cannot be read, without repeating it; `about` is the record.
    [[nodiscard]] std::optional<Address> address(const AliyunRecord& record, std::string_view member,
                                                 const std::string& about);
    [[nodiscard]] std::optional<Prefix> block(const std::string& text, const AliyunRecord& record,
                                              std::string_view member, const std::string& about);
    [[nodiscard]] std::vector<Prefix> blocks(const std::vector<std::string>& texts, const AliyunRecord& record,
                                             std::string_view member, const std::string& about);
    [[nodiscard]] std::optional<std::uint32_t> number(const AliyunRecord& record, std::string_view member,
                                                      const std::string& about);

    /// Adds a record, or holds it against the one of the same kind and id that is there.
    template <class Record>
    void keep(std::vector<Record>& records, const std::string& kind, const std::string& id, Record record) {
        const auto [known, fresh] = positions.emplace(record_key(kind, id), records.size());
        if (fresh || id.empty()) {
            records.push_back(std::move(record));
            return;
        }
        std::string about;
        if constexpr (requires { record.name; }) about = record.name;
        fill(records[known->second], record, about.empty() ? id : about, made.remarks);
    }
    /// The same of a record that has its id.
    template <class Record>
    void keep(std::vector<Record>& records, const std::string& kind, Record record) {
        const auto id = record.id;
        keep(records, kind, id, std::move(record));
    }
};

/// A record with its place, id and name.
template <class Record>
[[nodiscard]] Record begun(const AliyunRecord& record, std::string_view id, std::string_view name) {
    Record out;
    out.origin = record.origin();
    out.id = record.text(id);
    out.name = record.text(name);
    return out;
}

// Each reads one record of its kind.
void read_vpc(AliyunImport& in, const AliyunRecord& record);
void read_vswitch(AliyunImport& in, const AliyunRecord& record);
void read_route_table(AliyunImport& in, const AliyunRecord& record);
void read_route_entry(AliyunImport& in, const AliyunRecord& record);
void read_vpn_gateway(AliyunImport& in, const AliyunRecord& record);
void read_customer_gateway(AliyunImport& in, const AliyunRecord& record);
void read_connection(AliyunImport& in, const AliyunRecord& record);
void read_policy_route(AliyunImport& in, const AliyunRecord& record);
void read_destination_route(AliyunImport& in, const AliyunRecord& record);
void read_attachment_route(AliyunImport& in, const AliyunRecord& record);
void read_network_acl(AliyunImport& in, const AliyunRecord& record);
void read_security_group(AliyunImport& in, const AliyunRecord& record);
void read_security_group_entry(AliyunImport& in, const AliyunRecord& record);
void read_instance(AliyunImport& in, const AliyunRecord& record);
// What is read after everything that it may name.
void read_device_config(AliyunImport& in, const AliyunRecord& record);
void read_diagnosis(AliyunImport& in, const AliyunRecord& record);

/// IkeConfig, TunnelIkeConfig, IpsecConfig and TunnelIpsecConfig.
[[nodiscard]] IkeParameters aliyun_ike(AliyunImport& in, const AliyunRecord& record, const std::string& about);
[[nodiscard]] EspParameters aliyun_esp(AliyunImport& in, const AliyunRecord& record, const std::string& about);
/// The fingerprint of the member "Psk"; nothing if it is missing or masked.
[[nodiscard]] std::optional<std::string> aliyun_key(AliyunImport& in, const AliyunRecord& record);
[[nodiscard]] SelectorList aliyun_selectors(AliyunImport& in, const AliyunRecord& record, std::string_view member,
                                            const std::string& about);

/// Links records that name one another only in one direction, and makes up those that others imply: tables of
/// vSwitches, gateways and customer gateways of connections. Requires: every record is read.
void link_aliyun_records(AliyunImport& in);

/// Says which lists are not whole, and marks the connections of which every policy route is known; adds to the gaps of
/// the cloud which calls nobody saved. Requires: `link_aliyun_records` is done.
void check_aliyun_answers(AliyunImport& in, const std::vector<AliyunAnswer>& answers);

}  // namespace vpnsim::importers
