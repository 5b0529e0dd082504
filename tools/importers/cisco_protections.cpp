#include <algorithm>

#include "tools/importers/algorithm_names.hpp"
#include "tools/importers/cisco_host.hpp"
#include "tools/importers/cisco_protected.hpp"
#include "tools/importers/cisco_transform.hpp"

namespace vpnsim::importers {
namespace {

void incomplete(CiscoReading& reading, const Protection& protection, std::string kind, std::string message) {
    reading.say(Gravity::incomplete, std::move(kind), protection.name, std::move(message), protection.origin);
}

void add_transforms(CiscoReading& reading, const std::vector<std::string>& names,
                    const ByName<CiscoTransform>& transforms, Protection& out) {
    for (const auto& name : names) {
        const auto found = transforms.find(name);
        if (found == transforms.end()) {
            incomplete(reading, out, "dangling-reference",
                       "The entry names a transform set or proposal that is not in this file. Add it.");
            continue;
        }
        const auto& transform = found->second;
        add_missing(out.esp.encryption, transform.encryption);
        add_missing(out.esp.integrity, transform.integrity);
        if (!out.esp.encapsulation) {  // the first is preferred
            out.esp.protocol = transform.protocol;
            out.esp.encapsulation = transform.mode;
        }
        if (!out.esp_proposals.empty()) out.esp_proposals += ',';
        out.esp_proposals += proposal_text(transform.encryption, transform.integrity, {});
    }
}

/// What `set pfs` alone means. ASA 9.13 and later take group 14, before it was group 2; IOS takes group 1.
std::string default_pfs(const CiscoConfig& config) {
    if (config.dialect == CiscoDialect::ios) return "group1";
    const auto dot = config.release.find('.');
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    if (dot == std::string::npos || !parse_number(std::string_view{config.release}.substr(0, dot), major))
        return "group14";
    const auto rest = std::string_view{config.release}.substr(dot + 1);
    if (!parse_number(rest.substr(0, rest.find_first_not_of("0123456789")), minor)) return "group14";
    return major > 9 || (major == 9 && minor >= 13) ? "group14" : "group2";
}

void add_pfs(CiscoReading& reading, const CiscoIpsecSettings& settings, Protection& out) {
    if (!settings.pfs) {
        out.esp.dh_group = {DhGroup::disabled};
        return;
    }
    out.pfs = *settings.pfs;
    if (out.pfs.empty()) {
        out.pfs = default_pfs(reading.config);
        reading.say(Gravity::note, "default-assumed", out.name,
                    "The entry asks for PFS without a group. The release's default is assumed: " + out.pfs + '.',
                    out.origin);
    }
    if (const auto group = dh_group_named(out.pfs); group && *group != DhGroup::disabled) out.esp.dh_group = {*group};
    else incomplete(reading, out, "unknown-algorithm", "The PFS group cannot be named in a scenario.");
}

std::optional<IkeVersion> version_of(const CiscoConfig& config, const CiscoIpsecSettings& settings) {
    if (config.dialect == CiscoDialect::ios)
        return settings.ikev2_profile.empty() ? IkeVersion::ikev1 : IkeVersion::ikev2;
    if (settings.proposals.empty()) return IkeVersion::ikev1;
    return settings.transform_sets.empty() ? IkeVersion::ikev2 : IkeVersion::any;
}

void add_peers(CiscoReading& reading, const CiscoIpsecSettings& settings, Protection& out) {
    for (const auto& peer : settings.peers) {
        if (const auto address = reading.address(peer)) out.peers.push_back(*address);
        else incomplete(reading, out, "name-not-resolved", "A peer is given by name. Its address is not in this file.");
    }
}

}  // namespace

void settle_mode(CiscoReading& reading, Protection& out) {
    if (out.esp.encapsulation != Encapsulation::transport) return;
    const auto single = [](const TrafficSelector& s) { return s.first == s.last; };
    const auto is_peer = [&](const TrafficSelector& s) {
        return single(s) && (out.any_peer || std::ranges::find(out.peers, s.first) != out.peers.end());
    };
    const bool between_ends = std::ranges::all_of(out.groups, [&](const SelectorGroup& group) {
        return std::ranges::all_of(group.local, single) && std::ranges::all_of(group.remote, is_peer);
    });
    if (between_ends || reading.config.dialect == CiscoDialect::asa) {
        out.mode = ProtectionMode::transport;
        return;
    }
    out.esp.encapsulation = Encapsulation::tunnel;
    reading.say(Gravity::note, "transport-mode-ignored", out.name,
                "The transform set says transport mode. IOS takes it for traffic between the two ends themselves only: "
                "what this entry protects goes in tunnel mode.",
                out.origin);
}

Protection cisco_protection(CiscoReading& reading, const CiscoIpsecSettings& settings, std::string name) {
    const auto& config = reading.config;
    Protection out;
    out.name = std::move(name);
    out.origin = settings.origin;
    out.version = version_of(config, settings);
    add_peers(reading, settings, out);
    if (!settings.acl.empty()) {
        auto protected_pairs = cisco_protected(reading, settings.acl, out.name, out.origin);
        out.groups = std::move(protected_pairs.groups);
        out.sas = protected_pairs.sas;
        if (protected_pairs.per_entry) out.pairing = "per-entry";
        else if (out.sas > 1) out.expansion = "cross";
    }
    add_transforms(reading, settings.transform_sets, config.transform_sets, out);
    add_transforms(reading, settings.proposals, config.ipsec_proposals, out);
    if (settings.transform_sets.empty() && settings.proposals.empty()) {
        reading.say(Gravity::warning, "transform-set-missing", out.name,
                    "The entry names no transform set. What the device proposes in phase 2 is not known.", out.origin);
    }
    if (!settings.acl.empty()) settle_mode(reading, out);
    add_pfs(reading, settings, out);
    out.esp.lifetime_seconds = settings.lifetime_seconds ? settings.lifetime_seconds : config.lifetime_seconds;
    out.esp.lifetime_bytes = settings.lifetime_bytes ? settings.lifetime_bytes : config.lifetime_bytes;
    out.initiates = settings.initiates;
    if (settings.reverse_route) {
        reading.say(Gravity::warning, "reverse-route", out.name,
                    "The device adds routes of its own to the networks behind the tunnel (reverse route). Add them to "
                    "the site by hand if other routers learn them.",
                    out.origin);
    }
    return out;
}

}  // namespace vpnsim::importers
