#include <algorithm>

#include "tools/importers/terraform_block.hpp"

// How a Block finds the records that it refers to.

namespace vpnsim::importers::terraform {

std::string Block::known(const std::string& id) const {
    if (const auto managed = estate_->by_id.find(id); managed != estate_->by_id.end()) return managed->second->address;
    if (const auto data = estate_->found_by_data.find(id); data != estate_->found_by_data.end()) {
        if (estate_->unmanaged.insert(id).second) estate_->used.push_back(&data->second);
        return id;
    }
    if (estate_->unmanaged.insert(id).second) {
        remark(Gravity::note, "not-managed",
               "It refers to " + id +
                   ", which this input does not describe. Import what describes it as well, or read it with a data "
                   "source.");
    }
    return id;
}

std::string Block::inferred(std::string_view key, const Target& target) const {
    if (target.resource == nullptr) return known(target.id);
    if (target.certain && target.through.empty()) {
        ++estate_->linked;
    } else {
        remark(Gravity::note, target.certain ? "linked" : "link-inferred",
               std::string{key} + " is known only after the apply. The configuration leads to " +
                   target.resource->address + target.through +
                   (target.certain ? "." : ". That is inferred, not certain."));
    }
    return target.resource->address;
}

std::string Block::link(std::string_view key, Types wanted, Need need) const {
    if (const auto id = text(key)) return known(*id);
    const auto says = expression(key);
    // A plan whose resource_changes are missing does not say what is unknown.
    if (!unknown(key) && (need == Need::optional || !says.exists())) return {};
    if (!says.exists() && need == Need::optional) return {};
    const auto targets = estate_->references.follow(*resource_, says, wanted);
    if (targets.size() == 1) return inferred(key, targets.front());
    if (targets.size() > 1) {
        const auto name = [](const Target& t) { return t.resource != nullptr ? t.resource->address : t.id; };
        remark(Gravity::incomplete, "unresolved-reference",
               std::string{key} + " is known only after the apply. It may be " + name(targets[0]) + " or " +
                   name(targets[1]) + (targets.size() > 2 ? " or another one" : "") +
                   ": the plan does not say which. Import the state after the apply.");
        return {};
    }
    if (const auto* only = estate_->references.only_candidate(*resource_, wanted)) {
        remark(Gravity::note, "link-inferred",
               std::string{key} + " is known only after the apply, and the plan does not say where it comes from. " +
                   only->address + " is taken: it is the only resource of its kind in the module.");
        return only->address;
    }
    remark(Gravity::incomplete, "unresolved-reference",
           std::string{key} +
               " is known only after the apply, and the plan does not say which resource it names. Import the state "
               "after the apply.");
    return {};
}

bool Block::leads_somewhere(std::string_view key, Types wanted) const {
    return text(key) || estate_->references.follow(*resource_, expression(key), wanted).size() == 1;
}

std::vector<std::string> Block::links(std::string_view key, Types wanted) const {
    std::vector<std::string> out;
    for (const auto& id : texts(key)) out.push_back(known(id));
    if (!unknown(key)) return out;
    for (auto& id : all_named(key, wanted)) {
        if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(std::move(id));
    }
    if (out.empty() && expression(key).exists()) {
        remark(Gravity::incomplete, "unresolved-reference",
               std::string{key} +
                   " is known only after the apply, and the plan does not say which resources it names. Import the "
                   "state after the apply.");
    }
    return out;
}

std::vector<std::string> Block::all_named(std::string_view key, Types wanted) const {
    std::vector<std::string> out;
    for (const auto& target : estate_->references.follow(*resource_, expression(key), wanted)) {
        out.push_back(inferred(key, target));
    }
    return out;
}

}  // namespace vpnsim::importers::terraform
