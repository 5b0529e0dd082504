#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "tools/importers/swanctl_connection.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// Sections beside connections and secrets that bear on no tunnel here: swanctl's own, and those of strongswan.conf.
constexpr auto other_sections = std::to_array<std::string_view>({"authorities",
                                                                 "pools",
                                                                 "charon",
                                                                 "charon-systemd",
                                                                 "libtls",
                                                                 "libimcv",
                                                                 "libtnccs",
                                                                 "swanctl",
                                                                 "starter",
                                                                 "pki",
                                                                 "scepclient",
                                                                 "charon-nm",
                                                                 "charon-cmd",
                                                                 "attest",
                                                                 "aikgen",
                                                                 "manager",
                                                                 "medcli",
                                                                 "medsrv",
                                                                 "imv_policy_manager",
                                                                 "pool",
                                                                 "pt-tls-client",
                                                                 "sec-updater",
                                                                 "sw-collector",
                                                                 "tnc",
                                                                 "pacman"});

}  // namespace

void SwanctlConnections::check_sections() {
    std::set<std::string_view> referred;
    for (const auto& [reference, leads] : reader_.followed()) referred.insert(reference->path.front());
    for (const auto node : tree_[0].sections) {
        const std::string_view name = tree_[node].name;
        if (name == "connections" || name == "secrets" || referred.contains(name)) continue;
        const bool known = is_one_of(name, other_sections);
        const std::string shown = name.empty() ? "A section without a name" : "The section " + shown_keyword(name);
        remarks_.push_back(
            {known ? Gravity::skipped : Gravity::warning, known ? "other-section" : "unused-section", "",
             known ? shown + " holds no tunnels."
                   : shown + " is neither one of swanctl nor taken over by another. What is in it is not in force.",
             tree_[node].origin});
    }
    for (const auto& value : tree_[0].values) {
        remarks_.push_back({Gravity::incomplete, "unknown-statement", "",
                            shown_keyword(value.name) + " stands outside all sections. It is left out.", value.origin});
    }
}

void SwanctlConnections::check_references() {
    std::vector<Origin> dangling;
    for (const auto& [reference, leads] : reader_.followed()) {
        if (!leads) dangling.push_back(reference->origin);
    }
    std::sort(dangling.begin(), dangling.end(),
              [](const Origin& a, const Origin& b) { return std::tie(a.file, a.line) < std::tie(b.file, b.line); });
    for (auto& origin : dangling) {
        remarks_.push_back({Gravity::incomplete, "dangling-reference", "",
                            "What is taken over here is in none of the inputs. Settings may be missing. Give the file "
                            "that has it.",
                            std::move(origin)});
    }
}

}  // namespace vpnsim::importers
