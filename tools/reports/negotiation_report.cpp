#include "tools/reports/negotiation_report.hpp"

#include <algorithm>

#include "tools/reports/json_parts.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

Ink ink_of(PhaseResult result) {
    switch (result) {
        case PhaseResult::established: return Ink::good;
        case PhaseResult::partial: return Ink::warning;
        case PhaseResult::failed: return Ink::bad;
        case PhaseResult::not_attempted: break;
    }
    return Ink::faint;
}

std::string in_words(PhaseResult result) {
    return result == PhaseResult::not_attempted ? "not attempted" : std::string{text(result)};
}

std::string peer_words(const Estate& estate, const Negotiation& pair) {
    if (pair.peer) return label(estate, *pair.peer);
    return pair.mirror_image ? "(mirror image, assumed)" : "(none)";
}

std::string children_words(const Negotiation& pair) {
    const auto certain = static_cast<std::size_t>(
        std::count_if(pair.child_sas.begin(), pair.child_sas.end(), [](const auto& c) { return c.certain; }));
    const auto possible = pair.child_sas.size() - certain;
    if (pair.child_sas.empty()) return "none";
    if (pair.child_sas.size() == 1) {
        const auto& only = pair.child_sas.front();
        return text(only.sa.local) + " === " + text(only.sa.remote) + (only.certain ? "" : " (possible)");
    }
    if (possible == 0) return std::to_string(certain) + " certain";
    return (certain == 0 ? "" : std::to_string(certain) + " certain, ") + std::to_string(possible) + " possible";
}

std::string values_of(const Mismatch& mismatch) {
    return mismatch.parameter + ": cloud " + mismatch.local + ", device " + mismatch.remote;
}

}  // namespace

std::string ends_of(const Estate& estate, const Negotiation& pair) {
    return label(estate, pair.cloud) + " <-> " + peer_words(estate, pair);
}

Spans negotiation_spans(const Negotiation& pair) {
    Spans out{{"phase 1 "}, {in_words(pair.phase1), ink_of(pair.phase1)}, {", phase 2 "}};
    out.push_back({in_words(pair.phase2), ink_of(pair.phase2)});
    if (pair.error) out.push_back({": " + std::string{text(pair.error->code)} + " (" + values_of(*pair.error) + ")"});
    else if (!pair.child_sas.empty()) out.push_back({", CHILD_SAs " + children_words(pair)});
    if (pair.fails_later) {
        out.push_back(
            {"; " + std::string{text(pair.fails_later->mismatch.code)} + " at the " + pair.fails_later->when});
    }
    return out;
}

namespace {

void add_pair(Page& page, const Estate& estate, const Negotiation& pair) {
    page.blank();
    page.paragraph(0, Spans{{ends_of(estate, pair), Ink::strong}});
    const auto phase = [&](std::string_view label, PhaseResult result) {
        page.labelled(2, label, {{in_words(result), ink_of(result)}});
    };
    phase("phase 1", pair.phase1);
    phase("phase 2", pair.phase2);
    if (pair.error) {
        page.labelled(2, "error",
                      {{std::string{text(pair.error->code)}, Ink::bad}, {" (" + values_of(*pair.error) + ")"}});
        page.labelled(2, "", {{pair.error->message}});
    }
    if (pair.fails_later) {
        const auto& later = pair.fails_later->mismatch;
        page.labelled(2, "later",
                      {{std::string{text(later.code)}, Ink::bad},
                       {" at the " + pair.fails_later->when + " (" + values_of(later) + ")"}});
        page.labelled(2, "", {{later.message}});
    }
    for (const auto& mismatch : pair.mismatches) {
        if (pair.error == mismatch || (pair.fails_later && pair.fails_later->mismatch == mismatch)) continue;
        page.labelled(2, "differs", {{mismatch.message}});
    }
    for (const auto& child : pair.child_sas) {
        page.labelled(2, "CHILD_SA",
                      {{text(child.sa.local) + " === " + text(child.sa.remote) + "  "},
                       {child.certain ? "certain" : "possible", child.certain ? Ink::good : Ink::warning}});
        if (child.sa.device_local != child.sa.remote || child.sa.device_remote != child.sa.local) {
            page.labelled(
                2, "",
                {{"the device installs " + text(child.sa.device_local) + " === " + text(child.sa.device_remote),
                  Ink::warning}});
        }
    }
    if (pair.esp_blocked && !pair.error) {
        page.labelled(2, "blocked", {{"underlay rules at the device drop ESP: the SAs carry nothing", Ink::bad}});
    }
    for (const auto& sentence : pair.assumptions) page.labelled(2, "assumed", {{sentence, Ink::faint}});
}

}  // namespace

Table negotiation_table(const Simulation& simulation, std::size_t most_rows) {
    const auto& estate = simulation.scenario().estate;
    const auto& pairs = simulation.negotiations().pairs;
    Table out{{"connection", "peer", "phase 1", "phase 2", "CHILD_SAs"}, {}};
    for (const auto& pair : pairs) {
        if (out.rows.size() == most_rows) break;
        out.rows.push_back({{{label(estate, pair.cloud)}},
                            {{peer_words(estate, pair)}},
                            {{in_words(pair.phase1), ink_of(pair.phase1)}},
                            {{in_words(pair.phase2), ink_of(pair.phase2)}},
                            {{children_words(pair)}}});
    }
    out.left_out = pairs.size() - out.rows.size();
    return out;
}

std::string negotiations_text(const Simulation& simulation, std::optional<ConnectionId> only, Screen screen) {
    Page page{screen};
    const auto& pairs = simulation.negotiations().pairs;
    if (!only && pairs.size() > 1) page.table(0, negotiation_table(simulation, pairs.size()));
    for (const auto& pair : pairs) {
        if (!only || pair.cloud.connection == *only) add_pair(page, simulation.scenario().estate, pair);
    }
    if (pairs.empty()) page.paragraph(0, "no connection is configured");
    return page.take();
}

std::string negotiations_json_text(const Simulation& simulation, std::optional<ConnectionId> only) {
    return json_text({{"format", "vpnsim-negotiate/1"}, {"negotiations", negotiations_json(simulation, only)}});
}

}  // namespace vpnsim
