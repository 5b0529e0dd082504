#include <array>
#include <filesystem>

#include "model/scenario_patch.hpp"
#include "model/scenario_writer.hpp"
#include "tools/import_input.hpp"
#include "tools/importers/facts.hpp"
#include "tools/output.hpp"
#include "tools/plan_states.hpp"
#include "tools/scenario_input.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

/// The scenario as `fmt` would write it.
std::string canonical(const std::string& text) { return write_scenario(scenario_of_import("imported scenario", text)); }

/// What a plan does, as a change for `whatif`.
std::string changes_of(const importers::ImportedScenario& made, std::string& messages) {
    if (!made.before) throw UsageError{"--changes wants a Terraform plan among the inputs"};
    const auto before = scenario_of_import("imported scenario (before)", *made.before);
    const auto after = scenario_of_import("imported scenario", made.text);
    auto patch = scenario_patch(before, after, KeysOfPatch::kept);
    const auto result = patched(before, {patch});
    const auto* const same = std::get_if<Scenario>(&result);
    if (same == nullptr || !(*same == after)) {
        messages +=
            "vpnsim: warning: the changes lead to the state after the plan, but to another order of its records "
            "(something was renamed). Use whatif --terraform-plan where the order of equal routes matters.\n";
    }
    return patch;
}

std::string scenario_name(const Arguments& arguments, const ImportInput& input) {
    if (const auto given = arguments.value("name")) return *given;
    if (const auto output = arguments.value("output")) return std::filesystem::path{*output}.stem().string();
    return input.paths.size() == 1 ? "imported-" + std::filesystem::path{input.paths.front()}.stem().string()
                                   : "imported";
}

/// Options that would do nothing, and outputs that would take one another's place.
void require_sense(const Arguments& arguments) {
    if (arguments.has("facts") && (arguments.has("changes") || arguments.has("name"))) {
        throw UsageError{"--facts makes no scenario: leave --changes and --name out"};
    }
    const auto output = arguments.value("output");
    const auto changes = arguments.value("changes");
    if (changes && changes->empty()) throw UsageError{"--changes wants the name of a file"};
    std::error_code absent;
    if (output && changes && (*output == *changes || std::filesystem::equivalent(*output, *changes, absent))) {
        throw UsageError{"--output and --changes name one file"};
    }
}

Answer run_import(const Arguments& arguments) {
    require_sense(arguments);
    auto input = read_import_input(arguments, arguments.positional());
    importers::KeyFingerprints keys{fingerprint_salt(arguments, input)};
    auto parts = importers::import_all(input.groups, keys);
    Answer answer;
    auto remarks = std::move(input.remarks);
    if (arguments.has("facts")) {
        for (const auto& part : parts) remarks.insert(remarks.end(), part.remarks.begin(), part.remarks.end());
        answer.messages = remark_messages(arguments, remarks);
        answer.text = importers::facts_text(parts, keys);
    } else {
        auto scenario = importers::scenario_of(std::move(parts), scenario_name(arguments, input), keys);
        remarks.insert(remarks.end(), scenario.remarks.begin(), scenario.remarks.end());
        answer.messages = remark_messages(arguments, remarks);
        const auto changes = arguments.value("changes");
        if (changes) {
            require_no_input(*changes, input.paths);
            answer.files.push_back({*changes, changes_of(scenario, answer.messages), OutputFile::Write::replace});
        }
        answer.text = canonical(changes ? *scenario.before : scenario.text);
    }
    if (const auto output = arguments.value("output"); output && *output != "-") {
        require_no_input(*output, input.paths);
        answer.files.push_back({*output, std::move(answer.text), OutputFile::Write::replace});
        answer.text.clear();
    }
    return answer;
}

constexpr std::array import_options{
    Option{"output", "FILE", "where the scenario goes (default: standard output)", Option::Times::once, 'o'},
    Option{"changes", "FILE",
           "of a Terraform plan: the scenario is the one before it, and what the plan changes goes here (RFC 7396)"},
    option::site,
    Option{"name", "NAME", "the scenario's name (default: from the output or the input)"},
    Option{"facts", "", "instead of a scenario, what was found in the inputs, as JSON"},
    Option{"verbose", "", "list also what was skipped because it is of no matter"},
    option::salt,
    option::max_input};

}  // namespace

const Verb& import_verb() {
    static constexpr Verb verb{
        "import",
        "[FORMAT] INPUT...",
        "makes a scenario of real configuration",
        "An INPUT is a file, a directory or - for standard input. Write the FORMAT before its inputs, several formats\n"
        "one after the other; without one it is guessed and said. Formats: terraform, aliyun, swanctl, ipsec-conf,\n"
        "cisco-asa, cisco-ios, linux, frr (docs/import.md). Ends are tied together by their addresses. Pre-shared "
        "keys\n"
        "never leave the inputs: fingerprints stand for them, equal ones for equal keys. What was assumed, not\n"
        "understood or skipped is said on standard error.\n",
        "  $ vpnsim import aliyun dump/ cisco-asa fw.txt linux core/ -o estate.json\n"
        "  $ vpnsim review estate.json\n"
        "  $ terraform show -json plan | vpnsim import terraform - -o estate.json\n"
        "  $ vpnsim import terraform plan.json -o before.json --changes change.json\n",
        1,
        10000,
        import_options,
        run_import};
    return verb;
}

}  // namespace vpnsim
