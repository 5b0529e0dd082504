#include "tools/reports/names.hpp"
#include "tools/reports/test_report.hpp"

namespace vpnsim {
namespace {

constexpr std::array<std::string_view, 6> result_names{"passed",          "failed",      "invalid",
                                                       "no_expectations", "no_scenario", "not_selected"};
constexpr std::array<std::string_view, 4> kind_names{"negotiation", "flow", "finding", "no_other_findings"};

Json expectation_json(const TestedExpectation& tested, Durations durations) {
    Json differences = Json::array();
    for (const auto& difference : tested.checked.differences) {
        differences.push_back(
            {{"what", difference.what}, {"expected", difference.expected}, {"found", difference.found}});
    }
    Json out{{"kind", kind_names[static_cast<std::size_t>(tested.expectation.kind)]},
             {"name", tested.expectation.name},
             {"file", text_or_null(tested.file)},
             {"line", tested.file.empty() ? Json{} : Json(tested.line)},
             {"holds", tested.checked.holds()},
             {"differences", std::move(differences)},
             {"not_sent", texts(tested.checked.not_sent)},
             {"counterexample", tested.counterexample ? tested.counterexample->json : Json{}}};
    if (durations == Durations::shown) out["seconds"] = tested.seconds;
    return out;
}

}  // namespace

std::string test_json(const std::vector<TestedScenario>& tested, Durations durations) {
    Json scenarios = Json::array();
    for (const auto& it : tested) {
        Json expectations = Json::array();
        for (const auto& expectation : it.expectations)
            expectations.push_back(expectation_json(expectation, durations));
        Json record{{"file", it.file},
                    {"name", it.name},
                    {"result", result_names[static_cast<std::size_t>(it.result)]},
                    {"errors", it.errors},
                    {"expectations", std::move(expectations)},
                    {"updated", it.changes},
                    {"not_updated", it.left}};
        if (durations == Durations::shown) record["seconds"] = it.seconds;
        scenarios.push_back(std::move(record));
    }
    const auto sum = summary(tested);
    return json_text({{"format", "vpnsim-test/1"},
                      {"summary",
                       {{"scenarios", sum.scenarios},
                        {"failed", sum.failed},
                        {"held", sum.held},
                        {"broken", sum.broken},
                        {"no_expectations", sum.no_expectations},
                        {"no_scenario", sum.no_scenario},
                        {"invalid", sum.invalid},
                        {"updated", sum.updated}}},
                      {"scenarios", std::move(scenarios)}});
}

}  // namespace vpnsim
