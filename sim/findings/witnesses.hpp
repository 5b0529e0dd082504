#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "sim/findings/finding_context.hpp"

namespace vpnsim {

/// Boxes of one kind are told apart by the records that decide, read off the path of a witness. Beyond this many boxes
/// of one rule the witness of the first box of a behaviour speaks for all, so that the work stays bounded.
constexpr std::size_t most_witnesses = 2000;

/// A problem that several boxes share.
struct Shared {
    std::vector<std::string> entities;
    RecordName record;
    std::string reference;
    std::string detail;
    std::vector<PacketBox> boxes{};
    bool certain = false;  ///< so in every world
};
using Problems = std::map<std::vector<std::string>, Shared>;

/// Calls back for every box whose behaviour satisfies `wanted` and whose packets are decided by the same routes, with
/// the trace of its witness.
template <class Wanted, class Visit>
void with_witness(const FindingContext& context, const Wanted& wanted, Visit visit) {
    std::vector<char> relevant;
    for (const auto& behaviour : context.partition.behaviours) relevant.push_back(wanted(behaviour) ? 1 : 0);
    std::size_t witnesses = 0;
    for (const auto& ingress : context.partition.ingresses) {
        std::map<std::uint32_t, Trace> spokesmen;
        for (const auto& flow : ingress.boxes) {
            if (relevant[flow.behaviour] == 0) continue;
            std::vector<PacketBox> open{flow.box};
            while (!open.empty()) {
                const auto box = open.back();
                open.pop_back();
                if (witnesses == most_witnesses) {
                    auto spokesman = spokesmen.find(flow.behaviour);
                    if (spokesman == spokesmen.end()) {
                        auto path = trace(context.network, ingress.at, box.witness());
                        spokesman = spokesmen.emplace(flow.behaviour, std::move(path)).first;
                    }
                    visit(ingress.at, box, spokesman->second);
                    continue;
                }
                const auto fate = explore(context.network, ingress.at, box, Settle::by_record);
                if (fate.cut) {
                    const auto halves = halve(box, *fate.cut);
                    open.push_back(halves.high);
                    open.push_back(halves.low);
                    continue;
                }
                ++witnesses;
                visit(ingress.at, box, trace(context.network, ingress.at, box.witness()));
            }
        }
    }
}

inline void report(const FindingContext& context, std::string_view rule, Problems&& problems, const auto& words,
                   Findings& out) {
    for (auto& [ignored, problem] : problems) {
        auto finding = context.about(rule, problem.record, problem.entities);
        finding.reference = problem.reference;
        words(finding, problem);
        std::sort(problem.boxes.begin(), problem.boxes.end());
        problem.boxes.erase(std::unique(problem.boxes.begin(), problem.boxes.end()), problem.boxes.end());
        add_flows(finding, problem.boxes);
        out.push_back(std::move(finding));
    }
}

}  // namespace vpnsim
