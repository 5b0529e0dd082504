#include "tools/importers/settings_parser.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tools/importers/machine_files.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::size_t deepest_section = 64;
constexpr std::size_t deepest_settings_include = 16;
constexpr std::size_t most_settings_faults = 50;  ///< told one by one, in one file
constexpr std::size_t most_readings = 8;          ///< of all inputs, on average: one may be included in several places

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool ends_name(char c) { return is_blank(c) || std::string_view{"\n.,:{}=\"#"}.find(c) != std::string_view::npos; }
bool ends_word(char c) { return is_blank(c) || std::string_view{"\n{}\"#"}.find(c) != std::string_view::npos; }

/// What an escape in a quoted text stands for.
char escaped(char c) {
    switch (c) {
        case 'n': return '\n';
        case 't': return '\t';
        case 'r': return '\r';
        case 'b': return '\b';
        case 'f': return '\f';
        default: return c;
    }
}

}  // namespace

void SettingsParser::remark(Gravity gravity, const char* kind, std::string message, const Origin& origin,
                            std::string about) {
    remarks_.push_back({gravity, kind, std::move(about), std::move(message), origin});
}

void SettingsParser::complain(Source& in, const char* message) {
    if (++in.faults > most_settings_faults) return;
    std::string text{message};
    if (in.faults == most_settings_faults) text += " There are more mistakes of this kind in this file.";
    remark(Gravity::incomplete, "syntax", std::move(text), origin(in));
}

bool SettingsParser::read(std::size_t input) {
    const auto& text = inputs_[input].text;
    if (text.find('\0') != std::string::npos) {
        remark(Gravity::error, "not-text", "This is no text file. Give the configuration file itself.",
               {inputs_[input].name});
        return false;
    }
    read_into(input, 0);
    return true;
}

void SettingsParser::read_into(std::size_t input, SettingsTree::Node node) {
    if (!read_.emplace(input, node).second) return;
    bytes_ += inputs_[input].text.size();
    open_files_.push_back(input);
    Source in{input, inputs_[input].text};
    std::vector<SettingsTree::Node> open{node};
    for (skip_space(in); in.at < in.text.size(); skip_space(in)) statement(in, open);
    if (open.size() > 1) {
        complain(in, "The file ends inside a section: a closing brace is missing, or the file was cut off.");
    }
    open_files_.pop_back();
}

void SettingsParser::skip_blanks(Source& in) {
    while (in.at < in.text.size() && is_blank(in.text[in.at])) ++in.at;
    if (in.at < in.text.size() && in.text[in.at] == '#') in.at = std::min(in.text.find('\n', in.at), in.text.size());
}

void SettingsParser::skip_space(Source& in) {
    for (skip_blanks(in); in.at < in.text.size() && in.text[in.at] == '\n'; skip_blanks(in)) {
        ++in.at;
        ++in.line;
    }
}

/// After a mistake: on to what opens or closes a section, or to the next line.
void SettingsParser::recover(Source& in) {
    while (in.at < in.text.size() && std::string_view{"\n{}"}.find(in.text[in.at]) == std::string_view::npos) {
        if (in.text[in.at] == '=') {
            std::string lost;
            ++in.at;
            value(in, lost);
            return;
        }
        if (in.text[in.at] == '"') {
            std::string lost;
            if (!quoted(in, lost)) return;
        } else {
            ++in.at;
        }
    }
}

std::string_view SettingsParser::name(Source& in) {
    const auto begin = in.at;
    while (in.at < in.text.size() && !ends_name(in.text[in.at])) ++in.at;
    return in.text.substr(begin, in.at - begin);
}

void SettingsParser::statement(Source& in, std::vector<SettingsTree::Node>& open) {
    const auto where = origin(in);
    if (in.text[in.at] == '}') {
        ++in.at;
        if (open.size() > 1) open.pop_back();
        else complain(in, "There is a closing brace without an opening one.");
        return;
    }
    if (in.text[in.at] == '{') {
        complain(in,
                 "A section has no proper name, so what is in it is not in force. Names hold no blank, dot or quote.");
        return open_section(in, open, "", where);
    }
    const auto word = name(in);
    if (word.empty()) {
        complain(in, "This is neither a section nor a setting. The line is left out.");
        return recover(in);
    }
    const bool blank = in.at < in.text.size() && (in.text[in.at] == ' ' || in.text[in.at] == '\t');
    if (word == "include" && blank) {
        const auto next = in.text.find_first_not_of(" \t", in.at);
        if (next != std::string_view::npos && in.text[next] != '=' && in.text[next] != '{') {
            return include(in, open.back());
        }
    }
    named(in, open, word, where);
}

void SettingsParser::named(Source& in, std::vector<SettingsTree::Node>& open, std::string_view name,
                           const Origin& origin) {
    skip_blanks(in);
    if (in.at < in.text.size() && in.text[in.at] == '=') {
        ++in.at;
        std::string text;
        if (value(in, text)) tree_.set(open.back(), {std::string{name}, std::move(text), origin});
        return;
    }
    const auto end_of_line = std::pair{in.at, in.line};
    skip_space(in);
    if (in.at < in.text.size() && in.text[in.at] == '{') return open_section(in, open, name, origin);
    if (in.at < in.text.size() && in.text[in.at] == ':') {
        std::vector<SettingsTree::Reference> found;
        const bool good = references(in, found);
        skip_space(in);
        if (good && in.at < in.text.size() && in.text[in.at] == '{') {
            open_section(in, open, name, origin);
            for (auto& reference : found) tree_.refer(open.back(), std::move(reference));
            return;
        }
    } else {
        std::tie(in.at, in.line) = end_of_line;  // what follows may be whole
    }
    complain(in, "This is neither a section nor a setting. It is left out.");
    recover(in);
}

void SettingsParser::open_section(Source& in, std::vector<SettingsTree::Node>& open, std::string_view name,
                                  const Origin& origin) {
    ++in.at;
    if (open.size() < deepest_section) return open.push_back(tree_.section(open.back(), name, origin));
    complain(in, "Sections are nested too deeply. What is in this one is left out.");
    // The text of a section that is left out still has to be passed: its braces are counted without a stack.
    std::size_t depth = 1;
    for (skip_space(in); in.at < in.text.size() && depth > 0; skip_space(in)) {
        std::string lost;
        const char c = in.text[in.at];
        if (c == '"') {
            if (!quoted(in, lost)) return;
            continue;
        }
        ++in.at;
        if (c == '{') ++depth;
        if (c == '}') --depth;
    }
}

bool SettingsParser::references(Source& in, std::vector<SettingsTree::Reference>& out) {
    while (in.at < in.text.size() && (in.text[in.at] == ':' || in.text[in.at] == ',')) {
        SettingsTree::Reference reference;
        do {
            ++in.at;
            skip_space(in);
            reference.origin = origin(in);
            const auto part = name(in);
            if (part.empty()) return false;
            reference.path.emplace_back(part);
        } while (in.at < in.text.size() && in.text[in.at] == '.');
        out.push_back(std::move(reference));
        skip_space(in);
    }
    return true;
}

bool SettingsParser::value(Source& in, std::string& out) {
    for (skip_blanks(in); in.at < in.text.size(); skip_blanks(in)) {
        const char c = in.text[in.at];
        if (c == '\n' || c == '}') return true;
        if (c == '{') {
            complain(in, "A value holds a brace outside quotes. The setting is left out.");
            return false;
        }
        if (!out.empty()) out += ' ';
        if (c == '"') {
            if (!quoted(in, out)) return false;
            continue;
        }
        const auto begin = in.at;
        while (in.at < in.text.size() && !ends_word(in.text[in.at])) ++in.at;
        out.append(in.text, begin, in.at - begin);
    }
    return true;
}

bool SettingsParser::quoted(Source& in, std::string& out) {
    const auto start = origin(in);
    for (++in.at; in.at < in.text.size(); ++in.at) {
        char c = in.text[in.at];
        if (c == '"') {
            ++in.at;
            return true;
        }
        if (c == '\\' && in.at + 1 < in.text.size()) {
            c = in.text[++in.at];
            if (c == '\r' && in.at + 1 < in.text.size() && in.text[in.at + 1] == '\n') c = in.text[++in.at];
            if (c == '\n') {
                ++in.line;
                continue;
            }
            out += escaped(c);
            continue;
        }
        if (c == '\n') ++in.line;
        if (c == '\r' && in.at + 1 < in.text.size() && in.text[in.at + 1] == '\n') continue;
        out += c;
    }
    remark(Gravity::incomplete, "unterminated-quote",
           "A quoted text begins here and never ends. Nothing after this place was read.", start);
    return false;
}

void SettingsParser::include(Source& in, SettingsTree::Node node) {
    const auto where = origin(in);
    const auto end = std::min(in.text.find_first_of("\r\n#", in.at), in.text.size());
    auto pattern = in.text.substr(in.at, end - in.at);
    in.at = end;
    constexpr std::string_view around = " \t\"";
    const auto first = pattern.find_first_not_of(around);
    pattern = first == std::string_view::npos ? "" : pattern.substr(first);
    pattern = pattern.substr(0, pattern.find_last_not_of(around) + 1);
    std::size_t all = 1U << 20U;
    for (const auto& i : inputs_) all += i.text.size() * most_readings;
    if (++includes_ > max_includes || bytes_ > all) {
        if (!std::exchange(told_, true)) {
            remark(Gravity::incomplete, "too-many-includes", "There are too many includes; the rest is not read.",
                   where);
        }
        return;
    }
    const auto found = included_inputs(inputs_, in.input, pattern);
    const auto about = shown_path(pattern);
    if (found.empty()) {
        const bool wild = pattern.find_first_of("*?[") != std::string_view::npos;
        remark(wild ? Gravity::warning : Gravity::incomplete, wild ? "include-matches-nothing" : "include-not-given",
               wild ? "No input is what this include asks for. If the machine has such files, give them too."
                    : "The file that is included here was not given. Give it too.",
               where, about);
    }
    for (const auto input : found) {
        if (open_files_.size() >= deepest_settings_include ||
            std::find(open_files_.begin(), open_files_.end(), input) != open_files_.end()) {
            remark(Gravity::incomplete, "include-cycle", "Files include one another in a circle, or too deeply.", where,
                   about);
            continue;
        }
        read_into(input, node);
    }
}

}  // namespace vpnsim::importers
