#include "tools/importers/cisco_statements.hpp"

namespace vpnsim::importers {

void read_object(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const auto name = word(parts, 2);
    if (name.empty()) return reading.unknown(std::string{parts[0]}, block.head);
    const bool group = parts[0] == "object-group";
    auto& all = group ? reading.config.groups : reading.config.objects;
    auto& kept = all[std::string{name}];
    kept.type = parts[1];
    if (group && parts[1] == "service") kept.ports_for = word(parts, 3);
    for (const auto& line : block.body) {
        if (group || !line.text.starts_with("nat ")) {
            kept.lines.push_back(line);
            continue;
        }
        reading.config.nat.push_back({behind_words(line.text, 2), {}, {}, std::string{name}, reading.origin(line)});
        set_nat_interfaces(reading.config.nat.back(), word(words(line.text), 1));
    }
}

void set_nat_interfaces(CiscoNat& nat, std::string_view pair) {
    // "(inside,outside)"
    const auto comma = pair.find(',');
    if (comma == std::string_view::npos || !pair.starts_with('(') || !pair.ends_with(')')) return;
    nat.real_interface = pair.substr(1, comma - 1);
    nat.mapped_interface = pair.substr(comma + 1, pair.size() - comma - 2);
}

void add_access_list_line(CiscoReading& reading, std::string_view name, TextLine line, std::string_view rest) {
    line.text = rest;
    if (!rest.empty()) reading.config.access_lists[std::string{name}].lines.push_back(line);
}

}  // namespace vpnsim::importers
