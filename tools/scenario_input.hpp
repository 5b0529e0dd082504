#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/scenario_reader.hpp"
#include "tools/command_line.hpp"

namespace vpnsim {

/// A scenario that is not understood yet, and RFC 7396 patches for it.
struct ChangedDocument {
    JsonDocument scenario;
    std::vector<JsonDocument> changes;
    /// Returns the scenario after some of the changes, by position, one after the other. Throws InputFailure; errors
    /// point into the change that brought them.
    [[nodiscard]] Scenario after(const std::vector<std::size_t>& some) const;
};

/// Reads the scenarios that a command line names, `-` being standard input, under option::max_input and option::root.
/// A directory or an unreadable file is an input error; a stream is read up to the limit, a file that is too large not
/// at all. What a scenario extends must be a regular file under the root, symbolic links resolved.
class ScenarioInput {
  public:
    explicit ScenarioInput(const Arguments& arguments);

    /// Returns the bytes of another kind of file, `what` in messages, under the same limit. Throws InputFailure.
    [[nodiscard]] std::string read_bytes(const std::string& path, std::string_view what) const;
    /// Is shown the bytes of each scenario file, before it is understood.
    using Visitor = std::function<void(const std::string& bytes)>;
    /// Returns the scenarios in the order of `paths`. Throws InputFailure with every error of every file.
    [[nodiscard]] std::vector<Scenario> read(
        const std::vector<std::string>& paths, const Visitor& visit = [](const std::string&) {}) const;
    [[nodiscard]] Scenario read(const std::string& path) const;
    /// Returns a scenario with what it extends, and changes to it, as documents. Throws InputFailure with every error.
    [[nodiscard]] ChangedDocument read_changes(const std::string& path, const std::vector<std::string>& changes) const;
    /// One file as a document, with what it extends merged in but not decoded; `visit` is shown its bytes.
    [[nodiscard]] DocumentResult read_document(const std::string& path, const Visitor& visit) const;
    /// What `read` would return if the file held these bytes.
    [[nodiscard]] ScenarioResult read_as(const std::string& path, std::string bytes) const;

  private:
    std::size_t max_bytes_;
    std::optional<std::string> root_;
};

}  // namespace vpnsim
