#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"

namespace vpnsim::importers::ipsec_conf_test {
namespace {

struct Read {
    Imported imported;
    explicit Read(const std::vector<InputText>& inputs) : imported{import_texts(import_ipsec_conf, inputs)} {}
    explicit Read(std::string text) : imported{import_text(import_ipsec_conf, "fw-1.ipsec.conf", std::move(text))} {}

    [[nodiscard]] const Host& host() const { return imported.hosts.at(0); }
    [[nodiscard]] const Protection& conn(const std::string& name) const { return protection_of(imported, name); }
    [[nodiscard]] bool says(const std::string& kind, const std::string& about, Gravity gravity) const {
        return said(imported, gravity, kind, about) != 0;
    }
};

const std::string strongswan_head = "config setup\n\tcharondebug=ike\n";
const std::string libreswan_head = "config setup\n\tprotostack=xfrm\n";
std::string conn(const std::string& parameters) {
    return "conn c\n\tleft=198.51.100.12\n\tright=203.0.113.20\n\tleftsubnet=10.55.0.0/16\n"
           "\trightsubnet=10.66.88.0/24\n\tauthby=secret\n\tauto=start\n" +
           parameters;
}

}  // namespace

TEST_CASE("conns take over by also= and from %default, own values win") {
    const Read read{strongswan_head +
                    "conn %default\n\tkeyexchange=ikev2\n\tesp=aes128-sha1\n\tike=aes256-sha256-modp2048!\n"
                    "conn use\n\talso=base\n\tauto=route\n\tleftsubnet=10.1.0.0/16\n"
                    "conn base\n\talso=deeper\n\tleft=192.0.2.1\n\tesp=aes256-sha256-modp2048!\n"
                    "conn deeper\n\tright=192.0.2.2\n\trightsubnet=10.2.0.0/16\n\tleft=192.0.2.9\n"};
    REQUIRE(read.host().protections.size() == 1);
    const auto& use = read.conn("use");
    CHECK(use.local_addresses == std::vector{*Address::parse("192.0.2.1")});
    CHECK(use.peers == std::vector{*Address::parse("192.0.2.2")});
    CHECK(use.esp_proposals == "aes256-sha256-modp2048!");
    CHECK(use.version == IkeVersion::ikev2);
    CHECK(use.initiates == false);
    CHECK(use.loaded);
    CHECK(read.host().profile == "strongswan");
    CHECK(read.says("template", "base", Gravity::skipped));
}

TEST_CASE("a conn of ipsec.conf whose right is the left of the others is read from its right") {
    const std::string swapped =
        "conn s\n\tleft=203.0.113.33\n\tright=198.51.100.12\n\tleftsubnet=10.66.88.0/24\n"
        "\trightsubnet=10.55.0.0/16\n\tauto=start\n";
    const Read beside{strongswan_head + conn("") + swapped};
    CHECK(beside.conn("s").local_addresses == std::vector{*Address::parse("198.51.100.12")});
    CHECK(beside.conn("s").peers == std::vector{*Address::parse("203.0.113.33")});
    CHECK(text(beside.conn("s").groups.at(0).local) == "10.55.0.0/16");
    CHECK(beside.says("local-side", "s", Gravity::warning));
    CHECK(beside.conn("c").local_addresses == std::vector{*Address::parse("198.51.100.12")});
    CHECK(beside.host().outer_addresses.size() == 1);
    const Read hinted{strongswan_head + swapped + "\trightnexthop=%defaultroute\n"};
    CHECK(hinted.conn("s").peers == std::vector{*Address::parse("203.0.113.33")});
    CHECK(Read{strongswan_head + swapped}.conn("s").peers == std::vector{*Address::parse("198.51.100.12")});
}

TEST_CASE("Libreswan's subnet counts as one more of its subnets") {
    const Read read{libreswan_head + conn("\tleftsubnets={10.56.0.0/16, 10.57.0.0/16}\n")};
    CHECK(text(read.conn("c").groups.at(0).local) == "10.56.0.0/16, 10.57.0.0/16, 10.55.0.0/16");
    CHECK(read.conn("c").sas == 3);
}

TEST_CASE("also= in a circle ends, and one that names nothing is said") {
    const Read read{strongswan_head + "conn a\n\talso=b\n\tauto=add\nconn b\n\talso=a\n\talso=c\n\tauto=add\n"};
    CHECK(read.says("dangling-reference", "b", Gravity::incomplete));
    CHECK(read.says("also-cycle", "b", Gravity::warning));
    const Read itself{strongswan_head + "conn %default\n\talso=a\nconn a\n\talso=a\n\tauto=add\n"};
    CHECK(itself.says("also-cycle", "a", Gravity::warning));
    CHECK(itself.says("also-in-default", "%default", Gravity::incomplete));
    const Read diamond{
        strongswan_head +
        "conn a\n\talso=b\n\talso=c\n\tauto=add\nconn b\n\talso=d\nconn c\n\talso=d\nconn d\n\tleft=192.0.2.1\n"};
    CHECK_FALSE(diamond.says("also-cycle", "c", Gravity::warning));
}

TEST_CASE("a mark does not speak against Libreswan") {
    const Read read{libreswan_head + conn("\tmark=5/0xffffffff\n\tvti-interface=vti01\n")};
    CHECK(read.host().profile == "libreswan");
    CHECK(read.says("dialect", "", Gravity::note));
}

TEST_CASE("a conn that is not started is not in force") {
    const Read read{strongswan_head + conn("") + "conn old\n\talso=c\n\tauto=ignore\n"};
    CHECK(read.conn("c").loaded);
    CHECK_FALSE(read.conn("old").loaded);
}

TEST_CASE("strongSwan takes the first subnet only in IKEv1 and one SA for all in IKEv2") {
    const Read v1{strongswan_head + conn("\tkeyexchange=ikev1\n\tleftsubnet=10.1.0.0/16,10.2.0.0/16\n")};
    CHECK(v1.conn("c").sas == 1);
    REQUIRE(v1.conn("c").effective);
    CHECK(text(v1.conn("c").effective->local) == "10.1.0.0/16");
    CHECK(v1.says("ikev1-extra-selectors-ignored", "c", Gravity::warning));
    const Read v2{strongswan_head + conn("\tkeyexchange=ikev2\n\tleftsubnet=10.1.0.0/16,10.2.0.0/16\n")};
    CHECK(v2.conn("c").sas == 1);
    CHECK_FALSE(v2.conn("c").effective);
    CHECK(v2.conn("c").groups.at(0).local.size() == 2);
}

TEST_CASE("Libreswan multiplies its lists, however they are written") {
    for (const auto* const list : {"{10.1.0.0/16,10.2.0.0/16}", "\"10.1.0.0/16 10.2.0.0/16\"",
                                   "10.1.0.0/16,10.2.0.0/16", "{10.1.0.0/16 10.2.0.0/16,}"}) {
        INFO(list);
        const Read read{libreswan_head + conn("\tleftsubnet=\n\trightsubnet=\n\tleftsubnets=" + std::string{list} +
                                              "\n\trightsubnets={10.3.0.0/16,10.4.0.0/16,}\n")};
        CHECK(read.conn("c").sas == 4);
        CHECK(read.conn("c").expansion == "cross");
        CHECK(read.conn("c").groups.size() == 1);
        CHECK(text(read.conn("c").groups.at(0).local) == "10.1.0.0/16, 10.2.0.0/16");
    }
    const Read single{libreswan_head + conn("\trightsubnet=\n\trightsubnets={10.3.0.0/16,}\n")};
    CHECK(single.conn("c").sas == 1);
    CHECK(single.conn("c").expansion.empty());
}

TEST_CASE("the dialect is told by what only one program knows") {
    CHECK(Read{libreswan_head + conn("")}.host().profile == "libreswan");
    CHECK(Read{"version 2\n" + conn("\tikev2=insist\n")}.host().profile == "libreswan");
    CHECK(Read{conn("\tike=aes256-sha2_256;modp2048\n")}.host().profile == "libreswan");
    CHECK(Read{conn("\tike=aes256-sha256-modp2048!\n")}.host().profile == "strongswan");
    CHECK(Read{"# for Libreswan\n" + conn("")}.host().profile == "libreswan");
    const Read unknown{conn("")};
    CHECK(unknown.host().profile == "strongswan");
    CHECK(unknown.says("dialect-unknown", "", Gravity::incomplete));
    CHECK(Read{libreswan_head + conn("")}.says("dialect", "", Gravity::note));
}

TEST_CASE("Libreswan's versions have old and new names") {
    const auto version = [](const std::string& parameter) {
        return Read{libreswan_head + conn(parameter)}.conn("c").version;
    };
    for (const auto* const v2 : {"", "\tikev2=yes\n", "\tikev2=insist\n", "\tikev2=propose\n", "\tkeyexchange=ikev2\n"})
        CHECK(version(v2) == IkeVersion::ikev2);
    for (const auto* const v1 : {"\tikev2=no\n", "\tikev2=never\n", "\tikev2=permit\n", "\tkeyexchange=ikev1\n"})
        CHECK(version(v1) == IkeVersion::ikev1);
    CHECK(Read{strongswan_head + conn("")}.conn("c").version == IkeVersion::any);
}

TEST_CASE("PFS is the group in esp for strongSwan, on by itself for Libreswan") {
    const auto groups = [](const std::string& text) { return Read{text}.conn("c").esp.dh_group; };
    CHECK(groups(strongswan_head + conn("\tesp=aes256-sha256-modp2048!\n")) == std::vector{DhGroup{14}});
    CHECK(groups(strongswan_head + conn("\tesp=aes256-sha256!\n")) == std::vector{DhGroup::disabled});
    const std::string ike = "\tike=aes256-sha2_256;dh14\n\tesp=aes256-sha2_256\n";
    CHECK(groups(libreswan_head + conn(ike)) == std::vector{DhGroup{14}});
    CHECK(groups(libreswan_head + conn(ike + "\tpfs=no\n")) == std::vector{DhGroup::disabled});
}

TEST_CASE("built-in proposals are said where no exclamation mark keeps them out") {
    CHECK(Read{strongswan_head + conn("\tike=aes256-sha256-modp2048\n")}.says("default-proposals", "c", Gravity::note));
    CHECK_FALSE(Read{strongswan_head + conn("\tike=aes256-sha256-modp2048!\n\tesp=aes256-sha256!\n")}.says(
        "default-proposals", "c", Gravity::note));
}

TEST_CASE("the device's own side is left, unless right is the default route's") {
    const Read right{strongswan_head + conn("\tright=%defaultroute\n\trightid=198.51.100.7\n")};
    CHECK(text(right.conn("c").groups.at(0).local) == "10.66.88.0/24");
    CHECK(right.conn("c").peers == std::vector{*Address::parse("198.51.100.12")});
    CHECK(right.host().outer_addresses == std::vector{*Address::parse("198.51.100.7")});
    CHECK(right.says("outer-address-from-id", "c", Gravity::note));
}

TEST_CASE("exceptions, transport mode, interfaces and protocols") {
    CHECK(Read{strongswan_head + conn("\ttype=passthrough\n")}.conn("c").mode == ProtectionMode::pass);
    CHECK(Read{strongswan_head + conn("\ttype=passthrough\n")}.conn("c").sas == 0);
    CHECK(Read{libreswan_head + conn("\ttype=reject\n")}.conn("c").mode == ProtectionMode::drop);
    CHECK(Read{strongswan_head + conn("\ttype=transport\n")}.conn("c").esp.encapsulation == Encapsulation::transport);
    const Read routed{libreswan_head + conn("\tipsec-interface=5\n")};
    CHECK(routed.conn("c").route_based);
    CHECK(routed.conn("c").interface_name == "ipsec5");
    const Read ports{strongswan_head + conn("\tleftprotoport=tcp/443\n\trightprotoport=tcp\n")};
    CHECK(text(ports.conn("c").groups.at(0).local) == "10.55.0.0/16[tcp/443]");
    CHECK(text(ports.conn("c").groups.at(0).remote) == "10.66.88.0/24[tcp]");
    const Read elements{libreswan_head + conn("\tleftsubnet=10.1.0.0/16/tcp/443\n")};
    CHECK(text(elements.conn("c").groups.at(0).local) == "10.1.0.0/16[tcp/443]");
}

TEST_CASE("without a subnet the selector is the outer address") {
    const Read read{strongswan_head + "conn c\n\tleft=192.0.2.1\n\tright=192.0.2.2\n\tauto=add\n"};
    CHECK(text(read.conn("c").groups.at(0).local) == "192.0.2.1/32");
    CHECK(text(read.conn("c").groups.at(0).remote) == "192.0.2.2/32");
}

TEST_CASE("keys come from ipsec.secrets, by identities, and never appear") {
    const std::string secrets =
        "# keys\n198.51.100.12 203.0.113.20 : PSK \"INVENTED-key-of-the-pair\"\n"
        ": PSK \"INVENTED-key-of-all\"\n: RSA own.pem\n198.51.100.12 203.0.113.99: PSK\n\t0x46414b45\n";
    const Read read{{{"fw-1.ipsec.conf", strongswan_head + conn("")}, {"fw-1.ipsec.secrets", secrets}}};
    KeyFingerprints same{"salt"};
    CHECK(read.conn("c").key == same.of("INVENTED-key-of-the-pair"));
    CHECK(read.says("other-secret", "", Gravity::skipped));
    const Read lone{
        {{"a/ipsec.conf", strongswan_head + conn("")}, {"b/ipsec.secrets", ": PSK \"INVENTED-key-of-all\"\n"}}};
    CHECK(lone.conn("c").key == same.of("INVENTED-key-of-all"));
    for (std::size_t length = 0; length < secrets.size(); ++length) {
        const Read cut{{{"fw-1.ipsec.conf", strongswan_head + conn("")},
                        {"fw-1.ipsec.secrets", secrets.substr(0, length) + "\n"}}};
        for (const auto& remark : cut.imported.remarks) CHECK(text(remark).find("INVENTED") == std::string::npos);
        if (length > 60) break;
    }
}

TEST_CASE("mistakes are said: parameters at the margin, unknown ones, lines without a value") {
    const Read read{strongswan_head + conn("\trigthsubnet=10.0.0.0/8\n\tnothing\n") + "leftid=1.2.3.4\n"};
    CHECK(read.says("unknown-statement", "c", Gravity::incomplete));
    CHECK(std::count_if(read.imported.remarks.begin(), read.imported.remarks.end(),
                        [](const auto& r) { return r.kind == "syntax"; }) == 2);
}

TEST_CASE("line ends do not matter in ipsec.conf") {
    const auto text = strongswan_head + conn("\tesp=aes256-sha256-modp2048! # comment\n");
    std::string windows;
    for (const char c : text) windows += c == '\n' ? "\r\n" : std::string{c};
    CHECK(Read{windows}.conn("c").esp_proposals == "aes256-sha256-modp2048!");
    CHECK(Read{windows}.imported.remarks.size() == Read{text}.imported.remarks.size());
}

TEST_CASE("what is no ipsec.conf is refused") {
    for (const auto& text : {std::string{}, std::string{"hello\n"}, std::string(10, '\0')}) {
        const Read read{text};
        CHECK(read.imported.hosts.empty());
        CHECK(said(read.imported.remarks, Gravity::error) > 0);
    }
}

TEST_CASE("more parameters than are read end with a remark") {
    std::string text = strongswan_head + conn("");
    for (int i = 0; i < 1'000'000; ++i) text += "\tx-a=\n";
    const Read read{text};
    CHECK(remark_of(read.imported.remarks, "too-many") != nullptr);
    CHECK(read.host().protections.size() == 1);
}

TEST_CASE("conns that take over one another in a long chain end with a remark") {
    std::string text = strongswan_head;
    for (int i = 0; i < 4000; ++i) {
        text += "conn c" + std::to_string(i) + "\n\tauto=add\n\talso=c" + std::to_string(i + 1) + "\n";
    }
    const Read read{text};
    CHECK(remark_of(read.imported.remarks, "too-many-tunnels") != nullptr);
}

TEST_CASE("both files of a machine are recognised") {
    CHECK(looks_like_ipsec_conf(strongswan_head + conn("")) > 90);
    CHECK(looks_like_ipsec_conf(": PSK \"x\"\n") > 50);
    CHECK(looks_like_ipsec_conf("connections { }\n") == 0);
}

}  // namespace vpnsim::importers::ipsec_conf_test
