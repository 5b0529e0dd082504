#include "page_examples.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "run_program.hpp"

namespace vpnsim::test {
namespace {

using Lines = std::vector<std::string>;

struct Block {
    std::string language;
    std::size_t line;  ///< of its first line
    Lines lines;
};

Lines lines_of(const std::string& text) {
    Lines out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

std::vector<Block> blocks_of(const std::string& page) {
    std::vector<Block> out;
    bool inside = false;
    std::size_t number = 0;
    for (const auto& line : lines_of(page)) {
        ++number;
        const bool fence = line.starts_with("```");
        if (fence && !inside) out.push_back({line.substr(3), number + 1, {}});
        else if (!fence && inside) out.back().lines.push_back(line);
        inside = inside != fence;
    }
    return out;
}

struct Command {
    std::size_t line;
    std::string words;
    Lines shown;
};

std::vector<Command> commands_of(const Block& block, const PageShell& shell) {
    std::vector<Command> out;
    bool ours = false;
    for (std::size_t i = 0; i < block.lines.size(); ++i) {
        const auto& line = block.lines[i];
        if (line.starts_with("$ ")) {
            ours = line.starts_with(shell.prompt);
            if (ours) out.push_back({block.line + i, shell.program + line.substr(shell.prompt.size()), {}});
        } else if (ours) {
            out.back().shown.push_back(line);
        }
    }
    return out;
}

/// What is shown and not printed there, if anything.
std::optional<std::string> fault(const Lines& shown, const Lines& printed) {
    std::size_t next = 0;
    bool gap = false;
    for (const auto& line : shown) {
        if (line == "...") {
            gap = true;
            continue;
        }
        while (gap && next < printed.size() && printed[next] != line) ++next;
        if (next == printed.size()) return "does not print \"" + line + '"';
        if (printed[next] != line) return "prints \"" + printed[next] + "\", not \"" + line + '"';
        ++next;
        gap = false;
    }
    if (!gap && next < printed.size()) return "also prints \"" + printed[next] + '"';
    return std::nullopt;
}

}  // namespace

PageRun follow_page(const std::string& page, const PageShell& shell) {
    PageRun out;
    const auto blame = [&](std::size_t line, const std::string& what) {
        out.faults.push_back("line " + std::to_string(line) + ": " + what);
    };
    int code = 0;           // of the command before
    std::size_t asked = 0;  // the line of a command that failed, until its exit code is asked for
    for (const auto& block : blocks_of(page)) {
        if (block.language == "jsonc" && !block.lines.empty() && block.lines.front().starts_with("// ")) {
            out.files.push_back(block.lines.front().substr(3));
            std::ofstream file{std::filesystem::path{shell.directory} / out.files.back()};
            for (const auto& line : block.lines) file << line << '\n';
        }
        if (block.language != "console") continue;
        for (const auto& command : commands_of(block, shell)) {
            if (asked != 0 && command.words != "echo $?") blame(asked, "fails, and nobody asks how");
            asked = 0;
            const auto script = "exec 2>&1; (exit " + std::to_string(code) + "); " + command.words;
            const auto run =
                run_program("/bin/bash", {"--noprofile", "--norc", "-c", script},
                            {.environment = {{"PATH", shell.path + ':' + std::getenv("PATH")}, {"LC_ALL", "C"}},
                             .directory = shell.directory});
            out.commands.push_back(command.words);
            code = run.exit_code;
            if (code != 0) asked = command.line;
            if (const auto what = fault(command.shown, lines_of(run.out))) blame(command.line, *what);
        }
    }
    if (asked != 0) blame(asked, "fails, and nobody asks how");
    return out;
}

}  // namespace vpnsim::test
