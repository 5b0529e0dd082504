#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/prefix_trie.hpp"
#include "sim/ranked_table.hpp"

namespace vpnsim {

/// Finds the records of a ranked table that decide for one packet. Only records whose match is a block of sources and
/// one of destinations, of any service, are found by structure; the others are looked at one by one.
///
/// Structure: a trie of sources; each has its records by rank. Wide sources come first: they have most records and so
/// the best ones. The scan of a source ends where no better record can come, and behind its best few records goes on in
/// a trie of their destinations.
class PointIndex {
  public:
    /// Requires: ascending by rank.
    explicit PointIndex(std::span<const RankedTable::Record> records);

    /// Adds what decides for the packet to `out`. Requires: `records` are those that this was built of.
    void deciding(const Flow& flow, std::span<const RankedTable::Record> records, Levels& out) const;

  private:
    /// Positions in a vector.
    struct Range {
        std::uint32_t from;
        std::uint32_t to;
    };
    template <Family F>
    struct Blocks {
        /// A destination; laid out for the scan.
        struct Cell {
            trie::Key<F> first;
            trie::Key<F> size;  ///< less one
            std::uint32_t record;
        };
        struct Source {
            std::uint32_t best;  ///< its best record
            Range scanned;       ///< its best records in `cells`
            std::uint32_t rest;  ///< 1 + the number in `rests` of a trie of the others; 0 = there are none
        };
        PrefixTrie<F, Source> sources;
        std::vector<Cell> cells;
        std::vector<PrefixTrie<F, Range>> rests;  ///< by destination; positions in `records`
        std::vector<std::uint32_t> records;
    };
    struct Search;
    template <Family F>
    void add_blocks(std::span<const RankedTable::Record> records, Blocks<F>& blocks);
    template <Family F>
    static void find(const Blocks<F>& blocks, const Flow& flow, Search& search);

    std::vector<std::uint32_t> limits_;  ///< where each record's level ends if it always takes part, else the highest
    Blocks<Family::ipv4> ipv4_;
    Blocks<Family::ipv6> ipv6_;
    std::vector<std::uint32_t> others_;  ///< ascending
};

}  // namespace vpnsim
