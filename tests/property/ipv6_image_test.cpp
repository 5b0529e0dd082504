// An estate in IPv6 that is the image of one in IPv4 gets the images of its answers.
#include <catch2/catch.hpp>

#include "tests/support/expectation_check.hpp"
#include "tests/support/scenario_files.hpp"

namespace vpnsim::ipv6_image_test {
namespace {

/// The IPv6 image of an IPv4 estate (15-ipv6-image.json): the 32 bits of an address follow 40 fixed ones.
struct Image {
    static constexpr unsigned shift = 56;
    static constexpr unsigned longer = 40;
    static constexpr AddressBits base = AddressBits{0xfd} << 120U;

    static Prefix of(const Prefix& block) {
        return {Address{Family::ipv6, base | block.first().bits() << shift}, block.length() + longer};
    }
    static Address of(const Address& address) { return of(Prefix::host(address)).first(); }
    static SelectorList of(const SelectorList& list) {
        SelectorList image;
        for (const auto& selector : list) image.push_back(TrafficSelector::of(of(*selector.prefix())));
        return image;
    }
    static std::vector<Prefix> of(const std::vector<Prefix>& blocks) {
        std::vector<Prefix> image;
        for (const auto& block : blocks) image.push_back(of(block));
        return image;
    }
    /// The IPv4 box of which `box`, cut to the image of the IPv4 space, is the image.
    static std::optional<PacketBox> original(const PacketBox& box) {
        const auto whole = of(Prefix::everything(Family::ipv4));
        auto image = PacketBox::of(Prefix::everything(Family::ipv6), whole);
        if (!box.overlaps(image)) return std::nullopt;
        image = box.intersection(image);
        const auto range = [](AddressRange r) {
            REQUIRE(r.first % (AddressBits{1} << shift) == 0);
            REQUIRE((r.last + 1) % (AddressBits{1} << shift) == 0);
            return AddressRange{(r.first - base) >> shift, (r.last - base) >> shift};
        };
        return PacketBox{range(image.source), range(image.destination), image.service, Family::ipv4};
    }
};

}  // namespace

TEST_CASE("the IPv6 example's answers are the image of the IPv4 example's") {
    const std::string examples = std::string{VPNSIM_SOURCE_DIR} + "/scenarios/examples/";
    const auto simulated = [&](const std::string& name) {
        return test::SimulatedScenario{test::load_scenario(examples + name)};
    };
    const auto four = simulated("05-figure-as-its-text-needs-it.json");
    const auto six = simulated("15-ipv6-image.json");

    const auto& pairs = four.simulation.negotiations().pairs;
    const auto& images = six.simulation.negotiations().pairs;
    REQUIRE(images.size() == pairs.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        CHECK(images[i].cloud == pairs[i].cloud);
        CHECK(images[i].peer == pairs[i].peer);
        CHECK(images[i].phase2 == pairs[i].phase2);
        REQUIRE(images[i].child_sas.size() == pairs[i].child_sas.size());
        for (std::size_t s = 0; s < pairs[i].child_sas.size(); ++s) {
            CHECK(images[i].child_sas[s].sa.local == Image::of(pairs[i].child_sas[s].sa.local));
            CHECK(images[i].child_sas[s].sa.remote == Image::of(pairs[i].child_sas[s].sa.remote));
        }
    }

    FlowPartition original{six.flows.behaviours, {}, {}};
    for (const auto& ingress : six.flows.ingresses) {
        auto& added = original.ingresses.emplace_back(Ingress{ingress.at, {}});
        for (const auto& flow : ingress.boxes) {
            if (const auto box = Image::original(flow.box)) {
                added.boxes.push_back({*box, flow.behaviour});
            } else {  // nobody's addresses, outside of the image
                CHECK(symmetry(six.flows.behaviours[flow.behaviour]) == Symmetry::not_delivered);
            }
        }
    }
    const auto rows = class_rows(four.flows);
    const auto image_rows = class_rows(original);
    REQUIRE(image_rows.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(image_rows[i].at == rows[i].at);
        CHECK(image_rows[i].from == rows[i].from);
        CHECK(image_rows[i].to == rows[i].to);
        CHECK(image_rows[i].services == rows[i].services);
        CHECK(original.behaviours[image_rows[i].behaviour] == four.flows.behaviours[rows[i].behaviour]);
    }

    REQUIRE(six.findings.size() == four.findings.size());
    for (std::size_t i = 0; i < four.findings.size(); ++i) {
        const auto& finding = four.findings[i];
        const auto& image = six.findings[i];
        INFO(finding.message);
        CHECK(image.fingerprint() == finding.fingerprint());
        CHECK(image.severity == finding.severity);
        CHECK(image.pointer == finding.pointer);
        REQUIRE(image.witness.has_value() == finding.witness.has_value());
        if (finding.witness) {
            CHECK(image.witness->source == Image::of(finding.witness->source));
            CHECK(image.witness->destination == Image::of(finding.witness->destination));
        }
        REQUIRE(image.flows.size() == finding.flows.size());
        for (std::size_t r = 0; r < finding.flows.size(); ++r) {
            CHECK(image.flows[r].from == Image::of(finding.flows[r].from));
            CHECK(image.flows[r].to == Image::of(finding.flows[r].to));
        }
    }
}

}  // namespace vpnsim::ipv6_image_test
