#include "sim/address_owners.hpp"

#include <algorithm>
#include <array>

#include "sim/forwarding_table.hpp"

namespace vpnsim {

IntervalMap address_owners(const std::vector<AddressLayer>& layers) {
    std::vector<ForwardingTable> tables;
    std::array<std::vector<AddressBits>, 2> borders{{{0}, {0}}};
    for (const auto& layer : layers) {
        std::vector<ForwardingTable::Route> routes;
        for (const auto& [prefix, value] : layer) {
            routes.push_back({prefix, 0, {{}, value, 0}});
            auto& list = borders[static_cast<std::size_t>(prefix.family())];
            list.push_back(prefix.first().bits());
            if (prefix.last().bits() != last_bits(prefix.family())) list.push_back(prefix.last().bits() + 1);
        }
        tables.emplace_back(std::move(routes));
    }
    std::array<std::vector<IntervalMap::Interval>, 2> out;
    for (const auto family : {Family::ipv4, Family::ipv6}) {
        auto& list = borders[static_cast<std::size_t>(family)];
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
        for (const auto at : list) {
            std::uint32_t value = 0;
            for (const auto& table : tables) {
                const auto& levels = *std::get<const Levels*>(table.find(family, {at, at}));
                if (levels.empty()) continue;
                value = levels.front().answer;
                break;
            }
            out[static_cast<std::size_t>(family)].push_back({at, value});
        }
    }
    return {std::move(out[0]), std::move(out[1])};
}

}  // namespace vpnsim
