#pragma once

#include "model/proposal.hpp"

namespace vpnsim {

// What is no longer safe to negotiate (RFC 8247).
[[nodiscard]] constexpr bool is_weak(Encryption cipher) {
    return cipher == Encryption::des || cipher == Encryption::des3;
}
[[nodiscard]] constexpr bool is_weak(Integrity hash) { return hash == Integrity::md5 || hash == Integrity::sha1; }
[[nodiscard]] constexpr bool is_weak(DhGroup group) {
    return group == DhGroup{1} || group == DhGroup{2} || group == DhGroup{5};
}

}  // namespace vpnsim
