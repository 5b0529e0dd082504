#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/json_document.hpp"
#include "model/nearest_name.hpp"
#include "model/ports.hpp"
#include "model/prefix.hpp"
#include "model/protocol.hpp"
#include "model/traffic_selector.hpp"

namespace vpnsim {

/// A value of a document on the way down from the root: its parents give the JSON pointer of an error.
struct JsonValue {
    const JsonNode& node;
    const JsonValue* parent = nullptr;
    std::size_t position = 0;  ///< in a list

    [[nodiscard]] std::string_view key() const { return node.key; }
    [[nodiscard]] std::string pointer() const;
};

/// A callable taken by reference; it must outlive the call it is passed to.
class ValueReader {
  public:
    template <class F>
    ValueReader(const F& function)  // NOLINT(google-explicit-constructor): stands where a lambda is written
        : object_{&function}, call_{[](const void* object, const JsonValue& value) {
              (*static_cast<const F*>(object))(value);
          }} {}
    void operator()(const JsonValue& value) const { call_(object_, value); }

  private:
    const void* object_;
    void (*call_)(const void*, const JsonValue&);
};

enum class Presence : std::uint8_t { optional, required };

/// One member that an object may have, and what to do with it.
struct Member {
    template <class F>
    Member(std::string_view key, const F& function, Presence when = Presence::optional)
        : name{key}, read{function}, presence{when} {}
    std::string_view name;
    ValueReader read;
    Presence presence;
};

/// The ids of one collection, in file order, for references from elsewhere.
class NameTable {
  public:
    explicit NameTable(std::string_view kind) : kind_{kind} {}
    void add(std::string_view name) {
        if (index_.emplace(name, names_.size()).second) names_.push_back(name);
    }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
        const auto found = index_.find(name);
        return found == index_.end() ? std::nullopt : std::optional{found->second};
    }
    [[nodiscard]] std::span<const std::string_view> names() const { return names_; }
    [[nodiscard]] std::string_view kind() const { return kind_; }  ///< "IPsec connection"

  private:
    std::string_view kind_;
    std::vector<std::string_view> names_;
    std::unordered_map<std::string_view, std::size_t> index_;
};

/// Turns values of a document into values of the model. What cannot be turned is reported and gives nothing, so that
/// decoding goes on with the rest.
class Decoder {
  public:
    Decoder(const JsonDocument& document, const ReadLimits& limits) : document_{document}, limits_{limits} {}

    [[nodiscard]] const JsonDocument& document() const { return document_; }
    [[nodiscard]] Place place(const JsonValue& value) const { return document_.place(value.node); }
    void report(InputFault fault, const JsonValue& value, std::string message);
    void report(PlacedError error);
    [[nodiscard]] std::size_t error_count() const { return errors_.size() + left_out_; }
    /// Returns true iff something was reported at `pointer` or below.
    [[nodiscard]] bool faulty(std::string_view pointer) const;
    /// Returns what was reported, in file order.
    [[nodiscard]] std::vector<InputError> take_errors();

    /// Reads the members of an object; reports unknown keys and missing required ones.
    void object(const JsonValue& value, std::initializer_list<Member> members);
    /// Calls `each` for every member, whatever its key. Order: file.
    void members(const JsonValue& value, ValueReader each);
    /// As `members`, for a collection keyed by id; reports bad ids.
    void collection(const JsonValue& value, ValueReader each);
    /// Calls `each` for every element. Order: file.
    void list(const JsonValue& value, ValueReader each);
    /// As `list`, but reports an empty one and takes a single value for a list of one.
    void one_or_more(const JsonValue& value, ValueReader each);
    [[nodiscard]] bool has_kind(const JsonValue& value, JsonKind kind);
    /// Adds the ids of a collection, without checking anything else.
    void collect_names(std::uint32_t object, NameTable& names) const;

    [[nodiscard]] std::optional<std::string_view> text(const JsonValue& value);
    [[nodiscard]] std::optional<bool> boolean(const JsonValue& value);
    [[nodiscard]] std::optional<std::uint64_t> integer(const JsonValue& value, std::uint64_t first, std::uint64_t last);
    /// An integer of the range of `Number`.
    template <class Number>
    [[nodiscard]] std::optional<Number> number(const JsonValue& value, Number first = 0,
                                               Number last = static_cast<Number>(-1)) {
        const auto found = integer(value, first, last);
        return found ? std::optional{static_cast<Number>(*found)} : std::nullopt;
    }
    [[nodiscard]] std::optional<std::uint32_t> asn(const JsonValue& value);
    [[nodiscard]] std::optional<Address> address(const JsonValue& value);
    [[nodiscard]] std::optional<Prefix> prefix(const JsonValue& value);
    [[nodiscard]] std::optional<TrafficSelector> selector(const JsonValue& value);
    [[nodiscard]] std::optional<PortRange> port_range(const JsonValue& value);
    /// "all" is the empty list.
    [[nodiscard]] std::vector<PortRange> ports(const JsonValue& value);
    /// "all" and "any" give no protocol.
    [[nodiscard]] std::optional<Protocol> protocol(const JsonValue& value);
    [[nodiscard]] std::optional<std::chrono::year_month_day> date(const JsonValue& value);
    [[nodiscard]] std::optional<std::string_view> one_of(const JsonValue& value,
                                                         std::span<const std::string_view> names);
    template <class Value, std::size_t N>
    [[nodiscard]] std::optional<Value> one_of(const JsonValue& value,
                                              const std::array<std::pair<std::string_view, Value>, N>& table) {
        std::array<std::string_view, N> names;
        for (std::size_t i = 0; i < N; ++i) names[i] = table[i].first;
        const auto found = one_of(value, std::span<const std::string_view>{names});
        if (!found) return std::nullopt;
        for (const auto& [name, listed] : table) {
            if (name == *found) return listed;
        }
        return std::nullopt;
    }
    /// The position of the record that a text names.
    [[nodiscard]] std::optional<std::size_t> reference(const JsonValue& value, const NameTable& names);
    template <class IdType>
    [[nodiscard]] std::optional<IdType> reference(const JsonValue& value, const NameTable& names) {
        const auto found = reference(value, names);
        return found ? std::optional{IdType{*found}} : std::nullopt;
    }
    /// "; did you mean "x"?", or nothing.
    [[nodiscard]] std::string suggestion(std::string_view text, std::span<const std::string_view> names);
    void report_dangling(const JsonValue& value, std::string_view found, std::string_view searched,
                         std::span<const std::string_view> names);

  private:
    const JsonDocument& document_;
    const ReadLimits& limits_;
    std::vector<PlacedError> errors_;
    std::size_t left_out_ = 0;
    std::size_t comparisons_left_ = 500'000;  ///< of names, so that suggestions stay cheap in hostile files
};

/// Assigns what was read, if anything was.
template <class Out, class In>
void set(Out& out, std::optional<In> value) {
    if (value) out = Out{*std::move(value)};
}

/// "a, b or c"
[[nodiscard]] std::string enumeration(std::span<const std::string_view> names);

}  // namespace vpnsim
