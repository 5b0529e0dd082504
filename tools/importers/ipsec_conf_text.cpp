#include "tools/importers/ipsec_conf_text.hpp"

#include <algorithm>

#include "tools/importers/ipsec_text.hpp"
#include "tools/importers/machine_files.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::size_t most_faults = 50;
constexpr std::size_t deepest_include = 16;
constexpr std::size_t most_parameters = 1'000'000;  ///< of all inputs
constexpr std::size_t most_also_steps = 2'000'000;  ///< of following also=

/// A line without its comment: "#" at its beginning or behind a blank, outside quotes.
std::string_view without_comment(std::string_view line) {
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"') {
            quote = c;
        } else if (c == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
            line = line.substr(0, i);
            break;
        }
    }
    return line.substr(0, line.find_last_not_of(" \t") + 1);
}

}  // namespace

void IpsecConfText::complain(const char* kind, const char* message, const Origin& origin) {
    if (++faults_ <= most_faults) remarks_.push_back({Gravity::incomplete, kind, "", message, origin});
    if (faults_ == most_faults) remarks_.back().message += " There are more mistakes of this kind.";
}

bool IpsecConfText::read(std::size_t input) {
    if (inputs_[input].text.find('\0') != std::string::npos) {
        remarks_.push_back({Gravity::error,
                            "not-text",
                            "",
                            "This is no text file. Give the configuration file itself.",
                            {inputs_[input].name}});
        return false;
    }
    read_text(input);
    return true;
}

void IpsecConfText::read_text(std::size_t input) {
    if (!read_.insert(input).second) return;
    open_files_.push_back(input);
    place_ = Place::none;
    for (const auto& line : text_lines(inputs_[input].text)) {
        const Origin origin{inputs_[input].name, line.number};
        if (line.text.starts_with('#')) {
            constexpr std::size_t heading = 20;  // further down, a comment may tell of anything
            if (line.number > heading) continue;
            const auto words = in_lower_case(line.text.substr(0, 200));
            says_strongswan_ = says_strongswan_ || words.find("strongswan") != std::string::npos;
            says_libreswan_ = says_libreswan_ || words.find("libreswan") != std::string::npos;
            continue;
        }
        const auto text = without_comment(line.text);
        if (line.indent == 0) head(text, origin, input);
        else parameter(text, origin);
    }
    place_ = Place::none;
    open_files_.pop_back();
}

void IpsecConfText::head(std::string_view line, const Origin& origin, std::size_t input) {
    const auto blank = std::min(line.find_first_of(" \t"), line.size());
    const auto word = line.substr(0, blank);
    const auto first = line.find_first_not_of(" \t", blank);
    auto name = first == std::string_view::npos ? std::string_view{} : line.substr(first);
    if (name.size() > 1 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    if (word == "version") {
        version_line_ = true;
    } else if (word == "include") {
        include(name, origin, input);
    } else if (word == "config" && name == "setup") {
        place_ = Place::setup;
    } else if (word == "conn" && !name.empty()) {
        const auto [entry, is_new] = conn_by_name_.emplace(std::string{name}, conns_.size());
        if (is_new) conns_.push_back({std::string{name}, {}, origin});
        conn_ = entry->second;
        place_ = Place::conn;
    } else if (word == "ca") {
        place_ = Place::other;
    } else {
        complain("syntax",
                 "This line begins no section. Parameters must be indented; the program refuses the file as it is.",
                 origin);
        if (word.find('=') == std::string_view::npos) place_ = Place::other;
    }
}

void IpsecConfText::parameter(std::string_view line, const Origin& origin) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
        return complain("syntax", "This line is no parameter: it lacks an equals sign. It is left out.", origin);
    }
    auto key = line.substr(0, equals);
    key = key.substr(0, key.find_last_not_of(" \t") + 1);
    auto value = line.substr(equals + 1);
    const auto first = value.find_first_not_of(" \t");
    value = first == std::string_view::npos ? std::string_view{} : value.substr(first);
    if (!value.empty() && value.front() == '"') {
        if (value.size() < 2 || value.back() != '"') {
            return complain("unterminated-quote", "A quoted value never ends. The parameter is left out.", origin);
        }
        value = value.substr(1, value.size() - 2);
    }
    if (place_ == Place::none) {
        return complain("syntax", "This line stands outside all sections. It is left out.", origin);
    }
    auto& section = place_ == Place::conn ? conns_[conn_] : place_ == Place::setup ? setup_ : other_;
    if (place_ == Place::other) return;
    if (parameters_ == most_parameters) {
        remarks_.push_back({Gravity::incomplete, "too-many", "",
                            "The inputs have more parameters than are read. This one and the rest are left out.",
                            origin});
    }
    if (parameters_++ < most_parameters) section.parameters.push_back({in_lower_case(key), std::string{value}, origin});
}

void IpsecConfText::include(std::string_view pattern, const Origin& origin, std::size_t input) {
    const auto found = included_inputs(inputs_, input, pattern);
    if (found.empty()) {
        const bool wild = pattern.find_first_of("*?[") != std::string_view::npos;
        remarks_.push_back(
            {wild ? Gravity::warning : Gravity::incomplete, wild ? "include-matches-nothing" : "include-not-given",
             shown_path(pattern),
             wild ? "No input is what this include asks for. If the machine has such files, give them too."
                  : "The file that is included here was not given. Give it too.",
             origin});
    }
    for (const auto at : found) {
        if (open_files_.size() < deepest_include) read_text(at);
        else complain("include-cycle", "Files include one another too deeply.", origin);
    }
}

std::optional<std::size_t> IpsecConfText::conn(std::string_view name) const {
    const auto found = conn_by_name_.find(name);
    return found == conn_by_name_.end() ? std::nullopt : std::optional{found->second};
}

IpsecConn::IpsecConn(const IpsecConfText& text, std::vector<std::size_t> sections)
    : text_{text}, sections_{std::move(sections)} {
    for (const auto section : sections_) {
        // Of a parameter that is repeated in one section the last counts.
        const auto& all = text_.conns()[section].parameters;
        std::for_each(all.rbegin(), all.rend(), [&](const auto& p) { in_force_.emplace(p.key, &p); });
    }
}

const IpsecParameter* IpsecConn::parameter(std::string_view key) const {
    const auto found = in_force_.find(key);
    return found == in_force_.end() ? nullptr : found->second;
}

std::string_view IpsecConn::value(std::string_view key) const {
    const auto* const found = parameter(key);
    return found == nullptr ? std::string_view{} : std::string_view{found->value};
}

std::string_view IpsecConn::value(std::initializer_list<std::string_view> keys) const {
    for (const auto key : keys) {
        if (const auto found = value(key); !found.empty()) return found;
    }
    return {};
}

namespace {

/// A circle is told where it closes. The programs refuse it, or stop at it without a word.
void tell_circles(const IpsecConfText& text, Remarks& remarks) {
    enum class State : std::uint8_t { unseen, open, done };
    const auto& conns = text.conns();
    std::vector<State> states(conns.size(), State::unseen);
    struct Step {
        std::size_t conn;
        std::size_t parameter;
    };
    std::vector<Step> open;
    const auto enter = [&](std::size_t conn) {
        states[conn] = State::open;
        open.push_back({conn, 0});
    };
    for (std::size_t first = 0; first < conns.size(); ++first) {
        if (states[first] == State::unseen) enter(first);
        while (!open.empty()) {
            auto& step = open.back();
            const auto& conn = conns[step.conn];
            if (step.parameter == conn.parameters.size()) {
                states[step.conn] = State::done;
                open.pop_back();
                continue;
            }
            const auto& parameter = conn.parameters[step.parameter++];
            if (parameter.key != "also" && parameter.key != "alsoflip") continue;
            const auto next = text.conn(parameter.value);
            if (!next) continue;
            if (states[*next] == State::unseen) {
                enter(*next);
            } else if (states[*next] == State::open) {
                remarks.push_back({Gravity::warning, "also-cycle", conn.name,
                                   "also= leads back to a conn that takes this one over, or is this one. It is read "
                                   "once: take that also= out.",
                                   parameter.origin});
            }
        }
    }
}

}  // namespace

std::vector<IpsecConn> resolved_conns(const IpsecConfText& text, Remarks& remarks) {
    std::vector<IpsecConn> out;
    std::size_t steps = 0;
    const auto defaults = text.conn("%default");
    tell_circles(text, remarks);
    for (const auto& parameter : defaults ? text.conns()[*defaults].parameters : std::vector<IpsecParameter>{}) {
        if (parameter.key != "also" && parameter.key != "alsoflip") continue;
        remarks.push_back({Gravity::incomplete, "also-in-default", "%default",
                           "also= in conn %default is not followed. Write it into the conns that need it.",
                           parameter.origin});
    }
    std::set<const IpsecParameter*> dangling;
    for (std::size_t c = 0; c < text.conns().size(); ++c) {
        if (c == defaults) continue;
        if (defaults) steps += text.conns()[*defaults].parameters.size();
        std::vector<std::size_t> sections;
        std::set<std::size_t> seen;
        std::vector<std::size_t> open{c};  // the last is next: also= in order, each with what it takes over itself
        while (!open.empty() && steps <= most_also_steps) {
            const auto at = open.back();
            open.pop_back();
            if (!seen.insert(at).second) continue;
            sections.push_back(at);
            const auto& all = text.conns()[at].parameters;
            for (std::size_t i = all.size(); i-- > 0;) {  // the first named comes out of the stack first
                const auto& p = all[i];
                ++steps;
                if (p.key != "also" && p.key != "alsoflip") continue;
                const auto found = text.conn(p.value);
                if (found) {
                    open.push_back(*found);
                } else if (dangling.insert(&p).second) {
                    remarks.push_back({Gravity::incomplete, "dangling-reference", text.conns()[at].name,
                                       "also= names a conn that is in none of the inputs. Settings may be missing.",
                                       p.origin});
                }
            }
        }
        if (steps > most_also_steps) {
            remarks.push_back({Gravity::incomplete, "too-many-tunnels", text.conns()[c].name,
                               "also= multiplies to more than is read. This conn and the rest are left out.",
                               text.conns()[c].origin});
            break;
        }
        if (defaults) sections.push_back(*defaults);
        out.emplace_back(text, std::move(sections));
    }
    return out;
}

std::set<std::string_view> taken_over(const IpsecConfText& text) {
    std::set<std::string_view> out;
    for (const auto& conn : text.conns()) {
        for (const auto& parameter : conn.parameters) {
            if (parameter.key == "also" || parameter.key == "alsoflip") out.insert(parameter.value);
        }
    }
    return out;
}

}  // namespace vpnsim::importers
