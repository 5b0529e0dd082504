#include "tools/reports/prefix_text.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

constexpr std::size_t most = 6;

std::vector<Prefix> complement(const std::vector<Prefix>& blocks) {
    const auto family = blocks.front().family();
    std::vector<Prefix> out;
    const auto add = [&](AddressBits first, AddressBits last) {
        const auto part = cover({family, first}, {family, last});
        out.insert(out.end(), part.begin(), part.end());
    };
    AddressBits next = 0;
    for (const auto& block : blocks) {
        if (next < block.first().bits()) add(next, block.first().bits() - 1);
        if (block.last().bits() == last_bits(family)) return out;
        next = block.last().bits() + 1;
    }
    add(next, last_bits(family));
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
        const auto rest = complement(blocks);
        if (rest.size() < blocks.size()) return "all but " + list(rest);
    }
    return list(blocks);
}

}  // namespace vpnsim
