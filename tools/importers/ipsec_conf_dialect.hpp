#pragma once

#include "tools/importers/ipsec_conf_text.hpp"

namespace vpnsim::importers {

/// Two programs read files of the same look with different meaning.
enum class IpsecDialect : std::uint8_t { strongswan, libreswan };

/// Which program a file was written for, from what only one of them knows. A remark says which and why; where nothing
/// decides, it is read as strongSwan's and the remark says what to do.
[[nodiscard]] IpsecDialect ipsec_dialect(const IpsecConfText& text, Remarks& remarks, const Origin& file);

}  // namespace vpnsim::importers
