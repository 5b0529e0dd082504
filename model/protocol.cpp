#include "model/protocol.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace vpnsim {
namespace {
constexpr std::array<std::pair<std::string_view, Protocol>, 7> names{{{"icmp", Protocol::icmp},
                                                                      {"tcp", Protocol::tcp},
                                                                      {"udp", Protocol::udp},
                                                                      {"gre", Protocol::gre},
                                                                      {"esp", Protocol::esp},
                                                                      {"ah", Protocol::ah},
                                                                      {"icmpv6", Protocol::icmpv6}}};
}  // namespace

std::optional<Protocol> parse_protocol(std::string_view text) {
    for (const auto& [name, protocol] : names) {
        if (name == text) return protocol;
    }
    std::uint8_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return Protocol{number};
}

std::string text(Protocol protocol) {
    for (const auto& [name, value] : names) {
        if (value == protocol) return std::string{name};
    }
    return std::to_string(static_cast<unsigned>(protocol));
}

}  // namespace vpnsim
