#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/remedies/estate_edit.hpp"
#include "sim/remedy.hpp"

namespace vpnsim {

/// A finding together with the records that it names, and the candidates collected for it.
class RemedyContext {
  public:
    RemedyContext(const Simulation& simulation_of, const Finding& finding_of);

    const Simulation& simulation;
    const Estate& estate;
    const Finding& finding;
    std::vector<ConnectionId> connections;  ///< that the finding names; order: of its entities

    /// The device tunnels that a connection negotiates with. Order: as negotiated.
    [[nodiscard]] std::vector<DeviceTunnelRef> peers(ConnectionId id) const;
    /// The connections that a device tunnel negotiates with, each once.
    [[nodiscard]] std::vector<ConnectionId> served(DeviceTunnelRef ref) const;
    /// The negotiations that the finding is about: those of which it names most of the ends. Order: as negotiated.
    [[nodiscard]] std::vector<const Negotiation*> pairs() const;
    /// What follows "GATEWAY/" in the entities, by gateway: names of routes.
    [[nodiscard]] std::vector<std::pair<GatewayId, std::string>> gateway_records() const;
    /// What follows "SITE/" in the entities, by site.
    [[nodiscard]] std::vector<std::pair<SiteId, std::string>> site_records() const;
    /// "dc-1/fw-1/to-conn-1"
    [[nodiscard]] std::string name(DeviceTunnelRef ref) const;
    /// How packets at the site of a device tunnel are sent into it.
    [[nodiscard]] SiteNextHop way_into(DeviceTunnelRef ref) const;

    /// Adds a candidate. `edit` changes a copy of the estate and returns false where it cannot; a copy that is left
    /// unchanged, or equals another candidate, is none.
    template <class Edit>
    void propose(std::string title, std::string trade_off, const Edit& edit) {
        Scenario changed = simulation.scenario();
        if (!edit(changed.estate)) return;
        forget_stale_orders(changed.estate);
        const auto same = [&](const Remedy& other) { return other.changed == changed; };
        if (changed == simulation.scenario() || std::any_of(candidates_.begin(), candidates_.end(), same)) return;
        candidates_.push_back({std::move(title), std::move(trade_off), std::move(changed)});
    }
    [[nodiscard]] std::vector<Remedy> take() { return std::move(candidates_); }

  private:
    std::vector<Remedy> candidates_;
};

/// Drops the values that a cloud end cannot be set to (docs/semantics.md, Accepted values).
void keep_known_to_cloud(std::vector<DhGroup>& groups);
void keep_known_to_cloud(std::vector<Encryption>& ciphers);

// The families of remedies. Each proposes for the rules that sim/remedies/candidates.cpp gives it.
void separate_priorities(RemedyContext& context);  // priorities.cpp
void uncover_route(RemedyContext& context);
void pair_by_weights(RemedyContext& context);
void use_one_connection(RemedyContext& context);   // return_path.cpp
void mirror_selectors(RemedyContext& context);     // selectors.cpp
void negotiate_one_block(RemedyContext& context);  // several_cidrs.cpp
void equalise_parameters(RemedyContext& context);  // parameters.cpp
void equalise_phase1(RemedyContext& context);
void set_parameter(RemedyContext& context);
void lead_into_tunnel(RemedyContext& context);       // routes.cpp
void keep_within_selectors(RemedyContext& context);  // route_records.cpp
void list_destinations(RemedyContext& context);
void drop_circling_packets(RemedyContext& context);
void upgrade_gateway(RemedyContext& context);  // gateways.cpp
void raise_limits(RemedyContext& context);
void register_address(RemedyContext& context);
void add_counterpart(RemedyContext& context);
void declare_user_cidr(RemedyContext& context);
void lower_mtu(RemedyContext& context);
void admit_packets(RemedyContext& context);  // filters.cpp
void route_public_block(RemedyContext& context);
void drop_health_check(RemedyContext& context);

}  // namespace vpnsim
