#include "tools/reports/assumption_text.hpp"

#include <algorithm>

namespace vpnsim {

void add_assumptions(Page& page, const Simulation& simulation) {
    struct Said {
        std::string sentence;
        std::vector<std::string> about;
    };
    std::vector<Said> all;
    for (const auto& line : simulation.assumptions()) {
        // "conn-1: sentence", or a sentence about the whole estate.
        const auto colon = line.find(": ");
        const bool named = colon != std::string::npos && line.find(' ') > colon;
        auto sentence = named ? line.substr(colon + 2) : line;
        auto known = std::find_if(all.begin(), all.end(), [&](const Said& s) { return s.sentence == sentence; });
        if (known == all.end()) known = all.insert(all.end(), Said{std::move(sentence), {}});
        if (named) known->about.push_back(line.substr(0, colon));
    }
    if (all.empty()) return;
    page.blank();
    page.paragraph(0, "Assumptions", Ink::strong);
    constexpr std::size_t most_sentences = 40;
    for (std::size_t i = 0; i < std::min(all.size(), most_sentences); ++i) {
        const auto& [sentence, about] = all[i];
        page.paragraph(2, Spans{{"- " + (about.empty() ? "" : some_of(about, 6) + ": ") + sentence}}, 2);
    }
    if (all.size() > most_sentences) page.paragraph(2, "... " + and_more(all.size() - most_sentences), Ink::faint);
}

}  // namespace vpnsim
