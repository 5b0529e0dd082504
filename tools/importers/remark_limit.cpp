#include "tools/importers/remark_limit.hpp"

#include <map>
#include <tuple>

namespace vpnsim::importers {

Remarks limited(Remarks remarks) {
    std::map<std::tuple<std::string, std::string, Gravity>, std::size_t> seen;
    Remarks out;
    for (auto& remark : remarks) {
        if (++seen[{remark.origin.file, remark.kind, remark.gravity}] <= remarks_of_a_kind) {
            out.push_back(std::move(remark));
        }
    }
    for (const auto& [key, count] : seen) {
        if (count <= remarks_of_a_kind) continue;
        const auto& [file, kind, gravity] = key;
        out.push_back({gravity, kind, {}, std::to_string(count - remarks_of_a_kind) + " more of this kind.", {file}});
    }
    return out;
}

}  // namespace vpnsim::importers
