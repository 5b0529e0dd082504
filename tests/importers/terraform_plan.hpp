#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "tests/importers/import_fixtures.hpp"

// Plans and states as Terraform writes them, of small pieces.

namespace vpnsim::importers {

struct PlannedResource {
    std::string type;
    std::string name;
    std::string values;            ///< members, without braces: "\"cidr_block\": \"10.0.0.0/8\""
    std::string unknown = "";      ///< names of unknown attributes, one blank between them, or members
    std::string expressions = "";  ///< members
    std::string index = "";        ///< JSON: "\"a\"" or "0"
    std::string module = "";       ///< "module.branch[\"b\"]"; its configuration is not written by `plan`
    std::string actions = "\"create\"";
    std::string repetition = "";  ///< of the configuration, written with the first instance
};

inline std::string json_quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string{"\\\""} : std::string{c};
    return out + '"';
}

inline std::string reference(const std::string& to) { return R"({"references": [)" + json_quoted(to) + "]}"; }

inline std::string described(const PlannedResource& r) {
    return R"("mode": "managed", "type": ")" + r.type + R"(", "name": ")" + r.name + '"' +
           (r.index.empty() ? "" : R"(, "index": )" + r.index);
}

inline std::string unknown_members(const std::string& unknown) {
    if (unknown.find(':') != std::string::npos) return unknown;
    std::string out;
    std::string word;
    for (const char c : unknown + ' ') {
        if (c != ' ') {
            word += c;
        } else if (!word.empty()) {
            out += (out.empty() ? "" : ", ") + json_quoted(word) + ": true";
            word.clear();
        }
    }
    return out;
}

inline std::string resources_of(const std::vector<PlannedResource>& resources, const std::string& module) {
    std::string out;
    for (const auto& r : resources) {
        if (r.module != module || r.actions == "\"delete\"") continue;
        out += (out.empty() ? "" : ",\n") + ('{' + described(r) + R"(, "values": {)" + r.values + "}}");
    }
    return '[' + out + ']';
}

inline std::string configured(const std::vector<PlannedResource>& resources, const std::string& module = "") {
    std::string out;
    std::vector<std::string> written;
    for (const auto& r : resources) {
        if (r.module != module || std::count(written.begin(), written.end(), r.type + r.name) != 0) continue;
        written.push_back(r.type + r.name);
        out += (out.empty() ? "" : ",\n") +
               ('{' + described(PlannedResource{r.type, r.name, ""}) + R"(, "expressions": {)" + r.expressions + '}' +
                (r.repetition.empty() ? "" : ", " + r.repetition) + '}');
    }
    return R"("resources": [)" + out + ']';
}

/// `configuration`: the members of the root module; `prior`: those of a state's root module.
inline std::string plan(const std::vector<PlannedResource>& resources, const std::string& configuration,
                        const std::string& prior = "", const std::string& more = "") {
    std::vector<std::string> modules;
    std::string changes;
    for (const auto& r : resources) {
        if (!r.module.empty() && std::count(modules.begin(), modules.end(), r.module) == 0) modules.push_back(r.module);
        changes += (changes.empty() ? "" : ",\n") +
                   ('{' + described(r) + (r.module.empty() ? "" : R"(, "module_address": )" + json_quoted(r.module)) +
                    R"(, "change": {"actions": [)" + r.actions + R"(], "after_unknown": {)" +
                    unknown_members(r.unknown) + "}}}");
    }
    std::string children;
    for (const auto& module : modules) {
        children += (children.empty() ? "" : ", ") + (R"({"address": )" + json_quoted(module) + R"(, "resources": )" +
                                                      resources_of(resources, module) + '}');
    }
    return R"({"format_version": "1.2", "terraform_version": "1.9.8", "planned_values": {"root_module": {"resources": )" +
           resources_of(resources, "") + R"(, "child_modules": [)" + children + R"(]}}, "resource_changes": [)" +
           changes + R"(], "configuration": {"root_module": {)" + configuration + "}}" +
           (prior.empty() ? "" : R"(, "prior_state": {"values": {"root_module": {)" + prior + "}}}") + more + "}\n";
}

inline std::string plan(const std::vector<PlannedResource>& resources) {
    return plan(resources, configured(resources));
}

inline std::string state(const std::vector<PlannedResource>& resources) {
    return R"({"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": )" +
           resources_of(resources, "") + "}}}\n";
}

inline Imported imported_terraform(const std::string& text) { return import_text(import_terraform, "plan.json", text); }

}  // namespace vpnsim::importers
