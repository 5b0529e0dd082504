#include "tools/diagnosis/keyword_search.hpp"

#include <algorithm>

#include "model/ascii.hpp"
#include "tools/diagnosis/log_keywords.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t widest_gap = 64;  // what a wildcard stands for

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::size_t letter(char c) { return static_cast<unsigned char>(in_lower_case(c)); }

}  // namespace

KeywordSearch::KeywordSearch() : nodes_(1) {
    const auto keywords = log_keywords();
    for (std::size_t k = 0; k < keywords.size(); ++k) {
        std::size_t count = 0;
        for (std::string_view rest = keywords[k].text; !rest.empty(); ++count) {
            const auto end = std::min(rest.find('*'), rest.size());
            add({static_cast<std::uint16_t>(k), static_cast<std::uint16_t>(count), 0}, rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        fragment_counts_.push_back(count);
    }
    link_suffixes();
    progress_.resize(keywords.size());
    last_.resize(keywords.size());
    times_.resize(keywords.size());
}

void KeywordSearch::add(Fragment fragment, std::string_view text) {
    std::size_t node = 0;
    for (const char c : text) {
        if (is_blank(c)) continue;
        ++fragment.length;
        const auto byte = letter(c);
        if (nodes_[node].next[byte] == 0) {
            nodes_[node].next[byte] = static_cast<std::uint16_t>(nodes_.size());
            nodes_.emplace_back();
        }
        node = nodes_[node].next[byte];
    }
    nodes_[node].ends.push_back(fragment);
}

void KeywordSearch::link_suffixes() {
    std::vector<std::size_t> suffix(nodes_.size());
    std::vector<std::size_t> queue{0};  // breadth first: the suffix of a node is nearer to the root
    for (std::size_t at = 0; at < queue.size(); ++at) {
        const auto node = queue[at];
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::size_t child = nodes_[node].next[byte];
            const auto fallback = node == 0 ? std::uint16_t{0} : nodes_[suffix[node]].next[byte];
            if (child == 0) {
                nodes_[node].next[byte] = fallback;
                continue;
            }
            suffix[child] = fallback;
            const auto& shorter = nodes_[fallback].ends;
            nodes_[child].ends.insert(nodes_[child].ends.end(), shorter.begin(), shorter.end());
            queue.push_back(child);
        }
    }
}

std::vector<std::size_t> KeywordSearch::find(std::string_view line) {
    std::size_t node = 0;
    std::size_t position = 0;  // blanks do not count
    for (const char c : line) {
        if (is_blank(c)) continue;
        node = nodes_[node].next[letter(c)];
        ++position;
        for (const auto& fragment : nodes_[node].ends) take(fragment, position);
    }
    std::vector<std::size_t> out;
    if (!touched_) return out;
    for (std::size_t k = 0; k < times_.size(); ++k) {
        if (times_[k] > 0) out.push_back(k);
    }
    std::fill(progress_.begin(), progress_.end(), Progress{});
    std::fill(last_.begin(), last_.end(), Last{});
    std::fill(times_.begin(), times_.end(), 0);
    touched_ = false;
    return out;
}

void KeywordSearch::take(const Fragment& fragment, std::size_t end) {
    touched_ = true;
    auto& progress = progress_[fragment.keyword];
    const auto begin = end - fragment.length;
    if (fragment.number == 0) {
        progress = {1, begin, end};
    } else if (progress.fragments == fragment.number && begin >= progress.end && begin - progress.end <= widest_gap) {
        ++progress.fragments;
        progress.end = end;
    } else {
        return;
    }
    if (progress.fragments == fragment_counts_[fragment.keyword]) complete(fragment.keyword, progress.begin, end);
}

void KeywordSearch::complete(std::size_t keyword, std::size_t begin, std::size_t end) {
    progress_[keyword] = {};
    bool inside = false;
    for (std::size_t k = 0; k < last_.size(); ++k) {
        auto& other = last_[k];
        if (k == keyword || other.end == 0) continue;
        inside = inside || (other.begin <= begin && end <= other.end);
        if (other.counts && begin <= other.begin && other.end <= end) {
            other.counts = false;
            --times_[k];
        }
    }
    last_[keyword] = {!inside, begin, end};
    if (!inside) ++times_[keyword];
}

}  // namespace vpnsim
