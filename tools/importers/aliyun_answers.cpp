#include "tools/importers/aliyun_answers.hpp"

#include <algorithm>

namespace vpnsim::importers {
namespace {

struct ListName {
    std::string_view name;
    AliyunKind kind;
};
/// "VpnConnections" is also the list of DiagnoseVpnConnections; its records say so.
constexpr auto list_names = std::to_array<ListName>({
    {"Vpcs", AliyunKind::vpc},
    {"VSwitches", AliyunKind::vswitch},
    {"RouterTableList", AliyunKind::route_table},
    {"RouteTables", AliyunKind::route_table},
    {"RouteEntrys", AliyunKind::route_entry},
    {"VpnGateways", AliyunKind::vpn_gateway},
    {"CustomerGateways", AliyunKind::customer_gateway},
    {"VpnConnections", AliyunKind::connection},
    {"VpnAttachments", AliyunKind::connection},
    {"VpnPbrRouteEntries", AliyunKind::policy_route},
    {"VpnRouteEntries", AliyunKind::destination_route},
    {"VcoRouteEntries", AliyunKind::attachment_route},
    {"NetworkAcls", AliyunKind::network_acl},
    {"SecurityGroups", AliyunKind::security_group_entry},
    {"Instances", AliyunKind::instance},
});

std::optional<AliyunKind> kind_of(const AliyunRecord& record) {
    const auto has = [&](auto... members) { return (record.has(members) && ...); };
    const auto any = [&](auto... members) { return (record.has(members) || ...); };
    if (has("SecurityGroupId", "Permissions")) return AliyunKind::security_group;
    if (has("VpnConnectionId")) {
        if (has("FailedReasonCode")) return AliyunKind::diagnosis;
        if (has("RouteDest")) return AliyunKind::attachment_route;
        if (any("LocalSubnet", "RemoteSubnet", "IkeConfig", "TunnelOptionsSpecification", "CustomerGatewayId",
                "VpnGatewayId", "TransitRouterId", "AttachType")) {
            return AliyunKind::connection;
        }
        return std::nullopt;
    }
    if (has("RouteSource", "RouteDest")) return AliyunKind::policy_route;
    if (has("RouteDest", "NextHop")) return AliyunKind::destination_route;
    if (has("RouteTableId", "DestinationCidrBlock")) return AliyunKind::route_entry;
    if (has("CustomerGatewayId", "IpAddress")) return AliyunKind::customer_gateway;
    if (has("Local", "Remote") && any("LocalSubnet", "IkeConfig", "TunnelsConfig")) return AliyunKind::device_config;
    if (has("VpnGatewayId") && any("VpcId", "InternetIp", "IpsecVpn")) return AliyunKind::vpn_gateway;
    if (has("VSwitchId", "CidrBlock")) return AliyunKind::vswitch;
    if (has("NetworkAclId") && any("IngressAclEntries", "EgressAclEntries", "Resources")) {
        return AliyunKind::network_acl;
    }
    // A network interface names its instance and its groups too.
    if (has("InstanceId") && any("VpcAttributes", "SecurityGroupIds") && !has("NetworkInterfaceId")) {
        return AliyunKind::instance;
    }
    if (has("RouteTableId") && any("RouteTableType", "RouterId", "VSwitchIds")) return AliyunKind::route_table;
    if (has("SecurityGroupId") && any("SecurityGroupType", "SecurityGroupName")) {
        return AliyunKind::security_group_entry;
    }
    if (has("VpcId", "CidrBlock")) return AliyunKind::vpc;
    return std::nullopt;
}

/// Goes through one document. The reader has limited its depth.
class Finder {
  public:
    Finder(JsonDocument document, std::vector<AliyunAnswer>& out, Remarks& remarks)
        : document_{std::make_shared<const JsonDocument>(std::move(document))}, out_{out}, remarks_{remarks} {}

    void run() {
        const auto before = out_.size();
        const auto& root = (*document_)[document_->root()];
        walk(root, "", nullptr);
        const bool found = std::any_of(out_.begin() + static_cast<std::ptrdiff_t>(before), out_.end(),
                                       [](const AliyunAnswer& answer) { return answer.kind.has_value(); });
        if (found) return;
        const AliyunRecord whole{document_, root, ""};
        if (!whole.text("Code").empty() && whole.has("Message")) {
            remarks_.push_back({Gravity::error,
                                "error-answer",
                                {},
                                "the cloud refused this call, the file holds its error message; make the call again "
                                "with an account that may read, and save the answer",
                                whole.origin()});
        } else if (root.kind != JsonKind::object && root.kind != JsonKind::array) {
            remarks_.push_back({Gravity::error,
                                "no-answer",
                                {},
                                "this is a single value and no answer of the cloud; save the whole answer of the call",
                                {document_->file_name(0)}});
        } else {
            const bool answer = whole.has("RequestId") || whole.has("TotalCount");
            remarks_.push_back(
                {answer ? Gravity::warning : Gravity::error,
                 "unknown-answer",
                 {},
                 "no list or record in this file is one that is read here; nothing is taken from it. Save the "
                 "answers of calls such as DescribeVpnConnections",
                 {document_->file_name(0)}});
        }
    }

  private:
    struct Context {
        std::size_t answer;
        bool in_list = false;  ///< of a kind that is known
    };

    void walk(const JsonNode& node, const std::string& path, const Context* context) {
        if (node.kind == JsonKind::array) return walk_list(node, path, context);
        if (node.kind != JsonKind::object) return;
        const AliyunRecord record{document_, node, path};
        const bool is_answer = record.has("RequestId") || record.has("TotalCount") || record.has("NextToken");
        Context own{};
        if (is_answer || context == nullptr) {
            own.answer = open(record, !is_answer);
            context = &own;
        }
        if (const auto kind = kind_of(record)) {
            take(context->answer, *kind, record);
            if (kind != AliyunKind::route_table || !record.has("RouteEntrys")) return;
        } else if (context->in_list) {
            remarks_.push_back({Gravity::incomplete,
                                "unreadable-record",
                                {},
                                "this element of a list lacks the members that tell what it is; it is left out",
                                record.origin()});
            return;
        }
        const auto in_this_answer = context->answer;
        for (auto child = node.first_child; child != JsonNode::none; child = (*document_)[child].next) {
            const auto& member = (*document_)[child];
            if (member.kind != JsonKind::object && member.kind != JsonKind::array) continue;
            const auto* const known = std::find_if(list_names.begin(), list_names.end(),
                                                   [&](const ListName& list) { return list.name == member.key; });
            Context inner{in_this_answer};
            if (known != list_names.end()) {
                // A list inside of a record of another kind is an answer of its own.
                if (out_[inner.answer].kind && out_[inner.answer].kind != known->kind)
                    inner.answer = open(record, false);
                out_[inner.answer].kind = known->kind;
                out_[inner.answer].list = true;
                out_[inner.answer].bare = false;  // merged pages have nothing but the list
                walk_named_list(member, path + '/' + std::string{member.key}, inner);
            } else {
                walk(member, path + '/' + std::string{member.key}, &inner);
            }
        }
    }

    /// "Vpcs": {"Vpc": [...]} or "Vpcs": [...]
    void walk_named_list(const JsonNode& node, const std::string& path, Context context) {
        context.in_list = true;
        if (node.kind == JsonKind::array) return walk_list(node, path, &context);
        for (auto child = node.first_child; child != JsonNode::none; child = (*document_)[child].next) {
            const auto& member = (*document_)[child];
            if (member.kind == JsonKind::array) walk_list(member, path + '/' + std::string{member.key}, &context);
        }
    }

    void walk_list(const JsonNode& node, const std::string& path, const Context* context) {
        Context own{};
        std::size_t position = 0;
        for (auto child = node.first_child; child != JsonNode::none; child = (*document_)[child].next, ++position) {
            const auto& element = (*document_)[child];
            if (element.kind != JsonKind::object && element.kind != JsonKind::array) continue;
            // A list of whole answers gives each of them; a list of records that was cut out is one.
            const AliyunRecord record{document_, element, path + '/' + std::to_string(position)};
            if (context == nullptr && kind_of(record)) {
                own.answer = open(record, true);
                out_[own.answer].list = true;
                context = &own;
            }
            walk(element, path + '/' + std::to_string(position), context);
        }
    }

    std::size_t open(const AliyunRecord& record, bool bare) {
        AliyunAnswer answer;
        answer.total = record.number("TotalCount");
        answer.page = record.number("PageNumber");
        answer.page_size = record.number("PageSize");
        answer.next_token = record.text("NextToken");
        answer.bare = bare;
        answer.whole = record;
        answer.origin = record.origin();
        out_.push_back(std::move(answer));
        return out_.size() - 1;
    }

    void take(std::size_t index, AliyunKind kind, const AliyunRecord& record) {
        auto& answer = out_[index];
        const bool only_so_far = answer.records.empty();
        if (!answer.kind || (only_so_far && kind == AliyunKind::diagnosis)) answer.kind = kind;
        if (answer.kind == kind) {
            answer.records.push_back(record);
            return;
        }
        // Another kind than its list promised: beside it, so that nothing is counted for the wrong list.
        AliyunAnswer beside;
        beside.kind = kind;
        beside.bare = true;
        beside.origin = record.origin();
        beside.records.push_back(record);
        out_.push_back(std::move(beside));
    }

    std::shared_ptr<const JsonDocument> document_;
    std::vector<AliyunAnswer>& out_;
    Remarks& remarks_;
};

/// What is no JSON at all, in the words of who saved it.
std::optional<Remark> no_json(const InputText& input) {
    const std::string_view text = input.text;
    const auto first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    const auto refuse = [&](std::string kind, std::string message) {
        return Remark{Gravity::error, std::move(kind), {}, std::move(message), {input.name}};
    };
    if (first == std::string_view::npos) {
        return refuse("empty-file",
                      "the file is empty; the call gave no answer, make it again and save what it prints");
    }
    const auto begin = text.substr(first);
    if (begin.starts_with('{') || begin.starts_with('[')) return std::nullopt;
    if (begin.starts_with("ERROR")) {
        return refuse("error-answer",
                      "the call failed, the file holds its error message; make the call again with an account that may "
                      "read, and save the answer");
    }
    if (begin.substr(0, 4096).find(" | ") != std::string_view::npos ||
        begin.substr(0, 4096).find("-+-") != std::string_view::npos) {
        return refuse("table",
                      "this is the table of \"--output cols=...\", which leaves most of the answer out; make the call "
                      "again without --output and save the JSON");
    }
    return refuse("no-json", "this is no JSON; make the call again and save its JSON answer");
}

}  // namespace

std::string_view call_of(AliyunKind kind) {
    constexpr std::array<std::string_view, aliyun_kinds> calls{"DescribeVpcs",
                                                               "DescribeVSwitches",
                                                               "DescribeRouteTableList",
                                                               "DescribeRouteEntryList",
                                                               "DescribeVpnGateways",
                                                               "DescribeCustomerGateways",
                                                               "DescribeVpnConnections",
                                                               "DescribeVpnPbrRouteEntries",
                                                               "DescribeVpnRouteEntries",
                                                               "DescribeVcoRouteEntries",
                                                               "DescribeNetworkAcls",
                                                               "DescribeSecurityGroupAttribute",
                                                               "DescribeSecurityGroups",
                                                               "DescribeInstances",
                                                               "DownloadVpnConnectionConfig",
                                                               "DiagnoseVpnConnections"};
    return calls[static_cast<std::size_t>(kind)];
}

std::vector<AliyunAnswer> aliyun_answers(std::span<const InputText> inputs, Remarks& remarks) {
    std::vector<AliyunAnswer> out;
    for (const auto& input : inputs) {
        if (auto refusal = no_json(input)) {
            remarks.push_back(std::move(*refusal));
            continue;
        }
        auto read = read_document({input.name, input.text});
        if (const auto* error = std::get_if<InputError>(&read)) {
            remarks.push_back({Gravity::error,
                               "broken-json",
                               {},
                               "the JSON is damaged or cut off here: " + error->message +
                                   "; save the answer of one call per file, whole",
                               {input.name, error->line, error->column}});
            continue;
        }
        auto& document = std::get<JsonDocument>(read);
        for (const auto& [place, error] : document.errors()) {
            remarks.push_back({Gravity::incomplete,
                               "duplicate-key",
                               {},
                               "a member stands twice in one object, the first one is used; no call answers so, the "
                               "file was changed by hand",
                               {input.name, error.line, error.column}});
        }
        Finder{std::move(document), out, remarks}.run();
    }
    // An answer of no matter beside others is left out; where there is no other, nothing was understood.
    if (std::none_of(out.begin(), out.end(), [](const AliyunAnswer& answer) { return answer.kind.has_value(); })) {
        for (auto& remark : remarks) {
            if (remark.kind == "unknown-answer") remark.gravity = Gravity::error;
        }
    }
    return out;
}

}  // namespace vpnsim::importers
