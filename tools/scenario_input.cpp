#include "tools/scenario_input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include "model/input_error.hpp"
#include "model/merge_patch.hpp"

namespace vpnsim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t default_max_bytes = std::size_t{512} << 20;

std::size_t parse_size(const std::string& text) {
    std::size_t number = 0;
    const auto* const end = text.data() + text.size();
    auto [stop, error] = std::from_chars(text.data(), end, number);
    unsigned shift = 0;
    if (error == std::errc{} && stop != end) {
        constexpr std::string_view units = "KMG";
        const auto unit = units.find(static_cast<char>(*stop & ~0x20));
        if (unit != std::string_view::npos) {
            shift = 10 * (static_cast<unsigned>(unit) + 1);
            ++stop;
        }
    }
    if (error != std::errc{} || stop != end || number == 0 || number > (std::size_t{1} << 40) >> shift) {
        throw UsageError{"--max-input wants a size such as 65536, 64M or 1G, not " + in_quotes(text)};
    }
    return number << shift;
}

std::string size_text(std::size_t bytes) {
    constexpr std::string_view units = "KMG";
    std::size_t unit = 0;
    while (unit < units.size() && bytes % 1024 == 0) {
        bytes /= 1024;
        ++unit;
    }
    return std::to_string(bytes) + (unit == 0 ? " bytes" : std::string{' ', units[unit - 1], 'i', 'B'});
}

class Descriptor {
  public:
    explicit Descriptor(int number) : number_{number} {}
    ~Descriptor() {
        if (number_ > STDERR_FILENO) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

  private:
    int number_;
};

enum class Accept : std::uint8_t { any_file, regular_file };

int open_file(const std::string& path, Accept accept) {
    // Opening a FIFO would wait for a writer before it can be refused.
    return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | (accept == Accept::regular_file ? O_NONBLOCK : 0));
}

std::string reason_of(int error) {
    return error == ENOENT ? "there is no such file" : std::string{std::strerror(error)};
}

/// The files of one scenario share what may be read.
class Reader {
  public:
    explicit Reader(std::size_t limit, std::string_view what = "scenario") : limit_{limit}, left_{limit}, what_{what} {}

    struct Refusal {
        InputFault fault;
        std::string reason;
    };
    [[nodiscard]] std::variant<std::string, Refusal> read(const std::string& path, Accept accept) {
        const bool standard_input = accept == Accept::any_file && path == "-";
        const Descriptor file{standard_input ? STDIN_FILENO : open_file(path, accept)};
        if (file.number() < 0) return Refusal{InputFault::unreadable, reason_of(errno)};
        struct stat info {};
        if (::fstat(file.number(), &info) != 0) return Refusal{InputFault::unreadable, reason_of(errno)};
        if (S_ISDIR(info.st_mode)) return Refusal{InputFault::unreadable, "it is a directory"};
        const bool regular = S_ISREG(info.st_mode);
        if (!regular && accept == Accept::regular_file) {
            return Refusal{InputFault::unreadable, "it is not a regular file"};
        }
        const auto size = regular ? static_cast<std::size_t>(info.st_size) : 0;
        if (size > left_) return too_long();
        std::string out;
        // Memory that is reserved and never touched costs nothing; growing would hold the bytes twice.
        constexpr std::size_t step = 1 << 16;
        constexpr std::size_t most_reserved = 1 << 30;
        out.reserve((regular ? size : std::min(left_, most_reserved)) + step);
        while (true) {
            const auto have = out.size();
            const auto chunk = std::min(std::max(size > have ? size - have : 0, step), left_ + 1 - have);
            out.resize(have + chunk);
            const auto got = ::read(file.number(), out.data() + have, chunk);
            const int error = errno;
            out.resize(have + static_cast<std::size_t>(std::max<::ssize_t>(got, 0)));
            if (got < 0 && error == EINTR) continue;
            if (got < 0) return Refusal{InputFault::unreadable, reason_of(error)};
            if (got == 0) break;
            if (out.size() > left_) return too_long();
        }
        left_ -= out.size();
        return out;
    }

  private:
    [[nodiscard]] Refusal too_long() const {
        return {InputFault::too_long,
                "the " + std::string{what_} + " is larger than " + size_text(limit_) + " (--max-input)"};
    }
    std::size_t limit_;
    std::size_t left_;
    std::string_view what_;
};

InputError error_of(const std::string& name, const Reader::Refusal& refusal) {
    const bool unreadable = refusal.fault == InputFault::unreadable;
    return {refusal.fault, name, 0, 0, "", (unreadable ? "cannot be read: " : "") + refusal.reason};
}

bool lies_in(const fs::path& file, const fs::path& directory) {
    return std::mismatch(directory.begin(), directory.end(), file.begin(), file.end()).first == directory.end();
}

fs::path root_of(const std::string& scenario, const std::optional<std::string>& given) {
    if (given) return fs::canonical(*given);
    auto here = fs::canonical(fs::current_path());
    if (scenario == "-") return here;
    const auto file = fs::canonical(scenario);
    return lies_in(file, here) ? here : file.parent_path();
}

/// Gives what a scenario extends. Requires: `reader` outlives it.
FileProvider provider(const std::string& path, const std::optional<std::string>& given_root, Reader& reader) {
    return [path, given_root, &reader](const std::string& extended) -> std::variant<std::string, FileRefusal> {
        std::error_code error;
        const auto file = fs::canonical(extended, error);
        if (error) return FileRefusal{reason_of(error.value())};
        const auto root = root_of(path, given_root);
        if (!lies_in(file, root)) {
            return FileRefusal{"it lies outside of the root " + in_quotes(root.string()) + " (--root)"};
        }
        auto base = reader.read(file.string(), Accept::regular_file);
        if (auto* const refusal = std::get_if<Reader::Refusal>(&base)) return FileRefusal{std::move(refusal->reason)};
        return std::get<std::string>(std::move(base));
    };
}

}  // namespace

ScenarioInput::ScenarioInput(const Arguments& arguments)
    : max_bytes_{default_max_bytes}, root_{arguments.value(option::root.name)} {
    if (const auto size = arguments.value(option::max_input.name)) max_bytes_ = parse_size(*size);
    std::error_code ignored;
    if (root_ && !fs::is_directory(*root_, ignored))
        throw UsageError{"--root " + in_quotes(*root_) + " is no directory"};
}

std::string ScenarioInput::read_bytes(const std::string& path, std::string_view what) const {
    auto bytes = Reader{max_bytes_, what}.read(path, Accept::any_file);
    if (const auto* const refusal = std::get_if<Reader::Refusal>(&bytes)) {
        throw InputFailure{{error_of(path == "-" ? "<stdin>" : path, *refusal).text()}};
    }
    return std::get<std::string>(std::move(bytes));
}

std::vector<Scenario> ScenarioInput::read(const std::vector<std::string>& paths, const Visitor& visit) const {
    if (std::count(paths.begin(), paths.end(), "-") > 1) throw UsageError{"standard input can be read once only"};
    std::vector<Scenario> out;
    std::vector<std::string> errors;
    for (const auto& path : paths) {
        auto document = read_document(path, visit);
        auto result = std::holds_alternative<JsonDocument>(document)
                          ? decode_scenario(std::get<JsonDocument>(document))
                          : ScenarioResult{std::get<std::vector<InputError>>(std::move(document))};
        if (const auto* const found = std::get_if<std::vector<InputError>>(&result)) {
            for (const auto& error : *found) errors.push_back(error.text());
        } else {
            out.push_back(std::get<Scenario>(std::move(result)));
        }
    }
    if (!errors.empty()) throw InputFailure{std::move(errors)};
    return out;
}

ChangedDocument ScenarioInput::read_changes(const std::string& path, const std::vector<std::string>& changes) const {
    if (std::count(changes.begin(), changes.end(), "-") + (path == "-" ? 1 : 0) > 1) {
        throw UsageError{"standard input can be read once only"};
    }
    std::vector<std::string> errors;
    ChangedDocument out;
    auto base = read_document(path, [](const std::string&) {});
    if (const auto* const found = std::get_if<std::vector<InputError>>(&base)) {
        for (const auto& error : *found) errors.push_back(error.text());
    } else {
        out.scenario = std::get<JsonDocument>(std::move(base));
    }
    for (const auto& change : changes) {
        const std::string file = change == "-" ? "<stdin>" : change;
        auto bytes = Reader{max_bytes_, "change"}.read(change, Accept::any_file);
        if (const auto* const refusal = std::get_if<Reader::Refusal>(&bytes)) {
            errors.push_back(error_of(file, *refusal).text());
            continue;
        }
        auto document = vpnsim::read_document({file, std::get<std::string>(std::move(bytes))});
        if (const auto* const error = std::get_if<InputError>(&document)) {
            errors.push_back(error->text());
            continue;
        }
        const auto& read = std::get<JsonDocument>(document);
        for (const auto& error : read.errors()) errors.push_back(error.error.text());
        const auto& root = read[read.root()];
        if (root.kind != JsonKind::object) {
            const auto place = read.value_place(root);
            errors.push_back(InputError{InputFault::wrong_type, read.file_name(0), place.line, place.column, "",
                                        "a change is an object (RFC 7396), not " + std::string{name(root.kind)}}
                                 .text());
        } else if (const auto extends = read.member(root, "extends"); extends != JsonNode::none) {
            const auto place = read.place(read[extends]);
            errors.push_back(InputError{InputFault::unknown_key, read.file_name(0), place.line, place.column,
                                        "/extends",
                                        "a change cannot extend another file; name several changes one after the other"}
                                 .text());
        }
        out.changes.push_back(std::get<JsonDocument>(std::move(document)));
    }
    if (!errors.empty()) throw InputFailure{std::move(errors)};
    return out;
}

Scenario ChangedDocument::after(const std::vector<std::size_t>& some) const {
    auto document = scenario;
    for (const auto c : some) document = merge_patch(std::move(document), changes[c]);
    auto result = decode_scenario(document);
    if (const auto* const found = std::get_if<std::vector<InputError>>(&result)) {
        std::vector<std::string> errors;
        for (const auto& error : *found) errors.push_back(error.text());
        throw InputFailure{std::move(errors)};
    }
    return std::get<Scenario>(std::move(result));
}

DocumentResult ScenarioInput::read_document(const std::string& path, const Visitor& visit) const {
    const std::string name = path == "-" ? "<stdin>" : path;
    Reader reader{max_bytes_};
    auto bytes = reader.read(path, Accept::any_file);
    if (const auto* const refusal = std::get_if<Reader::Refusal>(&bytes)) return std::vector{error_of(name, *refusal)};
    visit(std::get<std::string>(bytes));
    return resolve_extends({name, std::get<std::string>(std::move(bytes))}, provider(path, root_, reader));
}

ScenarioResult ScenarioInput::read_as(const std::string& path, std::string bytes) const {
    Reader reader{max_bytes_};
    return read_scenario({path, std::move(bytes)}, provider(path, root_, reader));
}

Scenario ScenarioInput::read(const std::string& path) const { return std::move(read(std::vector{path}).front()); }

}  // namespace vpnsim
