#include "tools/importers/ipsec_secrets.hpp"

#include <algorithm>
#include <array>

#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

struct Word {
    std::string_view text;
    bool complete = true;  ///< false: a quote that never ends
};

bool is_kind(std::string_view word) {
    constexpr auto kinds =
        std::to_array<std::string_view>({"PSK", "RSA", "ECDSA", "PKCS8", "PKCS12", "P12", "BLISS", "EAP", "XAUTH",
                                         "NTLM", "PIN", "PPKS", "psk", "rsa", "xauth"});
    return is_one_of(word, kinds);
}

/// The words of one entry, quotes taken off, up to a comment.
void add_words(std::string_view line, std::vector<Word>& out) {
    while (true) {
        const auto first = line.find_first_not_of(" \t");
        if (first == std::string_view::npos || line[first] == '#') return;
        line.remove_prefix(first);
        if (line.front() == '"' || line.front() == '\'') {
            const auto end = line.find(line.front(), 1);
            if (end == std::string_view::npos) return out.push_back({{}, false});
            out.push_back({line.substr(1, end - 1)});
            line.remove_prefix(end + 1);
        } else {
            const auto end = std::min(line.find_first_of(" \t"), line.size());
            out.push_back({line.substr(0, end)});
            line.remove_prefix(end);
        }
    }
}

/// Reads "ids : PSK key". A colon may stick to the word before it or behind it.
void read_entry(const std::vector<Word>& words, const Origin& origin, std::vector<IkeSecret>& out, Remarks& remarks) {
    if (words.empty()) return;
    const auto complain = [&](const char* kind, const char* message) {
        remarks.push_back({Gravity::incomplete, kind, "", message, origin});
    };
    if (std::any_of(words.begin(), words.end(), [](const Word& w) { return !w.complete; })) {
        return complain("unterminated-quote", "A quoted secret never ends. It is left out.");
    }
    IkeSecret secret{{}, {}, origin};
    std::size_t i = 0;
    bool colon = false;
    for (; i < words.size() && !colon; ++i) {
        auto word = words[i].text;
        if (word.starts_with(':') && (word.size() == 1 || is_kind(word.substr(1)))) break;
        if (word.ends_with(':') && i + 1 < words.size() && is_kind(words[i + 1].text)) {
            word.remove_suffix(1);
            colon = true;
        }
        if (secret.ids.size() < max_secret_ids) secret.ids.push_back(identity(word));
    }
    if (i == words.size()) return complain("syntax", "This entry is no secret: it lacks a colon. It is left out.");
    auto kind = words[i].text;
    if (kind == ":" && i + 1 < words.size()) kind = words[++i].text;
    else if (kind.starts_with(':')) kind.remove_prefix(1);
    if (kind != "PSK" && kind != "psk") {
        remarks.push_back({Gravity::skipped, "other-secret", "", "A secret of another kind is not read.", origin});
        return;
    }
    if (i + 1 >= words.size()) return complain("syntax", "This entry lacks its key. It is left out.");
    secret.written = words[i + 1].text;
    out.push_back(std::move(secret));
}

}  // namespace

bool looks_like_ipsec_secrets(std::string_view text) {
    constexpr std::size_t beginning = 1U << 16U;
    bool found = false;
    for (const auto& line : text_lines(text.substr(0, beginning))) {
        if (line.text.starts_with("conn ") || line.text.starts_with("config ")) return false;
        if (line.text.starts_with('#')) continue;
        std::vector<Word> all;
        add_words(line.text, all);
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto word = all[i].text;
            if (word.ends_with(':') && i + 1 < all.size()) word = all[i + 1].text;
            else if (word.starts_with(':')) word.remove_prefix(1);
            else continue;
            found = found || is_kind(word);
        }
    }
    return found;
}

std::vector<IkeSecret> ipsec_secrets(const InputText& input, Remarks& remarks) {
    std::vector<IkeSecret> out;
    std::vector<Word> entry;
    Origin origin{input.name};
    for (const auto& line : text_lines(input.text)) {
        if (line.text.starts_with('#')) continue;
        if (out.size() >= max_secrets) {
            remarks.push_back({Gravity::incomplete,
                               "too-many-secrets",
                               "",
                               "There are more secrets than are read. Keys of the rest are not compared.",
                               {input.name, line.number}});
            entry.clear();
            break;
        }
        if (line.indent == 0) {
            read_entry(entry, origin, out, remarks);
            entry.clear();
            origin.line = line.number;
            if (line.text.starts_with("include ")) {
                remarks.push_back({Gravity::note, "include", "",
                                   "Secrets of other files are compared if those files are given.", origin});
                continue;
            }
        }
        add_words(line.text, entry);
    }
    read_entry(entry, origin, out, remarks);
    return out;
}

}  // namespace vpnsim::importers
