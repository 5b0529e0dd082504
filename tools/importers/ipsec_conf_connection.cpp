#include "tools/importers/ipsec_conf_connection.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "tools/importers/ike_proposals.hpp"

namespace vpnsim::importers {

std::optional<std::uint32_t> IpsecConnections::time(const IpsecConn& conn, std::initializer_list<std::string_view> keys,
                                                    const RemarkPlace& place) const {
    const auto written = conn.value(keys);
    if (written.empty()) return std::nullopt;
    const auto found = seconds(written);
    if (!found) {
        place.say(Gravity::incomplete, "bad-value",
                  '"' + std::string{*keys.begin()} + "\" is no time. Write a number with s, m, h or d.");
    }
    return found;
}

void IpsecConnections::read_version(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const {
    const auto exchange = conn.value("keyexchange");
    const auto old = conn.value("ikev2");
    if (exchange == "ikev1" || exchange == "ikev2") {
        out.version = exchange == "ikev1" ? IkeVersion::ikev1 : IkeVersion::ikev2;
    } else if (!exchange.empty() && exchange != "ike") {
        place.say(Gravity::incomplete, "bad-value", "\"keyexchange\" is neither ike, ikev1 nor ikev2.");
    } else if (!libreswan()) {
        out.version = IkeVersion::any;
    } else if (old == "no" || old == "never" || old == "permit") {
        out.version = IkeVersion::ikev1;
    } else if (old == "yes" || old == "insist" || old == "propose") {
        out.version = IkeVersion::ikev2;
    } else if (old.empty()) {
        out.version = IkeVersion::ikev2;
        place.say(Gravity::note, "default-version", "No IKE version is written; Libreswan 4 and newer use IKEv2.");
    } else {
        place.say(Gravity::incomplete, "bad-value", "\"ikev2\" is neither yes, no, insist, propose nor permit.");
    }
    out.ike.version = out.version;
    const bool aggressive = truth(conn.value({"aggressive", "aggrmode"})).value_or(false);
    if (out.version == IkeVersion::ikev1 || (aggressive && out.version == IkeVersion::any)) {
        out.ike.mode = aggressive ? IkeMode::aggressive : IkeMode::main;
    }
}

void IpsecConnections::read_mode(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const {
    const auto type = conn.value("type");
    if (type == "transport") out.mode = ProtectionMode::transport;
    else if (type == "passthrough" || type == "pass") out.mode = ProtectionMode::pass;
    else if (type == "drop" || type == "reject") out.mode = ProtectionMode::drop;
    else if (!type.empty() && type != "tunnel") {
        place.say(Gravity::warning, "not-simulated", "This type is simulated as tunnel.");
    }
    if (out.mode == ProtectionMode::tunnel) out.esp.encapsulation = Encapsulation::tunnel;
    if (out.mode == ProtectionMode::transport) out.esp.encapsulation = Encapsulation::transport;
}

void IpsecConnections::read_proposals(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const {
    const auto ike = conn.value("ike");
    const auto ah = conn.value("ah");
    const auto esp = conn.value({"esp", "phase2alg"});
    const bool use_ah = (esp.empty() && !ah.empty()) || conn.value("phase2") == "ah";
    const auto second = use_ah && !ah.empty() ? ah : esp;
    out.ike_proposals = comma_list(ike);
    out.esp_proposals = comma_list(second);
    out.esp.protocol = use_ah ? SecurityProtocol::ah : SecurityProtocol::esp;
    const auto first = proposal_list(ike, place);
    out.ike.encryption = first.encryption;
    out.ike.integrity = first.integrity;
    out.ike.dh_group = first.dh_group;
    const auto list = proposal_list(second, place);
    out.esp.encryption = list.encryption;
    out.esp.integrity = list.integrity;
    out.esp.dh_group = list.dh_group;
    const auto pfs = truth(conn.value("pfs"));
    if (libreswan()) {
        if (pfs == false) {
            out.esp.dh_group = {DhGroup::disabled};
        } else if (list.dh_group.empty() && !list.some_unknown_group) {
            out.esp.dh_group = first.dh_group;
            if (!first.dh_group.empty()) {
                place.say(Gravity::note, "pfs-group-from-ike",
                          "PFS is on and no group is written for it; Libreswan takes the one of IKE.");
            }
        }
        return;
    }
    if (list.some_without_group && !list.some_unknown_group) out.esp.dh_group.push_back(DhGroup::disabled);
    const auto adds_defaults = [](std::string_view text) { return !text.ends_with('!'); };
    if (adds_defaults(ike) || adds_defaults(second)) {
        place.say(Gravity::note, "default-proposals",
                  "strongSwan adds its built-in proposals where ike= or esp= does not end with an exclamation mark; "
                  "they are not compared.");
    }
}

void IpsecConnections::read_switches(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const {
    if (const auto life = time(conn, {"ikelifetime"}, place); life.value_or(0) > 0) out.ike.lifetime_seconds = life;
    if (const auto life = time(conn, {"lifetime", "keylife", "salifetime"}, place); life.value_or(0) > 0) {
        out.esp.lifetime_seconds = life;
    }
    const auto delay = time(conn, {"dpddelay"}, place);
    const auto action = conn.value("dpdaction");
    if (libreswan()) {
        if (delay) out.dpd = *delay > 0;
    } else if (!action.empty()) {
        out.dpd = action != "none" && delay.value_or(1) > 0;
    }
    const auto encapsulation = conn.value({"forceencaps", "encapsulation"});
    if (truth(encapsulation) == true) out.nat_traversal = true;
    if (libreswan() && truth(encapsulation) == false && !conn.value("encapsulation").empty()) out.nat_traversal = false;
    if (const auto written = conn.value("priority"); !written.empty()) {
        std::uint32_t priority = 0;
        const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), priority);
        if (error == std::errc{} && end == written.data() + written.size()) out.priority = priority;
        else place.say(Gravity::incomplete, "bad-value", "\"priority\" is no number.");
    }
    const auto own = conn.value({"ipsec-interface", "vti-interface"});
    if (!own.empty() && truth(own) != false) {
        out.route_based = true;
        std::uint32_t number = 0;
        const auto [end, error] = std::from_chars(own.data(), own.data() + own.size(), number);
        const bool is_number = error == std::errc{} && end == own.data() + own.size();
        if (is_number || truth(own) == true) out.interface_name = "ipsec" + std::to_string(is_number ? number : 1);
        else if (!conn.value("vti-interface").empty()) out.interface_name = own;
        place.say(Gravity::note, "route-based", "The tunnel has an interface of its own: routes into it choose it.");
    }
    if (libreswan() && truth(conn.value("narrowing")) == true) {
        place.say(Gravity::warning, "not-simulated",
                  "narrowing=yes is not simulated: the selectors are required to be the same at both ends.");
    }
}

void IpsecConnections::read_start(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const {
    const auto start = conn.value("auto");
    for (const std::string_view word : {"ignore", "add", "route", "ondemand", "start", "up", "keep", "manual"}) {
        if (start == word) out.start_action = word;
    }
    if (!start.empty() && out.start_action.empty()) {
        place.say(Gravity::incomplete, "bad-value", "\"auto\" has a value that is not known; it is read as ignore.");
    }
    if (out.start_action.empty()) out.start_action = "ignore";
    out.loaded = out.start_action != "ignore" && out.start_action != "manual";
    out.initiates = out.start_action == "start" || out.start_action == "up" || out.start_action == "keep";
    if (!out.loaded) {
        place.say(Gravity::note, "not-loaded", "auto=ignore, or no auto at all: it is written down, not in force.");
    }
}

void IpsecConnections::read_groups(const End& local, const End& remote, Protection& out,
                                   const RemarkPlace& place) const {
    const bool tunnel = out.mode == ProtectionMode::tunnel || out.mode == ProtectionMode::transport;
    if (local.selectors.empty() || remote.selectors.empty()) {
        place.say(Gravity::incomplete, "no-selectors", "Its selectors are not known. It is left out.");
        return;
    }
    const auto pairs = local.selectors.size() * remote.selectors.size();
    out.groups.push_back({local.selectors, remote.selectors});
    if (!tunnel) return;
    out.sas = 1;
    if (pairs == 1) return;
    if (libreswan()) {
        if (local.multiplied || remote.multiplied) {
            out.sas = static_cast<std::uint32_t>(pairs);
            out.expansion = "cross";
        } else {
            place.say(Gravity::warning, "several-selectors",
                      "It is one tunnel with several selectors a side. It is simulated as a tunnel for each pair.");
        }
    } else if (out.version == IkeVersion::ikev1) {
        out.effective = SelectorGroup{{local.selectors.front()}, {remote.selectors.front()}};
        place.say(Gravity::warning, "ikev1-extra-selectors-ignored",
                  "IKEv1 carries one selector a side. strongSwan negotiates only the first of each list: " +
                      local.selectors.front().text() + " and " + remote.selectors.front().text() +
                      ". Write a conn for each further pair.");
    }
}

void IpsecConnections::find_key(const IpsecConn& conn, const End& local, const End& remote, Protection& out,
                                const RemarkPlace& place) {
    const auto by = conn.value("authby");
    const auto auth = conn.value(std::string{local.side} + "auth");
    if (by != "secret" && by != "psk" && auth != "psk" && auth != "secret") {
        place.say(Gravity::note, "no-pre-shared-key",
                  "The ends do not use a pre-shared key; their proof is not checked.");
        return;
    }
    const auto names = [](const End& end) {
        std::vector<std::string> list;
        if (end.id) list.push_back(*end.id);
        for (const auto& address : end.addresses) list.push_back(address.text());
        return list;
    };
    const auto order = libreswan() ? SecretOrder::own_first : SecretOrder::peer_first;
    const auto* const secret = secret_between(secrets_, names(local), names(remote), order);
    if (secret != nullptr) out.key = key_fingerprint(secret->written, keys_);
    if (!out.key) {
        place.say(Gravity::note, "no-key",
                  "The inputs hold no key between these two ends; it is not compared. Give ipsec.secrets too.");
    }
}

bool IpsecConnections::right_is_own(const IpsecConn& conn, const LeftAddresses& lefts, const RemarkPlace& place) {
    const auto left = conn.value("left");
    const auto right = conn.value("right");
    if (left == "%defaultroute") return false;
    if (right == "%defaultroute") {
        place.say(Gravity::note, "local-side", "right=%defaultroute: right is taken for the device's own side.");
        return true;
    }
    // What only the own side of a conn has.
    const auto is_own = [&](const std::string& side) {
        const auto firewall = truth(conn.value(side + "firewall")).value_or(false);
        return firewall || conn.value(side + "nexthop") == "%defaultroute" || !conn.value(side + "updown").empty();
    };
    const auto is_left_of = [&](std::string_view written) -> std::size_t {
        const auto address = Address::parse(written);
        const auto found = address ? lefts.find(*address) : lefts.end();
        return found == lefts.end() ? 0 : found->second;
    };
    // This conn is one of those that have its left as their left.
    const bool told =
        is_own("right") != is_own("left") ? is_own("right") : is_left_of(right) > 0 && is_left_of(left) < 2;
    if (!told) return false;
    place.say(Gravity::warning, "local-side",
              "right is taken for the device's own side: its address is the left one of other conns, or it has what "
              "only the own side has (nexthop, firewall, updown). Check it.");
    return true;
}

Protection IpsecConnections::read(const IpsecConn& conn, const LeftAddresses& lefts) {
    Protection out;
    out.name = conn.own().name;
    out.origin = conn.own().origin;
    const RemarkPlace place{remarks_, out.name, out.origin};
    // The device's own side: what stands for "my address", else the left one.
    const bool swapped = right_is_own(conn, lefts, place);
    const auto local = end(conn, swapped ? "right" : "left", place);
    const auto remote = end(conn, swapped ? "left" : "right", place);
    out.local_addresses = local.addresses;
    out.peers = remote.addresses;
    out.any_peer = remote.any;
    out.ike.local_id = local.id;
    out.ike.remote_id = remote.id;
    read_version(conn, out, place);
    read_mode(conn, out, place);
    read_start(conn, out, place);
    read_proposals(conn, out, place);
    read_switches(conn, out, place);
    read_groups(local, remote, out, place);
    if (out.mode == ProtectionMode::tunnel || out.mode == ProtectionMode::transport) {
        find_key(conn, local, remote, out, place);
        if (out.peers.empty() && !out.any_peer) {
            place.say(Gravity::incomplete, "no-peer", "It has no peer: the other side's address is missing.");
        }
    } else {
        out.peers.clear();
        out.any_peer = false;
    }
    return out;
}

}  // namespace vpnsim::importers
