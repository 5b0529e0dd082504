#include "tools/expectation_patch.hpp"

#include <algorithm>

#include "model/write_estate.hpp"
#include "tools/reports/json_text.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

Json written(const Expectations& expect) {
    JsonText out;
    out.object([&] { write_expectations(out, expect); });
    return Json::parse(std::move(out).take());
}

/// A list of the section as the file itself writes it, or as the program would where the file extends another one.
Json list_of(const Json& file, const Expectations& expect, const char* name) {
    for (const auto& from : {file, written(expect)}) {
        if (from.is_object() && from.contains("expect") && from["expect"].contains(name)) return from["expect"][name];
    }
    return Json::array();
}

template <class Value>
void set(Json& record, const char* name, const std::optional<Value>& before, const std::optional<Value>& after) {
    if (before == after) return;
    if (after) record[name] = *after;
    else record.erase(name);
}

/// What differs. A null in a patch removes a member: that no error is expected is written as a text.
Json negotiation_patch(const ExpectedNegotiation& before, const ExpectedNegotiation& after) {
    const auto error = [](const ExpectedNegotiation& it) {
        return it.expects_no_error ? std::optional<std::string>{"none"} : it.error;
    };
    Json out = Json::object();
    set(out, "phase1", before.phase1, after.phase1);
    set(out, "phase2", before.phase2, after.phase2);
    set(out, "error", error(before), error(after));
    set(out, "child_sas", before.child_sas, after.child_sas);
    return out;
}

}  // namespace

std::string expectation_patch(const std::string& file_bytes, const Expectations& before, const Expectations& after) {
    const auto file = Json::parse(file_bytes, nullptr, true, true);
    Json out = Json::object();
    for (std::size_t i = 0; i < after.negotiations.size(); ++i) {
        const bool known = i < before.negotiations.size();
        if (known && before.negotiations[i] == after.negotiations[i]) continue;
        const auto& it = after.negotiations[i];
        out["negotiations"][it.connection] =
            negotiation_patch(known ? before.negotiations[i] : ExpectedNegotiation{}, it);
    }
    if (before.flows != after.flows) {
        auto& list = out["flows"] = list_of(file, before, "flows");
        for (std::size_t i = 0; i < after.flows.size(); ++i) {
            set(list[i], "outcome", before.flows[i].outcome, after.flows[i].outcome);
            set(list[i], "via", before.flows[i].via, after.flows[i].via);
            set(list[i], "return_via", before.flows[i].return_via, after.flows[i].return_via);
            set(list[i], "symmetry", before.flows[i].symmetry, after.flows[i].symmetry);
        }
    }
    if (before.findings != after.findings) {
        const auto old = list_of(file, before, "findings");
        auto& list = out["findings"] = Json::array();
        for (const auto& finding : after.findings) {
            const auto at = std::find(before.findings.begin(), before.findings.end(), finding);
            if (at != before.findings.end())
                list.push_back(old[static_cast<std::size_t>(at - before.findings.begin())]);
            else list.push_back({{"rule", finding.rule}, {"entities", finding.entities}});
        }
    }
    if (before.no_other_findings != after.no_other_findings && after.no_other_findings)
        out["no_other_findings"] = text(*after.no_other_findings);
    return json_text({{"expect", std::move(out)}});
}

}  // namespace vpnsim
