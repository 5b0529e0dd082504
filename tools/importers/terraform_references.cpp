#include "tools/importers/terraform_references.hpp"

#include <algorithm>
#include <set>

#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers::terraform {
namespace {

/// Expressions looked at for one link, and how deep they may lead into one another.
constexpr std::size_t most_expressions = 100;
constexpr std::size_t most_references = 100;  ///< of one expression
constexpr unsigned deepest = 40;
/// Instances looked at where any may be meant. Two are too many for an answer.
constexpr std::size_t most_candidates = 4;

/// "a.b" repeats "a.b.id": Terraform lists every reference with all that it begins with.
bool repeats(std::string_view reference, std::string_view longer) {
    return longer.size() > reference.size() && longer.starts_with(reference) &&
           (longer[reference.size()] == '.' || longer[reference.size()] == '[');
}

/// Whether the attribute stands for the resource itself. The system route table is part of its VPC.
bool names_itself(std::string_view type, std::string_view attribute) {
    return attribute.empty() || attribute == "id" ||
           (type == "alicloud_vpc" && (attribute == "route_table_id" || attribute == "router_table_id"));
}

JsonValue repetition_of(const JsonValue& configuration) {
    const auto for_each = configuration.member("for_each_expression");
    return for_each.exists() ? for_each : configuration.member("count_expression");
}

}  // namespace

/// One search: everything that an expression leads to.
class Walk {
  public:
    Walk(References& references, Types wanted) : references_{references}, wanted_{wanted} {}

    struct Scope {
        std::size_t module;
        std::string key;       ///< of the instance that the expression belongs to
        JsonValue repetition;  ///< its for_each or count
    };
    /// What was passed on the way to an expression.
    struct Way {
        bool certain = true;
        std::string through{};
        unsigned depth = 0;
    };

    void expression(const Scope& scope, const JsonValue& expression, const Way& way) {
        if (way.depth > deepest || visited_.size() >= most_expressions) return;
        if (!visited_.emplace(scope.module, scope.key, expression).second) return;
        if (const auto id = expression.member("constant_value").text()) return found({nullptr, std::string{*id}}, way);
        std::string_view last;
        for (const auto& reference : expression.member("references").children(most_references)) {
            const auto text = reference.text().value_or("");
            if (text.empty() || repeats(text, last)) continue;
            last = text;
            this->reference(scope, text, way);
        }
    }

    std::vector<Target> take() && { return std::move(targets_); }

  private:
    void found(Target target, const Way& way) {
        target.certain = way.certain;
        target.through = way.through;
        const auto same =
            std::find_if(targets_.begin(), targets_.end(), [&](const Target& t) { return t.same_as(target); });
        if (same == targets_.end()) {
            targets_.push_back(std::move(target));
        } else {
            same->certain = same->certain || target.certain;
        }
    }
    static Way further(const Way& way, bool certain, const std::string& through) {
        return {way.certain && certain, way.through.size() > 300 ? way.through : way.through + through, way.depth + 1};
    }

    void reference(const Scope& scope, std::string_view text, const Way& way) {
        const auto parts = steps(text);
        if (parts.size() < 2) return;
        const auto kind = parts[0].name;
        if (kind == "var") {
            variable(scope, parts, way);
        } else if (kind == "module") {
            output(scope, parts, way);
        } else if (kind == "each") {
            if (parts[1].name == "value") {
                expression({scope.module, {}, {}}, scope.repetition, further(way, false, ", its for_each"));
            }
        } else if (kind != "data" && kind != "local" && kind != "count") {
            resource(scope, parts, way);
        }
    }

    void variable(const Scope& scope, const std::vector<Step>& parts, const Way& way) {
        if (references_.modules_.is_root(scope.module)) return;
        const Module module = references_.modules_[scope.module];  // a copy: more modules may come
        const bool whole = parts.size() == 2 && parts[1].key.empty();
        expression({module.parent, module.key, repetition_of(module.module_call)},
                   references_.modules_.input(scope.module, parts[1].name),
                   further(way, whole,
                           ", the input " + std::string{parts[1].name} + " of module " + std::string{module.call}));
    }

    void output(const Scope& scope, const std::vector<Step>& parts, const Way& way) {
        if (parts.size() < 3) return;
        auto& modules = references_.modules_;
        const auto call = parts[1].name;
        const auto through = ", the output " + std::string{parts[2].name} + " of module " + std::string{call};
        const auto go_on = [&](std::size_t module, bool certain) {
            expression({module, {}, {}}, modules.output(module, parts[2].name).member("expression"),
                       further(way, certain && parts.size() == 3, through));
        };
        if (!parts[1].key.empty()) return go_on(modules.child(scope.module, call, parts[1].key), true);
        const auto& instances = modules.instances(scope.module, call);
        if (instances.empty()) return go_on(modules.child(scope.module, call, {}), true);
        const auto same = instances.find(scope.key);
        if (same != instances.end()) return go_on(same->second, scope.key.empty());
        std::vector<std::size_t> any;
        for (const auto& [key, module] : instances) {
            if (any.size() < most_candidates) any.push_back(module);
        }
        for (const auto module : any) go_on(module, false);
    }

    void resource(const Scope& scope, const std::vector<Step>& parts, const Way& way) {
        const auto type = parts[0].name;
        const auto attribute = parts.size() > 2 ? parts[2].name : std::string_view{};
        const auto& instances =
            references_.instances(scope.module, std::string{type} + '.' + std::string{parts[1].name});
        const auto wanted_key = parts[1].key.empty() ? std::string_view{scope.key} : parts[1].key;
        const auto same = instances.find(wanted_key);
        if (same != instances.end()) {
            const bool certain = !parts[1].key.empty() || scope.key.empty();
            return instance(*same->second, type, attribute,
                            further(way, certain, certain ? "" : ", the instance with the same key"));
        }
        if (!parts[1].key.empty()) return;
        const bool only = instances.size() == 1;
        std::size_t candidates = 0;
        for (const auto& [key, candidate] : instances) {
            if (++candidates > most_candidates) return;
            const bool certain = only && key.empty();
            instance(*candidate, type, attribute, further(way, certain, only && !certain ? ", its only instance" : ""));
        }
    }

    void instance(const Resource& resource, std::string_view type, std::string_view attribute, const Way& way) {
        if (names_itself(type, attribute)) {
            if (is_one_of(type, wanted_)) found({&resource}, way);
            return;
        }
        const auto here = further(way, true, ", " + resource.address + '.' + std::string{attribute});
        if (const auto id = resource.values.member(attribute).text()) return found({nullptr, std::string{*id}}, here);
        const auto configuration = references_.configuration(resource);
        expression({references_.module_of_.at(&resource), resource.key, repetition_of(configuration)},
                   configuration.member("expressions").member(attribute), here);
    }

    References& references_;
    Types wanted_;
    std::set<std::tuple<std::size_t, std::string, JsonValue>> visited_;
    std::vector<Target> targets_;
};

References::References(const Resources& resources, std::vector<JsonValue> roots) : modules_{std::move(roots)} {
    for (const auto& resource : resources) {
        const auto module = modules_.at(resource.input, resource.module);
        module_of_.emplace(&resource, module);
        if (resource.data) continue;
        instances_[{module, resource.type + '.' + resource.name}].emplace(resource.key, &resource);
        of_type_[{module, resource.type}].push_back(&resource);
    }
}

JsonValue References::configuration(const Resource& resource) {
    const auto module = module_of_.find(&resource);
    if (module == module_of_.end()) return {};
    return modules_.resource(module->second, resource.type + '.' + resource.name);
}

const References::ByKey& References::instances(std::size_t module, const std::string& name) const {
    static const ByKey none;
    const auto found = instances_.find({module, name});
    return found == instances_.end() ? none : found->second;
}

std::vector<Target> References::follow(const Resource& from, const JsonValue& expression, Types wanted) {
    const auto module = module_of_.find(&from);
    if (module == module_of_.end()) return {};
    Walk walk{*this, wanted};
    walk.expression({module->second, from.key, repetition_of(configuration(from))}, expression, {});
    return std::move(walk).take();
}

const Resource* References::only_candidate(const Resource& from, Types wanted) {
    const auto module = module_of_.find(&from);
    if (module == module_of_.end()) return nullptr;
    const Resource* only = nullptr;
    for (const auto type : wanted) {
        const auto found = of_type_.find({module->second, std::string{type}});
        if (found == of_type_.end()) continue;
        if (only != nullptr || found->second.size() != 1) return nullptr;
        only = found->second.front();
    }
    return only;
}

}  // namespace vpnsim::importers::terraform
