#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace vpnsim {

/// Members stay in the order in which they are written.
using Json = nlohmann::ordered_json;

/// Indented by two, with a newline at its end, always valid UTF-8: other bytes become U+FFFD.
[[nodiscard]] inline std::string json_text(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// null for an empty text.
[[nodiscard]] inline Json text_or_null(std::string text) { return text.empty() ? Json{} : Json(std::move(text)); }

}  // namespace vpnsim
