#include "tools/scenario_format.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t line_columns = 100;
constexpr std::size_t split_levels = 2;  ///< the scenario and its collections take a line for each member

struct ScenarioComment {
    std::string text;
    std::size_t newlines_before;  ///< since the item or comment before it
};
struct Node {
    std::string key;   ///< with its quotes; empty in a list
    std::string text;  ///< of a scalar
    char bracket = 0;  ///< '{', '[', or 0 for a scalar
    std::vector<Node> children{};
    std::vector<ScenarioComment> before{};  ///< on lines of their own
    std::size_t newlines_before = 0;
    std::string beside{};                   ///< comments behind it on its line
    std::vector<ScenarioComment> inside{};  ///< before the closing bracket
    bool has_comments = false;              ///< anywhere between its brackets
};
struct Document {
    Node root;
    std::vector<ScenarioComment> after;
};

std::string canonical_string(std::string_view token) { return nlohmann::json::parse(token).dump(); }

/// Reads what `read_document` has accepted: no error is possible, and nesting is bounded.
class Parser {
  public:
    explicit Parser(std::string_view text) : text_{text} {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    }

    Document document() {
        Document out;
        skip();
        out.root.before = std::exchange(comments_, {});
        read_value(out.root);
        skip();
        out.after = std::exchange(comments_, {});
        return out;
    }

  private:
    /// Passes blanks and comments, and keeps the comments.
    void skip() {
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '/') {
                const bool line = text_[at_ + 1] == '/';
                const auto found = text_.find(line ? "\n" : "*/", at_ + 2);
                const auto end = found == std::string_view::npos ? text_.size() : found + (line ? 0 : 2);
                auto comment = text_.substr(at_, end - at_);
                comment.remove_suffix(comment.size() - comment.find_last_not_of(" \t\r") - 1);
                comments_.push_back({std::string{comment}, std::exchange(newlines_, 0)});
                at_ = end - 1;
            } else if (c == '\n') {
                ++newlines_;
            } else if (c != ' ' && c != '\t' && c != '\r') {
                break;
            }
        }
    }
    std::string_view string_token() {
        const auto begin = at_++;
        while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2U : 1U;
        return text_.substr(begin, ++at_ - begin);
    }

    void read_value(Node& node) {
        const char c = text_[at_];
        if (c == '{' || c == '[') {
            read_container(node);
        } else if (c == '"') {
            node.text = canonical_string(string_token());
        } else {
            const auto end = std::min(text_.find_first_of(",]} \t\r\n/", at_), text_.size());
            node.text = text_.substr(at_, end - at_);
            at_ = end;
        }
        newlines_ = 0;
    }
    void read_container(Node& node) {
        node.bracket = text_[at_++];
        newlines_ = 0;
        const char close = node.bracket == '{' ? '}' : ']';
        while (true) {
            skip();
            if (text_[at_] == ',') {
                ++at_;
                continue;
            }
            take_comments_beside(node);
            if (text_[at_] == close) break;
            read_child(node);
        }
        ++at_;
        node.inside = std::exchange(comments_, {});
        node.has_comments =
            !node.inside.empty() || std::any_of(node.children.begin(), node.children.end(), [](const Node& child) {
                return child.has_comments || !child.before.empty() || !child.beside.empty();
            });
    }
    void read_child(Node& parent) {
        Node child;
        child.newlines_before = newlines_;
        child.before = std::exchange(comments_, {});
        if (parent.bracket == '{') {
            child.key = canonical_string(string_token());
            skip();
            ++at_;  // the colon
            skip();
            std::move(comments_.begin(), comments_.end(), std::back_inserter(child.before));
            comments_.clear();
        }
        read_value(child);
        parent.children.push_back(std::move(child));
    }
    void take_comments_beside(Node& node) {
        if (node.children.empty()) return;
        auto comment = comments_.begin();
        for (; comment != comments_.end() && comment->newlines_before == 0; ++comment) {
            auto& beside = node.children.back().beside;
            beside += (beside.empty() ? "" : " ") + comment->text;
        }
        comments_.erase(comments_.begin(), comment);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<ScenarioComment> comments_;
    std::size_t newlines_ = 0;  ///< since the last item or comment
};

/// The value on one line, unless that takes more than `room` columns or would swallow a comment.
std::optional<std::string> on_one_line(const Node& node, std::size_t room) {
    if (node.bracket == 0) return node.text;
    if (node.has_comments) return std::nullopt;
    const bool object = node.bracket == '{';
    if (node.children.empty()) return object ? "{}" : "[]";
    std::string out = object ? "{ " : "[";
    for (const auto& child : node.children) {
        if (&child != &node.children.front()) out += ", ";
        if (object) out += child.key + ": ";
        if (out.size() > 4 * room) return std::nullopt;  // a character is at most four bytes
        const auto value = on_one_line(child, room);
        if (!value) return std::nullopt;
        out += *value;
    }
    out += object ? " }" : "]";
    return columns(out) <= room ? std::optional{std::move(out)} : std::nullopt;
}

class Printer {
  public:
    void print(const Document& document) {
        print_comments(document.root.before, 0);
        print_value(document.root, 0, 0, 0);
        out_ += '\n';
        print_comments(document.after, 0);
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    void indent(std::size_t level) { out_.append(2 * level, ' '); }
    /// At most one, and none behind an opening bracket.
    void blank_line(std::size_t newlines_before) {
        if (newlines_before > 1 && !out_.ends_with("{\n") && !out_.ends_with("[\n") && !out_.empty()) out_ += '\n';
    }
    void print_comments(const std::vector<ScenarioComment>& comments, std::size_t level) {
        for (const auto& comment : comments) {
            blank_line(comment.newlines_before);
            indent(level);
            out_ += comment.text + '\n';
        }
    }
    /// `used`: columns before the value; `behind`: columns that must fit behind it.
    void print_value(const Node& node, std::size_t level, std::size_t used, std::size_t behind) {
        const bool may_join = node.bracket == 0 || level >= split_levels || node.children.empty();
        const auto room = line_columns - std::min(line_columns, used + behind);
        if (const auto line = may_join ? on_one_line(node, room) : std::nullopt) {
            out_ += *line;
            return;
        }
        out_ += node.bracket;
        out_ += '\n';
        for (const auto& child : node.children) {
            const bool last = &child == &node.children.back();
            print_comments(child.before, level + 1);
            blank_line(child.newlines_before);
            indent(level + 1);
            const auto lead = child.key.empty() ? "" : child.key + ": ";
            out_ += lead;
            print_value(child, level + 1, 2 * (level + 1) + columns(lead), last ? 0 : 1);
            if (!last) out_ += ',';
            if (!child.beside.empty()) out_ += ' ' + child.beside;
            out_ += '\n';
        }
        print_comments(node.inside, level + 1);
        indent(level);
        out_ += node.bracket == '{' ? '}' : ']';
    }

    std::string out_;
};

/// A member `psk` with a text is a key wherever it stands, but for a network of that name.
void replace_keys(Node& node, std::vector<std::string>& known) {
    for (auto& child : node.children) {
        if (child.key == "\"psk\"" && child.bracket == 0 && node.key != "\"networks\"") {
            const auto found = std::find(known.begin(), known.end(), child.text);
            const auto number = found - known.begin() + 1;
            if (found == known.end()) known.push_back(child.text);
            child.text = "\"key-" + std::to_string(number) + '"';
        } else {
            replace_keys(child, known);
        }
    }
}

std::size_t comments(const Node& node) {
    std::size_t out = node.before.size() + node.inside.size() + (node.beside.empty() ? 0 : 1);
    for (const auto& child : node.children) out += comments(child);
    return out;
}

/// What becomes of a member that a patch removes.
enum class Removed : std::uint8_t { is_gone, is_null };

class Patcher {
  public:
    explicit Patcher(Removed removed) : removed_{removed} {}

    void apply(Node& target, const Node& patch) const {
        for (const auto& change : patch.children) {
            const auto found = std::find_if(target.children.begin(), target.children.end(),
                                            [&](const Node& child) { return child.key == change.key; });
            if (is_null(change) && removed_ == Removed::is_gone) {
                if (found != target.children.end()) target.children.erase(found);
            } else if (found == target.children.end()) {
                target.children.push_back(added(change));
            } else if (found->bracket == '{' && change.bracket == '{') {
                apply(*found, change);
            } else {
                replace(*found, added(change));
            }
        }
        set_has_comments(target);
    }

  private:
    /// A value in the place of another one. What stays of a list keeps its comments: an element that is the same or,
    /// where as many objects take the place of as many, the one at the same position.
    static void replace(Node& old, Node value) {
        const bool lists = old.bracket == '[' && value.bracket == '[';
        const bool objects = old.bracket == '{' && value.bracket == '{';
        if (lists) keep_elements(old.children, value.children);
        for (auto& child : value.children) {
            const auto found = std::find_if(old.children.begin(), old.children.end(),
                                            [&](const Node& member) { return member.key == child.key; });
            if (objects && found != old.children.end()) keep(*found, child);
        }
        old.bracket = value.bracket;
        old.text = std::move(value.text);
        old.children = std::move(value.children);
        if (!lists && !objects) old.inside.clear();
        set_has_comments(old);
    }
    static void keep_elements(std::vector<Node>& old, std::vector<Node>& values) {
        std::vector<bool> taken(old.size());
        std::vector<bool> kept(values.size());
        const auto pair = [&](std::size_t from, std::size_t to) {
            taken[from] = kept[to] = true;
            keep(old[from], values[to]);
        };
        for (std::size_t to = 0; to < values.size(); ++to) {
            for (std::size_t from = 0; from < old.size() && !kept[to]; ++from) {
                if (!taken[from] && same(old[from], values[to])) pair(from, to);
            }
        }
        for (std::size_t i = 0; i < values.size() && old.size() == values.size(); ++i) {
            if (!taken[i] && !kept[i] && old[i].bracket == '{' && values[i].bracket == '{') pair(i, i);
        }
    }
    /// Turns `value` into `old` with that value.
    static void keep(Node& old, Node& value) {
        replace(old, std::move(value));
        value = std::move(old);
    }
    static bool same(const Node& a, const Node& b) {
        return a.key == b.key && a.text == b.text && a.bracket == b.bracket &&
               std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(), same);
    }
    static void set_has_comments(Node& node) {
        node.has_comments = comments(node) > node.before.size() + (node.beside.empty() ? 0 : 1);
    }
    static bool is_null(const Node& node) { return node.bracket == 0 && node.text == "null"; }
    /// A new value: nulls in it remove nothing.
    [[nodiscard]] Node added(const Node& change) const {
        Node out = change;
        if (removed_ == Removed::is_null) return out;
        std::erase_if(out.children, is_null);
        for (auto& child : out.children) child = added(child);
        return out;
    }

    Removed removed_;
};

}  // namespace

PatchedText patched_text(std::string_view json, std::string_view patch) {
    auto document = Parser{json}.document();
    const auto change = Parser{patch}.document();
    const auto before = comments(document.root);
    const auto& members = document.root.children;
    const bool extends =
        std::any_of(members.begin(), members.end(), [](const Node& member) { return member.key == "\"extends\""; });
    Patcher{extends ? Removed::is_null : Removed::is_gone}.apply(document.root, change.root);
    Printer printer;
    printer.print(document);
    return {printer.take(), before - comments(document.root)};
}

std::string canonical_text(std::string_view json, KeyText keys) {
    auto document = Parser{json}.document();
    std::vector<std::string> known;
    if (keys == KeyText::replaced) replace_keys(document.root, known);
    Printer printer;
    printer.print(document);
    return printer.take();
}

}  // namespace vpnsim
