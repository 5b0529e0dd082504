#include "tools/reports/log_report.hpp"

#include <algorithm>

#include "tools/diagnosis/log_keywords.hpp"
#include "tools/reports/json_parts.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_accounts = 5;  // shown in text

bool has_keywords(const DiagnosisCode& code) {
    const auto hints = log_hints();
    return std::any_of(hints.begin(), hints.end(), [&](const auto& hint) { return hint.code == code.name; });
}

Json name_of_scenario(const LogSubject& subject) {
    if (subject.scenario == nullptr) return {};
    return subject.scenario->name.empty() ? subject.scenario->files.front() : subject.scenario->name;
}

Json sighting_json(const LogSighting& sighting) {
    return {{"line", sighting.line}, {"time", text_or_null(sighting.time)}};
}

std::vector<std::string> end_names(const Scenario& scenario, const std::vector<CloudEndRef>& ends) {
    std::vector<std::string> out;
    for (const auto& end : ends) out.push_back(label(scenario.estate, end));
    return out;
}

Json prediction_json(const Prediction& prediction, const Scenario& scenario) {
    Json out{{"code", prediction.code == nullptr ? Json{} : Json(prediction.code->name)},
             {"rule", text_or_null(prediction.rule)},
             {"entities", prediction.entities},
             {"message", prediction.message},
             {"remedy", prediction.remedy.empty() && prediction.code != nullptr ? Json(prediction.code->remedy)
                                                                                : text_or_null(prediction.remedy)},
             {"pointer", text_or_null(prediction.pointer)}};
    add_place(out, scenario, prediction.place);
    return out;
}

/// "finding negotiation-failure of conn-1 (one.json:31)"
std::string name_of_prediction(const Prediction& prediction, const Scenario& scenario) {
    auto out = prediction.rule.empty() ? "the negotiation" : "finding " + prediction.rule;
    if (!prediction.entities.empty()) out += " of " + some_of(prediction.entities, 4);
    const auto place = where(scenario, prediction.place);
    return place.empty() ? out : out + " (" + place + ')';
}

std::string sighting_text(const LogSighting& sighting) {
    return "line " + std::to_string(sighting.line) + (sighting.time.empty() ? "" : ", " + sighting.time);
}

std::string seen_text(const LogEvent& event) {
    if (event.count == 1) return "once, " + sighting_text(event.first);
    return std::to_string(event.count) + " lines, first " + sighting_text(event.first) + "; last " +
           sighting_text(event.last);
}

void add_accounts(Page& page, const EventReading& event, const LogReading& reading, const Scenario& scenario) {
    if (event.accounts.empty()) {
        page.labelled(2, "scenario", {{"nothing in it accounts for this", Ink::warning}});
        return;
    }
    std::size_t shown = 0;
    for (const auto& account : event.accounts) {
        if (shown++ == most_accounts) {
            page.labelled(2, "", {{and_more(event.accounts.size() - most_accounts), Ink::faint}});
            break;
        }
        const auto& prediction = reading.predictions[account.prediction];
        const bool by_code = account.by == Account::By::code;
        page.labelled(2, by_code ? "because" : "perhaps",
                      {{by_code ? std::string{account.code->name} + ", " : ""},
                       {name_of_prediction(prediction, scenario), by_code ? Ink::bad : Ink::warning},
                       {": " + prediction.message}});
        if (!prediction.remedy.empty()) page.labelled(2, "remedy", {{prediction.remedy}});
    }
}

void add_event(Page& page, std::size_t e, const LogReading& reading, const LogSubject& subject) {
    const auto& event = reading.log.events[e];
    const auto& codes = reading.events[e].codes;
    page.blank();
    page.paragraph(0, Spans{{std::string{log_keywords()[event.keyword].text}, Ink::strong},
                            {event.place.label.empty() ? "" : " (" + event.place.label + ')'}});
    page.labelled(2, "seen", {{seen_text(event)}});
    std::vector<std::string> names;
    for (const auto* const code : codes) names.emplace_back(code->name);
    page.labelled(2, "means", {{joined(names, " or ")}});
    const auto& accounts = reading.events[e].accounts;
    const bool explained = std::any_of(accounts.begin(), accounts.end(), [&](const auto& account) {
        return account.by == Account::By::code && !reading.predictions[account.prediction].remedy.empty();
    });
    if (subject.scenario != nullptr) add_accounts(page, reading.events[e], reading, *subject.scenario);
    if (explained) return;
    for (const auto* const code : codes) {
        const auto which = codes.size() == 1 ? "" : std::string{code->name} + ": ";
        page.labelled(2, "check", {{which + std::string{code->remedy}}});
    }
}

}  // namespace

Json log_json(const LogReading& reading, const LogSubject& subject) {
    Json out{{"format", "vpnsim-explain/1"},
             {"kind", "log"},
             {"log", subject.log},
             {"scenario", name_of_scenario(subject)},
             {"lines", reading.log.lines}};
    Json events = Json::array();
    std::size_t unaccounted = 0;
    for (std::size_t e = 0; e < reading.events.size(); ++e) {
        const auto& event = reading.log.events[e];
        Json codes = Json::array();
        for (const auto* const code : reading.events[e].codes) {
            codes.push_back({{"code", code->name}, {"meaning", code->meaning}, {"remedy", code->remedy}});
        }
        Json entry{{"keyword", log_keywords()[event.keyword].text},
                   {"place", text_or_null(event.place.label)},
                   {"connections",
                    subject.scenario == nullptr ? Json::array() : Json(end_names(*subject.scenario, event.place.ends))},
                   {"count", event.count},
                   {"first", sighting_json(event.first)},
                   {"last", sighting_json(event.last)},
                   {"codes", std::move(codes)}};
        if (subject.scenario != nullptr) {
            Json accounts = Json::array();
            for (const auto& account : reading.events[e].accounts) {
                Json known{{"by", account.by == Account::By::code ? "code" : "cause"},
                           {"keyword_code", account.code->name}};
                known.update(prediction_json(reading.predictions[account.prediction], *subject.scenario));
                accounts.push_back(std::move(known));
            }
            unaccounted += accounts.empty() ? 1U : 0U;
            entry["accounts"] = std::move(accounts);
        }
        events.push_back(std::move(entry));
    }
    out["events"] = std::move(events);
    if (subject.scenario == nullptr) return out;
    out["unaccounted"] = unaccounted;
    out["not_shown"] = Json::array();
    for (const auto p : reading.not_shown) {
        auto entry = prediction_json(reading.predictions[p], *subject.scenario);
        entry["keyword_documented"] = has_keywords(*reading.predictions[p].code);
        out["not_shown"].push_back(std::move(entry));
    }
    return out;
}

std::string log_text(const LogReading& reading, const LogSubject& subject, Screen where_to) {
    Page page{where_to};
    const auto& events = reading.events;
    page.paragraph(0, Spans{{subject.log, Ink::strong},
                            {": " + counted(reading.log.lines, "line") + ", " +
                             (events.empty() ? "no known keyword" : counted(events.size(), "kind") + " of event")}});
    for (std::size_t e = 0; e < events.size(); ++e) add_event(page, e, reading, subject);
    if (subject.scenario == nullptr) return page.take();
    page.blank();
    for (const auto p : reading.not_shown) {
        const auto& prediction = reading.predictions[p];
        page.paragraph(0,
                       Spans{{"Predicted, not in the log: ", Ink::strong},
                             {std::string{prediction.code->name} + ", " +
                              name_of_prediction(prediction, *subject.scenario) + ": " + prediction.message +
                              (has_keywords(*prediction.code) ? "" : " No log keyword is documented for it.")}},
                       2);
    }
    const auto open = static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(), [](const auto& event) { return event.accounts.empty(); }));
    page.paragraph(0, std::to_string(events.size() - open) + " of " + counted(events.size(), "kind") +
                          " of event accounted for; " + counted(reading.not_shown.size(), "prediction") +
                          " without a trace in the log.");
    return page.take();
}

}  // namespace vpnsim
