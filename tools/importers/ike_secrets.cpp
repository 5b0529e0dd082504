#include "tools/importers/ike_secrets.hpp"

#include <algorithm>
#include <utility>

#include "model/address.hpp"

namespace vpnsim::importers {
namespace {

enum class Match : std::uint8_t { none, anybody, exact };

Match match(const IkeSecret& secret, const std::vector<std::string>& names) {
    auto best = secret.ids.empty() ? Match::anybody : Match::none;
    for (const auto& id : secret.ids) {
        if (id == "%any") best = std::max(best, Match::anybody);
        else if (std::find(names.begin(), names.end(), id) != names.end()) return Match::exact;
    }
    return best;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> from_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        if (c == '=') break;
        const auto digit = digits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = ((bits << 6U) | static_cast<std::uint32_t>(digit)) & 0xfffffU;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>((bits >> held) & 0xffU);
        }
    }
    return out;
}

}  // namespace

std::optional<std::string> from_hex(std::string_view digits) {
    std::string out;
    int high = digits.size() % 2 == 0 ? -1 : 0;
    for (const char c : digits) {
        if (c == '_' || c == ':') continue;
        const int digit = hex_digit(c);
        if (digit < 0) return std::nullopt;
        if (high < 0) {
            high = digit;
        } else {
            out += static_cast<char>(high * 16 + digit);
            high = -1;
        }
    }
    return high >= 0 ? std::nullopt : std::optional{out};
}

std::string identity(std::string_view text) {
    if (text.starts_with("%any")) return "%any";
    if (const auto address = Address::parse(text)) return address->bits() == 0 ? "%any" : address->text();
    for (const std::string_view type : {"fqdn:", "ipv4:", "ipv6:", "email:", "rfc822:", "userfqdn:"}) {
        if (text.starts_with(type)) return std::string{text.substr(type.size())};
    }
    if (text.starts_with('@')) text.remove_prefix(1);
    return std::string{text};
}

const IkeSecret* secret_between(const std::vector<IkeSecret>& secrets, const std::vector<std::string>& local,
                                const std::vector<std::string>& remote, SecretOrder order) {
    const IkeSecret* best = nullptr;
    auto best_rank = std::pair{Match::none, Match::none};
    for (const auto& secret : secrets) {
        auto rank = std::pair{match(secret, remote), match(secret, local)};
        if (order == SecretOrder::own_first) std::swap(rank.first, rank.second);
        if (best_rank < rank) {
            best_rank = rank;
            best = &secret;
        }
    }
    return best;
}

std::optional<std::string> key_fingerprint(std::string_view written, KeyFingerprints& keys) {
    std::optional<std::string> decoded;
    if (written.starts_with("0x") || written.starts_with("0X")) decoded = from_hex(written.substr(2));
    if (written.starts_with("0s") || written.starts_with("0S")) decoded = from_base64(written.substr(2));
    if (decoded && decoded->empty()) return std::nullopt;
    return keys.of(decoded ? *decoded : std::string{written});
}

}  // namespace vpnsim::importers
