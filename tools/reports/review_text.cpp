#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <tuple>

#include "model/finding_rules.hpp"
#include "tools/reports/assumption_text.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/negotiation_report.hpp"
#include "tools/reports/outcome_text.hpp"
#include "tools/reports/prefix_text.hpp"
#include "tools/reports/review_report.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_flows = 6;
constexpr std::size_t most_rows = 40;

Ink ink_of(Severity severity) {
    constexpr std::array<Ink, 3> inks{Ink::bad, Ink::warning, Ink::note};
    return inks[static_cast<std::size_t>(severity)];
}

/// "12345" or "about 4.3 x 10^12"
std::string number_text(double number) {
    std::array<char, 64> out{};
    if (number < 1e6) {
        std::snprintf(out.data(), out.size(), "%.0f", number);
        return out.data();
    }
    std::snprintf(out.data(), out.size(), "%.1e", number);
    const std::string text{out.data()};
    const auto e = text.find('e');
    return "about " + text.substr(0, e) + " x 10^" + std::to_string(std::stoi(text.substr(e + 1)));
}

void add_verdict(Page& page, const Review& review) {
    Spans line{{review.file(), Ink::strong}, {": "}};
    bool first = true;
    for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
        const auto count = review.count(severity);
        if (severity == Severity::note && first) {
            line.push_back({"clean", Ink::good});
            first = false;
        }
        if (count == 0) continue;
        if (!first) line.push_back({", "});
        line.push_back({counted(count, text(severity)), ink_of(severity)});
        first = false;
    }
    if (review.suppressed > 0) line.push_back({", " + std::to_string(review.suppressed) + " suppressed"});
    page.paragraph(0, line);
    const auto& scenario = review.simulation.scenario();
    if (!scenario.name.empty()) page.paragraph(0, scenario.name, Ink::faint);
    for (const auto& sentence : review.suppressions_not_in_force) page.paragraph(0, sentence, Ink::warning);
}

void add_flows(Page& page, const Finding& finding) {
    std::size_t shown = 0;
    for (const auto& row : finding.flows) {
        if (shown == most_flows) break;
        std::vector<std::string> services;
        for (const auto& service : texts(row.services)) services.push_back(text(service));
        const auto service = joined(services, " or ");
        page.labelled(
            4, shown == 0 ? "flows" : "",
            {{blocks_text(row.from) + " -> " + blocks_text(row.to) + (service.empty() ? "" : ", " + service)}});
        ++shown;
    }
    const auto left = finding.flows.size() - shown + finding.flows_left_out;
    if (left > 0) page.labelled(4, "", {{"... " + and_more(left), Ink::faint}});
}

void add_finding(Page& page, const Scenario& scenario, const Finding& finding) {
    page.paragraph(2, Spans{{"* ", ink_of(finding.severity)}, {finding.message}}, 2);
    const auto line = where(scenario, finding.place);
    page.labelled(4, "where", {{line.empty() ? "" : line + "  "}, {finding.pointer, Ink::faint}});
    if (!finding.entities.empty()) page.labelled(4, "entities", {{joined(finding.entities)}});
    if (finding.witness) {
        const auto& w = *finding.witness;
        page.labelled(
            4, "packet",
            {{finding.any_protocol ? w.source.text() + " -> " + w.destination.text() + ", any protocol" : text(w)}});
    }
    add_flows(page, finding);
    if (!finding.why.empty()) page.labelled(4, "why", {{finding.why}});
    if (!finding.remedy.empty()) page.labelled(4, "remedy", {{finding.remedy}});
}

void add_findings(Page& page, const Review& review) {
    const Finding* before = nullptr;
    for (const auto& finding : review.findings) {
        if (before == nullptr || before->rule != finding.rule || before->severity != finding.severity) {
            const auto* const rule = find_rule(finding.rule);
            page.blank();
            page.paragraph(0,
                           Spans{{std::string{text(finding.severity)} + ' ' + finding.rule, ink_of(finding.severity)},
                                 {rule == nullptr ? "" : ": " + std::string{rule->summary}},
                                 {finding.reference.empty() ? "" : " [" + finding.reference + ']', Ink::faint}});
        }
        add_finding(page, review.simulation.scenario(), finding);
        before = &finding;
    }
}

bool silent(const std::vector<Trip>& trips) {
    return std::all_of(trips.begin(), trips.end(), [](const Trip& t) {
        return t.disposition == Disposition::no_route || t.disposition == Disposition::left_to_internet;
    });
}

/// Cells of one vSwitch and site that fare alike.
struct ReachabilityRow {
    const ReachabilityCell* first;
    std::vector<std::string> networks;
};

std::vector<ReachabilityRow> rows_of(const Estate& estate, const std::vector<ReachabilityCell>& matrix) {
    const auto key = [](const ReachabilityCell& c) {
        return std::tie(c.vpc, c.vswitch, c.site, c.cloud_to_site, c.site_to_cloud);
    };
    const auto less = [&](const ReachabilityCell* a, const ReachabilityCell* b) { return key(*a) < key(*b); };
    std::map<const ReachabilityCell*, std::size_t, decltype(less)> known{less};
    std::vector<ReachabilityRow> out;
    for (const auto& cell : matrix) {
        const auto [at, is_new] = known.emplace(&cell, out.size());
        if (is_new) out.push_back({&cell, {}});
        out[at->second].networks.push_back(estate[cell.site].networks[cell.network].name);
    }
    return out;
}

void add_reachability(Page& page, const Review& review) {
    const auto& estate = review.simulation.scenario().estate;
    const auto& matrix = review.reachability.matrix;
    if (matrix.empty()) return;
    const auto rows = rows_of(estate, matrix);
    // In a large estate most pairs have nothing to do with one another.
    const bool all = rows.size() <= most_rows;
    Table table{{"vSwitch", "site network", "cloud -> site", "site -> cloud"}, {}};
    std::size_t without = 0;
    std::size_t left_out = 0;
    for (const auto& [cell, networks] : rows) {
        if (!all && silent(cell->cloud_to_site) && silent(cell->site_to_cloud)) {
            without += networks.size();
            continue;
        }
        if (table.rows.size() == most_rows) {
            left_out += networks.size();
            continue;
        }
        const auto& vpc = estate[cell->vpc];
        const auto& vswitch = vpc.vswitches[cell->vswitch];
        const auto& site = estate[cell->site];
        const auto cidr = networks.size() == 1 ? ' ' + site.networks[cell->network].cidr.text() : "";
        table.rows.push_back({{{vpc.name + '/' + vswitch.name + ' '}, {vswitch.cidr.text(), Ink::faint}},
                              {{site.name + '/' + some_of(networks, 4)}, {cidr, Ink::faint}},
                              trips_spans(estate, cell->cloud_to_site),
                              trips_spans(estate, cell->site_to_cloud)});
    }
    left_out += review.reachability.matrix_left_out;
    page.blank();
    page.paragraph(0, "Reachability", Ink::strong);
    if (!table.rows.empty()) page.table(2, table);
    const auto say = [&](std::size_t count, std::string_view what) {
        if (count > 0) page.paragraph(2, counted(count, "pair") + " of networks " + std::string{what}, Ink::faint);
    };
    say(without, "without a route either way");
    say(left_out, "not listed (vpnsim classes has them all)");
}

void add_proof(Page& page, const Review& review) {
    const auto& reach = review.reachability;
    page.blank();
    std::vector<std::string> kinds;
    for (std::size_t s = 0; s < reach.by_symmetry.size(); ++s) {
        if (reach.by_symmetry[s] == 0) continue;
        kinds.push_back(std::to_string(reach.by_symmetry[s]) + ' ' + in_words(static_cast<Symmetry>(s)));
    }
    const auto classes = std::to_string(reach.classes) + (reach.classes == 1 ? " flow class" : " flow classes");
    Spans line{{review.complete ? "Exhaustive" : "Incomplete", review.complete ? Ink::good : Ink::bad}};
    line.push_back({": " + classes + (kinds.empty() ? "" : " (" + joined(kinds) + ')') + ", disjoint and covering " +
                    (review.complete ? "every packet that a declared network may send elsewhere: " : "") +
                    number_text(reach.address_pairs) + " pairs of source and destination, any service."});
    page.paragraph(0, line);
}

void add_review(Page& page, const Review& review) {
    add_verdict(page, review);
    add_findings(page, review);
    if (!review.simulation.negotiations().pairs.empty()) {
        page.blank();
        page.paragraph(0, "Negotiations", Ink::strong);
        page.table(2, negotiation_table(review.simulation, most_rows));
    }
    add_reachability(page, review);
    add_proof(page, review);
    add_assumptions(page, review.simulation);
    if (review.count(Severity::error) > 0) {
        page.blank();
        page.paragraph(0, "'vpnsim fix " + review.file() + "' searches for verified changes that clear the errors.",
                       Ink::faint);
    }
}

}  // namespace

std::string reviews_text(const std::vector<Review>& reviews, Screen screen) {
    Page page{screen};
    for (const auto& review : reviews) {
        page.blank();
        add_review(page, review);
    }
    return page.take();
}

}  // namespace vpnsim
