#include <iostream>
#include <iterator>

#include "model/scenario_reader.hpp"
#include "sim/simulation.hpp"

int main() {
    using namespace vpnsim;
    const std::string bytes{std::istreambuf_iterator<char>{std::cin}, {}};
    const Simulation estate{std::get<Scenario>(read_scenario({"estate.json", bytes}, {}))};
    for (const auto& f : estate.findings()) std::cout << "line " << f.place.line << ": " << f.rule << '\n';
    const auto client = *Address::parse("10.66.90.5"), server = *Address::parse("10.55.193.7");
    const auto trace = estate.trace(estate.owners(client).front(), {client, server});
    std::cout << text(trace.symmetry) << ", one of " << estate.classes().size() << " flow classes\n";
}
