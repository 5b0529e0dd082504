// What is exported for a device and imported again is what was exported.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "model/scenario_reader.hpp"
#include "tests/support/random_scenario.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tools/exporters/swanctl_config.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::exporters::swanctl_export_test {
namespace {

Scenario scenario(const std::string& connections, const std::string& device = R"("address": "198.51.100.1")") {
    auto read = read_scenario({"test", R"({"format": "vpnsim/1",
        "vpcs": {"v": {"cidrs": ["10.66.0.0/16"]}},
        "vpn_gateways": {"g": {"vpc": "v", "addresses": ["203.0.113.10", "203.0.113.11"]}},
        "customer_gateways": {"cg": {"address": "198.51.100.1"}, "other": {"address": "198.51.100.9"}},
        "ipsec_connections": {)" + connections +
                                           R"(}, "sites": {"s": {"devices": {"fw": {)" + device + "}}}}}"},
                              [](const std::string&) { return FileRefusal{}; });
    REQUIRE(std::holds_alternative<Scenario>(read));
    return std::get<Scenario>(std::move(read));
}

std::variant<DeviceSide, Reasons> side(const Scenario& of) { return device_side(of.estate, SiteId{0}, DeviceIndex{0}); }

std::string exported(const Scenario& of) {
    const auto found = side(of);
    REQUIRE(std::holds_alternative<DeviceSide>(found));
    const auto text = swanctl_config(std::get<DeviceSide>(found));
    REQUIRE(std::holds_alternative<std::string>(text));
    return std::get<std::string>(text);
}

/// The reasons against an export, joined; empty = there are none.
std::string refusal(const Scenario& of) {
    const auto found = side(of);
    std::variant<std::string, Reasons> text;
    if (const auto* const tunnels = std::get_if<DeviceSide>(&found)) text = swanctl_config(*tunnels);
    else text = std::get<Reasons>(found);
    std::string out;
    if (const auto* const reasons = std::get_if<Reasons>(&text)) {
        for (const auto& line : reasons->lines) out += line + '\n';
    }
    return out;
}

std::string connection(const std::string& more = "") {
    return R"("vpn_gateway": "g", "customer_gateway": "cg", "local_ts": ["10.66.90.0/24"],
              "remote_ts": ["10.55.193.0/24"], "psk": "INVENTED-key-one")" +
           more;
}
std::string one(const std::string& more = "") { return R"("conn-1": {)" + connection(more) + "}"; }

/// Holds everything that a tunnel and its image after export and import have in common against one another.
void check_same(const DeviceSideTunnel& tunnel, const importers::Protection& image) {
    INFO(tunnel.end_name);
    REQUIRE(image.groups.size() == 1);
    CHECK(image.groups[0].local == tunnel.local_ts);
    CHECK(image.groups[0].remote == tunnel.remote_ts);
    CHECK(image.peers == std::vector{tunnel.peer});
    CHECK(image.local_addresses ==
          (tunnel.local_address ? std::vector{*tunnel.local_address} : std::vector<Address>{}));
    auto ike = tunnel.ike;
    if (is_aead(ike.encryption.front())) ike.integrity.clear();
    if (ike.lifetime_seconds == 0U) ike.lifetime_seconds.reset();
    CHECK(image.ike == ike);
    CHECK(image.esp.encryption == tunnel.esp.encryption);
    CHECK(image.esp.integrity == tunnel.esp.integrity);
    CHECK(image.esp.dh_group == tunnel.esp.dh_group);
    CHECK(image.esp.lifetime_seconds.value_or(0) == tunnel.esp.lifetime_seconds.value_or(0));
    CHECK(image.initiates == tunnel.initiates);
    CHECK(image.dpd == tunnel.dpd);
    CHECK(image.route_based == tunnel.route_based);
    CHECK_FALSE(image.key);
}

void check_round_trip(const DeviceSide& device, const std::string& text) {
    INFO(text);
    importers::KeyFingerprints keys{"salt"};
    const std::vector<importers::InputText> inputs{{"fw.swanctl.conf", text}};
    const auto imported = importers::import_swanctl(inputs, keys);
    for (const auto& remark : imported.remarks) {
        INFO(importers::text(remark));
        CHECK(remark.gravity > importers::Gravity::incomplete);
    }
    REQUIRE(imported.hosts.size() == 1);
    const auto& images = imported.hosts[0].protections;
    CHECK(images.size() == device.tunnels.size());
    for (const auto& tunnel : device.tunnels) {
        const auto image = std::find_if(images.begin(), images.end(),
                                        [&](const auto& p) { return p.name.ends_with('/' + tunnel.name); });
        REQUIRE(image != images.end());
        check_same(tunnel, *image);
    }
}

}  // namespace

TEST_CASE("the exported tunnel is the mirror image of the connection") {
    const auto text = exported(
        scenario(one(R"(, "ike": {"version": "ikev2", "encryption": "aes128", "integrity": "sha256", "dh_group": 14,
                "lifetime_seconds": 86400},
                "esp": {"encryption": "aes256", "integrity": "sha1", "dh_group": "disabled", "lifetime_seconds": 3600})")));
    for (const auto* const line :
         {"version = 2\n", "local_addrs = 198.51.100.1\n", "remote_addrs = 203.0.113.10\n",
          "proposals = aes128-sha256-modp2048\n", "esp_proposals = aes256-sha1\n", "local_ts = 10.55.193.0/24\n",
          "remote_ts = 10.66.90.0/24\n", "life_time = 3600s\n", "rekey_time = 77760s\n", "over_time = 8640s\n",
          "start_action = start\n", "secret = \"<the key of conn-1>\"\n"}) {
        INFO(line << text);
        CHECK(text.find(line) != std::string::npos);
    }
    CHECK(text.find("INVENTED") == std::string::npos);
    CHECK(text.find("chosen here") == std::string::npos);
}

TEST_CASE("what the connection leaves open is chosen and said") {
    const auto text = exported(scenario(one()));
    CHECK(text.find("# IKE encryption aes256 is chosen here") != std::string::npos);
    CHECK(text.find("# PFS group 14 is chosen here") != std::string::npos);
}

TEST_CASE("connections between the same ends are children of one IKE connection") {
    const auto text = exported(scenario(one() + R"(, "conn-2": {)" + connection() + "}"));
    CHECK(text.find("conn-2 {") != std::string::npos);
    CHECK(text.find("to-203-0-113-10 {") == text.rfind("    to-203-0-113-10 {") + 4);
    CHECK(text.find("to-203-0-113-10_2") == std::string::npos);
}

TEST_CASE("the standby tunnel loses against the active one") {
    const auto text = exported(scenario(one(R"(, "tunnels": {"t1": {"role": "active"}, "t2": {"role": "standby"}})")));
    CHECK(text.find("remote_addrs = 203.0.113.11") != std::string::npos);
    CHECK(text.find("priority = 375524\n") == text.rfind("priority = "));
}

TEST_CASE("a device behind NAT sends from its own address and is called by the other") {
    const auto text = exported(scenario(one(), R"("address": "192.168.1.2", "nat_address": "198.51.100.1")"));
    CHECK(text.find("local_addrs = 192.168.1.2\n") != std::string::npos);
    CHECK(text.find("id = 198.51.100.1\n") != std::string::npos);
    CHECK(text.find("encap = yes\n") != std::string::npos);
}

TEST_CASE("nothing is exported that would not match") {
    CHECK(refusal(scenario(one())).empty());
    CHECK(refusal(scenario(one(), R"("address": "198.51.100.2")")).find("198.51.100.2") != std::string::npos);
    CHECK(refusal(scenario(one(), R"("address": "dynamic")")).find("no fixed address") != std::string::npos);
    CHECK(refusal(scenario(one(R"(, "ike": {"encryption": "sm4"})"))).find("sm4") != std::string::npos);
    CHECK(refusal(scenario(R"("conn-1": {"vpn_gateway": "g", "customer_gateway": "cg", "ike": {"version": "ikev1"},
              "local_ts": ["10.66.90.0/24"], "remote_ts": ["10.1.0.0/16", "10.2.0.0/16"]})"))
              .find("IKEv1") != std::string::npos);
    const auto keys = refusal(scenario(one() + R"(, "conn-2": {"psk": "INVENTED-key-two", "vpn_gateway": "g",
        "customer_gateway": "cg"})"));
    CHECK(keys.find("different keys") != std::string::npos);
    CHECK(keys.find("INVENTED") == std::string::npos);
}

TEST_CASE("export and import give the same tunnels, whatever the scenario") {
    std::size_t exported_devices = 0;
    for (std::uint_fast32_t seed = 1; seed <= 450; ++seed) {
        auto random = test::random_scenario(seed);
        auto& estate = random.estate;
        for (std::size_t s = 0; s < estate.sites.size(); ++s) {
            for (std::size_t d = 0; d < estate.sites[s].devices.size(); ++d) {
                // Chance would seldom bring the two ends together.
                auto& device = estate.sites[s].devices[d];
                for (const auto& gateway : estate.customer_gateways) {
                    if (gateway.address && device.addresses.size() < 3) device.addresses.push_back(*gateway.address);
                }
                const auto found = device_side(estate, SiteId{s}, DeviceIndex{d});
                const auto* const tunnels = std::get_if<DeviceSide>(&found);
                if (tunnels == nullptr) continue;
                const auto text = swanctl_config(*tunnels);
                if (const auto* const config = std::get_if<std::string>(&text)) {
                    INFO("seed " << seed);
                    check_round_trip(*tunnels, *config);
                    ++exported_devices;
                }
            }
        }
    }
    CHECK(exported_devices > 20);
}

TEST_CASE("a charon that runs accepts what is exported", "[charon]") {
    if (std::system("swanctl --stats >/dev/null 2>&1") != 0) {
        WARN("skipped: no running charon answers swanctl here");
        return;
    }
    const TemporaryFolder folder;
    const auto path = folder.write("swanctl.conf", exported(scenario(one())));
    CHECK(std::system(("swanctl --load-all --noprompt --file " + path + " >/dev/null 2>&1").c_str()) == 0);
}

}  // namespace vpnsim::exporters::swanctl_export_test
