#include "tools/importers/settings_parser.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace vpnsim::importers::settings_parser_test {
namespace {

struct Parsed {
    std::vector<InputText> inputs;
    Remarks remarks;
    SettingsTree tree;

    explicit Parsed(std::vector<InputText> given) : inputs{std::move(given)} {
        SettingsParser parser{inputs, remarks};
        parser.read(0);
        tree = parser.tree();
    }
    explicit Parsed(std::string text) : Parsed{std::vector<InputText>{{"swanctl.conf", std::move(text)}}} {}

    [[nodiscard]] std::string value(const std::vector<std::string>& path) const {
        SettingsReader reader{tree};
        auto view = reader.root();
        for (std::size_t i = 0; i + 1 < path.size(); ++i) view = reader.section(view, path[i]);
        const auto* const found = reader.value(view, path.back());
        return found == nullptr ? "-" : found->text;
    }
    [[nodiscard]] bool says(const std::string& kind) const {
        return std::any_of(remarks.begin(), remarks.end(), [&](const auto& r) { return r.kind == kind; });
    }
};

}  // namespace

TEST_CASE("a value goes to the end of its line, a comment or a closing brace") {
    const Parsed parsed{"a {\n one = x  y\t z # not this\n b { two = 2 } three = \"in # \\\"quotes\\\"\" }\n"};
    CHECK(parsed.value({"a", "one"}) == "x y z");
    CHECK(parsed.value({"a", "b", "two"}) == "2");
    CHECK(parsed.value({"a", "three"}) == "in # \"quotes\"");
    CHECK(parsed.remarks.empty());
}

TEST_CASE("sections of one name are one, and the last value counts") {
    const Parsed parsed{"a { x = 1\n y = 1 }\nb { }\na { x = 2 }\n"};
    CHECK(parsed.value({"a", "x"}) == "2");
    CHECK(parsed.value({"a", "y"}) == "1");
}

TEST_CASE("references take over values and sections, forward and chained, and own values win") {
    const Parsed parsed{
        "a : b { x = own }\n"
        "b : c, d { y = b\n s { p = b } }\n"
        "c { x = c\n y = c\n z = c\n s { p = c\n q = c } }\n"
        "d { z = d\n w = d }\n"};
    CHECK(parsed.value({"a", "x"}) == "own");
    CHECK(parsed.value({"a", "y"}) == "b");
    CHECK(parsed.value({"a", "z"}) == "c");
    CHECK(parsed.value({"a", "w"}) == "d");
    CHECK(parsed.value({"a", "s", "p"}) == "b");
    CHECK(parsed.value({"a", "s", "q"}) == "c");
}

TEST_CASE("a reference may lead deep into another section") {
    const Parsed parsed{"x : a.b.c { }\na { b : t { } }\nt { c { v = deep } }\n"};
    CHECK(parsed.value({"x", "v"}) == "deep");
}

TEST_CASE("an empty value clears what a reference would give") {
    const Parsed parsed{"a : b { x = \n y = 1 }\nb { x = 1 }\n"};
    CHECK(parsed.value({"a", "x"}) == "-");
    CHECK(parsed.value({"a", "y"}) == "1");
}

TEST_CASE("references in a circle end") {
    const Parsed parsed{"a : b { x = 1 }\nb : a { y = 2 }\nc : c.d { d : c.d { } }\ne { f : e.f.f, e.f { } }\n"};
    CHECK(parsed.value({"a", "y"}) == "2");
    CHECK(parsed.value({"b", "x"}) == "1");
    CHECK(parsed.value({"c", "d", "z"}) == "-");
    CHECK(parsed.value({"e", "f", "f", "z"}) == "-");
}

TEST_CASE("references that multiply are cut off") {
    std::string text;
    for (int i = 0; i < 40; ++i) {
        const auto n = std::to_string(i);
        const auto next = std::to_string(i + 1);
        text += "s" + n + " { l : s" + next + ".l, s" + next + ".r { }\n r : s" + next + ".r, s" + next + ".l { } }\n";
    }
    const Parsed parsed{text};
    SettingsReader reader{parsed.tree};
    CHECK(reader.value(reader.section(reader.section(reader.root(), "s0"), "l"), "x") == nullptr);
}

TEST_CASE("line ends do not matter") {
    const std::string text = "a { # c\n x = 1 2\n s = \"p \\\n q\"\n}\n";
    std::string windows;
    for (const char c : text) windows += c == '\n' ? "\r\n" : std::string{c};
    const Parsed unix_ends{text};
    const Parsed windows_ends{windows};
    for (const auto* const key : {"x", "s"}) CHECK(unix_ends.value({"a", key}) == windows_ends.value({"a", key}));
    CHECK(unix_ends.value({"a", "s"}) == "p  q");
}

TEST_CASE("includes are found among the inputs, by the last parts of their paths") {
    const Parsed parsed{{{"fw-1/swanctl.conf", "a { include /etc/swanctl/conf.d/*.conf\n}\ninclude more.conf\n"},
                         {"fw-1/conf.d/x.conf", "x = 1\n"},
                         {"fw-1/conf.d/y.conf", "y = 2\n"},
                         {"fw-1/more.conf", "m { v = 3 }\n"}}};
    CHECK(parsed.value({"a", "x"}) == "1");
    CHECK(parsed.value({"a", "y"}) == "2");
    CHECK(parsed.value({"m", "v"}) == "3");
    CHECK(parsed.remarks.empty());
}

TEST_CASE("an include of a file that was not given is said") {
    CHECK(Parsed{"include other.conf\n"}.says("include-not-given"));
    CHECK(Parsed{"include conf.d/*.conf\n"}.says("include-matches-nothing"));
}

TEST_CASE("files that include one another end") {
    const Parsed parsed{{{"a.conf", "include b.conf\nx = 1\n"}, {"b.conf", "include a.conf\ny = 2\n"}}};
    CHECK(parsed.value({"x"}) == "1");
    CHECK(parsed.value({"y"}) == "2");
    CHECK(parsed.says("include-cycle"));
}

TEST_CASE("mistakes are said without a word of what is written, and reading goes on") {
    const std::string key = "INVENTED-key-in-the-wrong-place";
    for (const auto& text : {"secret " + key + "\n", "\"" + key + "\"\n", key + " " + key + "\n", "= " + key + "\n",
                             "x { " + key + "\n", "} " + key + "\n", "a." + key + " { }\n", "x = {" + key + "}\n",
                             "s = \"" + key + "\nx = 2\n", "a : " + key + " b\n"}) {
        INFO(text);
        const Parsed parsed{text + "good { x = 1 }\n"};
        CHECK_FALSE(parsed.remarks.empty());
        for (const auto& remark : parsed.remarks) CHECK(importers::text(remark).find(key) == std::string::npos);
    }
    const Parsed parsed{"oops\ngood { x = 1 }\nbad line\n"};
    CHECK(parsed.value({"good", "x"}) == "1");
    CHECK(parsed.says("syntax"));
}

TEST_CASE("a text cut off anywhere ends without harm") {
    const std::string text = "# c\na : b.c, d { x = \"q\\\"\" 1\n include x\n e { f = 1 } }\ninclude y\n";
    for (std::size_t length = 0; length <= text.size(); ++length) Parsed{text.substr(0, length)};
    CHECK(Parsed{"a { b {"}.says("syntax"));
    CHECK(Parsed{"a = \"open\n"}.says("unterminated-quote"));
}

TEST_CASE("sections nested without end are left out") {
    const Parsed parsed{"a { x = 1 }\n" + std::string(1'000'000, '{') + "\n"};
    CHECK(parsed.value({"a", "x"}) == "1");
    std::string nested;
    for (int i = 0; i < 10'000; ++i) nested += "s {";
    const Parsed deep{nested};
    CHECK(deep.says("syntax"));
    CHECK(deep.tree.size() < 100);
}

TEST_CASE("what is no text is refused") { CHECK(Parsed{std::string{"a = 1\0b", 7}}.says("not-text")); }

}  // namespace vpnsim::importers::settings_parser_test
