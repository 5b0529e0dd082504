#include "tools/importers/settings_tree.hpp"

#include <algorithm>
#include <set>

namespace vpnsim::importers {

SettingsTree::Node SettingsTree::section(Node parent, std::string_view name, const Origin& origin) {
    const auto next = static_cast<Node>(nodes_.size());
    const auto [entry, is_new] = nodes_[parent].section_by_name.emplace(std::string{name}, next);
    if (!is_new) return entry->second;
    nodes_[parent].sections.push_back(next);
    nodes_.push_back({});
    nodes_.back().name = name;
    nodes_.back().origin = origin;
    return next;
}

void SettingsTree::set(Node node, Value value) {
    auto& section = nodes_[node];
    const auto [entry, is_new] = section.value_by_name.emplace(value.name, section.values.size());
    if (is_new) section.values.push_back(std::move(value));
    else section.values[entry->second] = std::move(value);
}

void SettingsReader::add(SettingsTree::Node node, SettingsView& to) {
    steps_ += 1 + to.nodes.size();
    if (steps_ > max_steps) return;
    if (std::find(to.nodes.begin(), to.nodes.end(), node) != to.nodes.end()) return;
    to.nodes.push_back(node);
    for (const auto& reference : tree_[node].references) resolve(reference, to);
}

void SettingsReader::resolve(const SettingsTree::Reference& reference, SettingsView& to) {
    constexpr std::size_t deepest = 64;
    if (open_.size() >= deepest || std::find(open_.begin(), open_.end(), &reference) != open_.end()) return;
    if (steps_ > max_steps) return;
    open_.push_back(&reference);
    auto at = root();
    for (std::size_t i = 0; i + 1 < reference.path.size(); ++i) at = section(at, reference.path[i]);
    const auto found = section(at, reference.path.back());
    for (const auto node : found.nodes) {
        steps_ += 1 + to.nodes.size();
        if (steps_ > max_steps) break;
        if (std::find(to.nodes.begin(), to.nodes.end(), node) == to.nodes.end()) to.nodes.push_back(node);
    }
    auto& leads = followed_[&reference];
    leads = leads || !found.nodes.empty();
    open_.pop_back();
}

SettingsView SettingsReader::section(const SettingsView& view, std::string_view name) {
    SettingsView out;
    for (const auto node : view.nodes) {
        if (++steps_ > max_steps) break;
        const auto& named = tree_[node].section_by_name;
        if (const auto found = named.find(name); found != named.end()) add(found->second, out);
    }
    return out;
}

std::vector<std::string_view> SettingsReader::sections(const SettingsView& view) {
    std::vector<std::string_view> out;
    std::set<std::string_view> known;
    for (const auto node : view.nodes) {
        for (const auto section : tree_[node].sections) {
            if (++steps_ > max_steps) return out;
            const std::string_view name = tree_[section].name;
            if (known.insert(name).second) out.push_back(name);
        }
    }
    return out;
}

std::vector<const SettingsTree::Value*> SettingsReader::values(const SettingsView& view) {
    std::vector<const SettingsTree::Value*> out;
    std::set<std::string_view> known;
    for (const auto node : view.nodes) {
        for (const auto& value : tree_[node].values) {
            if (++steps_ > max_steps) return out;
            if (known.insert(value.name).second) out.push_back(&value);
        }
    }
    return out;
}

const SettingsTree::Value* SettingsReader::value(const SettingsView& view, std::string_view name) const {
    for (const auto node : view.nodes) {
        const auto& section = tree_[node];
        const auto found = section.value_by_name.find(name);
        if (found == section.value_by_name.end()) continue;
        const auto& value = section.values[found->second];
        return value.text.empty() ? nullptr : &value;
    }
    return nullptr;
}

}  // namespace vpnsim::importers
