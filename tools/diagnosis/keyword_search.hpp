#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace vpnsim {

/// Finds every log keyword in lines, all of them in one pass over the bytes (Aho and Corasick): linear, whatever the
/// line. Letter case and blanks do not matter, since exports add and drop them.
class KeywordSearch {
  public:
    KeywordSearch();
    /// Returns positions in `log_keywords`, ascending, each once; a keyword inside of a longer one that was found does
    /// not count. The object only keeps its working memory from line to line.
    [[nodiscard]] std::vector<std::size_t> find(std::string_view line);

  private:
    /// A keyword without its wildcards is a row of fragments.
    struct Fragment {
        std::uint16_t keyword;
        std::uint16_t number;
        std::uint16_t length;
    };
    struct Node {
        std::array<std::uint16_t, 256> next{};  ///< after `build` complete: follows the longest suffix where none fits
        std::vector<Fragment> ends;             ///< the longest first
    };
    struct Progress {
        std::size_t fragments = 0;  ///< seen so far
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    struct Last {
        bool counts = false;
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    void add(Fragment fragment, std::string_view text);
    void link_suffixes();
    void take(const Fragment& fragment, std::size_t end);
    void complete(std::size_t keyword, std::size_t begin, std::size_t end);

    std::vector<Node> nodes_;
    std::vector<std::size_t> fragment_counts_;  ///< by keyword
    std::vector<Progress> progress_;            ///< likewise
    std::vector<Last> last_;                    ///< the last place of each keyword
    std::vector<std::size_t> times_;            ///< how often it counts
    bool touched_ = false;
};

}  // namespace vpnsim
