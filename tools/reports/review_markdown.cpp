#include <algorithm>
#include <array>

#include "model/finding_rules.hpp"
#include "tools/reports/markup.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/negotiation_report.hpp"
#include "tools/reports/review_parts.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_bytes = 65'536;  ///< of a comment on GitHub; other forges take more
constexpr std::size_t most_comment_flows = 6;
constexpr std::size_t most_comment_rows = 40;
constexpr std::size_t longest_text = 600;
constexpr std::size_t longest_code = 200;

std::string words(std::string_view text) { return markdown_text(clipped(text, longest_text)); }
std::string inline_code(std::string_view text) { return markdown_code(clipped(text, longest_code)); }

/// A comment that never grows beyond what fits; the first block that does not fit ends a part.
class Comment {
  public:
    /// Returns whether the block was taken; it is not if less than `reserve` bytes would be left.
    bool add(const std::string& block, std::size_t reserve) {
        if (out_.size() + block.size() + reserve > most_bytes) return false;
        out_ += block;
        return true;
    }
    void close(const std::string& block) { out_ += block; }
    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    std::string out_;
};

// What is kept free for the parts that follow.
constexpr std::size_t for_closing = 600;
constexpr std::size_t for_findings = 48'000;

std::string verdict(const std::vector<Review>& reviews) {
    std::array<std::size_t, 3> counts{};
    for (const auto& review : reviews) {
        for (const auto& finding : review.findings) ++counts[static_cast<std::size_t>(finding.severity)];
    }
    std::vector<std::string> parts;
    for (std::size_t s = 0; s < counts.size(); ++s) {
        if (counts[s] > 0) parts.push_back(counted(counts[s], text(static_cast<Severity>(s))));
    }
    if (counts[0] + counts[1] == 0) parts.insert(parts.begin(), "clean");
    return "## vpnsim review: " + joined(parts) + "\n\n";
}

std::string row_of(const Review& review) {
    std::string out = "| " + inline_code(review.file());
    for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
        out += " | " + std::to_string(review.count(severity));
    }
    out += " | " + std::to_string(review.suppressed.size());
    return out + " | " + (review.baseline ? std::to_string(review.baseline->known.size()) : "-") + " |\n";
}

void add_counts(Comment& comment, const std::vector<Review>& reviews) {
    comment.add(
        "| scenario | errors | warnings | notes | suppressed | in the baseline |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: |\n",
        0);
    std::size_t shown = 0;
    while (shown < reviews.size() && comment.add(row_of(reviews[shown]), for_findings)) ++shown;
    const auto more = reviews.size() - shown;
    if (more > 0) comment.close("\n" + counted(more, "more scenario") + " not listed here.\n");
}

void add_remarks(Comment& comment, const std::vector<Review>& reviews) {
    std::size_t left_out = 0;
    bool first = true;
    for (const auto& review : reviews) {
        for (const auto& remark : remarks(review)) {
            const auto block = (first ? "\n" : "") + std::string{"- "} + inline_code(remark.where()) + ": " +
                               words(remark.sentence) + '\n';
            if (left_out == 0 && comment.add(block, for_findings)) first = false;
            else ++left_out;
        }
    }
    if (left_out > 0) comment.close("- ... and " + std::to_string(left_out) + " more.\n");
}

std::string path_block(const Review& review, const Finding& finding) {
    const auto trace = witness_trace(review.simulation, finding);
    if (!trace) return {};
    const auto& scenario = review.simulation.scenario();
    std::string out;
    const auto add = [&](std::string_view direction, const std::vector<Path>& paths) {
        for (std::size_t p = 0; p < paths.size(); ++p) {
            out += "- **Path:** " + words(path_title(scenario.estate, direction, paths, p)) + '\n';
            for (std::size_t h = 0; h < paths[p].hops.size(); ++h) {
                const auto& hop = paths[p].hops[h];
                const auto line = where(scenario, hop.place);
                out += "  " + std::to_string(h + 1) + ". " + words(hop_title(hop)) +
                       (line.empty() ? "" : " (" + inline_code(line) + ')') + '\n';
            }
        }
    };
    add("request", trace->forward);
    add("reply", trace->reply);
    return out;
}

std::string finding_block(const Review& review, const Finding& finding) {
    const auto line = where(review.simulation.scenario(), finding.place);
    auto head = "**" + std::string{text(finding.severity)} + "** " + inline_code(finding.rule);
    if (!finding.reference.empty()) head += " (" + words(finding.reference) + ')';
    head += " at " + inline_code(line.empty() ? review.file() : line);
    std::vector<std::string> lines{std::move(head), words(finding.message)};
    if (finding.witness) lines.push_back("Packet: " + words(packet_text(finding)));
    if (!finding.remedy.empty()) lines.push_back("Remedy: " + words(finding.remedy));
    auto out = '\n' + joined(lines, "\\\n") + '\n';  // a backslash at its end breaks a line
    out += "\n<details><summary>why, flows, path</summary>\n\n";
    if (!finding.why.empty()) out += "- **Why:** " + words(finding.why) + '\n';
    out += "- **Record:** " + inline_code(finding.pointer) + '\n';
    if (!finding.entities.empty()) {
        out += "- **Entities:** " + inline_code(joined(finding.entities)) + '\n';
    }
    const auto flows = flow_lines(finding, most_comment_flows);
    for (const auto& flow : flows.lines) out += "- **Flow:** " + words(flow) + '\n';
    if (flows.left_out > 0) out += "- ... " + std::to_string(flows.left_out) + " more flows\n";
    return out + path_block(review, finding) + "\n</details>\n";
}

/// Returns how many findings are not shown. Order: by severity, then as reviewed.
std::size_t add_findings(Comment& comment, const std::vector<Review>& reviews) {
    std::vector<std::pair<const Review*, const Finding*>> all;
    for (const auto& review : reviews) {
        for (const auto& finding : review.findings) all.emplace_back(&review, &finding);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.second->severity < b.second->severity; });
    std::size_t shown = 0;
    while (shown < all.size() && comment.add(finding_block(*all[shown].first, *all[shown].second), for_closing)) {
        ++shown;
    }
    return all.size() - shown;
}

std::string table_text(const Table& table) {
    std::string out = "|";
    for (const auto& head : table.header) out += ' ' + words(head) + " |";
    out += "\n|";
    for (std::size_t c = 0; c < table.header.size(); ++c) out += " --- |";
    out += '\n';
    for (const auto& row : table.rows) {
        out += '|';
        for (const auto& cell : row) out += ' ' + words(plain(cell)) + " |";
        out += '\n';
    }
    if (table.left_out > 0) out += "\n... " + std::to_string(table.left_out) + " more.\n";
    return out;
}

std::string estate_block(const Review& review) {
    // What stands in one line with a tag that begins a block is HTML, not Markdown.
    std::string out = "\n<details><summary><code>" + html_text(clipped(review.file(), longest_code)) +
                      "</code>: negotiations and reachability</summary>\n\n";
    if (!review.simulation.negotiations().pairs.empty()) {
        out += table_text(negotiation_table(review.simulation, most_comment_rows)) + '\n';
    }
    const auto reach = reachability_table(review, most_comment_rows);
    if (!reach.table.rows.empty()) out += table_text(reach.table) + '\n';
    for (const auto& sentence : reach.left_out) out += words(sentence) + "\n\n";
    return out + words(plain(proof_spans(review))) + "\n\n</details>\n";
}

}  // namespace

std::string reviews_markdown(const std::vector<Review>& reviews) {
    Comment comment;
    comment.close(verdict(reviews));
    add_counts(comment, reviews);
    add_remarks(comment, reviews);
    const auto findings_left_out = add_findings(comment, reviews);
    std::size_t estates = 0;
    while (findings_left_out == 0 && estates < reviews.size() &&
           comment.add(estate_block(reviews[estates]), for_closing)) {
        ++estates;
    }
    if (findings_left_out > 0) {
        comment.close(
            "\n**" + counted(findings_left_out, "finding") +
            " not shown, the least severe:** a comment holds 65,536 characters. The other forms of the report "
            "have all.\n");
    } else if (estates < reviews.size()) {
        comment.close("\nNegotiations and reachability of " + counted(reviews.size() - estates, "scenario") +
                      " are not shown: a comment holds 65,536 characters.\n");
    }
    return comment.take();
}

}  // namespace vpnsim
