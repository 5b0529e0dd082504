#include <map>
#include <tuple>

#include "sim/class_rows.hpp"
#include "tools/reports/failover_report.hpp"

namespace vpnsim {
namespace {

/// Services that one text can say, each with a service of its own to take a witness from.
std::vector<std::pair<ServiceText, Service>> said(const std::vector<Service>& services) {
    std::map<std::pair<std::string, std::string>, std::vector<Service>> alike;
    for (const auto& service : services) {
        const auto words = texts({service}).front();
        alike[{words.ports == "any" ? "any" : words.protocol, words.source_ports}].push_back(service);
    }
    std::vector<std::pair<ServiceText, Service>> out;
    for (const auto& [ignored, members] : alike) {
        for (auto& words : texts(members)) out.emplace_back(std::move(words), members.front());
    }
    return out;
}

}  // namespace

std::vector<FailoverRow> failover_rows(const FailureCombination& combination) {
    struct WorstFirst {
        bool operator()(FailoverEffect a, FailoverEffect b) const { return a > b; }
    };
    using Kind = std::tuple<Endpoint, Behaviour, Behaviour>;
    std::map<FailoverEffect, std::map<Kind, std::vector<PacketBox>>, WorstFirst> kinds;
    for (const auto& flow : combination.flows) {
        kinds[failover_effect(flow)][{*flow.before, flow.behaviour_before, flow.behaviour_after}].push_back(flow.box);
    }
    std::vector<FailoverRow> out;
    for (const auto& [effect, of_effect] : kinds) {
        for (const auto& [kind, boxes] : of_effect) {
            const auto& [at, before, after] = kind;
            for (const auto& row : flow_rows(boxes)) {
                for (auto& [words, service] : said(row.services)) {
                    auto box = PacketBox::of(row.from.front(), row.to.front());
                    box.service = service;
                    out.push_back({effect, at, before, after, row.from, row.to, std::move(words), box.witness()});
                }
            }
        }
    }
    return out;
}

}  // namespace vpnsim
