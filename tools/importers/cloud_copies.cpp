#include "tools/importers/cloud_copies.hpp"

#include <algorithm>

namespace vpnsim::importers {
namespace {

std::string place(const Origin& origin) {
    std::string out = origin.file;
    if (origin.line != 0) out += ':' + std::to_string(origin.line);
    if (!origin.path.empty()) out += (out.empty() ? "" : " ") + origin.path;
    return out.empty() ? "an earlier input" : out;
}

// What a record leaves open.
template <class T>
bool is_open(const std::optional<T>& value) {
    return !value;
}
template <class T>
bool is_open(const std::vector<T>& values) {
    return values.empty();
}
bool is_open(const std::string& text) { return text.empty(); }
bool is_open(const FilterRules& rules) { return rules == FilterRules{}; }

template <class T>
bool says_the_same(const T& a, const T& b) {
    return a == b;
}
/// Lists of addresses and blocks are sets.
template <class T>
bool says_the_same(std::vector<T> a, std::vector<T> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}
bool says_the_same(const FilterRules& a, const FilterRules& b) { return a == b; }

/// What of a rule decides. A side that is every address says nothing.
std::string meaning(const FilterRule& rule, std::optional<Prefix> FilterRule::*other_side) {
    std::string out = std::to_string(static_cast<unsigned>(rule.action)) + ' ' + std::to_string(rule.priority) + ' ' +
                      (rule.protocol ? text(*rule.protocol) : "all");
    for (const auto side : {&FilterRule::source, &FilterRule::destination}) {
        const auto& block = rule.*side;
        out += block && (side != other_side || block->length() != 0) ? ' ' + block->text() : " -";
    }
    for (const auto& ports : rule.ports) out += ' ' + ports.text();
    return out;
}
/// The rules of a security group are ordered by their priorities, not by where they stand (N22).
std::vector<std::string> meanings(const std::vector<FilterRule>& rules, std::optional<Prefix> FilterRule::*other_side) {
    std::vector<std::string> out;
    for (const auto& rule : rules) out.push_back(meaning(rule, other_side));
    std::sort(out.begin(), out.end());
    return out;
}

/// Takes over what `ours` leaves open. Returns false iff both say something else.
template <class T>
bool agree(T& ours, const T& theirs) {
    if (is_open(theirs)) return true;
    if (is_open(ours)) ours = theirs;
    return ours == theirs;
}
bool agree(IkeParameters& ours, const IkeParameters& theirs) {
    const auto each = [&](auto... members) { return (int{agree(ours.*members, theirs.*members)} + ...); };
    constexpr int members = 8;
    return each(&IkeParameters::version, &IkeParameters::mode, &IkeParameters::encryption, &IkeParameters::integrity,
                &IkeParameters::dh_group, &IkeParameters::lifetime_seconds, &IkeParameters::local_id,
                &IkeParameters::remote_id) == members;
}
bool agree(EspParameters& ours, const EspParameters& theirs) {
    const auto each = [&](auto... members) { return (int{agree(ours.*members, theirs.*members)} + ...); };
    constexpr int members = 7;
    return each(&EspParameters::encryption, &EspParameters::integrity, &EspParameters::dh_group,
                &EspParameters::lifetime_seconds, &EspParameters::lifetime_bytes, &EspParameters::protocol,
                &EspParameters::encapsulation) == members;
}

/// Two copies of one record, the first of which stays.
template <class Record>
class Copies {
  public:
    Copies(Record& first, const Record& second, std::string about, Remarks& remarks)
        : first_{first}, second_{second}, about_{std::move(about)}, remarks_{remarks} {}

    template <class T>
    void member(std::string_view name, T Record::*member) {
        const T& theirs = second_.*member;
        T& ours = first_.*member;
        if (is_open(theirs)) return;
        if (is_open(ours)) ours = theirs;
        else differ_unless(says_the_same(ours, theirs), name);
    }
    /// The algorithms, lifetimes and identities of a phase: each may be open.
    template <class T>
    void parameters(std::string_view name, T Record::*member) {
        differ_unless(agree(first_.*member, second_.*member), name);
    }
    /// For rules whose order does not matter. A direction without rules is open: Terraform does not list those that the
    /// cloud gives to a new group.
    void unordered_rules(std::string_view name, FilterRules Record::*member) {
        const auto same = [&](auto direction, auto other_side) {
            const auto& theirs = (second_.*member).*direction;
            auto& ours = (first_.*member).*direction;
            if (ours.empty()) ours = theirs;
            return theirs.empty() || meanings(ours, other_side) == meanings(theirs, other_side);
        };
        const bool inbound = same(&FilterRules::inbound, &FilterRule::destination);
        differ_unless(same(&FilterRules::outbound, &FilterRule::source) && inbound, name);
    }
    /// For values that are never open.
    template <class T>
    void stated(std::string_view name, T Record::*member) {
        differ_unless(first_.*member == second_.*member, name);
    }

  private:
    void differ_unless(bool same, std::string_view name) {
        if (same) return;
        remarks_.push_back({Gravity::warning, "contradicting-copies", about_,
                            "the inputs disagree about the " + std::string{name} + ": " + place(first_.origin) +
                                " is used, " + place(second_.origin) + " says something else",
                            second_.origin});
    }

    Record& first_;
    const Record& second_;
    std::string about_;
    Remarks& remarks_;
};

void fill(CloudTunnel& first, const CloudTunnel& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("role", &CloudTunnel::role);
    both.member("customer gateway", &CloudTunnel::customer_gateway);
    both.member("gateway address", &CloudTunnel::gateway_address);
    both.member("pre-shared key", &CloudTunnel::key);
    both.parameters("IKE parameters", &CloudTunnel::ike);
    both.parameters("ESP parameters", &CloudTunnel::esp);
    both.member("NAT traversal", &CloudTunnel::nat_traversal);
    both.member("DPD", &CloudTunnel::dpd);
    both.member("BGP parameters", &CloudTunnel::bgp);
}

}  // namespace

void fill(CloudVpc& first, const CloudVpc& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("name", &CloudVpc::name);
    both.member("address blocks", &CloudVpc::cidrs);
    both.member("user CIDRs", &CloudVpc::user_cidrs);
    first.ipv4_gateway = first.ipv4_gateway || second.ipv4_gateway;
}
void fill(CloudVSwitch& first, const CloudVSwitch& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("name", &CloudVSwitch::name);
    both.member("VPC", &CloudVSwitch::vpc);
    both.member("address blocks", &CloudVSwitch::cidrs);
    both.member("route table", &CloudVSwitch::route_table);
    both.member("network ACL", &CloudVSwitch::network_acl);
}
void fill(CloudRouteTable& first, const CloudRouteTable& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("name", &CloudRouteTable::name);
    both.member("VPC", &CloudRouteTable::vpc);
    both.stated("type", &CloudRouteTable::type);
}
void fill(CloudRoute& first, const CloudRoute& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("name", &CloudRoute::name);
    both.member("next hops", &CloudRoute::next_hops);
    first.propagated = first.propagated && second.propagated;
}
void fill(CloudVpnGateway& first, const CloudVpnGateway& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("name", &CloudVpnGateway::name);
    both.member("VPC", &CloudVpnGateway::vpc);
    both.member("addresses", &CloudVpnGateway::addresses);
    both.member("policy-route priorities", &CloudVpnGateway::policy_route_priorities);
    both.member("automatic propagation", &CloudVpnGateway::auto_propagate);
    both.member("region", &CloudVpnGateway::region);
    both.member("day of creation", &CloudVpnGateway::created);
    both.member("business status", &CloudVpnGateway::business_status);
    both.member("kind", &CloudVpnGateway::kind);
    both.member("bandwidth", &CloudVpnGateway::bandwidth_mbps);
    first.dual_tunnel = first.dual_tunnel || second.dual_tunnel;
    first.policy_routes_known = first.policy_routes_known || second.policy_routes_known;
}
void fill(CloudCustomerGateway& first, const CloudCustomerGateway& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("name", &CloudCustomerGateway::name);
    both.member("address", &CloudCustomerGateway::address);
    both.member("AS number", &CloudCustomerGateway::asn);
}
void fill(CloudConnection& first, const CloudConnection& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("name", &CloudConnection::name);
    both.member("VPN gateway", &CloudConnection::vpn_gateway);
    both.member("customer gateway", &CloudConnection::customer_gateway);
    both.member("local selectors", &CloudConnection::local);
    both.member("remote selectors", &CloudConnection::remote);
    both.member("pre-shared key", &CloudConnection::key);
    both.parameters("IKE parameters", &CloudConnection::ike);
    both.parameters("ESP parameters", &CloudConnection::esp);
    both.member("automatic routes", &CloudConnection::auto_routes);
    both.member("NAT traversal", &CloudConnection::nat_traversal);
    both.member("DPD", &CloudConnection::dpd);
    both.member("immediate start", &CloudConnection::effective_immediately);
    both.member("BGP parameters", &CloudConnection::bgp);
    both.member("health check", &CloudConnection::health_check);
    both.member("attachment", &CloudConnection::attached_to);
    both.member("gateway address", &CloudConnection::gateway_address);
    // A list made for other selectors lacks the routes of these.
    first.policy_routes_known =
        first.policy_routes_known || (second.policy_routes_known && says_the_same(first.local, second.local) &&
                                      says_the_same(first.remote, second.remote));
    for (const auto& theirs : second.tunnels) {
        const auto ours = std::find_if(first.tunnels.begin(), first.tunnels.end(),
                                       [&](const CloudTunnel& tunnel) { return tunnel.index == theirs.index; });
        if (ours == first.tunnels.end()) first.tunnels.push_back(theirs);
        else fill(*ours, theirs, about + "/tunnel-" + std::to_string(theirs.index), remarks);
    }
}
void fill(CloudPolicyRoute& first, const CloudPolicyRoute& second, const std::string& about, Remarks& remarks) {
    if (second.automatic) return;
    if (first.automatic) {
        first = second;
        return;
    }
    Copies both{first, second, about, remarks};
    both.stated("weight", &CloudPolicyRoute::weight);
    both.stated("priority", &CloudPolicyRoute::priority);
    both.stated("publication", &CloudPolicyRoute::published);
}
void fill(CloudDestinationRoute& first, const CloudDestinationRoute& second, const std::string& about,
          Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.stated("weight", &CloudDestinationRoute::weight);
    both.stated("publication", &CloudDestinationRoute::published);
    both.member("AS path", &CloudDestinationRoute::as_path);
}
void fill(CloudNetworkAcl& first, const CloudNetworkAcl& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("VPC", &CloudNetworkAcl::vpc);
    both.member("rules", &CloudNetworkAcl::rules);
}
void fill(CloudSecurityGroup& first, const CloudSecurityGroup& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("VPC", &CloudSecurityGroup::vpc);
    both.stated("type", &CloudSecurityGroup::type);
    both.unordered_rules("rules", &CloudSecurityGroup::rules);
}
void fill(CloudInstance& first, const CloudInstance& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    both.member("VPC", &CloudInstance::vpc);
    both.stated("address", &CloudInstance::address);
    both.member("security groups", &CloudInstance::security_groups);
}

}  // namespace vpnsim::importers
