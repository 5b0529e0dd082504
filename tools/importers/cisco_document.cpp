#include "tools/importers/cisco_document.hpp"

#include <algorithm>
#include <array>

#include "tools/importers/cisco_host.hpp"

namespace vpnsim::importers {
namespace {

/// Statements that stand inside a mode and never begin one: the blanks before them were lost.
constexpr auto inner = std::to_array<std::string_view>(
    {"set", "match", "network-object", "group-object", "service-object", "port-object", "subnet", "nameif",
     "pre-shared-key", "encryption", "integrity", "hash", "lifetime", "protocol", "permit", "deny"});

/// "seed/device2.ios.txt" -> "device2"
std::string name_from_file(std::string_view file) {
    if (const auto slash = file.find_last_of("/\\"); slash != std::string_view::npos) file.remove_prefix(slash + 1);
    file = file.substr(0, file.find('.'));
    return file.empty() || file == "-" ? "device" : std::string{file};
}

void check_end(CiscoReading& reading, const CiscoLines& lines) {
    if (lines.has_end) return;
    const Origin whole{reading.file(), 0, 0};
    if (lines.release.empty()) {
        reading.say(Gravity::note, "part-of-configuration", "",
                    "The file looks like a part of a configuration. What it does not say is taken not to exist.",
                    whole);
    } else {
        reading.say(Gravity::incomplete, "configuration-cut-off", "",
                    "The line that ends a configuration is missing: the file is cut off. Save it again.", whole);
    }
}

bool read_statements(CiscoReading& reading, const CiscoLines& lines, CiscoStatement statement) {
    bool any = false;
    bool indentation_lost = false;
    for (const auto& block : lines.blocks) {
        const auto parts = words(block.head.text);
        if (statement(reading, block, parts)) {
            any = true;
        } else if (std::ranges::find(inner, parts[0]) != inner.end()) {
            if (!std::exchange(indentation_lost, true)) {
                reading.say(Gravity::incomplete, "indentation-lost", "",
                            "A statement that belongs into a mode stands in the first column: the blanks at the "
                            "beginning of lines were lost. Save the configuration again.",
                            block.head);
            }
        } else {
            reading.say(Gravity::skipped, "not-needed", "", "Statements like this are not needed.", block.head);
        }
    }
    for (const auto& line : lines.undone) {
        reading.say(Gravity::note, "statement-undone", "", "This line takes back what was said before it.", line);
    }
    return any;
}

void import_one(Imported& out, const InputText& input, CiscoDialect dialect, CiscoStatement statement,
                KeyFingerprints& keys) {
    CiscoReading reading{dialect, input.name, out.remarks, keys};
    const Origin whole{input.name, 0, 0};
    if (input.text.find('\0') != std::string::npos) {
        return reading.say(Gravity::error, "binary-input", "",
                           "The file holds bytes that no text has. Save the output of \"show running-config\" as text.",
                           whole);
    }
    const auto lines = cisco_lines(input.text);
    const auto before = out.remarks.size();
    reading.config.release = lines.release;
    if (!read_statements(reading, lines, statement)) {
        out.remarks.erase(out.remarks.begin() + static_cast<std::ptrdiff_t>(before), out.remarks.end());
        return reading.say(Gravity::error, "no-configuration", "",
                           "Nothing in the file is a statement of such a device. Save the output of "
                           "\"show running-config\".",
                           whole);
    }
    reading.finish();
    check_end(reading, lines);
    if (reading.config.hostname.empty()) {
        reading.config.hostname = name_from_file(input.name);
        reading.config.hostname_is_said = false;
        reading.say(Gravity::note, "hostname-missing", reading.config.hostname,
                    "The file names no host. The device is called after the file.", whole);
    }
    out.hosts.push_back(cisco_host(reading));
}

}  // namespace

Imported import_cisco(std::string_view format, CiscoDialect dialect, CiscoStatement statement,
                      std::span<const InputText> inputs, KeyFingerprints& keys) {
    Imported out;
    out.format = format;
    for (const auto& input : inputs) {
        out.inputs.push_back(input.name);
        import_one(out, input, dialect, statement, keys);
    }
    return out;
}

unsigned likeness(std::string_view text, std::span<const CiscoMark> marks) {
    constexpr std::size_t enough = 1U << 16U;
    unsigned sum = 0;
    for (const auto& line : text_lines(text.substr(0, enough))) {
        for (const auto& mark : marks) {
            if (line.text.starts_with(mark.beginning)) sum += mark.weight;
        }
        if (sum >= 100) return 100;
    }
    return sum;
}

bool not_simulated(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    if (parts[0] == "router") {
        reading.say(Gravity::warning, "dynamic-routing", std::string{word(parts, 1)},
                    "The device learns routes from others. They are not in its configuration: import what the router "
                    "really has, or add the routes by hand.",
                    block.head);
        return true;
    }
    if (parts[0] == "zone-pair" || parts[0] == "zone") {
        reading.say(Gravity::warning, "zone-firewall", "",
                    "The zones of the firewall are not simulated: add access rules to the site by hand.", block.head);
        return true;
    }
    return false;
}

}  // namespace vpnsim::importers
