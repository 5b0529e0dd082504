#pragma once

#include <optional>

#include "tools/importers/host.hpp"
#include "tools/importers/linux_statement.hpp"

namespace vpnsim::importers {

/// Understands a line of `ip rule` ("100:", "from", …), or what follows `ip rule add`. `last_priority` is what a rule
/// without a priority of its own goes before, as the kernel has it. Nothing is returned for what cannot be read; a
/// remark says so.
[[nodiscard]] std::optional<OsRule> linux_rule(const LinuxStatement& statement, std::uint32_t last_priority,
                                               Remarks& remarks);

/// "100:", and a number before the colon
[[nodiscard]] bool begins_rule(std::string_view word);

}  // namespace vpnsim::importers
