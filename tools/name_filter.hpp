#pragma once

#include <string>
#include <vector>

namespace vpnsim {

/// Chooses names by texts: one with `*`, `?` or `[` is a pattern for the whole name as in a shell (`*` also matches
/// "/"), any other is to be found in it. Without texts every name is chosen, else those that one of them fits.
class NameFilter {
  public:
    explicit NameFilter(std::vector<std::string> texts) : texts_{std::move(texts)} {}
    [[nodiscard]] bool operator()(const std::string& name) const;

  private:
    std::vector<std::string> texts_;
};

}  // namespace vpnsim
