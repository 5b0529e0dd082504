#include "sim/ranked_table.hpp"

#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "sim/point_index.hpp"

namespace vpnsim {
namespace {

using boost::container::small_vector;

/// From this size on a single packet is looked up in an index of its own.
constexpr std::size_t indexed_size = 32;

}  // namespace

RankedTable::RankedTable(std::vector<Record> records) : records_{std::move(records)} {
    std::stable_sort(records_.begin(), records_.end(), [](const auto& a, const auto& b) { return a.rank < b.rank; });
    for (std::uint32_t i = 0; i < records_.size(); ++i) {
        (records_[i].match.family == Family::ipv4 ? ipv4_ : ipv6_).records.push_back(i);
    }
    for (auto* index : {&ipv4_, &ipv6_}) {
        std::stable_sort(index->records.begin(), index->records.end(), [&](std::uint32_t a, std::uint32_t b) {
            return records_[a].match.destination.first < records_[b].match.destination.first;
        });
        index->highest.resize(index->records.size());
        build(*index, 0, index->records.size());
    }
    if (records_.size() >= indexed_size) points_ = std::make_shared<const PointIndex>(records_);
}

AddressBits RankedTable::build(Index& index, std::size_t from, std::size_t to) const {
    if (from == to) return 0;
    const std::size_t middle = from + (to - from) / 2;
    index.highest[middle] = std::max({records_[index.records[middle]].match.destination.last,
                                      build(index, from, middle), build(index, middle + 1, to)});
    return index.highest[middle];
}

void RankedTable::collect(const Index& index, std::size_t from, std::size_t to, const PacketBox& box,
                          Candidates& out) const {
    while (from < to) {
        const std::size_t middle = from + (to - from) / 2;
        if (index.highest[middle] < box.destination.first) return;
        collect(index, from, middle, box, out);
        const auto& match = records_[index.records[middle]].match;
        if (match.destination.first > box.destination.last) return;
        if (match.overlaps(box)) out.push_back(index.records[middle]);
        from = middle + 1;
    }
}

RankedTable::Candidates RankedTable::overlapping(const PacketBox& box) const {
    Candidates found;
    const Index& index = box.family == Family::ipv4 ? ipv4_ : ipv6_;
    collect(index, 0, index.records.size(), box, found);
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<const RankedTable::Record*> RankedTable::touching(const PacketBox& box) const {
    std::vector<const Record*> out;
    for (const auto i : overlapping(box)) out.push_back(&records_[i]);
    return out;
}

const RankedTable::Record* RankedTable::add(Levels& levels, const Record* last, const Record& next) {
    const std::uint32_t level = last == nullptr ? 0 : levels.back().level + (last->rank != next.rank ? 1U : 0U);
    levels.push_back(next.entry);
    levels.back().level = level;
    return &next;
}

std::variant<Levels, RankedTable::Unsettled> RankedTable::find(const PacketBox& box, Settle settle,
                                                               const Candidates* among) const {
    Candidates searched;
    if (among == nullptr) {
        searched = overlapping(box);
        among = &searched;
    }
    // Nothing behind the first record that always takes part and contains the whole box can decide.
    struct Touched {
        std::uint32_t record;
        bool covers;
    };
    small_vector<Touched, 64> touched;
    std::size_t covering = 0;
    std::optional<std::uint64_t> final;
    bool gated = false;
    for (const auto i : *among) {
        const auto& record = records_[i];
        if (final && record.rank != *final) break;
        if (!record.match.overlaps(box)) continue;
        const bool always = record.entry.gate.kind == Gate::Kind::always;
        const bool covers = record.match.contains(box);
        touched.push_back({i, covers});
        covering += covers ? 1 : 0;
        gated = gated || !always;
        if (always && covers) final = record.rank;
    }
    if (covering < touched.size()) {
        // Records that reach only a part of the box leave the answers S of the final level as they are iff a better one
        // has the only member of S as its answer, and an equal one has a member of S.
        const auto is_answer = [&](const Record& r) {
            bool member = false;
            bool only = true;
            for (auto t = touched.rbegin(); t != touched.rend() && records_[t->record].rank == *final; ++t) {
                if (!t->covers) continue;
                const bool same = records_[t->record].entry.answer == r.entry.answer;
                member = member || same;
                only = only && same;
            }
            return r.rank == *final ? member : only;
        };
        small_vector<const PacketBox*, 64> unsettled;
        for (const auto& t : touched) {
            if (t.covers) continue;
            const auto& record = records_[t.record];
            if (settle == Settle::by_record || !final || gated || !is_answer(record))
                unsettled.push_back(&record.match);
        }
        if (!unsettled.empty()) {
            Candidates candidates(touched.size());
            std::transform(touched.begin(), touched.end(), candidates.begin(),
                           [](const Touched& t) { return t.record; });
            return Unsettled{choose_cut(box, {unsettled.data(), unsettled.size()}), std::move(candidates)};
        }
    }
    Levels levels;
    levels.reserve(covering);
    const Record* last = nullptr;
    for (const auto& t : touched) {
        if (t.covers) last = add(levels, last, records_[t.record]);
    }
    return levels;
}

void RankedTable::deciding(const Flow& flow, Levels& out) const {
    out.clear();
    const Record* last = nullptr;
    if (points_) {
        points_->deciding(flow, records_, out);
        return;
    }
    const auto packet = PacketBox::of(flow);
    bool decided = false;
    for (const auto& record : records_) {
        if (decided && record.rank != last->rank) break;
        if (!record.match.contains(packet)) continue;
        last = add(out, last, record);
        decided = decided || record.entry.gate.kind == Gate::Kind::always;
    }
}

}  // namespace vpnsim
