#pragma once

#include <optional>

#include "tools/importers/host.hpp"
#include "tools/importers/linux_statement.hpp"

namespace vpnsim::importers {

/// What a block of `ip xfrm` is: a policy, or something that selects no traffic of others.
enum class XfrmBlock : std::uint8_t { policy, socket, state, unreadable };

struct LinuxPolicy {
    XfrmBlock block = XfrmBlock::unreadable;
    std::optional<SpdPolicy> policy;
};

/// Understands a block of `ip xfrm policy`, or what follows `ip xfrm policy add`. Blocks of `ip xfrm state` hold keys:
/// they are told apart, nothing of them is kept.
[[nodiscard]] LinuxPolicy linux_policy(const LinuxStatement& statement, Remarks& remarks);

}  // namespace vpnsim::importers
