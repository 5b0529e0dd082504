#include "tools/reports/sarif_rules.hpp"

#include <algorithm>

#include "model/finding_rules.hpp"
#include "tools/diagnosis/document_section.hpp"
#include "tools/diagnosis/documents.hpp"
#include "tools/reports/markup.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/page.hpp"
#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

/// For viewers that rank by it; the word for a note is theirs.
std::string_view problem_severity(Severity severity) {
    return severity == Severity::note ? "recommendation" : text(severity);
}

std::string help_text(const DocumentSection& section) {
    auto out = section.introduction();
    for (const auto& block : section.blocks) {
        if (!block.label.empty()) out += '\n' + block.label + ": " + block.text;
    }
    return section.see.empty() ? out : out + "\nSee docs/semantics.md: " + joined(section.see) + '.';
}

std::string help_markdown(const DocumentSection& section) {
    auto out = markdown_text(section.introduction()) + '\n';
    for (const auto& block : section.blocks) {
        if (!block.label.empty()) out += "\n- **" + block.label + ":** " + markdown_text(block.text);
    }
    return section.see.empty() ? out : out + "\n- **See** docs/semantics.md: " + joined(section.see) + '.';
}

}  // namespace

Json sarif_message(std::string_view text) {
    std::string out;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        for (const char c : for_terminal(text.substr(begin, end - begin))) {
            if (c == '(' && out.ends_with(']')) out += ' ';
            out += c;
            if (c == '{' || c == '}') out += c;
        }
        if (end < text.size()) out += '\n';
        begin = end + 1;
    }
    return {{"text", out}};
}

Json sarif_rules() {
    Json out = Json::array();
    for (const auto& rule : finding_rules()) {
        // Every rule has a section: the tests of docs/findings.md see to it.
        const auto section = find_section(findings_page(), '`' + std::string{rule.id} + '`').value();
        out.push_back({{"id", rule.id},
                       {"shortDescription", {{"text", rule.summary}}},
                       {"fullDescription", {{"text", section.introduction()}}},
                       {"help", {{"text", help_text(section)}, {"markdown", help_markdown(section)}}},
                       {"defaultConfiguration", {{"level", text(rule.severity)}}},
                       {"properties",
                        {{"tags", Json::array({"network", "ipsec", "vpn"})},
                         {"problem.severity", problem_severity(rule.severity)}}}});
    }
    return out;
}

std::size_t sarif_rule_index(std::string_view rule) {
    return static_cast<std::size_t>(find_rule(rule) - finding_rules().data());
}

}  // namespace vpnsim
