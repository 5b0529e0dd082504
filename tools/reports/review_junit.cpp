#include <algorithm>

#include "model/finding_rules.hpp"
#include "tools/reports/junit_document.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/review_parts.hpp"

namespace vpnsim {
namespace {

/// "scenario.json:25: error: Policy routes …"
std::string line_of(const Review& review, const Finding& finding) {
    const auto place = where(review.simulation.scenario(), finding.place);
    return (place.empty() ? review.file() : place) + ": " + std::string{text(finding.severity)} + ": " +
           finding.message;
}

std::string paragraph_of(const Review& review, const Finding& finding) {
    auto out = line_of(review, finding) + '\n';
    const auto add = [&](std::string_view label, const std::string& words) {
        if (!words.empty()) out += "  " + std::string{label} + ": " + words + '\n';
    };
    add("record", finding.pointer);
    add("entities", joined(finding.entities));
    add("packet", packet_text(finding));
    add("why", finding.why);
    add("remedy", finding.remedy);
    return out;
}

std::vector<const Finding*> of_rule(const std::vector<Finding>& findings, std::string_view rule) {
    std::vector<const Finding*> out;
    for (const auto& finding : findings) {
        if (finding.rule == rule) out.push_back(&finding);
    }
    return out;
}

JunitCase case_of(const Review& review, const FindingRule& rule, FailOn from) {
    JunitCase out{.name = std::string{rule.id}, .class_name = review.file(), .file = review.file()};
    std::size_t failed = 0;
    for (const auto* const finding : of_rule(review.findings, rule.id)) {
        if (!fails(*finding, from)) {
            out.output += paragraph_of(review, *finding);
            continue;
        }
        out.text += paragraph_of(review, *finding);
        if (failed++ > 0) continue;
        const auto& files = review.simulation.scenario().files;
        out.result = JunitCase::Result::failed;
        out.type = text(finding->severity);
        out.message = line_of(review, *finding);
        if (finding->place.line != 0 && finding->place.file < files.size()) {
            out.file = files[finding->place.file];
            out.line = finding->place.line;
        }
    }
    if (failed > 1) out.message += " (and " + std::to_string(failed - 1) + " more)";
    if (review.baseline) {
        for (const auto* const known : of_rule(review.baseline->known, rule.id)) {
            out.output += "in the baseline: " + line_of(review, *known) + '\n';
        }
    }
    for (const auto& [finding, by] : review.suppressed) {
        if (finding.rule != rule.id) continue;
        out.output += "suppressed (" + review.simulation.scenario().suppressions[by].reason +
                      "): " + line_of(review, finding) + '\n';
    }
    return out;
}

/// Suppressions and baseline entries that take nothing: not failed, and not passed over either.
void add_remarks(std::vector<JunitCase>& cases, const Review& review) {
    for (const auto& remark : remarks(review)) {
        const bool gone = remark.kind == Remark::Kind::gone_baseline_entry;
        JunitCase out{.name = (gone ? "baseline: " : "suppress: ") + remark.sentence,
                      .class_name = review.file(),
                      .file = remark.file};
        if (remark.line > 0) out.line = remark.line;
        out.result = JunitCase::Result::skipped;
        out.message = remark.where() + ": " + remark.sentence;
        cases.push_back(std::move(out));
    }
}

}  // namespace

std::string reviews_junit(const std::vector<Review>& reviews, FailOn from) {
    std::vector<JunitSuite> suites;
    for (const auto& review : reviews) {
        auto& suite = suites.emplace_back(JunitSuite{review.file(), {}});
        for (const auto& rule : finding_rules()) suite.cases.push_back(case_of(review, rule, from));
        add_remarks(suite.cases, review);
    }
    return junit_xml(suites);
}

}  // namespace vpnsim
