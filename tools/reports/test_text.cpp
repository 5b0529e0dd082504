#include <algorithm>
#include <array>
#include <cstdio>

#include "tools/reports/prefix_text.hpp"
#include "tools/reports/test_report.hpp"

namespace vpnsim {
namespace {

using Result = TestedScenario::Result;

std::string place_text(const TestedExpectation& tested) {
    return tested.file.empty() ? "" : tested.file + ':' + std::to_string(tested.line) + ' ';
}

std::string seconds_text(double seconds) {
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), "%.3f s", seconds);
    return out.data();
}

std::string indented(const std::string& text, std::size_t indent) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        if (end > begin) out += std::string(indent, ' ') + text.substr(begin, end - begin);
        out += '\n';
        begin = end + 1;
    }
    return out;
}

std::string expectation_text(const TestedExpectation& tested, Screen screen) {
    Page page{screen};
    page.paragraph(2, Spans{{place_text(tested), Ink::faint}, {tested.expectation.name, Ink::strong}}, 2);
    std::string said;
    for (const auto& difference : tested.checked.differences) {
        const auto expected = difference.what + ": " + difference.expected;
        if (expected != said) page.labelled(4, "expected", {{expected}});
        page.labelled(4, difference.found.size() == 1 ? "found" : "may be",
                      {{joined(difference.found, " or "), Ink::bad}});
        said = expected;
    }
    if (!tested.counterexample) return page.take();
    page.labelled(4, "packet", {{tested.counterexample->packet}});
    return page.take() + indented(tested.counterexample->screen, 4);
}

void add_summary(Page& page, const TestSummary& sum) {
    Spans line{{counted(sum.scenarios, "scenario") + ": "},
               {counted(sum.held, "expectation") + (sum.held == 1 ? " holds" : " hold"),
                sum.held > 0 && sum.broken == 0 ? Ink::good : Ink::plain}};
    if (sum.broken > 0)
        line.push_back({", " + std::to_string(sum.broken) + (sum.broken == 1 ? " does" : " do") + " not (in " +
                            counted(sum.failed, "scenario") + ')',
                        Ink::bad});
    line.push_back({"."});
    page.paragraph(0, line);
    std::vector<std::string> others;
    if (sum.no_expectations > 0) others.push_back(counted(sum.no_expectations, "file") + " without expectations");
    if (sum.no_scenario > 0) others.push_back(counted(sum.no_scenario, "JSON file") + " of another kind");
    if (!others.empty()) page.paragraph(0, "Beside these: " + joined(others) + '.', Ink::faint);
    if (sum.invalid > 0) page.paragraph(0, "Not checked: " + counted(sum.invalid, "invalid file") + '.', Ink::bad);
    if (sum.updated > 0) page.paragraph(0, "Rewritten, for you to review: " + counted(sum.updated, "file") + '.');
}

}  // namespace

TestSummary summary(const std::vector<TestedScenario>& tested) {
    TestSummary out;
    for (const auto& it : tested) {
        switch (it.result) {
            case Result::failed: ++out.failed; [[fallthrough]];
            case Result::passed: ++out.scenarios; break;
            case Result::invalid: ++out.invalid; break;
            case Result::no_expectations: ++out.no_expectations; break;
            case Result::no_scenario: ++out.no_scenario; break;
            case Result::not_selected: break;
        }
        for (const auto& expectation : it.expectations) ++(expectation.checked.holds() ? out.held : out.broken);
        if (it.rewritten) ++out.updated;
    }
    return out;
}

std::string test_text(const std::vector<TestedScenario>& tested, Durations durations, Screen screen) {
    std::string out;
    for (const auto& it : tested) {
        const bool failed = it.result == Result::failed;
        if (!failed && it.result != Result::passed) continue;
        Page page{screen};
        Spans head{{failed ? "FAILED " : "passed ", failed ? Ink::bad : Ink::good}, {it.file, Ink::strong}};
        if (!it.name.empty()) head.push_back({" (" + it.name + ')'});
        if (durations == Durations::shown) head.push_back({", " + seconds_text(it.seconds), Ink::faint});
        page.paragraph(0, head, 2);
        for (const auto& change : it.changes) page.paragraph(2, Spans{{"updated ", Ink::warning}, {change}}, 2);
        for (const auto& left : it.left) page.paragraph(2, Spans{{"not updated ", Ink::bad}, {left}}, 2);
        bool says = failed || durations == Durations::shown || !it.changes.empty() || !it.left.empty();
        std::string broken;
        for (const auto& expectation : it.expectations) {
            if (!expectation.checked.not_sent.empty()) {
                says = true;
                page.paragraph(
                    2,
                    Spans{{"note ", Ink::note},
                          {place_text(expectation) + expectation.expectation.name +
                           ": nothing is said about packets from " + blocks_text(expectation.checked.not_sent) +
                           ", because no network of the scenario has these addresses"}},
                    2);
            }
            if (!expectation.checked.holds()) broken += expectation_text(expectation, screen);
        }
        if (says) out += page.take() + broken + (broken.empty() ? "" : "\n");
    }
    Page page{screen};
    add_summary(page, summary(tested));
    return out + page.take();
}

}  // namespace vpnsim
