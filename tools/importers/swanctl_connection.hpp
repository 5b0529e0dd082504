#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/host.hpp"
#include "tools/importers/ike_secrets.hpp"
#include "tools/importers/ipsec_text.hpp"
#include "tools/importers/settings_tree.hpp"

namespace vpnsim::importers {

/// More tunnels than this are not taken from one machine, with a remark.
inline constexpr std::size_t max_protections = 10'000;

/// What swanctl.conf means: connections with their children become protections, secrets their keys.
class SwanctlConnections {
  public:
    /// Requires: the arguments outlive it.
    SwanctlConnections(const SettingsTree& tree, KeyFingerprints& keys, Remarks& remarks)
        : tree_{tree}, reader_{tree}, keys_{keys}, remarks_{remarks} {}

    /// Adds what the tree says to the host.
    void read_into(Host& host);

  private:
    /// What the children of a connection have in common.
    struct Shared {
        Protection protection;
        std::optional<std::string> local_id;
        bool virtual_addresses = false;
    };
    void read_secrets();
    void read_connection(std::string_view name, const SettingsView& view, Host& host);
    Shared shared(std::string_view name, const SettingsView& view);
    void read_ends(const SettingsView& view, Shared& out, const RemarkPlace& place);
    void read_ike(const SettingsView& view, Protection& out, const RemarkPlace& place);
    void read_child(const Shared& shared, std::string_view name, const SettingsView& view, Host& host);
    void read_child_parameters(const SettingsView& view, Protection& out, const RemarkPlace& place);
    void read_selectors(const Shared& shared, const SettingsView& view, Protection& out, const RemarkPlace& place);
    SelectorList side(const SettingsView& view, std::string_view key, const std::vector<Address>& outer,
                      const RemarkPlace& place);
    void find_key(const Shared& shared, const std::vector<std::string>& remote, Protection& out,
                  const RemarkPlace& place);

    /// Says which settings of the view nobody knows, once for each section.
    void check_settings(const SettingsView& view, std::span<const std::string_view> known,
                        std::span<const std::string_view> not_simulated, const RemarkPlace& place);
    void check_sections();
    void check_references();
    [[nodiscard]] std::string_view text(const SettingsView& view, std::string_view name) const;
    [[nodiscard]] std::optional<std::uint32_t> time(const SettingsView& view, std::string_view name,
                                                    const RemarkPlace& place) const;

    const SettingsTree& tree_;
    SettingsReader reader_;
    KeyFingerprints& keys_;
    Remarks& remarks_;
    std::vector<IkeSecret> secrets_;
    std::set<SettingsTree::Node> checked_;
};

}  // namespace vpnsim::importers
