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

/// Calls back for every box whose behaviour satisfies `wanted`, with the trace of its witness.
template <class Wanted, class Visit>
void with_witness(const FindingContext& context, Settle settle, const Wanted& wanted, Visit visit) {
    std::vector<char> relevant;
    for (const auto& behaviour : context.partition.behaviours) relevant.push_back(wanted(behaviour) ? 1 : 0);
    std::size_t witnesses = 0;
    for (const auto& ingress : context.partition.ingresses) {
        std::map<std::uint32_t, Trace> spokesmen;
        const auto look = [&](const PacketBox& box, std::uint32_t behaviour) {
            if (witnesses < most_witnesses) {
                ++witnesses;
                visit(ingress.at, box, trace(context.network, ingress.at, box.witness()));
                return;
            }
            auto spokesman = spokesmen.find(behaviour);
            if (spokesman == spokesmen.end()) {
                spokesman = spokesmen.emplace(behaviour, trace(context.network, ingress.at, box.witness())).first;
            }
            visit(ingress.at, box, spokesman->second);
        };
        for (const auto& flow : ingress.boxes) {
            if (relevant[flow.behaviour] == 0) continue;
            if (settle == Settle::by_record && witnesses < most_witnesses) {
                for (const auto& [part, ignored] :
                     explore_parts(context.network, ingress.at, flow.box, Settle::by_record)) {
                    look(part, flow.behaviour);
                }
            } else {
                look(flow.box, flow.behaviour);
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
