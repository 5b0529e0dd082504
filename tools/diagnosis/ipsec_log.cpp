#include "tools/diagnosis/ipsec_log.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "tools/diagnosis/keyword_search.hpp"
#include "tools/diagnosis/log_time.hpp"

namespace vpnsim {
namespace {

struct Order {
    std::int64_t milliseconds;  // of the line, or of the last one before that states a time
    std::size_t line;
    friend auto operator<=>(const Order&, const Order&) = default;
};

struct Extent {
    Order first;
    Order last;
};

}  // namespace

IpsecLog read_ipsec_log(std::string_view bytes, const LogPlaces* places) {
    IpsecLog log;
    KeywordSearch search;
    LogClock clock;
    std::map<std::pair<std::size_t, std::string>, std::size_t> known;  // by keyword and place
    std::vector<Extent> extents;                                       // by event
    auto now = std::numeric_limits<std::int64_t>::min();
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        const auto line = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        ++log.lines;
        auto time = clock.read(line);
        if (time) now = time->milliseconds;
        const auto found = search.find(line);
        if (found.empty()) continue;
        const auto place = places == nullptr ? LogPlace{} : places->find(line);
        const Order here{now, log.lines};
        const LogSighting sighting{log.lines, time ? std::move(time->written) : ""};
        for (const auto keyword : found) {
            const auto [at, is_new] = known.try_emplace({keyword, place.label}, log.events.size());
            if (is_new) {
                log.events.push_back({keyword, place, 0, sighting, sighting});
                extents.push_back({here, here});
            }
            auto& event = log.events[at->second];
            auto& extent = extents[at->second];
            ++event.count;
            if (here < extent.first) {
                extent.first = here;
                event.first = sighting;
            }
            if (extent.last < here) {
                extent.last = here;
                event.last = sighting;
            }
        }
    }
    std::vector<std::size_t> order(log.events.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
        return std::tie(extents[a].first, log.events[a].keyword) < std::tie(extents[b].first, log.events[b].keyword);
    });
    std::vector<LogEvent> sorted;
    for (const auto i : order) sorted.push_back(std::move(log.events[i]));
    log.events = std::move(sorted);
    return log;
}

}  // namespace vpnsim
