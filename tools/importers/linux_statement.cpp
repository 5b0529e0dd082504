#include "tools/importers/linux_statement.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::string_view digits = "0123456789";

std::string_view base_name(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }

}  // namespace

std::string table_name(std::string_view table) {
    if (table == "254") return "main";
    if (table == "255") return "local";
    if (table == "253") return "default";
    return std::string{table};
}

Family family_of_file(std::string_view name) {
    const auto file = base_name(name);
    for (auto at = file.find("-6"); at != std::string_view::npos; at = file.find("-6", at + 1)) {
        const auto after = file.substr(at + 2, 1);
        if (after.empty() || after.find_first_of(digits) == std::string_view::npos) return Family::ipv6;
    }
    return Family::ipv4;
}

std::string table_of_file(std::string_view name) {
    const auto file = base_name(name);
    const auto at = file.find("table-");
    if (at == std::string_view::npos) return "main";
    auto table = file.substr(at + 6);
    table = table.substr(0, table.find('.'));
    if (table.empty() || table == "all" || table.find_first_not_of(digits) != std::string_view::npos) return "main";
    return table_name(table);
}

}  // namespace vpnsim::importers
