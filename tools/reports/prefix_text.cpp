#include "tools/reports/prefix_text.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

constexpr std::size_t most = 6;

/// The smallest block that contains all.
Prefix hull(const std::vector<Prefix>& blocks) {
    Prefix out = blocks.front();
    while (!out.contains(blocks.back().last())) out = Prefix{out.first(), out.length() - 1};
    return out;
}

/// What `whole` has beside the blocks.
std::vector<Prefix> complement(const Prefix& whole, const std::vector<Prefix>& blocks) {
    const auto family = whole.family();
    std::vector<Prefix> out;
    const auto add = [&](AddressBits first, AddressBits last) {
        const auto part = cover({family, first}, {family, last});
        out.insert(out.end(), part.begin(), part.end());
    };
    auto next = whole.first().bits();
    for (const auto& block : blocks) {
        if (next < block.first().bits()) add(next, block.first().bits() - 1);
        if (block.last() == whole.last()) return out;
        next = block.last().bits() + 1;
    }
    add(next, whole.last().bits());
    return out;
}

std::string list(const std::vector<Prefix>& blocks) {
    std::string out;
    for (std::size_t i = 0; i < std::min(blocks.size(), most); ++i) out += (i == 0 ? "" : ", ") + blocks[i].text();
    if (blocks.size() > most) out += ", +" + std::to_string(blocks.size() - most);
    return out;
}

}  // namespace

std::string blocks_text(const std::vector<Prefix>& blocks) {
    if (blocks.size() > 2) {
        const auto whole = hull(blocks);
        const auto rest = complement(whole, blocks);
        if (rest.size() + 1 < blocks.size()) {
            return (whole.length() == 0 ? "all but " : whole.text() + " but not ") + list(rest);
        }
    }
    return list(blocks);
}

}  // namespace vpnsim
