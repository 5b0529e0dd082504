#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/imported.hpp"
#include "tools/importers/settings_tree.hpp"

namespace vpnsim::importers {

/// Reads texts in the grammar of strongSwan's settings (swanctl.conf, strongswan.conf) into one tree, includes
/// resolved among the inputs. What does not fit the grammar is left out with a remark; reading goes on with the next
/// line. No remark repeats anything of a value.
class SettingsParser {
  public:
    /// Requires: the arguments outlive it.
    SettingsParser(std::span<const InputText> inputs, Remarks& remarks) : inputs_{inputs}, remarks_{remarks} {}

    /// Adds one input to the tree. Returns false, with a remark, iff it is no text.
    bool read(std::size_t input);
    [[nodiscard]] const SettingsTree& tree() const { return tree_; }

  private:
    struct Source {
        std::size_t input;
        std::string_view text;
        std::size_t at = 0;
        std::uint32_t line = 1;
        std::size_t faults = 0;
    };
    void read_into(std::size_t input, SettingsTree::Node node);
    void statement(Source& in, std::vector<SettingsTree::Node>& open);
    void named(Source& in, std::vector<SettingsTree::Node>& open, std::string_view name, const Origin& origin);
    void open_section(Source& in, std::vector<SettingsTree::Node>& open, std::string_view name, const Origin& origin);
    bool references(Source& in, std::vector<SettingsTree::Reference>& out);
    bool value(Source& in, std::string& out);
    bool quoted(Source& in, std::string& out);
    void include(Source& in, SettingsTree::Node node);
    void skip_blanks(Source& in);
    void skip_space(Source& in);
    void recover(Source& in);
    std::string_view name(Source& in);
    void complain(Source& in, const char* message);
    [[nodiscard]] Origin origin(const Source& in) const { return {inputs_[in.input].name, in.line}; }
    void remark(Gravity gravity, const char* kind, std::string message, const Origin& origin, std::string about = {});

    std::span<const InputText> inputs_;
    Remarks& remarks_;
    SettingsTree tree_;
    std::vector<std::size_t> open_files_;
    std::size_t includes_ = 0;
    std::size_t bytes_ = 0;
    bool told_ = false;
    std::set<std::pair<std::size_t, SettingsTree::Node>> read_;  ///< an input is read once into one section
};

}  // namespace vpnsim::importers
