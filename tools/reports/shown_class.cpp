#include "tools/reports/shown_class.hpp"

#include <map>

namespace vpnsim {

std::vector<ShownClass> shown_classes(const FlowPartition& partition) {
    std::vector<ShownClass> out;
    for (auto& row : class_rows(partition)) {
        for (auto& service : texts(row.services)) {
            out.push_back({row.at, row.from, row.to, std::move(service), row.behaviour});
        }
    }
    return out;
}

std::vector<LeftOver> left_over(const FlowPartition& partition) {
    std::map<Endpoint, std::vector<PacketBox>> boxes;
    for (const auto& [at, box] : partition.left) boxes[at].push_back(box);
    std::vector<LeftOver> out;
    for (const auto& [at, members] : boxes) {
        for (auto& row : flow_rows(members)) {
            for (auto& service : texts(row.services)) out.push_back({at, row.from, row.to, std::move(service)});
        }
    }
    return out;
}

}  // namespace vpnsim
