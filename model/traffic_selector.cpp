#include "model/traffic_selector.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

/// What remains of `whole` without `part`, as disjoint selectors.
void subtract(const TrafficSelector& whole, const TrafficSelector& part, SelectorList& out) {
    const auto common = whole.intersection(part);
    if (!common) {
        out.push_back(whole);
        return;
    }
    const auto at = [](const Address& a, AddressBits bits) { return Address{a.family(), bits}; };
    if (whole.first < common->first) {
        out.push_back({whole.first, at(whole.first, common->first.bits() - 1), whole.protocol, whole.ports});
    }
    if (common->last < whole.last) {
        out.push_back({at(whole.last, common->last.bits() + 1), whole.last, whole.protocol, whole.ports});
    }
    if (whole.protocol != common->protocol) {  // the whole has every protocol, the part one
        for (unsigned p = 0; p < 256; ++p) {
            const Protocol other{static_cast<std::uint8_t>(p)};
            if (other != *common->protocol) out.push_back({common->first, common->last, other, {}});
        }
    }
    if (common->protocol) {
        const PortRange ports = whole.protocol ? whole.ports : PortRange{};
        const auto before = static_cast<std::uint16_t>(common->ports.first - 1);
        const auto after = static_cast<std::uint16_t>(common->ports.last + 1);
        if (ports.first < common->ports.first) {
            out.push_back({common->first, common->last, common->protocol, {ports.first, before}});
        }
        if (common->ports.last < ports.last) {
            out.push_back({common->first, common->last, common->protocol, {after, ports.last}});
        }
    }
}

}  // namespace

std::optional<TrafficSelector> TrafficSelector::parse(std::string_view text) {
    std::optional<Protocol> protocol;
    PortRange ports;
    if (const auto bracket = text.find('['); bracket != std::string_view::npos) {
        if (text.back() != ']') return std::nullopt;
        const auto service = text.substr(bracket + 1, text.size() - bracket - 2);
        const auto slash = service.find('/');
        protocol = parse_protocol(service.substr(0, slash));
        if (!protocol) return std::nullopt;
        if (slash != std::string_view::npos) {
            const auto range = PortRange::parse(service.substr(slash + 1));
            if (!range || !has_ports(*protocol)) return std::nullopt;
            ports = *range;
        }
        text = text.substr(0, bracket);
    }
    if (const auto dash = text.find('-'); dash != std::string_view::npos) {
        const auto first = Address::parse(text.substr(0, dash));
        const auto last = Address::parse(text.substr(dash + 1));
        if (!first || !last || first->family() != last->family() || *last < *first) return std::nullopt;
        return TrafficSelector{*first, *last, protocol, ports};
    }
    const auto prefix = Prefix::parse(text);
    if (!prefix) return std::nullopt;
    return TrafficSelector{prefix->first(), prefix->last(), protocol, ports};
}

std::optional<Prefix> TrafficSelector::prefix() const {
    const auto blocks = cover(first, last);
    if (blocks.size() != 1) return std::nullopt;
    return blocks.front();
}

bool TrafficSelector::is_everything() const {
    return !protocol && first.bits() == 0 && last.bits() == last_bits(family());
}

bool TrafficSelector::contains(const TrafficSelector& other) const {
    return contains(other.first) && contains(other.last) &&
           (!protocol || (protocol == other.protocol && ports.contains(other.ports)));
}

std::optional<TrafficSelector> TrafficSelector::intersection(const TrafficSelector& other) const {
    if (family() != other.family()) return std::nullopt;
    const Address from = std::max(first, other.first);
    const Address to = std::min(last, other.last);
    if (to < from) return std::nullopt;
    if (!protocol) return TrafficSelector{from, to, other.protocol, other.ports};
    if (!other.protocol) return TrafficSelector{from, to, protocol, ports};
    const PortRange common{std::max(ports.first, other.ports.first), std::min(ports.last, other.ports.last)};
    if (protocol != other.protocol || common.last < common.first) return std::nullopt;
    return TrafficSelector{from, to, protocol, common};
}

std::string TrafficSelector::text() const {
    const auto block = prefix();
    std::string out = block ? block->text() : first.text() + '-' + last.text();
    if (protocol) {
        out += '[' + vpnsim::text(*protocol);
        if (!ports.is_all()) out += '/' + ports.text();
        out += ']';
    }
    return out;
}

SelectorList reduced(const SelectorList& list) {
    SelectorList out;
    for (std::size_t i = 0; i < list.size(); ++i) {
        bool inside = false;
        for (std::size_t j = 0; j < list.size() && !inside; ++j) {
            inside = i != j && list[j].contains(list[i]) && (j < i || !list[i].contains(list[j]));
        }
        if (!inside) out.push_back(list[i]);
    }
    return out;
}

SelectorList intersection(const SelectorList& a, const SelectorList& b) {
    SelectorList out;
    for (const auto& x : a) {
        for (const auto& y : b) {
            if (const auto common = x.intersection(y)) out.push_back(*common);
        }
    }
    std::sort(out.begin(), out.end());
    return reduced(out);
}

bool contains(const SelectorList& outer, const SelectorList& inner) {
    SelectorList left = inner;
    for (const auto& part : outer) {
        SelectorList rest;
        for (const auto& whole : left) subtract(whole, part, rest);
        left = std::move(rest);
    }
    return left.empty();
}

bool equivalent(const SelectorList& a, const SelectorList& b) { return contains(a, b) && contains(b, a); }

bool overlap(const SelectorList& a, const SelectorList& b) {
    return std::any_of(a.begin(), a.end(), [&](const auto& x) {
        return std::any_of(b.begin(), b.end(), [&](const auto& y) { return x.intersection(y).has_value(); });
    });
}

std::string text(const SelectorList& list) {
    std::string out;
    for (const auto& selector : list) out += (out.empty() ? "" : ", ") + selector.text();
    return out;
}

}  // namespace vpnsim
