#include "model/scenario_patch.hpp"

#include <charconv>
#include <unordered_map>
#include <utility>

#include "model/json_text.hpp"
#include "model/merge_patch.hpp"
#include "model/scenario_writer.hpp"

namespace vpnsim {
namespace {

JsonDocument document(std::string text) {
    // Canonical text and patches made of it are JSON.
    return std::get<JsonDocument>(read_document({"", std::move(text)}));
}

template <class Visit>
void for_each_child(const JsonDocument& in, const JsonNode& parent, const Visit& visit) {
    for (auto child = parent.first_child; child != JsonNode::none; child = in[child].next) visit(in[child]);
}

std::uint64_t number(const JsonNode& node) {
    std::uint64_t out = 0;
    std::from_chars(node.text.data(), node.text.data() + node.text.size(), out);
    return out;
}

/// The networks of a site are texts by name, at this depth: there "psk" is a name.
constexpr std::size_t level_of_networks = 3;

class Difference {
  public:
    Difference(const JsonDocument& before, const JsonDocument& after, KeysOfPatch keys)
        : before_{before}, after_{after}, keys_{keys} {}

    std::string text() && {
        out_.object([&] { members(before_[before_.root()], after_[after_.root()], 0); });
        return std::move(out_).take();
    }

  private:
    [[nodiscard]] bool is_secret(const JsonNode& member, std::size_t level) const {
        return keys_ == KeysOfPatch::left_out && member.key == "psk" && member.kind == JsonKind::text &&
               level != level_of_networks;
    }
    /// `level` is that of the two values themselves.
    [[nodiscard]] bool equal(const JsonNode& before, const JsonNode& after, std::size_t level) const {
        if (before.kind != after.kind || before.key != after.key) return false;
        if (is_secret(after, level)) return true;
        if (before.text != after.text) return false;
        auto old = before.first_child;
        auto now = after.first_child;
        for (; old != JsonNode::none && now != JsonNode::none; old = before_[old].next, now = after_[now].next) {
            if (!equal(before_[old], after_[now], level + 1)) return false;
        }
        return old == now;
    }
    void members(const JsonNode& before, const JsonNode& after, std::size_t level) {
        std::unordered_map<std::string_view, std::uint32_t> gone;
        for (auto old = before.first_child; old != JsonNode::none; old = before_[old].next) {
            gone.emplace(before_[old].key, old);
        }
        for_each_child(after_, after, [&](const JsonNode& now) {
            const auto found = gone.find(now.key);
            const auto* const old = found == gone.end() ? nullptr : &before_[found->second];
            if (old != nullptr) gone.erase(found);
            if (is_secret(now, level) || (old != nullptr && equal(*old, now, level))) return;
            if (old == nullptr || old->kind != JsonKind::object || now.kind != JsonKind::object) {
                write(now, level);
            } else {
                out_.object(now.key, [&] { members(*old, now, level + 1); });
            }
        });
        for_each_child(before_, before, [&](const JsonNode& old) {
            if (!gone.contains(old.key) || is_secret(old, level)) return;
            // Selectors of everything read better than a null that stands for them.
            if (old.key == "local_ts" || old.key == "remote_ts") out_.text(old.key, "0.0.0.0/0");
            else out_.null(old.key);
        });
    }
    void write(const JsonNode& node, std::size_t level) {
        switch (node.kind) {
            case JsonKind::null: return out_.null(node.key);
            case JsonKind::boolean: return out_.boolean(node.key, node.text == "true");
            case JsonKind::number: return out_.number(node.key, number(node));
            case JsonKind::text: return out_.text(node.key, node.text);
            case JsonKind::array: return write_list(node, level);
            case JsonKind::object: return out_.object(node.key, [&] { write_members(node, level + 1); });
        }
    }
    void write_members(const JsonNode& object, std::size_t level) {
        for_each_child(after_, object, [&](const JsonNode& child) {
            if (!is_secret(child, level)) write(child, level);
        });
    }
    /// Canonical lists hold texts and numbers, or objects.
    void write_list(const JsonNode& list, std::size_t level) {
        if (list.first_child != JsonNode::none && after_[list.first_child].kind == JsonKind::object) {
            return out_.list(list.key, [&] {
                for_each_child(after_, list, [&](const JsonNode& element) {
                    out_.object([&] { write_members(element, level + 2); });
                });
            });
        }
        std::vector<JsonText::NumberOrText> values;
        for_each_child(after_, list, [&](const JsonNode& v) {
            v.kind == JsonKind::number ? values.emplace_back(number(v)) : values.emplace_back(v.text);
        });
        out_.values(list.key, values, [](const auto& value) { return value; });
    }

    const JsonDocument& before_;
    const JsonDocument& after_;
    KeysOfPatch keys_;
    JsonText out_;
};

}  // namespace

std::string scenario_patch(const Scenario& before, const Scenario& after, KeysOfPatch keys) {
    const auto old = document(write_scenario(before));
    const auto now = document(write_scenario(after));
    return Difference{old, now, keys}.text();
}

ScenarioResult patched(const Scenario& scenario, const std::vector<std::string>& patches) {
    auto result = document(write_scenario(scenario));
    for (const auto& patch : patches) result = merge_patch(std::move(result), document(patch));
    return decode_scenario(result);
}

}  // namespace vpnsim
