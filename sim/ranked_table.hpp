#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "sim/packet_box.hpp"
#include "sim/table_entry.hpp"

namespace vpnsim {

class PointIndex;

/// Whether a look-up may leave open which of several records with the same answer decides.
enum class Settle : std::uint8_t { by_answer, by_record };

/// A table whose records match boxes of packets and carry a rank: policy routes (source × destination × priority, R3,
/// R4), the SAs of a device (selectors × specificity), the policy routes of a site. Built once; asked for boxes.
class RankedTable {
  public:
    struct Record {
        PacketBox match;
        std::uint64_t rank;  ///< smaller first; equal = each may win
        TableEntry entry;
    };
    RankedTable() = default;
    explicit RankedTable(std::vector<Record> records);

    /// Numbers of records, ascending: by rank, then as given.
    using Candidates = std::vector<std::uint32_t>;
    /// Where to cut a box because its packets are answered differently, and the records that can decide for parts of
    /// it.
    struct Unsettled {
        Cut cut;
        Candidates candidates;
    };
    /// What decides for every packet of the box. `among` spares the search where the records that can decide for a
    /// larger box are known.
    [[nodiscard]] std::variant<Levels, Unsettled> find(const PacketBox& box, Settle settle,
                                                       const Candidates* among = nullptr) const;
    /// What decides for one packet, in place of `out`: as `find`, but faster the larger the table.
    void deciding(const Flow& flow, Levels& out) const;
    /// The records that overlap the box, by rank, then as given.
    [[nodiscard]] std::vector<const Record*> touching(const PacketBox& box) const;
    /// By rank, then as given.
    [[nodiscard]] std::span<const Record> records() const { return records_; }
    [[nodiscard]] bool empty() const { return records_.empty(); }

  private:
    friend class PointIndex;
    /// Records of one family by first destination, as an implicit balanced tree with the highest last destination of
    /// each subtree: all that overlap a range are found without looking at the others.
    struct Index {
        std::vector<std::uint32_t> records;
        std::vector<AddressBits> highest;
    };
    /// Adds `next` to the level of `last`, which was added before it (null: nothing was), or to a new one. Returns
    /// `next`.
    static const Record* add(Levels& levels, const Record* last, const Record& next);
    AddressBits build(Index& index, std::size_t from, std::size_t to) const;
    void collect(const Index& index, std::size_t from, std::size_t to, const PacketBox& box, Candidates& out) const;
    [[nodiscard]] Candidates overlapping(const PacketBox& box) const;

    std::vector<Record> records_;
    Index ipv4_;
    Index ipv6_;
    std::shared_ptr<const PointIndex> points_;  ///< absent from small tables
};

}  // namespace vpnsim
