// nat-traversal, ike-blocked, address-forbidden: whether the packets that carry a tunnel find their way.
#include <array>

#include "sim/findings/met_pair.hpp"
#include "sim/underlay.hpp"

namespace vpnsim {
namespace {

std::string in_words(const std::optional<bool>& nat_traversal) {
    if (!nat_traversal) return "not stated";
    return *nat_traversal ? "on" : "off";
}

void check_nat_traversal(const FindingContext& context, const MetPair& pair, Findings& out) {
    const auto cloud = pair.cloud.nat_traversal;
    const auto device = pair.tunnel.nat_traversal;
    const bool nat = behind_nat(pair.cloud, pair.device);
    const bool off = cloud == false || device == false;
    if (nat ? !off : !cloud || !device || cloud == device) return;
    auto finding = context.about("nat-traversal", pair.cloud_record, pair.entities);
    if (!nat) finding.severity = Severity::warning;
    const auto settings = "NAT traversal is " + in_words(cloud) + " at " + pair.cloud_record.entity + " and " +
                          in_words(device) + " at " + pair.device_record.entity;
    finding.message = nat ? pair.device.name + " is behind NAT, but " + settings + '.' : settings + '.';
    finding.why = nat ? "A NAT does not pass ESP: both ends have to carry it in UDP 4500."
                      : "Without NAT on the way nothing happens now; as soon as one appears, the tunnel fails.";
    finding.remedy = "Switch NAT traversal on at both ends.";
    finding.reference = std::string{text(ErrorCode::nat_t_mismatch)};
    out.push_back(std::move(finding));
}

void check_underlay_rules(const FindingContext& context, const MetPair& pair, Findings& out) {
    const auto blocked = blocked_packets(pair.cloud, pair.device, pair.tunnel);
    if (blocked.ike.empty() && blocked.esp.empty()) return;
    auto record = context.device(*pair.negotiation.peer);
    auto entities = pair.entities;
    entities.push_back(record.entity);
    auto dropped = blocked.ike;
    dropped.insert(dropped.end(), blocked.esp.begin(), blocked.esp.end());
    record.pointer += "/underlay_rules";
    auto finding = context.about("ike-blocked", record, std::move(entities));
    finding.message =
        "The firewall at " + record.entity + " drops " + enumerate(dropped) + " of " + pair.cloud_record.entity + '.';
    finding.why = blocked.ike.empty() ? "IKE passes, so the tunnel comes up; its packets do not, so it carries nothing."
                                      : "IKE messages or their answers never arrive: phase 1 times out.";
    finding.remedy =
        "Allow UDP 500, UDP 4500 and ESP (protocol 50) in both directions between the device and " +
        (pair.cloud.gateway_address ? pair.cloud.gateway_address->text() : std::string{"the gateway's address"}) + '.';
    finding.reference = std::string{text(ErrorCode::no_response)};
    out.push_back(std::move(finding));
}

void check_customer_gateway(const FindingContext& context, CustomerGatewayId id, Findings& out) {
    static const std::array blocks{*Prefix::parse("100.64.0.0/10"), *Prefix::parse("127.0.0.0/8"),
                                   *Prefix::parse("169.254.0.0/16"), *Prefix::parse("224.0.0.0/4"),
                                   *Prefix::parse("255.0.0.0/8")};
    const auto& address = context.estate[id].address;
    if (!address) return;
    for (const auto& block : blocks) {
        if (!block.contains(*address)) continue;
        const auto record = context.customer_gateway(id);
        auto finding = context.about("address-forbidden", record, {record.entity});
        finding.message =
            record.entity + " has the address " + address->text() + ", which lies in " + block.text() + '.';
        finding.why =
            "The cloud accepts no customer gateway in this block: no device on the Internet has such an address.";
        finding.remedy = "Register the public address that the device, or the NAT before it, sends from.";
        finding.reference = "Accepted values";
        out.push_back(std::move(finding));
    }
}

}  // namespace

void find_outer_packet_problems(const FindingContext& context, Findings& out) {
    for_each_met_pair(context, [&](const MetPair& pair) {
        check_nat_traversal(context, pair, out);
        check_underlay_rules(context, pair, out);
    });
    for (const auto id : context.scope.customer_gateways) check_customer_gateway(context, id, out);
}

}  // namespace vpnsim
