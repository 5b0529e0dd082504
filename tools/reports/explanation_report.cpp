#include "tools/reports/explanation_report.hpp"

#include <algorithm>

#include "model/proposal.hpp"
#include "tools/diagnosis/documents.hpp"
#include "tools/diagnosis/log_keywords.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

Json head(std::string_view kind) { return {{"format", "vpnsim-explain/1"}, {"kind", kind}}; }

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
            {"list_answer", name_of(list_answer_names, p.list_answer)},
            {"identical_to", name_of(identical_to_names, p.identical_to)}};
}

/// Every rule has a section: the tests of docs/findings.md see to it.
DocumentSection section_of(const FindingRule& rule) {
    return find_section(findings_page(), '`' + std::string{rule.id} + '`').value();
}

/// "C4. When selectors agree" for C4; what is no rule stays as it is.
std::string title_of(const std::string& rule) {
    const auto section = find_section(semantics_page(), rule + ". ");
    return section ? section->title : rule;
}

std::vector<std::string> words(const std::vector<std::string_view>& views) { return {views.begin(), views.end()}; }

std::vector<std::string> keywords_of(const DiagnosisCode& code) {
    std::vector<std::string> out;
    for (const auto& hint : log_hints()) {
        if (hint.code == code.name) out.emplace_back(hint.keyword);
    }
    return out;
}

void add_if_any(Page& page, std::string_view label, const std::string& text) {
    if (!text.empty()) page.labelled(2, label, {{text}});
}

void add_code(Page& page, const DiagnosisCode& code) {
    page.paragraph(0, Spans{{std::string{code.name}, Ink::strong},
                            {" (" + std::string{code.phase} + "): " + std::string{code.console}}});
    page.labelled(2, "means", {{std::string{code.meaning}}});
    page.labelled(2, "remedy", {{std::string{code.remedy}}});
}

}  // namespace

Json profile_json(const BuiltInProfile& known) {
    auto out = head("profile");
    out["profile"] = known.profile.name;
    out["values"] = values_of(known.profile);
    out["confidence"] = name_of(confidence_names, known.confidence);
    out["source"] = known.source;
    return out;
}

std::string profile_text(const BuiltInProfile& known, Screen where_to) {
    const std::string confidence{name_of(confidence_names, known.confidence)};
    Page page{where_to};
    page.paragraph(0, Spans{{"profile " + known.profile.name, Ink::strong}});
    Table table{{"member", "value", "confidence"}, {}};
    const auto values = values_of(known.profile);
    for (const auto& [name, value] : values.items()) {
        table.rows.push_back(
            {{{name}}, {{value.is_string() ? value.get<std::string>() : value.dump()}}, {{confidence}}});
    }
    page.table(2, table);
    page.paragraph(2, "source: " + std::string{known.source});
    return page.take();
}

Json rule_json(const FindingRule& rule) {
    const auto section = section_of(rule);
    auto out = head("rule");
    out["rule"] = rule.id;
    out["severity"] = text(rule.severity);
    out["summary"] = rule.summary;
    out["meaning"] = section.introduction();
    out["hurts"] = section.bullet("Hurts");
    out["found"] = section.bullet("Found");
    out["remedy"] = section.bullet("Remedy");
    out["semantics"] = Json::array();
    for (const auto& item : section.see) {
        const auto title = title_of(item);
        const auto dot = title.find(". ");
        const bool is_rule = dot != std::string::npos;
        out["semantics"].push_back(
            {{"rule", is_rule ? Json(item) : Json{}}, {"title", is_rule ? title.substr(dot + 2) : title}});
    }
    return out;
}

std::string rule_text(const FindingRule& rule, Screen where_to) {
    Page page{where_to};
    page.paragraph(0, Spans{{std::string{rule.id}, Ink::strong}, {" (" + std::string{text(rule.severity)} + ')'}});
    const auto section = section_of(rule);
    page.paragraph(2, section.introduction());
    add_if_any(page, "hurts", section.bullet("Hurts"));
    add_if_any(page, "found", section.bullet("Found"));
    add_if_any(page, "remedy", section.bullet("Remedy"));
    std::string_view label = "rests on";
    for (const auto& id : section.see) {
        page.labelled(2, label, {{title_of(id)}});
        label = "";
    }
    return page.take();
}

Json code_json(const DiagnosisCode& code) {
    auto out = head("code");
    out["code"] = code.name;
    out["console"] = code.console;
    out["phase"] = code.phase;
    out["meaning"] = code.meaning;
    out["remedy"] = code.remedy;
    out["predicted"] = predicted(code);
    out["prediction"] = code.prediction;
    out["rules"] = code.rules;
    out["keywords"] = keywords_of(code);
    return out;
}

std::string code_text(const DiagnosisCode& code, Screen where_to) {
    Page page{where_to};
    add_code(page, code);
    page.labelled(2, "vpnsim", {{std::string{code.prediction}}});
    if (!code.rules.empty()) page.labelled(2, "findings", {{joined(words(code.rules))}});
    std::string_view label = "log";
    for (const auto& keyword : keywords_of(code)) {
        page.labelled(2, label, {{keyword}});
        label = "";
    }
    if (!label.empty()) page.labelled(2, label, {{"no keyword is documented"}});
    return page.take();
}

Json keywords_json(const std::vector<std::size_t>& keywords) {
    auto out = head("keyword");
    out["keywords"] = Json::array();
    for (const auto k : keywords) {
        const auto& keyword = log_keywords()[k];
        Json codes = Json::array();
        for (const auto* const code : keyword.codes) {
            codes.push_back({{"code", code->name},
                             {"console", code->console},
                             {"phase", code->phase},
                             {"meaning", code->meaning},
                             {"remedy", code->remedy},
                             {"predicted", predicted(*code)},
                             {"rules", code->rules}});
        }
        out["keywords"].push_back({{"keyword", keyword.text}, {"source", keyword.source}, {"codes", std::move(codes)}});
    }
    return out;
}

std::string keywords_text(const std::vector<std::size_t>& keywords, Screen where_to) {
    Page page{where_to};
    std::vector<const DiagnosisCode*> told;
    for (const auto k : keywords) {
        const auto& keyword = log_keywords()[k];
        page.blank();
        page.paragraph(0, Spans{{std::string{keyword.text}, Ink::strong}});
        page.paragraph(0, keyword.codes.size() == 1
                              ? "A log keyword that means one code:"
                              : "A log keyword that may mean any of " + counted(keyword.codes.size(), "code") +
                                    ", the most specific first:");
        for (const auto* const code : keyword.codes) {
            page.blank();
            if (std::find(told.begin(), told.end(), code) != told.end()) {
                page.paragraph(0, std::string{code->name} + ": see above.");
                continue;
            }
            told.push_back(code);
            add_code(page, *code);
            if (!code->rules.empty()) page.labelled(2, "findings", {{joined(words(code->rules))}});
        }
    }
    return page.take();
}

Json semantics_json(const DocumentSection& section) {
    auto out = head("semantics");
    const auto dot = section.title.find(". ");
    out["rule"] = section.title.substr(0, dot);
    out["title"] = section.title.substr(dot + 2);
    out["blocks"] = Json::array();
    for (const auto& block : section.blocks) {
        Json entry;
        if (!block.label.empty()) entry["label"] = block.label;
        if (block.rows.empty()) entry["text"] = block.text;
        else entry["table"] = block.rows;
        out["blocks"].push_back(std::move(entry));
    }
    return out;
}

std::string semantics_text(const DocumentSection& section, Screen where_to) {
    Page page{where_to};
    page.paragraph(0, Spans{{section.title, Ink::strong}});
    bool first = true;  // how sure the rule is
    for (const auto& block : section.blocks) {
        using enum DocumentBlock::Kind;
        if (block.kind == table && !block.rows.empty()) {
            page.blank();
            Table shown{block.rows.front(), {}};
            for (std::size_t r = 1; r < block.rows.size(); ++r) {
                std::vector<Spans> row;
                for (std::size_t c = 0; c < shown.header.size(); ++c) {
                    row.push_back({{c < block.rows[r].size() ? block.rows[r][c] : ""}});
                }
                shown.rows.push_back(std::move(row));
            }
            page.table(2, shown);
            page.blank();
        } else if (block.kind == bullet) {
            page.paragraph(2, "- " + (block.label.empty() ? "" : block.label + ": ") + block.text);
        } else {
            page.paragraph(2, block.text, first ? Ink::faint : Ink::plain);
        }
        first = false;
    }
    return page.take();
}

}  // namespace vpnsim
