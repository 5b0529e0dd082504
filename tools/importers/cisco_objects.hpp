#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/traffic_selector.hpp"
#include "tools/importers/cisco_config.hpp"

namespace vpnsim::importers {

/// How deep groups may be nested. The devices refuse cycles, edited files have them.
inline constexpr unsigned deepest_group = 32;
/// The most members that one group, or one operand of an access list, is expanded to.
inline constexpr std::size_t most_members = 4096;
/// The most members, entries and pairs that are looked at for all tunnels of one configuration together.
inline constexpr std::size_t most_steps = 2'000'000;

/// What an access list matches besides addresses.
struct CiscoService {
    std::optional<Protocol> protocol;  ///< none = any
    PortRange source_ports{};
    PortRange destination_ports{};
};

/// Looks names of objects and groups up. Whatever cannot be found or read is said (`incomplete`) and left out.
class CiscoObjects {
  public:
    /// `about` of all remarks to come: who asks.
    CiscoObjects(CiscoReading& reading, std::string about) : reading_{reading}, about_{std::move(about)} {}

    /// The addresses of the operand that begins at `words[at]`: "any", "host A", "A MASK", "object O", … `at` moves
    /// behind it. Empty = nothing could be read.
    [[nodiscard]] SelectorList addresses(const std::vector<std::string_view>& words, std::size_t& at,
                                         const TextLine& line);
    [[nodiscard]] SelectorList object(std::string_view name, const TextLine& line);
    /// The services of an object or a group, by name.
    [[nodiscard]] std::vector<CiscoService> service(std::string_view name, const TextLine& line);
    /// "tcp [source eq 1] [destination eq 2]" or "tcp [eq 2]" at `words[at]`.
    [[nodiscard]] std::vector<CiscoService> service(const std::vector<std::string_view>& words, std::size_t at,
                                                    const TextLine& line);
    /// The ports of a typed service group; empty if it is none.
    [[nodiscard]] std::vector<PortRange> ports(std::string_view name, const TextLine& line);
    [[nodiscard]] bool is_port_group(std::string_view name) const;

  private:
    struct Walk;
    void visit_group(std::string_view name, unsigned depth, Walk& walk);
    void network_member(const TextLine& member, unsigned depth, Walk& walk);
    void service_member(const TextLine& member, unsigned depth, Walk& walk);
    void wildcard_or_mask(std::string_view address, std::string_view mask, const TextLine& line, SelectorList& out);
    [[nodiscard]] bool may_look(const TextLine& line);
    void incomplete(std::string kind, std::string message, const TextLine& line) {
        reading_.say(Gravity::incomplete, std::move(kind), about_, std::move(message), line);
    }

    CiscoReading& reading_;
    std::string about_;
};

}  // namespace vpnsim::importers
