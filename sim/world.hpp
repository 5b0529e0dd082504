#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/network.hpp"

namespace vpnsim {

enum class ChoiceReason : std::uint8_t {
    equal_priority_policy_routes,
    active_standby_conflict,
    surviving_sa,
    initiator,
    equal_sa,
    equal_bgp_routes,
    equal_routes,  ///< routes of one VPC table with equal prefixes and different next hops
    ecmp
};
[[nodiscard]] std::string_view text(ChoiceReason reason);

/// One open fact that the network settled, and how it could have settled it instead.
struct Choice {
    std::string at;
    ChoiceReason reason;
    std::string chosen;
    std::vector<std::string> alternatives;
    friend auto operator<=>(const Choice&, const Choice&) = default;
};

/// One of the ways in which everything that configuration leaves open may be settled, each fact once: it holds for the
/// packet, its reply and every further look-up. Facts are settled when they are first asked for, so that packets that
/// no open fact concerns have one world only.
///
/// Use: do { … ask … } while (world.next()); each round is another world, until all are seen.
class World {
  public:
    explicit World(const Network& network) : network_{network} {}

    /// Forgets the settled facts and takes up the next world. Returns false iff there is none.
    [[nodiscard]] bool next();
    /// Where choices are noted from now on; null = nowhere.
    void log_to(std::vector<Choice>* log) { log_ = log; }

    [[nodiscard]] bool up(ConnectionId connection);
    [[nodiscard]] bool end_up(std::uint32_t end);
    [[nodiscard]] bool holds(const Gate& gate);
    /// The entries that hold of the first level with one that does. They last as long as `levels`, and until the next
    /// call.
    [[nodiscard]] std::span<const TableEntry> resolve(const Levels& levels);

    /// Settles between the alternatives of an end as far as `classify` tells them apart, and returns the class.
    template <class Classify>
    std::uint64_t ask(std::uint32_t end, const Classify& classify);

    /// Settles an open pick among `options` (>= 1) things; the same key gets the same pick.
    [[nodiscard]] std::size_t pick(std::uint64_t key, std::size_t options);

    /// R5: settles which of tied records of a table comes first, and returns its answer. All ties of one table agree
    /// with one order of its records. Requires: candidates lead to at least two answers.
    [[nodiscard]] std::uint32_t first_of(std::uint32_t table, std::span<const TableEntry> candidates);
    [[nodiscard]] bool has_tie(std::uint32_t table) const;
    void note(Choice choice) {
        if (log_ != nullptr) log_->push_back(std::move(choice));
    }
    [[nodiscard]] bool logs() const { return log_ != nullptr; }

  private:
    struct Decision {
        std::size_t chosen;
        std::size_t options;
    };
    struct Tie {
        std::uint32_t table;
        std::vector<TableEntry> candidates;
        std::uint32_t answer;
    };
    [[nodiscard]] std::size_t choose(std::size_t options);
    [[nodiscard]] bool effective(const Gate& gate);
    [[nodiscard]] std::vector<std::uint32_t>& remaining(std::uint32_t end);
    void note_end(std::uint32_t end, const std::vector<std::uint32_t>& kept);
    [[nodiscard]] bool consistent(std::uint32_t table, std::span<const TableEntry> candidates,
                                  std::uint32_t answer) const;

    const Network& network_;
    std::vector<Decision> script_;  ///< the decisions of this world, in the order asked
    std::size_t at_ = 0;
    std::vector<std::pair<std::uint32_t, std::vector<std::uint32_t>>> remaining_;
    std::vector<std::pair<std::uint64_t, std::size_t>> picks_;
    std::vector<Tie> ties_;
    std::vector<TableEntry> held_;  ///< what `resolve` returned, where only a part of a level holds
    std::vector<Choice>* log_ = nullptr;
};

template <class Classify>
std::uint64_t World::ask(std::uint32_t end, const Classify& classify) {
    const auto& alternatives = network_.ends()[end].alternatives;
    if (alternatives.size() == 1) return classify(alternatives.front());
    auto& left = remaining(end);
    std::vector<std::uint64_t> classes;
    for (const auto a : left) {
        const std::uint64_t value = classify(alternatives[a]);
        if (std::find(classes.begin(), classes.end(), value) == classes.end()) classes.push_back(value);
    }
    const std::uint64_t chosen = classes[classes.size() == 1 ? 0 : choose(classes.size())];
    std::erase_if(left, [&](std::uint32_t a) { return classify(alternatives[a]) != chosen; });
    if (log_ != nullptr) {
        std::vector<std::uint32_t> kept;
        for (std::uint32_t a = 0; a < alternatives.size(); ++a) {
            if (classify(alternatives[a]) == chosen) kept.push_back(a);
        }
        if (kept.size() < alternatives.size()) note_end(end, kept);
    }
    return chosen;
}

}  // namespace vpnsim
