#include "tools/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "model/input_error.hpp"

namespace vpnsim {
namespace {

/// Returns 0 or what went wrong.
int write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// Requires: `descriptor` is open. Closes it.
void write_and_close(int descriptor, const std::string& path, std::string_view bytes) {
    const int failed = write_all(descriptor, bytes);
    const int closed = ::close(descriptor) == 0 ? 0 : errno;
    if (failed != 0 || closed != 0) {
        throw std::system_error{failed != 0 ? failed : closed, std::generic_category(), "cannot write " + path};
    }
}

UsageError cannot_write(const std::string& path) {
    return UsageError{"cannot write " + in_quotes(path) + ": " + std::strerror(errno)};
}

}  // namespace

void write_standard(int descriptor, std::string_view bytes) {
    const int error = write_all(descriptor, bytes);
    if (error != 0 && error != EPIPE) {
        throw std::system_error{error, std::generic_category(), "cannot write to standard output"};
    }
}

void require_no_input(const std::string& output, const std::vector<std::string>& inputs) {
    for (const auto& input : inputs) {
        std::error_code absent;
        if (std::filesystem::equivalent(output, input, absent)) {
            throw UsageError{in_quotes(output) + " is read by this call and would be overwritten"};
        }
    }
}

void require_writable(const std::vector<OutputFile>& files) {
    for (const auto& file : files) {
        if (::access(file.path.c_str(), W_OK) == 0) continue;
        const auto folder = std::filesystem::path{file.path}.parent_path().string();
        if (errno == ENOENT && ::access(folder.empty() ? "." : folder.c_str(), W_OK) == 0) continue;
        throw cannot_write(file.path);
    }
}

void write_file(const OutputFile& file) {
    std::error_code absent;
    // Only a regular file can be replaced: a new one, a pipe or /dev/null is written to.
    if (file.how == OutputFile::Write::create || !std::filesystem::is_regular_file(file.path, absent)) {
        const int descriptor = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (descriptor < 0) throw cannot_write(file.path);
        write_and_close(descriptor, file.path, file.bytes);
        return;
    }
    const std::string target = std::filesystem::canonical(file.path);
    if (::access(target.c_str(), W_OK) != 0) throw cannot_write(file.path);  // renaming would not ask
    std::string beside = target + ".XXXXXX";
    const int descriptor = ::mkstemp(beside.data());
    if (descriptor < 0) throw cannot_write(file.path);
    try {
        struct stat old {};
        if (::stat(target.c_str(), &old) == 0) static_cast<void>(::fchmod(descriptor, old.st_mode & 07777U));
        write_and_close(descriptor, beside, file.bytes);
        std::filesystem::rename(beside, target);
    } catch (...) {
        ::unlink(beside.c_str());
        throw;
    }
}

}  // namespace vpnsim
