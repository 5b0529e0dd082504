#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "tools/importers/linux_policy.hpp"
#include "tools/importers/linux_route.hpp"
#include "tools/importers/linux_rule.hpp"
#include "tools/importers/linux_statement.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// Lines and blocks beyond this are no output of ip.
constexpr std::size_t longest_ip_line = 65'536;
constexpr std::size_t most_words = 65'536;
/// Of a prompt and `sudo` before a command.
constexpr std::size_t words_before_command = 4;

/// iproute2 takes any beginning of a word.
bool abbreviates(std::string_view word, std::string_view whole, std::size_t least) {
    return word.size() >= least && whole.starts_with(word);
}
bool is_ip(std::string_view word) { return word == "ip" || word.ends_with("/ip"); }

class TextReader {
  public:
    TextReader(const InputText& input, const LinuxSink& sink, Remarks& remarks)
        : input_{input},
          sink_{sink},
          remarks_{remarks},
          family_{family_of_file(input.name)},
          table_{table_of_file(input.name)} {}

    void read() {
        for (const auto& line : text_lines(input_.text)) read_line(line);
        flush();
        if (others_ != 0) {
            remarks_.push_back({Gravity::skipped,
                                "other-lines",
                                {},
                                std::to_string(others_) + " lines that are no routes, rules, policies or addresses.",
                                {input_.name}});
        }
    }

  private:
    [[nodiscard]] Origin origin(const TextLine& line) const { return {input_.name, line.number}; }
    void remark(Gravity gravity, std::string kind, const TextLine& line, std::string message) {
        remarks_.push_back({gravity, std::move(kind), {}, std::move(message), origin(line)});
    }

    void flush() {
        if (pending_) sink_(*pending_);
        pending_.reset();
    }
    void begin(LinuxRecord record, Words words, const TextLine& line, bool command) {
        flush();
        pending_ = LinuxStatement{record, std::move(words), family_, command ? "main" : table_, command, origin(line)};
    }
    void add(const Words& words, const TextLine& line) {
        if (pending_->words.size() + words.size() > most_words) {
            return remark(Gravity::incomplete, "too-long", line,
                          "A record goes on for too many words. The rest of it is left out.");
        }
        pending_->words.insert(pending_->words.end(), words.begin(), words.end());
    }

    /// Behind the block of a route stands a word, if anything. Lists of addresses are something else: of secrets,
    /// hosts.
    static bool goes_on_like_route(const Words& all) {
        if (all.size() < 2 || !Prefix::nearest(all[0])) return true;
        return all[1].front() >= 'a' && all[1].front() <= 'z';
    }

    void read_line(const TextLine& line) {
        if (line.text.front() == '#') return;
        if (line.text.size() > longest_ip_line) {
            return remark(Gravity::incomplete, "too-long", line,
                          "The line is longer than any that ip prints. It is left out.");
        }
        auto all = words(line.text);
        const bool goes_on = all.back() == "\\" && all.size() > 1;
        if (goes_on) all.pop_back();
        if (std::exchange(goes_on_, goes_on) && pending_) {
            add(all, line);
            if (!goes_on) flush();
            return;
        }
        const auto first = all.front();
        const bool within_policy = pending_ && pending_->record == LinuxRecord::policy && !pending_->command;
        if (first == "nexthop" && pending_ && pending_->record == LinuxRecord::route) return add(all, line);
        if (within_policy &&
            (line.indent > 0 || is_one_of(first, {"dir", "socket", "tmpl", "proto", "mark", "if_id"}))) {
            return add(all, line);
        }
        if (begins_rule(first) && all.size() > 1 && is_one_of(all[1], {"from", "not"})) {
            return begin(LinuxRecord::rule, std::move(all), line, false);
        }
        if (first == "src") return begin(LinuxRecord::policy, std::move(all), line, false);
        if (first == "inet" || first == "inet6") return address_line(all, line);
        if (begins_route(first) && goes_on_like_route(all))
            return begin(LinuxRecord::route, std::move(all), line, false);
        flush();
        for (std::size_t i = 0; i < std::min(all.size(), words_before_command); ++i) {
            if (is_ip(all[i])) return command({all.begin() + static_cast<std::ptrdiff_t>(i) + 1, all.end()}, line);
        }
        if (begins_rule(first) && all.size() > 1) {  // "2: eth0: <BROADCAST,…": ip address
            interface_ = all[1].substr(0, all[1].find_first_of("@:"));
            ++others_;
        } else if (first.starts_with("link/") || first.starts_with("valid_lft") || first == "altname") {
            ++others_;
        } else {
            remark(Gravity::incomplete, "unknown-line", line,
                   "The line is neither output of ip nor an ip command that is understood. It is left out.");
        }
    }

    /// "inet 10.55.0.2/24 brd … scope global eth0"
    void address_line(const Words& all, const TextLine& line) {
        flush();
        if (all.size() < 2 || interface_.empty()) {
            return remark(Gravity::incomplete, "unknown-line", line,
                          "The address belongs to no interface that the file names.");
        }
        begin(LinuxRecord::address, {all[1], "dev", interface_}, line, false);
    }

    /// What follows the word "ip": in a script, or typed in a session that was saved.
    void command(Words rest, const TextLine& line) {
        std::size_t at = 0;
        auto family = family_of_file(input_.name);
        for (; at < rest.size() && rest[at].starts_with('-'); ++at) {
            if (rest[at] == "-6") family = Family::ipv6;
            if (rest[at] == "-4") family = Family::ipv4;
            if (is_one_of(rest[at], {"-f", "-family"}) && at + 1 < rest.size()) {
                family = rest[++at] == "inet6" ? Family::ipv6 : Family::ipv4;
            }
            if (is_one_of(rest[at], {"-n", "-netns"})) {
                return remark(Gravity::warning, "network-namespace", line,
                              "The command is for another network namespace, which is a machine of its own. It is left "
                              "out: save it in a file of its own.");
            }
        }
        const auto object = at < rest.size() ? rest[at++] : std::string_view{};
        std::optional<LinuxRecord> record;
        if (abbreviates(object, "route", 1)) record = LinuxRecord::route;
        if (abbreviates(object, "rule", 2)) record = LinuxRecord::rule;
        if (abbreviates(object, "address", 1)) record = LinuxRecord::address;
        if (abbreviates(object, "xfrm", 1)) {
            if (at >= rest.size() || !abbreviates(rest[at++], "policy", 1)) return (void)++others_;
            record = LinuxRecord::policy;
        }
        if (!record) return (void)++others_;
        family_ = family;
        const auto verb = at < rest.size() ? rest[at++] : std::string_view{"show"};
        const Words words{rest.begin() + static_cast<std::ptrdiff_t>(at), rest.end()};
        if (is_one_of(verb, {"add", "a", "replace", "repl", "change", "append", "prepend", "update"})) {
            begin(*record, words, line, true);
            if (!goes_on_) flush();
            return;
        }
        if (is_one_of(verb, {"show", "sh", "s", "list", "ls", "lst", "l"}) || verb == "table") {
            return listing(*record, verb == "table"
                                        ? Words{rest.begin() + static_cast<std::ptrdiff_t>(at) - 1, rest.end()}
                                        : words);
        }
        if (is_one_of(verb, {"save", "get", "restore", "help", "monitor"})) return (void)++others_;
        remark(Gravity::warning, "command-not-followed", line,
               "The command takes something away. That is not followed: save what is in force (ip route, ip rule) "
               "instead of the script.");
    }

    /// `ip route show table T` prints no tables: the lines that follow belong to T.
    void listing(LinuxRecord record, const Words& words) {
        ++others_;
        if (record != LinuxRecord::route) return;
        table_ = "main";
        const auto at = std::find(words.begin(), words.end(), "table");
        if (at != words.end() && at + 1 != words.end() && *(at + 1) != "all") table_ = table_name(*(at + 1));
    }

    const InputText& input_;
    const LinuxSink& sink_;
    Remarks& remarks_;
    Family family_;
    std::string table_;
    std::string_view interface_;  ///< of the lines of `ip address`
    std::optional<LinuxStatement> pending_;
    bool goes_on_ = false;  ///< the line before ended with a backslash
    std::size_t others_ = 0;
};

}  // namespace

void read_linux_text(const InputText& input, const LinuxSink& sink, Remarks& remarks) {
    TextReader{input, sink, remarks}.read();
}

}  // namespace vpnsim::importers
