#pragma once

#include <string>
#include <vector>

#include "tools/importers/host.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// What a configuration of FRR says, as `frr.conf` or `show running-config` has it.
struct FrrConfig {
    std::string host_name;  ///< empty = the text does not say
    std::vector<InterfaceAddress> interfaces;
    std::vector<OsRoute> routes;  ///< static ones
    std::vector<PbrRule> pbr;
    bool dynamic_routing = false;  ///< a routing protocol adds routes that the text does not show
    std::size_t statements = 0;    ///< that were understood, those of no matter included
    Origin origin;
};

[[nodiscard]] FrrConfig read_frr_config(const InputText& input, Remarks& remarks);

/// What `show ip route json` says.
struct FrrTable {
    std::vector<OsRoute> routes;
    std::vector<InterfaceAddress> interfaces;
    std::vector<std::string> policy_maps;  ///< of `show pbr map json`, which does not tell next hops
    bool is_table = false;
    Origin origin;
};

/// A text that is no JSON is a remark `Gravity::error`.
[[nodiscard]] FrrTable read_frr_json(const InputText& input, Remarks& remarks);

}  // namespace vpnsim::importers
