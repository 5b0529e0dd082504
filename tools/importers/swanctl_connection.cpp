#include "tools/importers/swanctl_connection.hpp"

#include <algorithm>
#include <array>

#include "tools/importers/ike_proposals.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr auto connection_settings = std::to_array<std::string_view>(
    {"version",       "local_addrs", "remote_addrs", "local_port",     "remote_port", "proposals",    "vips",
     "aggressive",    "pull",        "dscp",         "encap",          "mobike",      "dpd_delay",    "dpd_timeout",
     "fragmentation", "childless",   "send_certreq", "send_cert",      "ppk_id",      "ppk_required", "keyingtries",
     "unique",        "reauth_time", "rekey_time",   "over_time",      "rand_time",   "pools",        "if_id_in",
     "if_id_out",     "mediation",   "mediated_by",  "mediation_peer", "ocsp"});
constexpr auto connection_unsimulated =
    std::to_array<std::string_view>({"local_port", "remote_port", "mediation", "mediated_by", "pools", "vips"});
constexpr auto end_settings =
    std::to_array<std::string_view>({"round", "certs", "cert", "pubkeys", "auth", "id", "eap_id", "aaa_id", "xauth_id",
                                     "groups", "cert_policy", "cacerts", "cacert", "revocation", "ca_id"});
/// The first section of one of the two ends: "local", "local-1", "local-psk".
std::string_view end_section(const std::vector<std::string_view>& sections, std::string_view end) {
    const auto found = std::find_if(sections.begin(), sections.end(), [&](auto s) { return s.starts_with(end); });
    return found == sections.end() ? std::string_view{} : *found;
}

}  // namespace

std::string_view SwanctlConnections::text(const SettingsView& view, std::string_view name) const {
    const auto* const value = reader_.value(view, name);
    return value == nullptr ? std::string_view{} : std::string_view{value->text};
}

std::optional<std::uint32_t> SwanctlConnections::time(const SettingsView& view, std::string_view name,
                                                      const RemarkPlace& place) const {
    const auto written = text(view, name);
    if (written.empty()) return std::nullopt;
    const auto found = seconds(written);
    if (!found) {
        place.say(Gravity::incomplete, "bad-value",
                  '"' + std::string{name} + "\" is no time. Write a number with s, m, h or d.");
    }
    return found;
}

void SwanctlConnections::read_into(Host& host) {
    read_secrets();
    const auto connections = reader_.section(reader_.root(), "connections");
    for (const auto name : reader_.sections(connections)) {
        if (name.empty()) continue;
        if (host.protections.size() >= max_protections || reader_.cut_off()) break;
        read_connection(name, reader_.section(connections, name), host);
    }
    if (host.protections.size() >= max_protections || reader_.cut_off()) {
        remarks_.push_back({Gravity::incomplete, "too-many-tunnels", "",
                            "The references between sections multiply to more tunnels than are read. The rest is left "
                            "out.",
                            host.origin});
    }
    check_sections();
    check_references();
}

void SwanctlConnections::read_secrets() {
    const auto all = reader_.section(reader_.root(), "secrets");
    for (const auto name : reader_.sections(all)) {
        const auto view = reader_.section(all, name);
        if (view.nodes.empty()) break;
        const auto& origin = tree_[view.nodes.front()].origin;
        if (!name.starts_with("ike")) {
            remarks_.push_back({Gravity::skipped, "other-secret", "", "A secret of another kind is not read.", origin});
            continue;
        }
        if (secrets_.size() == max_secrets) {
            remarks_.push_back({Gravity::incomplete, "too-many-secrets", "",
                                "There are more secrets than are read. Keys of the rest are not compared.", origin});
            break;
        }
        IkeSecret secret{{}, text(view, "secret"), origin};
        for (const auto* const value : reader_.values(view)) {
            if (value->name.starts_with("id") && !value->text.empty() && secret.ids.size() < max_secret_ids) {
                secret.ids.push_back(identity(value->text));
            }
        }
        if (!secret.written.empty()) secrets_.push_back(std::move(secret));
    }
}

void SwanctlConnections::read_connection(std::string_view name, const SettingsView& view, Host& host) {
    if (view.nodes.empty()) return;
    const auto common = shared(name, view);
    auto& outer = host.outer_addresses;
    for (const auto& address : common.protection.local_addresses) {
        if (std::find(outer.begin(), outer.end(), address) == outer.end()) outer.push_back(address);
    }
    const auto id = common.local_id ? Address::parse(*common.local_id) : std::nullopt;
    if (common.protection.local_addresses.empty() && id) {
        remarks_.push_back(
            {Gravity::note, "outer-address-from-id", std::string{name},
             "No local address is stated; the device's identity " + id->text() + " is taken for its outer address.",
             common.protection.origin});
        if (std::find(outer.begin(), outer.end(), *id) == outer.end()) outer.push_back(*id);
    }
    const auto children = reader_.section(view, "children");
    const auto names = reader_.sections(children);
    if (names.empty()) {
        remarks_.push_back({Gravity::note, "no-children", std::string{name},
                            "The connection has no children, so it protects nothing by itself.",
                            common.protection.origin});
    }
    for (const auto child : names) {
        if (child.empty()) continue;
        if (host.protections.size() >= max_protections || reader_.cut_off()) return;
        read_child(common, child, reader_.section(children, child), host);
    }
}

SwanctlConnections::Shared SwanctlConnections::shared(std::string_view name, const SettingsView& view) {
    Shared out;
    out.protection.name = name;
    out.protection.origin = tree_[view.nodes.front()].origin;
    const RemarkPlace place{remarks_, std::string{name}, out.protection.origin};
    check_settings(view, connection_settings, connection_unsimulated, place);
    read_ike(view, out.protection, place);
    out.virtual_addresses = !text(view, "vips").empty() || !text(view, "pools").empty();
    read_ends(view, out, place);
    return out;
}

void SwanctlConnections::read_ike(const SettingsView& view, Protection& out, const RemarkPlace& place) {
    const auto version = text(view, "version");
    if (version.empty() || version == "0") out.version = IkeVersion::any;
    else if (version == "1") out.version = IkeVersion::ikev1;
    else if (version == "2") out.version = IkeVersion::ikev2;
    else place.say(Gravity::incomplete, "bad-value", "\"version\" is neither 0, 1 nor 2.");
    out.ike.version = out.version;
    const bool aggressive = truth(text(view, "aggressive")).value_or(false);
    if (out.version == IkeVersion::ikev1 || (aggressive && out.version != IkeVersion::ikev2)) {
        out.ike.mode = aggressive ? IkeMode::aggressive : IkeMode::main;
    }
    const auto proposals = text(view, "proposals");
    out.ike_proposals = comma_list(proposals);
    const auto list = proposal_list(proposals, place);
    out.ike.encryption = list.encryption;
    out.ike.integrity = list.integrity;
    out.ike.dh_group = list.dh_group;
    if (list.defaults || proposals.empty()) {
        place.say(Gravity::note, "default-proposals",
                  "strongSwan's built-in IKE proposals are offered; they are not compared.");
    }
    auto life = time(view, "rekey_time", place);
    const auto reauth = time(view, "reauth_time", place);
    if (reauth.value_or(0) > 0 && (out.version == IkeVersion::ikev1 || life.value_or(0) == 0)) life = reauth;
    // The tenth that the program adds when over_time is not written is left out: peers compare what is written.
    const auto over = time(view, "over_time", place).value_or(0);
    if (life.value_or(0) > 0 && *life <= UINT32_MAX - over) out.ike.lifetime_seconds = *life + over;
    const auto delay = time(view, "dpd_delay", place);
    if (delay) out.dpd = *delay > 0;
    if (truth(text(view, "encap")).value_or(false)) out.nat_traversal = true;
}

void SwanctlConnections::read_ends(const SettingsView& view, Shared& out, const RemarkPlace& place) {
    auto& protection = out.protection;
    const auto local = outer_addresses(list_elements(text(view, "local_addrs"), ","), place);
    const auto remote = outer_addresses(list_elements(text(view, "remote_addrs"), ","), place);
    protection.local_addresses = local.addresses;
    protection.peers = remote.addresses;
    protection.any_peer = remote.any || text(view, "remote_addrs").empty();
    const auto sections = reader_.sections(view);
    const auto local_end = reader_.section(view, end_section(sections, "local"));
    const auto remote_end = reader_.section(view, end_section(sections, "remote"));
    check_settings(local_end, end_settings, {}, place);
    check_settings(remote_end, end_settings, {}, place);
    for (const auto section : sections) {
        if (section != "children" && !section.starts_with("local") && !section.starts_with("remote")) {
            place.say(Gravity::incomplete, "unknown-section",
                      "The connection has a section that is not known. It is left out.");
        }
    }
    const auto id = [&](const SettingsView& end) {
        const auto written = identity(text(end, "id"));
        return written.empty() || written == "%any" ? std::nullopt : std::optional{written};
    };
    out.local_id = id(local_end);
    protection.ike.local_id = out.local_id;
    protection.ike.remote_id = id(remote_end);
    if (text(local_end, "auth") != "psk" && text(remote_end, "auth") != "psk") {
        place.say(Gravity::note, "no-pre-shared-key",
                  "The ends do not use a pre-shared key; their proof is not checked.");
        return;
    }
    std::vector<std::string> names;
    if (protection.ike.remote_id) names.push_back(*protection.ike.remote_id);
    if (names.empty() || protection.version == IkeVersion::ikev1) {
        for (const auto& peer : protection.peers) names.push_back(peer.text());
    }
    find_key(out, names, protection, place);
}

void SwanctlConnections::find_key(const Shared& shared, const std::vector<std::string>& remote, Protection& out,
                                  const RemarkPlace& place) {
    std::vector<std::string> local;
    if (shared.local_id) local.push_back(*shared.local_id);
    if (local.empty() || out.version == IkeVersion::ikev1) {
        for (const auto& address : out.local_addresses) local.push_back(address.text());
    }
    const auto* const secret = secret_between(secrets_, local, remote, SecretOrder::peer_first);
    if (secret != nullptr) out.key = key_fingerprint(secret->written, keys_);
    if (!out.key) {
        place.say(Gravity::note, "no-key", "The inputs hold no key between these two ends; it is not compared.");
    }
}

void SwanctlConnections::check_settings(const SettingsView& view, std::span<const std::string_view> known,
                                        std::span<const std::string_view> not_simulated, const RemarkPlace& place) {
    for (const auto node : view.nodes) {
        if (!checked_.insert(node).second) continue;
        for (const auto& value : tree_[node].values) {
            const RemarkPlace here{remarks_, place.about, value.origin};
            if (std::find(known.begin(), known.end(), value.name) == known.end()) {
                here.say(Gravity::incomplete, "unknown-statement",
                         shown_keyword(value.name) + " is no setting of this section. It is left out.");
            } else if (!value.text.empty() && truth(value.text) != false &&
                       std::find(not_simulated.begin(), not_simulated.end(), value.name) != not_simulated.end()) {
                here.say(Gravity::warning, "not-simulated",
                         shown_keyword(value.name) + " is not simulated. What it does to traffic is not seen.");
            }
        }
    }
}

}  // namespace vpnsim::importers
