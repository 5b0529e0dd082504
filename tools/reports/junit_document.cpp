#include "tools/reports/junit_document.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

using CaseResult = JunitCase::Result;

struct Totals {
    std::array<std::size_t, 4> with{};  ///< by result
    double seconds = 0;

    void add(const JunitCase& it) {
        ++with[static_cast<std::size_t>(it.result)];
        seconds += it.seconds;
    }
    [[nodiscard]] std::size_t of(CaseResult result) const { return with[static_cast<std::size_t>(result)]; }
    [[nodiscard]] std::size_t all() const { return with[0] + with[1] + with[2] + with[3]; }
};

/// Text as it may stand in an element or, with `line_feed` = "&#10;", in an attribute, where a bare one is a blank.
std::string escaped(std::string_view text, std::string_view line_feed) {
    std::string out;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        for (const char c : for_terminal(text.substr(begin, end - begin))) {
            switch (c) {
                case '&': out += "&amp;"; break;
                case '<': out += "&lt;"; break;
                case '>': out += "&gt;"; break;
                case '"': out += "&quot;"; break;
                default: out += c;
            }
        }
        if (end < text.size()) out += line_feed;
        begin = end + 1;
    }
    return out;
}

std::string attribute(std::string_view name, std::string_view value) {
    return ' ' + std::string{name} + "=\"" + escaped(value, "&#10;") + '"';
}

std::string time_attribute(double seconds) {
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), " time=\"%.3f\"", seconds);
    return out.data();
}

std::string counts(const Totals& totals) {
    return attribute("tests", std::to_string(totals.all())) +
           attribute("failures", std::to_string(totals.of(CaseResult::failed))) +
           attribute("errors", std::to_string(totals.of(CaseResult::error))) +
           attribute("skipped", std::to_string(totals.of(CaseResult::skipped))) + time_attribute(totals.seconds);
}

void append(std::string& out, const JunitCase& it) {
    out += "    <testcase" + attribute("name", it.name) + attribute("classname", it.class_name);
    if (!it.file.empty()) out += attribute("file", it.file);
    if (it.line) out += attribute("line", std::to_string(*it.line));
    out += time_attribute(it.seconds);
    if (it.result == CaseResult::passed && it.output.empty()) {
        out += "/>\n";
        return;
    }
    out += ">\n";
    const auto problem = [&](const std::string& element) {
        out += "      <" + element + attribute("message", it.message) + attribute("type", it.type) + '>' +
               escaped(it.text, "\n") + "</" + element + ">\n";
    };
    switch (it.result) {
        case CaseResult::passed: break;
        case CaseResult::failed: problem("failure"); break;
        case CaseResult::error: problem("error"); break;
        case CaseResult::skipped: out += "      <skipped" + attribute("message", it.message) + "/>\n"; break;
    }
    if (!it.output.empty()) out += "      <system-out>" + escaped(it.output, "\n") + "</system-out>\n";
    out += "    </testcase>\n";
}

}  // namespace

std::string junit_xml(const std::vector<JunitSuite>& suites) {
    Totals all;
    std::string body;
    for (const auto& suite : suites) {
        Totals totals;
        for (const auto& it : suite.cases) {
            totals.add(it);
            all.add(it);
        }
        body += "  <testsuite" + attribute("name", suite.name) + counts(totals) + ">\n";
        for (const auto& it : suite.cases) append(body, it);
        body += "  </testsuite>\n";
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts(all) + ">\n" + body + "</testsuites>\n";
}

}  // namespace vpnsim
