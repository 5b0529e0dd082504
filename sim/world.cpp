#include "sim/world.hpp"

#include <algorithm>
#include <functional>
#include <range/v3/algorithm/contains.hpp>

namespace vpnsim {

std::string_view text(ChoiceReason reason) {
    switch (reason) {
        case ChoiceReason::equal_priority_policy_routes: return "equal_priority_policy_routes";
        case ChoiceReason::active_standby_conflict: return "active_standby_conflict";
        case ChoiceReason::surviving_sa: return "surviving_sa";
        case ChoiceReason::initiator: return "initiator";
        case ChoiceReason::equal_sa: return "equal_sa";
        case ChoiceReason::equal_bgp_routes: return "equal_bgp_routes";
        case ChoiceReason::equal_routes: return "equal_routes";
        case ChoiceReason::ecmp: return "ecmp";
    }
    return {};
}

bool World::next() {
    while (!script_.empty() && script_.back().chosen + 1 == script_.back().options) script_.pop_back();
    at_ = 0;
    remaining_.clear();
    picks_.clear();
    ties_.clear();
    if (script_.empty()) return false;
    ++script_.back().chosen;
    return true;
}

std::size_t World::choose(std::size_t options) {
    if (at_ == script_.size()) script_.push_back({0, options});
    return script_[at_++].chosen;
}

std::vector<std::uint32_t>& World::remaining(std::uint32_t end) {
    const auto found =
        std::find_if(remaining_.begin(), remaining_.end(), [&](const auto& r) { return r.first == end; });
    if (found != remaining_.end()) return found->second;
    std::vector<std::uint32_t> all(network_.ends()[end].alternatives.size());
    for (std::uint32_t a = 0; a < all.size(); ++a) all[a] = a;
    return remaining_.emplace_back(end, std::move(all)).second;
}

void World::note_end(std::uint32_t end, const std::vector<std::uint32_t>& kept) {
    const auto& compiled = network_.ends()[end];
    const auto& connection = network_.estate()[compiled.ref.connection];
    std::string at = connection.name;
    if (compiled.ref.tunnel) at += '/' + connection.tunnels[compiled.ref.tunnel->index()].name;
    Choice choice{at, ChoiceReason::surviving_sa, {}, {}};
    for (std::uint32_t a = 0; a < compiled.alternatives.size(); ++a) {
        const auto& alternative = compiled.alternatives[a];
        if (alternative.reason == AlternativeReason::initiator) choice.reason = ChoiceReason::initiator;
        if (!ranges::contains(kept, a)) choice.alternatives.push_back(alternative.label);
        else choice.chosen += (choice.chosen.empty() ? "" : " or ") + alternative.label;
    }
    log_->push_back(std::move(choice));
}

bool World::end_up(std::uint32_t end) {
    return ask(end, [](const SaAlternative& a) { return std::uint64_t{a.sas.empty() ? 0U : 1U}; }) != 0;
}

bool World::up(ConnectionId connection) {
    const auto& compiled = network_[connection];
    if (compiled.up != Certainty::depends) return compiled.up == Certainty::always;
    return std::any_of(compiled.ends.begin(), compiled.ends.end(), [&](std::uint32_t e) { return end_up(e); });
}

bool World::effective(const Gate& gate) {
    const auto& group = network_.groups()[gate.subject];
    if (group.kind == ActiveStandbyGroup::Kind::pair) {  // R7
        return group.routes[up(group.connections[0]) || !up(group.connections[1]) ? 0 : 1] == gate.member;
    }
    const auto chosen = pick(std::uint64_t{1} << 56 | gate.subject, group.routes.size());
    if (log_ != nullptr) {
        Choice choice{
            network_.estate()[group.gateway].name, ChoiceReason::active_standby_conflict, group.names[chosen], {}};
        for (std::size_t i = 0; i < group.names.size(); ++i) {
            if (i != chosen) choice.alternatives.push_back(group.names[i]);
        }
        log_->push_back(std::move(choice));
    }
    return group.routes[chosen] == gate.member;
}

bool World::holds(const Gate& gate) {
    switch (gate.kind) {
        case Gate::Kind::always: return true;
        case Gate::Kind::connection_up: return up(ConnectionId{gate.subject});
        case Gate::Kind::effective: return effective(gate);
        case Gate::Kind::sa_present: {
            const auto active = network_.ends()[gate.subject].active_end;
            if (active && end_up(*active)) return false;  // C11: the standby tunnel carries nothing
            return ask(gate.subject, [&](const SaAlternative& a) {
                       return std::uint64_t{std::binary_search(a.sas.begin(), a.sas.end(), gate.member) ? 1U : 0U};
                   }) != 0;
        }
    }
    return false;
}

std::span<const TableEntry> World::resolve(const Levels& levels) {
    const auto always = [](const TableEntry& e) { return e.gate.kind == Gate::Kind::always; };
    held_.clear();
    for (std::size_t from = 0; from < levels.size() && held_.empty();) {
        const auto level = level_at(levels, from);
        if (std::all_of(level.begin(), level.end(), always)) return level;
        for (const auto& entry : level) {
            if (holds(entry.gate)) held_.push_back(entry);
        }
        from += level.size();
    }
    return held_;
}

std::size_t World::pick(std::uint64_t key, std::size_t options) {
    const auto found = std::find_if(picks_.begin(), picks_.end(), [&](const auto& p) { return p.first == key; });
    if (found != picks_.end()) return found->second;
    return picks_.emplace_back(key, options == 1 ? 0 : choose(options)).second;
}

bool World::has_tie(std::uint32_t table) const {
    return std::any_of(ties_.begin(), ties_.end(), [&](const Tie& t) { return t.table == table; });
}

bool World::consistent(std::uint32_t table, std::span<const TableEntry> candidates, std::uint32_t answer) const {
    std::vector<const Tie*> ties;
    for (const auto& tie : ties_) {
        if (tie.table == table) ties.push_back(&tie);
    }
    if (ties.empty()) return true;
    const Tie asked{table, {candidates.begin(), candidates.end()}, answer};
    ties.push_back(&asked);
    // In each tie some record with the answer comes before all others of the tie. Try every record for every tie: the
    // demands "a before b" are met by one order iff they make no circle, and a circle passes only through first
    // records.
    std::vector<std::uint32_t> first;
    const auto before = [&](std::size_t i, std::uint32_t record) {
        const auto& all = ties[i]->candidates;
        return first[i] != record &&
               std::any_of(all.begin(), all.end(), [&](const TableEntry& e) { return e.record == record; });
    };
    const auto circle_through_last = [&] {
        std::vector<std::size_t> open{first.size() - 1};
        std::vector<bool> seen(first.size());
        while (!open.empty()) {
            const auto i = open.back();
            open.pop_back();
            for (std::size_t j = 0; j < first.size(); ++j) {
                if (!before(i, first[j])) continue;
                if (first[j] == first.back()) return true;
                if (!seen[j]) open.push_back(j);
                seen[j] = true;
            }
        }
        return false;
    };
    const std::function<bool()> settle = [&] {
        if (first.size() == ties.size()) return true;
        const auto& tie = *ties[first.size()];
        for (const auto& entry : tie.candidates) {
            if (entry.answer != tie.answer) continue;
            first.push_back(entry.record);
            if (!circle_through_last() && settle()) return true;
            first.pop_back();
        }
        return false;
    };
    return settle();
}

std::uint32_t World::first_of(std::uint32_t table, std::span<const TableEntry> candidates) {
    std::vector<std::uint32_t> answers;
    for (const auto& entry : candidates) {
        if (!ranges::contains(answers, entry.answer) && consistent(table, candidates, entry.answer)) {
            answers.push_back(entry.answer);
        }
    }
    const auto answer = answers[answers.size() == 1 ? 0 : choose(answers.size())];
    ties_.push_back({table, {candidates.begin(), candidates.end()}, answer});
    return answer;
}

}  // namespace vpnsim
