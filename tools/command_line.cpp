#include "tools/command_line.hpp"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <charconv>

#include "model/input_error.hpp"
#include "model/nearest_name.hpp"

namespace vpnsim {
namespace {

namespace po = boost::program_options;

std::string dashed(std::string_view option) { return "--" + std::string{option}; }

/// Appends `text` in lines of at most 100 columns, each after `indent` blanks; the first goes on at column `at`.
void append_wrapped(std::string& out, std::size_t at, std::size_t indent, std::string_view text) {
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find_first_of(" \n", begin), text.size());
        if (at + (end - begin) > 98) {
            out.pop_back();  // the blank before the word
            out += '\n' + std::string(indent, ' ');
            at = indent;
        }
        out.append(text, begin, end - begin);
        at += end - begin;
        if (end < text.size()) {
            out += ' ';
            ++at;
        }
        begin = end + 1;
    }
    if (out.ends_with(' ')) out.pop_back();
    out += '\n';
}

}  // namespace

class CommandLineParser {
  public:
    explicit CommandLineParser(const Verb& verb) : verb_{verb} {
        for (const auto& o : verb.options) {
            const std::string name = std::string{o.name} + (o.letter == 0 ? "" : std::string{',', o.letter});
            if (o.value.empty()) described_.add_options()(name.c_str(), "");
            else described_.add_options()(name.c_str(), po::value<std::string>(), "");
        }
    }

    [[nodiscard]] Arguments parse(const std::vector<std::string>& words) const {
        try {
            constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
            const auto parsed = po::command_line_parser(words).options(described_).style(style).run();
            Arguments out;
            for (const auto& o : parsed.options) {
                if (o.position_key >= 0) out.positional_.insert(out.positional_.end(), o.value.begin(), o.value.end());
                else
                    out.given_.push_back(
                        {o.string_key, o.value.empty() ? "" : o.value.front(), out.positional_.size()});
            }
            check(out);
            return out;
        } catch (const po::unknown_option& error) {
            std::vector<std::string_view> names{"help"};
            for (const auto& o : verb_.options) names.push_back(o.name);
            const auto name = error.get_option_name();
            const auto bare = name.find_first_not_of('-');
            throw UsageError{"unknown option " + in_quotes(name) +
                             suggestion(bare == std::string::npos ? name : name.substr(bare), names, "--")};
        } catch (const po::error& error) {
            throw UsageError{error.what()};
        }
    }

  private:
    void check(const Arguments& given) const {
        for (const auto& o : verb_.options) {
            if (o.times == Option::Times::once && given.values(o.name).size() > 1) {
                throw UsageError{dashed(o.name) + " is given more than once"};
            }
        }
        const auto count = given.positional().size();
        if (count < verb_.least_operands) throw UsageError{"expected " + std::string{verb_.operands}};
        if (count > verb_.most_operands) {
            throw UsageError{"unexpected " + in_quotes(given.positional()[verb_.most_operands])};
        }
    }

    const Verb& verb_;
    po::options_description described_;
};

Arguments parse_arguments(const Verb& verb, const std::vector<std::string>& words) {
    return CommandLineParser{verb}.parse(words);
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    std::vector<std::string> out;
    for (const auto& given : given_) {
        if (given.name == option) out.push_back(given.value);
    }
    return out;
}

std::vector<std::size_t> Arguments::operands_before(std::string_view option) const {
    std::vector<std::size_t> out;
    for (const auto& given : given_) {
        if (given.name == option) out.push_back(given.operands_before);
    }
    return out;
}

std::optional<std::string> Arguments::value(std::string_view option) const {
    auto all = values(option);
    return all.empty() ? std::nullopt : std::optional{std::move(all.front())};
}

std::string Arguments::required(std::string_view option) const {
    auto given = value(option);
    if (!given) throw UsageError{dashed(option) + " is missing"};
    return *std::move(given);
}

std::size_t Arguments::one_of(std::string_view option, std::span<const std::string_view> words) const {
    const auto given = value(option);
    if (!given) return 0;
    const auto found = std::find(words.begin(), words.end(), *given);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string known;
    for (const auto word : words) known += (known.empty() ? "" : ", ") + std::string{word};
    throw UsageError{dashed(option) + " does not know " + in_quotes(*given) + suggestion(*given, words) +
                     " (known: " + known + ')'};
}

std::optional<std::uint64_t> Arguments::number(std::string_view option, std::uint64_t first, std::uint64_t last) const {
    const auto given = value(option);
    if (!given) return std::nullopt;
    std::uint64_t out = 0;
    const auto* const end = given->data() + given->size();
    const auto [stop, error] = std::from_chars(given->data(), end, out);
    if (error != std::errc{} || stop != end || out < first || out > last) {
        throw UsageError{dashed(option) + " wants a number from " + std::to_string(first) + " to " +
                         std::to_string(last) + ", not " + in_quotes(*given)};
    }
    return out;
}

std::string suggestion(std::string_view text, std::span<const std::string_view> names, std::string_view prefix) {
    const auto nearest = nearest_name(text, names);
    return nearest ? "; did you mean \"" + std::string{prefix} + std::string{*nearest} + "\"?" : "";
}

std::string help(const Verb& verb) {
    std::string out = "Usage: vpnsim " + std::string{verb.name};
    if (!verb.operands.empty()) out += ' ' + std::string{verb.operands};
    out += " [OPTION...]\n\n";
    append_wrapped(out, 0, 0, verb.summary);
    if (!verb.details.empty()) {
        out += '\n';
        append_wrapped(out, 0, 0, verb.details);
    }
    out += "\nOptions:\n";
    const auto line = [&](std::string_view name, std::string_view value, std::string_view text, char letter = 0) {
        std::string left = letter == 0 ? "  " : std::string{"  -"} + letter + ", ";
        left += "--" + std::string{name} + (value.empty() ? "" : ' ' + std::string{value});
        constexpr std::size_t column = 30;
        if (left.size() + 2 > column) left += '\n' + std::string(column, ' ');
        else left.resize(column, ' ');
        out += left;
        append_wrapped(out, column, column, text);
    };
    for (const auto& o : verb.options) line(o.name, o.value, o.help, o.letter);
    line("help", "", "this text");
    return out + "\nExample:\n" + std::string{verb.example};
}

std::optional<std::uint64_t> max_classes(const Arguments& arguments) {
    return arguments.number(option::max_classes.name, 1, 1'000'000'000);
}

Format answer_format(const Arguments& arguments) {
    constexpr std::array<std::string_view, 2> words{"text", "json"};
    return static_cast<Format>(arguments.one_of(option::format.name, words));
}

}  // namespace vpnsim
