#include "tools/reports/class_report.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/outcome_text.hpp"
#include "tools/reports/prefix_text.hpp"
#include "tools/reports/shown_class.hpp"

namespace vpnsim {
std::string classes_text(const Simulation& simulation, const FlowPartition& partition, Screen screen) {
    const auto& network = simulation.network();
    const auto& estate = network.estate();
    const auto rows = shown_classes(partition);
    Page page{screen};
    page.paragraph(
        0, Spans{{std::to_string(rows.size()) + (rows.size() == 1 ? " flow class" : " flow classes"), Ink::strong},
                 {": every packet of a class fares alike"}});
    Table table{{"from", "to", "service", "forward", "return", "symmetry"}, {}};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        const auto& behaviour = partition.behaviours[row.behaviour];
        const auto verdict = symmetry(behaviour);
        auto service = text(row.service);
        table.rows.push_back({{{blocks_text(row.from)}},
                              {{blocks_text(row.to)}},
                              {{service.empty() ? "any" : std::move(service)}},
                              trips_spans(estate, forward_trips(behaviour)),
                              trips_spans(estate, reply_trips(behaviour)),
                              {{in_words(verdict), ink_of(verdict)}}});
        if (i + 1 == rows.size() || rows[i + 1].at != row.at) {
            page.blank();
            page.paragraph(0, Spans{{"from " + label(network, row.at), Ink::strong}});
            page.table(2, table);
            table.rows.clear();
        }
    }
    if (!partition.complete()) {
        page.blank();
        page.paragraph(0, Spans{{"incomplete", Ink::bad}, {": the limit was reached (--max-classes); not analysed:"}});
        Table left{{"from", "to", "service"}, {}};
        for (const auto& row : left_over(partition)) {
            if (left.rows.size() == 20) {
                ++left.left_out;
                continue;
            }
            auto service = text(row.service);
            left.rows.push_back(
                {{{blocks_text(row.from)}}, {{blocks_text(row.to)}}, {{service.empty() ? "any" : std::move(service)}}});
        }
        page.table(2, left);
    }
    return page.take();
}

}  // namespace vpnsim
