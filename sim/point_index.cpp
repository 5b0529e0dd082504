#include "sim/point_index.hpp"

#include <algorithm>
#include <bit>
#include <boost/container/small_vector.hpp>
#include <optional>

namespace vpnsim {
namespace {

/// As many records of a source are looked at one by one.
constexpr std::size_t scanned = 64;

std::optional<Prefix> block(Family family, const AddressRange& range) {
    const auto size = range.last - range.first;  // less one
    const auto high = static_cast<std::uint64_t>(size >> 64);
    const auto bits = high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<std::uint64_t>(size));
    const Prefix prefix{Address{family, range.first}, width(family) - static_cast<unsigned>(bits)};
    if (prefix.first().bits() != range.first || prefix.last().bits() != range.last) return std::nullopt;
    return prefix;
}

struct Pair {
    Prefix source;
    Prefix destination;
    std::uint32_t record;
};

std::optional<Pair> pair(const PacketBox& match, std::uint32_t record) {
    if (!match.service.is_any()) return std::nullopt;
    const auto source = block(match.family, match.source);
    const auto destination = block(match.family, match.destination);
    if (!source || !destination) return std::nullopt;
    return Pair{*source, *destination, record};
}

}  // namespace

PointIndex::PointIndex(std::span<const RankedTable::Record> records) : limits_(records.size()) {
    auto end = static_cast<std::uint32_t>(records.size());
    for (std::uint32_t i = end; i-- > 0;) {
        if (i + 1 < records.size() && records[i].rank != records[i + 1].rank) end = i + 1;
        limits_[i] = records[i].entry.gate.kind == Gate::Kind::always ? end : ~std::uint32_t{0};
    }
    for (std::uint32_t i = 0; i < records.size(); ++i) {
        if (!pair(records[i].match, i)) others_.push_back(i);
    }
    add_blocks(records, ipv4_);
    add_blocks(records, ipv6_);
}

template <Family F>
void PointIndex::add_blocks(std::span<const RankedTable::Record> records, Blocks<F>& blocks) {
    std::vector<Pair> pairs;
    for (std::uint32_t i = 0; i < records.size(); ++i) {
        if (records[i].match.family != F) continue;
        if (const auto found = pair(records[i].match, i)) pairs.push_back(*found);
    }
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.source < b.source; });
    const auto key = [](const Address& address) { return static_cast<trie::Key<F>>(address.bits()); };
    std::vector<typename PrefixTrie<F, typename Blocks<F>::Source>::Entry> sources;
    for (auto at = pairs.begin(); at != pairs.end();) {
        const auto end = std::find_if(at, pairs.end(), [&](const Pair& p) { return p.source != at->source; });
        const auto best = end - at > static_cast<std::ptrdiff_t>(scanned) ? at + scanned : end;
        const auto from = static_cast<std::uint32_t>(blocks.cells.size());
        for (auto p = at; p != best; ++p) {
            blocks.cells.push_back(
                {key(p->destination.first()), key(p->destination.last()) - key(p->destination.first()), p->record});
        }
        std::stable_sort(best, end, [](const Pair& a, const Pair& b) { return a.destination < b.destination; });
        std::vector<typename PrefixTrie<F, Range>::Entry> rest;
        for (auto p = best; p != end; ++p) {
            const auto position = static_cast<std::uint32_t>(blocks.records.size());
            if (rest.empty() || rest.back().prefix != p->destination)
                rest.push_back({p->destination, {position, position}});
            ++rest.back().value.to;
            blocks.records.push_back(p->record);
        }
        if (!rest.empty()) blocks.rests.emplace_back(rest);
        sources.push_back({at->source,
                           {at->record,
                            {from, static_cast<std::uint32_t>(blocks.cells.size())},
                            rest.empty() ? 0U : static_cast<std::uint32_t>(blocks.rests.size())}});
        at = end;
    }
    blocks.sources = PrefixTrie<F, typename Blocks<F>::Source>{sources};
}

/// The state of one look-up.
struct PointIndex::Search {
    const std::vector<std::uint32_t>& limits;
    std::uint32_t limit = ~std::uint32_t{0};  ///< records from here on cannot decide any more
    boost::container::small_vector<std::uint32_t, 32> found{};
    void take(std::uint32_t record) {
        found.push_back(record);
        limit = std::min(limit, limits[record]);
    }
};

template <Family F>
void PointIndex::find(const Blocks<F>& blocks, const Flow& flow, Search& search) {
    const auto destination = static_cast<trie::Key<F>>(flow.destination.bits());
    boost::container::small_vector<const typename Blocks<F>::Source*, 32> sources;
    blocks.sources.covering(flow.source, [&](const Prefix&, const auto& source) { sources.push_back(&source); });
    for (auto at = sources.rbegin(); at != sources.rend(); ++at) {
        const auto& source = **at;
        if (source.best >= search.limit) continue;
        for (auto i = source.scanned.from; i < source.scanned.to; ++i) {
            const auto& cell = blocks.cells[i];
            if (cell.record >= search.limit) break;
            if (destination - cell.first <= cell.size) search.take(cell.record);
        }
        if (source.rest == 0 || blocks.cells[source.scanned.to - 1].record >= search.limit) continue;
        blocks.rests[source.rest - 1].covering(flow.destination, [&](const Prefix&, const Range& same) {
            for (auto i = same.from; i < same.to && blocks.records[i] < search.limit; ++i) {
                search.take(blocks.records[i]);
            }
        });
    }
}

void PointIndex::deciding(const Flow& flow, std::span<const RankedTable::Record> records, Levels& out) const {
    Search search{limits_};
    if (flow.source.family() == Family::ipv4) find(ipv4_, flow, search);
    else find(ipv6_, flow, search);
    for (const auto i : others_) {
        if (i >= search.limit) break;
        if (records[i].match.contains(PacketBox::of(flow))) search.take(i);
    }
    std::sort(search.found.begin(), search.found.end());
    const RankedTable::Record* last = nullptr;
    for (const auto i : search.found) {
        if (i >= search.limit) break;
        last = RankedTable::add(out, last, records[i]);
    }
}

}  // namespace vpnsim
