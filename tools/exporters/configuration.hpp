#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vpnsim::exporters {

/// A device configuration as an engineer pastes it. It never holds a key, only placeholders.
struct Configuration {
    std::string text;
    std::vector<std::string> messages;  ///< what the vendor cannot express and what must be looked at; sentences
    std::size_t tunnels = 0;            ///< how many stand in it
};

}  // namespace vpnsim::exporters
