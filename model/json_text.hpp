#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace vpnsim {

/// Writes JSON text member by member: two blanks of indent, lists of plain values on one line.
class JsonText {
  public:
    using NumberOrText = std::variant<std::uint64_t, std::string_view>;

    /// Writes `"key": { ... }` with whatever `body` writes.
    template <std::invocable Body>
    void object(std::string_view key, const Body& body) {
        begin(key);
        braces('{', '}', body);
    }
    /// Writes an object without key: the document, or an element of `list`.
    template <std::invocable Body>
    void object(const Body& body) {
        separate();
        braces('{', '}', body);
    }
    /// Writes `"key": [ ... ]` with the objects that `body` writes.
    template <std::invocable Body>
    void list(std::string_view key, const Body& body) {
        begin(key);
        braces('[', ']', body);
    }
    void text(std::string_view key, std::string_view text);
    void number(std::string_view key, std::uint64_t number);
    void boolean(std::string_view key, bool value);
    void null(std::string_view key);
    /// Writes `"key": ["a", "b"]`; `print` gives the text or the number of an element.
    template <class Range, class Print>
    void values(std::string_view key, const Range& range, const Print& print) {
        begin(key);
        out_ += '[';
        bool first = true;
        for (const auto& element : range) {
            if (!first) out_ += ", ";
            first = false;
            this->element(print(element));
        }
        out_ += ']';
    }
    /// As `values`, but a single element stands without brackets.
    template <class Range, class Print>
    void one_or_more(std::string_view key, const Range& range, const Print& print) {
        if (range.size() != 1) return values(key, range, print);
        begin(key);
        element(print(*range.begin()));
    }
    [[nodiscard]] std::string take() && { return std::move(out_) + '\n'; }

  private:
    template <std::invocable Body>
    void braces(char open, char close, const Body& body) {
        out_ += open;
        const auto before = out_.size();
        ++depth_;
        body();
        --depth_;
        if (out_.size() != before) new_line();
        out_ += close;
    }
    void begin(std::string_view key);
    void separate();
    void new_line();
    void value(std::string_view text);
    void value(std::uint64_t number) { out_ += std::to_string(number); }
    template <class Printed>
    void element(const Printed& printed) {
        if constexpr (std::is_same_v<Printed, NumberOrText>) {
            std::visit([this](auto alternative) { this->value(alternative); }, printed);
        } else {
            value(printed);
        }
    }

    std::string out_;
    std::size_t depth_ = 0;
};

}  // namespace vpnsim
