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
    void if_either(bool Record::*member) { first_.*member = first_.*member || second_.*member; }
    void if_both(bool Record::*member) { first_.*member = first_.*member && second_.*member; }

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

/// What a change of one copy of a record makes of the record. What it leaves as it was stays, wherever that is from.
template <class Record>
class Change {
  public:
    Change(Record& record, const Record& before, const Record& after)
        : record_{record}, before_{before}, after_{after} {}

    template <class T>
    void member(std::string_view, T Record::*member) {
        change(record_.*member, before_.*member, after_.*member);
    }
    template <class T>
    void stated(std::string_view name, T Record::*member) {
        this->member(name, member);
    }
    template <class T>
    void parameters(std::string_view name, T Record::*member) {
        this->member(name, member);
    }
    void unordered_rules(std::string_view name, FilterRules Record::*member) { this->member(name, member); }
    void if_either(bool Record::*member) { this->member("", member); }
    void if_both(bool Record::*member) { this->member("", member); }

  private:
    template <class T>
    static void change(T& value, const T& before, const T& after) {
        if (before != after) value = after;
    }
    static void change(IkeParameters& value, const IkeParameters& before, const IkeParameters& after) {
        each(value, before, after, &IkeParameters::version, &IkeParameters::mode, &IkeParameters::encryption,
             &IkeParameters::integrity, &IkeParameters::dh_group, &IkeParameters::lifetime_seconds,
             &IkeParameters::local_id, &IkeParameters::remote_id);
    }
    static void change(EspParameters& value, const EspParameters& before, const EspParameters& after) {
        each(value, before, after, &EspParameters::encryption, &EspParameters::integrity, &EspParameters::dh_group,
             &EspParameters::lifetime_seconds, &EspParameters::lifetime_bytes, &EspParameters::protocol,
             &EspParameters::encapsulation);
    }
    template <class T, class... Members>
    static void each(T& value, const T& before, const T& after, Members... members) {
        (change(value.*members, before.*members, after.*members), ...);
    }

    Record& record_;
    const Record& before_;
    const Record& after_;
};

template <class Both>
void members(Both& both, const CloudTunnel*) {
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
template <class Both>
void members(Both& both, const CloudVpc*) {
    both.member("name", &CloudVpc::name);
    both.member("address blocks", &CloudVpc::cidrs);
    both.member("user CIDRs", &CloudVpc::user_cidrs);
    both.if_either(&CloudVpc::ipv4_gateway);
}
template <class Both>
void members(Both& both, const CloudVSwitch*) {
    both.member("name", &CloudVSwitch::name);
    both.member("VPC", &CloudVSwitch::vpc);
    both.member("address blocks", &CloudVSwitch::cidrs);
    both.member("route table", &CloudVSwitch::route_table);
    both.member("network ACL", &CloudVSwitch::network_acl);
}
template <class Both>
void members(Both& both, const CloudRouteTable*) {
    both.member("name", &CloudRouteTable::name);
    both.member("VPC", &CloudRouteTable::vpc);
    both.stated("type", &CloudRouteTable::type);
}
template <class Both>
void members(Both& both, const CloudRoute*) {
    both.member("name", &CloudRoute::name);
    both.member("next hops", &CloudRoute::next_hops);
    both.if_both(&CloudRoute::propagated);
}
template <class Both>
void members(Both& both, const CloudVpnGateway*) {
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
    both.if_either(&CloudVpnGateway::dual_tunnel);
    both.if_either(&CloudVpnGateway::policy_routes_known);
}
template <class Both>
void members(Both& both, const CloudCustomerGateway*) {
    both.member("name", &CloudCustomerGateway::name);
    both.member("address", &CloudCustomerGateway::address);
    both.member("AS number", &CloudCustomerGateway::asn);
}
template <class Both>
void members(Both& both, const CloudConnection*) {
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
}
template <class Both>
void members(Both& both, const CloudPolicyRoute*) {
    both.stated("weight", &CloudPolicyRoute::weight);
    both.stated("priority", &CloudPolicyRoute::priority);
    both.stated("publication", &CloudPolicyRoute::published);
}
template <class Both>
void members(Both& both, const CloudDestinationRoute*) {
    both.stated("weight", &CloudDestinationRoute::weight);
    both.stated("publication", &CloudDestinationRoute::published);
    both.member("AS path", &CloudDestinationRoute::as_path);
}
template <class Both>
void members(Both& both, const CloudNetworkAcl*) {
    both.member("VPC", &CloudNetworkAcl::vpc);
    both.member("rules", &CloudNetworkAcl::rules);
}
template <class Both>
void members(Both& both, const CloudSecurityGroup*) {
    both.member("VPC", &CloudSecurityGroup::vpc);
    both.stated("type", &CloudSecurityGroup::type);
    both.unordered_rules("rules", &CloudSecurityGroup::rules);
}
template <class Both>
void members(Both& both, const CloudInstance*) {
    both.member("VPC", &CloudInstance::vpc);
    both.stated("address", &CloudInstance::address);
    both.member("security groups", &CloudInstance::security_groups);
    both.if_either(&CloudInstance::public_address);
}

template <class Record>
void fill_members(Record& first, const Record& second, const std::string& about, Remarks& remarks) {
    Copies both{first, second, about, remarks};
    members(both, &first);
}
template <class Record>
void change_members(Record& record, const Record& before, const Record& after) {
    Change change{record, before, after};
    members(change, &record);
}

auto tunnel_of(std::vector<CloudTunnel>& tunnels, std::uint32_t index) {
    return std::find_if(tunnels.begin(), tunnels.end(), [&](const CloudTunnel& t) { return t.index == index; });
}

}  // namespace

template <class Record>
void fill(Record& first, const Record& second, const std::string& about, Remarks& remarks) {
    fill_members(first, second, about, remarks);
}
template <>
void fill(CloudConnection& first, const CloudConnection& second, const std::string& about, Remarks& remarks) {
    fill_members(first, second, about, remarks);
    // A list made for other selectors lacks the routes of these.
    first.policy_routes_known =
        first.policy_routes_known || (second.policy_routes_known && says_the_same(first.local, second.local) &&
                                      says_the_same(first.remote, second.remote));
    for (const auto& theirs : second.tunnels) {
        const auto ours = tunnel_of(first.tunnels, theirs.index);
        if (ours == first.tunnels.end()) first.tunnels.push_back(theirs);
        else fill_members(*ours, theirs, about + "/tunnel-" + std::to_string(theirs.index), remarks);
    }
}
template <>
void fill(CloudPolicyRoute& first, const CloudPolicyRoute& second, const std::string& about, Remarks& remarks) {
    if (second.automatic) return;
    if (first.automatic) first = second;
    else fill_members(first, second, about, remarks);
}

template <class Record>
void change(Record& record, const Record& before, const Record& after) {
    change_members(record, before, after);
}
/// Another gateway has other addresses, if nobody knows them yet: addresses that no gateway can have stand for them, so
/// that devices which aim at the old ones meet nothing.
template <>
void change(CloudVpnGateway& record, const CloudVpnGateway& before, const CloudVpnGateway& after) {
    change_members(record, before, after);
    if (!after.replaced || !after.addresses.empty()) return;
    record.addresses.clear();
    for (std::size_t i = 0; i < before.addresses.size(); ++i) {
        record.addresses.push_back(Address::parse("0.0.0." + std::to_string(i)).value());
    }
}
template <>
void change(CloudConnection& record, const CloudConnection& before, const CloudConnection& after) {
    change_members(record, before, after);
    auto old = before.tunnels;
    auto changed = after.tunnels;
    for (const auto& tunnel : old) {
        const auto ours = tunnel_of(record.tunnels, tunnel.index);
        if (ours == record.tunnels.end()) continue;
        const auto theirs = tunnel_of(changed, tunnel.index);
        if (theirs == changed.end()) record.tunnels.erase(ours);
        else change_members(*ours, tunnel, *theirs);
    }
    for (const auto& tunnel : changed) {
        if (tunnel_of(record.tunnels, tunnel.index) == record.tunnels.end()) record.tunnels.push_back(tunnel);
    }
}
template <>
void change(CloudPolicyRoute& record, const CloudPolicyRoute& before, const CloudPolicyRoute& after) {
    if (before.automatic && !after.automatic) {
        record = after;
        return;
    }
    if (!after.automatic) change_members(record, before, after);
}

template void fill(CloudVpc&, const CloudVpc&, const std::string&, Remarks&);
template void fill(CloudVSwitch&, const CloudVSwitch&, const std::string&, Remarks&);
template void fill(CloudRouteTable&, const CloudRouteTable&, const std::string&, Remarks&);
template void fill(CloudRoute&, const CloudRoute&, const std::string&, Remarks&);
template void fill(CloudVpnGateway&, const CloudVpnGateway&, const std::string&, Remarks&);
template void fill(CloudCustomerGateway&, const CloudCustomerGateway&, const std::string&, Remarks&);
template void fill(CloudDestinationRoute&, const CloudDestinationRoute&, const std::string&, Remarks&);
template void fill(CloudNetworkAcl&, const CloudNetworkAcl&, const std::string&, Remarks&);
template void fill(CloudSecurityGroup&, const CloudSecurityGroup&, const std::string&, Remarks&);
template void fill(CloudInstance&, const CloudInstance&, const std::string&, Remarks&);
template void change(CloudVpc&, const CloudVpc&, const CloudVpc&);
template void change(CloudVSwitch&, const CloudVSwitch&, const CloudVSwitch&);
template void change(CloudRouteTable&, const CloudRouteTable&, const CloudRouteTable&);
template void change(CloudRoute&, const CloudRoute&, const CloudRoute&);
template void change(CloudCustomerGateway&, const CloudCustomerGateway&, const CloudCustomerGateway&);
template void change(CloudDestinationRoute&, const CloudDestinationRoute&, const CloudDestinationRoute&);
template void change(CloudNetworkAcl&, const CloudNetworkAcl&, const CloudNetworkAcl&);
template void change(CloudSecurityGroup&, const CloudSecurityGroup&, const CloudSecurityGroup&);
template void change(CloudInstance&, const CloudInstance&, const CloudInstance&);

}  // namespace vpnsim::importers
