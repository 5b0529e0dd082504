#include "tests/support/random_change.hpp"

#include <nlohmann/json.hpp>
#include <random>
#include <vector>

#include "model/scenario_reader.hpp"
#include "model/scenario_writer.hpp"
#include "tests/support/random_estate.hpp"
#include "tests/support/scenario_files.hpp"

namespace vpnsim::test {
namespace {

using Json = nlohmann::ordered_json;

/// Every member of every object, but for the format.
void members(const Json& value, const Json::json_pointer& at, std::vector<Json::json_pointer>& out) {
    if (!value.is_object()) return;
    for (const auto& [name, inner] : value.items()) {
        if (at.empty() && name == "format") continue;
        out.push_back(at / name);
        members(inner, at / name, out);
    }
}

Json written(const Scenario& scenario) { return Json::parse(write_scenario(scenario)); }

}  // namespace

std::optional<Scenario> random_change(const Scenario& scenario, std::uint64_t seed) {
    std::mt19937_64 random{seed * 7919 + 1};
    Json json = written(scenario);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto other =
        random_estate(seed / 2 + below(5), below(2) == 0 ? EstateFlavour::plain : EstateFlavour::filtered);
    const Json donor = written({.name = {},
                                .description = {},
                                .assumptions = other.assumptions,
                                .estate = other.estate,
                                .suppressions = {},
                                .expect = {},
                                .files = {}});
    for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
        std::vector<Json::json_pointer> all;
        members(json, Json::json_pointer{}, all);
        const auto at = all[below(all.size())];
        auto& parent = json.at(at.parent_pointer());
        switch (below(4)) {
            case 0: parent.erase(at.back()); break;
            case 1: {  // as the other estate has it
                std::vector<Json::json_pointer> theirs;
                members(donor, Json::json_pointer{}, theirs);
                const auto from = theirs[below(theirs.size())];
                if (json.contains(from.parent_pointer())) json[from] = donor.at(from);
                break;
            }
            case 2: {  // last of its kind
                auto value = parent.at(at.back());
                parent.erase(at.back());
                parent[at.back()] = std::move(value);
                break;
            }
            default: {
                auto value = parent.at(at.back());
                if (value.is_number_integer()) value = 1 + static_cast<int>(below(30));
                else if (value.is_boolean()) value = !value.get<bool>();
                else if (value.is_array() && value.size() > 1) value.erase(below(value.size()));
                parent[at.back()] = std::move(value);
            }
        }
    }
    auto read = read_scenario({"changed.json", json.dump()}, no_files());
    auto* const changed = std::get_if<Scenario>(&read);
    return changed != nullptr ? std::optional{std::move(*changed)} : std::nullopt;
}

}  // namespace vpnsim::test
