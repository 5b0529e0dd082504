#include "sim/class_rows.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace vpnsim {
namespace {

/// A number for a border, for sums that depend on a set of ranges alone and not on how it is cut into them.
std::array<std::uint64_t, 2> border(AddressBits bits) {
    const auto mix = [](std::uint64_t x) {
        x += 0x9e3779b97f4a7c15U;
        x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
        x = (x ^ x >> 27) * 0x94d049bb133111ebU;
        return x ^ x >> 31;
    };
    const auto low = static_cast<std::uint64_t>(bits);
    const auto high = static_cast<std::uint64_t>(bits >> 64);
    return {mix(low ^ mix(high)), mix(~low + mix(~high + 1))};
}

std::vector<Prefix> blocks(Family family, std::vector<AddressRange> ranges) {
    std::sort(ranges.begin(), ranges.end());
    std::vector<Prefix> out;
    for (std::size_t i = 0; i < ranges.size();) {
        AddressRange run = ranges[i++];
        while (i < ranges.size() && ranges[i].first <= run.last + 1 && run.last != last_bits(family)) {
            run.last = std::max(run.last, ranges[i++].last);
        }
        cover(Address{family, run.first}, Address{family, run.last}, out);
    }
    return out;
}

/// Rows of disjoint boxes of one family and one service: a sweep over the sources that keeps the sum of the borders of
/// the destinations that are open. Sources with equal sums have equal destination sets.
std::vector<FlowRow> rows_of(Family family, const Service& service, const std::vector<PacketBox>& boxes) {
    struct Event {
        AddressBits at;
        bool opens;
        std::size_t box;
    };
    std::vector<Event> events;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        events.push_back({boxes[i].source.first, true, i});
        if (boxes[i].source.last != last_bits(family)) events.push_back({boxes[i].source.last + 1, false, i});
    }
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
    struct Group {
        std::vector<AddressRange> sources;
        std::vector<AddressRange> destinations;
    };
    using Sum = std::array<std::uint64_t, 2>;
    std::map<Sum, Group> groups;
    std::vector<std::size_t> open;                    // boxes
    std::vector<std::size_t> position(boxes.size());  // of each in `open`
    Sum sum{};
    for (std::size_t e = 0; e < events.size();) {
        const AddressBits at = events[e].at;
        for (; e < events.size() && events[e].at == at; ++e) {
            const auto& destination = boxes[events[e].box].destination;
            const auto first = border(destination.first);
            const bool reaches_end = destination.last == last_bits(family);
            const auto last = reaches_end ? Sum{1, 1} : border(destination.last + 1);
            for (std::size_t k = 0; k < 2; ++k) {
                const auto part = first[k] - last[k];
                sum[k] += events[e].opens ? part : std::uint64_t{0} - part;
            }
            const auto box = events[e].box;
            if (events[e].opens) {
                position[box] = open.size();
                open.push_back(box);
            } else {
                position[open.back()] = position[box];
                open[position[box]] = open.back();
                open.pop_back();
            }
        }
        if (open.empty()) continue;
        auto& group = groups[sum];
        group.sources.push_back({at, e < events.size() ? events[e].at - 1 : last_bits(family)});
        if (group.destinations.empty()) {
            for (const auto i : open) group.destinations.push_back(boxes[i].destination);
        }
    }
    std::vector<FlowRow> rows;
    for (auto& [ignored, group] : groups) {
        rows.push_back(
            {blocks(family, std::move(group.sources)), blocks(family, std::move(group.destinations)), {service}});
    }
    return rows;
}

/// Joins services that together are one range of one dimension.
void join(std::vector<Service>& services) {
    for (bool joined = true; joined;) {
        joined = false;
        std::sort(services.begin(), services.end());
        for (std::size_t i = 0; i < services.size() && !joined; ++i) {
            for (std::size_t j = 0; j < services.size() && !joined; ++j) {
                auto& a = services[i];
                const auto& b = services[j];
                const auto adjacent = [&](PortRange Service::*dimension) {
                    auto same = b;
                    same.*dimension = a.*dimension;
                    return same == a && (a.*dimension).last + 1 == (b.*dimension).first;
                };
                for (const auto dimension :
                     {&Service::destination_ports, &Service::source_ports, &Service::protocols}) {
                    if (!adjacent(dimension)) continue;
                    (a.*dimension).last = (b.*dimension).last;
                    services.erase(services.begin() + static_cast<std::ptrdiff_t>(j));
                    joined = true;
                    break;
                }
            }
        }
    }
}

}  // namespace

std::vector<FlowRow> flow_rows(const std::vector<PacketBox>& boxes) {
    std::map<std::pair<Family, Service>, std::vector<PacketBox>> by_service;
    for (const auto& box : boxes) by_service[{box.family, box.service}].push_back(box);
    std::vector<FlowRow> rows;
    for (const auto& [key, members] : by_service) {
        for (auto& row : rows_of(key.first, key.second, members)) rows.push_back(std::move(row));
    }
    // The same addresses with several services are one row.
    const auto key = [](const FlowRow& r) { return std::tie(r.from, r.to); };
    std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    std::vector<FlowRow> out;
    for (auto& row : rows) {
        if (!out.empty() && key(out.back()) == key(row)) out.back().services.push_back(row.services.front());
        else out.push_back(std::move(row));
    }
    for (auto& row : out) join(row.services);
    return out;
}

std::vector<ClassRow> class_rows(const FlowPartition& partition) {
    std::vector<ClassRow> rows;
    for (const auto& ingress : partition.ingresses) {
        std::map<std::uint32_t, std::vector<PacketBox>> by_behaviour;
        for (const auto& flow : ingress.boxes) by_behaviour[flow.behaviour].push_back(flow.box);
        const auto start = static_cast<std::ptrdiff_t>(rows.size());
        for (const auto& [behaviour, boxes] : by_behaviour) {
            for (auto& row : flow_rows(boxes)) {
                rows.push_back(
                    {ingress.at, std::move(row.from), std::move(row.to), std::move(row.services), behaviour});
            }
        }
        std::sort(rows.begin() + start, rows.end(), [](const ClassRow& a, const ClassRow& b) {
            return std::tie(a.from, a.to, a.services) < std::tie(b.from, b.to, b.services);
        });
    }
    return rows;
}

}  // namespace vpnsim
