#include <algorithm>

#include "tools/reports/fix_report.hpp"
#include "tools/reports/json_parts.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/review_report.hpp"

namespace vpnsim {
namespace {

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

Json reachability_json(const Estate& estate, const Reachability& reachability) {
    Json out{{"classes", reachability.classes}};
    for (std::size_t d = 0; d < reachability.by_disposition.size(); ++d) {
        out[std::string{text(static_cast<Disposition>(d))}] = reachability.by_disposition[d];
    }
    for (std::size_t s = 0; s < reachability.by_symmetry.size(); ++s) {
        out[std::string{text(static_cast<Symmetry>(s))}] = reachability.by_symmetry[s];
    }
    Json matrix = Json::array();
    for (const auto& cell : reachability.matrix) {
        const auto& vpc = estate[cell.vpc];
        const auto& site = estate[cell.site];
        matrix.push_back({{"vpc", vpc.name},
                          {"vswitch", vpc.vswitches[cell.vswitch].name},
                          {"site", site.name},
                          {"network", site.networks[cell.network].name},
                          {"cloud_to_site", trips_json(estate, cell.cloud_to_site)},
                          {"site_to_cloud", trips_json(estate, cell.site_to_cloud)}});
    }
    out["matrix"] = std::move(matrix);
    out["matrix_left_out"] = reachability.matrix_left_out;
    return out;
}

Json review_json(const Review& review) {
    const auto& scenario = review.simulation.scenario();
    Json findings = Json::array();
    std::size_t not_tried = 0;
    for (std::size_t f = 0; f < review.findings.size(); ++f) {
        auto finding = finding_json(scenario, review.findings[f]);
        const auto& remedies = f < review.remedies.size() ? review.remedies[f] : std::nullopt;
        if (!remedies) ++not_tried;
        finding["remedies"] = Json::array();
        for (const auto& r : remedies ? *remedies : std::vector<VerifiedRemedy>{}) {
            finding["remedies"].push_back(remedy_json(r.title, r.trade_off, r.interrupts, r.patch));
        }
        findings.push_back(std::move(finding));
    }
    return {{"format", "vpnsim-review/1"},
            {"scenario", scenario.name.empty() ? review.file() : scenario.name},
            {"file", review.file()},
            {"negotiations", negotiations_json(review.simulation, std::nullopt)},
            {"findings", std::move(findings)},
            {"reachability", reachability_json(scenario.estate, review.reachability)},
            {"summary",
             {{"errors", review.count(Severity::error)},
              {"warnings", review.count(Severity::warning)},
              {"notes", review.count(Severity::note)}}},
            {"assumptions", review.simulation.assumptions()},
            {"suppressed", review.suppressed},
            {"suppressions_not_in_force", review.suppressions_not_in_force},
            {"remedies_not_tried", not_tried}};
}

}  // namespace

std::size_t Review::count(Severity severity) const {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.severity == severity; }));
}

std::string reviews_json(const std::vector<Review>& reviews) {
    if (reviews.size() == 1) return json_text(review_json(reviews.front()));
    Json out = Json::array();
    for (const auto& review : reviews) out.push_back(review_json(review));
    return json_text(out);
}

}  // namespace vpnsim
