#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

#include "tools/reports/json_text.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/review_parts.hpp"
#include "tools/reports/sarif_rules.hpp"
#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

// What GitHub accepts of a run, and what it keeps of a result.
constexpr std::size_t most_results = 25'000;
constexpr std::size_t most_entities = 100;
constexpr std::size_t most_code_flows = 10;
constexpr std::size_t most_hops = 100;  ///< of a path: at most 1,000 thread-flow locations a result
// Ours: a packet path takes more bytes than the rest of its result.
constexpr std::size_t most_results_with_paths = 1'000;

/// A relative reference (RFC 3986), or a file URI for an absolute path.
std::string uri(const std::string& file) {
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    const auto path = std::filesystem::path{file}.lexically_normal().generic_string();
    std::string out = path.starts_with('/') ? "file://" : "";
    for (const char c : path) {
        if (unreserved.find(c) != std::string_view::npos) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', "0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 15]};
        }
    }
    return out;
}

Json artifact_location(const std::string& file) {
    auto name = uri(file);
    const bool below_root = !name.starts_with("file:") && !name.starts_with("..");
    Json out{{"uri", std::move(name)}};
    if (below_root) out["uriBaseId"] = "%SRCROOT%";
    return out;
}

/// Viewers want a line of every location: what stands in no file is shown at the head of the scenario.
Json physical_location(const std::string& file, std::uint32_t line, std::uint32_t column) {
    Json region{{"startLine", std::max(line, 1U)}};
    if (line > 0 && column > 0) region["startColumn"] = column;
    return {{"artifactLocation", artifact_location(file)}, {"region", std::move(region)}};
}

const std::string& file_of(const Review& review, Place place) {
    const auto& files = review.simulation.scenario().files;
    return place.line == 0 || place.file >= files.size() ? review.file() : files[place.file];
}

Json physical_location(const Review& review, Place place) {
    return physical_location(file_of(review, place), place.line, place.column);
}

Json logical_location(const std::string& name, std::string_view kind) {
    const auto shown = for_terminal(name);
    return {{"name", shown.substr(shown.rfind('/') + 1)}, {"fullyQualifiedName", shown}, {"kind", kind}};
}

Json location(const Review& review, const Finding& finding) {
    Json logical = Json::array();
    for (const auto& entity : finding.entities) {
        if (logical.size() == most_entities) break;
        logical.push_back(logical_location(entity, "resource"));
    }
    if (!finding.pointer.empty()) logical.push_back(logical_location(finding.pointer, "object"));
    Json out{{"physicalLocation", physical_location(review, finding.place)}};
    if (!logical.empty()) out["logicalLocations"] = std::move(logical);
    return out;
}

Json thread_flow_location(const Review& review, const Hop& hop) {
    auto words = hop_title(hop);
    if (!hop.detail.empty()) words += " - " + hop.detail;
    for (const auto& other : hop.beaten) words += "; not " + other.matched + ": " + other.why;
    Json where{{"physicalLocation", physical_location(review, hop.place)}, {"message", sarif_message(words)}};
    if (!hop.entity.empty()) where["logicalLocations"] = Json::array({logical_location(hop.entity, "resource")});
    return {{"location", std::move(where)}};
}

/// One for each possible path of the packet, then of its reply.
Json code_flows(const Review& review, const Trace& trace, bool& cut) {
    const auto& estate = review.simulation.scenario().estate;
    Json out = Json::array();
    const auto add = [&](std::string_view direction, const std::vector<Path>& paths) {
        for (std::size_t p = 0; p < paths.size(); ++p) {
            Json steps = Json::array();
            for (const auto& hop : paths[p].hops) {
                if (steps.size() == most_hops) break;
                steps.push_back(thread_flow_location(review, hop));
            }
            cut = cut || steps.size() < paths[p].hops.size() || out.size() == most_code_flows;
            if (steps.empty() || out.size() == most_code_flows) continue;
            const auto title = sarif_message(path_title(estate, direction, paths, p));
            out.push_back({{"message", title},
                           {"threadFlows", Json::array({{{"id", direction}, {"locations", std::move(steps)}}})}});
        }
    };
    add("request", trace.forward);
    add("reply", trace.reply);
    return out;
}

/// A finding as a result: `by` is the suppression that takes it.
struct Entry {
    const Review* review;
    const Finding* finding;
    const Suppression* by;
    bool known;  ///< the baseline has it
    std::size_t suppression;
};

/// Order: suppressed ones last; by severity; new ones first. So what a viewer drops is what matters least.
std::vector<Entry> entries(const std::vector<Review>& reviews) {
    std::vector<Entry> out;
    for (const auto& review : reviews) {
        for (const auto& finding : review.findings) out.push_back({&review, &finding, nullptr, false, 0});
        if (review.baseline) {
            for (const auto& finding : review.baseline->known) out.push_back({&review, &finding, nullptr, true, 0});
        }
        for (const auto& it : review.suppressed) {
            const bool known = review.baseline && review.baseline->fingerprints.contains(it.finding.fingerprint());
            out.push_back({&review, &it.finding, &review.simulation.scenario().suppressions[it.by], known, it.by});
        }
    }
    const auto key = [](const Entry& e) { return std::tuple{e.by != nullptr, e.finding->severity, e.known}; };
    std::stable_sort(out.begin(), out.end(), [&](const Entry& a, const Entry& b) { return key(a) < key(b); });
    return out;
}

Json suppressions(const Entry& entry) {
    auto reason = for_terminal(entry.by->reason);
    if (entry.by->until) reason += " (until " + text(*entry.by->until) + ')';
    Json where{{"physicalLocation", physical_location(*entry.review, entry.by->place)}};
    where["logicalLocations"] =
        Json::array({logical_location("/suppress/" + std::to_string(entry.suppression), "object")});
    return Json::array({{{"kind", "inSource"},
                         {"status", "accepted"},
                         {"justification", std::move(reason)},
                         {"location", std::move(where)}}});
}

Json result(const Entry& entry, std::size_t occurrence) {
    const auto& finding = *entry.finding;
    auto words = finding.message;
    if (!finding.why.empty()) words += "\n\nWhy: " + finding.why;
    if (finding.witness) words += "\n\nPacket: " + packet_text(finding);
    if (!finding.remedy.empty()) words += "\n\nRemedy: " + finding.remedy;
    const auto fingerprint = finding.fingerprint();
    Json out{{"ruleId", finding.rule},
             {"ruleIndex", sarif_rule_index(finding.rule)},
             {"level", text(finding.severity)},
             {"message", sarif_message(words)},
             {"locations", Json::array({location(*entry.review, finding)})},
             // GitHub reads the second name alone, and joins it with the path of the file.
             {"partialFingerprints",
              {{"vpnsimFinding/v1", fingerprint},
               {"primaryLocationLineHash", fingerprint + ':' + std::to_string(occurrence)}}}};
    if (entry.review->baseline) out["baselineState"] = entry.known ? "unchanged" : "new";
    if (entry.by != nullptr) out["suppressions"] = suppressions(entry);
    if (!finding.reference.empty()) out["properties"] = {{"reference", finding.reference}};
    return out;
}

std::string_view descriptor(Remark::Kind kind) {
    switch (kind) {
        case Remark::Kind::expired_suppression: return "suppression-expired";
        case Remark::Kind::unused_suppression: return "suppression-unused";
        case Remark::Kind::gone_baseline_entry: return "baseline-entry-gone";
    }
    return {};
}

constexpr std::string_view shortened = "report-shortened";

Json notification_descriptors() {
    const auto describe = [](std::string_view id, std::string_view level, std::string_view text) {
        return Json{{"id", id}, {"shortDescription", {{"text", text}}}, {"defaultConfiguration", {{"level", level}}}};
    };
    return Json::array(
        {describe(descriptor(Remark::Kind::expired_suppression), "warning",
                  "A suppression whose last day has passed: it no longer hides its findings."),
         describe(descriptor(Remark::Kind::unused_suppression), "note", "A suppression that matches no finding."),
         describe(descriptor(Remark::Kind::gone_baseline_entry), "note",
                  "A finding of the baseline that no longer occurs: its entry can be removed."),
         describe(shortened, "warning", "Something was left out of this report.")});
}

Json notification(std::string_view id, std::string_view level, const std::string& text) {
    return {{"descriptor", {{"id", id}}}, {"level", level}, {"message", sarif_message(text)}};
}

Json notifications(const std::vector<Review>& reviews) {
    Json out = Json::array();
    for (const auto& review : reviews) {
        for (const auto& remark : remarks(review)) {
            const bool expired = remark.kind == Remark::Kind::expired_suppression;
            auto it = notification(descriptor(remark.kind), expired ? "warning" : "note", remark.sentence);
            Json where{{"physicalLocation", physical_location(remark.file, remark.line, remark.column)}};
            if (!remark.pointer.empty()) {
                where["logicalLocations"] = Json::array({logical_location(remark.pointer, "object")});
            }
            it["locations"] = Json::array({std::move(where)});
            out.push_back(std::move(it));
        }
    }
    return out;
}

}  // namespace

std::string reviews_sarif(const std::vector<Review>& reviews) {
    auto told = notifications(reviews);
    const auto all = entries(reviews);
    std::map<std::pair<std::string, std::string>, std::size_t> occurrences;  // of a fingerprint in a file
    Json results = Json::array();
    bool paths_cut = false;
    for (const auto& entry : all) {
        if (results.size() == most_results) break;
        auto it =
            result(entry, ++occurrences[{file_of(*entry.review, entry.finding->place), entry.finding->fingerprint()}]);
        if (entry.finding->witness && results.size() >= most_results_with_paths) paths_cut = true;
        else if (const auto trace = witness_trace(entry.review->simulation, *entry.finding)) {
            auto flows = code_flows(*entry.review, *trace, paths_cut);
            if (!flows.empty()) it["codeFlows"] = std::move(flows);
        }
        results.push_back(std::move(it));
    }
    if (results.size() < all.size()) {
        told.push_back(notification(shortened, "warning",
                                    std::to_string(all.size() - results.size()) + " of " + std::to_string(all.size()) +
                                        " findings are left out, the least severe: a run holds 25,000 results."));
    }
    if (paths_cut) {
        told.push_back(
            notification(shortened, "note",
                         "Not every packet path is here: paths are given for the first 1,000 results, at most 10 of "
                         "each and 100 hops of a path. vpnsim trace shows all."));
    }
    Json driver{{"name", "vpnsim"},
                {"version", VPNSIM_VERSION},
                {"semanticVersion", VPNSIM_VERSION},
                {"rules", sarif_rules()},
                {"notifications", notification_descriptors()}};
    Json run{{"tool", {{"driver", std::move(driver)}}},
             {"invocations",
              Json::array({{{"executionSuccessful", true}, {"toolExecutionNotifications", std::move(told)}}})},
             {"columnKind", "unicodeCodePoints"},
             {"results", std::move(results)}};
    return json_text({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", Json::array({std::move(run)})}});
}

}  // namespace vpnsim
