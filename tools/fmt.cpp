#include <array>

#include "tools/scenario_format.hpp"
#include "tools/scenario_input.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

Answer run_fmt(const Arguments& arguments) {
    const auto& paths = arguments.positional();
    const bool check = arguments.has("check");
    const bool in_place = arguments.has("in-place");
    if (check && in_place) throw UsageError{"--check and --in-place exclude one another"};
    std::vector<std::string> sources;
    const auto scenarios = ScenarioInput{arguments}.read(paths, [&](const auto& bytes) { sources.push_back(bytes); });
    Answer answer;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        auto text = canonical_text(sources[i], KeyText::kept);
        const bool same = text == sources[i];
        if (check) {
            if (!same) answer.text += scenarios[i].files.back() + ": not in canonical form\n";
            if (!same) answer.code = ExitCode::findings;
        } else if (in_place) {
            if (paths[i] == "-") throw UsageError{"standard input cannot be rewritten in place"};
            if (!same) answer.files.push_back({paths[i], std::move(text), OutputFile::Write::replace});
        } else {
            const auto shown = canonical_text(sources[i], KeyText::replaced);
            if (shown != text) {
                answer.messages +=
                    "vpnsim: " + scenarios[i].files.back() +
                    ": pre-shared keys are not printed, placeholders stand for them; --in-place keeps them\n";
            }
            answer.text += shown;
        }
    }
    return answer;
}

constexpr std::array fmt_options{
    Option{"check", "", "write nothing but the names of files that would change; then exit with 1"},
    Option{"in-place", "", "rewrite the files"}, option::max_input, option::root};

}  // namespace

const Verb& fmt_verb() {
    static constexpr Verb verb{
        "fmt",
        "SCENARIO...",
        "writes scenario files in canonical form",
        "Only the layout changes: members stay in their order, comments stay. A file that is no valid scenario is "
        "left\n"
        "alone. What a file extends is not merged in. Pre-shared keys stay in files that are rewritten; on standard "
        "output\n"
        "placeholders stand for them, equal ones for equal keys.\n",
        "  $ vpnsim fmt one-connection.json > canonical.json\n"
        "  $ vpnsim fmt --check scenarios/*.json\n"
        "  $ vpnsim fmt --in-place one-connection.json\n",
        1,
        1000,
        fmt_options,
        run_fmt};
    return verb;
}

}  // namespace vpnsim
