#include "tools/importers/address_words.hpp"

#include <algorithm>
#include <array>

namespace vpnsim::importers {
namespace {

constexpr auto bookkeeping = std::to_array<Prefix>({
    {Address{Family::ipv4, 0x7f000000}, 8},
    {Address{Family::ipv4, 0xe0000000}, 4},
    {Address{Family::ipv4, 0xffffffff}, 32},
    {Address{Family::ipv6, 1}, 128},
    {Address{Family::ipv6, AddressBits{0xfe80} << 112}, 10},
    {Address{Family::ipv6, AddressBits{0xff00} << 112}, 8},
});

}  // namespace

std::optional<Prefix> prefix_word(std::string_view word, Family family, const Origin& origin, Remarks& remarks) {
    if (word == "default" || word == "any" || word == "all") return Prefix::everything(family);
    if (const auto exact = Prefix::parse(word)) return exact;
    const auto nearest = Prefix::nearest(word);
    if (nearest) {
        remarks.push_back({Gravity::warning, "host-bits", nearest->text(),
                           "A block was written with bits set beyond its length. They were cleared: see that the "
                           "block is the one that was meant.",
                           origin});
    } else {
        remarks.push_back({Gravity::incomplete,
                           "bad-address",
                           {},
                           "What should be a block of addresses is none, so the statement is left out. Write an "
                           "address, or an address with a length.",
                           origin});
    }
    return nearest;
}

std::optional<Address> address_word(std::string_view word, const Origin& origin, Remarks& remarks) {
    const auto address = Address::parse(word.substr(0, word.find('%')));
    if (!address) {
        remarks.push_back({Gravity::incomplete,
                           "bad-address",
                           {},
                           "What should be an address is none, so the statement is left out. Names and variables are "
                           "not resolved: write the address.",
                           origin});
    }
    return address;
}

bool is_bookkeeping(const Prefix& prefix) {
    return std::any_of(bookkeeping.begin(), bookkeeping.end(),
                       [&](const Prefix& block) { return block.contains(prefix); });
}

}  // namespace vpnsim::importers
