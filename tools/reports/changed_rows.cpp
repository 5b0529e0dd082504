#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "tools/reports/difference_report.hpp"

namespace vpnsim {

std::vector<ChangedRow> changed_rows(const Comparison& comparison) {
    using Kind = std::tuple<std::optional<Endpoint>, std::optional<Endpoint>, Behaviour, Behaviour>;
    struct Alike {
        std::size_t first;
        std::vector<PacketBox> boxes;
    };
    std::map<Kind, Alike> kinds;
    for (std::size_t i = 0; i < comparison.flows.size(); ++i) {
        const auto& c = comparison.flows[i];
        auto& group =
            kinds.try_emplace({c.before, c.after, c.behaviour_before, c.behaviour_after}, Alike{i, {}}).first->second;
        group.boxes.push_back(c.box);
    }
    std::vector<const Alike*> groups;
    for (const auto& [ignored, group] : kinds) groups.push_back(&group);
    const auto key = [&](const Alike* g) { return std::pair{effect(comparison.flows[g->first]), g->first}; };
    std::sort(groups.begin(), groups.end(), [&](const Alike* a, const Alike* b) { return key(a) < key(b); });
    std::vector<ChangedRow> out;
    for (const auto* group : groups) {
        auto rows = flow_rows(group->boxes);
        std::sort(rows.begin(), rows.end(), [](const FlowRow& a, const FlowRow& b) {
            return std::tie(a.from, a.to, a.services) < std::tie(b.from, b.to, b.services);
        });
        for (const auto& row : rows) {
            auto box = PacketBox::of(row.from.front(), row.to.front());
            box.service = row.services.front();
            for (auto& service : texts(row.services)) {
                out.push_back({row.from, row.to, std::move(service), box.witness(), &comparison.flows[group->first]});
            }
        }
    }
    return out;
}

std::vector<AffectedConnection> affected_connections(const StateChange& difference) {
    const auto& old_estate = difference.before.scenario().estate;
    const auto& new_estate = difference.after.scenario().estate;
    const auto names = [](const Estate& estate, const Behaviour& behaviour) {
        std::vector<std::string> out;
        const auto add = [&](const Trip& trip) {
            for (const auto c : trip.connections) out.push_back(estate[c].name);
        };
        for (const auto& outcome : behaviour) {
            if (outcome.forward.disposition != Disposition::delivered) continue;
            add(outcome.forward);
            if (outcome.reply && outcome.reply->disposition == Disposition::delivered) add(*outcome.reply);
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    };
    std::map<std::string, AffectedConnection> affected;
    for (const auto& change : difference.comparison.flows) {
        if (!touches_existing_traffic(change)) continue;
        const auto old_names = names(old_estate, change.behaviour_before);
        const auto new_names = names(new_estate, change.behaviour_after);
        for (const auto& name : old_names) {
            auto& entry = affected.try_emplace(name, AffectedConnection{name, effect(change), {}}).first->second;
            entry.effect = std::min(entry.effect, effect(change));
            std::set_difference(new_names.begin(), new_names.end(), old_names.begin(), old_names.end(),
                                std::back_inserter(entry.gained));
        }
    }
    std::vector<AffectedConnection> out;
    for (const auto& connection : old_estate.ipsec_connections) {
        const auto found = affected.find(connection.name);
        if (found == affected.end()) continue;
        auto& gained = found->second.gained;
        std::sort(gained.begin(), gained.end());
        gained.erase(std::unique(gained.begin(), gained.end()), gained.end());
        out.push_back(std::move(found->second));
    }
    return out;
}

std::string_view in_words(FlowEffect effect) {
    constexpr std::array<std::string_view, 5> words{"lost", "may be lost", "rerouted", "new", "not delivered"};
    return words[static_cast<std::size_t>(effect)];
}

}  // namespace vpnsim
