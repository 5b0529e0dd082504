#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace vpnsim {

/// How one end groups its selectors into CHILD_SAs.
enum class ChildSaPer : std::uint8_t { connection, selector_pair };
/// What an end accepts when the other end's selectors differ from its own; see docs/semantics.md C4.
enum class SelectorMatch : std::uint8_t { identical, inclusive, narrowing, any };
/// What an end does with several CIDR blocks in IKEv1, which has one a side (C2).
enum class Ikev1Multiple : std::uint8_t { reject, first_only, per_pair };
/// Whether a responder looks through all connections of a peer or stops at the first that fits by identity.
enum class ConnectionSearch : std::uint8_t { first_by_identity, all_of_peer };
/// Which of several SAs that cover a packet carries it.
enum class SaChoice : std::uint8_t { most_specific_sum, local_then_remote, configured_order };
/// What an IKEv1 initiator installs when the responder answers with other selectors than it offered.
enum class Ikev1Answer : std::uint8_t { installs_answer, installs_own };
/// What a responder that keeps one child a pair answers to a list of selectors.
enum class ListAnswer : std::uint8_t { equal_pair, best_child };
/// What an `identical` initiator holds against its own selectors: what the other end has configured, as vendors state
/// the requirement, or no more than the answer it gets, as measured: then a wider responder that narrows goes
/// unnoticed.
enum class IdenticalTo : std::uint8_t { configuration, answer };
enum class Confidence : std::uint8_t { measured, documented, general_knowledge };

/// How a kind of gateway or device negotiates and picks SAs: behaviour as data. Built-in profiles come from
/// `built_in_profiles`; a scenario may override single members of one.
struct DeviceProfile {
    std::string name;  ///< of the built-in profile, or of the one that this one is `like`
    ChildSaPer child_sa_per = ChildSaPer::connection;
    std::optional<std::uint32_t> max_child_sas;  ///< absent = no limit; reaching it replaces the older SA
    SelectorMatch ikev1_selectors = SelectorMatch::identical;
    SelectorMatch ikev2_selectors = SelectorMatch::narrowing;
    Ikev1Multiple ikev1_multiple = Ikev1Multiple::first_only;
    bool wider_initiator_refused = false;  ///< as responder refuses an offer that contains its own selectors
    bool same_selectors_two_peers = true;  ///< can hold equal selectors towards two peers at once (C12)
    bool single_value = false;             ///< supports one value per parameter only
    ConnectionSearch connection_search = ConnectionSearch::all_of_peer;
    SaChoice sa_choice = SaChoice::most_specific_sum;
    Ikev1Answer ikev1_answer = Ikev1Answer::installs_answer;
    ListAnswer list_answer = ListAnswer::best_child;
    IdenticalTo identical_to = IdenticalTo::configuration;
    friend bool operator==(const DeviceProfile&, const DeviceProfile&) = default;
};

struct BuiltInProfile {
    DeviceProfile profile;
    Confidence confidence;
    std::string_view source;  ///< where the values come from, in one line
};

/// Order: as documented (cloud gateways first, `generic` last).
[[nodiscard]] std::span<const BuiltInProfile> built_in_profiles();
[[nodiscard]] const BuiltInProfile* find_profile(std::string_view name);

inline constexpr std::array<std::pair<std::string_view, ChildSaPer>, 2> child_sa_per_names{
    {{"connection", ChildSaPer::connection}, {"selector_pair", ChildSaPer::selector_pair}}};
inline constexpr std::array<std::pair<std::string_view, SelectorMatch>, 4> selector_match_names{
    {{"identical", SelectorMatch::identical},
     {"inclusive", SelectorMatch::inclusive},
     {"narrowing", SelectorMatch::narrowing},
     {"any", SelectorMatch::any}}};
inline constexpr std::array<std::pair<std::string_view, Ikev1Multiple>, 3> ikev1_multiple_names{
    {{"reject", Ikev1Multiple::reject},
     {"first_only", Ikev1Multiple::first_only},
     {"per_pair", Ikev1Multiple::per_pair}}};
inline constexpr std::array<std::pair<std::string_view, ConnectionSearch>, 2> connection_search_names{
    {{"first_by_identity", ConnectionSearch::first_by_identity}, {"all_of_peer", ConnectionSearch::all_of_peer}}};
inline constexpr std::array<std::pair<std::string_view, SaChoice>, 3> sa_choice_names{
    {{"most_specific_sum", SaChoice::most_specific_sum},
     {"local_then_remote", SaChoice::local_then_remote},
     {"configured_order", SaChoice::configured_order}}};
inline constexpr std::array<std::pair<std::string_view, Ikev1Answer>, 2> ikev1_answer_names{
    {{"installs_answer", Ikev1Answer::installs_answer}, {"installs_own", Ikev1Answer::installs_own}}};
inline constexpr std::array<std::pair<std::string_view, ListAnswer>, 2> list_answer_names{
    {{"equal_pair", ListAnswer::equal_pair}, {"best_child", ListAnswer::best_child}}};
inline constexpr std::array<std::pair<std::string_view, IdenticalTo>, 2> identical_to_names{
    {{"configuration", IdenticalTo::configuration}, {"answer", IdenticalTo::answer}}};
inline constexpr std::array<std::pair<std::string_view, Confidence>, 3> confidence_names{
    {{"measured", Confidence::measured},
     {"documented", Confidence::documented},
     {"general knowledge", Confidence::general_knowledge}}};

}  // namespace vpnsim
