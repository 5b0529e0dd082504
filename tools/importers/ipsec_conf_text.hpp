#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

struct IpsecParameter {
    std::string key;    ///< in small letters
    std::string value;  ///< without quotes and comment
    Origin origin;
};

/// "config setup", "conn NAME" or "ca NAME"; written twice, it is one.
struct IpsecSection {
    std::string name;
    std::vector<IpsecParameter> parameters;  ///< order: as written, repeated ones too
    Origin origin;
};

/// ipsec.conf as text: what its two programs have in common. Includes are resolved among the inputs.
class IpsecConfText {
  public:
    /// Requires: the arguments outlive it.
    IpsecConfText(std::span<const InputText> inputs, Remarks& remarks) : inputs_{inputs}, remarks_{remarks} {}

    /// Adds an input. Returns false, with a remark, iff it is no text.
    bool read(std::size_t input);

    [[nodiscard]] const std::vector<IpsecSection>& conns() const { return conns_; }
    [[nodiscard]] const IpsecSection& setup() const { return setup_; }
    [[nodiscard]] std::optional<std::size_t> conn(std::string_view name) const;
    [[nodiscard]] bool has_version_line() const { return version_line_; }
    /// Whether comments name one program and not the other.
    [[nodiscard]] bool names_strongswan() const { return says_strongswan_ && !says_libreswan_; }
    [[nodiscard]] bool names_libreswan() const { return says_libreswan_ && !says_strongswan_; }

  private:
    void read_text(std::size_t input);
    void head(std::string_view line, const Origin& origin, std::size_t input);
    void parameter(std::string_view line, const Origin& origin);
    void include(std::string_view pattern, const Origin& origin, std::size_t input);
    void complain(const char* kind, const char* message, const Origin& origin);

    std::span<const InputText> inputs_;
    Remarks& remarks_;
    std::vector<IpsecSection> conns_;
    std::map<std::string, std::size_t, std::less<>> conn_by_name_;
    IpsecSection setup_;
    IpsecSection other_;  ///< "ca", or what follows a mistake
    enum class Place : std::uint8_t { none, setup, conn, other } place_ = Place::none;
    std::size_t conn_ = 0;  ///< the one being read
    bool version_line_ = false;
    bool says_strongswan_ = false;
    bool says_libreswan_ = false;
    std::set<std::size_t> read_;
    std::vector<std::size_t> open_files_;
    std::size_t faults_ = 0;
    std::size_t parameters_ = 0;
};

/// A conn with everything that it takes over by also= and from %default: the first value counts.
class IpsecConn {
  public:
    /// Requires: `text` outlives it and is read to its end.
    IpsecConn(const IpsecConfText& text, std::vector<std::size_t> sections);
    [[nodiscard]] const IpsecSection& own() const { return text_.conns()[sections_.front()]; }
    /// Order: the conn itself, then what it takes over.
    [[nodiscard]] const std::vector<std::size_t>& sections() const { return sections_; }
    [[nodiscard]] const IpsecParameter* parameter(std::string_view key) const;
    /// Empty if it is missing or cleared.
    [[nodiscard]] std::string_view value(std::string_view key) const;
    /// The first of several names of one parameter that has a value.
    [[nodiscard]] std::string_view value(std::initializer_list<std::string_view> keys) const;

  private:
    const IpsecConfText& text_;
    std::vector<std::size_t> sections_;
    std::unordered_map<std::string_view, const IpsecParameter*> in_force_;
};

/// Every conn but %default, resolved. Order: as first written. A remark says what also= names in vain.
[[nodiscard]] std::vector<IpsecConn> resolved_conns(const IpsecConfText& text, Remarks& remarks);
/// The conns that others take over.
[[nodiscard]] std::set<std::string_view> taken_over(const IpsecConfText& text);

}  // namespace vpnsim::importers
