#include "tools/reports/outcome_text.hpp"

#include "tools/reports/names.hpp"

namespace vpnsim {

Ink ink_of(Disposition disposition) {
    switch (disposition) {
        case Disposition::delivered: return Ink::good;
        case Disposition::no_route:
        case Disposition::left_to_internet: return Ink::faint;
        default: return Ink::bad;
    }
}

Ink ink_of(Symmetry symmetry) {
    switch (symmetry) {
        case Symmetry::symmetric: return Ink::good;
        case Symmetry::not_delivered: return Ink::faint;
        default: return Ink::bad;
    }
}

std::string in_words(Symmetry symmetry) { return spaced(text(symmetry)); }

Spans trips_spans(const Estate& estate, const std::vector<Trip>& trips) {
    if (trips.empty()) return {{"-", Ink::faint}};
    Spans out;
    constexpr std::size_t most = 4;
    std::size_t listed = 0;
    for (std::size_t i = 0; i < trips.size(); ++i) {
        const auto& trip = trips[i];
        const bool first_of_kind = i == 0 || trips[i - 1].disposition != trip.disposition;
        if (first_of_kind) {
            if (i > 0) out.push_back({"; "});
            out.push_back({in_words(trip.disposition), ink_of(trip.disposition)});
            listed = 0;
        }
        if (trip.connections.empty() || ++listed > most + 1) continue;
        if (listed > most) {
            out.push_back({", ..."});
            continue;
        }
        out.push_back({(listed == 1 ? " " : ", ") + joined(names_of(estate, trip.connections), "+")});
    }
    return out;
}

}  // namespace vpnsim
