#include "tools/reports/json_parts.hpp"

#include <algorithm>

#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

Json mismatch_json(const Mismatch& mismatch) {
    return {{"code", text(mismatch.code)},
            {"parameter", mismatch.parameter},
            {"local", mismatch.local},
            {"remote", mismatch.remote},
            {"message", mismatch.message}};
}

Json later_json(const Negotiation::Later& later) {
    return {{"code", text(later.mismatch.code)},     {"when", later.when},
            {"parameter", later.mismatch.parameter}, {"local", later.mismatch.local},
            {"remote", later.mismatch.remote},       {"message", later.mismatch.message}};
}

Json child_json(const Negotiation::OfferedSa& child) {
    Json out{{"local_ts", texts(child.sa.local)}, {"remote_ts", texts(child.sa.remote)}, {"certain", child.certain}};
    // IKEv1 initiators that install their own selectors: the device's view, only where it is another one.
    if (child.sa.device_local != child.sa.remote || child.sa.device_remote != child.sa.local) {
        out["device_local_ts"] = texts(child.sa.device_local);
        out["device_remote_ts"] = texts(child.sa.device_remote);
    }
    return out;
}

Json witness_json(const Finding& finding) {
    if (!finding.witness) return {};
    if (!finding.any_protocol) return flow_json(*finding.witness);
    return {{"source", finding.witness->source.text()},
            {"destination", finding.witness->destination.text()},
            {"protocol", "any"}};
}

Json flows_json(const Finding& finding) {
    Json out = Json::array();
    for (const auto& row : finding.flows) {
        for (const auto& service : texts(row.services)) {
            Json flow{{"from", texts(row.from)}, {"to", texts(row.to)}};
            if (!text(service).empty()) {
                flow["protocol"] = service.protocol;
                flow["source_ports"] = service.source_ports;
                flow["ports"] = service.ports;
            }
            out.push_back(std::move(flow));
        }
    }
    return out;
}

}  // namespace

void add_place(Json& json, const Scenario& scenario, Place place) {
    const bool known = place.line != 0 && place.file < scenario.files.size();
    json["file"] = known ? Json(scenario.files[place.file]) : Json{};
    json["line"] = known ? Json(place.line) : Json{};
}

Json flow_json(const Flow& flow) {
    const bool ports = has_ports(flow.protocol);
    return {{"source", flow.source.text()},
            {"destination", flow.destination.text()},
            {"protocol", text(flow.protocol)},
            {"source_port", ports ? Json(flow.source_port) : Json{}},
            {"destination_port", ports ? Json(flow.destination_port) : Json{}}};
}

Json trips_json(const Estate& estate, const std::vector<Trip>& trips) {
    Json out = Json::array();
    for (const auto& trip : trips) {
        out.push_back({{"disposition", text(trip.disposition)}, {"connections", names_of(estate, trip.connections)}});
    }
    return out;
}

Json finding_json(const Scenario& scenario, const Finding& finding) {
    Json out{{"rule", finding.rule},
             {"severity", text(finding.severity)},
             {"entities", finding.entities},
             {"pointer", finding.pointer}};
    add_place(out, scenario, finding.place);
    out["message"] = finding.message;
    out["why"] = finding.why;
    out["remedy"] = finding.remedy;
    out["reference"] = finding.reference;
    out["witness"] = witness_json(finding);
    out["flows"] = flows_json(finding);
    if (finding.flows_left_out > 0) out["flows_left_out"] = finding.flows_left_out;
    out["fingerprint"] = finding.fingerprint();
    return out;
}

Json negotiation_json(const Estate& estate, const Negotiation& pair) {
    const auto& connection = estate[pair.cloud.connection];
    Json mismatches = Json::array();
    for (const auto& mismatch : pair.mismatches) mismatches.push_back(mismatch_json(mismatch));
    Json children = Json::array();
    for (const auto& child : pair.child_sas) children.push_back(child_json(child));
    return {{"connection", connection.name},
            {"tunnel", pair.cloud.tunnel ? Json(connection.tunnels[pair.cloud.tunnel->index()].name) : Json{}},
            {"peer", pair.peer ? Json(label(estate, *pair.peer)) : Json{}},
            {"phase1", text(pair.phase1)},
            {"phase2", text(pair.phase2)},
            {"mismatches", std::move(mismatches)},
            {"error", pair.error ? mismatch_json(*pair.error) : Json{}},
            {"fails_later", pair.fails_later ? later_json(*pair.fails_later) : Json{}},
            {"child_sas", std::move(children)},
            {"assumptions", pair.assumptions}};
}

Json negotiations_json(const Simulation& simulation, std::optional<ConnectionId> only) {
    Json out = Json::array();
    for (const auto& pair : simulation.negotiations().pairs) {
        if (!only || pair.cloud.connection == *only) {
            out.push_back(negotiation_json(simulation.scenario().estate, pair));
        }
    }
    return out;
}

}  // namespace vpnsim
