#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/reports/review_report.hpp"

namespace vpnsim {

// What several forms of a review say in the same words.

[[nodiscard]] Ink ink_of(Severity severity);

/// "3 errors, 1 note, 2 suppressed, 5 in the baseline" or "clean, 1 note".
[[nodiscard]] Spans verdict_spans(const Review& review);
[[nodiscard]] std::string plain(const Spans& spans);

/// "10.66.90.0 -> 10.55.193.0, any protocol", or nothing without a witness.
[[nodiscard]] std::string packet_text(const Finding& finding);

/// One line for each of the first `most` rows: "10.66.90.0/24 -> 10.55.0.0/16, tcp ports 443".
struct FlowLines {
    std::vector<std::string> lines;
    std::size_t left_out = 0;
};
[[nodiscard]] FlowLines flow_lines(const Finding& finding, std::size_t most);

/// Something about the input of a review rather than about the estate: it is reported and fails nothing.
struct Remark {
    enum class Kind : std::uint8_t { expired_suppression, unused_suppression, gone_baseline_entry } kind;
    std::string sentence;
    std::string file;
    std::uint32_t line = 0;  ///< 0 = none
    std::uint32_t column = 0;
    std::string pointer;
    [[nodiscard]] std::string where() const { return line == 0 ? file : file + ':' + std::to_string(line); }
};
/// Suppressions not in force, then entries of the baseline that no longer occur.
[[nodiscard]] std::vector<Remark> remarks(const Review& review);

/// vSwitches × site networks; networks of a site that fare alike share a row. What the table leaves out, in sentences.
struct ReachabilityTable {
    Table table;
    std::vector<std::string> left_out;
};
[[nodiscard]] ReachabilityTable reachability_table(const Review& review, std::size_t most_rows);

/// "Exhaustive: 9 flow classes (…), disjoint and covering every packet …"
[[nodiscard]] Spans proof_spans(const Review& review);

/// The paths of the packet that shows a finding and of its reply; nothing where there is no packet, or where nobody in
/// the file sends it.
[[nodiscard]] std::optional<Trace> witness_trace(const Simulation& simulation, const Finding& finding);
/// "request, 1 of 2 possible: delivered via conn-1"
[[nodiscard]] std::string path_title(const Estate& estate, std::string_view direction, const std::vector<Path>& paths,
                                     std::size_t index);
/// "vgw-1: policy route narrow"
[[nodiscard]] std::string hop_title(const Hop& hop);

}  // namespace vpnsim
