#include "sim/ranked_table.hpp"

#include <algorithm>

namespace vpnsim {

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

std::variant<Levels, RankedTable::Unsettled> RankedTable::find(const PacketBox& box, Settle settle,
                                                               const Candidates* among) const {
    Candidates searched;
    if (among == nullptr) {
        searched = overlapping(box);
        among = &searched;
    }
    // Nothing behind the first record that always takes part and contains the whole box can decide.
    Candidates touched;
    std::vector<const Record*> partly;
    std::vector<const Record*> covering;
    std::optional<std::uint64_t> final;
    bool gated = false;
    for (const auto i : *among) {
        const auto& record = records_[i];
        if (final && record.rank != *final) break;
        if (!record.match.overlaps(box)) continue;
        touched.push_back(i);
        const bool always = record.entry.gate.kind == Gate::Kind::always;
        const bool covers = record.match.contains(box);
        (covers ? covering : partly).push_back(&record);
        gated = gated || !always;
        if (always && covers) final = record.rank;
    }
    if (!partly.empty()) {
        // Records that reach only a part of the box leave the answers S of the final level as they are iff a better one
        // has the only member of S as its answer, and an equal one has a member of S.
        const auto is_answer = [&](const Record* r) {
            bool member = false;
            bool only = true;
            for (const auto* c : covering) {
                if (c->rank != *final) continue;
                member = member || c->entry.answer == r->entry.answer;
                only = only && c->entry.answer == r->entry.answer;
            }
            return r->rank == *final ? member : only;
        };
        std::vector<const PacketBox*> unsettled;
        for (const auto* r : partly) {
            if (settle == Settle::by_record || !final || gated || !is_answer(r)) unsettled.push_back(&r->match);
        }
        if (!unsettled.empty()) return Unsettled{choose_cut(box, unsettled), std::move(touched)};
    }
    Levels levels;
    std::optional<std::uint64_t> rank;
    for (const auto* r : covering) {
        if (rank != r->rank) levels.emplace_back();
        rank = r->rank;
        levels.back().push_back(r->entry);
    }
    return levels;
}

}  // namespace vpnsim
