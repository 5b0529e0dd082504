#include <algorithm>

#include "tools/importers/algorithm_names.hpp"
#include "tools/importers/terraform_records.hpp"

// Phase 1 and 2 as connections and tunnels configure them.

namespace vpnsim::importers::terraform {
namespace {

template <class Value>
std::vector<Value> algorithms(const Block& block, std::string_view key,
                              std::optional<Value> (*named)(std::string_view)) {
    std::vector<Value> out;
    for (const auto& name : block.texts(key)) {
        if (const auto value = named(name)) {
            out.push_back(*value);
        } else {
            block.remark(Gravity::incomplete, "unknown-algorithm",
                         std::string{key} +
                             " names an algorithm that is not known. It is left out, so it is not "
                             "compared with the other end.");
        }
    }
    return out;
}

template <class Value, std::size_t N>
std::optional<Value> one_of(const Block& block, std::string_view key,
                            const std::array<std::pair<std::string_view, Value>, N>& names) {
    const auto word = block.text(key);
    if (!word) return std::nullopt;
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.first == *word; });
    if (found != names.end()) return found->second;
    block.remark(Gravity::incomplete, "unknown-value",
                 std::string{key} + " has a value that is not known. It is left out, so it is not compared.");
    return std::nullopt;
}

std::optional<std::string> identity(const Block& block, std::string_view key, std::string_view bare) {
    const auto id = block.text({key, bare});
    return id.empty() ? std::nullopt : std::optional{id};
}

}  // namespace

IkeParameters ike_parameters(const Block& block) {
    return {.version = one_of(block, "ike_version", ike_version_names),
            .mode = one_of(block, "ike_mode", ike_mode_names),
            .encryption = algorithms(block, "ike_enc_alg", encryption_named),
            .integrity = algorithms(block, "ike_auth_alg", integrity_named),
            .dh_group = algorithms(block, "ike_pfs", dh_group_named),
            .lifetime_seconds = block.positive("ike_lifetime"),
            .local_id = identity(block, "ike_local_id", "local_id"),
            .remote_id = identity(block, "ike_remote_id", "remote_id")};
}

EspParameters esp_parameters(const Block& block) {
    EspParameters out;
    out.encryption = algorithms(block, "ipsec_enc_alg", encryption_named);
    out.integrity = algorithms(block, "ipsec_auth_alg", integrity_named);
    out.dh_group = algorithms(block, "ipsec_pfs", dh_group_named);
    out.lifetime_seconds = block.positive("ipsec_lifetime");
    return out;
}

std::optional<std::string> key_of(const Block& block) {
    const auto key = block.text("psk");
    return key ? block.estate().keys.of(*key) : std::nullopt;
}

void note_defaults(const Block& block, const IkeParameters& ike, const EspParameters& esp) {
    std::string unset;
    const auto add = [&](bool is_set, std::string_view name) {
        if (!is_set) unset += (unset.empty() ? "" : ", ") + std::string{name};
    };
    add(ike.version.has_value(), "the IKE version (ikev1)");
    add(ike.mode.has_value() || ike.version == IkeVersion::ikev2, "the IKE mode (main)");
    add(!ike.encryption.empty(), "the IKE encryption (aes)");
    add(!ike.integrity.empty(), "the IKE integrity (md5, for transit routers sha1)");
    add(!ike.dh_group.empty(), "the IKE group (group2)");
    add(ike.lifetime_seconds.has_value(), "the IKE lifetime (86400)");
    add(!esp.encryption.empty(), "the IPsec encryption (aes)");
    add(!esp.integrity.empty(), "the IPsec integrity (md5, for transit routers sha1)");
    add(!esp.dh_group.empty(), "the IPsec group (group2)");
    add(esp.lifetime_seconds.has_value(), "the IPsec lifetime (86400)");
    if (unset.empty()) return;
    block.remark(Gravity::note, "left-to-the-service",
                 "Not set: " + unset +
                     ". The service fills in its defaults, in brackets as its documentation names them. They are not "
                     "taken as stated: nothing is compared with them. Set what the device must match.");
}

}  // namespace vpnsim::importers::terraform
