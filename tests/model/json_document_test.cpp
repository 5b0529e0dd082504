#include "model/json_document.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "../support/random_scenario.hpp"
#include "model/scenario_writer.hpp"

namespace vpnsim::json_document_test {
namespace {

/// The slow twin: nlohmann's DOM, which has no places and does not mind duplicate keys.
nlohmann::json twin(const std::string& text) { return nlohmann::json::parse(text, nullptr, false, true); }

/// The tree as a DOM. Requires: no duplicate keys.
nlohmann::json dom(const JsonDocument& document, const JsonNode& node) {
    nlohmann::json out;
    const auto each = [&](const auto& visit) {
        for (auto child = node.first_child; child != JsonNode::none; child = document[child].next)
            visit(document[child]);
    };
    switch (node.kind) {
        case JsonKind::null: return nullptr;
        case JsonKind::boolean: return node.text == "true";
        case JsonKind::number: return nlohmann::json::parse(node.text);
        case JsonKind::text: return std::string{node.text};
        case JsonKind::array:
            out = nlohmann::json::array();
            each([&](const JsonNode& child) { out.push_back(dom(document, child)); });
            return out;
        case JsonKind::object:
            out = nlohmann::json::object();
            each([&](const JsonNode& child) { out[std::string{child.key}] = dom(document, child); });
            return out;
    }
    return out;
}

/// Every node stands where the text says: its bytes begin with what it is.
void check_places(const std::string& text, const JsonDocument& document, const JsonNode& node) {
    constexpr std::string_view starts = "ntf-\"[{";
    REQUIRE((starts.find(text[node.begin]) != std::string_view::npos || std::isdigit(text[node.begin]) != 0));
    REQUIRE((node.key_begin == node.begin || text[node.key_begin] == '"'));
    if (node.kind == JsonKind::object) REQUIRE(text[node.begin] == '{');
    if (node.kind == JsonKind::array) REQUIRE(text[node.begin] == '[');
    if (node.kind == JsonKind::text) REQUIRE(text[node.begin] == '"');
    for (auto child = node.first_child; child != JsonNode::none; child = document[child].next) {
        REQUIRE(document[child].begin > node.begin);
        check_places(text, document, document[child]);
    }
}

/// Blanks and comments wherever JSON allows them.
std::string spread(const std::string& text, std::mt19937& random) {
    static const std::vector<std::string> gaps{"", "", " ", "\n", "\t\r\n", "// \"x\": {\n", "/* , : \" */", "/**/"};
    std::string out;
    bool in_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool mark = std::string_view{"{}[],:"}.find(c) != std::string_view::npos;
        if (!in_text && mark) out += gaps[random() % gaps.size()];
        out += c;
        if (in_text && c == '\\') {
            out += text[++i];
        } else if (c == '"') {
            in_text = !in_text;
        }
        if (!in_text && mark) out += gaps[random() % gaps.size()];
    }
    return out;
}

TEST_CASE("a tree holds what a DOM of the same text holds, and each value stands where it says") {
    std::mt19937 random{7};
    for (std::uint_fast32_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const std::string text = spread(write_scenario(test::random_scenario(seed)), random);
        const auto result = read_document({"f", text});
        REQUIRE(std::holds_alternative<JsonDocument>(result));
        const auto& document = std::get<JsonDocument>(result);
        REQUIRE(dom(document, document[document.root()]) == twin(text));
        check_places(text, document, document[document.root()]);
    }
}

TEST_CASE("the reader takes exactly the texts that are JSON") {
    std::mt19937 random{8};
    const std::string alphabet = "{}[],:\"\\/*-+.eE0123456789truefalsn \n\t\xef\xbb\xbf\x80\xc3\xff\x01u";
    for (std::uint_fast32_t seed = 1; seed <= 4000; ++seed) {
        std::string text = seed % 40 == 0 ? write_scenario(test::random_scenario(seed))
                                          : R"( { "a" : [ -1.5e3 , "\u00e9é" , null ], /* c */ "b": { "c": true } } )";
        for (auto left = random() % 4; left > 0; --left) {
            const auto at = random() % text.size();
            const char byte = alphabet[random() % alphabet.size()];
            switch (random() % 3) {
                case 0: text[at] = byte; break;
                case 1: text.erase(at, 1 + random() % 3); break;
                default: text.insert(at, 1, byte); break;
            }
        }
        CAPTURE(seed, text);
        const auto result = read_document({"f", text});
        const bool taken = std::holds_alternative<JsonDocument>(result);
        REQUIRE(taken == !twin(text).is_discarded());
        if (!taken) {
            const auto& error = std::get<InputError>(result);
            CHECK((error.line >= 1 && error.column >= 1 && !error.message.empty()));
        } else if (std::get<JsonDocument>(result).errors().empty()) {
            const auto& document = std::get<JsonDocument>(result);
            REQUIRE(dom(document, document[document.root()]) == twin(text));
        }
    }
}

TEST_CASE("of equal keys the first stays and each further one is reported with both places") {
    const auto result = read_document({"f", "{\"a\": 1,\n\"b\": {\"a\": 2, \"a\": 3},\n\"a\": 4, \"\\u0061\": 5}"});
    const auto& document = std::get<JsonDocument>(result);
    CHECK(dom(document, document[document.root()]).dump() == R"({"a":1,"b":{"a":2}})");
    std::vector<std::string> texts;
    for (const auto& placed : document.errors()) texts.push_back(placed.error.text());
    CHECK(texts ==
          std::vector<std::string>{
              "f:2:15: /b/a: the key \"a\" stands here a second time; the first is at line 2, column 7 [duplicate-key]",
              "f:3:1: /a: the key \"a\" stands here a second time; the first is at line 1, column 2 [duplicate-key]",
              "f:3:9: /a: the key \"a\" stands here a second time; the first is at line 1, column 2 [duplicate-key]"});
}

TEST_CASE("long keys are cut in messages and pointers") {
    const auto result = read_document({"f", "{\"" + std::string(5000, 'x') + "\": {\"a\": 1, \"a\": 2}}"});
    const auto& errors = std::get<JsonDocument>(result).errors();
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].error.pointer == "/" + std::string(200, 'x') + ".../a");
}

}  // namespace
}  // namespace vpnsim::json_document_test
