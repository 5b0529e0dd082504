#include "tools/importers/ipsec_conf_dialect.hpp"

#include <array>

#include "tools/importers/ipsec_text.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// Parameters that only one of the programs knows, or that only it needs.
constexpr auto libreswan_setup = std::to_array<std::string_view>(
    {"protostack", "logfile", "plutodebug", "virtual_private", "virtual-private", "dumpdir", "nat_traversal",
     "interfaces", "logtime", "logappend", "listen", "ikev1-policy", "statsbin", "dnssec-enable", "global-redirect"});
constexpr auto strongswan_setup =
    std::to_array<std::string_view>({"charondebug", "strictcrlpolicy", "cachecrls", "charonstart", "plutostart"});
constexpr auto libreswan_conn = std::to_array<std::string_view>(
    {"leftrsasigkey",   "rightrsasigkey", "leftsubnets", "rightsubnets",  "phase2alg",
     "phase2",          "ikev2",          "pfs",         "narrowing",     "ipsec-interface",
     "salifetime",      "overlapip",      "aggrmode",    "vti-interface", "negotiationshunt",
     "failureshunt",    "sha2-truncbug",  "nic-offload", "esn",           "encapsulation",
     "priority",        "dpdtimeout",     "rekeyfuzz",   "rekeymargin",   "ikepad",
     "nat-ikev1-method"});
constexpr auto strongswan_conn = std::to_array<std::string_view>(
    {"leftauth",    "rightauth",     "leftfirewall", "rightfirewall", "lefthostaccess", "margintime", "reauth",
     "closeaction", "installpolicy", "eap_identity", "rightsourceip", "leftdns",        "rightdns",   "leftauth2",
     "rightauth2",  "inactivity",    "aggressive",   "forceencaps",   "leftgroups",     "rightgroups"});

struct Evidence {
    std::set<std::string> words;
    void add(std::string_view word) { words.emplace(word); }
    [[nodiscard]] std::string text() const {
        constexpr std::size_t told = 4;
        std::string out;
        std::size_t count = 0;
        for (const auto& word : words) {
            if (++count > told) return out + " and more";
            out += (out.empty() ? "" : ", ") + word;
        }
        return out;
    }
};

void look_at(const IpsecParameter& parameter, Evidence& strongswan, Evidence& libreswan) {
    if (is_one_of(parameter.key, libreswan_conn)) libreswan.add(parameter.key);
    if (is_one_of(parameter.key, strongswan_conn)) strongswan.add(parameter.key);
    const bool proposals = parameter.key == "ike" || parameter.key == "esp";
    if (proposals && parameter.value.find(';') != std::string::npos) libreswan.add("\";\" in proposals");
    if (proposals && parameter.value.ends_with('!')) strongswan.add("\"!\" behind proposals");
    if (parameter.key == "keyexchange" && parameter.value == "ike") strongswan.add("keyexchange=ike");
    if (parameter.key == "authby" && parameter.value == "psk") strongswan.add("authby=psk");
    if (parameter.key == "auto" && (parameter.value == "ondemand" || parameter.value == "up")) {
        libreswan.add("auto=" + parameter.value);
    }
}

}  // namespace

IpsecDialect ipsec_dialect(const IpsecConfText& text, Remarks& remarks, const Origin& file) {
    Evidence strongswan;
    Evidence libreswan;
    for (const auto& parameter : text.setup().parameters) {
        if (is_one_of(parameter.key, libreswan_setup)) libreswan.add(parameter.key);
        if (is_one_of(parameter.key, strongswan_setup)) strongswan.add(parameter.key);
    }
    for (const auto& conn : text.conns()) {
        for (const auto& parameter : conn.parameters) look_at(parameter, strongswan, libreswan);
    }
    if (text.has_version_line()) libreswan.add("the version line");
    if (strongswan.words.size() == libreswan.words.size()) {
        if (text.names_strongswan()) strongswan.add("a comment at the beginning");
        if (text.names_libreswan()) libreswan.add("a comment at the beginning");
    }
    const auto s = strongswan.words.size();
    const auto l = libreswan.words.size();
    const auto dialect = l > s ? IpsecDialect::libreswan : IpsecDialect::strongswan;
    const std::string name = l > s ? "Libreswan" : "strongSwan";
    if (s == l) {
        remarks.push_back({Gravity::incomplete, "dialect-unknown", "",
                           "Nothing says whether the file is for strongSwan or for Libreswan, which read it "
                           "differently. It is read as strongSwan's. Write the name of the program into a comment in "
                           "the first line.",
                           file});
    } else {
        auto message = "Read as a file of " + name + ", because of: " + (l > s ? libreswan : strongswan).text() + '.';
        if (s > 0 && l > 0) message += " Against it: " + (l > s ? strongswan : libreswan).text() + '.';
        remarks.push_back({s > 0 && l > 0 ? Gravity::warning : Gravity::note, "dialect", "", message, file});
    }
    return dialect;
}

}  // namespace vpnsim::importers
