#include "tools/change_conflict.hpp"

#include "model/input_error.hpp"

namespace vpnsim {
namespace {

bool equal(const JsonDocument& a, const JsonNode& x, const JsonDocument& b, const JsonNode& y) {
    if (x.kind != y.kind || x.text != y.text) return false;
    auto i = x.first_child;
    auto j = y.first_child;
    while (i != JsonNode::none && j != JsonNode::none) {
        if (a[i].key != b[j].key || !equal(a, a[i], b, b[j])) return false;
        i = a[i].next;
        j = b[j].next;
    }
    return i == j;
}

/// Both write `pointer`; objects are merged member by member, anything else is written whole.
void compare(const JsonDocument& a, const JsonNode& x, const JsonDocument& b, const JsonNode& y,
             const std::string& pointer, std::vector<std::string>& out) {
    if (x.kind == JsonKind::object && y.kind == JsonKind::object) {
        for (auto i = x.first_child; i != JsonNode::none; i = a[i].next) {
            const auto j = b.member(y, a[i].key);
            if (j != JsonNode::none) compare(a, a[i], b, b[j], pointer + '/' + std::string{a[i].key}, out);
        }
        return;
    }
    if (equal(a, x, b, y)) return;
    const auto place = b.place(y);
    out.push_back(InputError{InputFault::ambiguous_id, b.file_name(0), place.line, place.column, pointer,
                             "the order of the changes decides what is written here: " + a.file_name(0) + ':' +
                                 std::to_string(a.place(x).line) + " writes it too (--any-order)"}
                      .text());
}

}  // namespace

void require_independent(const ChangedDocument& document) {
    std::vector<std::string> conflicts;
    const auto& all = document.changes;
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            compare(all[i], all[i][all[i].root()], all[j], all[j][all[j].root()], "", conflicts);
        }
    }
    if (!conflicts.empty()) throw InputFailure{std::move(conflicts)};
}

}  // namespace vpnsim
