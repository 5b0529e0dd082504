#include <algorithm>
#include <array>

#include "tools/reports/difference_report.hpp"
#include "tools/reports/failover_report.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/outcome_text.hpp"
#include "tools/reports/prefix_text.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_combination_rows = 20;  // of one combination
constexpr std::size_t most_combinations = 100;     // of several failures

std::string in_words(FailureKind kind) {
    constexpr std::array<std::string_view, 6> words{"VPN gateway", "gateway address",  "connection",
                                                    "tunnel",      "customer gateway", "device"};
    return std::string{words[static_cast<std::size_t>(kind)]};
}
std::string in_words(FailoverEffect effect) {
    constexpr std::array<std::string_view, 5> words{"moves", "may become asymmetric", "becomes asymmetric", "may die",
                                                    "dies"};
    return std::string{words[static_cast<std::size_t>(effect)]};
}
Ink ink_of(FailoverEffect effect) {
    return effect >= FailoverEffect::may_die ? Ink::bad : effect == FailoverEffect::moves ? Ink::note : Ink::warning;
}

/// "connection conn-1 or device dc-1/fw-1"
std::string label(const Failure& failure) {
    std::vector<std::string> elements;
    for (const auto& element : failure.elements) elements.push_back(in_words(element.kind) + ' ' + element.name);
    return joined(elements, " or ");
}

/// "delivered conn-1", and how replies come back where that is not the same way.
Spans fate_of_packets(const Estate& estate, const Behaviour& behaviour) {
    auto out = trips_spans(estate, forward_trips(behaviour));
    const auto replies = reply_trips(behaviour);
    if (replies.empty() || symmetry(behaviour) == Symmetry::symmetric) return out;
    out.push_back({"; back: "});
    for (auto& span : trips_spans(estate, replies)) out.push_back(std::move(span));
    return out;
}

void add_flows(Page& page, const Estate& estate, const FailureCombination& combination) {
    Comparison comparison;
    comparison.flows = combination.flows;
    auto rows = changed_rows(comparison);
    std::stable_sort(rows.begin(), rows.end(), [](const ChangedRow& a, const ChangedRow& b) {
        return failover_effect(*a.change) > failover_effect(*b.change);
    });
    Table table{{"flow", "from", "to", "today", "then"}, {}};
    for (const auto& row : rows) {
        if (table.rows.size() == most_combination_rows) {
            ++table.left_out;
            continue;
        }
        const auto effect = failover_effect(*row.change);
        const auto service = text(row.service);
        table.rows.push_back({{{in_words(effect), ink_of(effect)}},
                              {{blocks_text(row.from)}},
                              {{blocks_text(row.to) + (service.empty() ? "" : ", " + service)}},
                              fate_of_packets(estate, row.change->behaviour_before),
                              fate_of_packets(estate, row.change->behaviour_after)});
    }
    const auto& packet = rows.front().witness;
    const bool any = text(rows.front().service).empty();
    page.labelled(4, "packet", {{any ? packet.source.text() + " -> " + packet.destination.text() : text(packet)}});
    page.table(4, table);
}

/// Combinations of one kind with their flows; nothing where there is none.
class Section {
  public:
    Section(Page& page, const FailoverReport& report) : page_{page}, report_{report} {}
    template <class Belongs>
    void add(const std::string& title, std::size_t most, const Belongs& belongs) {
        std::size_t shown = 0;
        for (const auto& combination : report_.failover.combinations) {
            const auto worst = combination.worst();
            if (!worst || !belongs(combination, *worst)) continue;
            if (shown++ == 0) {
                page_.blank();
                page_.paragraph(0, title, Ink::strong);
            }
            if (shown > most) continue;
            std::vector<std::string> members;
            for (const auto f : combination.failures) members.push_back(label(report_.failover.failures[f]));
            page_.paragraph(2, Spans{{"* ", ink_of(*worst)}, {joined(members, ", and ")}}, 2);
            add_flows(page_, report_.simulation.scenario().estate, combination);
        }
        if (shown > most) page_.paragraph(2, "... " + and_more(shown - most));
    }

  private:
    Page& page_;
    const FailoverReport& report_;
};

std::size_t singles(const Failover& failover, FailoverEffect effect) {
    return static_cast<std::size_t>(
        std::count_if(failover.combinations.begin(), failover.combinations.end(),
                      [&](const auto& c) { return c.failures.size() == 1 && c.worst() == effect; }));
}

Spans verdict(const FailoverReport& report) {
    const auto points = singles(report.failover, FailoverEffect::dies);
    const auto possible = singles(report.failover, FailoverEffect::may_die);
    Spans out{{report.file, Ink::strong}, {": "}};
    if (points > 0)
        out.push_back(
            {std::to_string(points) + (points == 1 ? " single point of failure" : " single points of failure"),
             Ink::bad});
    if (possible > 0) {
        out.push_back({points > 0 ? ", " : ""});
        out.push_back({std::to_string(possible) + " possible", Ink::bad});
        if (points == 0) out.push_back({possible == 1 ? " single point of failure" : " single points of failure"});
    }
    const bool complete = report.failover.complete;
    if (points + possible == 0 && complete) out.push_back({"no single point of failure", Ink::good});
    if (points + possible == 0 && !complete)
        out.push_back({"no single point of failure as far as the analysis came", Ink::bad});
    return out;
}

/// What several failures do beyond what some of them do.
void add_together(Page& page, Section& section, const Failover& failover) {
    const auto together = [](FailoverEffect first, FailoverEffect last) {
        return [first, last](const FailureCombination& c, FailoverEffect worst) {
            return c.failures.size() > 1 && first <= worst && worst <= last;
        };
    };
    using Effect = FailoverEffect;
    section.add("Flows die when these fail at the same time, and not before", most_combinations,
                together(Effect::dies, Effect::dies));
    section.add("Flows may die when these fail at the same time, and would not before", most_combinations,
                together(Effect::may_die, Effect::may_die));
    section.add("Replies may use other connections when these fail at the same time, and would not before",
                most_combinations, together(Effect::may_become_asymmetric, Effect::becomes_asymmetric));
    const auto moves = together(Effect::moves, Effect::moves);
    const auto moving = std::count_if(failover.combinations.begin(), failover.combinations.end(),
                                      [&](const FailureCombination& c) { return c.worst() && moves(c, *c.worst()); });
    const bool none = std::all_of(failover.combinations.begin(), failover.combinations.end(),
                                  [](const auto& c) { return c.failures.size() == 1; });
    if (none || moving > 0) page.blank();
    if (none) page.paragraph(0, "Failures at the same time do nothing that fewer failures do not do.");
    if (moving > 0)
        page.paragraph(0, "Combinations of failures that only move flows elsewhere than fewer of them do: " +
                              std::to_string(moving) + " (use --format json).");
}

}  // namespace

std::string failover_text(const FailoverReport& report, Screen screen) {
    const auto& failover = report.failover;
    Page page{screen};
    page.paragraph(0, verdict(report));
    const auto alone = failover.failures.size();
    page.paragraph(0, counted(alone, "failure") + " looked at, " +
                          (report.max_failures == 1 ? "one at a time"
                                                    : "up to " + std::to_string(report.max_failures) + " at a time") +
                          "; every flow that is delivered today, in every way the network may settle.");
    if (!failover.complete) {
        page.paragraph(0, Spans{{"incomplete", Ink::bad},
                                {": the flow analysis reached its limit (--max-classes); what lies beyond was not "
                                 "looked at."}});
    }
    Section section{page, report};
    const auto one = [](FailoverEffect first, FailoverEffect last) {
        return [first, last](const FailureCombination& c, FailoverEffect worst) {
            return c.failures.size() == 1 && first <= worst && worst <= last;
        };
    };
    using Effect = FailoverEffect;
    section.add("Single points of failure: flows die when one of these fails", alone, one(Effect::dies, Effect::dies));
    section.add("Possible single points of failure: flows may die", alone, one(Effect::may_die, Effect::may_die));
    section.add("Failures after which replies may use other connections", alone,
                one(Effect::may_become_asymmetric, Effect::becomes_asymmetric));
    section.add("Failures that move flows", alone, one(Effect::moves, Effect::moves));
    std::vector<std::string> harmless;
    for (const auto& combination : failover.combinations) {
        if (combination.failures.size() == 1 && combination.flows.empty())
            harmless.push_back(label(failover.failures[combination.failures.front()]));
    }
    if (!harmless.empty() && failover.complete) {
        page.blank();
        page.paragraph(0, "Failures that no flow notices", Ink::strong);
        for (const auto& name : harmless) page.paragraph(2, Spans{{"* ", Ink::good}, {name}}, 2);
    }
    if (report.max_failures > 1) add_together(page, section, failover);
    return page.take();
}

}  // namespace vpnsim
