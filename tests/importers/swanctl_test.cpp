#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"

namespace vpnsim::importers::swanctl_test {
namespace {

struct Read {
    Imported imported;
    explicit Read(const std::vector<InputText>& inputs) : imported{import_texts(import_swanctl, inputs)} {}
    explicit Read(std::string text) : imported{import_text(import_swanctl, "fw-1.swanctl.conf", std::move(text))} {}

    [[nodiscard]] const Host& host() const { return imported.hosts.at(0); }
    [[nodiscard]] const Protection& child(const std::string& name) const { return protection_of(imported, name); }
    [[nodiscard]] bool says(const std::string& kind, const std::string& about, Gravity gravity) const {
        return said(imported, gravity, kind, about) != 0;
    }
    [[nodiscard]] bool complete() const {
        return std::none_of(imported.remarks.begin(), imported.remarks.end(),
                            [](const auto& r) { return r.gravity <= Gravity::incomplete; });
    }
};

/// A connection with one child; `more` goes into the connection, `child` into the child.
std::string one(const std::string& more, const std::string& child) {
    return "connections { c { local_addrs = 198.51.100.11\n remote_addrs = 203.0.113.20\n local { auth = psk\n }\n"
           "remote { auth = psk\n }\n" +
           more + "\n children { n { local_ts = 10.55.0.0/16\n remote_ts = 10.66.88.0/22\n" + child + "\n } } } }\n";
}

const std::string wide = R"(connections {
    cloud : common {
        local_addrs = 198.51.100.11
        remote_addrs = 203.0.113.20
        local { auth = psk
            id = 198.51.100.11 }
        remote { auth = psk
            id = 203.0.113.20 }
        children {
            all : child-common {
                local_ts = 10.55.0.0/16
                remote_ts = 10.66.88.0/22
                start_action = trap
            }
        }
    }
}
common {
    version = 2
    proposals = aes256-sha256-modp2048
    rekey_time = 6h
    dpd_delay = 30s
}
child-common {
    esp_proposals = aes256-sha256-modp2048
    life_time = 60m
}
secrets {
    ike-cloud {
        id-1 = 198.51.100.11
        id-2 = 203.0.113.20
        secret = "INVENTED-secret-of-the-test"
    }
}
)";

}  // namespace

TEST_CASE("a child takes what its connection, its templates and the secrets say") {
    const Read read{wide};
    CHECK(read.complete());
    CHECK(read.host().name == "fw-1");
    CHECK(read.host().profile == "strongswan");
    CHECK(read.host().outer_addresses == std::vector{*Address::parse("198.51.100.11")});
    const auto& child = read.child("cloud/all");
    CHECK(child.version == IkeVersion::ikev2);
    CHECK(child.mode == ProtectionMode::tunnel);
    REQUIRE(child.groups.size() == 1);
    CHECK(text(child.groups[0].local) == "10.55.0.0/16");
    CHECK(text(child.groups[0].remote) == "10.66.88.0/22");
    CHECK(child.sas == 1);
    CHECK(child.peers == std::vector{*Address::parse("203.0.113.20")});
    CHECK_FALSE(child.any_peer);
    CHECK(child.ike_proposals == "aes256-sha256-modp2048");
    CHECK(child.ike.encryption == std::vector{Encryption::aes256});
    CHECK(child.ike.lifetime_seconds == 21600U);
    CHECK(child.ike.local_id == "198.51.100.11");
    CHECK(child.esp.dh_group == std::vector{DhGroup{14}});
    CHECK(child.esp.lifetime_seconds == 3600U);
    CHECK(child.dpd == true);
    CHECK(child.initiates == false);
    CHECK(child.start_action == "trap");
    CHECK(child.key == read.imported.hosts[0].protections[0].key);
    KeyFingerprints same{"salt"};
    CHECK(child.key == same.of("INVENTED-secret-of-the-test"));
}

TEST_CASE("the order of sections does not matter") {
    const auto cut = wide.find("common {\n    version");
    const Read turned{wide.substr(cut) + wide.substr(0, cut)};
    const Read straight{wide};
    CHECK(turned.child("cloud/all").esp == straight.child("cloud/all").esp);
    CHECK(turned.child("cloud/all").key == straight.child("cloud/all").key);
}

TEST_CASE("a connection may take over another with its children and change one value of each") {
    const Read read{one("", "esp_proposals = aes256-sha256\n priority = 100") +
                    "connections { d : connections.c { remote_addrs = 203.0.113.21\n"
                    " children { n { priority = 200 } } } }\n"};
    CHECK(read.child("c/n").priority == 100U);
    CHECK(read.child("d/n").priority == 200U);
    CHECK(text(read.child("d/n").groups.at(0).remote) == "10.66.88.0/22");
    CHECK(read.child("d/n").peers == std::vector{*Address::parse("203.0.113.21")});
    CHECK(read.child("d/n").esp.dh_group == std::vector{DhGroup::disabled});
}

TEST_CASE("IKEv1 negotiates the first selector of each list only") {
    const Read read{one("version = 1", "remote_ts = 10.66.90.0/24, 10.66.89.0/24")};
    const auto& child = read.child("c/n");
    CHECK(child.groups.at(0).remote.size() == 2);
    REQUIRE(child.effective);
    CHECK(text(child.effective->remote) == "10.66.90.0/24");
    CHECK(read.says("ikev1-extra-selectors-ignored", "c/n", Gravity::warning));
    CHECK(child.ike.mode == IkeMode::main);
    CHECK_FALSE(Read{one("version = 2", "remote_ts = 10.66.90.0/24, 10.66.89.0/24")}.child("c/n").effective);
}

TEST_CASE("exceptions have no peer and no SA, and are in force only when they are installed") {
    const Read read{one("", "mode = pass\n start_action = trap")};
    CHECK(read.child("c/n").mode == ProtectionMode::pass);
    CHECK(read.child("c/n").sas == 0);
    CHECK(read.child("c/n").peers.empty());
    CHECK(read.child("c/n").loaded);
    CHECK_FALSE(Read{one("", "mode = drop")}.child("c/n").loaded);
}

TEST_CASE("start_action says who begins") {
    CHECK(Read{one("", "start_action = start")}.child("c/n").initiates == true);
    CHECK(Read{one("", "start_action = trap|start")}.child("c/n").initiates == true);
    CHECK(Read{one("", "start_action = trap")}.child("c/n").initiates == false);
    CHECK(Read{one("", "")}.child("c/n").initiates == false);
    CHECK(Read{one("", "start_action = now")}.says("bad-value", "c/n", Gravity::incomplete));
}

TEST_CASE("a version that is not written, or 0, accepts both") {
    CHECK(Read{one("", "")}.child("c/n").version == IkeVersion::any);
    CHECK(Read{one("version = 0", "")}.child("c/n").version == IkeVersion::any);
    CHECK(Read{one("version = 3", "")}.says("bad-value", "c", Gravity::incomplete));
}

TEST_CASE("dynamic selectors are the outer addresses") {
    const Read read{
        "connections { c { local_addrs = 192.0.2.1\n remote_addrs = 192.0.2.2\n children { n { mode = transport } } } "
        "}\n"};
    CHECK(text(read.child("c/n").groups.at(0).local) == "192.0.2.1/32");
    CHECK(text(read.child("c/n").groups.at(0).remote) == "192.0.2.2/32");
    CHECK(read.child("c/n").esp.encapsulation == Encapsulation::transport);
    CHECK(Read{"connections { c { children { n { } } } }\n"}.says("no-selectors", "c/n", Gravity::incomplete));
}

TEST_CASE("without a local address an identity that is one stands for it") {
    const Read read{
        "connections { c { remote_addrs = 192.0.2.2\n local { id = 192.0.2.1 }\n children { n { local_ts = "
        "10.0.0.0/8\n remote_ts = 10.0.0.0/8 } } } }\n"};
    CHECK(read.host().outer_addresses == std::vector{*Address::parse("192.0.2.1")});
    CHECK(read.says("outer-address-from-id", "c", Gravity::note));
}

TEST_CASE("anybody may be the peer, and names of hosts are not looked up") {
    CHECK(Read{one("remote_addrs = %any", "")}.child("c/n").any_peer);
    CHECK(Read{one("remote_addrs = vpn.example", "")}.says("host-name", "c", Gravity::incomplete));
}

TEST_CASE("what nobody knows is said, with no value of it") {
    const Read read{one("remote_addr = 192.0.2.77\n INVENTED-Key = INVENTED-value", "remote_tss = 10.0.0.0/8") +
                    "conections { x { } }\nnobody = 1\n"};
    CHECK(read.says("unknown-statement", "c", Gravity::incomplete));
    CHECK(read.says("unknown-statement", "c/n", Gravity::incomplete));
    CHECK(read.says("unused-section", "", Gravity::warning));
    for (const auto& remark : read.imported.remarks) {
        for (const auto* const secret : {"192.0.2.77", "INVENTED"})
            CHECK(text(remark).find(secret) == std::string::npos);
    }
}

TEST_CASE("a reference to what is in no input is said") {
    const Read read{"connections { c : elsewhere { } }\n"};
    CHECK(read.says("dangling-reference", "", Gravity::incomplete));
}

TEST_CASE("the same key has one fingerprint in every form, and never appears") {
    const std::string encoded = "secrets { ike { secret = 0sSU5WRU5URUQtc2VjcmV0LW9mLXRoZS10ZXN0 } }\n";
    const Read plain{one("", "") + "secrets { ike { secret = \"INVENTED-secret-of-the-test\" } }\n"};
    const Read base64{one("", "") + encoded};
    CHECK(plain.child("c/n").key == base64.child("c/n").key);
    CHECK_FALSE(Read{one("", "") + "secrets { ike { secret = ***** } }\n"}.child("c/n").key);
    const Read broken{one("", "") +
                      "secrets { ike { secret INVENTED-secret-of-the-test } \"INVENTED-secret-of-the-test }\n"};
    for (const auto& remark : broken.imported.remarks) CHECK(text(remark).find("INVENTED") == std::string::npos);
}

TEST_CASE("files of one machine are one host, of two machines two") {
    const Read read{{{"fw-1/swanctl.conf", "include conf.d/*.conf\n" + one("", "")},
                     {"fw-1/conf.d/keys.conf", "secrets { ike { secret = INVENTED-key } }\n"},
                     {"fw-2.swanctl.conf", one("", "")}}};
    REQUIRE(read.imported.hosts.size() == 2);
    CHECK(read.imported.hosts[0].name == "fw-1");
    CHECK(read.imported.hosts[0].protections.at(0).key);
    CHECK(read.imported.hosts[1].name == "fw-2");
    CHECK_FALSE(read.imported.hosts[1].protections.at(0).key);
}

TEST_CASE("what the daemon has loaded is understood alone and beside the configuration") {
    const std::string list =
        "c: IKEv2, no reauthentication, rekeying every 14400s, dpd delay 30s\n  local:  198.51.100.11\n"
        "  remote: 203.0.113.20\n  local pre-shared key authentication:\n    id: 198.51.100.11\n"
        "  n: TUNNEL, rekeying every 3600s, dpd action is none\n    local:  10.55.0.0/16\n"
        "    remote: 10.66.88.0/22 10.66.99.0/24\n    priority: 100\n";
    CHECK(looks_like_swanctl(list) > 50);
    const Read alone{{{"fw-1.list-conns.txt", list}}};
    CHECK(text(alone.child("c/n").groups.at(0).remote) == "10.66.88.0/22, 10.66.99.0/24");
    CHECK(alone.child("c/n").priority == 100U);
    CHECK(alone.child("c/n").ike.lifetime_seconds == 14400U);
    CHECK(alone.host().outer_addresses.size() == 1);
    const Read both{{{"fw-1.swanctl.conf", one("", "") + "connections { gone : connections.c { } }\n"},
                     {"fw-1.list-conns.txt", list}}};
    CHECK(both.child("c/n").loaded);
    CHECK_FALSE(both.child("gone/n").loaded);
    CHECK(both.says("not-loaded", "gone/n", Gravity::warning));
    CHECK(both.says("loaded-differs", "c/n", Gravity::warning));
}

TEST_CASE("templates that multiply end with a remark") {
    std::string text = "t { children {\n";
    for (int i = 0; i < 500; ++i)
        text += "n" + std::to_string(i) + " { local_ts = 10.0.0.0/8\n remote_ts = 10.0.0.0/8 }\n";
    text += "} }\nconnections {\n";
    for (int i = 0; i < 500; ++i) text += "c" + std::to_string(i) + " : t { }\n";
    const Read read{text + "}\n"};
    CHECK(read.host().protections.size() == 10'000);
    CHECK(read.says("too-many-tunnels", "", Gravity::incomplete));
}

TEST_CASE("what is no swanctl.conf is refused") {
    for (const auto& text : {std::string{}, std::string{"hello\nworld\n"}, std::string{"{}"}, std::string(10, '\0')}) {
        const Read read{text};
        CHECK(read.imported.hosts.empty());
        REQUIRE_FALSE(read.imported.remarks.empty());
        CHECK(said(read.imported.remarks, Gravity::error) > 0);
    }
}

TEST_CASE("a configuration cut off anywhere ends without harm and without its key") {
    for (std::size_t length = 0; length <= wide.size(); length += 3) {
        const Read read{wide.substr(0, length)};
        for (const auto& remark : read.imported.remarks) CHECK(text(remark).find("INVENTED") == std::string::npos);
    }
}

TEST_CASE("the format is recognised") {
    CHECK(looks_like_swanctl(wide) > 90);
    CHECK(looks_like_swanctl("conn x\n\tleft=1.2.3.4\n") == 0);
    CHECK(looks_like_swanctl("{\"connections\": {}}") == 0);
}

TEST_CASE("a key of swanctl.conf for the peer goes before a general one of the machine itself") {
    const Read read{one("", "") +
                    "secrets { ike-a { id-1 = 198.51.100.11\n secret = INVENTED-general }\n"
                    "ike-b { id-1 = 203.0.113.20\n secret = INVENTED-for-the-peer } }\n"};
    KeyFingerprints same{"salt"};
    CHECK(read.child("c/n").key == same.of("INVENTED-for-the-peer"));
}

}  // namespace vpnsim::importers::swanctl_test
