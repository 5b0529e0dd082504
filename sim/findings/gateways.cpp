// gateway-locked, gateway-outdated, gateway-kind, cross-border, mtu: what a gateway cannot do, whatever is configured.
#include <chrono>
#include <set>

#include "sim/findings/met_pair.hpp"

namespace vpnsim {
namespace {

using std::chrono::year_month_day;
using namespace std::chrono_literals;
constexpr year_month_day without_diagnosis = 2019y / 3 / 21;  // C16
constexpr year_month_day small_mtu = 2021y / 4 / 1;           // C15

std::string text_of(const year_month_day& day) {
    const auto two = [](unsigned number) { return (number < 10 ? "-0" : "-") + std::to_string(number); };
    return std::to_string(static_cast<int>(day.year())) + two(static_cast<unsigned>(day.month())) +
           two(static_cast<unsigned>(day.day()));
}

void check_state(const FindingContext& context, GatewayId id, Findings& out) {
    const auto& gateway = context.estate[id];
    const auto record = context.gateway(id);
    if (gateway.business_status == BusinessStatus::financial_locked) {
        auto finding = context.about("gateway-locked", record, {record.entity});
        finding.message = record.entity + " is locked for an overdue payment.";
        finding.why =
            "Its tunnels may be down, and no change of its configuration is taken, whatever this review says.";
        finding.remedy = "Pay what is due, then review again.";
        finding.reference = "C16";
        out.push_back(std::move(finding));
    }
    std::vector<std::string> faults;
    if (gateway.created && *gateway.created < without_diagnosis) {
        faults.push_back("was created on " + text_of(*gateway.created) +
                         ", before 2019-03-21: it shows no error codes");
    }
    if (!gateway.policy_route_priorities) {
        faults.emplace_back("has no policy-route priorities");
    }
    if (faults.empty()) return;
    auto finding = context.about("gateway-outdated", record, {record.entity});
    finding.message = record.entity + ' ' + enumerate(faults) + '.';
    finding.why = "A failed negotiation is then read from logs alone, and ties of policy routes cannot be settled.";
    finding.remedy = "Upgrade the gateway.";
    finding.reference = "C16, R6";
    out.push_back(std::move(finding));
}

/// The values of a cloud end that a gateway of its kind does not have.
std::vector<std::string> foreign_values(const CloudEndParameters& end, GatewayKind kind) {
    std::vector<std::string> out;
    const bool national = kind == GatewayKind::national_standard;
    const auto& ike = end.ike;
    if (national && ike.version && *ike.version != IkeVersion::ikev1) {
        out.push_back("version " + std::string{name_of(ike_version_names, *ike.version)});
    }
    if (national && ike.mode && *ike.mode != IkeMode::main) {
        out.push_back("mode " + std::string{name_of(ike_mode_names, *ike.mode)});
    }
    const auto algorithms = [&](const std::string& phase, const auto& parameters) {
        for (const auto cipher : parameters.encryption) {
            if (national == (cipher == Encryption::sm4)) continue;
            out.push_back(phase + " encryption " + text(cipher));
        }
        for (const auto hash : parameters.integrity) {
            if (national == (hash == Integrity::sm3)) continue;
            out.push_back(phase + " integrity " + text(hash));
        }
    };
    algorithms("phase 1", ike);
    algorithms("phase 2", end.esp);
    return out;
}

void check_kind(const FindingContext& context, const CloudEndRef& ref, Findings& out) {
    const auto end = cloud_end_parameters(context.estate, ref);
    if (!end.gateway) return;
    const auto& gateway = context.estate[*end.gateway];
    if (gateway.profile.name != "alibaba") return;  // other clouds' gateways have no such kinds
    const auto foreign = foreign_values(end, gateway.kind);
    if (foreign.empty()) return;
    const bool national = gateway.kind == GatewayKind::national_standard;
    const auto record = context.cloud_end(ref);
    auto entities = cloud_entities(context, ref);
    entities.push_back(gateway.name);
    auto finding = context.about("gateway-kind", record, std::move(entities));
    finding.message = record.entity + " states what " + gateway.name + ", a " +
                      (national ? "national-standard" : "normal") + " gateway, does not have: " + enumerate(foreign) +
                      '.';
    finding.why =
        "A national-standard gateway negotiates IKEv1 in main mode with SM4 and SM3 only; a normal gateway has "
        "neither of the two (C14).";
    finding.remedy = "Use what the gateway has, on both ends, or a gateway of the other kind.";
    finding.reference = "C14";
    out.push_back(std::move(finding));
}

/// Mainland China is one side, all else the other, Hong Kong included.
bool is_mainland(const std::string& region) { return region.starts_with("cn-") && !region.starts_with("cn-hongkong"); }

void check_border(const FindingContext& context, const MetPair& pair, std::set<std::pair<ConnectionId, SiteId>>& seen,
                  Findings& out) {
    const auto site = pair.negotiation.peer->site;
    if (!pair.cloud.gateway) return;
    const auto& here = context.estate[*pair.cloud.gateway].region;
    const auto& there = context.estate[site].region;
    if (here.empty() || there.empty() || is_mainland(here) == is_mainland(there)) return;
    if (!seen.emplace(pair.cloud.ref.connection, site).second) return;
    const auto record = context.connection(pair.cloud.ref.connection);
    auto finding = context.about("cross-border", record, {record.entity, context.estate[site].name});
    finding.message = record.entity + " leads from " + here + " to " + context.estate[site].name + " in " + there +
                      ", across the border of mainland China.";
    finding.why =
        "The VPN gateway does not support IPsec across that border; packets get lost at times, or all of them.";
    finding.remedy = "Use Cloud Enterprise Network for the way across the border.";
    finding.reference = "Accepted values";
    out.push_back(std::move(finding));
}

/// C15. `gateway`: the one whose age counts.
void check_mtu(const FindingContext& context, const RecordName& record, std::uint32_t mtu, GatewayId gateway,
               Findings& out) {
    const auto& created = context.estate[gateway].created;
    const bool old = created && *created < small_mtu;
    if (mtu <= (old ? 1300U : 1399U)) return;
    auto finding = context.about("mtu", record, {record.entity, context.estate[gateway].name});
    if (old) finding.severity = Severity::error;
    finding.message = record.entity + " declares an MTU of " + std::to_string(mtu) + "; " +
                      (old ? context.estate[gateway].name + ", created on " + text_of(*created) + ", fails above 1300."
                           : "1399 is advised for tunnels of " + context.estate[gateway].name + '.');
    finding.why =
        "Larger packets do not fit into the tunnel, and the gateway neither fragments nor reassembles: small "
        "packets pass, large ones vanish.";
    finding.remedy =
        old ? "Upgrade the gateway, or lower the MTU to 1300." : "Lower the MTU to 1399, or the MSS with it.";
    finding.reference = "C15";
    out.push_back(std::move(finding));
}

}  // namespace

void find_gateway_problems(const FindingContext& context, Findings& out) {
    const auto& estate = context.estate;
    for (const auto id : context.scope.gateways) check_state(context, id, out);
    for (const auto* end : context.ends) check_kind(context, end->ref, out);
    for (const auto id : context.scope.connections) {
        const auto& connection = estate[id];
        if (!connection.mtu || !connection.vpn_gateway) continue;
        check_mtu(context, context.connection(id), *connection.mtu, *connection.vpn_gateway, out);
    }
    std::set<std::pair<ConnectionId, SiteId>> borders;
    std::set<std::pair<SiteId, GatewayId>> paths;
    for_each_met_pair(context, [&](const MetPair& pair) {
        check_border(context, pair, borders, out);
        const auto site = pair.negotiation.peer->site;
        const auto mtu = estate[site].mtu;
        if (!mtu || !pair.cloud.gateway || !paths.emplace(site, *pair.cloud.gateway).second) return;
        check_mtu(context, context.site(site), *mtu, *pair.cloud.gateway, out);
    });
}

}  // namespace vpnsim
