#include "tools/importers/terraform_modules.hpp"

#include <algorithm>

#include "tools/importers/terraform_resource.hpp"

namespace vpnsim::importers::terraform {
namespace {

/// The end of the brackets that begin at `at`; quoted keys may hold brackets.
std::size_t end_of_key(std::string_view text, std::size_t at) {
    bool quoted = false;
    for (; at < text.size(); ++at) {
        if (quoted && text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            quoted = !quoted;
        } else if (!quoted && text[at] == ']') {
            return at + 1;
        }
    }
    return text.size();
}

}  // namespace

std::vector<Step> steps(std::string_view address) {
    std::vector<Step> out;
    std::size_t at = 0;
    while (at < address.size() && out.size() < most_steps) {
        const auto end = std::min(address.find_first_of(".[", at), address.size());
        Step step{address.substr(at, end - at), {}};
        at = end;
        while (at < address.size() && address[at] == '[') {
            const auto after = end_of_key(address, at);
            if (step.key.empty()) step.key = address.substr(at, after - at);
            at = after;
        }
        out.push_back(step);
        at = std::min(address.find('.', at), address.size());
        if (at < address.size()) ++at;
    }
    return out;
}

Modules::Modules(std::vector<JsonValue> roots) {
    for (std::size_t input = 0; input < roots.size(); ++input) {
        modules_.push_back({input, input, {}, {}, roots[input], {}});
    }
}

std::size_t Modules::at(std::size_t input, std::string_view address) {
    auto module = input;
    const auto parts = steps(address);
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) module = child(module, parts[i + 1].name, parts[i + 1].key);
    return module;
}

std::size_t Modules::child(std::size_t parent, std::string_view call, std::string_view key) {
    auto& instances = children_[parent][std::string{call}];
    if (const auto known = instances.find(key); known != instances.end()) return known->second;
    const auto module_call = found(modules_[parent].configuration.member("module_calls"), call);
    modules_.push_back({modules_[parent].input, parent, std::string{call}, std::string{key},
                        module_call.member("module"), module_call});
    instances.emplace(key, modules_.size() - 1);
    return modules_.size() - 1;
}

const Modules::ByKey& Modules::instances(std::size_t parent, std::string_view call) const {
    static const ByKey none;
    const auto calls = children_.find(parent);
    if (calls == children_.end()) return none;
    const auto found = calls->second.find(call);
    return found == calls->second.end() ? none : found->second;
}

JsonValue Modules::resource(std::size_t module, const std::string& address) {
    return found(modules_[module].configuration.member("resources"), address);
}

JsonValue Modules::input(std::size_t module, std::string_view name) {
    return found(modules_[module].module_call.member("expressions"), name);
}

JsonValue Modules::output(std::size_t module, std::string_view name) {
    return found(modules_[module].configuration.member("outputs"), name);
}

JsonValue Modules::found(const JsonValue& collection, std::string_view name) {
    if (!collection.exists()) return {};
    auto [members, is_new] = collections_.try_emplace(collection);
    if (is_new) {
        const bool by_address = collection.is(JsonKind::array);
        for (const auto& value : collection.children()) {
            const auto key = by_address ? address_of("", value) : std::string{value.key()};
            members->second.emplace(key, value);
        }
    }
    const auto member = members->second.find(name);
    return member == members->second.end() ? JsonValue{} : member->second;
}

}  // namespace vpnsim::importers::terraform
