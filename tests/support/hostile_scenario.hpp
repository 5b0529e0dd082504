#pragma once

#include <string>
#include <vector>

#include "scenario_files.hpp"

namespace vpnsim::test {

/// Names that try to leave whatever they are put into: JSON texts without their quotes.
inline const std::vector<std::string>& hostile_names() {
    static const std::vector<std::string> names{
        "<script>alert(1)<!--", "]]><x>&amp;\\\"'",           "\\n::error::pwned",     "##[error]pwned ::error::pwned",
        "| a | `b` **c**",      "[x](https:evil) @everyone",  "\\u202Egnp.exe\\u202C", "\\u001b[31mred\\u0007",
        "{0} {{1}} %0A%25 $x$", "line\\r\\nbreak\\u2028more", "</details>#1 ~x !2"};
    return names;
}

/// scenarios/examples/02-equal-priorities.json with a hostile name for each record and text, and an expired and an
/// unused suppression. Ids hold no slash.
inline std::string hostile_scenario() {
    auto out = read_file(std::string{VPNSIM_SOURCE_DIR} + "/scenarios/examples/02-equal-priorities.json");
    const std::vector<std::string> ids{"\"wide\"", "\"narrow\"", "conn-1\"", "conn-2\"", "\"vgw-1\"", "\"dc-1\"",
                                       "\"fw-1",   "\"fw-2",     "vpc-1\"",  "vsw-90\"", "\"lan\""};
    for (std::size_t i = 0; i < ids.size(); ++i) {
        auto name = hostile_names()[i];
        for (auto at = name.find('/'); at != std::string::npos; at = name.find('/')) name.erase(at, 1);
        const bool open = ids[i].starts_with('"');
        const bool closed = ids[i].ends_with('"');
        const auto with = (open ? "\"" : "") + name + (closed ? "\"" : "");
        for (auto at = out.find(ids[i]); at != std::string::npos; at = out.find(ids[i], at + with.size())) {
            out.replace(at, ids[i].size(), with);
        }
    }
    std::string all;
    for (const auto& name : hostile_names()) all += name + ' ';
    const auto text = [&](const std::string& key) { return '"' + key + "\": \"" + all + '"'; };
    out.replace(out.find("\"equal-priorities\""), 18, '"' + all + "\",\n" + text("description"));
    out.insert(out.rfind('}'), ", \"suppress\": [{ \"rule\": \"mtu\", \"entity\": \"" + all + "\", " + text("reason") +
                                   " },\n{ \"rule\": \"policy-route-order\", " + text("reason") +
                                   ", \"until\": \"2020-01-01\" },\n{ \"rule\": \"asymmetric-return-path\", " +
                                   text("reason") + " }]");
    return out;
}

}  // namespace vpnsim::test
