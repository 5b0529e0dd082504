#pragma once

#include <string>
#include <vector>

namespace vpnsim::test {

/// How the commands of a page run.
struct PageShell {
    std::string directory;      ///< where, and where the files of the page are written
    std::string path;           ///< in front of PATH
    std::string prompt = "$ ";  ///< what a command begins with; other lines without it in front of them are left out
    std::string program;        ///< what stands in the place of the prompt
};

struct PageRun {
    std::vector<std::string> commands;  ///< those that ran
    std::vector<std::string> files;     ///< those that were written
    std::vector<std::string> faults;    ///< "line 12: …"; empty = the page is right
};

/// Does what a page of Markdown tells its reader to do, in the order of the page. A block in `jsonc` that begins with
/// "// NAME" is written to NAME. In a block in `console` each command is run by a shell, and the lines behind it must
/// be what it prints, on both streams; a line "..." stands for any number of lines. A command must succeed, or be
/// followed by `echo $?`, which prints its exit code. Throws std::runtime_error if there is no shell.
[[nodiscard]] PageRun follow_page(const std::string& page, const PageShell& shell);

}  // namespace vpnsim::test
