#include <algorithm>
#include <array>
#include <utility>

#include "model/input_error.hpp"
#include "tools/exporters/export_formats.hpp"
#include "tools/output.hpp"
#include "tools/reports/terminal_text.hpp"
#include "tools/scenario_input.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

using exporters::Reasons;

struct DevicePosition {
    SiteId site;
    DeviceIndex device;
};

/// "dc-1/fw-1", or "fw-1" where no other device is called so.
DevicePosition find_device(const Estate& estate, const std::string& path) {
    std::vector<DevicePosition> found;
    std::vector<std::string> known;
    for (std::size_t s = 0; s < estate.sites.size(); ++s) {
        const auto& devices = estate.sites[s].devices;
        for (std::size_t d = 0; d < devices.size(); ++d) {
            known.push_back(estate.sites[s].name + '/' + devices[d].name);
            if (path == known.back() || path == devices[d].name) found.push_back({SiteId{s}, DeviceIndex{d}});
        }
    }
    if (found.size() == 1) return found.front();
    if (!found.empty()) {
        throw UsageError{"several sites have a device " + in_quotes(path) + "; write it as SITE/DEVICE"};
    }
    const std::vector<std::string_view> names{known.begin(), known.end()};
    throw UsageError{"the scenario has no device " + in_quotes(path) + suggestion(path, names)};
}

const exporters::ExportFormat& wanted_format(const Arguments& arguments) {
    std::vector<std::string_view> names;
    for (const auto& format : exporters::export_formats()) names.push_back(format.name);
    if (!arguments.has("as")) {
        std::string all;
        for (const auto name : names) all += (all.empty() ? "" : ", ") + std::string{name};
        throw UsageError{"--as is missing: one of " + all};
    }
    return exporters::export_formats()[arguments.one_of("as", names)];
}

/// Throws InputFailure with the reasons, if there are any.
template <class Good>
Good or_failure(std::variant<Good, Reasons> result) {
    if (auto* const reasons = std::get_if<Reasons>(&result)) throw InputFailure{std::move(reasons->lines)};
    return std::get<Good>(std::move(result));
}

Answer run_export(const Arguments& arguments) {
    const auto& path = arguments.positional()[1];
    const auto& format = wanted_format(arguments);
    const auto scenario = ScenarioInput{arguments}.read(path);
    const auto position = find_device(scenario.estate, arguments.positional()[0]);
    const auto side = or_failure(exporters::device_side(scenario.estate, position.site, position.device));
    auto configuration = or_failure(format.write(side));
    Answer answer{std::move(configuration.text)};
    const auto all = side.tunnels.size();
    answer.messages =
        "vpnsim: " + (configuration.tunnels < all ? std::to_string(configuration.tunnels) + " of " : std::string{}) +
        std::to_string(all) + (all == 1 ? " tunnel" : " tunnels") + " for " + side.device +
        "; put the keys where the placeholders are\n";
    for (const auto& message : configuration.messages) {
        answer.messages += "vpnsim: warning: " + for_terminal(message) + '\n';
    }
    if (const auto output = arguments.value("output")) {
        require_no_input(*output, {path});
        answer.files.push_back({*output, std::move(answer.text)});
        answer.text.clear();
    }
    return answer;
}

constexpr std::array export_options{
    Option{"as", "FORMAT", "swanctl, cisco-asa or cisco-ios"},
    Option{"output", "FILE", "where the configuration goes (default: standard output)", Option::Times::once, 'o'},
    option::max_input, option::root};

}  // namespace

const Verb& export_verb() {
    static constexpr Verb verb{
        "export",
        "SITE/DEVICE SCENARIO",
        "writes the configuration of a device that matches the cloud",
        "For every connection whose customer gateway address is one of the device, the device's own end: selectors\n"
        "mirrored, one proposal, identities, lifetimes, who initiates. What a connection leaves open is chosen and "
        "said\n"
        "in a comment. Keys are never written, placeholders stand for them. If some connection cannot be matched,\n"
        "nothing is written and the reasons are said. What a vendor cannot express is a comment and a warning.\n",
        "  $ vpnsim export dc-1/fw-1 --as swanctl one-connection.json -o swanctl.conf\n"
        "  $ vpnsim import swanctl swanctl.conf --facts\n",
        2,
        2,
        export_options,
        run_export};
    return verb;
}

}  // namespace vpnsim
