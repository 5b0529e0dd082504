// The table "Symptoms and causes" of docs/findings.md: complete, and only what exists is named in it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "model/finding_rules.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::cause_table_test {
namespace {

using Names = std::set<std::string>;
using Row = std::vector<std::string>;

const std::regex rule_form{"`([a-z0-9]+(?:-[a-z0-9]+)*)`"};
const std::regex code_form{"`([A-Z][A-Za-z0-9]+)`"};

Names named(const std::string& text, const std::regex& form) {
    Names out;
    for (std::sregex_iterator it{text.begin(), text.end(), form}, end; it != end; ++it) out.insert((*it)[1]);
    return out;
}

std::string section() {
    const auto page = read_file(std::string{VPNSIM_SOURCE_DIR} + "/docs/findings.md");
    const auto begin = page.find("\n## Symptoms and causes\n");
    REQUIRE(begin != std::string::npos);
    return page.substr(begin, page.find("\n## ", begin + 1) - begin);
}

/// Cells without the blanks around them, header and ruler left out.
std::vector<Row> rows() {
    std::vector<Row> out;
    std::istringstream lines{section()};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('|') || line.starts_with("|--")) continue;
        Row row;
        std::istringstream cells{line.substr(1)};
        for (std::string cell; std::getline(cells, cell, '|');) {
            const auto first = cell.find_first_not_of(' ');
            row.push_back(first == std::string::npos ? "" : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
        }
        out.push_back(std::move(row));
    }
    REQUIRE(out.size() > 100);
    out.erase(out.begin());
    return out;
}

}  // namespace

TEST_CASE("every cause has its source, its symptom and an answer") {
    Names seen;
    for (const auto& row : rows()) {
        CAPTURE(row);
        REQUIRE(row.size() == 4);
        for (const auto& cell : row) CHECK_FALSE(cell.empty());
        CHECK((row[0] == "Guide" || row[0] == "FAQ"));
        CHECK((!named(row[3], rule_form).empty() || row[3].starts_with("Not in configuration")));
        CHECK(seen.insert(row[0] + '|' + row[1] + '|' + row[2]).second);
    }
}

TEST_CASE("every rule that the table of causes names exists, and every rule stands there or beyond it") {
    const auto text = section();
    const auto in_text = named(text, rule_form);
    for (const auto& rule : in_text) {
        CAPTURE(rule);
        CHECK(find_rule(rule) != nullptr);
    }
    Names in_table;
    for (const auto& row : rows()) in_table.merge(named(row[3], rule_form));
    const auto beyond = named(text.substr(text.find("\nRules beyond the documents:")), rule_form);
    for (const auto& rule : finding_rules()) {
        const std::string id{rule.id};
        CAPTURE(id);
        CHECK(in_table.count(id) + beyond.count(id) == 1);
    }
}

TEST_CASE("every error code stands in the table once, with findings that account for it") {
    Names codes;
    for (const auto& row : rows()) {
        for (const auto& code : named(row[1] + row[2] + row[3], code_form)) {
            CAPTURE(code);
            CHECK(codes.insert(code).second);
            const auto run = vpnsim_run({"explain", "code", code, "--format", "json"});
            REQUIRE(run.exit_code == 0);
            const auto rules = nlohmann::json::parse(run.out)["rules"];
            for (const auto& rule : named(row[3], rule_form)) {
                CAPTURE(rule);
                CHECK(std::find(rules.begin(), rules.end(), rule) != rules.end());
            }
        }
    }
    CHECK(codes.size() == 26);
}

}  // namespace vpnsim::cause_table_test
