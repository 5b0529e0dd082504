#include <algorithm>

#include "tools/importers/cisco_host.hpp"

namespace vpnsim::importers {
namespace {

/// A crypto map where it is bound.
struct Binding {
    std::vector<Address> local_addresses;
    bool bound = false;
    bool in_force = false;
    bool ikev1_enabled = false;  ///< ASA
    bool ikev2_enabled = false;
};

/// The interfaces of a map on IOS, where each interface names its maps.
ByName<std::vector<std::string>> bound_interfaces(const CiscoConfig& config) {
    ByName<std::vector<std::string>> out;
    for (const auto& interface : config.interfaces) {
        for (const auto& map : interface.crypto_maps) out[map].push_back(interface.name);
    }
    return out;
}

Binding binding_of(CiscoReading& reading, Host& host, const std::string& name, const CiscoCryptoMap& map,
                   const std::vector<std::string>& interfaces) {
    Binding out;
    out.bound = !interfaces.empty();
    const CiscoInterface* source = nullptr;
    for (const auto& bound : interfaces) {
        out.ikev1_enabled = out.ikev1_enabled || reading.config.ikev1_interfaces.contains(bound);
        out.ikev2_enabled = out.ikev2_enabled || reading.config.ikev2_interfaces.contains(bound);
        const auto* const interface = interface_named(reading.config, bound);
        if (interface == nullptr) {
            reading.say(Gravity::incomplete, "dangling-reference", name,
                        "The crypto map is bound to interface " + bound + ", which is not in this file. Add it.",
                        map.origin);
            out.in_force = true;
            continue;
        }
        if (interface->shutdown) {
            reading.say(Gravity::warning, "interface-shutdown", name,
                        "The crypto map is bound to interface " + bound + ", which is shut down.", map.origin);
            continue;
        }
        out.in_force = true;
        source = interface;
        if (map.local_address.empty()) add_outer(host, *interface, out.local_addresses);
    }
    if (!map.local_address.empty()) {
        const auto* const local = interface_named(reading.config, map.local_address);
        if (local != nullptr) add_outer(host, *local, out.local_addresses);
        else
            reading.say(Gravity::incomplete, "dangling-reference", name,
                        "The crypto map takes its address from an interface that is not in this file. Add it.",
                        map.origin);
    }
    if (!out.bound) {
        reading.say(Gravity::warning, "crypto-map-unbound", name,
                    "The crypto map is bound to no interface. Its entries are not in force.", map.origin);
    } else if (source != nullptr && out.local_addresses.empty() && !host.outer_address_dynamic) {
        reading.say(Gravity::incomplete, "outer-address-missing", name,
                    "The interface that the crypto map is bound to has no address in this file.", map.origin);
    }
    return out;
}

/// On the ASA each version of IKE is switched on by interface.
void check_enabled(CiscoReading& reading, const Binding& binding, Protection& protection) {
    if (reading.config.dialect != CiscoDialect::asa || !binding.bound) return;
    const bool v1 = binding.ikev1_enabled;
    const bool v2 = binding.ikev2_enabled;
    if (protection.version == IkeVersion::any && v1 != v2) {
        protection.version = v1 ? IkeVersion::ikev1 : IkeVersion::ikev2;
        reading.say(Gravity::note, "ike-version-not-enabled", protection.name,
                    "The entry allows both versions of IKE, the interface only one.", protection.origin);
        return;
    }
    if (protection.version == IkeVersion::ikev1 ? v1 : protection.version == IkeVersion::ikev2 ? v2 : v1 || v2) return;
    reading.say(Gravity::warning, "ike-version-not-enabled", protection.name,
                "The version of IKE that the entry uses is not enabled on the interface in this file. Without "
                "\"crypto ikev1|ikev2 enable\" the tunnel does not come up.",
                protection.origin);
}

class Entries {
  public:
    Entries(CiscoReading& reading, Host& host, const Binding& binding, const CiscoCryptoMap& map)
        : reading_{reading}, host_{host}, binding_{binding}, map_{map} {}

    void add(const CiscoMapEntry& entry, const std::string& name) {
        if (entry.kind == CiscoMapKind::gdoi) {
            return reading_.say(Gravity::warning, "gdoi", name,
                                "Group keys (GET VPN) are not simulated: the entry was left out.",
                                entry.settings.origin);
        }
        if (entry.kind == CiscoMapKind::manual) {
            reading_.say(Gravity::warning, "manual-keys", name, "Keys are set by hand, nothing is negotiated.",
                         entry.settings.origin);
        }
        if (entry.kind != CiscoMapKind::dynamic) return protect(entry.settings, name, false);
        const auto found = reading_.config.dynamic_maps.find(entry.dynamic_map);
        if (found == reading_.config.dynamic_maps.end()) {
            return reading_.say(Gravity::incomplete, "dangling-reference", name,
                                "The entry names a dynamic crypto map that is not in this file. Add it.",
                                entry.settings.origin);
        }
        for (const auto& [sequence, settings] : found->second) {
            if (++reading_.pairs > most_dynamic_entries) return;
            protect(settings, name + ' ' + entry.dynamic_map + ' ' + std::to_string(sequence), true);
        }
    }

  private:
    /// One dynamic map may be named by many entries.
    static constexpr std::size_t most_dynamic_entries = 200'000;

    void protect(const CiscoIpsecSettings& settings, const std::string& name, bool dynamic) {
        auto used = settings;
        if (used.isakmp_profile.empty()) used.isakmp_profile = map_.isakmp_profile;
        auto protection = cisco_protection(reading_, used, name);
        protection.local_addresses = binding_.local_addresses;
        protection.loaded = binding_.in_force;
        if (dynamic) {
            protection.any_peer = protection.peers.empty();
            protection.initiates = false;
        } else {
            check_complete(used, protection);
        }
        check_enabled(reading_, binding_, protection);
        add_ike(reading_, used, protection);
        infer_outer(protection);
        host_.protections.push_back(std::move(protection));
    }

    /// An exported configuration leaves the interface's address alone, but says how the device names itself.
    void infer_outer(Protection& protection) {
        const auto own = protection.ike.local_id ? Address::parse(*protection.ike.local_id) : std::nullopt;
        if (!own || !protection.local_addresses.empty() || host_.outer_address_dynamic) return;
        protection.local_addresses.push_back(*own);
        auto& outer = host_.outer_addresses;
        if (std::ranges::find(outer, *own) == outer.end() && outer.size() < most_outer_addresses) outer.push_back(*own);
        reading_.say(
            Gravity::note, "outer-address-inferred", protection.name,
            "The address of the interface is not in the file. The identity that the device uses is taken for it.",
            protection.origin);
    }

    /// An entry without access list or peer is printed with the words "Incomplete" by the device and does nothing.
    void check_complete(const CiscoIpsecSettings& settings, Protection& protection) {
        if (!settings.acl.empty() && !settings.peers.empty()) return;
        protection.loaded = false;
        reading_.say(Gravity::warning, "crypto-map-entry-incomplete", protection.name,
                     settings.acl.empty() ? "The entry names no access list. The device does not use it."
                                          : "The entry names no peer. The device does not use it.",
                     protection.origin);
    }

    CiscoReading& reading_;
    Host& host_;
    const Binding& binding_;
    const CiscoCryptoMap& map_;
};

}  // namespace

void add_crypto_maps(CiscoReading& reading, Host& host) {
    const auto by_interface = bound_interfaces(reading.config);
    for (const auto& [name, map] : reading.config.crypto_maps) {
        auto interfaces = map.interfaces;
        if (const auto bound = by_interface.find(name); bound != by_interface.end()) {
            interfaces.insert(interfaces.end(), bound->second.begin(), bound->second.end());
        }
        const auto binding = binding_of(reading, host, name, map, interfaces);
        Entries entries{reading, host, binding, map};
        for (const auto& [sequence, entry] : map.entries) entries.add(entry, name + ' ' + std::to_string(sequence));
    }
    for (const auto& [name, interfaces] : by_interface) {
        if (reading.config.crypto_maps.contains(name)) continue;
        reading.say(Gravity::incomplete, "dangling-reference", name,
                    "Interface " + interfaces.front() + " names a crypto map that is not in this file. Add it.",
                    interface_named(reading.config, interfaces.front())->origin);
    }
}

}  // namespace vpnsim::importers
