#include "tools/reports/review_parts.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <tuple>

#include "tools/reports/names.hpp"
#include "tools/reports/outcome_text.hpp"
#include "tools/reports/prefix_text.hpp"

namespace vpnsim {
namespace {

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

}  // namespace

Ink ink_of(Severity severity) {
    constexpr std::array<Ink, 3> inks{Ink::bad, Ink::warning, Ink::note};
    return inks[static_cast<std::size_t>(severity)];
}

Spans verdict_spans(const Review& review) {
    Spans out;
    for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
        const auto count = review.count(severity);
        if (severity == Severity::note && out.empty()) out.push_back({"clean", Ink::good});
        if (count == 0) continue;
        if (!out.empty()) out.push_back({", "});
        out.push_back({counted(count, text(severity)), ink_of(severity)});
    }
    const auto add = [&](std::size_t count, std::string_view what) {
        if (count > 0) out.push_back({", " + std::to_string(count) + ' ' + std::string{what}});
    };
    add(review.suppressed.size(), "suppressed");
    if (review.baseline) add(review.baseline->known.size(), "in the baseline");
    return out;
}

std::string plain(const Spans& spans) {
    std::string out;
    for (const auto& span : spans) out += span.text;
    return out;
}

std::string packet_text(const Finding& finding) {
    if (!finding.witness) return {};
    const auto& packet = *finding.witness;
    return finding.any_protocol ? packet.source.text() + " -> " + packet.destination.text() + ", any protocol"
                                : text(packet);
}

FlowLines flow_lines(const Finding& finding, std::size_t most) {
    FlowLines out;
    for (const auto& row : finding.flows) {
        if (out.lines.size() == most) break;
        std::vector<std::string> services;
        for (const auto& service : texts(row.services)) services.push_back(text(service));
        const auto service = joined(services, " or ");
        out.lines.push_back(blocks_text(row.from) + " -> " + blocks_text(row.to) +
                            (service.empty() ? "" : ", " + service));
    }
    out.left_out = finding.flows.size() - out.lines.size() + finding.flows_left_out;
    return out;
}

std::vector<Remark> remarks(const Review& review) {
    std::vector<Remark> out;
    const auto& scenario = review.simulation.scenario();
    for (const auto& idle : review.idle_suppressions) {
        const auto& suppression = scenario.suppressions[idle.index];
        const auto kind = idle.why == IdleSuppression::Why::expired ? Remark::Kind::expired_suppression
                                                                    : Remark::Kind::unused_suppression;
        const auto place = suppression.place;
        const bool known = place.line != 0 && place.file < scenario.files.size();
        out.push_back({kind, idle.sentence + idle.hint, known ? scenario.files[place.file] : review.file(), place.line,
                       place.column, "/suppress/" + std::to_string(idle.index)});
    }
    if (!review.baseline) return out;
    for (const auto& entry : review.baseline->gone) {
        const auto about = entry.entities.empty() ? "" : " (" + joined(entry.entities) + ')';
        out.push_back({Remark::Kind::gone_baseline_entry,
                       "fixed: " + entry.rule + about + "; remove " + entry.fingerprint + " from the baseline",
                       review.baseline->file, entry.place.line, entry.place.column, ""});
    }
    return out;
}

ReachabilityTable reachability_table(const Review& review, std::size_t most_rows) {
    const auto& estate = review.simulation.scenario().estate;
    const auto& matrix = review.reachability.matrix;
    ReachabilityTable out{{{"vSwitch", "site network", "cloud -> site", "site -> cloud"}, {}}, {}};
    if (matrix.empty()) return out;
    const auto rows = rows_of(estate, matrix);
    // In a large estate most pairs have nothing to do with one another.
    const bool all = rows.size() <= most_rows;
    std::size_t without = 0;
    std::size_t left_out = 0;
    for (const auto& [cell, networks] : rows) {
        if (!all && silent(cell->cloud_to_site) && silent(cell->site_to_cloud)) {
            without += networks.size();
            continue;
        }
        if (out.table.rows.size() == most_rows) {
            left_out += networks.size();
            continue;
        }
        const auto& vpc = estate[cell->vpc];
        const auto& vswitch = vpc.vswitches[cell->vswitch];
        const auto& site = estate[cell->site];
        const auto cidr = networks.size() == 1 ? ' ' + site.networks[cell->network].cidr.text() : "";
        out.table.rows.push_back({{{vpc.name + '/' + vswitch.name + ' '}, {vswitch.cidr.text(), Ink::faint}},
                                  {{site.name + '/' + some_of(networks, 4)}, {cidr, Ink::faint}},
                                  trips_spans(estate, cell->cloud_to_site),
                                  trips_spans(estate, cell->site_to_cloud)});
    }
    left_out += review.reachability.matrix_left_out;
    const auto say = [&](std::size_t count, std::string_view what) {
        if (count > 0) out.left_out.push_back(counted(count, "pair") + " of networks " + std::string{what});
    };
    say(without, "without a route either way");
    say(left_out, "not listed (vpnsim classes has them all)");
    return out;
}

Spans proof_spans(const Review& review) {
    const auto& reach = review.reachability;
    std::vector<std::string> kinds;
    for (std::size_t s = 0; s < reach.by_symmetry.size(); ++s) {
        if (reach.by_symmetry[s] == 0) continue;
        kinds.push_back(std::to_string(reach.by_symmetry[s]) + ' ' + in_words(static_cast<Symmetry>(s)));
    }
    const auto classes = std::to_string(reach.classes) + (reach.classes == 1 ? " flow class" : " flow classes");
    return {{review.complete ? "Exhaustive" : "Incomplete", review.complete ? Ink::good : Ink::bad},
            {": " + classes + (kinds.empty() ? "" : " (" + joined(kinds) + ')') + ", disjoint and covering " +
             (review.complete ? "every packet that a declared network may send elsewhere: " : "") +
             number_text(reach.address_pairs) + " pairs of source and destination, any service."}};
}

std::optional<Trace> witness_trace(const Simulation& simulation, const Finding& finding) {
    if (!finding.witness) return std::nullopt;
    const auto from = simulation.owners(finding.witness->source);
    if (from.empty()) return std::nullopt;
    return simulation.trace(from.front(), *finding.witness);
}

std::string path_title(const Estate& estate, std::string_view direction, const std::vector<Path>& paths,
                       std::size_t index) {
    const auto& path = paths[index];
    std::string out{direction};
    if (paths.size() > 1) out += ", " + std::to_string(index + 1) + " of " + std::to_string(paths.size()) + " possible";
    out += ": " + in_words(path.disposition);
    if (!path.connections.empty()) out += " via " + joined(names_of(estate, path.connections), ", then ");
    return out;
}

std::string hop_title(const Hop& hop) {
    auto out = hop.node + ": " + (hop.step == Step::sa ? "SA" : spaced(text(hop.step)));
    if (!hop.matched.empty() && hop.matched != hop.node) out += ' ' + hop.matched;
    else if (hop.matched.empty() && hop.step != Step::delivery) out += ", nothing matches";
    return out;
}

}  // namespace vpnsim
