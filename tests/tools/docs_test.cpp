// The documents, the code and the scenarios speak of the same rules.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "../support/scenario_files.hpp"
#include "model/finding_rules.hpp"

namespace vpnsim::test::docs_test {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const fs::path source = VPNSIM_SOURCE_DIR;

/// What the first group of the expression matches in a text.
Names all_matches(const std::string& text, const std::regex& expression) {
    Names out;
    for (std::sregex_iterator it{text.begin(), text.end(), expression}, end; it != end; ++it) out.insert((*it)[1]);
    return out;
}

Names without(const Names& a, const Names& b) {
    Names out;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
    return out;
}

/// Rule ids that a text cites: R5, N26, C12; both ends of a range such as N9-N11.
Names cited(const std::string& text) {
    static const std::regex id{R"(\b([RNC][1-9][0-9]?)\b)"};
    return all_matches(text, id);
}

/// "scenarios/regressions/rules/R5-x.json" -> "R5"; ids in other places of the name count as well.
Names cited_by_code_and_scenarios() {
    Names out;
    for (const auto* const folder : {"model", "sim", "tools", "tests"}) {
        for (const auto& entry : fs::recursive_directory_iterator{source / folder}) {
            const auto extension = entry.path().extension();
            if (extension == ".cpp" || extension == ".hpp") out.merge(cited(read_file(entry.path().string())));
        }
    }
    for (const auto& path : valid_scenario_files()) out.merge(cited(fs::path{path}.filename().string()));
    return out;
}

/// The rules of docs/semantics.md by what stands on the line under the heading behind the dot: "simulated" …
std::map<std::string, std::string> documented_rules() {
    static const std::regex heading{R"(### ([RNC][0-9]+)\. [^\n]+\n[^\n]+ · (simulated|background)\n)"};
    const auto text = read_file((source / "docs/semantics.md").string());
    std::map<std::string, std::string> out;
    for (std::sregex_iterator it{text.begin(), text.end(), heading}, end; it != end; ++it) out[(*it)[1]] = (*it)[2];
    return out;
}

/// Rules of docs/findings.md that have a section of their own.
Names explained_findings() {
    static const std::regex heading{R"(\n### `([a-z0-9-]+)` \([EWN]\)\n)"};
    return all_matches(read_file((source / "docs/findings.md").string()), heading);
}

}  // namespace

TEST_CASE("every rule has a number of its own and says how far it is simulated") {
    const auto rules = documented_rules();
    for (const auto& [letter, count] : {std::pair{'R', 29}, {'N', 26}, {'C', 16}}) {
        for (int n = 1; n <= count; ++n) {
            INFO("rule " << letter << n);
            CHECK(rules.count(letter + std::to_string(n)) == 1);
        }
    }
    CHECK(rules.size() == 71);
}

TEST_CASE("every rule that code or a scenario cites is documented") {
    Names documented;
    for (const auto& [id, ignored] : documented_rules()) documented.insert(id);
    CHECK(without(cited_by_code_and_scenarios(), documented) == Names{});
}

TEST_CASE("every rule that is said to be simulated is cited by code or by the name of a scenario") {
    Names simulated;
    for (const auto& [id, status] : documented_rules()) {
        if (status == "simulated") simulated.insert(id);
    }
    CHECK(without(simulated, cited_by_code_and_scenarios()) == Names{});
}

TEST_CASE("every rule that is said to be simulated has a scenario that shows it") {
    Names shown;
    for (const auto& path : valid_scenario_files()) {
        if (fs::path{path}.parent_path().filename() == "rules") shown.merge(cited(fs::path{path}.filename().string()));
    }
    for (const auto& [id, status] : documented_rules()) {
        INFO(id << " is " << status);
        CHECK((shown.count(id) == 1) == (status == "simulated"));
    }
}

TEST_CASE("every finding rule of the program is documented once, and no other") {
    Names of_program;
    for (const auto& rule : finding_rules()) of_program.insert(std::string{rule.id});
    const auto explained = explained_findings();
    CHECK(without(of_program, explained) == Names{});
    CHECK(without(explained, of_program) == Names{});
}

TEST_CASE("documented severities of findings are those of the program") {
    const auto text = read_file((source / "docs/findings.md").string());
    for (const auto& rule : finding_rules()) {
        const char letter = rule.severity == Severity::error ? 'E' : rule.severity == Severity::warning ? 'W' : 'N';
        const auto id = '`' + std::string{rule.id} + '`';
        INFO(id);
        CHECK(text.find("### " + id + " (" + letter + ")\n") != std::string::npos);
    }
}

TEST_CASE("every finding that is reported has a minimal pair of scenarios") {
    for (const auto& rule : explained_findings()) {
        if (rule == "analysis-incomplete") continue;  // the limit is an option of the program, no scenario has it
        const auto folder = source / "scenarios/regressions/findings" / rule;
        INFO(folder.string());
        const auto triggers = load_scenario((folder / "triggers.json").string());
        const auto clear = load_scenario((folder / "clear.json").string());
        const auto expects = [&](const Scenario& scenario) {
            const auto& all = scenario.expect.findings;
            return std::any_of(all.begin(), all.end(), [&](const auto& f) { return f.rule == rule; });
        };
        CHECK(expects(triggers));
        CHECK_FALSE(expects(clear));
        CHECK(clear.expect.no_other_findings.has_value());
    }
}

}  // namespace vpnsim::test::docs_test
