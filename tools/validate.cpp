#include <array>

#include "tools/reports/json_text.hpp"
#include "tools/reports/page.hpp"
#include "tools/scenario_input.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

Answer validate(const Arguments& arguments) {
    const auto scenarios = ScenarioInput{arguments}.read(arguments.positional());
    const auto format = answer_format(arguments);
    Page page{screen(arguments)};
    Json list = Json::array();
    for (const auto& scenario : scenarios) {
        const auto& estate = scenario.estate;
        page.paragraph(0, Spans{{scenario.files.back() + ": "},
                                {"valid", Ink::good},
                                {": " + counted(estate.vpcs.size(), "VPC") + ", " +
                                 counted(estate.vpn_gateways.size(), "VPN gateway") + ", " +
                                 counted(estate.ipsec_connections.size(), "connection") + ", " +
                                 counted(estate.sites.size(), "site")}});
        list.push_back({{"file", scenario.files.back()},
                        {"name", scenario.name},
                        {"valid", true},
                        {"vpcs", estate.vpcs.size()},
                        {"vpn_gateways", estate.vpn_gateways.size()},
                        {"ipsec_connections", estate.ipsec_connections.size()},
                        {"sites", estate.sites.size()}});
    }
    if (format == Format::text) return {page.take()};
    return {json_text({{"format", "vpnsim-validate/1"}, {"scenarios", std::move(list)}})};
}

constexpr std::array validate_options{option::format, option::color, option::max_input, option::root};

}  // namespace

const Verb& validate_verb() {
    static constexpr Verb verb{
        "validate",
        "SCENARIO...",
        "checks scenario files and reports every error with its place",
        "Nothing is simulated. Errors go to standard error, all of them in one run, and the exit code is 2.\n",
        "  $ vpnsim validate one-connection.json\n"
        "  one-connection.json: valid: 1 VPC, 1 VPN gateway, 1 connection, 1 site\n",
        1,
        1000,
        validate_options,
        validate};
    return verb;
}

}  // namespace vpnsim
