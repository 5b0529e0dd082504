#include "tools/importers/cisco_protected.hpp"

#include <algorithm>
#include <set>

#include "tools/importers/selector_box.hpp"

namespace vpnsim::importers {
namespace {

/// The most parts that a permit entry is cut into by the deny entries before it.
constexpr std::size_t most_protected_parts = 64;

void add_once(SelectorList& list, std::set<TrafficSelector>& listed, const TrafficSelector& selector) {
    if (listed.insert(selector).second) list.push_back(selector);
}

SelectorList with_service(const SelectorList& addresses, Family family, std::optional<Protocol> protocol,
                          PortRange ports) {
    SelectorList out;
    std::set<TrafficSelector> listed;
    for (const auto& each : addresses) {
        if (each.family() == family) add_once(out, listed, {each.first, each.last, protocol, ports});
    }
    return out;
}

/// The groups of one entry: one for each service and family.
std::vector<SelectorGroup> groups_of(const CiscoAclEntry& entry) {
    std::vector<SelectorGroup> out;
    for (const auto& service : entry.services) {
        for (const auto family : {Family::ipv4, Family::ipv6}) {
            SelectorGroup group{with_service(entry.sources, family, service.protocol, service.source_ports),
                                with_service(entry.destinations, family, service.protocol, service.destination_ports)};
            if (!group.local.empty() && !group.remote.empty()) out.push_back(std::move(group));
        }
    }
    return out;
}

class Collector {
  public:
    Collector(CiscoReading& reading, const std::string& about) : reading_{reading}, about_{about} {}

    void deny(const CiscoAclEntry& entry) {
        for (const auto& group : groups_of(entry)) {
            each_pair(group, entry.line, [&](const SelectorBox& box) { denied_.push_back(box); });
        }
    }

    void permit(const CiscoAclEntry& entry) {
        for (auto& group : groups_of(entry)) {
            std::vector<SelectorBox> left;
            bool cut = false;
            each_pair(group, entry.line, [&](const SelectorBox& box) {
                const auto parts = not_denied(box, entry.line);
                cut = cut || parts != std::vector{box};
                left.insert(left.end(), parts.begin(), parts.end());
            });
            if (!cut && left.size() == group.local.size() * group.remote.size()) {
                add(std::move(group), left);
                continue;
            }
            if (cut) say_cut(left.empty(), entry.line);
            for (const auto& box : left) add({{box.local}, {box.remote}}, {box});
        }
    }

    CiscoProtected result() && {
        CiscoProtected out;
        out.sas = static_cast<std::uint32_t>(pairs_.size());
        SelectorGroup whole;
        std::set<TrafficSelector> local;
        std::set<TrafficSelector> remote;
        for (const auto& group : groups_) {
            for (const auto& each : group.local) add_once(whole.local, local, each);
            for (const auto& each : group.remote) add_once(whole.remote, remote, each);
        }
        if (groups_.size() > 1 && pairs_.size() == whole.local.size() * whole.remote.size()) {
            out.groups = {std::move(whole)};
        } else {
            out.per_entry = groups_.size() > 1;
            out.groups = std::move(groups_);
        }
        return out;
    }

  private:
    template <class Action>
    void each_pair(const SelectorGroup& group, const TextLine& line, const Action& action) {
        for (const auto& local : group.local) {
            for (const auto& remote : group.remote) {
                if (full_) return;
                if (++looked_at_ > most_pairs || ++reading_.pairs > most_pairs_of_all) {
                    full_ = true;
                    reading_.say(Gravity::incomplete, "too-many-selectors", about_,
                                 "The access list stands for more than " + std::to_string(most_pairs) +
                                     " pairs of networks, or those of the file for more than " +
                                     std::to_string(most_pairs_of_all) + ". The others were left out.",
                                 line);
                    return;
                }
                action(SelectorBox{local, remote});
            }
        }
    }

    std::vector<SelectorBox> not_denied(const SelectorBox& box, const TextLine& line) {
        std::vector<SelectorBox> parts{box};
        for (const auto& denied : denied_) {
            if (!overlap(box, denied)) continue;
            std::vector<SelectorBox> next;
            for (const auto& part : parts) {
                if (!overlap(part, denied)) {
                    next.push_back(part);
                } else if (can_be_cut(part, denied)) {
                    const auto rest = without(part, denied);
                    next.insert(next.end(), rest.begin(), rest.end());
                } else {
                    incomplete("deny-not-representable",
                               "An earlier deny entry takes single protocols or ports out of this one. Selectors "
                               "cannot say that: the entry is taken to protect them too.",
                               line);
                    next.push_back(part);
                }
            }
            parts = std::move(next);
            if (parts.size() > most_protected_parts) {
                incomplete("deny-not-representable",
                           "The deny entries before this one cut it into too many parts. It is taken as it stands.",
                           line);
                return {box};
            }
        }
        return parts;
    }

    void add(SelectorGroup group, const std::vector<SelectorBox>& boxes) {
        pairs_.insert(boxes.begin(), boxes.end());
        groups_.push_back(std::move(group));
    }

    void say_cut(bool nothing_left, const TextLine& line) {
        if (nothing_left) {
            reading_.say(Gravity::warning, "acl-entry-never-matches", about_,
                         "Earlier deny entries cover this entry: it protects nothing.", line);
            return;
        }
        reading_.say(Gravity::warning, "deny-cut-out", about_,
                     "Deny entries before this one take networks out of it. What is left became selectors of its own, "
                     "but the device negotiates the whole entry: write access lists for tunnels without deny entries.",
                     line);
    }

    void incomplete(std::string kind, std::string message, const TextLine& line) {
        reading_.say(Gravity::incomplete, std::move(kind), about_, std::move(message), line);
    }

    CiscoReading& reading_;
    const std::string& about_;
    std::vector<SelectorBox> denied_;
    std::vector<SelectorGroup> groups_;
    std::set<SelectorBox> pairs_;
    std::size_t looked_at_ = 0;
    bool full_ = false;
};

}  // namespace

CiscoProtected cisco_protected(CiscoReading& reading, std::string_view access_list, const std::string& about,
                               const Origin& used_at) {
    Collector collector{reading, about};
    for (const auto& entry : cisco_access_list(reading, access_list, about, used_at)) {
        if (entry.permit) collector.permit(entry);
        else collector.deny(entry);
    }
    return std::move(collector).result();
}

}  // namespace vpnsim::importers
