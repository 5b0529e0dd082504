#include "model/finding_rules.hpp"
#include "tools/reports/assumption_text.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/negotiation_report.hpp"
#include "tools/reports/review_parts.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_text_flows = 6;
constexpr std::size_t most_text_rows = 40;

void add_verdict(Page& page, const Review& review) {
    Spans line{{review.file(), Ink::strong}, {": "}};
    for (auto& span : verdict_spans(review)) line.push_back(std::move(span));
    page.paragraph(0, line);
    const auto& scenario = review.simulation.scenario();
    if (!scenario.name.empty()) page.paragraph(0, scenario.name, Ink::faint);
    for (const auto& remark : remarks(review)) {
        page.paragraph(0, Spans{{remark.sentence, Ink::warning}, {" (" + remark.where() + ')', Ink::faint}}, 2);
    }
}

void add_flows(Page& page, const Finding& finding) {
    const auto flows = flow_lines(finding, most_text_flows);
    for (std::size_t i = 0; i < flows.lines.size(); ++i) page.labelled(4, i == 0 ? "flows" : "", {{flows.lines[i]}});
    if (flows.left_out > 0) page.labelled(4, "", {{"... " + and_more(flows.left_out), Ink::faint}});
}

void add_finding(Page& page, const Scenario& scenario, const Finding& finding) {
    page.paragraph(2, Spans{{"* ", ink_of(finding.severity)}, {finding.message}}, 2);
    const auto line = where(scenario, finding.place);
    page.labelled(4, "where", {{line.empty() ? "" : line + "  "}, {finding.pointer, Ink::faint}});
    if (!finding.entities.empty()) page.labelled(4, "entities", {{joined(finding.entities)}});
    if (finding.witness) page.labelled(4, "packet", {{packet_text(finding)}});
    add_flows(page, finding);
    if (!finding.why.empty()) page.labelled(4, "why", {{finding.why}});
    if (!finding.remedy.empty()) page.labelled(4, "remedy", {{finding.remedy}});
}

void add_findings(Page& page, const Review& review) {
    const Finding* before = nullptr;
    for (const auto& finding : review.findings) {
        if (before == nullptr || before->rule != finding.rule || before->severity != finding.severity) {
            const auto* const rule = find_rule(finding.rule);
            page.blank();
            page.paragraph(0,
                           Spans{{std::string{text(finding.severity)} + ' ' + finding.rule, ink_of(finding.severity)},
                                 {rule == nullptr ? "" : ": " + std::string{rule->summary}},
                                 {finding.reference.empty() ? "" : " [" + finding.reference + ']', Ink::faint}});
        }
        add_finding(page, review.simulation.scenario(), finding);
        before = &finding;
    }
}

void add_reachability(Page& page, const Review& review) {
    if (review.reachability.matrix.empty()) return;
    const auto reach = reachability_table(review, most_text_rows);
    page.blank();
    page.paragraph(0, "Reachability", Ink::strong);
    if (!reach.table.rows.empty()) page.table(2, reach.table);
    for (const auto& sentence : reach.left_out) page.paragraph(2, sentence, Ink::faint);
}

void add_review(Page& page, const Review& review) {
    add_verdict(page, review);
    add_findings(page, review);
    if (!review.simulation.negotiations().pairs.empty()) {
        page.blank();
        page.paragraph(0, "Negotiations", Ink::strong);
        page.table(2, negotiation_table(review.simulation, most_text_rows));
    }
    add_reachability(page, review);
    page.blank();
    page.paragraph(0, proof_spans(review));
    add_assumptions(page, review.simulation);
    if (review.count(Severity::error) > 0) {
        page.blank();
        page.paragraph(0, "'vpnsim fix " + review.file() + "' searches for verified changes that clear the errors.",
                       Ink::faint);
    }
}

}  // namespace

std::string reviews_text(const std::vector<Review>& reviews, Screen screen) {
    Page page{screen};
    for (const auto& review : reviews) {
        page.blank();
        add_review(page, review);
    }
    return page.take();
}

}  // namespace vpnsim
