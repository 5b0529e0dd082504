#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vpnsim {

enum class IkeVersion : std::uint8_t { ikev1, ikev2, any };  ///< `any`: a device that initiates v2 and accepts both
enum class IkeMode : std::uint8_t { main, aggressive };
enum class Encryption : std::uint8_t { des, des3, aes128, aes192, aes256, aes128gcm16, aes256gcm16, sm4 };
enum class Integrity : std::uint8_t { md5, sha1, sha256, sha384, sha512, sm3 };
/// A Diffie-Hellman group by its IANA number; `disabled` (ESP only) is "no PFS".
enum class DhGroup : std::uint8_t { disabled = 0 };
enum class SecurityProtocol : std::uint8_t { esp, ah };
enum class Encapsulation : std::uint8_t { tunnel, transport };
enum class DpdOrder : std::uint8_t { hash_notify, notify_hash };

/// AEAD ciphers bring their own integrity: a separate algorithm beside them is not negotiated (RFC 5282).
[[nodiscard]] constexpr bool is_aead(Encryption cipher) {
    return cipher == Encryption::aes128gcm16 || cipher == Encryption::aes256gcm16;
}

/// Phase 1 (IKE_SA) as one end configures it. An empty list or an absent value means "not stated". A cloud gateway
/// states at most one value a list.
struct IkeParameters {
    std::optional<IkeVersion> version;
    std::optional<IkeMode> mode;
    std::vector<Encryption> encryption;
    std::vector<Integrity> integrity;
    std::vector<DhGroup> dh_group;
    std::optional<std::uint32_t> lifetime_seconds;
    std::optional<std::string> local_id;
    std::optional<std::string> remote_id;
    friend bool operator==(const IkeParameters&, const IkeParameters&) = default;
};

/// Phase 2 (CHILD_SA) as one end configures it, with the same meaning of empty and absent.
struct EspParameters {
    std::vector<Encryption> encryption;
    std::vector<Integrity> integrity;
    std::vector<DhGroup> dh_group;
    std::optional<std::uint32_t> lifetime_seconds;
    std::optional<std::uint64_t> lifetime_bytes;  ///< 0 = no lifetime by volume
    std::optional<SecurityProtocol> protocol;
    std::optional<Encapsulation> encapsulation;
    friend bool operator==(const EspParameters&, const EspParameters&) = default;
};

/// The names of the scenario format, in the order of the enumerators.
inline constexpr std::array<std::pair<std::string_view, IkeVersion>, 3> ike_version_names{
    {{"ikev1", IkeVersion::ikev1}, {"ikev2", IkeVersion::ikev2}, {"any", IkeVersion::any}}};
inline constexpr std::array<std::pair<std::string_view, IkeMode>, 2> ike_mode_names{
    {{"main", IkeMode::main}, {"aggressive", IkeMode::aggressive}}};
inline constexpr std::array<std::pair<std::string_view, Encryption>, 8> encryption_names{
    {{"des", Encryption::des},
     {"3des", Encryption::des3},
     {"aes128", Encryption::aes128},
     {"aes192", Encryption::aes192},
     {"aes256", Encryption::aes256},
     {"aes128gcm16", Encryption::aes128gcm16},
     {"aes256gcm16", Encryption::aes256gcm16},
     {"sm4", Encryption::sm4}}};
inline constexpr std::array<std::pair<std::string_view, Integrity>, 6> integrity_names{{{"md5", Integrity::md5},
                                                                                        {"sha1", Integrity::sha1},
                                                                                        {"sha256", Integrity::sha256},
                                                                                        {"sha384", Integrity::sha384},
                                                                                        {"sha512", Integrity::sha512},
                                                                                        {"sm3", Integrity::sm3}}};
inline constexpr std::array<std::pair<std::string_view, SecurityProtocol>, 2> security_protocol_names{
    {{"esp", SecurityProtocol::esp}, {"ah", SecurityProtocol::ah}}};
inline constexpr std::array<std::pair<std::string_view, Encapsulation>, 2> encapsulation_names{
    {{"tunnel", Encapsulation::tunnel}, {"transport", Encapsulation::transport}}};
inline constexpr std::array<std::pair<std::string_view, DpdOrder>, 2> dpd_order_names{
    {{"hash_notify", DpdOrder::hash_notify}, {"notify_hash", DpdOrder::notify_hash}}};
/// The DH groups that a scenario may name.
inline constexpr std::array<std::uint8_t, 12> dh_group_numbers{1, 2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 24};

/// Returns the name that a table above gives to a value. Requires: the table has it.
template <class Table, class Value>
[[nodiscard]] constexpr std::string_view name_of(const Table& table, Value value) {
    for (const auto& [name, listed] : table) {
        if (listed == value) return name;
    }
    return {};
}
[[nodiscard]] inline std::string text(Encryption cipher) { return std::string{name_of(encryption_names, cipher)}; }
[[nodiscard]] inline std::string text(Integrity hash) { return std::string{name_of(integrity_names, hash)}; }
/// "14" or "disabled"
[[nodiscard]] inline std::string text(DhGroup group) {
    return group == DhGroup::disabled ? "disabled" : std::to_string(static_cast<unsigned>(group));
}

}  // namespace vpnsim
