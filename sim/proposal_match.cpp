#include "sim/proposal_match.hpp"

#include <algorithm>
#include <range/v3/algorithm/contains.hpp>
#include <type_traits>

#include "sim/underlay.hpp"

namespace vpnsim {
namespace {

std::string text(IkeVersion value) { return std::string{name_of(ike_version_names, value)}; }
std::string text(IkeMode value) { return std::string{name_of(ike_mode_names, value)}; }
std::string text(SecurityProtocol value) { return std::string{name_of(security_protocol_names, value)}; }
std::string text(Encapsulation value) { return std::string{name_of(encapsulation_names, value)}; }
std::string text(DpdOrder value) { return std::string{name_of(dpd_order_names, value)}; }
std::string text(bool value) { return value ? "true" : "false"; }
std::string text(std::uint32_t value) { return std::to_string(value); }
std::string text(std::uint64_t value) { return std::to_string(value); }
std::string text(const PreSharedKey&) { return "differs"; }

/// What both ends state, in the form lists have: an absent value is an empty list.
template <class T>
std::vector<T> as_list(const std::optional<T>& value) {
    return value ? std::vector<T>{*value} : std::vector<T>{};
}
template <class T>
const std::vector<T>& as_list(const std::vector<T>& values) {
    return values;
}

template <class T>
std::string joined(const std::vector<T>& values) {
    std::string out;
    for (const auto& value : values) out += (out.empty() ? "" : ", ") + text(value);
    return out;
}

/// How a parameter is called: `section` is "" or "ike." or "esp.", `title` is for sentences.
struct Parameter {
    std::string_view path;  ///< "ike.encryption"
    std::string_view title;
    [[nodiscard]] std::string name() const {
        const auto dot = path.find('.');
        return std::string{dot == std::string_view::npos ? path : path.substr(dot + 1)};
    }
};

class Comparison {
  public:
    explicit Comparison(ParameterComparison& out) : out_{out} {}

    /// Compares what both ends state; values agree when the lists share one. Returns the shared values.
    template <class Stated>
    auto check(Parameter parameter, ErrorCode code, Consequence consequence, std::vector<ParameterDifference>& to,
               const Stated& cloud, const Stated& device) {
        const auto& a = as_list(cloud);
        const auto& b = as_list(device);
        std::decay_t<decltype(a)> common;
        if (a.empty() != b.empty()) out_.unverified.push_back(parameter.path);
        if (a.empty() || b.empty()) return common;
        std::copy_if(a.begin(), a.end(), std::back_inserter(common),
                     [&](const auto& value) { return ranges::contains(b, value); });
        if (common.empty()) {
            differ(parameter, code, consequence, to, joined(a), joined(b));
            if constexpr (std::is_same_v<std::decay_t<decltype(a)>, std::vector<PreSharedKey>>) {
                to.back().mismatch.message = std::string{parameter.title} + " is not the same at both ends";
            }
        } else {
            ++out_.equal;
        }
        return common;
    }
    static void differ(Parameter parameter, ErrorCode code, Consequence consequence,
                       std::vector<ParameterDifference>& to, std::string cloud, std::string device) {
        auto message =
            std::string{parameter.title} + " is " + cloud + " at the cloud end and " + device + " at the device";
        to.push_back({{code, parameter.name(), std::move(cloud), std::move(device), std::move(message)}, consequence});
    }

  private:
    ParameterComparison& out_;
};

bool is_address(const std::string& id) { return Address::parse(id).has_value(); }
bool same_identity(const std::string& a, const std::string& b) {
    const auto x = Address::parse(a);
    return x ? x == Address::parse(b) : a == b;
}
std::optional<std::string> address_text(const std::optional<Address>& address) {
    return address ? std::optional{address->text()} : std::nullopt;
}

/// Packets that the site's own firewall drops never reach the other end.
void check_underlay(const CloudEndParameters& cloud, const Device& device, const DeviceTunnel& tunnel,
                    ParameterComparison& out) {
    const auto blocked = blocked_packets(cloud, device, tunnel);
    out.esp_blocked = !blocked.esp.empty();
    if (blocked.ike.empty()) return;
    std::string dropped;
    for (const auto& packets : blocked.ike) dropped += (dropped.empty() ? "" : ", ") + packets;
    out.ike.push_back({{ErrorCode::no_response, "underlay_rules",
                        behind_nat(cloud, device) ? "UDP 500 and 4500 needed both ways" : "UDP 500 needed both ways",
                        dropped + " dropped", "the firewall at the device's site drops " + dropped},
                       Consequence::fails});
}

void compare_addresses(const CloudEndParameters& cloud, const Device& device, const DeviceTunnel& tunnel,
                       ParameterComparison& out) {
    if (cloud.gateway_address.has_value() != tunnel.peer.has_value()) out.unverified.push_back("peer");
    if (!cloud.customer_address) {
        if (!device.addresses.empty()) out.unverified.push_back("address");
        return;
    }
    const auto& expected = *cloud.customer_address;
    if (device.addresses.empty() && !device.nat_address && !device.dynamic_address) {
        out.unverified.push_back("address");
        return;
    }
    // Behind NAT the packets arrive from the NAT's address, whatever the device's own is.
    const bool matches = device.nat_address ? expected == *device.nat_address
                                            : std::find(device.addresses.begin(), device.addresses.end(), expected) !=
                                                  device.addresses.end();
    if (matches) {
        ++out.equal;
        if (!device.nat_address && device.addresses.size() > 1) {
            out.assumptions.push_back("the device has several addresses and is taken to send from " + expected.text());
        }
        return;
    }
    std::string actual = device.nat_address       ? device.nat_address->text()
                         : device.dynamic_address ? "dynamic"
                                                  : std::string{};
    if (actual.empty()) {
        for (const auto& address : device.addresses) actual += (actual.empty() ? "" : ", ") + address.text();
    }
    out.ike.push_back({{ErrorCode::peer_mismatch, "address", expected.text(), actual,
                        "the customer gateway address is " + expected.text() + ", the device sends from " +
                            (device.dynamic_address ? "a dynamic address" : actual)},
                       Consequence::fails});
}

void compare_versions(const CloudEndParameters& cloud, const DeviceTunnel& tunnel, ParameterComparison& out) {
    using enum IkeVersion;
    const auto a = cloud.ike.version;
    const auto b = tunnel.ike.version;
    if (!a && !b) {
        out.assumptions.emplace_back("ike.version: stated at neither end, ikev2 assumed");
        return;
    }
    if (a.has_value() != b.has_value()) out.unverified.push_back("ike.version");
    const IkeVersion cloud_version = a.value_or(b.value_or(ikev2));
    const IkeVersion device_version = b.value_or(cloud_version);
    if (cloud_version == any || device_version == any) {
        if (device_version == any && cloud_version == ikev1) {
            out.assumptions.emplace_back(
                "ike.version any: the device's IKEv2 is refused, so the cloud end initiates IKEv1");
        }
        out.version = cloud_version != any ? cloud_version : device_version != any ? device_version : ikev2;
    } else {
        out.version = cloud_version;
        if (cloud_version != device_version) {
            Comparison::differ({"ike.version", "the IKE version"}, ErrorCode::ike_version_mismatch, Consequence::fails,
                               out.ike, text(cloud_version), text(device_version));
            return;
        }
    }
    if (a && b) ++out.equal;
}

/// Section "Stated or not": an end that states no identity has its outer address, once the other end expects one.
void compare_identities(const CloudEndParameters& cloud, const Device& device, const DeviceTunnel& tunnel,
                        ParameterComparison& out) {
    const auto check = [&](Parameter parameter, const std::optional<std::string>& at_cloud,
                           const std::optional<std::string>& at_device, const std::optional<Address>& outer,
                           const std::optional<Address>& inside_nat) {
        if (!at_cloud && !at_device) return;
        const auto a = at_cloud ? at_cloud : address_text(outer);
        const auto b = at_device ? at_device : address_text(outer);
        if (!a || !b) {
            out.unverified.push_back(parameter.path);
        } else if (same_identity(*a, *b)) {
            ++out.equal;
        } else if (!at_device && inside_nat && same_identity(*a, inside_nat->text())) {
            out.assumptions.push_back("the device behind NAT identifies itself by its own address " + *a);
        } else {
            Comparison::differ(parameter, ErrorCode::peer_id_mismatch, Consequence::fails, out.ike, *a, *b);
        }
    };
    const auto gateway_address = cloud.gateway_address ? cloud.gateway_address : tunnel.peer;
    auto device_address = cloud.customer_address;
    const bool registered =
        device_address && (device.nat_address == device_address || ranges::contains(device.addresses, *device_address));
    if (!registered && !device.addresses.empty()) device_address = device.addresses.front();
    const bool nat = device.nat_address && !device.addresses.empty();
    check({"ike.local_id", "the identity of the cloud end"}, cloud.ike.local_id, tunnel.ike.remote_id, gateway_address,
          std::nullopt);
    check({"ike.remote_id", "the identity of the device"}, cloud.ike.remote_id, tunnel.ike.local_id, device_address,
          nat ? std::optional{device.addresses.front()} : std::nullopt);

    if (out.version != IkeVersion::ikev1) return;
    if (!cloud.ike.mode && !tunnel.ike.mode) {
        const auto is_name = [](const std::optional<std::string>& id) { return id && !is_address(*id); };
        if (is_name(cloud.ike.local_id) || is_name(cloud.ike.remote_id) || is_name(tunnel.ike.local_id) ||
            is_name(tunnel.ike.remote_id)) {
            out.assumptions.emplace_back("ike.mode: stated at neither end, taken as one that carries names");
        }
    }
    if (cloud.ike.mode != IkeMode::main && tunnel.ike.mode != IkeMode::main) return;
    const auto refuse_name = [&](std::string_view name, const std::optional<std::string>& id,
                                 const std::optional<std::string>& other) {
        if (!id || is_address(*id)) return;
        out.ike.push_back({{ErrorCode::peer_id_mismatch, std::string{name}, *id, other.value_or(""),
                            "main mode of IKEv1 takes addresses as identities, not " + *id},
                           Consequence::fails});
    };
    refuse_name("local_id", cloud.ike.local_id ? cloud.ike.local_id : tunnel.ike.remote_id, tunnel.ike.remote_id);
    refuse_name("remote_id", tunnel.ike.local_id ? tunnel.ike.local_id : cloud.ike.remote_id, tunnel.ike.local_id);
}

/// Returns true iff the cipher in use needs no integrity algorithm beside it: a common one, or that of the one end that
/// states any.
template <class Parameters>
bool brings_integrity(const std::vector<Encryption>& common, const Parameters& cloud, const Parameters& device) {
    const auto& used = cloud.encryption.empty()    ? device.encryption
                       : device.encryption.empty() ? cloud.encryption
                                                   : common;
    return std::any_of(used.begin(), used.end(), is_aead);
}

void compare_ike(const CloudEndParameters& cloud, const Device& device, const DeviceTunnel& tunnel,
                 ParameterComparison& out) {
    using enum Consequence;
    Comparison comparison{out};
    if (out.version == IkeVersion::ikev1) {
        comparison.check({"ike.mode", "the IKE mode"}, ErrorCode::negotiation_mode_mismatch, fails, out.ike,
                         cloud.ike.mode, tunnel.ike.mode);
    }
    const auto ciphers = comparison.check({"ike.encryption", "the phase 1 encryption"}, ErrorCode::algorithm_mismatch,
                                          fails_proposal, out.ike, cloud.ike.encryption, tunnel.ike.encryption);
    if (!brings_integrity(ciphers, cloud.ike, tunnel.ike)) {
        comparison.check({"ike.integrity", "the phase 1 integrity algorithm"},
                         ErrorCode::authentication_algorithm_mismatch, fails_proposal, out.ike, cloud.ike.integrity,
                         tunnel.ike.integrity);
    }
    comparison.check({"ike.dh_group", "the phase 1 DH group"}, ErrorCode::dh_group_mismatch, fails_proposal, out.ike,
                     cloud.ike.dh_group, tunnel.ike.dh_group);
    compare_identities(cloud, device, tunnel, out);
    comparison.check({"psk", "the pre-shared key"}, ErrorCode::psk_mismatch, fails, out.ike, cloud.psk, tunnel.psk);
    // Without NAT the setting has no effect.
    comparison.check({"nat_traversal", "NAT traversal"}, ErrorCode::nat_t_mismatch,
                     behind_nat(cloud, device) ? fails : none, out.ike, cloud.nat_traversal, tunnel.nat_traversal);
    comparison.check({"ike.lifetime_seconds", "the phase 1 lifetime"}, ErrorCode::lifetime_mismatch, none, out.ike,
                     cloud.ike.lifetime_seconds, tunnel.ike.lifetime_seconds);
    if (cloud.dpd.has_value() != tunnel.dpd.has_value()) out.unverified.push_back("dpd");
    const bool dpd = cloud.dpd != false && tunnel.dpd != false;
    if (out.version == IkeVersion::ikev1) {
        comparison.check({"dpd_order", "the payload order of DPD"}, ErrorCode::dpd_hash_notify_compatibility,
                         dpd ? fails_later : none, out.ike, std::optional{DpdOrder::hash_notify},
                         std::optional{tunnel.dpd_order.value_or(DpdOrder::hash_notify)});
    }
}

void compare_esp(const CloudEndParameters& cloud, const DeviceTunnel& tunnel, ParameterComparison& out) {
    using enum Consequence;
    Comparison comparison{out};
    const bool ikev1 = out.version == IkeVersion::ikev1;
    // What a cloud gateway fixes counts as stated, what the device leaves out is then equal.
    comparison.check({"esp.protocol", "the security protocol"}, ErrorCode::security_protocol_mismatch, fails,
                     out.protection, std::optional{cloud.esp.protocol.value_or(SecurityProtocol::esp)},
                     std::optional{tunnel.esp.protocol.value_or(SecurityProtocol::esp)});
    comparison.check({"esp.encapsulation", "the encapsulation"}, ErrorCode::encapsulation_mode_mismatch, fails,
                     out.protection, std::optional{cloud.esp.encapsulation.value_or(Encapsulation::tunnel)},
                     std::optional{tunnel.esp.encapsulation.value_or(Encapsulation::tunnel)});
    const auto ciphers =
        comparison.check({"esp.encryption", "the phase 2 encryption"}, ErrorCode::encryption_algorithm_mismatch,
                         fails_proposal, out.esp, cloud.esp.encryption, tunnel.esp.encryption);
    if (!brings_integrity(ciphers, cloud.esp, tunnel.esp)) {
        comparison.check({"esp.integrity", "the phase 2 integrity algorithm"}, ErrorCode::algorithm_mismatch,
                         fails_proposal, out.esp, cloud.esp.integrity, tunnel.esp.integrity);
    }
    comparison.check({"esp.dh_group", "the PFS group"}, ErrorCode::pfs_mismatch, ikev1 ? fails_proposal : fails_later,
                     out.esp, cloud.esp.dh_group, tunnel.esp.dh_group);
    comparison.check({"esp.lifetime_seconds", "the phase 2 lifetime"}, ErrorCode::lifetime_mismatch, none, out.esp,
                     cloud.esp.lifetime_seconds, tunnel.esp.lifetime_seconds);
    comparison.check({"esp.lifetime_bytes", "the lifetime by volume"}, ErrorCode::lifetime_mismatch, none, out.esp,
                     std::optional{cloud.esp.lifetime_bytes.value_or(0)},
                     std::optional{tunnel.esp.lifetime_bytes.value_or(0)});
    if (ikev1) {
        comparison.check({"commit_bit", "the commit bit"}, ErrorCode::commit_mismatch, fails, out.esp,
                         std::optional{false}, std::optional{tunnel.commit_bit.value_or(false)});
    }
}

}  // namespace

ParameterComparison compare(const CloudEndParameters& cloud, const Device& device, const DeviceTunnel& tunnel) {
    ParameterComparison out;
    check_underlay(cloud, device, tunnel, out);
    compare_addresses(cloud, device, tunnel, out);
    compare_versions(cloud, tunnel, out);
    compare_ike(cloud, device, tunnel, out);
    compare_esp(cloud, tunnel, out);
    return out;
}

bool may_initiate(InitiatingEnd end, const CloudEndParameters& cloud, const DeviceTunnel& tunnel) {
    const auto own = end == InitiatingEnd::cloud ? cloud.ike.version : tunnel.ike.version;
    const auto other = end == InitiatingEnd::cloud ? tunnel.ike.version : cloud.ike.version;
    return own != IkeVersion::any || other != IkeVersion::ikev1;
}

std::optional<Mismatch> first_failure(const std::vector<ParameterDifference>& differences) {
    using enum Consequence;
    const auto fatal = [](const ParameterDifference& d) {
        return d.consequence == fails || d.consequence == fails_proposal;
    };
    const auto first = std::find_if(differences.begin(), differences.end(), fatal);
    if (first == differences.end()) return std::nullopt;
    const auto in_proposal = [](const ParameterDifference& d) { return d.consequence == fails_proposal; };
    if (!in_proposal(*first) || std::count_if(differences.begin(), differences.end(), in_proposal) == 1) {
        return first->mismatch;
    }
    Mismatch out{ErrorCode::proposal_mismatch, "", "", "", ""};
    for (const auto& difference : differences) {
        if (!in_proposal(difference)) continue;
        const char* comma = out.parameter.empty() ? "" : ", ";
        out.parameter += comma + difference.mismatch.parameter;
        out.local += comma + difference.mismatch.local;
        out.remote += comma + difference.mismatch.remote;
        out.message += (out.message.empty() ? "" : "; ") + difference.mismatch.message;
    }
    return out;
}

std::string unverified_sentence(const std::vector<std::string_view>& unverified) {
    std::string out;
    for (const auto path : unverified) out += (out.empty() ? "" : ", ") + std::string{path};
    return out + ": stated at one end only, taken as equal";
}

}  // namespace vpnsim
