#include <algorithm>

#include "tools/importers/imported.hpp"
#include "tools/importers/ipsec_conf_connection.hpp"
#include "tools/importers/ipsec_secrets.hpp"
#include "tools/importers/machine_files.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// More conns than this are not taken from one machine, with a remark.
constexpr std::size_t most_conns = 10'000;

void add_once(std::vector<Address>& to, const Address& address) {
    if (std::find(to.begin(), to.end(), address) == to.end()) to.push_back(address);
}

/// The host's own addresses, as far as its conns say them.
void own_addresses(Host& host, Remarks& remarks) {
    for (const auto& protection : host.protections) {
        for (const auto& address : protection.local_addresses) add_once(host.outer_addresses, address);
        if (!protection.local_addresses.empty() || !protection.ike.local_id) continue;
        const auto id = Address::parse(*protection.ike.local_id);
        if (!id) continue;
        add_once(host.outer_addresses, *id);
        remarks.push_back({Gravity::note, "outer-address-from-id", protection.name,
                           "Its own address is not written; its identity " + id->text() + " is taken for it.",
                           protection.origin});
    }
    if (host.outer_addresses.empty() && !host.protections.empty()) {
        remarks.push_back({Gravity::note, "outer-address-unknown", "",
                           "No conn says which address the device sends from.", host.origin});
    }
}

void read_conns(const IpsecConfText& text, const std::vector<IkeSecret>& secrets, KeyFingerprints& keys, Host& host,
                Remarks& remarks) {
    const auto dialect = ipsec_dialect(text, remarks, host.origin);
    host.profile = dialect == IpsecDialect::libreswan ? "libreswan" : "strongswan";
    remarks.push_back(
        {Gravity::note, "local-side", "",
         "left is taken for the device's own side, unless the conn or the others of the file show that it is right.",
         host.origin});
    IpsecConnections connections{dialect, secrets, keys, remarks};
    for (const auto& conn : text.conns()) connections.check(conn);
    const auto templates = taken_over(text);
    const auto conns = resolved_conns(text, remarks);
    LeftAddresses lefts;
    for (const auto& conn : conns) {
        if (const auto left = Address::parse(conn.value("left"))) ++lefts[*left];
    }
    for (const auto& conn : conns) {
        const auto start = conn.value("auto");
        if (templates.contains(conn.own().name) && (start.empty() || start == "ignore")) {
            remarks.push_back({Gravity::skipped, "template", conn.own().name,
                               "Others take it over; it is not in force itself.", conn.own().origin});
            continue;
        }
        if (host.protections.size() >= most_conns) {
            remarks.push_back({Gravity::incomplete, "too-many-tunnels", conn.own().name,
                               "There are more conns than are read. This one and the rest are left out.",
                               conn.own().origin});
            break;
        }
        host.protections.push_back(connections.read(conn, lefts));
    }
    own_addresses(host, remarks);
}

}  // namespace

Imported import_ipsec_conf(std::span<const InputText> inputs, KeyFingerprints& keys) {
    Imported out;
    out.format = "ipsec.conf";
    for (const auto& input : inputs) out.inputs.push_back(input.name);
    std::vector<IkeSecret> everybodys;  // of machines without a configuration: secrets that were given beside one
    struct Machine {
        std::string host;
        Origin origin;
        IpsecConfText text;
        std::vector<IkeSecret> secrets;
    };
    std::vector<Machine> found;
    for (const auto& machine : machines(inputs)) {
        Machine next{machine.host, {inputs[machine.roots.front()].name}, {inputs, out.remarks}, {}};
        bool configured = false;
        for (const auto root : machine.roots) {
            if (looks_like_ipsec_secrets(inputs[root].text)) {
                auto more = ipsec_secrets(inputs[root], out.remarks);
                next.secrets.insert(next.secrets.end(), more.begin(), more.end());
            } else if (next.text.read(root)) {
                configured = true;
            }
        }
        if (configured && next.text.conns().empty()) {
            out.remarks.push_back(
                {next.secrets.empty() && next.text.setup().parameters.empty() ? Gravity::error : Gravity::incomplete,
                 "no-conns", "", "There is no conn. This is not the configuration of strongSwan or Libreswan.",
                 next.origin});
        } else if (configured) {
            found.push_back(std::move(next));
        } else {
            everybodys.insert(everybodys.end(), next.secrets.begin(), next.secrets.end());
        }
    }
    if (!everybodys.empty() && found.size() != 1) {
        out.remarks.push_back({Gravity::incomplete, "whose-secrets", "",
                               "Nothing says which machine these secrets belong to. Name the file like the machine's "
                               "configuration, or put both into one directory.",
                               everybodys.front().origin});
        everybodys.clear();
    }
    for (auto& machine : found) {
        machine.secrets.insert(machine.secrets.end(), everybodys.begin(), everybodys.end());
        if (machine.secrets.size() > max_secrets) machine.secrets.resize(max_secrets);
        Host host;
        host.name = machine.host;
        host.origin = machine.origin;
        read_conns(machine.text, machine.secrets, keys, host, out.remarks);
        out.hosts.push_back(std::move(host));
    }
    return out;
}

unsigned looks_like_ipsec_conf(std::string_view text) {
    constexpr std::size_t beginning = 1U << 16U;
    text = text.substr(0, beginning);
    if (looks_like_ipsec_secrets(text)) return 80;
    bool sections = false;
    bool parameters = false;
    for (const auto& line : text_lines(text)) {
        if (line.indent == 0) {
            sections = sections || line.text.starts_with("conn ") || line.text.starts_with("conn\t") ||
                       line.text == "config setup";
            continue;
        }
        const auto equals = line.text.find('=');
        if (equals == std::string_view::npos) continue;
        for (const std::string_view key : {"left", "right", "keyexchange", "authby", "also", "auto", "ike", "esp"}) {
            parameters = parameters || line.text.substr(0, equals).starts_with(key);
        }
    }
    return sections && parameters ? 95 : sections ? 70 : 0;
}

}  // namespace vpnsim::importers
