#include "tools/exporters/device_side.hpp"

#include <algorithm>
#include <set>

#include "sim/cloud_end.hpp"
#include "tools/reports/terminal_text.hpp"

namespace vpnsim::exporters {
namespace {

/// What is proposed where a connection leaves it open: strong, and known to clouds and devices alike.
constexpr auto default_encryption = Encryption::aes256;
constexpr auto default_integrity = Integrity::sha256;
constexpr DhGroup default_group{14};

template <class Value, class Text>
void fill(std::vector<Value>& values, Value chosen, const char* what, const Text& print,
          std::vector<std::string>& assumed) {
    if (!values.empty()) {
        values.resize(1, chosen);
        return;
    }
    values = {chosen};
    assumed.push_back(std::string{what} + ' ' + std::string{print(chosen)});
}

void complete(DeviceSideTunnel& tunnel) {
    const auto cipher = [](Encryption e) { return name_of(encryption_names, e); };
    const auto hash = [](Integrity i) { return name_of(integrity_names, i); };
    const auto group = [](DhGroup g) { return "group " + text(g); };
    auto& ike = tunnel.ike;
    auto& esp = tunnel.esp;
    auto& assumed = tunnel.assumed;
    if (!ike.version) assumed.emplace_back("IKE version ikev2");
    ike.version = ike.version.value_or(IkeVersion::ikev2);
    if (*ike.version == IkeVersion::ikev1) {
        if (!ike.mode) assumed.emplace_back("IKE mode main");
        ike.mode = ike.mode.value_or(IkeMode::main);
    } else {
        ike.mode.reset();
    }
    fill(ike.encryption, default_encryption, "IKE encryption", cipher, assumed);
    fill(ike.integrity, default_integrity, "IKE integrity", hash, assumed);
    fill(ike.dh_group, default_group, "IKE DH", group, assumed);
    fill(esp.encryption, default_encryption, "ESP encryption", cipher, assumed);
    if (is_aead(esp.encryption.front())) esp.integrity.clear();
    else fill(esp.integrity, default_integrity, "ESP integrity", hash, assumed);
    fill(esp.dh_group, default_group, "PFS", group, assumed);
}

/// A line break in a comment or an identity would begin a statement of its own, in whatever form it is written.
bool one_visible_line(std::string_view text) { return for_terminal(text) == text; }

/// The customer gateway address belongs to the device, or to the NAT in front of it.
bool faces(const CloudEndParameters& end, const Device& device) {
    const auto& seen = end.customer_address;
    return seen && (seen == device.nat_address ||
                    std::find(device.addresses.begin(), device.addresses.end(), *seen) != device.addresses.end());
}

std::optional<Address> own_address(const CloudEndParameters& end, const Device& device, Family family) {
    const auto& all = device.addresses;
    if (std::find(all.begin(), all.end(), *end.customer_address) != all.end()) return end.customer_address;
    const auto same = std::find_if(all.begin(), all.end(), [&](const auto& a) { return a.family() == family; });
    return same == all.end() ? std::nullopt : std::optional{*same};
}

class Builder {
  public:
    Builder(const Estate& estate, const Device& device) : estate_{estate}, device_{device} {}

    void add(const CloudEndParameters& end) {
        const auto& connection = estate_[end.ref.connection];
        auto label = connection.name;
        if (end.ref.tunnel) label += '/' + connection.tunnels[end.ref.tunnel->index()].name;
        if (!end.gateway_address) {
            reasons_.push_back(label + ": the scenario does not say at which address its VPN gateway stands, so the " +
                               "device's peer is not known. Give the gateway an address.");
            return;
        }
        DeviceSideTunnel tunnel{.end = end.ref,
                                .end_name = label,
                                .name = unique_name(label),
                                .role = {},
                                .local_address = own_address(end, device_, end.gateway_address->family()),
                                .peer = *end.gateway_address,
                                .local_id = end.ike.remote_id.value_or(end.customer_address->text()),
                                .remote_id = end.ike.local_id.value_or(end.gateway_address->text()),
                                .local_ts = connection.remote_ts,
                                .remote_ts = connection.local_ts,
                                .route_based = connection.destination_routing_mode(),
                                .ike = end.ike,
                                .esp = end.esp,
                                .psk = end.psk,
                                .initiates = !connection.effective_immediately.value_or(false),
                                .nat_traversal = end.nat_traversal,
                                .behind_nat = device_.nat_address == end.customer_address,
                                .dpd = end.dpd,
                                .bgp = end.bgp,
                                .assumed = {}};
        if (end.ref.tunnel) tunnel.role = connection.tunnels[end.ref.tunnel->index()].role;
        tunnel.ike.local_id = tunnel.local_id;
        tunnel.ike.remote_id = tunnel.remote_id;
        complete(tunnel);
        check_texts(tunnel);
        check_ikev1(tunnel);
        tunnels_.push_back(std::move(tunnel));
    }

    std::variant<DeviceSide, Reasons> take(std::string name) && {
        if (tunnels_.empty() && reasons_.empty()) reasons_.push_back(nothing_faces(name));
        if (!one_visible_line(name)) {
            reasons_.push_back(name + ": the name of the site or of the device holds control characters or invisible " +
                               "ones. Give it another one.");
        }
        if (!reasons_.empty()) return Reasons{std::move(reasons_)};
        return DeviceSide{std::move(name), std::move(tunnels_)};
    }

  private:
    void check_texts(const DeviceSideTunnel& tunnel) {
        if (!one_visible_line(tunnel.end_name)) {
            reasons_.push_back(tunnel.end_name + ": the name holds control characters or invisible ones. Give the " +
                               "connection another one.");
        }
        for (const auto& id : {tunnel.local_id, tunnel.remote_id}) {
            if (!id.empty() && one_visible_line(id)) continue;
            reasons_.push_back(tunnel.end_name + ": one of its identities is empty, or holds control characters or " +
                               "invisible ones. Give it another one.");
            return;
        }
    }

    /// C2: what a cloud gateway with several blocks refuses in IKEv1, no device can bring up.
    void check_ikev1(const DeviceSideTunnel& tunnel) {
        if (tunnel.ike.version != IkeVersion::ikev1 || (tunnel.local_ts.size() <= 1 && tunnel.remote_ts.size() <= 1)) {
            return;
        }
        if (cloud_profile(estate_, tunnel.end.connection).ikev1_multiple == Ikev1Multiple::per_pair) return;
        reasons_.push_back(tunnel.end_name +
                           ": it uses IKEv1 with several blocks on a side, but IKEv1 negotiates one pair of blocks. " +
                           "Use IKEv2, or one connection for each pair.");
    }

    [[nodiscard]] std::string nothing_faces(const std::string& name) const {
        std::string own;
        auto all = device_.addresses;
        if (device_.nat_address) all.push_back(*device_.nat_address);
        for (const auto& address : all) own += (own.empty() ? "" : ", ") + address.text();
        if (own.empty()) {
            return name + " has no fixed address, and a customer gateway is found by the device's address. " +
                   "Give the device its address or its nat_address.";
        }
        return "no connection has a customer gateway with an address of " + name + " (" + own + ").";
    }

    std::string unique_name(const std::string& label) {
        const auto plain = plain_name(label).substr(0, longest_name);
        auto name = plain;
        for (unsigned n = 2; !names_.insert(name).second; ++n) name = plain + '-' + std::to_string(n);
        return name;
    }

    const Estate& estate_;
    const Device& device_;
    /// With what stands before and behind it within 48 characters, the ASA's limit for the name of an interface.
    static constexpr std::size_t longest_name = 40;

    std::set<std::string> names_{"include"};  ///< a statement of swanctl.conf, even where a section could begin
    std::vector<DeviceSideTunnel> tunnels_;
    std::vector<std::string> reasons_;
};

}  // namespace

std::string plain_name(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out += letter || c == '_' ? c : '-';
    }
    return out;
}

std::variant<DeviceSide, Reasons> device_side(const Estate& estate, SiteId site, DeviceIndex device) {
    const Device& record = estate[site].devices[device.index()];
    Builder builder{estate, record};
    for (const auto& ref : cloud_ends(estate)) {
        const auto end = cloud_end_parameters(estate, ref);
        if (faces(end, record)) builder.add(end);
    }
    return std::move(builder).take(estate[site].name + '/' + record.name);
}

}  // namespace vpnsim::exporters
