#include <array>

#include "model/device_profile.hpp"
#include "model/finding_rules.hpp"
#include "model/input_error.hpp"
#include "model/proposal.hpp"
#include "tools/reports/json_text.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/page.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

/// The members of a profile as a scenario writes them. Order: as documented.
Json values_of(const DeviceProfile& p) {
    return {{"child_sa_per", name_of(child_sa_per_names, p.child_sa_per)},
            {"max_child_sas", p.max_child_sas ? Json(*p.max_child_sas) : Json{}},
            {"ikev1_selectors", name_of(selector_match_names, p.ikev1_selectors)},
            {"ikev2_selectors", name_of(selector_match_names, p.ikev2_selectors)},
            {"ikev1_multiple", name_of(ikev1_multiple_names, p.ikev1_multiple)},
            {"wider_initiator_refused", p.wider_initiator_refused},
            {"same_selectors_two_peers", p.same_selectors_two_peers},
            {"single_value", p.single_value},
            {"connection_search", name_of(connection_search_names, p.connection_search)},
            {"sa_choice", name_of(sa_choice_names, p.sa_choice)},
            {"ikev1_answer", name_of(ikev1_answer_names, p.ikev1_answer)},
            {"list_answer", name_of(list_answer_names, p.list_answer)}};
}

Answer explain_profile(const BuiltInProfile& known, Format format, Screen where_to) {
    const auto values = values_of(known.profile);
    const std::string confidence{name_of(confidence_names, known.confidence)};
    if (format == Format::json) {
        return {json_text({{"format", "vpnsim-explain/1"},
                           {"profile", known.profile.name},
                           {"values", values},
                           {"confidence", confidence},
                           {"source", known.source}})};
    }
    Page page{where_to};
    page.paragraph(0, Spans{{"profile " + known.profile.name, Ink::strong}});
    Table table{{"member", "value", "confidence"}, {}};
    for (const auto& [name, value] : values.items()) {
        table.rows.push_back(
            {{{name}}, {{value.is_string() ? value.get<std::string>() : value.dump()}}, {{confidence}}});
    }
    page.table(2, table);
    page.paragraph(2, "source: " + std::string{known.source});
    return {page.take()};
}

Answer explain_rule(const FindingRule& rule, Format format, Screen where_to) {
    if (format == Format::json) {
        return {json_text({{"format", "vpnsim-explain/1"},
                           {"rule", rule.id},
                           {"severity", text(rule.severity)},
                           {"summary", rule.summary}})};
    }
    Page page{where_to};
    page.paragraph(0, Spans{{std::string{rule.id}, Ink::strong}, {" (" + std::string{text(rule.severity)} + ')'}});
    page.paragraph(2, std::string{rule.summary});
    return {page.take()};
}

Answer run_explain(const Arguments& arguments) {
    const auto format = answer_format(arguments);
    const Screen where_to = screen(arguments);
    const auto& words = arguments.positional();
    const auto& name = words.back();
    const bool any_kind = words.size() == 1;
    constexpr std::array<std::string_view, 2> kinds{"profile", "rule"};
    if (!any_kind && words.front() != kinds[0] && words.front() != kinds[1]) {
        throw UsageError{"cannot explain a " + in_quotes(words.front()) + suggestion(words.front(), kinds) +
                         " (profile, rule)"};
    }
    std::vector<std::string_view> names;
    if (any_kind || words.front() == "profile") {
        if (const auto* const profile = find_profile(name)) return explain_profile(*profile, format, where_to);
        for (const auto& known : built_in_profiles()) names.push_back(known.profile.name);
    }
    if (any_kind || words.front() == "rule") {
        if (const auto* const rule = find_rule(name)) return explain_rule(*rule, format, where_to);
        for (const auto& known : finding_rules()) names.push_back(known.id);
    }
    throw UsageError{"nothing is known about " + in_quotes(name) + suggestion(name, names)};
}

constexpr std::array options{option::format, option::color};

}  // namespace

const Verb& explain_verb() {
    static constexpr Verb verb{"explain",
                               "[profile|rule] NAME",
                               "explains a device profile or a finding rule",
                               "",
                               "  $ vpnsim explain policy-route-order\n"
                               "  $ vpnsim explain profile cisco-asa\n",
                               1,
                               2,
                               options,
                               run_explain};
    return verb;
}

}  // namespace vpnsim
