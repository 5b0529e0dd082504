#include "tools/reports/class_report.hpp"
#include "tools/reports/json_parts.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

template <class Row>
Json box_json(const Network& network, const Row& row) {
    return {{"at", label(network, row.at)},
            {"from", texts(row.from)},
            {"to", texts(row.to)},
            {"protocol", row.service.protocol},
            {"source_ports", row.service.source_ports},
            {"ports", row.service.ports}};
}

}  // namespace

std::string classes_json(const Simulation& simulation, const FlowPartition& partition) {
    const auto& network = simulation.network();
    const auto& estate = network.estate();
    Json classes = Json::array();
    for (const auto& row : shown_classes(partition)) {
        const auto& behaviour = partition.behaviours[row.behaviour];
        Json out = box_json(network, row);
        out["forward"] = trips_json(estate, forward_trips(behaviour));
        out["return"] = trips_json(estate, reply_trips(behaviour));
        out["symmetry"] = text(symmetry(behaviour));
        classes.push_back(std::move(out));
    }
    Json answer{{"format", "vpnsim-classes/1"}, {"classes", std::move(classes)}, {"complete", partition.complete()}};
    if (!partition.complete()) {
        Json left = Json::array();
        for (const auto& row : left_over(partition)) left.push_back(box_json(network, row));
        answer["left"] = std::move(left);
    }
    return json_text(answer);
}

}  // namespace vpnsim
