#include "tools/name_filter.hpp"

#include <fnmatch.h>

#include <algorithm>

namespace vpnsim {

bool NameFilter::operator()(const std::string& name) const {
    return texts_.empty() || std::any_of(texts_.begin(), texts_.end(), [&](const std::string& text) {
               return text.find_first_of("*?[") == std::string::npos ? name.find(text) != std::string::npos
                                                                     : ::fnmatch(text.c_str(), name.c_str(), 0) == 0;
           });
}

}  // namespace vpnsim
