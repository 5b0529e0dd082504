#include "tools/reports/fix_report.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

Json named(const Finding& finding) {
    return {{"rule", finding.rule},
            {"severity", text(finding.severity)},
            {"entities", finding.entities},
            {"message", finding.message},
            {"fingerprint", finding.fingerprint()}};
}

Json counts(const std::vector<Finding>& findings) {
    return {{"errors", count(findings, Severity::error)},
            {"warnings", count(findings, Severity::warning)},
            {"notes", count(findings, Severity::note)}};
}

}  // namespace

Json remedy_json(const std::string& title, const std::string& trade_off, const std::vector<std::string>& interrupts,
                 const std::string& patch) {
    return {{"title", title},
            {"trade_off", text_or_null(trade_off)},
            {"interrupts", interrupts},
            {"patch", Json::parse(patch)}};
}

std::string fix_json(const FixReport& report) {
    Json steps = Json::array();
    for (const auto& step : report.plan.steps) {
        auto out = remedy_json(step.title, step.trade_off, step.interrupts, step.patch);
        out["clears"] = Json::array();
        for (const auto& finding : step.clears) out["clears"].push_back(named(finding));
        steps.push_back(std::move(out));
    }
    Json left = Json::array();
    for (const auto& [finding, reason] : report.plan.left) {
        auto out = named(finding);
        out["pointer"] = finding.pointer;
        out["remedy"] = finding.remedy;
        out["reason"] = reason;
        left.push_back(std::move(out));
    }
    return json_text({{"format", "vpnsim-fix/1"},
                      {"scenario", report.scenario},
                      {"file", report.file},
                      {"steps", std::move(steps)},
                      {"patch", Json::parse(report.plan.patch)},
                      {"interrupts", report.plan.interrupts},
                      {"left", std::move(left)},
                      {"summary", {{"before", counts(report.before)}, {"after", counts(report.after)}}}});
}

}  // namespace vpnsim
