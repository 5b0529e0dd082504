#include "tools/importers/cisco_access_list.hpp"

#include <array>
#include <optional>

#include "tools/importers/cisco_names.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// Reads the words of one entry from "permit" on.
class EntryParser {
  public:
    EntryParser(CiscoReading& reading, const std::string& about, const TextLine& line,
                const std::vector<std::string_view>& words, std::size_t at)
        : reading_{reading}, objects_{reading, about}, about_{about}, line_{line}, words_{words}, at_{at} {}

    std::optional<CiscoAclEntry> parse() {
        CiscoAclEntry out;
        out.line = line_;
        out.permit = word() == "permit";
        ++at_;
        const auto named = protocols();
        if (named.empty()) return std::nullopt;
        out.sources = objects_.addresses(words_, at_, line_);
        if (out.sources.empty()) return std::nullopt;
        const auto source_ports = ports(named);
        out.destinations = objects_.addresses(words_, at_, line_);
        if (out.destinations.empty()) return std::nullopt;
        const auto destination_ports = ports(named);
        if (!source_ports || !destination_ports) {
            incomplete("unreadable-port", "The ports cannot be read. The entry was left out.");
            return std::nullopt;
        }
        for (const auto& service : named) {
            for (const auto& from : *source_ports) {
                for (const auto& to : *destination_ports) {
                    out.services.push_back({service.protocol, from.is_all() ? service.source_ports : from,
                                            to.is_all() ? service.destination_ports : to});
                    if (out.services.size() < most_services) continue;
                    incomplete("too-many-services", "The entry names too many ports. The others were left out.");
                    return qualified(std::move(out));
                }
            }
        }
        return qualified(std::move(out));
    }

  private:
    static constexpr std::size_t most_services = 256;

    [[nodiscard]] std::string_view word() const { return at_ < words_.size() ? words_[at_] : std::string_view{}; }
    void incomplete(std::string kind, std::string message) {
        reading_.say(Gravity::incomplete, std::move(kind), about_, std::move(message), line_);
    }

    std::vector<CiscoService> protocols() {
        if (word() == "object" || word() == "object-group") {
            ++at_;
            return objects_.service(at_ < words_.size() ? words_[at_++] : std::string_view{}, line_);
        }
        if (is_any_protocol(word())) {
            ++at_;
            return {CiscoService{}};
        }
        const auto protocol = cisco_protocol(word());
        ++at_;
        if (protocol) return {CiscoService{protocol}};
        incomplete("unreadable-protocol", "The protocol of the entry is not known. The entry was left out.");
        return {};
    }

    /// The ports behind an address, all if none are written; nothing if they cannot be read.
    std::optional<std::vector<PortRange>> ports(const std::vector<CiscoService>& services) {
        const bool grouped =
            word() == "object-group" && at_ + 1 < words_.size() && objects_.is_port_group(words_[at_ + 1]);
        if (!grouped && !is_port_operator(word())) return std::vector{PortRange{}};
        if (services.size() != 1 || !services[0].protocol || !has_ports(*services[0].protocol)) return std::nullopt;
        if (grouped) {
            auto out = objects_.ports(words_[at_ + 1], line_);
            at_ += 2;
            return out.empty() ? std::nullopt : std::optional{std::move(out)};
        }
        auto match = port_match(words_, at_, *services[0].protocol);
        at_ += match.used;
        return match.ranges.empty() ? std::nullopt : std::optional{std::move(match.ranges)};
    }

    /// What stands behind the addresses: whether the entry is in force, and what is matched besides.
    std::optional<CiscoAclEntry> qualified(CiscoAclEntry entry) {
        constexpr auto matches = std::to_array<std::string_view>(
            {"established", "fragments", "dscp", "precedence", "tos", "ttl", "option", "reflect", "evaluate"});
        for (; at_ < words_.size(); ++at_) {
            if (word() == "inactive") {
                reading_.say(Gravity::note, "acl-entry-inactive", about_,
                             "The entry is marked inactive, it is left out.", line_);
                return std::nullopt;
            }
            if (word() == "time-range") {
                reading_.say(Gravity::warning, "time-range", about_,
                             "The entry holds at certain times only. It is taken to hold always.", line_);
                return entry;
            }
            if (is_one_of(word(), matches)) {
                reading_.say(Gravity::warning, "acl-match-not-simulated", about_,
                             "The entry matches more than addresses, protocol and ports. That part is not looked at.",
                             line_);
            }
        }
        return entry;
    }

    CiscoReading& reading_;
    CiscoObjects objects_;
    const std::string& about_;
    const TextLine& line_;
    const std::vector<std::string_view>& words_;
    std::size_t at_;
};

}  // namespace

std::vector<CiscoAclEntry> cisco_access_list(CiscoReading& reading, std::string_view name, const std::string& about,
                                             const Origin& used_at) {
    std::vector<CiscoAclEntry> out;
    const auto found = reading.config.access_lists.find(name);
    if (found == reading.config.access_lists.end()) {
        reading.say(Gravity::incomplete, "dangling-reference", about,
                    "The access list that says what is protected is not in this file. Add it.", used_at);
        return out;
    }
    for (const auto& line : found->second.lines) {
        if (++reading.steps > most_steps || out.size() == most_acl_entries) {
            reading.say(Gravity::incomplete, "access-list-too-long", about,
                        "The access list has too many entries. Those from here on were left out.", line);
            break;
        }
        const auto parts = words(line.text);
        std::size_t at = 0;
        if (parts[0] == "line" && parts.size() > 2) at = 2;
        std::uint32_t sequence = 0;
        if (parse_number(parts[at], sequence) && at + 1 < parts.size()) ++at;
        if (parts[at] == "extended" && at + 1 < parts.size()) ++at;
        if (parts[at] == "remark") continue;
        if (parts[at] == "standard") {
            reading.say(Gravity::incomplete, "standard-access-list", about,
                        "A standard access list names one side only and cannot say what a tunnel protects.", line);
            continue;
        }
        if (parts[at] != "permit" && parts[at] != "deny") {
            reading.unknown(about, line);
            continue;
        }
        if (auto entry = EntryParser{reading, about, line, parts, at}.parse()) out.push_back(std::move(*entry));
    }
    return out;
}

}  // namespace vpnsim::importers
