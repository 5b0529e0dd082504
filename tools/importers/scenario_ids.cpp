#include "tools/importers/scenario_ids.hpp"

#include <algorithm>

namespace vpnsim::importers {
namespace {

/// Longer names are cut: an id stands in every message about its record.
constexpr std::size_t most_bytes = 120;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

}  // namespace

std::string legal_id(std::string_view name) {
    if (name.size() > most_bytes) {
        auto end = most_bytes;
        while (end > 0 && continues_character(name[end])) --end;
        name = name.substr(0, end);
    }
    std::string out{name};
    for (char& c : out) {
        if (c == '/') c = '-';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '_';
    }
    if (out == "local" || out == "internet" || out == "blackhole") out += '_';
    return out;
}

std::string id_part(std::string_view block) {
    std::string out{block};
    std::replace(out.begin(), out.end(), '/', '-');
    return out;
}

std::string ScenarioIds::take(std::string_view name, std::string_view id) {
    auto wanted = legal_id(name.empty() ? id : name);
    if (wanted.empty()) wanted = "unnamed";
    if (taken_.insert(wanted).second) return wanted;
    if (!name.empty() && !id.empty()) {
        auto told_apart = wanted + " (" + legal_id(id) + ')';
        if (taken_.insert(told_apart).second) return told_apart;
    }
    for (auto& number = last_number_.try_emplace(wanted, 1U).first->second;;) {
        auto numbered = wanted + '-' + std::to_string(++number);
        if (taken_.insert(numbered).second) return numbered;
    }
}

}  // namespace vpnsim::importers
