#include "sim/proposal_match.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/support/estate_builder.hpp"

namespace vpnsim::test::proposal_match_test {
namespace {

/// A connection and its device, with nothing stated but addresses and selectors.
struct Pair {
    EstateBuilder estate;
    Pair() {
        estate.gateway("vgw-1", "203.0.113.10");
        estate.customer_gateway("cgw-1", "198.51.100.1");
        estate.connection("conn-1", "10.66.90.0/24", "10.55.193.0/24");
        estate.device("fw-1", "198.51.100.1", "strongswan");
        estate.tunnel("fw-1", "10.55.193.0/24", "10.66.90.0/24");
    }
    IpsecConnection& cloud() { return estate.change().ipsec_connections[0]; }
    Device& device() { return estate.change().sites[0].devices[0]; }
    DeviceTunnel& tunnel() { return device().tunnels[0]; }
    void both(IkeVersion version) { cloud().ike.version = tunnel().ike.version = version; }
    Negotiation negotiated() const { return negotiate(estate, {}).pairs.at(0); }
    /// "failed/not_attempted DhGroupMismatch dh_group"
    std::string result() const {
        const auto out = negotiated();
        auto line = std::string{text(out.phase1)} + '/' + std::string{text(out.phase2)};
        if (out.error) line += ' ' + std::string{text(out.error->code)} + ' ' + out.error->parameter;
        if (out.fails_later)
            line += " later " + std::string{text(out.fails_later->mismatch.code)} + ' ' + out.fails_later->when;
        return line;
    }
};

constexpr auto up = "established/established";
constexpr DhGroup group(std::uint8_t number) { return DhGroup{number}; }

struct Row {
    const char* what;
    std::function<void(Pair&)> change;
    const char* ikev1;
    const char* ikev2;
};

}  // namespace

TEST_CASE("each difference of the two ends gives its code and does what it does on the wire") {
    const std::vector<Row> rows{
        {"nothing stated", [](Pair&) {}, up, up},
        {"the DH group",
         [](Pair& p) {
             p.cloud().ike.dh_group = {group(14)};
             p.tunnel().ike.dh_group = {group(2)};
         },
         "failed/not_attempted DhGroupMismatch dh_group", "failed/not_attempted DhGroupMismatch dh_group"},
        {"the phase 1 encryption",
         [](Pair& p) {
             p.cloud().ike.encryption = {Encryption::aes256};
             p.tunnel().ike.encryption = {Encryption::aes128};
         },
         "failed/not_attempted AlgorithmMismatch encryption", "failed/not_attempted AlgorithmMismatch encryption"},
        {"the phase 1 integrity",
         [](Pair& p) {
             p.cloud().ike.integrity = {Integrity::sha256};
             p.tunnel().ike.integrity = {Integrity::sha1};
         },
         "failed/not_attempted AuthenticationAlgorithmMismatch integrity",
         "failed/not_attempted AuthenticationAlgorithmMismatch integrity"},
        {"two algorithms of phase 1",
         [](Pair& p) {
             p.cloud().ike.integrity = {Integrity::sha256};
             p.tunnel().ike.integrity = {Integrity::sha1};
             p.cloud().ike.dh_group = {group(14)};
             p.tunnel().ike.dh_group = {group(2)};
         },
         "failed/not_attempted ProposalMismatch integrity, dh_group",
         "failed/not_attempted ProposalMismatch integrity, dh_group"},
        {"a list that contains the cloud's value",
         [](Pair& p) {
             p.cloud().ike.encryption = {Encryption::aes256};
             p.tunnel().ike.encryption = {Encryption::aes128, Encryption::aes256};
         },
         up, up},
        {"integrity beside an AEAD cipher",
         [](Pair& p) {
             p.cloud().esp.encryption = p.tunnel().esp.encryption = {Encryption::aes256gcm16};
             p.cloud().esp.integrity = {Integrity::sha256};
             p.tunnel().esp.integrity = {Integrity::sha1};
         },
         up, up},
        {"the mode",
         [](Pair& p) {
             p.cloud().ike.mode = IkeMode::main;
             p.tunnel().ike.mode = IkeMode::aggressive;
         },
         "failed/not_attempted NegotiationModeMismatch mode", up},
        {"an identity",
         [](Pair& p) {
             p.cloud().ike.remote_id = "198.51.100.1";
             p.tunnel().ike.local_id = "vpn.example.com";
         },
         "failed/not_attempted PeerIdMismatch remote_id", "failed/not_attempted PeerIdMismatch remote_id"},
        {"an identity against the address that stands for an unstated one",
         [](Pair& p) { p.tunnel().ike.remote_id = "cloud.example.com"; },
         "failed/not_attempted PeerIdMismatch local_id", "failed/not_attempted PeerIdMismatch local_id"},
        {"an identity equal to the address that stands for an unstated one",
         [](Pair& p) { p.cloud().ike.local_id = "203.0.113.10"; }, up, up},
        {"names as identities in main mode",
         [](Pair& p) {
             p.cloud().ike.mode = p.tunnel().ike.mode = IkeMode::main;
             p.cloud().ike.remote_id = p.tunnel().ike.local_id = "vpn.example.com";
         },
         "failed/not_attempted PeerIdMismatch remote_id", up},
        {"names as identities in aggressive mode",
         [](Pair& p) {
             p.cloud().ike.mode = p.tunnel().ike.mode = IkeMode::aggressive;
             p.cloud().ike.remote_id = p.tunnel().ike.local_id = "vpn.example.com";
         },
         up, up},
        {"the key, by a blank",
         [](Pair& p) {
             p.cloud().psk = PreSharedKey{"FAKE-secret"};
             p.tunnel().psk = PreSharedKey{"FAKE-secret "};
         },
         "failed/not_attempted PskMismatch psk", "failed/not_attempted PskMismatch psk"},
        {"NAT traversal without NAT",
         [](Pair& p) {
             p.cloud().nat_traversal = true;
             p.tunnel().nat_traversal = false;
         },
         up, up},
        {"NAT traversal behind NAT",
         [](Pair& p) {
             p.device().addresses = {address("192.168.1.2")};
             p.device().nat_address = address("198.51.100.1");
             p.cloud().nat_traversal = true;
             p.tunnel().nat_traversal = false;
         },
         "failed/not_attempted NatTMismatch nat_traversal", "failed/not_attempted NatTMismatch nat_traversal"},
        {"the customer gateway names the address behind the NAT",
         [](Pair& p) { p.device().nat_address = address("192.0.2.9"); }, "failed/not_attempted PeerMismatch address",
         "failed/not_attempted PeerMismatch address"},
        {"lifetimes",
         [](Pair& p) {
             p.cloud().ike.lifetime_seconds = 86400;
             p.tunnel().ike.lifetime_seconds = 28800;
             p.cloud().esp.lifetime_seconds = 28800;
             p.tunnel().esp.lifetime_seconds = 3600;
             p.tunnel().esp.lifetime_bytes = 4'608'000;
         },
         up, up},
        {"the order of DPD payloads, which IKEv2 does not have",
         [](Pair& p) { p.tunnel().dpd_order = DpdOrder::notify_hash; },
         "established/established later DpdHashNotifyCompatibility first DPD exchange", up},
        {"the commit bit, which IKEv2 does not have", [](Pair& p) { p.tunnel().commit_bit = true; },
         "established/failed CommitMismatch commit_bit", up},
        {"AH", [](Pair& p) { p.tunnel().esp.protocol = SecurityProtocol::ah; },
         "established/failed SecurityProtocolMismatch protocol",
         "established/failed SecurityProtocolMismatch protocol"},
        {"transport mode", [](Pair& p) { p.tunnel().esp.encapsulation = Encapsulation::transport; },
         "established/failed EncapsulationModeMismatch encapsulation",
         "established/failed EncapsulationModeMismatch encapsulation"},
        {"the phase 2 encryption",
         [](Pair& p) {
             p.cloud().esp.encryption = {Encryption::aes256};
             p.tunnel().esp.encryption = {Encryption::aes128};
         },
         "established/failed EncryptionAlgorithmMismatch encryption",
         "established/failed EncryptionAlgorithmMismatch encryption"},
        {"the phase 2 integrity",
         [](Pair& p) {
             p.cloud().esp.integrity = {Integrity::sha256};
             p.tunnel().esp.integrity = {Integrity::md5};
         },
         "established/failed AlgorithmMismatch integrity", "established/failed AlgorithmMismatch integrity"},
        {"two algorithms of phase 2",
         [](Pair& p) {
             p.cloud().esp.encryption = {Encryption::aes256};
             p.tunnel().esp.encryption = {Encryption::aes128};
             p.cloud().esp.integrity = {Integrity::sha256};
             p.tunnel().esp.integrity = {Integrity::md5};
         },
         "established/failed ProposalMismatch encryption, integrity",
         "established/failed ProposalMismatch encryption, integrity"},
        {"PFS on one end",
         [](Pair& p) {
             p.cloud().esp.dh_group = {group(14)};
             p.tunnel().esp.dh_group = {DhGroup::disabled};
         },
         "established/failed PfsMismatch dh_group", "established/established later PfsMismatch first rekey"},
        {"PFS groups",
         [](Pair& p) {
             p.cloud().esp.dh_group = {group(14)};
             p.tunnel().esp.dh_group = {group(2)};
         },
         "established/failed PfsMismatch dh_group", "established/established later PfsMismatch first rekey"},
        {"selectors and the ESP proposal: selectors come first",
         [](Pair& p) {
             p.cloud().esp.encryption = {Encryption::aes256};
             p.tunnel().esp.encryption = {Encryption::aes128};
             p.tunnel().local_ts = selectors("10.55.1.0/24");
         },
         "established/failed TrafficSelectorMismatch remote_ts",
         "established/failed TrafficSelectorMismatch remote_ts"},
        {"phase 1 and phase 2: phase 2 is not attempted",
         [](Pair& p) {
             p.cloud().psk = PreSharedKey{"FAKE-a"};
             p.tunnel().psk = PreSharedKey{"FAKE-b"};
             p.tunnel().esp.protocol = SecurityProtocol::ah;
         },
         "failed/not_attempted PskMismatch psk", "failed/not_attempted PskMismatch psk"},
    };
    for (const auto& row : rows) {
        INFO(row.what);
        for (const auto version : {IkeVersion::ikev1, IkeVersion::ikev2}) {
            Pair pair;
            pair.both(version);
            row.change(pair);
            CHECK(pair.result() == (version == IkeVersion::ikev1 ? row.ikev1 : row.ikev2));
        }
    }
}

TEST_CASE("IKE versions: stated at both ends, at one, at none, any") {
    struct VersionRow {
        std::optional<IkeVersion> cloud;
        std::optional<IkeVersion> device;
        const char* result;
        IkeVersion version;
    };
    using enum IkeVersion;
    const VersionRow rows[]{
        {ikev1, ikev2, "failed/not_attempted IkeVersionMismatch version", ikev1},
        {ikev2, ikev1, "failed/not_attempted IkeVersionMismatch version", ikev2},
        {ikev1, ikev1, up, ikev1},
        {ikev1, {}, up, ikev1},
        {{}, ikev1, up, ikev1},
        {{}, {}, up, ikev2},
        {{}, any, up, ikev2},
        {ikev2, any, up, ikev2},
        {ikev1, any, up, ikev1},
    };
    for (const auto& row : rows) {
        Pair pair;
        pair.cloud().ike.version = row.cloud;
        pair.tunnel().ike.version = row.device;
        CHECK(pair.result() == row.result);
        const auto cloud = cloud_end_parameters(pair.estate, {ConnectionId{0}, {}});
        CHECK(compare(cloud, pair.device(), pair.tunnel()).version == row.version);
    }
    Pair pair;
    pair.tunnel().ike.version = any;
    pair.cloud().ike.version = ikev1;
    const auto cloud = cloud_end_parameters(pair.estate, {ConnectionId{0}, {}});
    CHECK(may_initiate(InitiatingEnd::cloud, cloud, pair.tunnel()));
    CHECK_FALSE(may_initiate(InitiatingEnd::device, cloud, pair.tunnel()));
}

TEST_CASE("what one end leaves out is not compared, and the answer says so") {
    Pair pair;
    pair.cloud().ike.version = IkeVersion::ikev2;
    pair.cloud().ike.encryption = {Encryption::aes256};
    pair.cloud().psk = PreSharedKey{"FAKE-secret"};
    pair.tunnel().esp.dh_group = {group(14)};
    CHECK(pair.result() == up);
    CHECK(pair.negotiated().assumptions ==
          std::vector<std::string>{
              "ike.version, ike.encryption, psk, esp.dh_group: stated at one end only, taken as equal"});
    CHECK(Pair{}.negotiated().assumptions ==
          std::vector<std::string>{"ike.version: stated at neither end, ikev2 assumed"});
}

TEST_CASE("a device with several addresses is taken to send from the registered one, and the answer says so") {
    Pair pair;
    pair.both(IkeVersion::ikev2);
    pair.device().addresses = {address("198.51.100.7"), address("198.51.100.1")};
    CHECK(pair.result() == up);
    CHECK(pair.negotiated().assumptions ==
          std::vector<std::string>{"the device has several addresses and is taken to send from 198.51.100.1"});
    pair.device().addresses.clear();
    pair.device().dynamic_address = true;
    CHECK(pair.result() == "failed/not_attempted PeerMismatch address");
}

TEST_CASE("a device at another address than the registered one identifies itself by its own") {
    Pair pair;
    pair.both(IkeVersion::ikev2);
    pair.device().addresses = {address("198.51.100.7")};
    pair.cloud().ike.remote_id = "198.51.100.7";
    CHECK(pair.result() == "failed/not_attempted PeerMismatch address");
    CHECK(pair.negotiated().mismatches.size() == 1);
}

TEST_CASE("a cipher that one end alone states decides whether integrity is compared") {
    for (const auto cipher : {Encryption::aes128gcm16, Encryption::aes128}) {
        Pair pair;
        pair.both(IkeVersion::ikev2);
        pair.tunnel().ike.encryption = {cipher};
        pair.cloud().ike.integrity = {Integrity::sha256};
        pair.tunnel().ike.integrity = {Integrity::sha384};
        CHECK(pair.result() ==
              (is_aead(cipher) ? up : "failed/not_attempted AuthenticationAlgorithmMismatch integrity"));
    }
}

TEST_CASE("every difference is listed in the order of the checks, no key is shown") {
    Pair pair;
    pair.both(IkeVersion::ikev2);
    pair.cloud().psk = PreSharedKey{"FAKE-one"};
    pair.tunnel().psk = PreSharedKey{"FAKE-two"};
    pair.cloud().ike.dh_group = {group(14)};
    pair.tunnel().ike.dh_group = {group(2), group(5)};
    pair.tunnel().local_ts = selectors("10.55.0.0/16");
    pair.cloud().esp.lifetime_seconds = 3600;
    pair.tunnel().esp.lifetime_seconds = 28800;
    const auto out = pair.negotiated();
    std::vector<std::string> lines;
    for (const auto& m : out.mismatches) {
        lines.push_back(std::string{text(m.code)} + ' ' + m.parameter + ' ' + m.local + " | " + m.remote);
    }
    CHECK(lines == std::vector<std::string>{"DhGroupMismatch dh_group 14 | 2, 5", "PskMismatch psk differs | differs",
                                            "TrafficSelectorMismatch remote_ts 10.55.193.0/24 | 10.55.0.0/16",
                                            "LifetimeMismatch lifetime_seconds 3600 | 28800"});
    CHECK(out.mismatches[0].message == "the phase 1 DH group is 14 at the cloud end and 2, 5 at the device");
    CHECK(out.mismatches[1].message == "the pre-shared key is not the same at both ends");
}

TEST_CASE("a tunnel of a connection lays its parameters over the connection's (C10)") {
    Pair pair;
    pair.cloud().ike = {.version = IkeVersion::ikev2,
                        .mode = {},
                        .encryption = {Encryption::aes256},
                        .integrity = {},
                        .dh_group = {},
                        .lifetime_seconds = {},
                        .local_id = {},
                        .remote_id = {}};
    pair.estate.connection_tunnel("tunnel-1");
    auto& second = pair.estate.connection_tunnel("tunnel-2", TunnelRole::standby);
    second.ike.emplace().dh_group = {group(14)};
    second.gateway_address = address("203.0.113.77");
    const auto first_end = cloud_end_parameters(pair.estate, {ConnectionId{0}, TunnelIndex{0}});
    const auto second_end = cloud_end_parameters(pair.estate, {ConnectionId{0}, TunnelIndex{1}});
    CHECK(first_end.gateway_address == address("203.0.113.10"));
    CHECK(first_end.ike.dh_group.empty());
    CHECK(second_end.gateway_address == address("203.0.113.77"));
    CHECK(second_end.ike.encryption == std::vector{Encryption::aes256});
    CHECK(second_end.ike.dh_group == std::vector{group(14)});
    CHECK(cloud_ends(pair.estate).size() == 2);
}

}  // namespace vpnsim::test::proposal_match_test
