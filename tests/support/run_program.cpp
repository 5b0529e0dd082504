#include "run_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace vpnsim {
namespace {

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
    }
    ~Pipe() {
        close(0);
        close(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void close(std::size_t end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
};

[[noreturn]] void become(const std::string& path, const std::vector<std::string>& arguments,
                         const ProgramInput& input) {
    if (!input.directory.empty() && ::chdir(input.directory.c_str()) != 0) ::_exit(127);
    ::unsetenv("NO_COLOR");
    for (const auto& [name, value] : input.environment) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> words{const_cast<char*>(path.c_str())};
    for (const auto& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execv(path.c_str(), words.data());
    ::_exit(127);
}

}  // namespace

ProgramRun run_program(const std::string& path, const std::vector<std::string>& arguments, const ProgramInput& input) {
    Pipe in;
    Pipe out;
    Pipe err;
    std::signal(SIGPIPE, SIG_IGN);  // a program that does not read its input
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error{"cannot fork"};
    if (child == 0) {
        std::signal(SIGPIPE, SIG_DFL);
        ::dup2(in.ends[0], STDIN_FILENO);
        ::dup2(out.ends[1], STDOUT_FILENO);
        ::dup2(err.ends[1], STDERR_FILENO);
        become(path, arguments, input);
    }
    in.close(0);
    out.close(1);
    err.close(1);
    ProgramRun run;
    std::size_t written = 0;
    std::array<char, 65536> buffer{};
    const auto drain = [&](Pipe& from, std::string& to) {
        const auto got = ::read(from.ends[0], buffer.data(), buffer.size());
        if (got > 0) to.append(buffer.data(), static_cast<std::size_t>(got));
        else from.close(0);
    };
    ::fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
    while (in.ends[1] >= 0 || out.ends[0] >= 0 || err.ends[0] >= 0) {
        if (in.ends[1] >= 0 && written == input.bytes.size()) {
            in.close(1);
            continue;
        }
        std::array<pollfd, 3> waiting{{{in.ends[1], POLLOUT, 0}, {out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
        if (waiting[0].revents != 0) {
            const auto put = ::write(in.ends[1], input.bytes.data() + written, input.bytes.size() - written);
            if (put > 0) written += static_cast<std::size_t>(put);
            else in.close(1);
        }
        if (waiting[1].revents != 0) drain(out, run.out);
        if (waiting[2].revents != 0) drain(err, run.err);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (run.exit_code == 127) throw std::runtime_error{"cannot run " + path};
    return run;
}

}  // namespace vpnsim
