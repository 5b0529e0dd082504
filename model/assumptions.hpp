#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace vpnsim {

/// Where documents are silent or disagree the scenario chooses; the first value is the default.
enum class DestinationVsBgp : std::uint8_t { table_order, longest_prefix };   ///< R1
enum class LegacyPolicyRoutes : std::uint8_t { sequential, longest_prefix };  ///< R6
enum class SaSurvivor : std::uint8_t { any, first, last };                    ///< C3
enum class Initiator : std::uint8_t { any, cloud, device };                   ///< who negotiates first

struct Assumptions {
    DestinationVsBgp destination_vs_bgp = DestinationVsBgp::table_order;
    LegacyPolicyRoutes legacy_policy_routes = LegacyPolicyRoutes::sequential;
    SaSurvivor sa_survivor = SaSurvivor::any;
    Initiator initiator = Initiator::any;
    friend bool operator==(const Assumptions&, const Assumptions&) = default;
};

inline constexpr std::array<std::pair<std::string_view, DestinationVsBgp>, 2> destination_vs_bgp_names{
    {{"table_order", DestinationVsBgp::table_order}, {"longest_prefix", DestinationVsBgp::longest_prefix}}};
inline constexpr std::array<std::pair<std::string_view, LegacyPolicyRoutes>, 2> legacy_policy_routes_names{
    {{"sequential", LegacyPolicyRoutes::sequential}, {"longest_prefix", LegacyPolicyRoutes::longest_prefix}}};
inline constexpr std::array<std::pair<std::string_view, SaSurvivor>, 3> sa_survivor_names{
    {{"any", SaSurvivor::any}, {"first", SaSurvivor::first}, {"last", SaSurvivor::last}}};
inline constexpr std::array<std::pair<std::string_view, Initiator>, 3> initiator_names{
    {{"any", Initiator::any}, {"cloud", Initiator::cloud}, {"device", Initiator::device}}};

}  // namespace vpnsim
