#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vpnsim {

struct JunitCase {
    enum class Result : std::uint8_t { passed, failed, skipped, error };

    std::string name;
    std::string class_name;  ///< what readers group cases by
    std::string file{};      ///< empty = none
    std::optional<std::size_t> line{};
    double seconds = 0;  ///< >= 0
    Result result = Result::passed;
    std::string type{};     ///< of a failure or error, for programs
    std::string message{};  ///< unless passed: one line for people
    std::string text{};     ///< of a failure or error: all there is to say
    std::string output{};   ///< what else there is to read, whatever the result
};

struct JunitSuite {
    std::string name;
    std::vector<JunitCase> cases;
};

/// Returns a JUnit document: XML 1.0 in UTF-8, in the form that Jenkins, GitLab and actions of GitHub read; its shape
/// is tests/schemas/junit.xsd. Suites and cases stand in the order given.
///
/// Any bytes may be in the texts. What XML does not allow, and what would hide or reorder text, is replaced visibly as
/// `for_terminal` does it; line feeds stay.
[[nodiscard]] std::string junit_xml(const std::vector<JunitSuite>& suites);

}  // namespace vpnsim
