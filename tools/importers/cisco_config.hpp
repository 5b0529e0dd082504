#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/cisco_lines.hpp"
#include "tools/importers/host.hpp"
#include "tools/importers/key_fingerprints.hpp"
#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

// What one configuration of a Cisco ASA or an IOS router says about tunnels and routes, before names are looked up: a
// statement may name what stands further down. Lines point into the text of the input.

enum class CiscoDialect : std::uint8_t {
    asa,  ///< netmasks in access lists, one peer at a time, interfaces by nameif
    ios   ///< wildcards, modes for everything
};

/// Statements by the name that others use for them.
template <class Value>
using ByName = std::map<std::string, Value, std::less<>>;

/// The lines of an object, a group or an access list, in order, reopened ones one after the other.
struct CiscoNamedLines {
    std::string_view type;       ///< "network", "service", "protocol"
    std::string_view ports_for;  ///< of a service group: "tcp", "udp", "tcp-udp"; empty = its members say so
    std::vector<TextLine> lines;
};

struct CiscoTunnelSettings {
    std::string source;       ///< an address or an interface; ASA: the nameif
    std::string destination;  ///< an address, "dynamic", or a name
    std::string mode;         ///< "ipsec ipv4"; empty = the default: IPsec on ASA, GRE on IOS
    std::string profile;      ///< of `tunnel protection ipsec profile`
    std::string acl;          ///< of `tunnel protection ipsec policy ipv4`
};

struct CiscoInterface {
    std::string name;  ///< ASA: the nameif once there is one
    std::vector<std::pair<Address, Prefix>> addresses;
    bool dynamic_address = false;
    bool shutdown = false;
    std::string vrf;
    std::vector<std::string> crypto_maps;
    CiscoTunnelSettings tunnel;
    Origin origin;
};

/// What a crypto map entry, a dynamic map entry and an IPsec profile have in common.
struct CiscoIpsecSettings {
    std::string acl;
    std::vector<std::string> peers;           ///< as written
    std::vector<std::string> transform_sets;  ///< IKEv1; on IOS of both versions
    std::vector<std::string> proposals;       ///< IKEv2, ASA only
    std::string ikev2_profile;
    std::string isakmp_profile;
    std::optional<std::string> pfs;  ///< "group14"; empty = `set pfs` alone
    std::optional<std::uint32_t> lifetime_seconds;
    std::optional<std::uint64_t> lifetime_bytes;
    std::optional<bool> initiates;
    bool nat_t_disable = false;
    bool aggressive = false;
    bool reverse_route = false;
    Origin origin{};
};

enum class CiscoMapKind : std::uint8_t { isakmp, manual, gdoi, dynamic };

struct CiscoMapEntry {
    CiscoMapKind kind = CiscoMapKind::isakmp;
    std::string dynamic_map;
    CiscoIpsecSettings settings;
};

struct CiscoCryptoMap {
    std::map<std::uint32_t, CiscoMapEntry> entries;  ///< by sequence number
    std::vector<std::string> interfaces;             ///< bound to
    std::string local_address;                       ///< an interface
    std::string isakmp_profile;
    Origin origin;
};

/// A transform set or an IKEv2 ipsec-proposal.
struct CiscoTransform {
    std::vector<Encryption> encryption;
    std::vector<Integrity> integrity;
    SecurityProtocol protocol = SecurityProtocol::esp;
    Encapsulation mode = Encapsulation::tunnel;
};

struct CiscoIkePolicy {
    std::vector<Encryption> encryption;
    std::vector<Integrity> integrity;
    std::vector<Integrity> prf;
    std::vector<DhGroup> groups;
    std::optional<std::uint32_t> lifetime_seconds;
    Origin origin;
};

struct CiscoIkeProfile {
    std::vector<std::string> keyrings;
    std::optional<std::string> local_id;
    std::optional<std::string> remote_id;
    std::optional<std::uint32_t> lifetime_seconds;
    std::optional<bool> dpd;
    bool aggressive = false;
};

/// A pre-shared key for the peers that it names. No key is kept, only its fingerprint.
struct CiscoKey {
    std::string keyring;          ///< empty = of the whole device
    std::optional<Prefix> peers;  ///< by address
    std::string name;             ///< or by name: a tunnel group, a host name
    std::optional<IkeVersion> version;
    std::optional<std::string> local;  ///< fingerprints
    std::optional<std::string> remote;
};

struct CiscoNat {
    std::string_view line;       ///< behind "nat (a,b)"
    std::string real_interface;  ///< empty = any
    std::string mapped_interface;
    std::string object;  ///< that the statement stands in; empty = twice NAT
    Origin origin;
};

struct CiscoConfig {
    CiscoDialect dialect = CiscoDialect::asa;
    bool hostname_is_said = true;  ///< false: it is the file's name
    std::string hostname;
    std::string release;
    std::vector<CiscoInterface> interfaces;
    ByName<std::size_t> interface_index;  ///< into them; set when all is read
    std::vector<OsRoute> routes;
    ByName<Address> aliases;  ///< `name A ALIAS`
    ByName<CiscoNamedLines> objects;
    ByName<CiscoNamedLines> groups;
    ByName<CiscoNamedLines> access_lists;
    ByName<CiscoCryptoMap> crypto_maps;
    ByName<std::map<std::uint32_t, CiscoIpsecSettings>> dynamic_maps;
    ByName<CiscoIpsecSettings> ipsec_profiles;
    ByName<CiscoTransform> transform_sets;
    ByName<CiscoTransform> ipsec_proposals;
    std::map<std::uint32_t, CiscoIkePolicy> ikev1_policies;
    std::map<std::uint32_t, CiscoIkePolicy> ikev2_policies;  ///< ASA
    ByName<CiscoIkePolicy> ikev2_proposals;                  ///< IOS
    ByName<std::vector<std::string>> ikev2_policy_proposals;
    ByName<CiscoIkeProfile> ikev2_profiles;
    ByName<CiscoIkeProfile> isakmp_profiles;
    std::vector<CiscoKey> keys;
    std::vector<CiscoNat> nat;
    std::set<std::string, std::less<>> ikev1_interfaces;  ///< ASA: where IKE is enabled
    std::set<std::string, std::less<>> ikev2_interfaces;
    std::set<Address> aggressive_peers;
    std::set<std::string, std::less<>> tunnel_groups;  ///< ASA
    std::set<Address> tunnel_group_peers;              ///< what they are called after; set when all is read
    ByName<bool> dpd;                                  ///< of tunnel groups
    std::optional<bool> default_dpd;
    std::optional<bool> nat_traversal;
    std::optional<std::uint32_t> lifetime_seconds;
    std::optional<std::uint64_t> lifetime_bytes;
};

/// The configuration under construction with what its statements need.
class CiscoReading {
  public:
    CiscoReading(CiscoDialect dialect, std::string file, Remarks& remarks, KeyFingerprints& keys)
        : remarks_{remarks}, keys_{keys}, file_{std::move(file)} {
        config.dialect = dialect;
    }

    CiscoConfig config;
    std::size_t steps = 0;  ///< members, entries and pairs that were looked at so far, see most_steps
    std::size_t pairs = 0;  ///< of source and destination, that were kept so far

    [[nodiscard]] Origin origin(const TextLine& line) const { return {file_, line.number, line.indent + 1}; }
    [[nodiscard]] const std::string& file() const { return file_; }
    /// The same of one line is said once, however many tunnels use what stands there.
    void say(Gravity gravity, std::string kind, std::string about, std::string message, Origin at);
    void say(Gravity gravity, std::string kind, std::string about, std::string message, const TextLine& line) {
        say(gravity, std::move(kind), std::move(about), std::move(message), origin(line));
    }
    /// A statement that the mode does not know. Its words are not repeated: one may be a key.
    void unknown(std::string about, const TextLine& line);

    /// Looks up what statements further up could not know. To be called when all is read.
    void finish();

    /// The address that a word means: itself, or what `name` gave it.
    [[nodiscard]] std::optional<Address> address(std::string_view word) const;
    /// The block "A NETMASK" of its two words; host bits are cleared with a warning.
    [[nodiscard]] std::optional<Prefix> block(std::string_view text, std::string_view mask, const TextLine& line);
    /// The block "A/len" or the host "A".
    [[nodiscard]] std::optional<Prefix> block(std::string_view text, const TextLine& line);

    /// The fingerprint of the key that ends a line, "0 K", "6 K", "hex K" or "K"; none for masked and encrypted ones.
    [[nodiscard]] std::optional<std::string> key(std::string_view text, const std::string& about, const TextLine& line);

  private:
    Remarks& remarks_;
    KeyFingerprints& keys_;
    std::string file_;
    std::set<std::pair<std::uint32_t, std::size_t>> said_;  ///< lines with the hashes of what was said of them
    std::size_t keys_seen_ = 0;
};

}  // namespace vpnsim::importers
