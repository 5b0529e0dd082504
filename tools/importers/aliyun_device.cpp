#include <algorithm>

#include "tools/importers/aliyun_parts.hpp"

namespace vpnsim::importers {
namespace {

SelectorList sorted(SelectorList list) {
    std::sort(list.begin(), list.end());
    return list;
}

/// The connection whose other half this is, by its selectors and addresses; nullptr if none or several are.
const CloudConnection* connection_of(const AliyunImport& in, const Protection& protection) {
    const auto& mine = protection.groups.front();
    const auto candidates = in.connections_by_selectors.find({sorted(mine.remote), sorted(mine.local)});
    if (candidates == in.connections_by_selectors.end()) return nullptr;
    const CloudConnection* out = nullptr;
    for (const auto index : candidates->second) {
        const auto& connection = in.made.cloud.connections[index];
        const auto& address = connection.gateway_address;
        if (address && !protection.peers.empty() && protection.peers.front() != *address) continue;
        if (out != nullptr) return nullptr;
        out = &connection;
    }
    return out;
}

/// "…/DownloadVpnConnectionConfig.conn-1.json" -> "conn-1"
std::string name_of_file(std::string_view file) {
    if (const auto slash = file.find_last_of("/\\"); slash != std::string_view::npos) file.remove_prefix(slash + 1);
    if (const auto dot = file.rfind('.'); dot != std::string_view::npos && dot > 0) file = file.substr(0, dot);
    constexpr std::string_view call = "DownloadVpnConnectionConfig";
    if (file.starts_with(call)) {
        file.remove_prefix(call.size());
        while (!file.empty() && std::string_view{".-_ "}.find(file.front()) != std::string_view::npos) {
            file.remove_prefix(1);
        }
    }
    return file.empty() ? "connection" : std::string{file};
}

template <class Value, class Table>
std::string first_name(const std::vector<Value>& values, const Table& table) {
    return values.empty() ? std::string{} : std::string{name_of(table, values.front())};
}

/// "aes256-sha256-group14"
template <class Parameters>
std::string proposal_of(const Parameters& parameters) {
    std::string out;
    const auto add = [&](const std::string& part) {
        if (!part.empty()) out += (out.empty() ? "" : "-") + part;
    };
    add(first_name(parameters.encryption, encryption_names));
    add(first_name(parameters.integrity, integrity_names));
    if (!parameters.dh_group.empty() && parameters.dh_group.front() != DhGroup::disabled) {
        add("group" + text(parameters.dh_group.front()));
    }
    return out;
}

/// The IKE and ESP blocks of a configuration, or of one tunnel of it.
struct Half {
    AliyunRecord record;
    AliyunRecord ike;
    AliyunRecord esp;
};

Half half_of(const AliyunRecord& record) {
    const auto either = [&](std::string_view usual, std::string_view other) {
        return record.has(usual) ? record.child(usual) : record.child(other);
    };
    return {record, either("IkeConfig", "TunnelIkeConfig"), either("IpsecConfig", "TunnelIpsecConfig")};
}

Protection protection_of(AliyunImport& in, const Half& half, const SelectorGroup& selectors, const std::string& about) {
    Protection out;
    out.origin = half.record.origin();
    out.ike = aliyun_ike(in, half.ike, about);
    out.esp = aliyun_esp(in, half.esp, about);
    out.version = out.ike.version;
    out.key = aliyun_key(in, half.ike);
    out.groups = {selectors};
    const auto pairs =
        static_cast<std::uint32_t>(std::min<std::size_t>(selectors.local.size() * selectors.remote.size(), 0xffff));
    out.sas = out.version == IkeVersion::ikev1 ? pairs : 1;
    if (const auto address = in.address(half.record, "Local", about)) out.local_addresses.push_back(*address);
    if (const auto address = in.address(half.record, "Remote", about)) out.peers.push_back(*address);
    out.ike_proposals = proposal_of(out.ike);
    out.esp_proposals = proposal_of(out.esp);
    return out;
}

/// The device at an address, made if it is not there yet. Configurations of one device come one a file.
Host& host_at(AliyunImport& in, const std::optional<Address>& address, const Origin& origin) {
    const auto key = record_key("host", address ? address->text() : origin.file);
    const auto [known, fresh] = in.positions.emplace(key, in.made.hosts.size());
    if (fresh) {
        Host host;
        host.profile = "generic";
        host.proposed = true;
        host.origin = origin;
        if (address) {
            host.outer_addresses.push_back(*address);
            host.name = address->text();
            const auto name = in.customer_names.find(*address);
            if (name != in.customer_names.end()) host.name = name->second;
        }
        in.made.hosts.push_back(std::move(host));
    }
    return in.made.hosts[known->second];
}

}  // namespace

void read_device_config(AliyunImport& in, const AliyunRecord& record) {
    const auto from_file = name_of_file(record.origin().file);
    const SelectorGroup selectors{aliyun_selectors(in, record, "LocalSubnet", from_file),
                                  aliyun_selectors(in, record, "RemoteSubnet", from_file)};
    auto halves = record.list("TunnelsConfig", "TunnelConfig");
    const bool single = halves.empty();
    if (single) halves.push_back(record);
    std::size_t position = 0;
    for (const auto& half : halves) {
        auto protection = protection_of(in, half_of(half), selectors, from_file);
        const auto* const connection = single ? connection_of(in, protection) : nullptr;
        protection.name = connection != nullptr && !connection->name.empty() ? connection->name : from_file;
        if (!single) protection.name += "/tunnel-" + std::to_string(++position);
        const auto address =
            protection.local_addresses.empty() ? std::nullopt : std::optional{protection.local_addresses.front()};
        if (selectors.local.empty() || selectors.remote.empty()) {
            in.incomplete("selectors-unknown", protection.name,
                          "the selectors of this device configuration are not in the answer", half.origin());
        }
        host_at(in, address, half.origin()).protections.push_back(std::move(protection));
    }
    in.say(Gravity::note, "proposed-configuration", from_file,
           "this is what the cloud proposes for the device, not what the device has", record.origin());
}

void read_diagnosis(AliyunImport& in, const AliyunRecord& record) {
    const auto code = record.text("FailedReasonCode");
    if (code.empty() || code == "NoExceptionFound") return;
    auto about = record.text("VpnConnectionId");
    if (const auto known = in.positions.find(record_key("connection", about)); known != in.positions.end()) {
        const auto& name = in.made.cloud.connections[known->second].name;
        if (!name.empty()) about = name;
    }
    const bool is_word = code.size() <= 60 && std::all_of(code.begin(), code.end(), [](unsigned char c) {
                             return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                         });
    in.say(Gravity::warning, "diagnosed-failure", about,
           "the cloud's own diagnosis found a fault in this connection" + (is_word ? ": " + code : std::string{}) +
               "; \"vpnsim explain\" says what it means",
           record.origin());
}

}  // namespace vpnsim::importers
