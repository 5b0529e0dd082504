#include <algorithm>
#include <array>
#include <filesystem>

#include "tools/reports/names.hpp"
#include "tools/reports/review_parts.hpp"
#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_of_a_level = 10;  ///< that GitHub shows of one step

/// The value of a command: the runner turns these back.
std::string command_data(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '%': out += "%25"; break;
            case '\r': out += "%0D"; break;
            case '\n': out += "%0A"; break;
            default: out += c;
        }
    }
    return out;
}

/// The value of a property of a command.
std::string property(std::string_view text) {
    std::string out;
    for (const char c : command_data(for_terminal(text))) {
        switch (c) {
            case ':': out += "%3A"; break;
            case ',': out += "%2C"; break;
            default: out += c;
        }
    }
    return out;
}

/// What becomes one annotation. Paths are those of the repository where the program runs at its root.
struct Annotation {
    Severity severity;
    std::string file;
    std::uint32_t line;
    std::string title;
    std::vector<std::string> lines;

    [[nodiscard]] std::string text() const {
        constexpr std::array<std::string_view, 3> commands{"error", "warning", "notice"};
        auto out = "::" + std::string{commands[static_cast<std::size_t>(severity)]} +
                   " file=" + property(std::filesystem::path{file}.lexically_normal().generic_string());
        if (line > 0) out += ",line=" + std::to_string(line);
        out += ",title=" + property(title) + "::";
        for (std::size_t i = 0; i < lines.size(); ++i)
            out += (i == 0 ? "" : "%0A") + command_data(for_terminal(lines[i]));
        return out + '\n';
    }
};

Annotation annotation(const Review& review, const Finding& finding) {
    const auto& files = review.simulation.scenario().files;
    const bool known = finding.place.line != 0 && finding.place.file < files.size();
    Annotation out{finding.severity,
                   known ? files[finding.place.file] : review.file(),
                   known ? finding.place.line : 0,
                   finding.rule + (finding.reference.empty() ? "" : " [" + finding.reference + ']'),
                   {finding.message}};
    if (!finding.why.empty()) out.lines.push_back("Why: " + finding.why);
    if (finding.witness) out.lines.push_back("Packet: " + packet_text(finding));
    if (!finding.remedy.empty()) out.lines.push_back("Remedy: " + finding.remedy);
    return out;
}

std::string title_of(Remark::Kind kind) {
    switch (kind) {
        case Remark::Kind::expired_suppression: return "expired suppression";
        case Remark::Kind::unused_suppression: return "unused suppression";
        case Remark::Kind::gone_baseline_entry: return "baseline";
    }
    return {};
}

/// A line for the log that is no command, whatever it says: "::" begins one, "##[" did once.
std::string log_line(std::string_view text) {
    auto out = for_terminal(text);
    for (auto at = out.find("##"); at != std::string::npos; at = out.find("##", at + 2)) out.insert(at + 1, " ");
    return "vpnsim: " + out + '\n';
}

}  // namespace

std::string reviews_github(const std::vector<Review>& reviews) {
    std::vector<Annotation> all;
    // Suppressions and the baseline come before notes on the estate: they are few and somebody has to act on them.
    for (const auto& review : reviews) {
        for (auto& it : remarks(review)) {
            all.push_back({Severity::note, it.file, it.line, title_of(it.kind), {std::move(it.sentence)}});
        }
    }
    for (const auto& review : reviews) {
        for (const auto& finding : review.findings) all.push_back(annotation(review, finding));
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.severity < b.severity; });
    std::array<std::size_t, 3> shown{};
    std::array<std::size_t, 3> left_out{};
    std::string out;
    for (const auto& it : all) {
        const auto level = static_cast<std::size_t>(it.severity);
        if (shown[level] == most_of_a_level) {
            ++left_out[level];
            continue;
        }
        ++shown[level];
        out += it.text();
    }
    for (const auto& review : reviews) out += log_line(review.file() + ": " + plain(verdict_spans(review)));
    std::vector<std::string> more;
    for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
        const auto count = left_out[static_cast<std::size_t>(severity)];
        if (count > 0) more.push_back(counted(count, "more " + std::string{text(severity)}));
    }
    if (more.empty()) return out;
    return out + log_line(joined(more) +
                          " without annotation: GitHub shows 10 of each level and step; the other "
                          "forms of the report have all");
}

}  // namespace vpnsim
