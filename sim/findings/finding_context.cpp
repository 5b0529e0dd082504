#include "sim/findings/finding_context.hpp"

#include "model/finding_rules.hpp"

namespace vpnsim {
namespace {

RankedTable index_of(const std::vector<FlowBox>& boxes) {
    std::vector<RankedTable::Record> records;
    records.reserve(boxes.size());
    for (std::uint32_t i = 0; i < boxes.size(); ++i) records.push_back({boxes[i].box, 0, {{}, i, i}});
    return RankedTable{std::move(records)};
}

/// For searches among records that are ordered by connection.
template <class ConnectionOf>
struct Before {
    ConnectionOf connection_of;
    template <class Record>
    bool operator()(const Record& a, ConnectionId b) const {
        return connection_of(a) < b;
    }
    template <class Record>
    bool operator()(ConnectionId a, const Record& b) const {
        return a < connection_of(b);
    }
};

}  // namespace

RegionIndex::RegionIndex(const Ingress& ingress) : boxes_{ingress.boxes}, index_{index_of(ingress.boxes)} {}

FindingContext::FindingContext(const Network& n, const FlowPartition& p, const FindingScope& s)
    : network{n},
      estate{n.estate()},
      negotiations{n.negotiations()},
      partition{p},
      scope{s},
      regions_(p.ingresses.size()) {
    // Pairs and ends come by connection, and the scope ascends.
    const auto of = [](const auto& all, ConnectionId id, const auto& connection_of) {
        return std::equal_range(all.begin(), all.end(), id, Before<decltype(connection_of)>{connection_of});
    };
    for (const auto id : scope.connections) {
        const auto [first_pair, last_pair] =
            of(negotiations.pairs, id, [](const Negotiation& x) { return x.cloud.connection; });
        for (auto pair = first_pair; pair != last_pair; ++pair) pairs.push_back(&*pair);
        const auto [first_end, last_end] =
            of(negotiations.ends, id, [](const CloudEnd& x) { return x.ref.connection; });
        for (auto end = first_end; end != last_end; ++end) ends.push_back(&*end);
    }
}

std::vector<std::pair<PacketBox, Behaviour>> FindingContext::without_filters(const Endpoint& at,
                                                                             const PacketBox& box) const {
    return explore_parts(network, at, box, Settle::by_answer, Filtering::ignored);
}

const RegionIndex& FindingContext::region(const Endpoint& at) const {
    const auto* vpc = std::get_if<VpcId>(&at);
    const auto number = vpc != nullptr ? vpc->index() : estate.vpcs.size() + std::get<SiteId>(at).index();
    auto& index = regions_[number];
    if (!index) index.emplace(partition.ingresses[number]);
    return *index;
}

RecordName FindingContext::connection(ConnectionId id) const {
    const auto& c = estate[id];
    return {c.name, "/ipsec_connections/" + c.name, c.place};
}

RecordName FindingContext::cloud_end(const CloudEndRef& ref) const {
    auto record = connection(ref.connection);
    if (ref.tunnel) {
        const auto& tunnel = estate[ref.connection].tunnels[ref.tunnel->index()];
        record = {record.entity + '/' + tunnel.name, record.pointer + "/tunnels/" + tunnel.name, tunnel.place};
    }
    return record;
}

RecordName FindingContext::device_tunnel(const DeviceTunnelRef& ref) const {
    const auto& site = estate[ref.site];
    const auto& device = site.devices[ref.device.index()];
    const auto& tunnel = device.tunnels[ref.tunnel.index()];
    return {site.name + '/' + device.name + '/' + tunnel.name,
            "/sites/" + site.name + "/devices/" + device.name + "/tunnels/" + tunnel.name, tunnel.place};
}

RecordName FindingContext::device(const DeviceTunnelRef& ref) const {
    const auto& site = estate[ref.site];
    const auto& device = site.devices[ref.device.index()];
    return {site.name + '/' + device.name, "/sites/" + site.name + "/devices/" + device.name, device.place};
}

RecordName FindingContext::site(SiteId id) const {
    return {estate[id].name, "/sites/" + estate[id].name, estate[id].place};
}

RecordName FindingContext::customer_gateway(CustomerGatewayId id) const {
    return {estate[id].name, "/customer_gateways/" + estate[id].name, estate[id].place};
}

RecordName FindingContext::gateway(GatewayId id) const {
    return {estate[id].name, "/vpn_gateways/" + estate[id].name, estate[id].place};
}

RecordName FindingContext::policy_route(GatewayId id, const PolicyRoute& route) const {
    const auto owner = gateway(id);
    // Names of listed records contain no "/", those of automatic ones do.
    const bool automatic = route.name.find('/') != std::string::npos;
    return {owner.entity + '/' + route.name,
            automatic ? connection(route.next_hop).pointer : owner.pointer + "/policy_routes/" + route.name,
            route.place};
}

RecordName FindingContext::destination_route(GatewayId id, const DestinationRoute& route) const {
    const auto owner = gateway(id);
    return {owner.entity + '/' + route.name, owner.pointer + "/destination_routes/" + route.name, route.place};
}

RecordName FindingContext::bgp_route(GatewayId id, const BgpRoute& route) const {
    const auto owner = gateway(id);
    return {owner.entity + '/' + route.name, owner.pointer + "/bgp_routes/" + route.name, route.place};
}

std::string FindingContext::name(const Endpoint& at) const {
    if (const auto* vpc = std::get_if<VpcId>(&at)) return estate[*vpc].name;
    if (const auto* site = std::get_if<SiteId>(&at)) return estate[*site].name;
    return estate[network.ends()[std::get<MirrorImage>(at).end].ref.connection].name;
}

Finding FindingContext::about(std::string_view rule, const RecordName& record,
                              std::vector<std::string> entities) const {
    Finding finding;
    finding.rule = rule;
    finding.severity = find_rule(rule)->severity;
    finding.entities = std::move(entities);
    finding.pointer = record.pointer;
    finding.place = record.place;
    return finding;
}

namespace {

std::uint64_t size_of(const PacketBox& box) {
    constexpr AddressBits modulus = (std::uint64_t{1} << 61) - 1;
    AddressBits size = 1;
    const auto times = [&](AddressBits count) { size = size * (count % modulus) % modulus; };
    times((box.source.last - box.source.first) % modulus + 1);
    times((box.destination.last - box.destination.first) % modulus + 1);
    for (const auto& range : {box.service.protocols, box.service.source_ports, box.service.destination_ports}) {
        times(static_cast<unsigned>(range.last - range.first) + 1U);
    }
    return static_cast<std::uint64_t>(size);
}

}  // namespace

void add_flows(Finding& finding, const std::vector<PacketBox>& boxes, std::size_t max_rows) {
    if (boxes.empty()) return;
    for (const auto& box : boxes) finding.size = (finding.size + size_of(box)) % ((std::uint64_t{1} << 61) - 1);
    const auto tcp = static_cast<std::uint16_t>(Protocol::tcp);
    const auto first = *std::min_element(boxes.begin(), boxes.end(), [&](const PacketBox& a, const PacketBox& b) {
        const auto key = [&](const PacketBox& box) { return std::pair{!box.service.protocols.contains(tcp), box}; };
        return key(a) < key(b);
    });
    finding.witness = first.witness();
    finding.any_protocol = first.service.protocols == PortRange{0, 255};
    finding.flows = flow_rows(boxes);
    if (finding.flows.size() <= max_rows) return;
    finding.flows_left_out = finding.flows.size() - max_rows;
    finding.flows.resize(max_rows);
}

std::string enumerate(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
        out += names[i];
    }
    return out;
}
std::string enumerate_blocks(const std::vector<Prefix>& blocks) {
    std::vector<std::string> texts;
    for (const auto& block : blocks) texts.push_back(block.text());
    return enumerate(texts);
}

}  // namespace vpnsim
