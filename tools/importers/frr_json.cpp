#include <algorithm>

#include "tools/importers/address_words.hpp"
#include "tools/importers/frr_config.hpp"
#include "tools/importers/json_members.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

class TableReader : JsonMembers {
  public:
    TableReader(const JsonDocument& document, const InputText& input, Remarks& remarks)
        : JsonMembers{document, input}, remarks_{remarks} {
        out_.origin = {input.name};
    }

    FrrTable read() {
        const auto& root = this->root();
        if (root.kind == JsonKind::array) {
            for_each(root, [&](const JsonNode& map) {
                if (map.kind == JsonKind::object && member(map, "policies") != nullptr) {
                    out_.policy_maps.emplace_back(text(map, "name"));
                } else {
                    not_understood(map);
                }
            });
        } else if (root.kind == JsonKind::object) {
            out_.is_table = true;
            read_vrf(root, {});
        } else {
            not_understood(root);
        }
        return std::move(out_);
    }

  private:
    [[nodiscard]] bool flag(const JsonNode& object, std::string_view key) const { return text(object, key) == "true"; }
    [[nodiscard]] std::optional<std::uint32_t> number(const JsonNode& object, std::string_view key) const {
        std::uint32_t value = 0;
        return parse_number(text(object, key), value) ? std::optional{value} : std::nullopt;
    }
    void remark(Gravity gravity, std::string kind, std::string about, std::string message, const JsonNode& at) {
        remarks_.push_back({gravity, std::move(kind), std::move(about), std::move(message), origin(at)});
    }
    void not_understood(const JsonNode& node) {
        remark(Gravity::incomplete, "unknown-record", {},
               "The file holds something that show ip route json does not print. It is left out.", node);
    }

    /// Members are blocks with lists of routes, or, once more outside, VRFs.
    void read_vrf(const JsonNode& vrf, std::string_view name) {
        for_each(vrf, [&](const JsonNode& entry) {
            if (entry.kind == JsonKind::array) {
                for_each(entry, [&](const JsonNode& route) { read_route(route, entry.key, name); });
            } else if (entry.kind == JsonKind::object && name.empty()) {
                read_vrf(entry, entry.key);
            } else {
                not_understood(entry);
            }
        });
    }

    void read_route(const JsonNode& record, std::string_view block, std::string_view vrf) {
        if (record.kind != JsonKind::object) return not_understood(record);
        const auto place = origin(record);
        const auto destination = prefix_word(block, Family::ipv4, place, remarks_);
        if (!destination) return;
        if (is_bookkeeping(*destination)) return;
        OsRoute route{"main",
                      OsRouteType::unicast,
                      *destination,
                      {},
                      number(record, "metric"),
                      number(record, "distance"),
                      number(record, "tag"),
                      false,
                      {},
                      place};
        const auto table = text(record, "table");
        if (const auto inner = text(record, "vrfName"); !inner.empty()) vrf = inner;
        if (!vrf.empty() && vrf != "default") route.table = "vrf " + std::string{vrf};
        else if (!table.empty() && table != "254") route.table = table;
        const auto protocol = text(record, "protocol");
        if (const auto* hops = member(record, "nexthops")) {
            for_each(*hops, [&](const JsonNode& hop) { read_hop(route, hop); });
        }
        if (protocol == "local") {
            if (!route.next_hops.empty()) {
                out_.interfaces.push_back(
                    {route.next_hops.front().device, destination->first(), *destination, false, place});
            }
            return;
        }
        route.connected = protocol == "connected";
        if (route.type != OsRouteType::unicast) route.next_hops.clear();
        else if (route.next_hops.empty()) {
            return remark(Gravity::warning, "route-not-in-force", destination->text(),
                          "No next hop of the route was usable when this was saved. The route is left out.", record);
        }
        if (route.metric == 0U) route.metric.reset();
        out_.routes.push_back(std::move(route));
    }

    void read_hop(OsRoute& route, const JsonNode& hop) {
        if (hop.kind != JsonKind::object) return not_understood(hop);
        if (flag(hop, "blackhole")) {
            route.type = OsRouteType::blackhole;
        } else if (flag(hop, "reject") || flag(hop, "unreachable")) {
            // FRR says "unreachable" of every route that drops, and beside it how.
            if (route.type != OsRouteType::blackhole) route.type = OsRouteType::unreachable;
        } else if (flag(hop, "adminProhibited") || flag(hop, "admin-prohibited")) {
            route.type = OsRouteType::prohibit;
        } else if (flag(hop, "active") && !flag(hop, "recursive") && !flag(hop, "duplicate")) {
            // A recursive next hop is followed by those that it is resolved to.
            OsNextHop out{Address::parse(text(hop, "ip")), std::string{text(hop, "interfaceName")}};
            if (const auto weight = number(hop, "weight")) out.weight = *weight;
            route.next_hops.push_back(std::move(out));
        }
    }

    Remarks& remarks_;
    FrrTable out_;
};

}  // namespace

FrrTable read_frr_json(const InputText& input, Remarks& remarks) {
    const auto read = read_document({input.name, input.text});
    if (const auto* error = std::get_if<InputError>(&read)) {
        remarks.push_back({Gravity::error,
                           "bad-json",
                           {},
                           "This is no complete JSON text. Save the output of show ip route json again.",
                           {input.name, error->line, error->column}});
        return {};
    }
    return TableReader{std::get<JsonDocument>(read), input, remarks}.read();
}

}  // namespace vpnsim::importers
