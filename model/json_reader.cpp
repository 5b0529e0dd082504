#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "model/json_document.hpp"

namespace vpnsim {
namespace {

/// The bytes that the lexer has still to read. It ends before the input does where a single token grows too long.
struct Cursor {
    const char* at;
    const char* stop;
};

/// An input iterator that shares its position: nlohmann's SAX events come without one.
class SharedPosition {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;
    SharedPosition() = default;  ///< the end
    explicit SharedPosition(Cursor& cursor) : cursor_{&cursor} {}
    reference operator*() const { return *cursor_->at; }
    SharedPosition& operator++() {
        ++cursor_->at;
        return *this;
    }
    SharedPosition operator++(int) { return ++*this; }
    friend bool operator==(const SharedPosition& a, const SharedPosition&) { return a.cursor_->at == a.cursor_->stop; }

  private:
    Cursor* cursor_ = nullptr;
};

constexpr std::uint16_t dropped = 0xffff;  ///< marks a duplicate for a moment

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

/// Builds the tree from SAX events. Where a token starts follows from where the one before ended: between them stand
/// blanks, comments and at most one comma or colon.
class JsonTreeBuilder {
  public:
    JsonTreeBuilder(SourceText source, const ReadLimits& limits)
        : file_{std::make_shared<JsonDocument::File>()}, limits_{limits} {
        file_->name = std::move(source.name);
        file_->bytes = std::move(source.bytes);
        document_.files_.push_back(file_);
    }

    std::variant<JsonDocument, InputError> build() {
        const std::string& bytes = file_->bytes;
        if (bytes.size() >= std::numeric_limits<std::uint32_t>::max()) {
            return InputError{InputFault::too_long, file_->name, 0, 0, "", "the file is larger than 4 GiB"};
        }
        document_.nodes_.reserve(std::min(bytes.size() / 16 + 16, limits_.values));
        cursor_ = {bytes.data(), bytes.data()};
        previous_end_ = bytes.starts_with("\xef\xbb\xbf") ? 3 : 0;
        allow_next_token();
        constexpr bool strict = true;
        constexpr bool ignore_comments = true;
        const bool complete = nlohmann::json::sax_parse(SharedPosition{cursor_}, SharedPosition{}, this,
                                                        nlohmann::json::input_format_t::json, strict, ignore_comments);
        index_lines(complete ? bytes.size() : fatal_at_ + 1);
        if (!complete) {
            const Place place = document_.place(0, fatal_at_);
            return InputError{fatal_, file_->name, place.line, place.column, pointer(), message_};
        }
        report_duplicates();
        document_.root_ = 0;
        return std::move(document_);
    }

    // The SAX interface of nlohmann::json.
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;
    bool null() { return literal(JsonKind::null, 4); }
    bool boolean(bool value) { return literal(JsonKind::boolean, value ? 4 : 5); }
    bool number_integer(number_integer_t) { return number(); }
    bool number_unsigned(number_unsigned_t) { return number(); }
    bool number_float(number_float_t, const string_t&) { return number(); }
    bool string(const string_t& value) {
        const auto start = token_start();
        return add(JsonKind::text, start, content(value, start)) && token_ended(position());
    }
    bool binary(const binary_t&) { return false; }  // never in JSON text
    bool key(const string_t& value) {
        key_start_ = token_start();
        key_ = content(value, key_start_);
        has_key_ = true;
        return token_ended(position());
    }
    bool start_object(std::size_t) { return open(JsonKind::object); }
    bool start_array(std::size_t) { return open(JsonKind::array); }
    bool end_array() { return close(); }
    bool end_object() {
        find_duplicates(open_.back().node);
        return close();
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error);

  private:
    struct Open {
        std::uint32_t node;
        std::uint32_t last_child = JsonNode::none;
        std::uint32_t members = 0;
    };
    [[nodiscard]] const char* data() const { return file_->bytes.data(); }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(file_->bytes.size()); }
    [[nodiscard]] std::uint32_t position() const { return static_cast<std::uint32_t>(cursor_.at - data()); }

    void allow_next_token() {
        const auto left = static_cast<std::size_t>(data() + size() - cursor_.at);
        cursor_.stop = cursor_.at + std::min(left, limits_.token_bytes);
    }
    bool token_ended(std::uint32_t end) {
        previous_end_ = end;
        allow_next_token();
        return true;
    }
    /// Skips blanks and comments. Requires: comments are well-formed (the lexer has passed them).
    [[nodiscard]] std::uint32_t skip_blanks(std::uint32_t at) const {
        while (at < size()) {
            if (is_blank(data()[at])) {
                ++at;
            } else if (data()[at] == '/' && at + 1 < size() && (data()[at + 1] == '/' || data()[at + 1] == '*')) {
                const std::string_view close = data()[at + 1] == '/' ? "\n" : "*/";
                const auto end = file_->bytes.find(close, at + 2);
                at = end == std::string::npos ? size() : static_cast<std::uint32_t>(end + close.size());
            } else {
                break;
            }
        }
        return at;
    }
    [[nodiscard]] std::uint32_t token_start() const {
        auto at = skip_blanks(previous_end_);
        if (at < size() && (data()[at] == ',' || data()[at] == ':')) at = skip_blanks(at + 1);
        return at;
    }
    /// A view into the input, or a copy if the text has escapes, which are always longer than what they stand for.
    std::string_view content(const std::string& value, std::uint32_t start) {
        if (value.size() + 2 == position() - start) return {data() + start + 1, value.size()};
        return file_->unescaped.emplace_back(value);
    }
    bool literal(JsonKind kind, std::uint32_t length) {
        const auto start = token_start();
        return add(kind, start, {data() + start, length}) && token_ended(start + length);
    }
    bool number() {  // the lexer has read one character beyond it
        const auto start = token_start();
        auto end = start;
        while (end < size() && std::strchr("+-.0123456789Ee", data()[end]) != nullptr && data()[end] != '\0') ++end;
        return add(JsonKind::number, start, {data() + start, end - start}) && token_ended(end);
    }
    bool open(JsonKind kind) {
        const auto start = token_start();
        if (open_.size() >= limits_.depth) {
            return fail(InputFault::too_deep, start,
                        "objects and lists are nested more than " + std::to_string(limits_.depth) + " deep");
        }
        if (!add(kind, start, {})) return false;
        open_.push_back({static_cast<std::uint32_t>(document_.nodes_.size() - 1)});
        return token_ended(position());
    }
    bool close() {
        open_.pop_back();
        return token_ended(position());
    }
    bool add(JsonKind kind, std::uint32_t start, std::string_view text) {
        auto& nodes = document_.nodes_;
        if (nodes.size() >= limits_.values) {
            return fail(InputFault::too_many_values, start,
                        "the file holds more than " + std::to_string(limits_.values) + " values");
        }
        const auto index = static_cast<std::uint32_t>(nodes.size());
        if (!open_.empty()) {
            Open& parent = open_.back();
            (parent.last_child == JsonNode::none ? nodes[parent.node].first_child : nodes[parent.last_child].next) =
                index;
            parent.last_child = index;
            ++parent.members;
        }
        JsonNode node{.text = text, .begin = start, .key_begin = start, .kind = kind};
        if (has_key_) {
            node.key = key_;
            node.key_begin = key_start_;
            has_key_ = false;
        }
        nodes.push_back(node);
        return true;
    }
    bool fail(InputFault fault, std::uint32_t at, std::string message) {
        fatal_ = fault;
        fatal_at_ = std::min(at, size());
        message_ = std::move(message);
        return false;
    }
    /// The path to the innermost open value, or to the member whose value comes next. It ends at a pre-shared key: what
    /// a broken file shows below it may be the key itself.
    [[nodiscard]] std::string pointer() const {
        std::string out;
        for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
            const bool list = document_.nodes_[open_[i].node].kind == JsonKind::array;
            append_pointer(out, list ? std::to_string(open_[i].members - 1)
                                     : std::string{document_.nodes_[open_[i + 1].node].key});
            if (holds_key(open_[i + 1])) return out;
        }
        if (has_key_ && colon_passed_) append_pointer(out, key_);
        return out;
    }
    [[nodiscard]] bool holds_key(const Open& open) const { return document_.nodes_[open.node].key == "psk"; }
    void find_duplicates(std::uint32_t object);
    void report_duplicates();
    void index_lines(std::size_t end);

    std::shared_ptr<JsonDocument::File> file_;
    const ReadLimits& limits_;
    JsonDocument document_;
    Cursor cursor_{};
    std::uint32_t previous_end_ = 0;
    std::vector<Open> open_;
    std::string_view key_;
    std::uint32_t key_start_ = 0;
    bool has_key_ = false;
    bool colon_passed_ = true;  ///< false: whether what was read is a key at all is in doubt
    std::vector<std::uint32_t> scratch_;
    struct Duplicate {
        std::uint32_t first;
        std::uint32_t second;
        std::string pointer;
    };
    std::vector<Duplicate> duplicates_;
    InputFault fatal_ = InputFault::syntax;
    std::uint32_t fatal_at_ = 0;
    std::string message_;
};

/// Of members with equal keys the first stays in the tree.
void JsonTreeBuilder::find_duplicates(std::uint32_t object) {
    auto& nodes = document_.nodes_;
    scratch_.clear();
    for (auto child = nodes[object].first_child; child != JsonNode::none; child = nodes[child].next) {
        scratch_.push_back(child);
    }
    std::sort(scratch_.begin(), scratch_.end(), [&](auto a, auto b) {
        const auto order = nodes[a].key.compare(nodes[b].key);
        return order != 0 ? order < 0 : a < b;
    });
    const bool secret = std::any_of(open_.begin(), open_.end(), [&](const Open& open) { return holds_key(open); });
    if (secret) return;  // a pre-shared key that is no text is wrong as a whole
    bool any = false;
    for (std::size_t i = 1, first = 0; i < scratch_.size(); ++i) {
        if (nodes[scratch_[i]].key != nodes[scratch_[first]].key) {
            first = i;
            continue;
        }
        any = true;
        std::string path = pointer();
        append_pointer(path, nodes[scratch_[i]].key);
        duplicates_.push_back({scratch_[first], scratch_[i], std::move(path)});
        nodes[scratch_[i]].file = dropped;
    }
    if (!any) return;
    auto* link = &nodes[object].first_child;
    while (*link != JsonNode::none) {
        auto& child = nodes[*link];
        if (child.file == dropped) {
            child.file = 0;
            *link = child.next;
        } else {
            link = &child.next;
        }
    }
}

void JsonTreeBuilder::report_duplicates() {
    std::sort(duplicates_.begin(), duplicates_.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    for (const auto& [first, second, path] : duplicates_) {
        const JsonNode& node = document_.nodes_[second];
        const Place place = document_.place(node);
        const Place before = document_.place(document_.nodes_[first]);
        document_.errors_.push_back(
            {place,
             {InputFault::duplicate_key, file_->name, place.line, place.column, path,
              "the key " + in_quotes(node.key) + " stands here a second time; the first is at line " +
                  std::to_string(before.line) + ", column " + std::to_string(before.column)}});
    }
}

void JsonTreeBuilder::index_lines(std::size_t end) {
    const std::string& bytes = file_->bytes;
    end = std::min(end, bytes.size());
    file_->line_starts.push_back(0);
    for (const char* at = data(); (at = static_cast<const char*>(std::memchr(
                                       at, '\n', end - static_cast<std::size_t>(at - data())))) != nullptr;) {
        ++at;
        file_->line_starts.push_back(static_cast<std::uint32_t>(at - data()));
    }
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
    const auto* const stop = data() + end;
    if (std::none_of(data(), stop, continues)) return;
    std::uint32_t characters = 0;
    for (std::size_t i = 0; i <= end; ++i) {
        if (i % 64 == 0) file_->characters.push_back(characters);
        if (i < end && !continues(bytes[i])) ++characters;
    }
}

/// Says in our own words what the lexer or parser met: its text would quote the input, and with it a key.
bool JsonTreeBuilder::parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) {
    const std::string_view what = error.what();
    const auto says = [&](std::string_view part) { return what.find(part) != std::string_view::npos; };
    const auto here = token_start();
    colon_passed_ = !says("; expected ':'");
    const auto last = position() > 0 ? position() - 1 : 0;
    if (cursor_.at == cursor_.stop && cursor_.stop != data() + size()) {
        return fail(InputFault::too_long, here,
                    "one text, number, comment or run of blanks is longer than " + std::to_string(limits_.token_bytes) +
                        " bytes");
    }
    if (error.id == 406) {
        return fail(InputFault::number_too_large, here, "this number is too large for a double-precision number");
    }
    if (document_.nodes_.empty() && here >= size()) {
        return fail(InputFault::empty_input, 0,
                    "the file holds no value; a scenario is one object: { \"format\": \"vpnsim/1\" }");
    }
    const auto syntax = [&](std::uint32_t at, std::string message) {
        return fail(InputFault::syntax, at, std::move(message));
    };
    struct Lexical {
        std::string_view sign;
        std::string_view message;
    };
    static constexpr std::array<Lexical, 10> at_last_byte{{
        {"ill-formed UTF-8", "this is no valid UTF-8; save the file as UTF-8"},
        {"must be followed by 4 hex digits", "\\u must be followed by four hexadecimal digits"},
        {"must be followed by U+DC00..U+DFFF",
         "a high surrogate (\\ud800 to \\udbff) must be followed by a low one (\\udc00 to \\udfff)"},
        {"must follow U+D800..U+DBFF",
         "a low surrogate (\\udc00 to \\udfff) must follow a high one (\\ud800 to \\udbff)"},
        {"forbidden character after backslash",
         "this character may not follow a backslash; allowed are \" \\ / b f n r t u"},
        {"control character", "a control character (a line break, a tab, a NUL byte) must be escaped inside a text"},
        {"expecting '/' or '*'", "a comment begins with // or /*"},
        {"expected digit", "a digit is missing in this number"},
        {"invalid BOM", "the byte order mark at the start is incomplete"},
        {"invalid literal", "this is no JSON value; texts need double quotes, literals are true, false and null"},
    }};
    if (says("missing closing quote") || (says("control character") && data()[last] == '\n'))
        return syntax(here, "this text has no closing quote on its line");
    if (says("missing closing '*/'")) return syntax(previous_end_, "a comment after this point has no closing */");
    for (const auto& [sign, message] : at_last_byte) {
        if (says(sign)) return syntax(sign == "invalid literal" ? here : last, std::string{message});
    }
    if (here >= size()) {
        return syntax(size(), open_.empty() ? "the text ends too early"
                              : document_.nodes_[open_.back().node].kind == JsonKind::object
                                  ? "the text ends inside an object; a } is missing"
                                  : "the text ends inside a list; a ] is missing");
    }
    if (open_.empty()) return syntax(here, "nothing may follow the end of the document");
    const bool in_list = document_.nodes_[open_.back().node].kind == JsonKind::array;
    if (says("; expected string literal"))
        return syntax(here, "expected a key in double quotes here; is there a comma too many?");
    if (has_key_ && says("; expected ':'")) return syntax(here, "expected a colon between a key and its value");
    if (says("; expected '}'") || says("; expected ']'")) {
        return syntax(here, in_list ? "expected a comma or ] here" : "expected a comma or } here");
    }
    return syntax(here, in_list ? "expected a value here; is there a comma too many?" : "expected a value here");
}

std::variant<JsonDocument, InputError> read_document(SourceText source, const ReadLimits& limits) {
    return JsonTreeBuilder{std::move(source), limits}.build();
}

}  // namespace vpnsim
