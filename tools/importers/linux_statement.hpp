#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/address.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

enum class LinuxRecord : std::uint8_t { route, rule, policy, address };

/// One record of iproute2 as the words of its text form, whatever it was read from: `ip route` and `ip -j route` give
/// the same words, so that both are understood alike.
struct LinuxStatement {
    LinuxRecord record = LinuxRecord::route;
    std::vector<std::string_view> words;  ///< continuation lines included
    Family family = Family::ipv4;         ///< of "default" and of rules without addresses
    std::string table = "main";           ///< of routes that name none
    bool command = false;                 ///< words of `ip … add`, not of a listing
    Origin origin;
};
using LinuxSink = std::function<void(const LinuxStatement&)>;

/// Calls `sink` with every record of the text output of ip, of a session or of a script of `ip … add`, in its order.
void read_linux_text(const InputText& input, const LinuxSink& sink, Remarks& remarks);
/// The same for the output of `ip -j`. A text that is no JSON is a remark `Gravity::error`.
void read_linux_json(const InputText& input, const LinuxSink& sink, Remarks& remarks);

/// "254" -> "main": the names that every system has.
[[nodiscard]] std::string table_name(std::string_view table);
/// Whether the name of a file tells that IPv6 was asked for: "fw.ip-6-rule.txt".
[[nodiscard]] Family family_of_file(std::string_view name);
/// The table that the name of a file tells: "fw.ip-route-table-220.txt" -> "220"; "main" unless it does.
[[nodiscard]] std::string table_of_file(std::string_view name);

}  // namespace vpnsim::importers
