#include "tools/idle_removal.hpp"

#include <algorithm>
#include <unordered_map>

#include "model/input_error.hpp"
#include "model/merge_patch.hpp"
#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_messages = 20;

/// What one change does not find in the document that it changes.
class IdleRemovals {
  public:
    IdleRemovals(const JsonDocument& target, const JsonDocument& change, std::vector<std::string>& messages)
        : target_{target}, change_{change}, messages_{messages} {
        look(target_.root(), change_[change_.root()], "");
    }

  private:
    /// `target` is the object, or JsonNode::none, that `change` is merged over.
    void look(std::uint32_t target, const JsonNode& change, const std::string& pointer) {
        std::unordered_map<std::string_view, std::uint32_t> members;
        std::vector<std::string_view> names;
        if (target != JsonNode::none) {
            for (auto m = target_[target].first_child; m != JsonNode::none; m = target_[m].next) {
                members.emplace(target_[m].key, m);
                names.push_back(target_[m].key);
            }
        }
        for (auto c = change.first_child; c != JsonNode::none && messages_.size() <= most_messages;
             c = change_[c].next) {
            const auto& node = change_[c];
            const auto found = members.find(node.key);
            auto here = pointer;
            append_pointer(here, node.key);
            if (node.kind == JsonKind::object)
                look(found == members.end() ? JsonNode::none : found->second, node, here);
            if (node.kind != JsonKind::null || found != members.end()) continue;
            const auto place = change_.place(node);
            messages_.push_back(change_.file_name(0) + ':' + std::to_string(place.line) + ':' +
                                std::to_string(place.column) + ": nothing to remove at " + here +
                                suggestion(node.key, names));
        }
    }

    const JsonDocument& target_;
    const JsonDocument& change_;
    std::vector<std::string>& messages_;
};

}  // namespace

std::string idle_removals(const ChangedDocument& document) {
    std::vector<std::string> messages;
    auto state = document.scenario;
    for (const auto& change : document.changes) {
        IdleRemovals{state, change, messages};
        state = merge_patch(std::move(state), change);
    }
    std::string out;
    for (std::size_t i = 0; i < std::min(messages.size(), most_messages); ++i)
        out += "vpnsim: note: " + for_terminal(messages[i]) + '\n';
    if (messages.size() > most_messages) out += "vpnsim: note: there are more such removals\n";
    return out;
}

}  // namespace vpnsim
