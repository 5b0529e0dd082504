#include "tools/importers/linux_rule.hpp"

#include <algorithm>
#include <array>

#include "tools/importers/address_words.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr auto actions = std::to_array<std::pair<std::string_view, OsRuleAction>>({
    {"blackhole", OsRuleAction::blackhole},
    {"unreachable", OsRuleAction::unreachable},
    {"prohibit", OsRuleAction::prohibit},
    {"nop", OsRuleAction::nop},
});
/// Matches with a value that no rule of a scenario has.
constexpr auto other_matches = std::to_array<std::string_view>(
    {"tos", "dsfield", "dscp", "uidrange", "tun_id", "suppress_ifgroup", "realms", "flowlabel"});
constexpr auto priorities = std::to_array<std::string_view>({"priority", "prio", "pref", "preference", "order"});

class LinuxRuleReader {
  public:
    LinuxRuleReader(const LinuxStatement& statement, Remarks& remarks)
        : statement_{statement}, words_{statement.words}, remarks_{remarks} {
        rule_.family = statement.family;
        rule_.origin = statement.origin;
    }

    std::optional<OsRule> read(std::uint32_t last_priority) {
        bool has_priority = begins_rule(peek());
        if (has_priority) {
            const auto word = take();
            if (!parse_number(word.substr(0, word.size() - 1), rule_.priority)) return bad_number();
        }
        while (at_ < words_.size()) {
            const auto word = take();
            if (is_one_of(word, priorities)) {
                has_priority = true;
                if (!parse_number(take(), rule_.priority)) return bad_number();
            } else if (!read_word(word)) {
                return std::nullopt;
            }
        }
        if (!has_priority) {
            rule_.priority = last_priority - 1;
            remark(Gravity::note, "rule-priority",
                   "The rule states no priority. It was put before the rules that stand "
                   "before it, as the kernel does.");
        }
        if (rule_.action == OsRuleAction::lookup && rule_.table.empty()) rule_.table = "main";
        return std::move(rule_);
    }

  private:
    [[nodiscard]] std::string_view peek() const { return at_ < words_.size() ? words_[at_] : std::string_view{}; }
    std::string_view take() { return at_ < words_.size() ? words_[at_++] : std::string_view{}; }

    void remark(Gravity gravity, std::string kind, std::string message) {
        remarks_.push_back({gravity, std::move(kind), "rule " + std::to_string(rule_.priority), std::move(message),
                            statement_.origin});
    }
    std::nullopt_t bad_number() {
        remark(Gravity::incomplete, "bad-number", "A number of the rule cannot be read. The rule is left out.");
        return std::nullopt;
    }
    void other(std::string_view keyword) {
        if (!rule_.other.empty()) rule_.other += ", ";
        rule_.other += keyword;
    }

    bool read_block(std::optional<Prefix>& block) {
        const auto word = take();
        if (word == "all" || word == "any" || word == "default") return true;
        block = prefix_word(word, statement_.family, statement_.origin, remarks_);
        if (block) rule_.family = block->family();
        return block.has_value();
    }
    bool read_ports(std::optional<PortRange>& ports) {
        ports = PortRange::parse(take());
        if (!ports) (void)bad_number();
        return ports.has_value();
    }

    /// Returns false for rules that are to be left out.
    bool read_word(std::string_view word) {
        if (word == "not") {
            rule_.negated = true;
        } else if (word == "from" || word == "to") {
            return read_block(word == "from" ? rule_.source : rule_.destination);
        } else if (word == "fwmark") {
            rule_.firewall_mark = take();
        } else if (word == "iif" || word == "dev") {
            rule_.incoming = take();
        } else if (word == "oif") {
            rule_.outgoing = take();
        } else if (word == "ipproto") {
            rule_.protocol = parse_protocol(peek() == "ipv6-icmp" ? "icmpv6" : peek());
            if (!rule_.protocol) other(word);
            (void)take();
        } else if (word == "sport" || word == "dport") {
            return read_ports(word == "sport" ? rule_.source_ports : rule_.destination_ports);
        } else if (word == "lookup" || word == "table") {
            rule_.action = OsRuleAction::lookup;
            rule_.table = table_name(take());
        } else if (word == "suppress_prefixlength") {
            return read_number(rule_.suppress_prefix_length);
        } else if (word == "goto") {
            rule_.action = OsRuleAction::go_to;
            rule_.table = take();
        } else if (word == "l3mdev") {
            other(word);
        } else if (is_one_of(word, other_matches)) {
            other(word);
            (void)take();
        } else if (const auto* action = std::find_if(actions.begin(), actions.end(),
                                                     [&](const auto& entry) { return entry.first == word; });
                   action != actions.end()) {
            rule_.action = action->second;
        } else if (word == "proto" || word == "protocol") {
            (void)take();
        } else if (word != "type" && word != "unicast" && word != "[detached]" && word != "[unresolved]") {
            other("a match that is not known");
            remark(Gravity::incomplete, "unknown-word",
                   "A word of the rule is not understood. The rule cannot be simulated: see what it means.");
        }
        return true;
    }
    bool read_number(std::optional<std::uint32_t>& number) {
        std::uint32_t value = 0;
        if (!parse_number(take(), value)) return (void)bad_number(), false;
        number = value;
        return true;
    }

    const LinuxStatement& statement_;
    std::span<const std::string_view> words_;
    Remarks& remarks_;
    std::size_t at_ = 0;
    OsRule rule_;
};

}  // namespace

std::optional<OsRule> linux_rule(const LinuxStatement& statement, std::uint32_t last_priority, Remarks& remarks) {
    return LinuxRuleReader{statement, remarks}.read(last_priority);
}

bool begins_rule(std::string_view word) {
    return word.size() > 1 && word.back() == ':' && word.find_first_not_of("0123456789") == word.size() - 1;
}

}  // namespace vpnsim::importers
