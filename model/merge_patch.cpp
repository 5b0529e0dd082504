#include "model/merge_patch.hpp"

#include <unordered_map>

namespace vpnsim {

/// Copies the patch's nodes behind the target's and relinks. Recursion is as deep as the documents, which the reader
/// has limited.
class JsonMerger {
  public:
    JsonMerger(JsonDocument target, const JsonDocument& patch)
        : result_{std::move(target)}, offset_{static_cast<std::uint32_t>(result_.nodes_.size())} {
        const auto files = static_cast<std::uint16_t>(result_.files_.size());
        result_.files_.insert(result_.files_.end(), patch.files_.begin(), patch.files_.end());
        for (PlacedError error : patch.errors_) {
            error.place.file += files;
            result_.errors_.push_back(std::move(error));
        }
        result_.nodes_.reserve(result_.nodes_.size() + patch.nodes_.size());
        for (JsonNode node : patch.nodes_) {
            node.file = static_cast<std::uint16_t>(node.file + files);
            if (node.first_child != JsonNode::none) node.first_child += offset_;
            if (node.next != JsonNode::none) node.next += offset_;
            result_.nodes_.push_back(node);
        }
        result_.root_ = merged(result_.root_, patch.root_ + offset_);
    }
    JsonDocument result() && { return std::move(result_); }

  private:
    JsonNode& at(std::uint32_t node) { return result_.nodes_[node]; }

    /// Returns the node that stands for `patch` over `target`; its `next` is the caller's to set.
    std::uint32_t merged(std::uint32_t target, std::uint32_t patch) {
        if (at(patch).kind != JsonKind::object) return patch;
        if (target == JsonNode::none || at(target).kind != JsonKind::object) {
            strip_nulls(patch);
            return patch;
        }
        struct Change {
            std::uint32_t node;
            bool used = false;
        };
        std::vector<Change> changes;  // gathered first: `next` of what moves is overwritten
        std::unordered_map<std::string_view, std::size_t> by_key;
        for (auto child = at(patch).first_child; child != JsonNode::none; child = at(child).next) {
            by_key.emplace(at(child).key, changes.size());
            changes.push_back({child});
        }
        List merged_children;
        for (auto child = at(target).first_child; child != JsonNode::none;) {
            const auto next = at(child).next;
            const auto found = by_key.find(at(child).key);
            if (found == by_key.end()) {
                append(merged_children, child);
            } else {
                Change& change = changes[found->second];
                change.used = true;
                if (at(change.node).kind != JsonKind::null) append(merged_children, merged(child, change.node));
            }
            child = next;
        }
        for (const auto& [child, used] : changes) {
            if (!used && at(child).kind != JsonKind::null) append(merged_children, merged(JsonNode::none, child));
        }
        at(target).first_child = merged_children.first;
        // A record that was changed stands where it was changed: that is the line to look at.
        at(target).begin = at(patch).begin;
        at(target).key_begin = at(patch).key_begin;
        at(target).file = at(patch).file;
        return target;
    }
    /// A patch over nothing: its nulls remove nothing and go.
    void strip_nulls(std::uint32_t object) {
        List kept;
        for (auto child = at(object).first_child; child != JsonNode::none;) {
            const auto next = at(child).next;
            if (at(child).kind != JsonKind::null) append(kept, merged(JsonNode::none, child));
            child = next;
        }
        at(object).first_child = kept.first;
    }
    struct List {
        std::uint32_t first = JsonNode::none;
        std::uint32_t last = JsonNode::none;
    };
    void append(List& list, std::uint32_t child) {
        (list.last == JsonNode::none ? list.first : at(list.last).next) = child;
        list.last = child;
        at(child).next = JsonNode::none;
    }

    JsonDocument result_;
    std::uint32_t offset_;
};

JsonDocument merge_patch(JsonDocument target, const JsonDocument& patch) {
    return JsonMerger{std::move(target), patch}.result();
}

}  // namespace vpnsim
