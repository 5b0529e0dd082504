#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/cisco_config.hpp"

namespace vpnsim::importers {

/// The words of a transform set from `at` on: "esp-aes 256 esp-sha256-hmac", "esp-aes-256 esp-sha-hmac". What a
/// scenario cannot name is said and left out.
[[nodiscard]] CiscoTransform cisco_transform(CiscoReading& reading, const std::vector<std::string_view>& words,
                                             std::size_t at, const std::string& about, const TextLine& line);

/// The algorithms of one statement of a policy or proposal, added to `out`: "aes-256 aes-cbc-192", "aes 256",
/// "sha256 sha384", "14 19". Unknown ones are said.
void add_encryptions(CiscoReading& reading, const std::vector<std::string_view>& words, std::size_t at,
                     const std::string& about, const TextLine& line, std::vector<Encryption>& out);
void add_integrities(CiscoReading& reading, const std::vector<std::string_view>& words, std::size_t at,
                     const std::string& about, const TextLine& line, std::vector<Integrity>& out);
void add_groups(CiscoReading& reading, const std::vector<std::string_view>& words, std::size_t at,
                const std::string& about, const TextLine& line, std::vector<DhGroup>& out);

/// "aes256-sha256", "aes256-aes128-sha256-group14"
[[nodiscard]] std::string proposal_text(const std::vector<Encryption>& encryption,
                                        const std::vector<Integrity>& integrity, const std::vector<DhGroup>& groups);

/// Adds what is not in a list yet.
template <class Value>
void add_missing(std::vector<Value>& list, const std::vector<Value>& further) {
    for (const auto& value : further) {
        bool known = false;
        for (const auto& listed : list) known = known || listed == value;
        if (!known) list.push_back(value);
    }
}

}  // namespace vpnsim::importers
