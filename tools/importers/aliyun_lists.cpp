#include "tools/importers/aliyun_lists.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace vpnsim::importers {
namespace {

/// So many answers are looked at for one entry; more copies of one list are of no use.
constexpr std::size_t most_copies = 16;
/// One list changes its length so often at most while it is saved; more only costs time.
constexpr std::size_t most_lengths = 64;

std::string joined(const AliyunRecord& record, std::initializer_list<std::string_view> members) {
    std::string out;
    for (const auto member : members) out += record.text(member) + between;
    return out;
}

std::string record_identity(AliyunKind kind, const AliyunRecord& record) {
    switch (kind) {
        case AliyunKind::policy_route: return joined(record, {"VpnInstanceId", "NextHop", "RouteSource", "RouteDest"});
        case AliyunKind::destination_route:
            return joined(record, {"VpnInstanceId", "NextHop", "RouteDest", "RouteEntryType"});
        case AliyunKind::attachment_route: return joined(record, {"VpnConnectionId", "NextHop", "RouteDest"});
        case AliyunKind::route_entry: return joined(record, {"RouteTableId", "DestinationCidrBlock", "RouteEntryId"});
        case AliyunKind::vpc: return record.text("VpcId");
        case AliyunKind::vswitch: return record.text("VSwitchId");
        case AliyunKind::route_table: return record.text("RouteTableId");
        case AliyunKind::vpn_gateway: return record.text("VpnGatewayId");
        case AliyunKind::customer_gateway: return record.text("CustomerGatewayId");
        case AliyunKind::connection: return record.text("VpnConnectionId");
        case AliyunKind::network_acl: return record.text("NetworkAclId");
        case AliyunKind::instance: return record.text("InstanceId");
        default: return record.text("SecurityGroupId");
    }
}

std::string scope_of(const AliyunAnswer& answer) {
    if (answer.records.empty()) return {};
    const auto& first = answer.records.front();
    if (answer.kind == AliyunKind::policy_route || answer.kind == AliyunKind::destination_route) {
        auto id = first.text("VpnInstanceId");
        return id.empty() ? first.text("VpnGatewayId") : id;
    }
    if (answer.kind == AliyunKind::route_entry) return first.text("RouteTableId");
    return {};
}

/// The answers of one list.
struct List {
    const Origin* origin = nullptr;
    std::vector<std::vector<std::string>> answers;  ///< the entries of each
    /// By the length that they name and the size of their pages.
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<std::size_t>> by_total;
    std::map<std::size_t, std::uint64_t> pages;
    bool pages_follow = false;
    bool last_page = false;
    bool entire = false;  ///< an answer without counts and without being cut out: merged pages
};

/// How many lists of one length there are: the largest number of different answers with one page number.
std::size_t lists_of_length(const List& list, const std::vector<std::size_t>& answers) {
    std::map<std::uint64_t, std::set<std::vector<std::string>>> by_page;
    for (const auto answer : answers) {
        auto entries = list.answers[answer];
        std::sort(entries.begin(), entries.end());
        by_page[list.pages.at(answer)].insert(std::move(entries));
    }
    std::size_t out = 0;
    for (const auto& [page, different] : by_page) out = std::max(out, different.size());
    return out;
}

/// The different entries of some answers and of all that share one with them.
std::size_t entries_seen(const List& list, const std::vector<std::size_t>& answers,
                         const std::unordered_map<std::string, std::vector<std::size_t>>& where) {
    std::set<std::size_t> used{answers.begin(), answers.end()};
    for (const auto answer : answers) {
        for (const auto& entry : list.answers[answer]) {
            const auto& others = where.at(entry);
            used.insert(others.begin(), others.end());
        }
    }
    std::unordered_set<std::string> entries;
    for (const auto answer : used) entries.insert(list.answers[answer].begin(), list.answers[answer].end());
    return entries.size();
}

/// Returns true iff every entry that the answers promise is there; says so otherwise.
bool is_whole(const List& list, AliyunKind kind, const std::string& scope, Remarks& remarks) {
    std::unordered_map<std::string, std::vector<std::size_t>> where;
    for (std::size_t answer = 0; answer < list.answers.size(); ++answer) {
        for (const auto& entry : list.answers[answer]) {
            auto& answers = where[entry];
            if (answers.size() < most_copies) answers.push_back(answer);
        }
    }
    const auto say = [&](const std::string& how_many) {
        remarks.push_back({Gravity::incomplete, "list-incomplete", scope.empty() ? std::string{call_of(kind)} : scope,
                           how_many + " of " + std::string{call_of(kind)} +
                               " here; save the other pages too, or call with --pager or --PageSize 50",
                           *list.origin});
    };
    bool whole = list.entire || !list.by_total.empty() || list.last_page;
    if (!whole && !list.pages_follow) {
        remarks.push_back({Gravity::note, "list-length-unknown", scope.empty() ? std::string{call_of(kind)} : scope,
                           "this list was cut out of its answer, nothing says whether it is whole", *list.origin});
    }
    if (list.by_total.size() > most_lengths) {
        say("there is a list of another length in every answer");
        return false;
    }
    for (const auto& [length, answers] : list.by_total) {
        const auto promised = length.first * lists_of_length(list, answers);
        std::uint64_t found = 0;
        for (const auto answer : answers) found += list.answers[answer].size();
        if (found >= promised && answers.size() == 1) continue;
        found = entries_seen(list, answers, where);
        if (found >= promised) continue;
        say("there are only " + std::to_string(found) + " of " + std::to_string(promised) + " entries");
        whole = false;
    }
    if (list.pages_follow && !list.last_page) {
        say("there is only the beginning of the list");
        whole = false;
    }
    return whole;
}

}  // namespace

AliyunLists::AliyunLists(const std::vector<AliyunAnswer>& answers, Remarks& remarks) {
    std::map<Scoped, List> lists;
    for (const auto& answer : answers) {
        if (!answer.kind || !answer.list || *answer.kind == AliyunKind::diagnosis) continue;
        seen_.insert(*answer.kind);
        if (answer.records.empty() && answer.total.value_or(0) == 0 && answer.next_token.empty()) {
            ++empty_[*answer.kind];
            continue;
        }
        if (answer.records.empty() && answer.page.value_or(1) > 1) continue;  // asked for beyond the end
        auto& list = lists[{*answer.kind, scope_of(answer)}];
        if (list.origin == nullptr) list.origin = &answer.origin;
        const auto index = list.answers.size();
        auto& entries = list.answers.emplace_back();
        for (const auto& record : answer.records) entries.push_back(record_identity(*answer.kind, record));
        // Absurd counts would only overflow.
        constexpr std::uint64_t most = 1'000'000'000;
        if (answer.total) list.by_total[{std::min(*answer.total, most), answer.page_size.value_or(0)}].push_back(index);
        list.pages[index] = answer.page.value_or(1);
        if (!answer.next_token.empty()) list.pages_follow = true;
        else if (answer.whole.has("NextToken")) list.last_page = true;
        if (!answer.bare && !answer.total && answer.next_token.empty() && !answer.whole.has("NextToken")) {
            list.entire = true;
        }
    }
    for (const auto& [what, list] : lists) {
        if (is_whole(list, what.first, what.second, remarks)) whole_.insert(what);
        with_entries_.insert(what);
    }
}

}  // namespace vpnsim::importers
