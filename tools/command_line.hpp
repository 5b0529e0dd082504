#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace vpnsim {

/// The command line says something that cannot be done: exit code 2.
struct UsageError : std::runtime_error {
    using runtime_error::runtime_error;
};

/// The input cannot be understood: exit code 2. `lines` are complete messages.
struct InputFailure : std::runtime_error {
    explicit InputFailure(std::vector<std::string> messages)
        : runtime_error{"invalid input"}, lines{std::move(messages)} {}
    std::vector<std::string> lines;
};

enum class ExitCode : std::uint8_t { clean = 0, findings = 1, bad_input = 2, internal_error = 3 };

struct OutputFile {
    std::string path;
    std::string bytes;
    enum class Write : std::uint8_t { create, replace } how = Write::create;  ///< `replace`: all or nothing
};

/// What a verb has to say, complete before a byte of it is written.
struct Answer {
    std::string text;
    ExitCode code = ExitCode::clean;
    std::vector<OutputFile> files{};
    std::string messages{};  ///< for standard error, complete lines
};

/// An option of a verb, without its leading dashes. `value` names what follows it; empty = a switch.
struct Option {
    std::string_view name;
    std::string_view value;
    std::string_view help;
    enum class Times : std::uint8_t { once, any } times = Times::once;
    char letter = 0;  ///< what it is called with one dash; 0 = nothing
};

class Arguments {
  public:
    [[nodiscard]] const std::vector<std::string>& positional() const { return positional_; }
    [[nodiscard]] bool has(std::string_view option) const { return !values(option).empty(); }
    /// Order: as given. A switch has one empty value.
    [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
    /// How many operands stand before each value of an option. Order: that of `values`.
    [[nodiscard]] std::vector<std::size_t> operands_before(std::string_view option) const;
    /// Throws UsageError iff the option is missing.
    [[nodiscard]] std::string required(std::string_view option) const;
    /// The index of the value among `words`, 0 without the option. Throws UsageError for any other word.
    [[nodiscard]] std::size_t one_of(std::string_view option, std::span<const std::string_view> words) const;
    /// Throws UsageError for anything but a decimal number in first..last.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view option, std::uint64_t first,
                                                      std::uint64_t last) const;

  private:
    friend class CommandLineParser;
    struct Given {
        std::string name;
        std::string value;
        std::size_t operands_before;
    };
    std::vector<std::string> positional_;
    std::vector<Given> given_;
};

/// One thing that the program can be asked.
struct Verb {
    std::string_view name;
    std::string_view operands;  ///< "SCENARIO…"
    std::string_view summary;   ///< one line
    std::string_view details;   ///< for --help; one paragraph
    std::string_view example;   ///< complete lines
    std::size_t least_operands;
    std::size_t most_operands;
    std::span<const Option> options;
    Answer (*run)(const Arguments& arguments);
};

/// Throws UsageError with the nearest name for an unknown option, and for missing or excess operands.
[[nodiscard]] Arguments parse_arguments(const Verb& verb, const std::vector<std::string>& words);
[[nodiscard]] std::string help(const Verb& verb);

/// "; did you mean \"--format\"?" or nothing.
[[nodiscard]] std::string suggestion(std::string_view text, std::span<const std::string_view> names,
                                     std::string_view prefix = "");

/// Options that several verbs share.
namespace option {
inline constexpr Option format{"format", "text|json", "the form of the answer (default: text)"};
inline constexpr Option color{"color", "auto|always|never",
                              "colours; auto: on a terminal. NO_COLOR in the environment switches them off"};
inline constexpr Option max_input{"max-input", "SIZE",
                                  "largest scenario, with all it extends: bytes, or with K, M, G (default: 512M)"};
inline constexpr Option today{"today", "YYYY-MM-DD", "the day for suppressions that end (default: today)"};
inline constexpr Option root{"root", "DIR",
                             "where files that a scenario extends must lie (default: the current directory if the "
                             "scenario lies in it, else the scenario's own)"};
inline constexpr Option max_classes{"max-classes", "N",
                                    "stop the exhaustive analysis after N boxes of packets and say what is left"};
}  // namespace option

/// The value of option::max_classes, if given.
[[nodiscard]] std::optional<std::uint64_t> max_classes(const Arguments& arguments);

enum class Format : std::uint8_t { text, json };
[[nodiscard]] Format answer_format(const Arguments& arguments);

}  // namespace vpnsim
