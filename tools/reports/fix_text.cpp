#include <algorithm>

#include "tools/reports/fix_report.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_cleared = 8;

std::string label(const Finding& finding) {
    return finding.rule + (finding.entities.empty() ? "" : " (" + joined(finding.entities) + ')');
}

Spans count_spans(const std::vector<Finding>& findings) {
    Spans out;
    for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
        const auto number = count(findings, severity);
        if (number == 0) continue;
        const auto ink = severity == Severity::error     ? Ink::bad
                         : severity == Severity::warning ? Ink::warning
                                                         : Ink::note;
        if (!out.empty()) out.push_back({", "});
        out.push_back({counted(number, text(severity)), ink});
    }
    if (out.empty()) out.push_back({"no findings", Ink::good});
    return out;
}

Spans line(Spans first, const Spans& rest, std::string last) {
    first.insert(first.end(), rest.begin(), rest.end());
    first.push_back({std::move(last)});
    return first;
}

void add_step(Page& page, std::size_t number, const FixStep& step) {
    page.blank();
    page.paragraph(0, Spans{{"Step " + std::to_string(number) + ": ", Ink::strong}, {step.title}}, 2);
    for (std::size_t i = 0; i < std::min(step.clears.size(), most_cleared); ++i) {
        page.labelled(2, i == 0 ? "clears" : "", {{label(step.clears[i]), Ink::good}});
    }
    if (step.clears.size() > most_cleared)
        page.labelled(2, "", {{"... " + and_more(step.clears.size() - most_cleared)}});
    if (!step.trade_off.empty()) page.labelled(2, "trade-off", {{step.trade_off}});
    if (step.interrupts.empty()) page.labelled(2, "applying", {{"interrupts nothing"}});
    for (const auto& sentence : step.interrupts) {
        page.labelled(2, &sentence == &step.interrupts.front() ? "applying" : "", {{sentence, Ink::warning}});
    }
}

void add_left(Page& page, const std::vector<UnfixedFinding>& left) {
    if (left.empty()) return;
    page.blank();
    page.paragraph(0, "Cannot be fixed by a change that could be verified", Ink::strong);
    for (const auto& [finding, reason] : left) {
        page.paragraph(2, Spans{{"* ", Ink::bad}, {label(finding) + ": " + finding.message}}, 2);
        page.labelled(4, "why not", {{reason}});
        page.labelled(4, "remedy", {{finding.remedy}});
    }
}

/// What the terminal must not see is written as JSON writes it, so that the change can be copied from the screen.
std::string json_for_terminal(std::string_view line) {
    std::string out;
    const std::string shown = for_terminal(line);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto close = shown.compare(i, 3, "\\u{") == 0 ? shown.find('}', i) : std::string::npos;
        if (close == std::string::npos) {
            out += shown[i];
            continue;
        }
        const auto digits = shown.substr(i + 3, close - i - 3);
        out += "\\u" + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
        i = close;
    }
    return out;
}

}  // namespace

std::string fix_text(const FixReport& report, Screen screen, ShowPatch show) {
    Page page{screen};
    const auto& plan = report.plan;
    page.paragraph(0, line({{report.file, Ink::strong}, {": "}}, count_spans(report.before), ""));
    if (plan.steps.empty() && plan.left.empty()) {
        page.paragraph(0, "Nothing to fix: there is no " + report.wanted + '.');
        return page.take();
    }
    for (std::size_t i = 0; i < plan.steps.size(); ++i) add_step(page, i + 1, plan.steps[i]);
    add_left(page, plan.left);
    page.blank();
    if (plan.steps.empty()) {
        page.paragraph(0, "No change: the patch is empty.");
    } else {
        page.paragraph(0,
                       line({{"After " + std::string{plan.steps.size() == 1 ? "this step: " : "these steps: "}}},
                            count_spans(report.after), ". Every step was applied and reviewed; none can be left out."));
    }
    auto out = page.take();
    if (show == ShowPatch::no || plan.steps.empty()) return out;
    out += "\nThe change as RFC 7396 merge patch (-o FILE writes it, --in-place applies it):\n";
    std::string_view rest = plan.patch;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        out += json_for_terminal(rest.substr(0, end)) + '\n';
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return out;
}

}  // namespace vpnsim
