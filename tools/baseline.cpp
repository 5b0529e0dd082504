#include "tools/baseline.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "model/decoder.hpp"
#include "model/json_text.hpp"
#include "tools/command_line.hpp"
#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

constexpr std::string_view format = "vpnsim-baseline/1";

bool is_fingerprint(std::string_view text) {
    return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

BaselineEntry decode_entry(Decoder& in, const JsonValue& value) {
    BaselineEntry out;
    out.fingerprint = value.key();
    out.place = in.place(value);
    if (!is_fingerprint(out.fingerprint)) {
        in.report(InputFault::unknown_value, value,
                  in_quotes(out.fingerprint) + " is no fingerprint: 16 digits of 0-9 and a-f");
    }
    const auto entities = [&](const JsonValue& list) {
        in.list(list, [&](const JsonValue& element) {
            if (const auto entity = in.text(element)) out.entities.emplace_back(*entity);
        });
    };
    in.object(value, {{"rule", [&](const JsonValue& v) { set(out.rule, in.text(v)); }, Presence::required},
                      {"entities", entities},
                      {"message", [&](const JsonValue& v) { set(out.message, in.text(v)); }}});
    return out;
}

Baseline decode(Decoder& in, const JsonValue& root) {
    Baseline out;
    const auto check_format = [&](const JsonValue& value) {
        const auto written = in.text(value);
        if (written && *written != format) {
            in.report(InputFault::unsupported_format, value,
                      "the format " + in_quotes(*written) + " is no baseline; this program reads " + in_quotes(format));
        }
    };
    const auto scenarios = [&](const JsonValue& value) {
        in.members(value, [&](const JsonValue& member) {
            auto& scenario = out.scenarios.emplace_back(BaselineScenario{std::string{member.key()}, {}});
            in.members(member, [&](const JsonValue& entry) { scenario.entries.push_back(decode_entry(in, entry)); });
        });
    };
    in.object(root, {{"format", check_format, Presence::required}, {"scenarios", scenarios, Presence::required}});
    return out;
}

std::filesystem::path normal(const std::filesystem::path& path) {
    return std::filesystem::absolute(path).lexically_normal();
}

}  // namespace

Baseline read_baseline(const std::string& file, std::string bytes) {
    const ReadLimits limits;
    const auto read = read_document({file, std::move(bytes)}, limits);
    if (const auto* const error = std::get_if<InputError>(&read)) throw InputFailure{{error->text()}};
    const auto& document = std::get<JsonDocument>(read);
    Decoder in{document, limits};
    for (const auto& error : document.errors()) in.report(error);
    auto out = decode(in, JsonValue{document[document.root()]});
    if (in.error_count() > 0) {
        std::vector<std::string> lines;
        for (const auto& error : in.take_errors()) lines.push_back(error.text());
        throw InputFailure{std::move(lines)};
    }
    out.file = file;
    return out;
}

std::string baseline_text(Baseline baseline) {
    const auto key = [](const BaselineEntry& e) { return std::tie(e.rule, e.entities, e.fingerprint); };
    std::sort(baseline.scenarios.begin(), baseline.scenarios.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    JsonText out;
    out.object([&] {
        out.text("format", format);
        out.object("scenarios", [&] {
            for (auto& [path, entries] : baseline.scenarios) {
                std::sort(entries.begin(), entries.end(),
                          [&](const auto& a, const auto& b) { return key(a) < key(b); });
                out.object(path, [&out, &list = entries] {
                    for (const auto& entry : list) {
                        out.object(entry.fingerprint, [&] {
                            out.text("rule", entry.rule);
                            out.values("entities", entry.entities,
                                       [](const std::string& entity) { return std::string_view{entity}; });
                            out.text("message", entry.message);
                        });
                    }
                });
            }
        });
    });
    return std::move(out).take();
}

std::string baseline_path(const std::string& baseline_file, const std::string& scenario_file) {
    if (scenario_file == "<stdin>") return scenario_file;
    const auto from = normal(baseline_file).parent_path();
    return for_terminal(normal(scenario_file).lexically_relative(from).generic_string());
}

void replace_entries(Baseline& baseline, const std::string& path, const std::vector<const Finding*>& findings) {
    std::erase_if(baseline.scenarios, [&](const auto& scenario) { return scenario.path == path; });
    BaselineScenario scenario{path, {}};
    std::set<std::string> written;
    for (const auto* const finding : findings) {
        const auto fingerprint = finding->fingerprint();
        if (!written.insert(fingerprint).second) continue;
        scenario.entries.push_back({fingerprint, finding->rule, finding->entities, finding->message});
    }
    baseline.scenarios.push_back(std::move(scenario));
}

BaselineComparison compare(const Baseline& baseline, const std::string& path, std::vector<Finding>& findings,
                           const std::vector<const Finding*>& others) {
    BaselineComparison out{baseline.file, {}, {}, {}};
    const auto scenario = std::find_if(baseline.scenarios.begin(), baseline.scenarios.end(),
                                       [&](const auto& s) { return s.path == path; });
    if (scenario == baseline.scenarios.end()) return out;
    for (const auto& entry : scenario->entries) out.fingerprints.insert(entry.fingerprint);
    std::set<std::string> seen;
    for (const auto* const other : others) seen.insert(other->fingerprint());
    std::vector<Finding> rest;
    for (auto& finding : findings) {
        const auto fingerprint = finding.fingerprint();
        const bool known = out.fingerprints.contains(fingerprint);
        if (known) seen.insert(fingerprint);
        (known ? out.known : rest).push_back(std::move(finding));
    }
    findings = std::move(rest);
    for (const auto& entry : scenario->entries) {
        if (!seen.contains(entry.fingerprint)) out.gone.push_back(entry);
    }
    return out;
}

}  // namespace vpnsim
