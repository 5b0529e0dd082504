#include "tools/importers/ike_proposals.hpp"

#include <algorithm>
#include <array>

#include "tools/importers/algorithm_names.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

template <class Value>
void add(std::vector<Value>& values, Value value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

/// Words that say nothing that a scenario compares: pseudo-random functions, extended sequence numbers, no integrity.
bool of_no_matter(std::string_view word) {
    return word.starts_with("prf") || word == "esn" || word == "noesn" || word == "null" || word == "none";
}

bool looks_like_group(std::string_view word) {
    constexpr auto beginnings = std::to_array<std::string_view>(
        {"modp", "ecp", "dh", "x25519", "x448", "curve", "ke", "ml", "ntru", "newhope", "group"});
    return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return word.starts_with(beginning); });
}

/// Algorithms of the two programs that no scenario can name, by how they begin; for the remark.
std::string known_name(std::string_view word) {
    for (const std::string_view name :
         {"chacha20poly1305", "chacha20_poly1305", "camellia128",  "camellia192",  "camellia256", "camellia",
          "blowfish",         "cast128",           "twofish",      "serpent",      "aes128ctr",   "aes192ctr",
          "aes256ctr",        "aes128ccm16",       "aes256ccm16",  "aes192gcm16",  "aes128gcm8",  "aes256gcm8",
          "aes128gmac",       "aes256gmac",        "aesxcbc",      "aescmac",      "x25519",      "x448",
          "curve25519",       "curve448",          "modp1024s160", "modp2048s224", "ecp192",      "ecp224",
          "ecp256bp",         "ecp384bp",          "ecp512bp"}) {
        if (word == name) return '"' + std::string{name} + '"';
    }
    return "an algorithm";
}

/// One proposal: its words, between "-" and ";" and "+".
void read_proposal(std::string_view text, ProposalList& out, const RemarkPlace& place, std::size_t& unknown) {
    bool group = false;
    for (auto word : list_elements(text, "-;+")) {
        if (word.ends_with('!')) word.remove_suffix(1);
        if (word.starts_with("ke") && word.find('_') != std::string_view::npos) word = word.substr(word.find('_') + 1);
        if (word == "default") {
            out.defaults = true;
            group = true;
        } else if (const auto encryption = encryption_named(word)) {
            add(out.encryption, *encryption);
        } else if (const auto integrity = integrity_named(word)) {
            add(out.integrity, *integrity);
        } else if (const auto named = dh_group_named(word); named && looks_like_group(word)) {
            add(out.dh_group, *named);
            group = true;
        } else if (word == "dh0" || word == "modpnone") {
            continue;
        } else if (!of_no_matter(word)) {
            const bool is_group = looks_like_group(word);
            group = group || is_group;
            out.some_unknown_group = out.some_unknown_group || is_group;
            if (++unknown == 1) {
                place.say(Gravity::warning, "algorithm-not-simulated",
                          "The proposals name " + known_name(word) +
                              " that a scenario cannot name. It is left out, so that it is not compared.");
            }
        }
    }
    if (!group) out.some_without_group = true;
    ++out.count;
}

}  // namespace

ProposalList proposal_list(std::string_view text, const RemarkPlace& place) {
    ProposalList out;
    std::size_t unknown = 0;
    const auto proposals = list_elements(text, ",");
    for (std::size_t i = 0; i < std::min(proposals.size(), max_list_elements); ++i) {
        read_proposal(proposals[i], out, place, unknown);
    }
    if (proposals.size() > max_list_elements) {
        place.say(Gravity::incomplete, "list-too-long", "A list of proposals is too long; its end is left out.");
    }
    if (out.count > 1) {
        place.say(Gravity::note, "several-proposals",
                  "There are " + std::to_string(out.count) +
                      " proposals. Each parameter is compared on its own, over all of them.");
    }
    return out;
}

}  // namespace vpnsim::importers
