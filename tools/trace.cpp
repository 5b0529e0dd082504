#include <algorithm>
#include <array>
#include <range/v3/algorithm/contains.hpp>

#include "model/input_error.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/trace_report.hpp"
#include "tools/scenario_input.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

constexpr std::uint16_t usual_source_port = 40000;
constexpr std::uint16_t usual_port = 443;

/// What a name or an address on the command line stands for; the owner is known for a name only.
struct NamedEnd {
    Address address;
    std::optional<Endpoint> owner;
    std::string path;  ///< "dc-1/db"
};

std::vector<NamedEnd> everything_named(const Estate& estate) {
    std::vector<NamedEnd> out;
    for (std::size_t v = 0; v < estate.vpcs.size(); ++v) {
        for (const auto& i : estate.vpcs[v].instances) {
            out.push_back({i.address, VpcId{v}, estate.vpcs[v].name + '/' + i.name});
        }
    }
    for (std::size_t s = 0; s < estate.sites.size(); ++s) {
        for (const auto& h : estate.sites[s].hosts) {
            out.push_back({h.address, SiteId{s}, estate.sites[s].name + '/' + h.name});
        }
    }
    return out;
}

/// Accepts an address, "web" or "vpc-1/web".
NamedEnd resolve(const Estate& estate, std::string_view option, const std::string& text,
                 const std::optional<Endpoint>& at) {
    if (const auto address = Address::parse(text)) return {*address, std::nullopt, text};
    const auto all = everything_named(estate);
    std::vector<NamedEnd> found;
    std::vector<std::string_view> names;
    for (const auto& named : all) {
        const auto bare = std::string_view{named.path}.substr(named.path.find('/') + 1);
        if (text == named.path || (text == bare && (!at || named.owner == at))) found.push_back(named);
        names.push_back(bare);
    }
    if (found.size() == 1) return std::move(found.front());
    const std::string what = "--" + std::string{option} + ' ' + in_quotes(text);
    if (found.empty()) {
        throw UsageError{what + " is neither an address nor an instance or host of the scenario" +
                         suggestion(text, names)};
    }
    std::string paths;
    for (const auto& named : found) paths += (paths.empty() ? "" : ", ") + named.path;
    throw UsageError{what + " names several hosts: " + paths};
}

/// " (the nearest declared network is dc-1/lan, 10.55.0.0/16)"
std::string nearest_network(const Estate& estate, const Address& address) {
    std::optional<AddressBits> least;
    std::string out;
    const auto consider = [&](const std::string& name, const Prefix& cidr) {
        if (cidr.family() != address.family()) return;
        const auto distance = address < cidr.first()  ? cidr.first().bits() - address.bits()
                              : cidr.last() < address ? address.bits() - cidr.last().bits()
                                                      : AddressBits{0};
        if (least && *least <= distance) return;
        least = distance;
        out = "; the nearest declared network is " + name + ", " + cidr.text();
    };
    for (const auto& vpc : estate.vpcs) {
        for (const auto& v : vpc.vswitches) consider(vpc.name + '/' + v.name, v.cidr);
    }
    for (const auto& site : estate.sites) {
        for (const auto& n : site.networks) consider(site.name + '/' + n.name, n.cidr);
    }
    return out.empty() ? "; the scenario declares no network of this family" : out;
}

std::optional<Endpoint> node_of(const Estate& estate, const std::optional<std::string>& name) {
    if (!name) return std::nullopt;
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < estate.vpcs.size(); ++i) {
        if (estate.vpcs[i].name == *name) return VpcId{i};
        names.push_back(estate.vpcs[i].name);
    }
    for (std::size_t i = 0; i < estate.sites.size(); ++i) {
        if (estate.sites[i].name == *name) return SiteId{i};
        names.push_back(estate.sites[i].name);
    }
    throw UsageError{"--at " + in_quotes(*name) + " is neither a VPC nor a site" + suggestion(*name, names)};
}

/// Where the source of the packet stands.
Endpoint owner_of(const Simulation& simulation, const NamedEnd& source, const std::optional<Endpoint>& at) {
    const auto owners = simulation.owners(source.address);
    const auto owned_by = [&](const Endpoint& e) { return ranges::contains(owners, e); };
    const auto& network = simulation.network();
    const std::string what =
        source.path == source.address.text() ? source.path : source.path + " (" + source.address.text() + ')';
    if (owners.empty()) {
        throw UsageError{"no vSwitch or site network has the source " + what +
                         nearest_network(network.estate(), source.address)};
    }
    const auto& wanted = at ? at : source.owner;
    if (wanted) {
        if (!owned_by(*wanted)) throw UsageError{what + " does not lie in a network of " + label(network, *wanted)};
        return *wanted;
    }
    if (owners.size() == 1) return owners.front();
    std::string list;
    for (const auto& owner : owners) list += (list.empty() ? "" : ", ") + label(network, owner);
    throw UsageError{what + " exists more than once; say where with --at: " + list};
}

Flow flow_of(const Arguments& arguments, const Address& source, const Address& destination) {
    Flow out{source, destination};
    if (const auto name = arguments.value("protocol")) {
        const auto protocol = parse_protocol(*name);
        if (!protocol) {
            constexpr std::array<std::string_view, 7> known{"tcp", "udp", "icmp", "icmpv6", "gre", "esp", "ah"};
            throw UsageError{"--protocol does not know " + in_quotes(*name) + suggestion(*name, known) +
                             " (tcp, udp, icmp, icmpv6, gre, esp, ah or a number)"};
        }
        out.protocol = *protocol;
    }
    const auto port = [&](std::string_view option, std::uint16_t usual) {
        const auto given = arguments.number(option, 0, 0xffff);
        if (!has_ports(out.protocol)) {
            if (given) throw UsageError{"--" + std::string{option} + ": " + text(out.protocol) + " has no ports"};
            return std::uint16_t{0};
        }
        return static_cast<std::uint16_t>(given.value_or(usual));
    };
    out.source_port = port("source-port", usual_source_port);
    out.destination_port = port("port", usual_port);
    return out;
}

Answer run_trace(const Arguments& arguments) {
    const auto format = answer_format(arguments);
    const Screen where_to = screen(arguments);
    const auto from = arguments.required("from");
    const auto to = arguments.required("to");
    auto scenario = ScenarioInput{arguments}.read(arguments.positional().front());
    const auto at = node_of(scenario.estate, arguments.value("at"));
    const auto source = resolve(scenario.estate, "from", from, at);
    const auto destination = resolve(scenario.estate, "to", to, std::nullopt);
    if (source.address.family() != destination.address.family()) {
        throw UsageError{source.address.text() + " and " + destination.address.text() +
                         " are addresses of different families"};
    }
    const auto flow = flow_of(arguments, source.address, destination.address);
    const Simulation simulation{std::move(scenario)};
    const TraceQuestion question{owner_of(simulation, source, at), flow, source.path, destination.path};
    const auto trace = simulation.trace(question.from, flow);
    return {format == Format::json ? trace_json(simulation, trace) : trace_text(simulation, question, trace, where_to)};
}

constexpr std::array trace_options{
    Option{"from", "A", "source: an address, or the name of an instance or host"},
    Option{"to", "A", "destination: any address, or a name"},
    Option{"at", "NODE", "the VPC or site of the source, where its address exists more than once"},
    Option{"protocol", "P", "tcp, udp, icmp, icmpv6, gre, esp, ah or a number (default: tcp)"},
    Option{"port", "N", "destination port (default: 443)"},
    Option{"source-port", "N", "source port (default: 40000)"},
    option::format,
    option::color,
    option::max_input,
    option::root};

}  // namespace

const Verb& trace_verb() {
    static constexpr Verb verb{
        "trace",
        "SCENARIO",
        "every possible path of one packet and of its reply",
        "Each hop says what decided, what it beat and where that stands in the file. Where the configuration leaves a\n"
        "choice open, every outcome is shown.\n",
        "  $ vpnsim trace one-connection.json --from 10.66.90.10 --to db\n"
        "  $ vpnsim trace one-connection.json --from web --to 10.55.193.7 --protocol udp --port 53\n",
        1,
        1,
        trace_options,
        run_trace};
    return verb;
}

}  // namespace vpnsim
