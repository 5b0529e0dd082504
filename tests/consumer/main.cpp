#include <iostream>
#include <iterator>

#include "model/scenario_patch.hpp"
#include "sim/comparison.hpp"

int main() {
    using namespace vpnsim;
    const std::string bytes{std::istreambuf_iterator<char>{std::cin}, {}};
    const Simulation estate{std::get<Scenario>(read_scenario({"estate.json", bytes}, {}))};
    for (const auto& f : estate.findings()) std::cout << "line " << f.place.line << ": " << f.rule << '\n';
    const auto client = *Address::parse("10.66.90.5"), server = *Address::parse("10.55.193.7");
    const auto trace = estate.trace(estate.owners(client).front(), {client, server});
    std::cout << estate.negotiations().pairs.size() << " negotiations, " << estate.classes().size()
              << " flow classes; this one is " << text(trace.symmetry) << '\n';
    const std::string change = R"({"vpn_gateways": {"vgw-1": {"policy_routes": {"wide": {"priority": 20}}}}})";
    const Simulation changed{std::get<Scenario>(patched(estate.scenario(), {change}))};
    std::cout << text(verdict(compare(estate, changed))) << ", findings left: " << changed.findings().size() << '\n';
}
