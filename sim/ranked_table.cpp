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
                          std::vector<std::uint32_t>& out) const {
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

std::vector<const RankedTable::Record*> RankedTable::touching(const PacketBox& box) const {
    std::vector<std::uint32_t> found;
    const Index& index = box.family == Family::ipv4 ? ipv4_ : ipv6_;
    collect(index, 0, index.records.size(), box, found);
    std::sort(found.begin(), found.end());
    std::vector<const Record*> out;
    out.reserve(found.size());
    for (const auto i : found) out.push_back(&records_[i]);
    return out;
}

std::variant<Levels, Cut> RankedTable::find(const PacketBox& box, Settle settle) const {
    auto touched = touching(box);
    // Nothing behind the first record that always takes part and contains the whole box can decide.
    const auto covers = [&](const Record* r) { return r->match.contains(box); };
    const auto always = [](const Record* r) { return r->entry.gate.kind == Gate::Kind::always; };
    const auto final =
        std::find_if(touched.begin(), touched.end(), [&](const auto* r) { return always(r) && covers(r); });
    if (final != touched.end()) {
        const auto rank = (*final)->rank;
        touched.erase(std::find_if(final, touched.end(), [&](const auto* r) { return r->rank != rank; }),
                      touched.end());
    }
    std::vector<const PacketBox*> unsettled;
    const auto add_if = [&](auto&& condition) {
        for (const auto* r : touched) {
            if (!covers(r) && condition(r)) unsettled.push_back(&r->match);
        }
    };
    if (settle == Settle::by_answer && final != touched.end() && std::all_of(touched.begin(), touched.end(), always)) {
        // Records that reach only a part of the box leave the answers S of the final level as they are iff a better one
        // has the only member of S as its answer, and an equal one has a member of S.
        std::vector<std::uint32_t> answers;
        const auto rank = touched.back()->rank;
        for (const auto* r : touched) {
            if (r->rank == rank && covers(r)) answers.push_back(r->entry.answer);
        }
        std::sort(answers.begin(), answers.end());
        answers.erase(std::unique(answers.begin(), answers.end()), answers.end());
        add_if([&](const Record* r) {
            return r->rank == rank ? !std::binary_search(answers.begin(), answers.end(), r->entry.answer)
                                   : answers.size() > 1 || answers.front() != r->entry.answer;
        });
    } else {
        add_if([](const Record*) { return true; });
    }
    if (!unsettled.empty()) return choose_cut(box, unsettled);
    Levels levels;
    std::optional<std::uint64_t> rank;
    for (const auto* r : touched) {
        if (!covers(r)) continue;
        if (rank != r->rank) levels.emplace_back();
        rank = r->rank;
        levels.back().push_back(r->entry);
    }
    return levels;
}

}  // namespace vpnsim
