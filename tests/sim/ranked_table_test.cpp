#include "sim/ranked_table.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tests/reference/linear_ranked_table.hpp"

namespace vpnsim::ranked_table_test {
namespace {

using Record = RankedTable::Record;

/// What a random table has beside plain blocks.
struct Mixture {
    std::size_t records;
    bool gates;
    bool ranges;
    bool one_source;  ///< most records share their source
};

class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_{seed} {}
    std::uint64_t below(std::uint64_t n) { return engine_() % n; }

    /// Addresses are few, so that random records overlap.
    AddressRange addresses(Family family, bool ranges) {
        const AddressBits base = family == Family::ipv4 ? AddressBits{10} << 24 : AddressBits{0x20010db8} << 96;
        if (ranges && below(3) == 0) {
            const auto first = below(250);
            return {base + first, base + first + below(256 - first)};
        }
        const Prefix prefix{Address{family, base + below(256)}, width(family) - static_cast<unsigned>(below(9))};
        return {prefix.first().bits(), prefix.last().bits()};
    }
    std::vector<Record> records(const Mixture& mixture) {
        std::vector<Record> out;
        for (std::uint32_t i = 0; i < mixture.records; ++i) {
            const auto family = below(4) == 0 ? Family::ipv6 : Family::ipv4;
            auto match = PacketBox::everything(family);
            match.source = addresses(family, mixture.ranges);
            match.destination = addresses(family, mixture.ranges);
            if (mixture.one_source && below(8) != 0) match.source = PacketBox::everything(family).source;
            if (mixture.ranges && below(4) == 0) match.service.destination_ports = {80, 443};
            Gate gate;
            if (mixture.gates && below(3) == 0) gate = {Gate::Kind::connection_up, i % 5, 0};
            out.push_back({match, below(12), {gate, static_cast<std::uint32_t>(below(4)), i}});
        }
        return out;
    }
    Flow packet_of(const PacketBox& box) {
        const auto pick = [&](const auto& range) {
            const AddressBits size = range.last - range.first;
            return range.first +
                   (size >> 63 != 0 ? below(~std::uint64_t{0}) : below(static_cast<std::uint64_t>(size) + 1));
        };
        return {Address{box.family, pick(box.source)}, Address{box.family, pick(box.destination)}, Protocol::tcp, 40000,
                box.service.destination_ports.contains(443) ? std::uint16_t{443} : box.service.destination_ports.first};
    }
    Flow packet() {
        auto box = PacketBox::everything(below(4) == 0 ? Family::ipv6 : Family::ipv4);
        const auto every =
            AddressRange{box.family == Family::ipv4 ? AddressBits{10} << 24 : AddressBits{0x20010db8} << 96, 0};
        box.source = box.destination = {every.first, every.first + 255};
        return packet_of(box);
    }

  private:
    std::mt19937_64 engine_;
};

using Named = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // level, record
Named named(const Levels& levels) {
    Named out;
    for (const auto& e : levels) out.emplace_back(e.level, e.record);
    return out;
}
Named named(const std::vector<Record>& records) {
    Named out;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto level = i == 0 ? 0U : out.back().first + (records[i].rank != records[i - 1].rank ? 1U : 0U);
        out.emplace_back(level, records[i].entry.record);
    }
    return out;
}
std::set<std::uint32_t> answers(const Levels& levels) {
    std::set<std::uint32_t> out;
    for (const auto& e : levels) out.insert(e.answer);
    return out;
}

const std::vector<Mixture> mixtures{{5, true, true, false},    {31, false, false, false}, {40, true, true, false},
                                    {300, true, false, false}, {300, false, true, true},  {700, true, true, true}};

}  // namespace

TEST_CASE("a packet is decided by the records that a scan of all of them finds", "[ranked_table]") {
    Random random{101};
    for (const auto& mixture : mixtures) {
        const auto records = random.records(mixture);
        const RankedTable table{records};
        const auto copy = RankedTable{table};  // NOLINT: a copy answers on its own
        Levels found;
        for (int i = 0; i < 500; ++i) {
            const auto flow = random.packet();
            const auto expected = named(linear_deciding(records, flow));
            copy.deciding(flow, found);
            REQUIRE(named(found) == expected);
            REQUIRE(named(std::get<Levels>(table.find(PacketBox::of(flow), Settle::by_record))) == expected);
        }
    }
}

TEST_CASE("what is settled for a box is settled for each of its packets, and cuts lead there", "[ranked_table]") {
    Random random{102};
    for (const auto& mixture : mixtures) {
        const auto records = random.records(
            {std::min<std::size_t>(mixture.records, 60), mixture.gates, mixture.ranges, mixture.one_source});
        const RankedTable table{records};
        for (const auto settle : {Settle::by_answer, Settle::by_record}) {
            struct Open {
                PacketBox box;
                RankedTable::Candidates among;
            };
            std::vector<Open> open{{PacketBox::everything(Family::ipv4), {}},
                                   {PacketBox::everything(Family::ipv6), {}}};
            std::size_t settled = 0;
            while (!open.empty() && settled < 400) {
                const auto [box, among] = open.back();
                open.pop_back();
                const auto found = table.find(box, settle, among.empty() ? nullptr : &among);
                if (const auto* unsettled = std::get_if<RankedTable::Unsettled>(&found)) {
                    const auto halves = halve(box, unsettled->cut);
                    REQUIRE(box.contains(halves.low));
                    REQUIRE(box.contains(halves.high));
                    open.push_back({halves.low, unsettled->candidates});
                    open.push_back({halves.high, unsettled->candidates});
                    continue;
                }
                ++settled;
                const auto& levels = std::get<Levels>(found);
                for (int i = 0; i < 3; ++i) {
                    const auto decide = linear_deciding(records, random.packet_of(box));
                    if (settle == Settle::by_record) {
                        REQUIRE(named(levels) == named(decide));
                    } else if (!mixture.gates) {
                        std::set<std::uint32_t> expected;
                        for (const auto& r : decide) expected.insert(r.entry.answer);
                        REQUIRE(answers(levels) == expected);
                    }
                }
            }
        }
    }
}

}  // namespace vpnsim::ranked_table_test
