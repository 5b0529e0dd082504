// The flow classes of the examples and of small random estates, packet by packet and as a whole.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "tests/reference/naive_simulator.hpp"
#include "tests/support/expectation_check.hpp"
#include "tests/support/random_estate.hpp"
#include "tests/support/scenario_files.hpp"

namespace vpnsim::example_flows_test {
namespace {

std::vector<std::string> example_files() {
    auto files = test::valid_scenario_files();
    std::erase_if(files, [](const auto& f) { return f.find("/scenarios/examples/") == std::string::npos; });
    return files;
}

/// A natural number below 2^512: volumes of packet space are beyond every built-in type.
class Volume {
  public:
    explicit Volume(std::uint32_t n) { digits_[0] = n; }
    Volume& operator+=(const Volume& o) {
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < digits_.size(); ++i) {
            carry += std::uint64_t{digits_[i]} + o.digits_[i];
            digits_[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32U;
        }
        REQUIRE(carry == 0);
        return *this;
    }
    Volume& operator-=(const Volume& o) {
        std::int64_t borrow = 0;
        for (std::size_t i = 0; i < digits_.size(); ++i) {
            borrow += std::int64_t{digits_[i]} - std::int64_t{o.digits_[i]};
            digits_[i] = static_cast<std::uint32_t>(borrow);
            borrow >>= 32;
        }
        REQUIRE(borrow == 0);
        return *this;
    }
    [[nodiscard]] Volume operator*(const Volume& o) const {
        Volume product{0};
        for (std::size_t i = 0; i < digits_.size(); ++i) {
            std::uint64_t carry = 0;
            for (std::size_t j = 0; i + j < digits_.size(); ++j) {
                carry += std::uint64_t{digits_[i]} * o.digits_[j] + product.digits_[i + j];
                product.digits_[i + j] = static_cast<std::uint32_t>(carry);
                carry >>= 32U;
            }
            REQUIRE(carry == 0);
        }
        return product;
    }
    friend bool operator==(const Volume&, const Volume&) = default;

    /// The number of values first..last.
    [[nodiscard]] static Volume of(AddressBits first, AddressBits last) {
        Volume count{1};
        Volume rest{0};
        for (std::size_t i = 0; i < 4; ++i) rest.digits_[i] = static_cast<std::uint32_t>((last - first) >> (32U * i));
        return count += rest;
    }
    [[nodiscard]] static Volume of(const PacketBox& box) {
        const auto ports = [](PortRange range) { return of(range.first, range.last); };
        return of(box.source.first, box.source.last) * of(box.destination.first, box.destination.last) *
               ports(box.service.protocols) * ports(box.service.source_ports) * ports(box.service.destination_ports);
    }

  private:
    std::array<std::uint32_t, 16> digits_{};
};

std::vector<Prefix> owned(const Estate& estate, const Endpoint& at) {
    std::vector<Prefix> blocks;
    if (const auto* const vpc = std::get_if<VpcId>(&at)) {
        for (const auto& vswitch : estate[*vpc].vswitches) blocks.push_back(vswitch.cidr);
    } else {
        for (const auto& network : estate[std::get<SiteId>(at)].networks) blocks.push_back(network.cidr);
    }
    return blocks;
}

/// Sources of the place × destinations that are not its own × services. Requires: its blocks are disjoint.
Volume packets_of(const Estate& estate, const Endpoint& at) {
    Volume all{0};
    for (const auto family : {Family::ipv4, Family::ipv6}) {
        Volume own{0};
        for (const auto& block : owned(estate, at)) {
            if (block.family() == family) own += Volume::of(block.first().bits(), block.last().bits());
        }
        auto others = Volume::of(0, last_bits(family));
        others -= own;
        all += own * others * Volume::of(0, 255) * Volume::of(0, 0xffff) * Volume::of(0, 0xffff);
    }
    return all;
}

/// The addresses at both sides of every border that the estate draws in a family, ascending.
std::vector<Address> border_addresses(const Estate& estate, Family family) {
    std::vector<Address> borders{{family, 0}, {family, last_bits(family)}};
    const auto range = [&](const Address& first, const Address& last) {
        if (first.family() != family) return;
        borders.insert(borders.end(), {first, last});
        if (first.bits() > 0) borders.emplace_back(family, first.bits() - 1);
        if (last.bits() < last_bits(family)) borders.emplace_back(family, last.bits() + 1);
    };
    const auto block = [&](const Prefix& prefix) { range(prefix.first(), prefix.last()); };
    const auto selectors = [&](const SelectorList& list) {
        for (const auto& selector : list) range(selector.first, selector.last);
    };
    for (const auto& vpc : estate.vpcs) {
        for (const auto& cidr : vpc.cidrs) block(cidr);
        for (const auto& vswitch : vpc.vswitches) block(vswitch.cidr);
        for (const auto& table : vpc.route_tables) {
            for (const auto& route : table.routes) block(route.destination);
        }
    }
    for (const auto& gateway : estate.vpn_gateways) {
        for (const auto& route : gateway.policy_routes) {
            block(route.source);
            block(route.destination);
        }
        for (const auto& route : gateway.destination_routes) block(route.destination);
    }
    for (const auto& connection : estate.ipsec_connections) {
        selectors(connection.local_ts);
        selectors(connection.remote_ts);
    }
    for (const auto& site : estate.sites) {
        for (const auto& network : site.networks) block(network.cidr);
        for (const auto& route : site.routes) block(route.destination);
        for (const auto& route : site.policy_routes) {
            if (route.source) block(*route.source);
            if (route.destination) block(*route.destination);
        }
    }
    std::sort(borders.begin(), borders.end());
    borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
    return borders;
}

Behaviour naive_behaviour(const Simulation& simulation, const Endpoint& at, const Flow& flow) {
    const auto& scenario = simulation.scenario();
    const auto* const vpc = std::get_if<VpcId>(&at);
    const auto origin = vpc != nullptr ? NaiveOrigin{*vpc} : NaiveOrigin{std::get<SiteId>(at)};
    const NaivePacket packet{flow.source, flow.destination, flow.protocol, flow.source_port, flow.destination_port};
    const auto answer = simulate(scenario.estate, scenario.assumptions, simulation.negotiations(), origin, packet);
    const auto trip = [](const NaiveTrip& naive) {
        auto disposition = Disposition::delivered;
        while (text(disposition) != naive.disposition)
            disposition = Disposition{static_cast<std::uint8_t>(static_cast<std::uint8_t>(disposition) + 1)};
        return Trip{disposition, naive.connections};
    };
    Behaviour behaviour;
    for (const auto& outcome : answer.outcomes)
        behaviour.push_back(
            {trip(outcome.forward), outcome.reply ? std::optional{trip(*outcome.reply)} : std::nullopt});
    std::sort(behaviour.begin(), behaviour.end());
    return behaviour;
}

/// The behaviour of the one class that holds a packet; nothing if none or several do.
const Behaviour* class_of(const FlowPartition& flows, const Ingress& ingress, const Flow& flow) {
    const auto packet = PacketBox::of(flow);
    const Behaviour* found = nullptr;
    for (const auto& member : ingress.boxes) {
        if (!member.box.contains(packet)) continue;
        if (found != nullptr) return nullptr;
        found = &flows.behaviours[member.behaviour];
    }
    return found;
}

std::array<Flow, 4> kinds_of_packets(const Address& source, const Address& destination) {
    return {{{source, destination, Protocol::tcp, 40000, 443},
             {source, destination, Protocol::tcp, 443, 40000},
             {source, destination, Protocol::udp, 500, 53},
             {source, destination, Protocol::icmp, 0, 0}}};
}

bool owns(const std::vector<Prefix>& blocks, const Address& address) {
    return std::any_of(blocks.begin(), blocks.end(), [&](const Prefix& b) { return b.contains(address); });
}

/// The 32 addresses around the beginning of one of the blocks. Requires: there is a block.
std::vector<Address> neighbourhood(const std::vector<Prefix>& blocks, std::uint64_t seed) {
    const auto& block = blocks[seed % blocks.size()];
    const Prefix whole{block.first(), width(block.family()) - 5};
    std::vector<Address> addresses;
    for (unsigned n = 0; n < 32; ++n) addresses.emplace_back(block.family(), whole.first().bits() + n);
    return addresses;
}

std::vector<Flow> every_packet(const std::vector<Address>& sources, const std::vector<Address>& destinations) {
    std::vector<Flow> packets;
    for (const auto& source : sources) {
        for (const auto& destination : destinations) {
            for (const auto& flow : kinds_of_packets(source, destination)) packets.push_back(flow);
        }
    }
    return packets;
}

}  // namespace

TEST_CASE("the classes of every example are disjoint and cover every packet that may be sent") {
    for (const auto& path : example_files()) {
        INFO(path);
        const test::SimulatedScenario it{test::load_scenario(path)};
        const auto& estate = it.simulation.scenario().estate;
        REQUIRE(it.flows.complete());
        REQUIRE(it.flows.ingresses.size() == estate.vpcs.size() + estate.sites.size());
        for (const auto& ingress : it.flows.ingresses) {
            Volume sum{0};
            for (auto a = ingress.boxes.begin(); a != ingress.boxes.end(); ++a) {
                sum += Volume::of(a->box);
                REQUIRE(std::none_of(std::next(a), ingress.boxes.end(),
                                     [&](const FlowBox& b) { return b.box.overlaps(a->box); }));
            }
            CHECK(sum == packets_of(estate, ingress.at));
        }
    }
}

TEST_CASE("10,000 packets of every example, biased to borders, fare like their class") {
    for (const auto& path : example_files()) {
        const test::SimulatedScenario it{test::load_scenario(path)};
        const auto& scenario = it.simulation.scenario();
        const std::array borders{border_addresses(scenario.estate, Family::ipv4),
                                 border_addresses(scenario.estate, Family::ipv6)};
        std::mt19937_64 random{20};
        const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
        // Half of the addresses stand at a border, the others anywhere in the block.
        const auto address_in = [&](const Prefix& block, const std::vector<Address>& edges) {
            const auto first = std::lower_bound(edges.begin(), edges.end(), block.first());
            const auto last = std::upper_bound(first, edges.end(), block.last());
            if (first != last && below(2) == 0)
                return first[static_cast<std::ptrdiff_t>(below(static_cast<std::size_t>(last - first)))];
            const AddressBits any = AddressBits{random()} << 64U | random();
            const auto size = block.last().bits() - block.first().bits();
            return Address{block.family(), block.first().bits() + (size == ~AddressBits{0} ? any : any % (size + 1))};
        };
        std::vector<std::vector<Prefix>> homes;
        for (const auto& ingress : it.flows.ingresses) homes.push_back(owned(scenario.estate, ingress.at));
        for (int sent = 0; sent < 10'000;) {
            const std::size_t at = below(homes.size());
            const auto& ingress = it.flows.ingresses[at];
            const auto& home = homes[at][below(homes[at].size())];
            const auto& edges = borders[home.family() == Family::ipv4 ? 0 : 1];
            // One destination in eight may be any address, the others lie where somebody lives.
            const auto& there = homes[below(homes.size())];
            const auto& target = there[below(there.size())];
            const bool anywhere = below(8) == 0 || target.family() != home.family();
            const auto destination = address_in(anywhere ? Prefix::everything(home.family()) : target, edges);
            if (owns(homes[at], destination)) continue;
            ++sent;
            const auto flow = kinds_of_packets(address_in(home, edges), destination)[below(4)];
            const auto* const got = class_of(it.flows, ingress, flow);
            if (got != nullptr && *got == naive_behaviour(it.simulation, ingress.at, flow)) continue;
            FAIL(path << ", seed 20: " << flow.source.text() << " -> " << flow.destination.text() << ", protocol "
                      << static_cast<int>(flow.protocol) << (got == nullptr ? ", is in no class or in several" : ""));
        }
    }
}

TEST_CASE("in a small address space every packet fares like its class") {
    // Each universe has 256 addresses. Every packet of 32 addresses of a place to 32 of each other place is walked.
    std::size_t walked = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        auto random = random_estate(seed);
        const Simulation simulation{{.name = {},
                                     .description = {},
                                     .assumptions = random.assumptions,
                                     .estate = std::move(random.estate),
                                     .suppressions = {},
                                     .expect = {},
                                     .files = {}}};
        const auto& estate = simulation.scenario().estate;
        const auto& flows = simulation.partition();
        REQUIRE(flows.complete());
        for (const auto& from : flows.ingresses) {
            const auto home = owned(estate, from.at);
            for (const auto& to : flows.ingresses) {
                if (to.at == from.at) continue;
                for (const auto& flow :
                     every_packet(neighbourhood(home, seed), neighbourhood(owned(estate, to.at), seed))) {
                    if (!owns(home, flow.source) || owns(home, flow.destination)) continue;
                    ++walked;
                    const auto* const got = class_of(flows, from, flow);
                    if (got != nullptr && *got == naive_behaviour(simulation, from.at, flow)) continue;
                    FAIL("seed " << seed << ": " << flow.source.text() << " -> " << flow.destination.text()
                                 << ", protocol " << static_cast<int>(flow.protocol));
                }
            }
        }
    }
    CHECK(walked > 200'000);
}

}  // namespace vpnsim::example_flows_test
