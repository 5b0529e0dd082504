#include "tools/importers/swanctl_list_conns.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "tools/importers/ike_secrets.hpp"
#include "tools/importers/ipsec_text.hpp"
#include "tools/importers/swanctl_connection.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

struct Pair {
    std::string_view key;
    std::string_view value;
};
Pair key_and_value(std::string_view line) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) {
        return line.ends_with(':') ? Pair{line.substr(0, line.size() - 1), {}} : Pair{{}, line};
    }
    const auto value = line.find_first_not_of(' ', colon + 1);
    return {line.substr(0, colon), value == std::string_view::npos ? std::string_view{} : line.substr(value)};
}

std::optional<IkeVersion> version(std::string_view value) {
    if (value.starts_with("IKEv1/2")) return IkeVersion::any;
    if (value.starts_with("IKEv1")) return IkeVersion::ikev1;
    if (value.starts_with("IKEv2")) return IkeVersion::ikev2;
    return std::nullopt;
}

std::optional<ProtectionMode> mode(std::string_view value) {
    if (value.starts_with("TUNNEL")) return ProtectionMode::tunnel;
    if (value.starts_with("TRANSPORT")) return ProtectionMode::transport;
    if (value.starts_with("PASS")) return ProtectionMode::pass;
    if (value.starts_with("DROP")) return ProtectionMode::drop;
    return std::nullopt;
}

/// "rekeying every 3600s" and the like: the time behind some words.
std::optional<std::uint32_t> time_after(std::string_view value, std::string_view words) {
    const auto at = value.find(words);
    if (at == std::string_view::npos) return std::nullopt;
    const auto rest = value.substr(at + words.size());
    return seconds(rest.substr(0, rest.find(',')));
}

class ListReader {
  public:
    ListReader(const InputText& input, Remarks& remarks) : input_{input}, remarks_{remarks} {}

    std::vector<Protection> read() {
        for (const auto& line : text_lines(input_.text)) {
            if (children_.size() >= max_protections) break;
            const Origin origin{input_.name, line.number};
            const auto [key, value] = key_and_value(line.text);
            if (line.indent == 0) connection(key, value, origin);
            else if (line.indent <= 2) inside_connection(key, value, origin);
            else detail(key, value, origin);
        }
        return std::move(children_);
    }

  private:
    void connection(std::string_view key, std::string_view value, const Origin& origin) {
        shared_ = {};
        shared_.version = version(value);
        known_ = !key.empty() && shared_.version;
        if (!known_) {
            remarks_.push_back(
                {Gravity::incomplete, "unknown-line", "", "This line names no connection. It is left out.", origin});
            return;
        }
        shared_.name = key;
        shared_.ike.version = shared_.version;
        if (const auto life = time_after(value, "rekeying every ")) shared_.ike.lifetime_seconds = life;
        if (const auto delay = time_after(value, "dpd delay ")) shared_.dpd = *delay > 0;
    }

    void inside_connection(std::string_view key, std::string_view value, const Origin& origin) {
        if (!known_) return;
        in_child_ = false;
        const RemarkPlace place{remarks_, shared_.name, origin};
        if (key == "local" || key == "remote") {
            const auto found = outer_addresses(list_elements(value, " ,"), place);
            (key == "local" ? shared_.local_addresses : shared_.peers) = found.addresses;
            if (key == "remote") shared_.any_peer = found.any;
            return;
        }
        if (key.ends_with(" authentication")) {
            end_ = key.starts_with("remote") ? &shared_.ike.remote_id : &shared_.ike.local_id;
            return;
        }
        const auto found = mode(value);
        if (!found) return place.say(Gravity::incomplete, "unknown-line", "This line names no child. It is left out.");
        children_.push_back(shared_);
        auto& child = children_.back();
        child.name += '/' + std::string{key};
        child.mode = *found;
        child.origin = origin;
        child.sas = *found == ProtectionMode::tunnel || *found == ProtectionMode::transport ? 1 : 0;
        if (child.sas == 0) {
            child.peers.clear();
            child.any_peer = false;
        }
        if (const auto life = time_after(value, "rekeying every ")) child.esp.lifetime_seconds = life;
        child.groups.emplace_back();
        in_child_ = true;
    }

    void detail(std::string_view key, std::string_view value, const Origin& origin) {
        if (!known_) return;
        if (!in_child_) {
            if (key == "id" && end_ != nullptr && value != "%any") *end_ = identity(value);
            return;
        }
        auto& child = children_.back();
        const RemarkPlace place{remarks_, child.name, origin};
        if (key == "local" || key == "remote") {
            auto found = selector_side(list_elements(value, " ,"), place);
            const auto& outer = key == "local" ? child.local_addresses : child.peers;
            if (found.dynamic && outer.size() == 1) {
                found.selectors.push_back(TrafficSelector::of(Prefix::host(outer.front())));
            }
            (key == "local" ? child.groups.front().local : child.groups.front().remote) = found.selectors;
        } else if (key == "priority") {
            std::uint32_t priority = 0;
            if (parse_number(value, priority)) child.priority = priority;
        }
    }

    const InputText& input_;
    Remarks& remarks_;
    Protection shared_;
    bool known_ = false;
    bool in_child_ = false;
    std::optional<std::string>* end_ = nullptr;
    std::vector<Protection> children_;
};

bool same_selectors(const Protection& a, const Protection& b) {
    if (a.groups.size() != b.groups.size()) return false;
    for (std::size_t i = 0; i < a.groups.size(); ++i) {
        if (a.groups[i].local != b.groups[i].local || a.groups[i].remote != b.groups[i].remote) return false;
    }
    return true;
}

}  // namespace

bool looks_like_list_conns(std::string_view text) {
    constexpr std::size_t beginning = 4096;
    for (const auto& line : text_lines(text.substr(0, beginning))) {
        return line.indent == 0 && version(key_and_value(line.text).value).has_value();
    }
    return false;
}

std::vector<Protection> loaded_children(const InputText& input, Remarks& remarks) {
    auto out = ListReader{input, remarks}.read();
    for (auto& child : out) {
        if (child.groups.front().local.empty() || child.groups.front().remote.empty()) {
            child.groups.clear();
            remarks.push_back({Gravity::incomplete, "no-selectors", child.name,
                               "Its selectors are not known. It is left out.", child.origin});
        }
    }
    return out;
}

void compare_with_loaded(const std::vector<Protection>& loaded, Host& host, Remarks& remarks) {
    std::map<std::string_view, const Protection*> by_name;
    for (const auto& child : loaded) by_name.emplace(child.name, &child);
    for (auto& child : host.protections) {
        const auto found = by_name.find(child.name);
        if (found == by_name.end()) {
            child.loaded = false;
            remarks.push_back(
                {Gravity::warning, "not-loaded", child.name,
                 "It is configured but the daemon has not loaded it. Run swanctl --load-all, or remove it.",
                 child.origin});
            continue;
        }
        if (!same_selectors(child, *found->second)) {
            remarks.push_back(
                {Gravity::warning, "loaded-differs", child.name,
                 "The daemon has loaded other selectors than are configured. What is configured is simulated.",
                 found->second->origin});
        }
        by_name.erase(found);
    }
    for (const auto& child : loaded) {
        if (!by_name.contains(child.name)) continue;
        remarks.push_back({Gravity::warning, "loaded-only", child.name,
                           "The daemon has loaded it, but it is not configured any more. It is simulated as loaded.",
                           child.origin});
        host.protections.push_back(child);
    }
}

}  // namespace vpnsim::importers
