#include "expectation_check.hpp"

#include <algorithm>

#include "scenario_files.hpp"

namespace vpnsim::test {
namespace {

std::vector<std::string> names(const Estate& estate, const std::vector<ConnectionId>& connections) {
    std::vector<std::string> out;
    for (const auto id : connections) out.push_back(estate[id].name);
    return out;
}

std::string list(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return '[' + out + ']';
}

void check(const ExpectedNegotiation& expected, const SimulatedScenario& it, std::vector<std::string>& broken) {
    const auto& estate = it.simulation.scenario().estate;
    const auto differs = [&](const std::string& what, const std::string& want, const std::string& got) {
        if (want != got) broken.push_back(expected.connection + ": " + what + " is " + got + ", not " + want);
    };
    std::size_t child_sas = 0;
    for (const auto& pair : it.simulation.negotiations().pairs) {
        if (estate[pair.cloud.connection].name != expected.connection) continue;
        const std::string error = pair.error ? std::string{text(pair.error->code)} : "none";
        if (expected.phase1) differs("phase 1", *expected.phase1, std::string{text(pair.phase1)});
        if (expected.phase2) differs("phase 2", *expected.phase2, std::string{text(pair.phase2)});
        if (expected.error) differs("the error", *expected.error, error);
        if (expected.expects_no_error) differs("the error", "none", error);
        child_sas += pair.child_sas.size();
    }
    if (expected.child_sas)
        differs("the number of CHILD_SAs", std::to_string(*expected.child_sas), std::to_string(child_sas));
}

/// What of a flow expectation the packets of one class do not keep; empty = nothing.
std::string broken_by(const ExpectedFlow& expected, const Behaviour& behaviour, const Estate& estate) {
    for (const auto& trip : forward_trips(behaviour)) {
        if (expected.outcome && text(trip.disposition) != *expected.outcome)
            return "the outcome may be " + std::string{text(trip.disposition)} + ", not " + *expected.outcome;
        if (const auto via = names(estate, trip.connections); expected.via && via != *expected.via)
            return "it may go via " + list(via) + ", not " + list(*expected.via);
    }
    if (expected.return_via) {
        const auto replies = reply_trips(behaviour);
        if (replies.empty()) return "there is no reply";
        for (const auto& trip : replies) {
            if (trip.disposition != Disposition::delivered)
                return "the reply may end as " + std::string{text(trip.disposition)};
            if (const auto via = names(estate, trip.connections); via != *expected.return_via)
                return "the reply may go via " + list(via) + ", not " + list(*expected.return_via);
        }
    }
    if (const auto found = text(symmetry(behaviour)); expected.symmetry && found != *expected.symmetry)
        return "it is " + std::string{found} + ", not " + *expected.symmetry;
    return {};
}

void check(const ExpectedFlow& expected, const SimulatedScenario& it, std::vector<std::string>& broken) {
    const std::string name = '"' + expected.name + "\" (" + expected.from.text() + " -> " + expected.to.text() + "): ";
    if (expected.from.family() != expected.to.family()) {
        broken.push_back(name + "the families differ");
        return;
    }
    auto asked = PacketBox::of(expected.from, expected.to);
    if (expected.protocol) {
        const auto number = static_cast<std::uint16_t>(*expected.protocol);
        asked.service.protocols = {number, number};
    }
    if (expected.port) asked.service.destination_ports = {*expected.port, *expected.port};
    bool sent = false;
    for (const auto& ingress : it.flows.ingresses) {
        for (const auto& flow : ingress.boxes) {
            if (!flow.box.overlaps(asked)) continue;
            sent = true;
            const auto why = broken_by(expected, it.flows.behaviours[flow.behaviour], it.simulation.scenario().estate);
            if (why.empty()) continue;
            const auto packet = flow.box.intersection(asked).witness();
            broken.push_back(name + packet.source.text() + " -> " + packet.destination.text() + ": " + why);
            return;
        }
    }
    if (!sent) broken.push_back(name + "no network of the file sends such packets");
}

bool answers(const ExpectedFinding& expected, const Finding& finding) {
    return finding.rule == expected.rule &&
           std::all_of(expected.entities.begin(), expected.entities.end(), [&](const auto& entity) {
               return std::find(finding.entities.begin(), finding.entities.end(), entity) != finding.entities.end();
           });
}

}  // namespace

SimulatedScenario::SimulatedScenario(const std::string& path)
    : simulation{load_scenario(path)}, flows{simulation.partition()}, findings{simulation.findings(flows)} {}

std::vector<std::string> broken_expectations(const SimulatedScenario& it) {
    std::vector<std::string> broken;
    const auto& expect = it.simulation.scenario().expect;
    for (const auto& negotiation : expect.negotiations) check(negotiation, it, broken);
    if (!expect.flows.empty() && !it.flows.complete()) broken.emplace_back("the flow analysis is incomplete");
    for (const auto& flow : expect.flows) check(flow, it, broken);
    for (const auto& expected : expect.findings) {
        if (std::none_of(it.findings.begin(), it.findings.end(), [&](const auto& f) { return answers(expected, f); }))
            broken.push_back("there is no finding " + expected.rule + ' ' + list(expected.entities));
    }
    for (const auto& finding : it.findings) {
        if (!expect.no_other_findings || finding.severity > *expect.no_other_findings) continue;
        if (std::none_of(expect.findings.begin(), expect.findings.end(),
                         [&](const auto& e) { return answers(e, finding); }))
            broken.push_back("there is another finding " + finding.rule + ' ' + list(finding.entities));
    }
    return broken;
}

}  // namespace vpnsim::test
