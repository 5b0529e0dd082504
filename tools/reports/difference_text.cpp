#include <algorithm>
#include <array>

#include "tools/reports/assumption_text.hpp"
#include "tools/reports/difference_report.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/negotiation_report.hpp"
#include "tools/reports/outcome_text.hpp"
#include "tools/reports/prefix_text.hpp"
#include "tools/reports/review_parts.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_rows = 20;
constexpr std::size_t most_findings = 40;
constexpr std::size_t most_states = 12;

Ink ink_of(Verdict verdict) {
    constexpr std::array<Ink, 4> inks{Ink::good, Ink::good, Ink::warning, Ink::bad};
    return inks[static_cast<std::size_t>(verdict)];
}
Ink ink_of(FlowEffect effect) {
    constexpr std::array<Ink, 5> inks{Ink::bad, Ink::bad, Ink::warning, Ink::good, Ink::faint};
    return inks[static_cast<std::size_t>(effect)];
}

std::string kinds_of_flows(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " kind of flow" : " kinds of flows");
}

/// "1 kind of flow may be lost, 2 errors added"
std::string reasons(const StateChange& difference, const std::vector<ChangedRow>& rows) {
    std::vector<std::string> parts;
    for (const auto what :
         {FlowEffect::lost, FlowEffect::may_be_lost, FlowEffect::rerouted, FlowEffect::gained, FlowEffect::otherwise}) {
        const auto count = static_cast<std::size_t>(
            std::count_if(rows.begin(), rows.end(), [&](const ChangedRow& r) { return effect(*r.change) == what; }));
        if (count == 0) continue;
        if (what == FlowEffect::otherwise) parts.push_back(kinds_of_flows(count) + " dropped otherwise than before");
        else parts.push_back(kinds_of_flows(count) + ' ' + std::string{in_words(what)});
    }
    const auto tell = [&](const std::vector<Finding>& findings, std::string_view how) {
        for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
            if (const auto n = count(findings, severity); n > 0)
                parts.push_back(counted(n, text(severity)) + ' ' + std::string{how});
        }
    };
    tell(difference.comparison.added, "added");
    tell(difference.comparison.grown, "grown");
    tell(difference.comparison.removed, "removed");
    if (!difference.comparison.negotiations.empty()) {
        parts.push_back(counted(difference.comparison.negotiations.size(), "negotiation") + " changed");
    }
    if (!difference.comparison.complete) parts.emplace_back("the analysis stopped at its limit (--max-classes)");
    return joined(parts);
}

Spans fate(const Estate& estate, const Behaviour& behaviour) {
    if (behaviour.empty()) return {{"no declared network sends it", Ink::faint}};
    auto out = trips_spans(estate, forward_trips(behaviour));
    const auto replies = reply_trips(behaviour);
    if (replies.empty()) return out;
    out.push_back({"; replies "});
    for (auto& span : trips_spans(estate, replies)) out.push_back(std::move(span));
    const auto how = symmetry(behaviour);
    out.push_back({"; "});
    out.push_back({in_words(how), ink_of(how)});
    return out;
}

void add_rows(Page& page, const StateChange& difference, const std::vector<const ChangedRow*>& rows) {
    for (std::size_t i = 0; i < std::min(rows.size(), most_rows); ++i) {
        const auto& row = *rows[i];
        const auto& change = *row.change;
        const auto what = effect(change);
        const auto service = text(row.service);
        page.paragraph(2,
                       Spans{{"* "},
                             {std::string{in_words(what)}, ink_of(what)},
                             {": " + blocks_text(row.from) + " -> " + blocks_text(row.to) +
                              (service.empty() ? "" : ", " + service)}},
                       2);
        page.labelled(4, "before", fate(difference.before.scenario().estate, change.behaviour_before));
        page.labelled(4, "after", fate(difference.after.scenario().estate, change.behaviour_after));
        const auto& w = row.witness;
        const bool any = row.service.protocol == "any";
        page.labelled(4, "packet",
                      {{any ? w.source.text() + " -> " + w.destination.text() + ", any protocol" : text(w)}});
    }
    if (rows.size() > most_rows) page.paragraph(2, "... " + and_more(rows.size() - most_rows), Ink::faint);
}

void add_traffic(Page& page, const StateChange& difference, const std::vector<ChangedRow>& rows) {
    std::vector<const ChangedRow*> existing;
    std::vector<const ChangedRow*> gained;
    std::vector<const ChangedRow*> otherwise;
    for (const auto& row : rows) {
        auto& list = touches_existing_traffic(*row.change)       ? existing
                     : effect(*row.change) == FlowEffect::gained ? gained
                                                                 : otherwise;
        list.push_back(&row);
    }
    page.blank();
    page.paragraph(0, "What existing traffic changes", Ink::strong);
    if (existing.empty()) {
        page.paragraph(2, difference.comparison.complete
                              ? "None: every flow that was delivered takes the paths it took."
                              : "None as far as the analysis came: it stopped at its limit (--max-classes).");
    }
    for (const auto& connection : affected_connections(difference)) {
        page.paragraph(2,
                       Spans{{connection.name, Ink::strong},
                             {": some of its traffic is "},
                             {std::string{in_words(connection.effect)}, ink_of(connection.effect)},
                             {connection.gained.empty() ? "" : ", and may now use " + joined(connection.gained)}},
                       2);
    }
    add_rows(page, difference, existing);
    const auto section = [&](const std::vector<const ChangedRow*>& list, std::string title) {
        if (list.empty()) return;
        page.blank();
        page.paragraph(0, std::move(title), Ink::strong);
        add_rows(page, difference, list);
    };
    section(gained, "New traffic");
    section(otherwise, "Traffic that was not and is not delivered, but ends otherwise");
}

void add_negotiations(Page& page, const StateChange& difference) {
    const auto& changes = difference.comparison.negotiations;
    if (changes.empty()) return;
    page.blank();
    page.paragraph(0, "Negotiations", Ink::strong);
    for (std::size_t i = 0; i < std::min(changes.size(), most_rows); ++i) {
        const auto side = [](const Simulation& simulation, std::optional<std::size_t> pair) {
            if (!pair) return Spans{{"-", Ink::faint}};
            return negotiation_spans(simulation.negotiations().pairs[*pair]);
        };
        const auto& simulation = changes[i].after ? difference.after : difference.before;
        const auto& pair = simulation.negotiations().pairs[changes[i].after ? *changes[i].after : *changes[i].before];
        page.paragraph(2,
                       Spans{{"* " + ends_of(simulation.scenario().estate, pair)},
                             {!changes[i].before  ? ", new"
                              : !changes[i].after ? ", gone"
                                                  : ""}},
                       2);
        if (changes[i].before) page.labelled(4, "before", side(difference.before, changes[i].before));
        if (changes[i].after) page.labelled(4, "after", side(difference.after, changes[i].after));
    }
    if (changes.size() > most_rows) page.paragraph(2, "... " + and_more(changes.size() - most_rows), Ink::faint);
}

void add_findings(Page& page, const Simulation& simulation, const std::vector<Finding>& findings, std::string title) {
    if (findings.empty()) return;
    page.blank();
    page.paragraph(0, std::move(title), Ink::strong);
    for (std::size_t i = 0; i < std::min(findings.size(), most_findings); ++i) {
        const auto& finding = findings[i];
        page.paragraph(2,
                       Spans{{"* "},
                             {std::string{text(finding.severity)} + ' ' + finding.rule, ink_of(finding.severity)},
                             {": " + finding.message}},
                       2);
        if (const auto line = where(simulation.scenario(), finding.place); !line.empty()) {
            page.labelled(4, "where", {{line}});
        }
        if (finding.witness) page.labelled(4, "packet", {{packet_text(finding)}});
        if (!finding.remedy.empty()) page.labelled(4, "remedy", {{finding.remedy}});
    }
    if (findings.size() > most_findings) {
        page.paragraph(2, "... " + and_more(findings.size() - most_findings), Ink::faint);
    }
}

void add_difference(Page& page, const StateChange& difference, const std::vector<ChangedRow>& rows) {
    add_traffic(page, difference, rows);
    add_negotiations(page, difference);
    add_findings(page, difference.after, difference.comparison.added, "Findings added");
    add_findings(page, difference.after, difference.comparison.grown, "Findings that concern more than before");
    add_findings(page, difference.before, difference.comparison.removed, "Findings removed");
}

void add_headline(Page& page, const std::string& subject, const StateChange& difference,
                  const std::vector<ChangedRow>& rows) {
    const auto result = verdict(difference.comparison);
    const auto because = reasons(difference, rows);
    page.paragraph(0, Spans{{subject, Ink::strong},
                            {": "},
                            {std::string{text(result)}, ink_of(result)},
                            {because.empty() ? "; no flow, negotiation or finding differs" : ": " + because}});
}

std::string names_of(const WhatIf& what_if, const std::vector<std::size_t>& changes) {
    std::vector<std::string> out;
    for (const auto c : changes) out.push_back(what_if.steps[c].change);
    return joined(out, ", ");
}

void add_orders(Page& page, const WhatIf& what_if) {
    const auto& orders = *what_if.orders;
    page.blank();
    const bool all = orders.safe_orders == orders.orders;
    page.paragraph(0,
                   Spans{{"Order of the changes: ", Ink::strong},
                         {all ? "any order is safe" : "not every order is safe", all ? Ink::good : Ink::bad},
                         {" (" + std::to_string(orders.safe_orders) + " of " + std::to_string(orders.orders) + ')'}});
    page.paragraph(2,
                   "A state between is unsafe if it loses a flow that is delivered before the first and after the last "
                   "change, or has an error that neither of them has.",
                   Ink::faint);
    for (std::size_t i = 0; i < std::min(orders.unsafe.size(), most_states); ++i) {
        page.paragraph(2,
                       Spans{{"* "},
                             {"after " + names_of(what_if, orders.unsafe[i].applied) + " only: ", Ink::bad},
                             {orders.unsafe[i].why}},
                       2);
    }
    if (orders.unsafe.size() > most_states) {
        page.paragraph(2, "... " + and_more(orders.unsafe.size() - most_states), Ink::faint);
    }
    if (!all && orders.one_safe) page.paragraph(2, "A safe order: " + names_of(what_if, *orders.one_safe));
    if (!orders.one_safe) page.paragraph(2, "No order is safe.", Ink::bad);
}

}  // namespace

std::string what_if_text(const WhatIf& what_if, Screen screen) {
    Page page{screen};
    const auto rows = changed_rows(what_if.total.comparison);
    if (what_if.steps.empty()) {
        add_headline(page, what_if.total.change + " on " + what_if.file, what_if.total, rows);
        add_difference(page, what_if.total, rows);
    } else {
        add_headline(page, "All changes on " + what_if.file, what_if.total, rows);
        for (std::size_t i = 0; i < what_if.steps.size(); ++i) {
            const auto& step = what_if.steps[i];
            page.blank();
            const auto step_rows = changed_rows(step.comparison);
            add_headline(page, "Step " + std::to_string(i + 1) + ", " + step.change, step, step_rows);
            add_difference(page, step, step_rows);
        }
        if (what_if.orders) add_orders(page, what_if);
    }
    add_assumptions(page, what_if.total.after);
    return page.take();
}

}  // namespace vpnsim
