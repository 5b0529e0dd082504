#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "model/json_text.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

// What the facts of clouds and hosts are written with.

inline void text_unless_empty(JsonText& out, std::string_view key, const std::string& text) {
    if (!text.empty()) out.text(key, text);
}
inline void selectors(JsonText& out, std::string_view key, const SelectorList& list) {
    out.values(key, list, [](const TrafficSelector& selector) { return selector.text(); });
}
inline void prefixes(JsonText& out, std::string_view key, const std::vector<Prefix>& list) {
    out.values(key, list, [](const Prefix& prefix) { return prefix.text(); });
}
inline void addresses(JsonText& out, std::string_view key, const std::vector<Address>& list) {
    out.values(key, list, [](Address address) { return address.text(); });
}

void write_cloud_facts(JsonText& out, const Cloud& cloud);
void write_prior_facts(JsonText& out, const Cloud& cloud);
void write_host_facts(JsonText& out, const Imported& imported);

}  // namespace vpnsim::importers
