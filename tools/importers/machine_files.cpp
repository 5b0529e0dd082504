#include "tools/importers/machine_files.hpp"

#include <algorithm>
#include <map>

#include "tools/importers/host_name.hpp"

namespace vpnsim::importers {
namespace {

/// The last `count` parts of a path, or all of it.
std::string_view last_parts(std::string_view path, std::size_t count) {
    for (auto at = path.size(); count > 0; --count) {
        if (at == 0) return path;
        at = path.find_last_of('/', at - 1);
        if (at == std::string_view::npos) return path;
        if (count == 1) return path.substr(at + 1);
    }
    return path;
}

std::string_view without_dot_parts(std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    return path;
}

/// What an input says it includes, read line by line. A quick look that needs no grammar.
std::vector<std::string_view> included_patterns(std::string_view text, std::size_t most) {
    std::vector<std::string_view> out;
    constexpr std::string_view keyword = "include";
    for (auto at = text.find(keyword); at != std::string_view::npos && out.size() < most;
         at = text.find(keyword, at + 1)) {
        const auto before = text.substr(0, at).find_last_not_of(" \t");
        if (before != std::string_view::npos && text[before] != '\n' && text[before] != '\r' && text[before] != '{' &&
            text[before] != '}') {
            continue;
        }
        auto rest = text.substr(at + keyword.size());
        if (rest.empty() || (rest.front() != ' ' && rest.front() != '\t')) continue;
        rest = rest.substr(0, rest.find_first_of("\r\n#"));
        const auto first = rest.find_first_not_of(" \t\"");
        if (first == std::string_view::npos) continue;
        rest = rest.substr(first);
        out.push_back(rest.substr(0, rest.find_last_not_of(" \t\"") + 1));
    }
    return out;
}

}  // namespace

bool matches_pattern(std::string_view name, std::string_view pattern) {
    std::size_t n = 0;
    std::size_t p = 0;
    auto star = std::string_view::npos;
    std::size_t resume = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string shown_path(std::string_view pattern) {
    constexpr std::size_t longest = 128;
    const bool path = pattern.size() <= longest && pattern.find_first_of("./") != std::string_view::npos &&
                      std::all_of(pattern.begin(), pattern.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                 std::string_view{"._-*?/"}.find(c) != std::string_view::npos;
                      });
    return path ? std::string{pattern} : std::string{};
}

std::vector<std::size_t> included_inputs(std::span<const InputText> inputs, std::size_t from,
                                         std::string_view pattern) {
    constexpr std::size_t longest_pattern = 1024;
    constexpr std::size_t most_parts = 8;
    if (pattern.empty() || pattern.size() > longest_pattern) return {};
    pattern = without_dot_parts(pattern);
    const auto all = [&](const auto& fits) {
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (i != from && fits(without_dot_parts(inputs[i].name))) out.push_back(i);
        }
        return out;
    };
    if (!pattern.starts_with('/')) {
        const auto own = without_dot_parts(inputs[from].name);
        const auto slash = own.find_last_of('/');
        const auto there = std::string{slash == std::string_view::npos ? "" : own.substr(0, slash + 1)};
        auto found = all([&](auto name) { return matches_pattern(name, there + std::string{pattern}); });
        if (!found.empty()) return found;
    }
    auto parts = std::min<std::size_t>(static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '/')) + 1,
                                       most_parts);
    for (; parts > 0; --parts) {
        const auto end = last_parts(pattern, parts);
        auto found = all([&](auto name) { return matches_pattern(last_parts(name, parts), end); });
        if (!found.empty()) return found;
    }
    return {};
}

std::vector<MachineFiles> machines(std::span<const InputText> inputs) {
    std::vector<bool> included(inputs.size());
    std::vector<std::vector<std::size_t>> includes(inputs.size());
    std::size_t followed = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        for (const auto pattern : included_patterns(inputs[i].text, max_includes - followed)) {
            ++followed;
            for (const auto found : included_inputs(inputs, i, pattern)) {
                included[found] = true;
                includes[i].push_back(found);
            }
        }
    }
    std::vector<bool> reached(inputs.size());
    std::vector<MachineFiles> out;
    std::map<std::string, std::size_t, std::less<>> by_host;
    const auto add_root = [&](std::size_t root) {
        const auto [entry, is_new] = by_host.emplace(host_name(inputs[root].name), out.size());
        if (is_new) out.push_back({entry->first, {}});
        out[entry->second].roots.push_back(root);
        std::vector<std::size_t> open{root};
        while (!open.empty()) {
            const auto at = open.back();
            open.pop_back();
            if (reached[at]) continue;
            reached[at] = true;
            open.insert(open.end(), includes[at].begin(), includes[at].end());
        }
    };
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (!included[i]) add_root(i);
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (!reached[i]) add_root(i);
    }
    return out;
}

}  // namespace vpnsim::importers
