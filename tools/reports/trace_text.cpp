#include "tools/reports/assumption_text.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/outcome_text.hpp"
#include "tools/reports/trace_report.hpp"

namespace vpnsim {
namespace {

std::string via(const Estate& estate, const Path& path) {
    return path.connections.empty() ? "" : " via " + joined(names_of(estate, path.connections), ", then ");
}

void add_hop(Page& page, const Scenario& scenario, std::size_t number, const Hop& hop) {
    const auto line = where(scenario, hop.place);
    const auto label = std::to_string(number) + '.';
    Spans head{{label + std::string(label.size() < 4 ? 4 - label.size() : 1, ' ')},
               {hop.node, Ink::strong},
               {' ' + (hop.step == Step::sa ? "SA" : spaced(text(hop.step)))}};
    if (!hop.matched.empty() && hop.matched != hop.node) head.push_back({' ' + hop.matched, Ink::strong});
    else if (hop.matched.empty() && hop.step != Step::delivery) head.push_back({": nothing matches", Ink::bad});
    if (!line.empty()) head.push_back({" (" + line + ')', Ink::faint});
    page.paragraph(2, head, 4);
    page.paragraph(6, hop.detail);
    for (const auto& other : hop.beaten)
        page.paragraph(6, Spans{{"not " + other.matched + ": " + other.why, Ink::faint}}, 4);
}

void add_choice(Page& page, const Choice& choice) {
    Spans line{{"choice", Ink::warning},
               {" at " + choice.at + " (" + spaced(text(choice.reason)) + "): "},
               {choice.chosen, Ink::strong}};
    if (!choice.alternatives.empty()) line.push_back({"; it could also be " + joined(choice.alternatives, " or ")});
    page.paragraph(2, line, 4);
}

/// What the last look-up of an undelivered packet says.
std::string why_not(const Estate& estate, const Path& path) {
    const auto last = path.hops.empty() ? std::string{} : path.hops.back().detail;
    switch (path.disposition) {
        case Disposition::delivered: return {};
        case Disposition::misdelivered:
            return "the reply ends elsewhere than where the request began" + (last.empty() ? "" : ": " + last);
        case Disposition::tunnel_down: return last.empty() ? via(estate, path) + " has no SA" : last;
        default: return last.empty() ? in_words(path.disposition) : last;
    }
}

void add_direction(Page& page, const Simulation& simulation, std::string_view title, const std::vector<Path>& paths) {
    const auto& scenario = simulation.scenario();
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& path = paths[i];
        page.blank();
        std::string heading{title};
        if (paths.size() > 1)
            heading += " (" + std::to_string(i + 1) + " of " + std::to_string(paths.size()) + " possible)";
        page.paragraph(0, Spans{{heading + ": ", Ink::strong},
                                {in_words(path.disposition), ink_of(path.disposition)},
                                {via(scenario.estate, path)}});
        if (path.disposition != Disposition::delivered) {
            page.paragraph(2, Spans{{"why: ", Ink::bad}, {why_not(scenario.estate, path)}}, 4);
        }
        for (const auto& choice : path.choices) add_choice(page, choice);
        for (std::size_t h = 0; h < path.hops.size(); ++h) add_hop(page, scenario, h + 1, path.hops[h]);
    }
}

std::string verdict(Symmetry symmetry) {
    switch (symmetry) {
        case Symmetry::symmetric: return "every reply returns over the connections of its request";
        case Symmetry::asymmetric: return "replies return over other connections than requests, or not at all";
        case Symmetry::possibly_asymmetric:
            return "the configuration leaves open whether requests and replies are delivered over the same connections";
        case Symmetry::no_return: return "requests can be delivered, replies never are";
        case Symmetry::not_delivered: return "the request is never delivered";
    }
    return {};
}

void add_paths(Page& page, const Simulation& simulation, const Trace& trace) {
    add_direction(page, simulation, "Request", trace.forward);
    add_direction(page, simulation, "Reply", trace.reply);
    page.blank();
    page.paragraph(0,
                   Spans{{"Verdict: ", Ink::strong},
                         {in_words(trace.symmetry), ink_of(trace.symmetry)},
                         {": " + verdict(trace.symmetry) + "."}},
                   2);
}

}  // namespace

std::string trace_text(const Simulation& simulation, const TraceQuestion& question, const Trace& trace, Screen screen) {
    Page page{screen};
    const auto named = [](const std::string& name, const Address& address) {
        return name == address.text() ? name : name + " (" + address.text() + ')';
    };
    page.paragraph(0, Spans{{text(trace.flow), Ink::strong}});
    page.paragraph(0, Spans{{"from " + named(question.source_name, trace.flow.source) + " at " +
                             label(simulation.network(), question.from) + " to " +
                             named(question.destination_name, trace.flow.destination)}});
    add_paths(page, simulation, trace);
    add_assumptions(page, simulation);
    return page.take();
}

std::string trace_paths_text(const Simulation& simulation, const Trace& trace, Screen screen) {
    Page page{screen};
    add_paths(page, simulation, trace);
    return page.take();
}

}  // namespace vpnsim
