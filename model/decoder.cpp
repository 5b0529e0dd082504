#include "model/decoder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <tuple>

namespace vpnsim {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string range(std::uint64_t first, std::uint64_t last) {
    return std::to_string(first) + " to " + std::to_string(last);
}

}  // namespace

std::string JsonValue::pointer() const {
    if (parent == nullptr) return {};
    std::string out = parent->pointer();
    append_pointer(out, parent->node.kind == JsonKind::array ? std::to_string(position) : std::string{node.key});
    return out;
}

std::string enumeration(std::span<const std::string_view> names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
        out += names[i];
    }
    return out;
}

void Decoder::report(InputFault fault, const JsonValue& value, std::string message) {
    const Place where = place(value);
    report({where,
            {fault, document_.file_name(where.file), where.line, where.column, value.pointer(), std::move(message)}});
}

void Decoder::report(PlacedError error) {
    if (errors_.size() < limits_.errors) {
        errors_.push_back(std::move(error));
    } else {
        ++left_out_;
    }
}

bool Decoder::faulty(std::string_view pointer) const {
    return std::any_of(errors_.begin(), errors_.end(), [&](const PlacedError& reported) {
        const std::string_view at = reported.error.pointer;
        return at.starts_with(pointer) && (at.size() == pointer.size() || at[pointer.size()] == '/');
    });
}

std::string Decoder::suggestion(std::string_view text, std::span<const std::string_view> names) {
    if (comparisons_left_ < names.size()) return {};
    comparisons_left_ -= names.size();
    const auto nearest = nearest_name(text, names);
    return nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "";
}

void Decoder::object(const JsonValue& value, std::initializer_list<Member> members) {
    if (!has_kind(value, JsonKind::object)) return;
    std::uint64_t seen = 0;
    for (auto child = value.node.first_child; child != JsonNode::none; child = document_[child].next) {
        const JsonValue member{document_[child], &value};
        const auto known = std::find_if(members.begin(), members.end(),
                                        [&](const Member& candidate) { return candidate.name == member.key(); });
        if (known != members.end()) {
            seen |= std::uint64_t{1} << (known - members.begin());
            known->read(member);
            continue;
        }
        std::vector<std::string_view> names;
        for (const auto& candidate : members) names.push_back(candidate.name);
        const auto meant = suggestion(member.key(), names);
        report(InputFault::unknown_key, member,
               "unknown key " + in_quotes(member.key()) +
                   (meant.empty() ? "; allowed here: " + enumeration(names) : meant));
    }
    for (const Member& member : members) {
        const bool given = (seen >> (&member - members.begin()) & 1U) != 0;
        if (!given && member.presence == Presence::required) {
            report(InputFault::missing_key, value, "the key " + in_quotes(member.name) + " is missing here");
        }
    }
}

void Decoder::members(const JsonValue& value, ValueReader each) {
    if (!has_kind(value, JsonKind::object)) return;
    for (auto child = value.node.first_child; child != JsonNode::none; child = document_[child].next) {
        each(JsonValue{document_[child], &value});
    }
}

void Decoder::collection(const JsonValue& value, ValueReader each) {
    members(value, [&](const JsonValue& member) {
        const auto id = member.key();
        if (id.empty()) {
            report(InputFault::bad_id, member, "an id must not be empty");
        } else if (id.find('/') != std::string_view::npos) {
            report(InputFault::bad_id, member, "the id " + in_quotes(id) + " must not contain \"/\"");
        } else if (id == "local" || id == "internet" || id == "blackhole") {
            report(InputFault::bad_id, member, "the id " + in_quotes(id) + " is taken: it is a next hop of its own");
        }
        each(member);
    });
}

void Decoder::list(const JsonValue& value, ValueReader each) {
    if (!has_kind(value, JsonKind::array)) return;
    std::size_t position = 0;
    for (auto child = value.node.first_child; child != JsonNode::none; child = document_[child].next) {
        each(JsonValue{document_[child], &value, position++});
    }
}

void Decoder::one_or_more(const JsonValue& value, ValueReader each) {
    if (value.node.kind != JsonKind::array) {
        each(value);
    } else if (value.node.first_child == JsonNode::none) {
        report(InputFault::empty_list, value, "the list is empty; give one value or more, or leave the key out");
    } else {
        list(value, each);
    }
}

bool Decoder::has_kind(const JsonValue& value, JsonKind kind) {
    if (value.node.kind == kind) return true;
    report(InputFault::wrong_type, value,
           "expected " + std::string{name(kind)} + ", found " + std::string{name(value.node.kind)});
    return false;
}

void Decoder::collect_names(std::uint32_t object, NameTable& names) const {
    if (object == JsonNode::none || document_[object].kind != JsonKind::object) return;
    for (auto child = document_[object].first_child; child != JsonNode::none; child = document_[child].next) {
        names.add(document_[child].key);
    }
}

std::optional<std::string_view> Decoder::text(const JsonValue& value) {
    if (!has_kind(value, JsonKind::text)) return std::nullopt;
    return value.node.text;
}

std::optional<bool> Decoder::boolean(const JsonValue& value) {
    if (!has_kind(value, JsonKind::boolean)) return std::nullopt;
    return value.node.text == "true";
}

std::optional<std::uint64_t> Decoder::integer(const JsonValue& value, std::uint64_t first, std::uint64_t last) {
    if (!has_kind(value, JsonKind::number)) return std::nullopt;
    const auto digits = value.node.text == "-0" ? std::string_view{"0"} : value.node.text;
    if (digits.find_first_of(".eE") != std::string_view::npos) {
        report(InputFault::not_an_integer, value, "expected an integer, found " + std::string{digits.substr(0, 80)});
        return std::nullopt;
    }
    const auto number = parse_number<std::uint64_t>(digits);
    if (number && first <= *number && *number <= last) return number;
    report(InputFault::out_of_range, value,
           std::string{digits.substr(0, 80)} + " is out of range; allowed is " + range(first, last));
    return std::nullopt;
}

std::optional<std::uint32_t> Decoder::asn(const JsonValue& value) {
    constexpr auto last = std::numeric_limits<std::uint32_t>::max();
    if (value.node.kind != JsonKind::text) return number<std::uint32_t>(value, 1, last);
    const auto written = value.node.text;
    const auto dot = written.find('.');
    if (dot != std::string_view::npos) {  // RFC 5396 asdot+
        const auto high = parse_number<std::uint16_t>(written.substr(0, dot));
        const auto low = parse_number<std::uint16_t>(written.substr(dot + 1));
        if (high && low && (*high != 0 || *low != 0)) return std::uint32_t{*high} << 16 | *low;
    }
    report(InputFault::out_of_range, value,
           in_quotes(written) + " is no AS number; give an integer of " + range(1, last) + ", or \"65000.1\"");
    return std::nullopt;
}

std::optional<Address> Decoder::address(const JsonValue& value) {
    const auto written = text(value);
    if (!written) return std::nullopt;
    auto parsed = Address::parse(*written);
    if (!parsed) {
        report(InputFault::bad_address, value, in_quotes(*written) + " is no IPv4 or IPv6 address");
    }
    return parsed;
}

std::optional<Prefix> Decoder::prefix(const JsonValue& value) {
    const auto written = text(value);
    if (!written) return std::nullopt;
    auto parsed = Prefix::parse(*written);
    if (parsed) return parsed;
    switch (Prefix::fault(*written)) {
        case PrefixFault::syntax:
            report(InputFault::bad_cidr, value, in_quotes(*written) + " is no CIDR block such as 10.0.0.0/8");
            break;
        case PrefixFault::length: {
            const bool ipv4 = written->find(':') == std::string_view::npos;
            report(InputFault::bad_cidr, value,
                   in_quotes(*written) + " has a prefix length beyond " + (ipv4 ? "32" : "128"));
            break;
        }
        case PrefixFault::host_bits:
            report(InputFault::host_bits, value,
                   in_quotes(*written) + " has host bits set; the network is " + Prefix::nearest(*written)->text());
            break;
    }
    return std::nullopt;
}

std::optional<TrafficSelector> Decoder::selector(const JsonValue& value) {
    const auto written = text(value);
    if (!written) return std::nullopt;
    auto parsed = TrafficSelector::parse(*written);
    if (parsed) return parsed;
    const auto block = written->substr(0, written->find('['));
    if (const auto network = Prefix::nearest(block); network && !Prefix::parse(block)) {
        report(InputFault::host_bits, value,
               in_quotes(*written) + " has host bits set; the network is " + network->text());
    } else {
        report(InputFault::bad_selector, value,
               in_quotes(*written) +
                   " is no traffic selector such as 10.1.0.0/16, 10.1.0.5-10.1.0.9 or "
                   "10.1.0.0/16[tcp/443]");
    }
    return std::nullopt;
}

std::optional<PortRange> Decoder::port_range(const JsonValue& value) {
    const auto written = text(value);
    if (!written) return std::nullopt;
    auto parsed = PortRange::parse(*written);
    if (!parsed) {
        report(InputFault::bad_ports, value,
               in_quotes(*written) + " is no port or port range of 0 to 65535 such as 443, 1000-2000 or all");
    }
    return parsed;
}

std::vector<PortRange> Decoder::ports(const JsonValue& value) {
    std::vector<PortRange> out;
    if (value.node.kind == JsonKind::text && value.node.text == "all") return out;
    one_or_more(value, [&](const JsonValue& element) {
        if (const auto range = port_range(element)) out.push_back(*range);
    });
    return out;
}

std::optional<Protocol> Decoder::protocol(const JsonValue& value) {
    if (value.node.kind == JsonKind::number) {
        const auto found = integer(value, 0, 255);
        return found ? std::optional{Protocol{static_cast<std::uint8_t>(*found)}} : std::nullopt;
    }
    const auto written = text(value);
    if (!written || *written == "all" || *written == "any") return std::nullopt;
    const auto parsed = parse_protocol(*written);
    if (!parsed) {
        static constexpr std::array<std::string_view, 8> names{"all", "icmp", "icmpv6", "tcp",
                                                               "udp", "gre",  "esp",    "ah"};
        report(InputFault::bad_protocol, value,
               in_quotes(*written) + " is not " + enumeration(names) + ", nor a number of 0 to 255" +
                   suggestion(*written, names));
    }
    return parsed;
}

std::optional<std::chrono::year_month_day> Decoder::date(const JsonValue& value) {
    const auto written = text(value);
    if (!written) return std::nullopt;
    if (written->size() == 10 && (*written)[4] == '-' && (*written)[7] == '-') {
        const auto year = parse_number<unsigned>(written->substr(0, 4));
        const auto month = parse_number<unsigned>(written->substr(5, 2));
        const auto day = parse_number<unsigned>(written->substr(8, 2));
        if (year && month && day) {
            const std::chrono::year_month_day parsed{std::chrono::year{static_cast<int>(*year)},
                                                     std::chrono::month{*month}, std::chrono::day{*day}};
            if (parsed.ok()) return parsed;
        }
    }
    report(InputFault::bad_date, value, in_quotes(*written) + " is no day such as 2027-01-31");
    return std::nullopt;
}

std::optional<std::string_view> Decoder::one_of(const JsonValue& value, std::span<const std::string_view> names) {
    const auto written = text(value);
    if (!written) return std::nullopt;
    if (const auto found = std::find(names.begin(), names.end(), *written); found != names.end()) return *found;
    report(InputFault::unknown_value, value,
           in_quotes(*written) + " is not " + enumeration(names) + suggestion(*written, names));
    return std::nullopt;
}

std::optional<std::size_t> Decoder::reference(const JsonValue& value, const NameTable& names) {
    const auto written = text(value);
    if (!written) return std::nullopt;
    auto found = names.find(*written);
    if (!found) report_dangling(value, *written, names.kind(), names.names());
    return found;
}

void Decoder::report_dangling(const JsonValue& value, std::string_view found, std::string_view searched,
                              std::span<const std::string_view> names) {
    report(InputFault::dangling_reference, value,
           "there is no " + std::string{searched} + ' ' + in_quotes(found) +
               (names.empty() ? "; there is none at all" : suggestion(found, names)));
}

std::vector<InputError> Decoder::take_errors() {
    std::stable_sort(errors_.begin(), errors_.end(), [](const PlacedError& a, const PlacedError& b) {
        return std::tie(a.place.file, a.place.line, a.place.column) <
               std::tie(b.place.file, b.place.line, b.place.column);
    });
    std::vector<InputError> out;
    for (auto& [where, error] : errors_) out.push_back(std::move(error));
    if (left_out_ > 0) {
        out.push_back({InputFault::more_errors, document_.file_name(document_[document_.root()].file), 0, 0, "",
                       std::to_string(left_out_) + " more errors are not shown"});
    }
    errors_.clear();
    return out;
}

}  // namespace vpnsim
