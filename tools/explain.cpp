#include <algorithm>
#include <array>

#include "model/device_profile.hpp"
#include "model/finding_rules.hpp"
#include "model/input_error.hpp"
#include "tools/diagnosis/documents.hpp"
#include "tools/diagnosis/keyword_search.hpp"
#include "tools/diagnosis/log_keywords.hpp"
#include "tools/diagnosis/log_reading.hpp"
#include "tools/reports/explanation_report.hpp"
#include "tools/reports/log_report.hpp"
#include "tools/scenario_input.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

/// Where and how the answer is wanted.
struct Form {
    Format format;
    Screen where_to;

    template <class Thing>
    [[nodiscard]] Answer of(const Thing& thing, Json (*as_json)(const Thing&),
                            std::string (*as_text)(const Thing&, Screen)) const {
        return {format == Format::json ? json_text(as_json(thing)) : as_text(thing, where_to)};
    }
};

/// A kind of things that can be explained: finds one by name; names all of them, for the nearest one.
struct Kind {
    std::string_view name;
    std::optional<Answer> (*explain)(const std::string& thing, const Form& form);
    void (*add_names)(std::vector<std::string>& names);
};

std::optional<Answer> explain_profile(const std::string& name, const Form& form) {
    const auto* const profile = find_profile(name);
    if (profile == nullptr) return std::nullopt;
    return form.of(*profile, profile_json, profile_text);
}

std::optional<Answer> explain_rule(const std::string& name, const Form& form) {
    const auto* const rule = find_rule(name);
    if (rule == nullptr) return std::nullopt;
    return form.of(*rule, rule_json, rule_text);
}

std::optional<Answer> explain_code(const std::string& name, const Form& form) {
    const auto* const code = find_diagnosis_code(name);
    if (code == nullptr) return std::nullopt;
    return form.of(*code, code_json, code_text);
}

/// R5 of docs/semantics.md.
std::optional<Answer> explain_semantics(const std::string& name, const Form& form) {
    const auto section = find_section(semantics_page(), name + ". ");
    if (!section) return std::nullopt;
    return form.of(*section, semantics_json, semantics_text);
}

/// The keywords of a log line, each followed by those inside of it; else those that hold the text.
std::optional<Answer> explain_keywords(const std::string& line, const Form& form) {
    constexpr std::size_t least_part = 4;  // fewer letters stand in any keyword
    auto found = KeywordSearch{}.find(line);
    if (found.empty() &&
        line.size() - static_cast<std::size_t>(std::count(line.begin(), line.end(), ' ')) >= least_part)
        found = keywords_with(line);
    if (found.empty()) return std::nullopt;
    std::stable_sort(found.begin(), found.end(), more_specific);
    std::vector<std::size_t> all;
    for (const auto keyword : found) {
        all.push_back(keyword);
        const auto& within = log_keywords()[keyword].within;
        all.insert(all.end(), within.begin(), within.end());
    }
    std::vector<std::size_t> each_once;
    for (const auto keyword : all) {
        if (std::find(each_once.begin(), each_once.end(), keyword) == each_once.end()) each_once.push_back(keyword);
    }
    return form.of(each_once, keywords_json, keywords_text);
}

// The first kind that knows a name explains it.
constexpr std::array<Kind, 5> kinds{{
    {"profile", explain_profile,
     [](std::vector<std::string>& names) {
         for (const auto& known : built_in_profiles()) names.push_back(known.profile.name);
     }},
    {"rule", explain_rule,
     [](std::vector<std::string>& names) {
         for (const auto& known : finding_rules()) names.emplace_back(known.id);
     }},
    {"code", explain_code,
     [](std::vector<std::string>& names) {
         for (const auto& code : diagnosis_codes()) {
             names.emplace_back(code.name);
             names.emplace_back(code.console);
         }
     }},
    {"semantics", explain_semantics,
     [](std::vector<std::string>& names) {
         for (const auto& title : section_titles(semantics_page())) names.push_back(title.substr(0, title.find('.')));
     }},
    {"keyword", explain_keywords,
     [](std::vector<std::string>& names) {
         for (const auto& keyword : log_keywords()) names.emplace_back(keyword.text);
     }},
}};

Answer explain_name(const std::vector<std::string>& words, const Form& form) {
    std::vector<std::string_view> kind_names;
    for (const auto& kind : kinds) kind_names.push_back(kind.name);
    const bool any_kind = words.size() == 1;
    if (!any_kind && std::find(kind_names.begin(), kind_names.end(), words.front()) == kind_names.end()) {
        throw UsageError{"cannot explain a " + in_quotes(words.front()) + suggestion(words.front(), kind_names) +
                         " (profile, rule, code, semantics, keyword)"};
    }
    std::vector<std::string> names;
    for (const auto& kind : kinds) {
        if (!any_kind && kind.name != words.front()) continue;
        if (auto answer = kind.explain(words.back(), form)) return *std::move(answer);
        kind.add_names(names);
    }
    const std::vector<std::string_view> views{names.begin(), names.end()};
    throw UsageError{"nothing is known about " + in_quotes(words.back()) + suggestion(words.back(), views)};
}

Answer explain_log(const std::string& file, const Arguments& arguments, const Form& form) {
    const auto& scenarios = arguments.positional();
    if (scenarios.size() > 1) throw UsageError{"unexpected " + in_quotes(scenarios[1])};
    if (file == "-" && !scenarios.empty() && scenarios[0] == "-") {
        throw UsageError{"standard input can be read once only"};
    }
    const ScenarioInput input{arguments};
    const auto bytes = input.read_bytes(file, "log");
    const auto answer = [&](const LogReading& reading, const LogSubject& subject) {
        return Answer{form.format == Format::json ? json_text(log_json(reading, subject))
                                                  : log_text(reading, subject, form.where_to)};
    };
    const std::string name = file == "-" ? "<stdin>" : file;
    if (scenarios.empty()) return answer(read_alone(read_ipsec_log(bytes, nullptr)), {name});
    SimulationLimits limits;
    if (const auto most = max_classes(arguments)) limits.max_boxes = *most;
    const Simulation simulation{input.read(scenarios[0]), limits};
    const LogPlaces places{simulation};
    const auto& findings = simulation.findings();
    return answer(read_against(read_ipsec_log(bytes, &places), simulation, findings, places),
                  {name, &simulation.scenario()});
}

Answer run_explain(const Arguments& arguments) {
    const Form form{answer_format(arguments), screen(arguments)};
    if (const auto log = arguments.value("log")) return explain_log(*log, arguments, form);
    if (arguments.positional().empty()) throw UsageError{"expected [KIND] NAME, or --log FILE"};
    for (const auto& o : {option::max_input, option::root, option::max_classes}) {
        if (arguments.has(o.name)) throw UsageError{"--" + std::string{o.name} + " goes with --log"};
    }
    return explain_name(arguments.positional(), form);
}

constexpr std::array explain_options{
    Option{"log", "FILE",
           "read an exported IPsec log, or - for standard input; with a SCENARIO, say what in it accounts for each "
           "event"},
    option::format,
    option::color,
    option::max_classes,
    option::max_input,
    option::root};

}  // namespace

const Verb& explain_verb() {
    static constexpr Verb verb{
        "explain",
        "[KIND] NAME | --log FILE [SCENARIO]",
        "explains a rule, an error code, a log line or a profile; reads IPsec logs",
        "NAME is a finding rule, an error code of the cloud or its words in the console, a keyword or a whole line of "
        "an\n"
        "IPsec log, a device profile, or a rule such as R5. KIND (rule, code, keyword, profile, semantics) is needed "
        "only\n"
        "if a name could be several of these. A log may have any form with one record a line.\n",
        "  $ vpnsim explain policy-route-order\n"
        "  $ vpnsim explain PskMismatch\n"
        "  $ vpnsim explain \"received NO_PROPOSAL_CHOSEN\"\n"
        "  $ vpnsim explain profile cisco-asa\n"
        "  $ vpnsim explain R5\n"
        "  $ vpnsim explain --log vpn.log estate.json\n",
        0,
        2,
        explain_options,
        run_explain};
    return verb;
}

}  // namespace vpnsim
