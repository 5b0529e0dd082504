#include "tools/reports/fix_report.hpp"
#include "tools/reports/json_parts.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/review_report.hpp"

namespace vpnsim {
namespace {

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

Json suppressed_json(const Scenario& scenario, const SuppressedFinding& suppressed) {
    auto out = finding_json(scenario, suppressed.finding);
    const auto& by = scenario.suppressions[suppressed.by];
    out["suppression"] = {{"pointer", "/suppress/" + std::to_string(suppressed.by)}};
    add_place(out["suppression"], scenario, by.place);
    out["suppression"]["reason"] = by.reason;
    out["suppression"]["until"] = by.until ? Json(text(*by.until)) : Json{};
    return out;
}

Json idle_json(const Scenario& scenario, const IdleSuppression& idle) {
    const auto& suppression = scenario.suppressions[idle.index];
    Json out{{"state", idle.why == IdleSuppression::Why::expired ? "expired" : "unused"},
             {"rule", suppression.rule},
             {"entity", suppression.entity ? Json(*suppression.entity) : Json{}},
             {"reason", suppression.reason},
             {"until", suppression.until ? Json(text(*suppression.until)) : Json{}},
             {"message", idle.sentence},
             {"pointer", "/suppress/" + std::to_string(idle.index)}};
    add_place(out, scenario, suppression.place);
    return out;
}

Json baseline_json(const Scenario& scenario, const BaselineComparison& baseline) {
    Json out{{"file", baseline.file}, {"known", Json::array()}, {"gone", Json::array()}};
    for (const auto& finding : baseline.known) out["known"].push_back(finding_json(scenario, finding));
    for (const auto& entry : baseline.gone) {
        out["gone"].push_back({{"rule", entry.rule},
                               {"entities", entry.entities},
                               {"message", entry.message},
                               {"fingerprint", entry.fingerprint},
                               {"file", baseline.file},
                               {"line", entry.place.line}});
    }
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
    Json suppressed = Json::array();
    for (const auto& it : review.suppressed) suppressed.push_back(suppressed_json(scenario, it));
    Json idle = Json::array();
    Json sentences = Json::array();
    for (const auto& it : review.idle_suppressions) {
        idle.push_back(idle_json(scenario, it));
        sentences.push_back(it.sentence);
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
            {"suppressed", review.suppressed.size()},
            {"suppressed_findings", std::move(suppressed)},
            {"suppressions_not_in_force", std::move(sentences)},
            {"idle_suppressions", std::move(idle)},
            {"baseline", review.baseline ? baseline_json(scenario, *review.baseline) : Json{}},
            {"remedies_not_tried", not_tried}};
}

}  // namespace

std::size_t Review::count(Severity severity) const { return vpnsim::count(findings, severity); }

std::string reviews_json(const std::vector<Review>& reviews) {
    if (reviews.size() == 1) return json_text(review_json(reviews.front()));
    Json out = Json::array();
    for (const auto& review : reviews) out.push_back(review_json(review));
    return json_text(out);
}

}  // namespace vpnsim
