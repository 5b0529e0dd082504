#include "model/decode_estate.hpp"
#include "model/decode_parameters.hpp"

namespace vpnsim {
namespace {

/// The devices of a site and their tunnels, for next hops.
struct SiteNames {
    NameTable devices{"device of this site"};
    std::vector<NameTable> tunnels;  ///< of each device
    std::vector<std::string> all;    ///< "fw-1", "fw-1/to-conn-1", for suggestions
};

SiteNames collect_names(const Decoder& in, const JsonValue& site) {
    SiteNames names;
    const auto& document = in.document();
    const auto devices = document.member(site.node, "devices");
    in.collect_names(devices, names.devices);
    if (devices == JsonNode::none || document[devices].kind != JsonKind::object) return names;
    for (auto child = document[devices].first_child; child != JsonNode::none; child = document[child].next) {
        auto& tunnels = names.tunnels.emplace_back("tunnel of this device");
        in.collect_names(document.member(document[child], "tunnels"), tunnels);
        const std::string device{document[child].key};
        names.all.push_back(device);
        for (const auto tunnel : tunnels.names()) names.all.push_back(device + '/' + std::string{tunnel});
    }
    return names;
}

SiteNextHop next_hop(Decoder& in, const JsonValue& value, const SiteNames& names) {
    const auto written = in.text(value);
    if (!written || *written == "local") return Local{};
    if (*written == "internet") return Internet{};
    if (*written == "blackhole") return Blackhole{};
    const auto slash = written->find('/');
    if (const auto device = names.devices.find(written->substr(0, slash))) {
        if (slash == std::string_view::npos) return DeviceHop{DeviceIndex{*device}};
        if (const auto tunnel = names.tunnels[*device].find(written->substr(slash + 1))) {
            return TunnelHop{DeviceIndex{*device}, TunnelIndex{*tunnel}};
        }
    }
    const std::vector<std::string_view> all{names.all.begin(), names.all.end()};
    in.report_dangling(value, *written, "device or device tunnel of this site", all);
    return Local{};
}

std::vector<SiteNextHop> next_hops(Decoder& in, const JsonValue& value, const SiteNames& names) {
    std::vector<SiteNextHop> out;
    in.one_or_more(value, [&](const JsonValue& v) { out.push_back(next_hop(in, v, names)); });
    return out;
}

SiteRoute route(Decoder& in, const JsonValue& value, const SiteNames& names) {
    SiteRoute out{std::string{value.key()}, unread_prefix, {}, 0, in.place(value)};
    in.object(value,
              {{"destination", [&](const JsonValue& v) { set(out.destination, in.prefix(v)); }, Presence::required},
               {"next_hop", [&](const JsonValue& v) { out.next_hops = next_hops(in, v, names); }, Presence::required},
               {"metric", [&](const JsonValue& v) { set(out.metric, in.number<std::uint32_t>(v)); }}});
    return out;
}

SitePolicyRoute policy_route(Decoder& in, const JsonValue& value, const SiteNames& names) {
    SitePolicyRoute out;
    out.name = value.key();
    out.place = in.place(value);
    in.object(value,
              {{"priority", [&](const JsonValue& v) { set(out.priority, in.number<std::uint32_t>(v)); }},
               {"source", [&](const JsonValue& v) { set(out.source, in.prefix(v)); }},
               {"destination", [&](const JsonValue& v) { set(out.destination, in.prefix(v)); }},
               {"protocol", [&](const JsonValue& v) { out.protocol = in.protocol(v); }},
               {"ports", [&](const JsonValue& v) { out.ports = in.ports(v); }},
               {"next_hop", [&](const JsonValue& v) { out.next_hops = next_hops(in, v, names); }, Presence::required}});
    return out;
}

DeviceTunnel tunnel(Decoder& in, const JsonValue& value) {
    DeviceTunnel out;
    out.name = value.key();
    out.place = in.place(value);
    in.object(value, {{"peer", [&](const JsonValue& v) { set(out.peer, in.address(v)); }},
                      {"local_ts", [&](const JsonValue& v) { out.local_ts = decode_selectors(in, v); }},
                      {"remote_ts", [&](const JsonValue& v) { out.remote_ts = decode_selectors(in, v); }},
                      {"psk", [&](const JsonValue& v) { out.psk = decode_psk(in, v); }},
                      {"initiates", [&](const JsonValue& v) { set(out.initiates, in.boolean(v)); }},
                      {"backup", [&](const JsonValue& v) { set(out.backup, in.boolean(v)); }},
                      {"ike", [&](const JsonValue& v) { out.ike = decode_ike(in, v, End::device); }},
                      {"esp", [&](const JsonValue& v) { out.esp = decode_esp(in, v, End::device); }},
                      {"nat_traversal", [&](const JsonValue& v) { set(out.nat_traversal, in.boolean(v)); }},
                      {"dpd", [&](const JsonValue& v) { set(out.dpd, in.boolean(v)); }},
                      {"dpd_order", [&](const JsonValue& v) { set(out.dpd_order, in.one_of(v, dpd_order_names)); }},
                      {"commit_bit", [&](const JsonValue& v) { set(out.commit_bit, in.boolean(v)); }},
                      {"bgp", [&](const JsonValue& v) { out.bgp = decode_bgp(in, v); }}});
    return out;
}

Device device(Decoder& in, const JsonValue& value) {
    Device out;
    out.name = value.key();
    out.place = in.place(value);
    out.profile = find_profile("generic")->profile;
    const auto addresses = [&](std::vector<Address>& list) {
        return [&in, &list](const JsonValue& v) {
            in.one_or_more(v, [&](const JsonValue& element) {
                if (const auto address = in.address(element)) list.push_back(*address);
            });
        };
    };
    const auto address = [&](const JsonValue& v) {
        out.dynamic_address = v.node.kind == JsonKind::text && v.node.text == "dynamic";
        if (!out.dynamic_address) addresses(out.addresses)(v);
    };
    const auto tunnels = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& t) { out.tunnels.push_back(tunnel(in, t)); });
    };
    in.object(value, {{"address", address},
                      {"nat_address", [&](const JsonValue& v) { set(out.nat_address, in.address(v)); }},
                      {"inside_addresses", addresses(out.inside_addresses)},
                      {"profile", [&](const JsonValue& v) { out.profile = decode_profile(in, v, "generic"); }},
                      {"stateful_firewall", [&](const JsonValue& v) { set(out.stateful_firewall, in.boolean(v)); }},
                      {"underlay_rules", [&](const JsonValue& v) { out.underlay_rules = decode_access_rules(in, v); }},
                      {"tunnels", tunnels}});
    return out;
}

}  // namespace

Site decode_site(Decoder& in, const JsonValue& value) {
    const SiteNames names = collect_names(in, value);
    Site out;
    out.name = value.key();
    out.place = in.place(value);
    const auto networks = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& n) {
            out.networks.push_back({std::string{n.key()}, in.prefix(n).value_or(unread_prefix), in.place(n)});
        });
    };
    const auto hosts = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& h) {
            Host host{std::string{h.key()}, Address{Family::ipv4, 0}, in.place(h)};
            in.object(h,
                      {{"address", [&](const JsonValue& a) { set(host.address, in.address(a)); }, Presence::required}});
            out.hosts.push_back(std::move(host));
        });
    };
    const auto routes = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& r) { out.routes.push_back(route(in, r, names)); });
    };
    const auto policy_routes = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& r) { out.policy_routes.push_back(policy_route(in, r, names)); });
    };
    const auto devices = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& d) { out.devices.push_back(device(in, d)); });
    };
    in.object(value, {{"networks", networks},
                      {"mtu", [&](const JsonValue& v) { set(out.mtu, in.number<std::uint32_t>(v)); }},
                      {"region", [&](const JsonValue& v) { set(out.region, in.text(v)); }},
                      {"hosts", hosts},
                      {"routes", routes},
                      {"policy_routes", policy_routes},
                      {"access_rules", [&](const JsonValue& v) { out.access_rules = decode_access_rules(in, v); }},
                      {"devices", devices}});
    return out;
}

}  // namespace vpnsim
