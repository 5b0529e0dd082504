// The two sides of a conn, and what in it nobody knows.
#include <array>

#include "tools/importers/ipsec_conf_connection.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// Parameters that bear on no tunnel here, or that are read elsewhere. "left" and "right" go before those of an end.
constexpr auto conn_parameters = std::to_array<std::string_view>({"also",
                                                                  "auto",
                                                                  "type",
                                                                  "keyexchange",
                                                                  "ikev2",
                                                                  "ike",
                                                                  "esp",
                                                                  "ah",
                                                                  "phase2",
                                                                  "phase2alg",
                                                                  "pfs",
                                                                  "authby",
                                                                  "auth",
                                                                  "aggressive",
                                                                  "aggrmode",
                                                                  "ikelifetime",
                                                                  "lifetime",
                                                                  "keylife",
                                                                  "salifetime",
                                                                  "dpddelay",
                                                                  "dpdaction",
                                                                  "dpdtimeout",
                                                                  "forceencaps",
                                                                  "encapsulation",
                                                                  "priority",
                                                                  "ipsec-interface",
                                                                  "vti-interface",
                                                                  "vti-routing",
                                                                  "vti-shared",
                                                                  "narrowing",
                                                                  "rekey",
                                                                  "reauth",
                                                                  "margintime",
                                                                  "rekeymargin",
                                                                  "rekeyfuzz",
                                                                  "keyingtries",
                                                                  "mobike",
                                                                  "fragmentation",
                                                                  "compress",
                                                                  "closeaction",
                                                                  "inactivity",
                                                                  "installpolicy",
                                                                  "ikedscp",
                                                                  "reqid",
                                                                  "eap_identity",
                                                                  "aaa_identity",
                                                                  "xauth",
                                                                  "xauth_identity",
                                                                  "modeconfig",
                                                                  "modecfgpull",
                                                                  "mediation",
                                                                  "mediated_by",
                                                                  "me_peerid",
                                                                  "sha256_96",
                                                                  "sha2-truncbug",
                                                                  "tfc",
                                                                  "lifebytes",
                                                                  "lifepackets",
                                                                  "marginbytes",
                                                                  "marginpackets",
                                                                  "esn",
                                                                  "decap-dscp",
                                                                  "encap-dscp",
                                                                  "nopmtudisc",
                                                                  "nic-offload",
                                                                  "negotiationshunt",
                                                                  "failureshunt",
                                                                  "overlapip",
                                                                  "connalias",
                                                                  "mtu",
                                                                  "metric",
                                                                  "initial-contact",
                                                                  "cisco-unity",
                                                                  "send-vendorid",
                                                                  "nat-ikev1-method",
                                                                  "nat_keepalive",
                                                                  "nat-keepalive",
                                                                  "retransmit-timeout",
                                                                  "retransmit-interval",
                                                                  "replay-window",
                                                                  "ms-dh-downgrade",
                                                                  "dns-match-id",
                                                                  "require-id-on-certificate",
                                                                  "accept-redirect",
                                                                  "accept-redirect-to",
                                                                  "send-redirect",
                                                                  "redirect-to",
                                                                  "ppk",
                                                                  "ppk-ids",
                                                                  "intermediate",
                                                                  "iptfs",
                                                                  "tcp-remoteport",
                                                                  "enable-tcp",
                                                                  "hostaddrfamily",
                                                                  "clientaddrfamily",
                                                                  "connaddrfamily",
                                                                  "pfsgroup",
                                                                  "keep_alive",
                                                                  "authby2",
                                                                  "ikepad",
                                                                  "dscp",
                                                                  "copy_dscp",
                                                                  "interface-ip",
                                                                  "fake-strongswan",
                                                                  "nm-configured",
                                                                  "share-lease",
                                                                  "session-resumption",
                                                                  "ipv6",
                                                                  "hold",
                                                                  "updown",
                                                                  "debug",
                                                                  "x_rightdynamic"});
constexpr auto unsimulated =
    std::to_array<std::string_view>({"mark", "mark_in", "mark_out", "mark-in", "mark-out", "if_id_in", "if_id_out",
                                     "alsoflip", "addresspool", "set_mark_in", "set_mark_out", "vti_interface"});
constexpr auto end_parameters = std::to_array<std::string_view>({"",
                                                                 "subnet",
                                                                 "subnets",
                                                                 "id",
                                                                 "protoport",
                                                                 "auth",
                                                                 "auth2",
                                                                 "cert",
                                                                 "cert2",
                                                                 "certpolicy",
                                                                 "ca",
                                                                 "ca2",
                                                                 "rsasigkey",
                                                                 "rsasigkey2",
                                                                 "sigkey",
                                                                 "ecdsakey",
                                                                 "pubkey",
                                                                 "ckaid",
                                                                 "sendcert",
                                                                 "nexthop",
                                                                 "updown",
                                                                 "firewall",
                                                                 "hostaccess",
                                                                 "groups",
                                                                 "groups2",
                                                                 "id2",
                                                                 "ikeport",
                                                                 "allowany",
                                                                 "dns",
                                                                 "xauthserver",
                                                                 "xauthclient",
                                                                 "xauthusername",
                                                                 "username",
                                                                 "modecfgserver",
                                                                 "modecfgclient",
                                                                 "autheap",
                                                                 "interface-ip",
                                                                 "vti",
                                                                 "sourceip",
                                                                 "addresspool",
                                                                 "cat"});

bool known(std::string_view key) {
    if (is_one_of(key, conn_parameters) || key.starts_with("x-") || key.starts_with("x_")) return true;
    const auto of_side = [&](std::string_view side) {
        return key.starts_with(side) && is_one_of(key.substr(side.size()), end_parameters);
    };
    return of_side("left") || of_side("right");
}

/// Libreswan's "net/length/protocol/port" in the form that others share: "net/length[protocol/port]".
std::string bracketed(std::string_view element) {
    const auto first = element.find('/');
    const auto second = first == std::string_view::npos ? first : element.find('/', first + 1);
    if (second == std::string_view::npos || element.find('[') != std::string_view::npos) return std::string{element};
    return std::string{element.substr(0, second)} + '[' + std::string{element.substr(second + 1)} + ']';
}

}  // namespace

void IpsecConnections::check(const IpsecSection& section) const {
    std::set<std::string_view> seen;
    for (const auto& parameter : section.parameters) {
        const RemarkPlace here{remarks_, section.name, parameter.origin};
        if (is_one_of(parameter.key, unsimulated) || parameter.key.ends_with("sourceip")) {
            if (parameter.value.empty()) continue;
            here.say(Gravity::warning, "not-simulated",
                     shown_keyword(parameter.key) + " is not simulated. What it does to traffic is not seen.");
        } else if (!known(parameter.key)) {
            here.say(Gravity::incomplete, "unknown-statement",
                     shown_keyword(parameter.key) + " is no parameter of a conn. It is left out.");
        }
        if (!seen.insert(parameter.key).second && parameter.key != "also" && libreswan()) {
            here.say(Gravity::warning, "duplicate-parameter",
                     shown_keyword(parameter.key) + " is written twice, which Libreswan refuses. The last one counts.");
        }
    }
}

IpsecConnections::End IpsecConnections::end(const IpsecConn& conn, std::string_view side,
                                            const RemarkPlace& place) const {
    End out;
    out.side = side;
    const auto written = conn.value(side);
    if (written == "%group" || written == "%opportunistic" || written == "%opportunisticgroup") {
        place.say(Gravity::warning, "not-simulated", "Opportunistic encryption is not simulated.");
    }
    const auto outer = outer_addresses(list_elements(written, ", "), place);
    out.addresses = outer.addresses;
    // strongSwan takes any address where none is written.
    out.any = outer.any || (written.empty() && !libreswan());
    const auto id = identity(conn.value(std::string{side} + "id"));
    if (!id.empty() && id != "%any" && !id.starts_with('%')) out.id = id;
    out.selectors = selectors(conn, out, out.multiplied, place);
    return out;
}

SelectorList IpsecConnections::selectors(const IpsecConn& conn, const End& end, bool& multiplied,
                                         const RemarkPlace& place) const {
    const std::string side{end.side};
    const auto several = libreswan() ? conn.value(side + "subnets") : std::string_view{};
    multiplied = !several.empty();
    const auto single = conn.value(side + "subnet");
    // Libreswan takes the subnet for one more of the subnets.
    const auto written =
        multiplied ? std::string{several} + (single.empty() ? "" : ",") + std::string{single} : std::string{single};
    std::vector<std::string> texts;
    for (const auto element : list_elements(written, multiplied ? ", \t{}" : ",")) {
        if (element.starts_with("vhost:") || element.starts_with("vnet:") || element.starts_with("%priv")) {
            place.say(Gravity::warning, "not-simulated",
                      "A subnet that the peer chooses (vhost, vnet) is not simulated. It is left out.");
            continue;
        }
        texts.push_back(libreswan() ? bracketed(element) : std::string{element});
    }
    auto found = selector_side({texts.begin(), texts.end()}, place);
    if (written.empty() || found.dynamic) {
        if (end.addresses.size() == 1) {
            found.selectors.push_back(TrafficSelector::of(Prefix::host(end.addresses.front())));
            place.say(
                Gravity::note, "dynamic-selector",
                "No " + side + "subnet is written: it is the outer address " + end.addresses.front().text() + '.');
        } else {
            place.say(Gravity::warning, "dynamic-selector",
                      "No " + side + "subnet is written and the outer address is not known here.");
        }
    }
    const auto port = conn.value(side + "protoport");
    return port.empty() ? found.selectors : with_protocol(found.selectors, port, place);
}

}  // namespace vpnsim::importers
