#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vpnsim::importers {

/// Where something of an input stands: the line of a text, or the resource or pointer of a JSON text.
struct Origin {
    std::string file;
    std::uint32_t line = 0;    ///< from 1; 0 = the file as a whole
    std::uint32_t column = 0;  ///< from 1; 0 = not known
    std::string path{};        ///< "/VpnConnections/…" or "alicloud_vpn_connection.c1"; empty in line formats
};

/// What a remark means for whoever relies on the result.
enum class Gravity : std::uint8_t {
    error,       ///< the input cannot be understood: nothing is written, exit code 2
    incomplete,  ///< something of the input is missing or unreadable: the result may lack records that matter
    warning,     ///< understood, but it must be read: not simulated, contradictory, or never in force
    note,        ///< something was assumed or inferred, and what from
    skipped      ///< of no matter for tunnels, routes and filters; counted, listed with --verbose
};

/// Something that an import has to say. Neither `about` nor `message` ever holds a key: what a line of the input says
/// is not repeated beyond words that the importer knows, names and addresses.
struct Remark {
    Gravity gravity = Gravity::note;
    std::string kind;   ///< stable, "ikev1-extra-selectors-ignored"
    std::string about;  ///< the record, as the facts name it: "ali-v1/two-nets"; empty = the file
    std::string message;
    Origin origin;
};
using Remarks = std::vector<Remark>;

/// "file:line: about: message [kind]", with control characters escaped
[[nodiscard]] std::string text(const Remark& remark);

}  // namespace vpnsim::importers
