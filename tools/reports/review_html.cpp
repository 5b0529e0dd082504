#include "model/finding_rules.hpp"
#include "tools/reports/html_page.hpp"
#include "tools/reports/markup.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/negotiation_report.hpp"
#include "tools/reports/review_parts.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_page_flows = 20;
constexpr std::size_t most_page_rows = 200;
constexpr std::size_t most_page_paths = 500;  ///< findings of a scenario whose packet is traced

std::string code(std::string_view text) { return "<code>" + html_text(text) + "</code>"; }

/// One line of a description list. Requires: `value` is HTML.
std::string described(std::string_view label, const std::string& value) {
    return "<dt>" + std::string{label} + "</dt><dd>" + value + "</dd>\n";
}

std::string hop_item(const Scenario& scenario, const Hop& hop) {
    const auto line = where(scenario, hop.place);
    auto out = "<li><span class=\"strong\">" + html_text(hop_title(hop)) + "</span>";
    if (!line.empty()) out += " <span class=\"faint\">" + code(line) + "</span>";
    if (!hop.detail.empty()) out += "<br>" + html_text(hop.detail);
    for (const auto& other : hop.beaten) {
        out += "<br><span class=\"faint\">not " + html_text(other.matched + ": " + other.why) + "</span>";
    }
    return out + "</li>\n";
}

std::string paths(const Scenario& scenario, std::string_view direction, const std::vector<Path>& all) {
    std::string out;
    for (std::size_t p = 0; p < all.size(); ++p) {
        out += html_paragraph(path_title(scenario.estate, direction, all, p)) + "<ol>\n";
        for (const auto& hop : all[p].hops) out += hop_item(scenario, hop);
        out += "</ol>\n";
    }
    return out;
}

enum class Tracing : std::uint8_t { on, off };

std::string finding_article(const Review& review, const Finding& finding, Tracing tracing) {
    const auto& scenario = review.simulation.scenario();
    const std::string severity{text(finding.severity)};
    auto out = "<article class=\"finding " + severity + "\">\n<h4>" + html_text(finding.message) + "</h4>\n<dl>\n";
    const auto line = where(scenario, finding.place);
    out += described("where", code(line.empty() ? review.file() : line) + " <span class=\"faint\">" +
                                  code(finding.pointer) + "</span>");
    if (!finding.entities.empty()) out += described("entities", html_text(joined(finding.entities)));
    if (finding.witness) out += described("packet", code(packet_text(finding)));
    const auto flows = flow_lines(finding, most_page_flows);
    std::string lines;
    for (const auto& flow : flows.lines) lines += (lines.empty() ? "" : "<br>\n") + code(flow);
    if (flows.left_out > 0) lines += "<br>\n" + html_text("... " + and_more(flows.left_out));
    if (!lines.empty()) out += described("flows", lines);
    if (!finding.why.empty()) out += described("why", html_text(finding.why));
    if (!finding.remedy.empty()) out += described("remedy", html_text(finding.remedy));
    out += "</dl>\n";
    const auto trace = tracing == Tracing::on ? witness_trace(review.simulation, finding) : std::nullopt;
    if (trace) {
        out += "<details open><summary>path of the packet</summary>\n" + paths(scenario, "request", trace->forward) +
               paths(scenario, "reply", trace->reply) + "</details>\n";
    }
    return out + "</article>\n";
}

std::string findings_part(const Review& review) {
    std::string out;
    const Finding* before = nullptr;
    std::size_t traced = 0;
    for (const auto& finding : review.findings) {
        if (before == nullptr || before->rule != finding.rule || before->severity != finding.severity) {
            const auto* const rule = find_rule(finding.rule);
            out += "<h3>" +
                   html_spans({{std::string{text(finding.severity)} + ' ' + finding.rule, ink_of(finding.severity)},
                               {rule == nullptr ? "" : ": " + std::string{rule->summary}},
                               {finding.reference.empty() ? "" : " [" + finding.reference + ']', Ink::faint}}) +
                   "</h3>\n";
        }
        const bool trace = finding.witness && traced < most_page_paths;
        if (trace) ++traced;
        out += finding_article(review, finding, trace ? Tracing::on : Tracing::off);
        before = &finding;
    }
    if (traced == most_page_paths)
        out += html_paragraph("Further paths are not shown: vpnsim trace has them.", "faint");
    return out;
}

std::string heading(std::string_view text) { return "<h3>" + html_text(text) + "</h3>\n"; }

/// Requires: `note` says why the finding is accepted.
std::string accepted_item(const Review& review, const Finding& finding, const std::string& note) {
    const auto line = where(review.simulation.scenario(), finding.place);
    return "<li>" +
           html_spans({{std::string{text(finding.severity)} + ' ' + finding.rule, ink_of(finding.severity)},
                       {": " + finding.message + ' '},
                       {line.empty() ? review.file() : line, Ink::faint}}) +
           "<br>" + html_text(note) + "</li>\n";
}

/// Findings that are counted and not discussed.
std::string accepted_part(const Review& review) {
    std::string out;
    if (!review.suppressed.empty()) out += heading("Suppressed") + "<ul>\n";
    for (const auto& [finding, by] : review.suppressed) {
        const auto& suppression = review.simulation.scenario().suppressions[by];
        const auto until = suppression.until ? " (until " + text(*suppression.until) + ')' : "";
        out += accepted_item(review, finding, "reason: " + suppression.reason + until);
    }
    if (!review.suppressed.empty()) out += "</ul>\n";
    if (!review.baseline || review.baseline->known.empty()) return out;
    out += heading("In the baseline") + "<ul>\n";
    for (const auto& finding : review.baseline->known) {
        out += accepted_item(review, finding, "fingerprint " + finding.fingerprint());
    }
    return out + "</ul>\n";
}

std::string review_part(const Review& review) {
    const auto& scenario = review.simulation.scenario();
    auto out = "<section>\n<h2>" + html_text(review.file()) + "</h2>\n<p class=\"verdict\">" +
               html_spans(verdict_spans(review)) + "</p>\n";
    if (!scenario.name.empty()) out += html_paragraph(scenario.name, "faint");
    if (!scenario.description.empty()) out += html_paragraph(scenario.description);
    for (const auto& remark : remarks(review)) {
        out +=
            "<p>" + html_spans({{remark.sentence, Ink::warning}, {" (" + remark.where() + ')', Ink::faint}}) + "</p>\n";
    }
    out += findings_part(review) + accepted_part(review);
    if (!review.simulation.negotiations().pairs.empty()) {
        out += heading("Negotiations") + html_table(negotiation_table(review.simulation, most_page_rows));
    }
    const auto reach = reachability_table(review, most_page_rows);
    if (!review.reachability.matrix.empty()) out += heading("Reachability");
    if (!reach.table.rows.empty()) out += html_table(reach.table);
    for (const auto& sentence : reach.left_out) out += html_paragraph(sentence, "faint");
    out += "<p>" + html_spans(proof_spans(review)) + "</p>\n";
    const auto assumptions = review.simulation.assumptions();
    if (!assumptions.empty()) {
        out += heading("Assumptions") + "<ul>\n";
        for (const auto& sentence : assumptions) out += "<li>" + html_text(sentence) + "</li>\n";
        out += "</ul>\n";
    }
    return out + "</section>\n";
}

}  // namespace

std::string reviews_html(const std::vector<Review>& reviews) {
    std::string body = "<h1>VPN design review</h1>\n";
    if (reviews.size() > 1) {
        Table table{{"scenario", "verdict"}, {}};
        for (const auto& review : reviews) table.rows.push_back({{{review.file()}}, verdict_spans(review)});
        body += html_table(table);
    }
    for (const auto& review : reviews) body += review_part(review);
    body += "<footer>vpnsim " VPNSIM_VERSION "</footer>\n";
    return html_page(
        "vpnsim review: " + (reviews.size() == 1 ? reviews.front().file() : counted(reviews.size(), "scenario")), body);
}

}  // namespace vpnsim
