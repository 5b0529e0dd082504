#include "tools/reports/junit_document.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "../support/junit_schema.hpp"

namespace vpnsim::junit_document_test {
namespace {

using Result = JunitCase::Result;
using test::junit_faults;

JunitCase broken(const std::string& anything) {
    return {.name = anything,
            .class_name = anything,
            .file = anything,
            .line = 7,
            .seconds = 0.25,
            .result = Result::failed,
            .type = anything,
            .message = anything,
            .text = anything,
            .output = anything};
}

std::string document() {
    return junit_xml({{"flows",
                       {{.name = "dc reaches web", .class_name = "estate.json", .seconds = 1.5},
                        {.name = "web reaches dc",
                         .class_name = "estate.json",
                         .file = "estate.json",
                         .line = 12,
                         .seconds = 0.25,
                         .result = Result::failed,
                         .type = "outcome",
                         .message = "may be no_route",
                         .text = "10.1.0.0 -> 10.2.0.0\n  no_route",
                         .output = "said"},
                        {.name = "old", .class_name = "estate.json", .result = Result::skipped, .message = "not now"},
                        {.name = "bad",
                         .class_name = "estate.json",
                         .result = Result::error,
                         .type = "input",
                         .message = "no JSON"}}},
                      {"empty", {}}});
}

std::string replaced(std::string text, const std::string& old, const std::string& with) {
    const auto at = text.find(old);
    REQUIRE(at != std::string::npos);
    return text.replace(at, old.size(), with);
}

TEST_CASE("a JUnit document counts its results and holds every detail") {
    CHECK(document() ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<testsuites tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\" time=\"1.750\">\n"
          "  <testsuite name=\"flows\" tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\" time=\"1.750\">\n"
          "    <testcase name=\"dc reaches web\" classname=\"estate.json\" time=\"1.500\"/>\n"
          "    <testcase name=\"web reaches dc\" classname=\"estate.json\" file=\"estate.json\" line=\"12\" "
          "time=\"0.250\">\n"
          "      <failure message=\"may be no_route\" type=\"outcome\">10.1.0.0 -&gt; 10.2.0.0\n"
          "  no_route</failure>\n"
          "      <system-out>said</system-out>\n"
          "    </testcase>\n"
          "    <testcase name=\"old\" classname=\"estate.json\" time=\"0.000\">\n"
          "      <skipped message=\"not now\"/>\n"
          "    </testcase>\n"
          "    <testcase name=\"bad\" classname=\"estate.json\" time=\"0.000\">\n"
          "      <error message=\"no JSON\" type=\"input\"></error>\n"
          "    </testcase>\n"
          "  </testsuite>\n"
          "  <testsuite name=\"empty\" tests=\"0\" failures=\"0\" errors=\"0\" skipped=\"0\" time=\"0.000\">\n"
          "  </testsuite>\n"
          "</testsuites>\n");
    CHECK(junit_faults(document()).empty());
    CHECK(junit_faults(junit_xml({})).empty());
}

TEST_CASE("a broken JUnit document does not pass the schema") {
    const auto faults = [](const std::string& old, const std::string& with) {
        return junit_faults(replaced(document(), old, with));
    };
    CHECK_THAT(faults("</testsuites>", ""), Catch::Contains("Premature end"));
    CHECK_THAT(faults("-&gt;", "<"), Catch::Contains("error"));
    CHECK_THAT(faults("said", "\x1b"), Catch::Contains("error"));
    CHECK_THAT(faults("said", "\xff"), Catch::Contains("error"));
    CHECK_THAT(faults(" tests=\"4\"", ""), Catch::Contains("fails to validate"));
    CHECK_THAT(faults("line=\"12\"", "line=\"0\""), Catch::Contains("fails to validate"));
    CHECK_THAT(faults("time=\"0.250\"", "time=\"soon\""), Catch::Contains("fails to validate"));
    CHECK_THAT(faults(" type=\"outcome\"", ""), Catch::Contains("fails to validate"));
    CHECK_THAT(faults("<skipped", "<skipped/><skipped"), Catch::Contains("fails to validate"));
    CHECK_THAT(faults("<skipped", "<ignored"), Catch::Contains("error"));
}

TEST_CASE("what XML does not allow is replaced visibly, and nothing in a text is markup") {
    const std::string hostile =
        "a\"b'<c>&amp;]]>\n\t\r\x01\x1b[31m\x7f \xef\xbf\xbe \xef\xbf\xbf \xed\xa0\x80 \xc3 \xf4\x90\x80\x80 "
        "\xe2\x80\xae \xc3\xa9\xf0\x9f\x98\x80";
    const auto xml = junit_xml({{hostile, {broken(hostile)}}});
    CHECK(junit_faults(xml).empty());
    CHECK_THAT(xml,
               Catch::Contains("name=\"a&quot;b'&lt;c&gt;&amp;amp;]]&gt;&#10;\\x09\\x0d\\x01\\x1b[31m\\x7f \\u{fffe} "
                               "\\u{ffff} \\xed\\xa0\\x80 \\xc3 \\xf4\\x90\\x80\\x80 \\u{202e} "
                               "\xc3\xa9\xf0\x9f\x98\x80\""));
    CHECK_THAT(xml, Catch::Contains("<system-out>a&quot;b'&lt;c&gt;&amp;amp;]]&gt;\n\\x09"));
}

TEST_CASE("any bytes give a valid JUnit document") {
    std::mt19937 random{7};
    std::vector<JunitSuite> suites;
    for (int i = 0; i < 300; ++i) {
        std::string bytes(1 + random() % 40, ' ');
        for (auto& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? random() % 256 : 0xe0 + random() % 32);
        suites.push_back({bytes, {broken(bytes)}});
    }
    CHECK(junit_faults(junit_xml(suites)).empty());
}

}  // namespace
}  // namespace vpnsim::junit_document_test
