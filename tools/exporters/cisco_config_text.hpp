#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/exporters/configuration.hpp"
#include "tools/exporters/device_side.hpp"

namespace vpnsim::exporters {

// What the configurations of both dialects are made of.

/// Tunnels that are one entry of a crypto map: the same connection, selectors and parameters towards several peers.
struct CiscoEntry {
    std::vector<const DeviceSideTunnel*> tunnels;  ///< the active one first; at least one
    std::string name;                              ///< for access lists: "VPN-conn-1"
    [[nodiscard]] const DeviceSideTunnel& first() const { return *tunnels.front(); }
};
/// Order: of the tunnels.
[[nodiscard]] std::vector<CiscoEntry> cisco_entries(const DeviceSide& side);

[[nodiscard]] inline bool ikev1(const DeviceSideTunnel& tunnel) { return tunnel.ike.version == IkeVersion::ikev1; }
/// SM4 or SM3 (of the Chinese national standard) in any phase.
[[nodiscard]] bool has_chinese_algorithms(const DeviceSideTunnel& tunnel);

/// Lines of text with the messages that go with them.
class CiscoWriter {
  public:
    void line(std::string_view text) { (text_ += text) += '\n'; }
    void comment(std::string_view text) { ((text_ += "! ") += text) += '\n'; }
    /// What cannot be expressed: a comment where it would stand, and a message.
    void cannot(std::string_view about, std::string_view why);
    /// What must be looked at.
    void look(std::string_view about, std::string_view why);
    /// Requires: `entries` are those that were written.
    [[nodiscard]] Configuration take(const std::vector<CiscoEntry>& entries) &&;

  private:
    std::string text_;
    std::vector<std::string> messages_;
};

/// "255.255.252.0" and "0.0.3.255". Requires: an IPv4 block.
[[nodiscard]] std::string netmask(const Prefix& block);
[[nodiscard]] std::string wildcard(const Prefix& block);

/// One line of an access list.
struct CiscoAccessLine {
    std::string protocol;  ///< "ip", "tcp", "47"
    Prefix local;
    Prefix remote;
    std::string local_ports;  ///< " eq 443", " range 1 2", or empty
    std::string remote_ports;
};
/// The lines of an entry: one for each pair of selectors. Ranges become the blocks that cover them, with a message.
[[nodiscard]] std::vector<CiscoAccessLine> access_lines(const CiscoEntry& entry, CiscoWriter& out);
/// Why an entry without any line cannot be written.
inline constexpr std::string_view no_access_line =
    "no pair of its networks has an address family and a protocol in common, so nothing would be protected.";
/// What several lines mean on these devices.
void tell_sas(const CiscoEntry& entry, std::size_t lines, CiscoWriter& out);

/// The begin of both: what this is and what is to be done before it is pasted.
void cisco_head(CiscoWriter& out, const DeviceSide& side, std::string_view vendor);
/// What stands above an entry: whom it faces, what was assumed, what a dual tunnel means here.
void entry_head(CiscoWriter& out, const CiscoEntry& entry);
/// The seconds that a vendor accepts.
struct CiscoLifetimes {
    std::uint32_t least;
    std::uint32_t most;
};
/// A lifetime as it is written; empty if the connection states none, or, with a message, one that is not accepted.
[[nodiscard]] std::string lifetime(CiscoWriter& out, const DeviceSideTunnel& tunnel,
                                   std::optional<std::uint32_t> seconds, CiscoLifetimes accepted);
/// Why a route-based tunnel cannot be an interface; empty if it can.
[[nodiscard]] std::string no_interface(const DeviceSideTunnel& tunnel);
/// Where the key of a tunnel goes.
[[nodiscard]] std::string key_placeholder(const DeviceSideTunnel& tunnel);
/// The address of the device inside a BGP tunnel network, "169.254.11.2 255.255.255.252"; empty if none is known.
[[nodiscard]] std::string inside_address(const DeviceSideTunnel& tunnel);

}  // namespace vpnsim::exporters
