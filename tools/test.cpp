#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <thread>

#include "sim/simulation.hpp"
#include "tools/output.hpp"
#include "tools/parallel_run.hpp"
#include "tools/reports/terminal_text.hpp"
#include "tools/reports/test_report.hpp"
#include "tools/scenario_test.hpp"
#include "tools/shard.hpp"
#include "tools/suppression.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

using Named = SuiteFile::Named;
using Result = TestedScenario::Result;

/// "37 of 500" on a terminal.
class Progress {
  public:
    explicit Progress(std::size_t count) : count_{count}, shown_{::isatty(STDERR_FILENO) == 1} {}
    void operator()(std::size_t done) const {
        say('\r' + std::to_string(done) + " of " + std::to_string(count_) + (count_ == 1 ? " file" : " files"));
    }

    void clear() const { say("\r\x1b[K"); }

  private:
    void say(const std::string& text) const {
        if (shown_) write_standard(STDERR_FILENO, text);
    }
    std::size_t count_;
    bool shown_;
};

std::optional<std::string> from_environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

/// Keeps the files of the shard that the command line asks for, and says so.
std::string keep_shard(const Arguments& arguments, std::vector<SuiteFile>& files) {
    const auto given = arguments.value("shard");
    if (!given) return {};
    const auto shard = parse_shard(*given, from_environment);
    const auto all = files.size();
    std::vector<SuiteFile> own;
    for (std::size_t i = 0; i < all; ++i) {
        if (shard.takes(i)) own.push_back(std::move(files[i]));
    }
    files = std::move(own);
    return "vpnsim: shard " + std::to_string(shard.index + 1) + " of " + std::to_string(shard.of) + " (" + shard.from +
           "): " + std::to_string(files.size()) + " of " + counted(all, "file") + '\n';
}

std::vector<TestedScenario> test_all(const std::vector<SuiteFile>& files, std::size_t threads,
                                     const TestQuestion& question) {
    std::vector<TestedScenario> out(files.size());
    const Progress progress{files.size()};
    run_parallel(
        files.size(), threads, [&](std::size_t i) { out[i] = test_scenario(files[i], question); },
        [&](std::size_t done) { progress(done); });
    progress.clear();
    return out;
}

Answer run_test(const Arguments& arguments) {
    const auto format = answer_format(arguments);
    const auto durations = arguments.has("durations") ? Durations::shown : Durations::left_out;
    const bool updates = arguments.has("update");
    const ScenarioInput input{arguments};
    const TestQuestion question{input,
                                NameFilter{arguments.values("filter")},
                                max_classes(arguments).value_or(SimulationLimits{}.max_boxes),
                                today(arguments),
                                screen(arguments),
                                updates ? TestQuestion::Update::yes : TestQuestion::Update::no};
    const auto threads = arguments.number("jobs", 1, 1024).value_or(std::max(1U, std::thread::hardware_concurrency()));
    const auto report = arguments.value("junit");
    if (report == "-") throw UsageError{"--junit wants a file"};
    auto files = suite_files(arguments.positional());
    if (updates && std::any_of(files.begin(), files.end(), [](const SuiteFile& f) { return f.path == "-"; }))
        throw UsageError{"standard input cannot be updated"};

    Answer answer;
    answer.messages = keep_shard(arguments, files);
    auto tested = test_all(files, threads, question);
    const auto sum = summary(tested);
    if (sum.scenarios == 0 && sum.invalid == 0 && arguments.has("filter") && !arguments.has("shard"))
        throw UsageError{"--filter chooses no expectation of these files"};
    for (const auto& it : tested) {
        for (const auto& line : it.errors) answer.messages += for_terminal(line) + '\n';
        if (it.result == Result::no_expectations && it.named == Named::directly)
            answer.messages += "vpnsim: " + for_terminal(it.file) + " expects nothing: nothing was checked\n";
    }
    const bool searched =
        std::any_of(tested.begin(), tested.end(), [](const auto& it) { return it.named == Named::by_directory; });
    if (sum.scenarios == 0 && sum.invalid == 0 && searched && !arguments.has("shard"))
        answer.messages += "vpnsim: no file has an expectation: nothing was checked\n";
    // Where nothing but errors is to be told, standard output stays empty.
    if (sum.invalid == 0 || sum.scenarios > 0)
        answer.text =
            format == Format::json ? test_json(tested, durations) : test_text(tested, durations, question.screen);
    if (report) {
        for (const auto& it : tested) require_no_input(*report, it.files);
        answer.files.push_back({*report, test_junit(tested, durations)});
    }
    for (auto& it : tested) {
        if (it.rewritten) answer.files.push_back(std::move(*it.rewritten));
    }
    if (sum.broken > 0) answer.code = ExitCode::findings;
    if (sum.invalid > 0) answer.code = ExitCode::bad_input;
    return answer;
}

constexpr std::array test_options{
    Option{"junit", "FILE", "also write the results as JUnit XML, for Jenkins, GitLab and GitHub"},
    option::format,
    Option{"filter", "TEXT",
           "only scenarios whose path or name fits, and single expectations whose name does (\"flow dc reaches web\"): "
           "TEXT is found in it, or is a pattern with * ? [ ] for all of it; any number of times",
           Option::Times::any},
    Option{"shard", "K/N|auto|auto/N",
           "only every Nth file, from the Kth on; auto: which one is said by the Kubernetes indexed job (give its N), "
           "the Slurm array or the parallel job of GitLab that runs this"},
    Option{"update", "",
           "write what the scenarios would meet today into their files, for you to review; comments stay"},
    Option{"jobs", "N", "files that are tested at a time (default: the number of processors)", Option::Times::once,
           'j'},
    Option{"durations", "", "tell how long each scenario took; without it the same input gives the same answer"},
    option::max_classes,
    option::today,
    option::color,
    option::max_input,
    option::root};

}  // namespace

const Verb& test_verb() {
    static constexpr Verb verb{
        "test",
        "PATH...",
        "checks what scenarios expect: regression tests of a network",
        "Checks the section expect of each file, and of each *.json file under a directory, for every packet that it "
        "speaks\n"
        "of; a broken expectation comes with a packet that breaks it and all its paths. Files that expect nothing are\n"
        "counted. A file that is invalid does not stop the others. Exit code 1: an expectation is broken, 2: a file "
        "is\n"
        "invalid.\n",
        "  $ vpnsim test scenarios/\n"
        "  $ vpnsim test scenarios/ --junit report.xml --durations --shard auto\n"
        "  $ vpnsim test estate.json --filter 'flow *web*'\n"
        "  $ vpnsim test estate.json --update && git diff estate.json\n",
        1,
        100'000,
        test_options,
        run_test};
    return verb;
}

}  // namespace vpnsim
