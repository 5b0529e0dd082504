#include "sim/joined_text.hpp"

namespace vpnsim {

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
    std::string out;
    for (const auto& item : items) {
        if (&item != &items.front()) out += separator;
        out += item;
    }
    return out;
}

}  // namespace vpnsim
