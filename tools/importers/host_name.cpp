#include "tools/importers/host_name.hpp"

#include <algorithm>
#include <array>

#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// What files and directories are called wherever they come from: names of programs, commands and usual places.
constexpr auto usual = std::to_array<std::string_view>({
    "asa",
    "cisco",
    "conf",
    "config",
    "configs",
    "etc",
    "files",
    "frr",
    "import",
    "input",
    "ios",
    "ip-j-p-route",
    "ip-j-route",
    "ip-j-route-table-all",
    "ip-j-rule",
    "ip-route",
    "ip-route-table-all",
    "ip-rule",
    "ip-xfrm-policy",
    "ipsec",
    "ipsec_d",
    "linux",
    "list-conns",
    "route",
    "routes",
    "rule",
    "rules",
    "running-config",
    "show-run",
    "show-running-config",
    "startup-config",
    "strongswan",
    "libreswan",
    "swanctl",
    "tmp",
    "vtysh",
    "xfrm",
    "zebra",
    "home",
    "root",
    "dev",
    "stdin",
    "secrets",
    "routing",
    "policies",
});

bool names_a_machine(std::string_view stem) {
    auto plain = in_lower_case(stem);
    std::replace(plain.begin(), plain.end(), '_', '-');
    return !plain.empty() && plain != "-" && !is_one_of(plain, usual);
}

/// "device1.swanctl.conf" -> "device1", "192.0.2.1.conf" -> "192.0.2.1"
std::string_view stem_of(std::string_view file) {
    auto end = file.find('.');
    const auto has_digits_only = [&](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    for (std::size_t begin = 0; end != std::string_view::npos && has_digits_only(file.substr(begin, end - begin));) {
        const auto next = std::min(file.find('.', end + 1), file.size());
        if (!has_digits_only(file.substr(end + 1, next - end - 1))) break;
        begin = end + 1;
        end = next;
    }
    return file.substr(0, end);
}

}  // namespace

std::string host_name(std::string_view path) {
    while (!path.empty()) {
        const auto slash = path.find_last_of("/\\");
        const auto part = slash == std::string_view::npos ? path : path.substr(slash + 1);
        const auto stem = stem_of(part);
        if (names_a_machine(stem)) return std::string{stem};
        if (slash == std::string_view::npos) break;
        path = path.substr(0, slash);
    }
    return "host";
}

}  // namespace vpnsim::importers
