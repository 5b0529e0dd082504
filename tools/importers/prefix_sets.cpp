#include "tools/importers/prefix_sets.hpp"

namespace vpnsim::importers {

bool covered(const std::set<Prefix>& blocks, const Prefix& prefix) {
    for (unsigned length = 0; length <= prefix.length(); ++length) {
        if (blocks.contains(Prefix{prefix.first(), length})) return true;
    }
    return false;
}

bool touched(const std::set<Prefix>& blocks, const Prefix& prefix) {
    if (covered(blocks, prefix)) return true;
    // Blocks sort by their first address: what lies in `prefix` follows it.
    const auto next = blocks.lower_bound(prefix);
    return next != blocks.end() && prefix.contains(*next);
}

std::optional<std::vector<Prefix>> remaining(const Prefix& prefix, const std::set<Prefix>& blocks, std::size_t most) {
    std::vector<Prefix> out;
    if (covered(blocks, prefix)) return out;
    auto at = prefix.first().bits();
    const auto family = prefix.family();
    for (auto block = blocks.lower_bound(prefix); block != blocks.end() && prefix.contains(*block); ++block) {
        if (block->first().bits() < at) continue;  // inside the one before
        if (block->first().bits() > at) cover(Address{family, at}, Address{family, block->first().bits() - 1}, out);
        if (out.size() > most) return std::nullopt;
        if (block->last() == prefix.last()) return out;
        at = block->last().bits() + 1;
    }
    cover(Address{family, at}, prefix.last(), out);
    if (out.size() > most) return std::nullopt;
    return out;
}

std::vector<Prefix> blocks_of(const TrafficSelector& selector) { return cover(selector.first, selector.last); }

}  // namespace vpnsim::importers
