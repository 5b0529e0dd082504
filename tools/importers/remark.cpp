#include "tools/importers/remark.hpp"

#include "model/input_error.hpp"

namespace vpnsim::importers {
namespace {

/// Names may hold anything; what would move a terminal's cursor is shown as an escape.
std::string shown(std::string_view text) {
    const auto quoted = in_quotes(text);
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string text(const Remark& remark) {
    auto out = shown(remark.origin.file);
    if (remark.origin.line != 0) out += ':' + std::to_string(remark.origin.line);
    if (remark.origin.column != 0) out += ':' + std::to_string(remark.origin.column);
    if (!out.empty()) out += ": ";
    if (!remark.origin.path.empty()) out += shown(remark.origin.path) + ": ";
    if (!remark.about.empty()) out += shown(remark.about) + ": ";
    return out + remark.message + " [" + remark.kind + ']';
}

}  // namespace vpnsim::importers
