#include "tools/diagnosis/log_reading.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "tools/diagnosis/log_keywords.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

using Codes = std::vector<const DiagnosisCode*>;

bool among(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// For each event its codes, those first that the log itself confirms.
std::vector<EventReading> ranked(const IpsecLog& log) {
    const auto keywords = log_keywords();
    std::map<std::string_view, std::set<const DiagnosisCode*>> certain;  // by place
    std::set<const DiagnosisCode*> anywhere;
    for (const auto& event : log.events) {
        const auto& codes = keywords[event.keyword].codes;
        if (codes.size() > 1) continue;
        certain[event.place.label].insert(codes.front());
        anywhere.insert(codes.front());
    }
    std::vector<EventReading> out;
    for (const auto& event : log.events) {
        auto codes = keywords[event.keyword].codes;
        std::stable_partition(codes.begin(), codes.end(), [&](const auto* code) {
            if (event.place.label.empty()) return anywhere.contains(code);
            return certain[event.place.label].contains(code) || certain[""].contains(code);
        });
        out.push_back({std::move(codes), {}});
    }
    return out;
}

/// The code that a finding predicts: its reference, or else the one whose most direct rule it is.
const DiagnosisCode* code_of(const Finding& finding) {
    if (const auto* const code = find_diagnosis_code(finding.reference)) return code;
    const auto codes = diagnosis_codes();
    const auto found = std::find_if(codes.begin(), codes.end(), [&](const auto& code) {
        return predicted(code) && code.rules.front() == finding.rule;
    });
    return found == codes.end() ? nullptr : &*found;
}

std::vector<Prediction> of_findings(const std::vector<Finding>& findings, const LogPlaces& places) {
    std::vector<Prediction> out;
    for (const auto& finding : findings) {
        const auto* const code = code_of(finding);
        Prediction prediction{code,           finding.rule,    finding.entities, finding.message,
                              finding.remedy, finding.pointer, finding.place};
        for (const auto& entity : finding.entities) {
            const auto ends = places.of_entity(entity);
            prediction.ends.insert(prediction.ends.end(), ends.begin(), ends.end());
        }
        std::sort(prediction.ends.begin(), prediction.ends.end());
        prediction.fails = code != nullptr && finding.severity == Severity::error && !prediction.ends.empty();
        out.push_back(std::move(prediction));
    }
    return out;
}

/// Every difference that no finding has taken up.
void add_differences(std::vector<Prediction>& out, const Simulation& simulation) {
    const auto& estate = simulation.scenario().estate;
    std::set<std::pair<CloudEndRef, const DiagnosisCode*>> known;
    for (const auto& prediction : out) {
        for (const auto& end : prediction.ends) known.emplace(end, prediction.code);
    }
    for (const auto& pair : simulation.negotiations().pairs) {
        const auto add = [&](const Mismatch& mismatch, bool fails) {
            const auto* const code = find_diagnosis_code(text(mismatch.code));
            if (!known.emplace(pair.cloud, code).second) return;
            const auto& connection = estate[pair.cloud.connection];
            out.push_back({code,
                           "",
                           {label(estate, pair.cloud)},
                           mismatch.message,
                           "",
                           "",
                           connection.place,
                           {pair.cloud},
                           fails});
        };
        if (pair.error) add(*pair.error, true);
        if (pair.fails_later) add(pair.fails_later->mismatch, true);
        for (const auto& mismatch : pair.mismatches) add(mismatch, false);
    }
}

/// Finds the predictions that concern given ends without looking at all of them.
class PredictionIndex {
  public:
    explicit PredictionIndex(const std::vector<Prediction>& predictions) : count_{predictions.size()} {
        for (std::size_t p = 0; p < count_; ++p) {
            // A failure without a connection, such as a tunnel that no connection expects, is not in the log of one.
            if (predictions[p].ends.empty() && predictions[p].code == nullptr) untied_.push_back(p);
            for (const auto& end : predictions[p].ends) by_end_[end].push_back(p);
        }
    }
    /// Ascending.
    [[nodiscard]] std::vector<std::size_t> about(const std::vector<CloudEndRef>& ends) const {
        auto out = untied_;
        if (ends.empty()) {
            out.resize(count_);
            for (std::size_t p = 0; p < count_; ++p) out[p] = p;
        }
        for (const auto& end : ends) {
            if (const auto at = by_end_.find(end); at != by_end_.end())
                out.insert(out.end(), at->second.begin(), at->second.end());
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }

  private:
    std::size_t count_;
    std::vector<std::size_t> untied_;
    std::map<CloudEndRef, std::vector<std::size_t>> by_end_;
};

std::vector<Account> accounts_of(const Codes& codes, const std::vector<std::size_t>& concerned,
                                 const std::vector<Prediction>& predictions) {
    std::vector<Account> out;
    std::set<std::size_t> taken;
    const auto collect = [&](Account::By by, auto fits) {
        for (const auto* const code : codes) {
            for (const auto p : concerned) {
                if (fits(predictions[p], *code) && taken.insert(p).second) out.push_back({p, code, by});
            }
        }
    };
    collect(Account::By::code, [](const auto& prediction, const auto& code) { return prediction.code == &code; });
    if (out.empty()) {
        collect(Account::By::cause, [](const auto& prediction, const auto& code) {
            // A failure that has a code of its own shows as another one only where that one covers it.
            return prediction.fails ? among(code.covers, prediction.code->name) : among(code.rules, prediction.rule);
        });
    }
    return out;
}

}  // namespace

LogReading read_alone(IpsecLog log) {
    auto events = ranked(log);
    return {std::move(log), std::move(events), {}};
}

LogReading read_against(IpsecLog log, const Simulation& simulation, const std::vector<Finding>& findings,
                        const LogPlaces& places) {
    auto out = read_alone(std::move(log));
    out.predictions = of_findings(findings, places);
    add_differences(out.predictions, simulation);
    const PredictionIndex index{out.predictions};
    std::vector<bool> shown(out.predictions.size());
    for (std::size_t e = 0; e < out.events.size(); ++e) {
        auto& reading = out.events[e];
        reading.accounts = accounts_of(reading.codes, index.about(out.log.events[e].place.ends), out.predictions);
        for (const auto& account : reading.accounts) shown[account.prediction] = true;
    }
    for (std::size_t p = 0; p < shown.size(); ++p) {
        if (out.predictions[p].fails && !shown[p]) out.not_shown.push_back(p);
    }
    return out;
}

}  // namespace vpnsim
