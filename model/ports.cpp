#include "model/ports.hpp"

#include <charconv>

namespace vpnsim {
namespace {
std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return port;
}
}  // namespace

std::optional<PortRange> PortRange::parse(std::string_view text) {
    if (text == "all") return PortRange{};
    const auto dash = text.find('-');
    const auto first = parse_port(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_port(text.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    return PortRange{*first, *last};
}

std::string PortRange::text() const {
    if (is_all()) return "all";
    if (first == last) return std::to_string(first);
    return std::to_string(first) + '-' + std::to_string(last);
}

}  // namespace vpnsim
