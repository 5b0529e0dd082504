#include <unistd.h>

#include <array>
#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "model/input_error.hpp"
#include "tools/output.hpp"
#include "tools/reports/terminal_text.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

using VerbAccess = const Verb& (*)();
constexpr std::array<VerbAccess, 14> verbs{review_verb,   trace_verb, classes_verb, negotiate_verb, whatif_verb,
                                           failover_verb, test_verb,  fix_verb,     import_verb,    export_verb,
                                           validate_verb, fmt_verb,   init_verb,    explain_verb};

std::string overview() {
    std::string out =
        "vpnsim simulates policy routes and IPsec traffic selectors of VPN estates.\n\n"
        "Usage: vpnsim VERB [OPERAND...] [OPTION...]\n\nVerbs:\n";
    for (const auto access : verbs) {
        std::string name{access().name};
        name.resize(11, ' ');
        out += "  " + name + std::string{access().summary} + '\n';
    }
    return out +
           "\n'vpnsim VERB --help' explains a verb with an example; 'vpnsim --version' says which program this is.\n"
           "A SCENARIO is a file, or - for standard input; 'vpnsim init' writes one to start from.\n"
           "Exit codes: 0 clean, 1 findings, 2 bad usage or invalid input, 3 internal error.\n";
}

void complain(const std::string& message) { write_standard(STDERR_FILENO, for_terminal(message) + '\n'); }

ExitCode give(const Answer& answer) {
    require_writable(answer.files);
    for (const auto& file : answer.files) write_file(file);
    write_standard(STDERR_FILENO, answer.messages);
    write_standard(STDOUT_FILENO, answer.text);
    return answer.code;
}

const Verb& find_verb(const std::string& name) {
    std::vector<std::string_view> names;
    for (const auto access : verbs) {
        if (access().name == name) return access();
        names.push_back(access().name);
    }
    throw UsageError{(name.starts_with('-') ? "unknown option " : "unknown verb ") + in_quotes(name) +
                     suggestion(name, names) + " (see vpnsim --help)"};
}

ExitCode run(const std::vector<std::string>& words) {
    if (words.empty()) {
        write_standard(STDERR_FILENO, overview());
        return ExitCode::bad_input;
    }
    const auto& first = words.front();
    if (first == "help" && words.size() > 1) return give({help(find_verb(words[1]))});
    if (first == "--help" || first == "-h" || first == "help") return give({overview()});
    if (first == "--version") return give({"vpnsim " VPNSIM_VERSION "\n"});
    const auto& verb = find_verb(first);
    const std::vector<std::string> rest{words.begin() + 1, words.end()};
    for (const auto& word : rest) {
        if (word == "--") break;
        if (word == "--help" || word == "-h") return give({help(verb)});
    }
    try {
        return give(verb.run(parse_arguments(verb, rest)));
    } catch (const UsageError& error) {
        throw UsageError{std::string{error.what()} + " (see vpnsim " + std::string{verb.name} + " --help)"};
    }
}

}  // namespace
}  // namespace vpnsim

int main(int count, char** words) {
    using namespace vpnsim;
    std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is seen where we write
    auto code = ExitCode::internal_error;
    try {
        try {
            code = run({words + (count > 0 ? 1 : 0), words + count});
        } catch (const UsageError& error) {
            complain(std::string{"vpnsim: "} + error.what());
            code = ExitCode::bad_input;
        } catch (const InputFailure& failure) {
            std::string all;
            for (const auto& line : failure.lines) all += for_terminal(line) + '\n';
            write_standard(STDERR_FILENO, all);
            code = ExitCode::bad_input;
        } catch (const std::bad_alloc&) {
            complain("vpnsim: internal error: out of memory");
        } catch (const std::exception& error) {
            complain(std::string{"vpnsim: internal error: "} + error.what());
        }
    } catch (const std::exception&) {  // nobody is left to be told
    }
    return static_cast<int>(code);
}
