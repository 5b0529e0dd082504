#include "tools/import_input.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "model/input_error.hpp"
#include "tools/importers/text_encoding.hpp"
#include "tools/reports/terminal_text.hpp"
#include "tools/scenario_input.hpp"

namespace vpnsim {
namespace {

namespace fs = std::filesystem;
using importers::Gravity;
using importers::ImportFormat;

const ImportFormat* format_named(const std::string& word) {
    const auto formats = importers::import_formats();
    const auto found = std::find_if(formats.begin(), formats.end(), [&](const auto& f) { return f.name == word; });
    return found == formats.end() ? nullptr : &*found;
}

/// The files that a path names. Order: by name, so that every run and every file system gives the same.
std::vector<std::string> files_of(const std::string& path) {
    std::error_code failure;
    if (path == "-" || !fs::is_directory(path, failure)) return {path};
    std::vector<std::string> out;
    for (fs::recursive_directory_iterator at{path, failure}, end; at != end; at.increment(failure)) {
        if (failure) break;
        const bool hidden = at->path().filename().native().starts_with('.');
        if (hidden && at->is_directory(failure)) at.disable_recursion_pending();
        if (!hidden && at->is_regular_file(failure)) out.push_back(at->path().string());
    }
    if (failure) throw InputFailure{{path + ": cannot be read: " + failure.message()}};
    if (out.empty()) throw InputFailure{{path + ": there is no file in this directory"}};
    std::sort(out.begin(), out.end());
    return out;
}

/// The words before the first input that is read may be a misspelt format.
std::string format_suggestion(const std::string& word) {
    std::vector<std::string_view> names;
    for (const auto& format : importers::import_formats()) names.push_back(format.name);
    return suggestion(word, names);
}

class Grouping {
  public:
    explicit Grouping(const Arguments& arguments) : arguments_{arguments}, files_{arguments} {}

    ImportInput read(const std::vector<std::string>& words) && {
        const auto sites = arguments_.values("site");
        const auto places = arguments_.operands_before("site");
        const ImportFormat* named = nullptr;
        bool begun = false;
        for (std::size_t i = 0; i < words.size(); ++i) {
            std::string site = sites.size() == 1 ? sites.front() : "";
            for (std::size_t s = 0; s < sites.size(); ++s) {
                if (places[s] <= i) site = sites[s];
            }
            const auto* format = format_named(words[i]);
            // Behind the name of a format, a folder of such a name is its input: "aliyun aliyun".
            std::error_code failure;
            const bool is_input = named != nullptr && !begun && format != nullptr && fs::exists(words[i], failure);
            if (format != nullptr && !is_input) {
                if (named != nullptr && !begun) throw UsageError{"there is no input after " + in_quotes(named->name)};
                named = format;
                begun = false;
                continue;
            }
            out_.paths.push_back(words[i]);
            const auto paths = files_of(words[i]);
            for (const auto& path : paths) {
                add(path, paths.size() > 1 || path != words[i] ? Given::in_directory : Given::itself, named, site,
                    begun);
                begun = true;
            }
        }
        if (named != nullptr && !begun) throw UsageError{"there is no input after " + in_quotes(named->name)};
        return std::move(out_);
    }

  private:
    enum class Given : std::uint8_t { itself, in_directory };

    void add(const std::string& path, Given given, const ImportFormat* named, const std::string& site, bool begun) {
        auto bytes = [&] {
            std::error_code failure;
            if (path == "-" || fs::exists(path, failure)) return files_.read_bytes(path, "input");
            throw InputFailure{{path + ": there is no such file" + format_suggestion(path)}};
        }();
        auto text = importers::decoded(path, std::move(bytes), out_.remarks);
        if (!out_.remarks.empty() && out_.remarks.back().gravity == Gravity::error &&
            out_.remarks.back().origin.file == path) {
            return;
        }
        const auto* guessed =
            named != nullptr && given == Given::itself ? nullptr : importers::guessed_format(text.text);
        if (named == nullptr && guessed == nullptr) {
            out_.remarks.push_back({given == Given::itself ? Gravity::error : Gravity::incomplete,
                                    "unknown-format",
                                    "",
                                    "it cannot be told which format this is; write the format's name before it",
                                    {path}});
            return;
        }
        if (named != nullptr && guessed != nullptr && guessed != named) {
            out_.remarks.push_back({Gravity::incomplete,
                                    "other-format",
                                    "",
                                    "this looks like " + std::string{guessed->name} + ", not " +
                                        std::string{named->name} + "; it is left out",
                                    {path}});
            return;
        }
        if (named == nullptr) {
            out_.remarks.push_back(
                {Gravity::note, "guessed-format", "", "taken for " + std::string{guessed->name}, {path}});
        }
        const auto* format = named != nullptr ? named : guessed;
        const bool joins = !out_.groups.empty() && out_.groups.back().format == format &&
                           out_.groups.back().site == site && (begun || named == nullptr);
        if (!joins) out_.groups.push_back({format, site, {}});
        out_.groups.back().inputs.push_back(std::move(text));
    }

    const Arguments& arguments_;
    ScenarioInput files_;
    ImportInput out_;
};

}  // namespace

ImportInput read_import_input(const Arguments& arguments, const std::vector<std::string>& words) {
    if (std::count(words.begin(), words.end(), "-") > 1) throw UsageError{"standard input can be read once only"};
    for (const auto& site : arguments.values("site")) {
        constexpr std::array<std::string_view, 3> reserved{"local", "internet", "blackhole"};
        if (site.empty() || site.find('/') != std::string::npos ||
            std::find(reserved.begin(), reserved.end(), site) != reserved.end()) {
            throw UsageError{"--site wants a name without \"/\" that is not local, internet or blackhole, not " +
                             in_quotes(site)};
        }
    }
    return Grouping{arguments}.read(words);
}

std::string fingerprint_salt(const Arguments& arguments, const ImportInput& input) {
    if (auto given = arguments.value("salt")) return *std::move(given);
    std::string all;
    for (const auto& group : input.groups) {
        for (const auto& text : group.inputs) all += text.text;
    }
    return all;
}

std::string remark_messages(const Arguments& arguments, const importers::Remarks& remarks) {
    constexpr std::array<std::string_view, 5> names{"error", "incomplete", "warning", "note", "skipped"};
    constexpr std::size_t most = 200;  // of one gravity, unless everything is asked for
    const bool verbose = arguments.has("verbose");
    std::array<std::vector<std::string>, names.size()> lines;
    for (const auto& remark : remarks) {
        const auto gravity = static_cast<std::size_t>(remark.gravity);
        lines[gravity].push_back(std::string{names[gravity]} + ": " + importers::text(remark));
    }
    const auto skipped = static_cast<std::size_t>(Gravity::skipped);
    std::vector<std::string> all;
    for (std::size_t gravity = 0; gravity < names.size(); ++gravity) {
        const auto shown = verbose              ? lines[gravity].size()
                           : gravity == skipped ? 0
                                                : std::min(most, lines[gravity].size());
        all.insert(all.end(), lines[gravity].begin(), lines[gravity].begin() + static_cast<std::ptrdiff_t>(shown));
        if (const auto left = lines[gravity].size() - shown; left != 0) {
            all.push_back(gravity == skipped ? std::to_string(left) +
                                                   " things of no matter for tunnels, routes and filters were "
                                                   "skipped (--verbose lists them)"
                                             : "... and " + std::to_string(left) + " more of the kind \"" +
                                                   std::string{names[gravity]} + "\" (--verbose lists them)");
        }
    }
    if (!lines[0].empty()) throw InputFailure{all};
    std::string out;
    for (const auto& line : all) out += "vpnsim: " + for_terminal(line) + '\n';
    return out;
}

}  // namespace vpnsim
