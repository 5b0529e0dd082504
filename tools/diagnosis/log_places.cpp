#include "tools/diagnosis/log_places.hpp"

#include <algorithm>

#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_looked_at = 65536;
constexpr std::size_t longest_name = 256;

bool of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

/// The words of a line that may be names or addresses, without punctuation at their ends.
std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> out;
    for (std::size_t begin = 0; begin < line.size();) {
        if (!of_name(line[begin])) {
            ++begin;
            continue;
        }
        auto end = begin;
        while (end < line.size() && of_name(line[end])) ++end;
        auto word = line.substr(begin, end - begin);
        begin = end;
        while (word.ends_with('.') || word.ends_with(':')) word.remove_suffix(1);
        if (!word.empty() && word.size() <= longest_name) out.emplace_back(word);
    }
    return out;
}

std::optional<Address> address_in(const std::string& word) {
    if (word.find_first_of(".:") == std::string::npos) return std::nullopt;
    const auto address = Address::parse(word);
    const auto colon = word.find(':');
    if (address || colon == std::string::npos || word.find('.') > colon) return address;
    return Address::parse(word.substr(0, colon));  // 198.51.100.1:4500
}

void add(std::vector<CloudEndRef>& to, const std::vector<CloudEndRef>& ends) {
    to.insert(to.end(), ends.begin(), ends.end());
    std::sort(to.begin(), to.end());
    to.erase(std::unique(to.begin(), to.end()), to.end());
}

}  // namespace

bool meet(const std::vector<CloudEndRef>& a, const std::vector<CloudEndRef>& b) {
    if (a.empty() || b.empty()) return true;
    return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

LogPlaces::LogPlaces(const Simulation& simulation) : estate_{simulation.scenario().estate} {
    for (const auto& end : simulation.negotiations().ends) {
        const auto& connection = estate_[end.ref.connection];
        add(connections_[connection.name], {end.ref});
        add(entities_[connection.name], {end.ref});
        add(entities_[label(estate_, end.ref)], {end.ref});
        if (connection.vpn_gateway) add(entities_[estate_[*connection.vpn_gateway].name], {end.ref});
        auto customer = connection.customer_gateway;
        if (end.ref.tunnel) {
            const auto& own = connection.tunnels[end.ref.tunnel->index()].customer_gateway;
            if (own) customer = own;
        }
        if (!customer) continue;
        add(entities_[estate_[*customer].name], {end.ref});
        if (const auto& address = estate_[*customer].address) add(peers_[*address], {end.ref});
    }
    for (const auto& pair : simulation.negotiations().pairs) {
        if (!pair.peer) continue;
        const auto& site = estate_[pair.peer->site];
        const auto& device = site.devices[pair.peer->device.index()];
        add(entities_[label(estate_, *pair.peer)], {pair.cloud});
        add(entities_[site.name + '/' + device.name], {pair.cloud});
        for (const auto& address : device.addresses) add(peers_[address], {pair.cloud});
        if (device.nat_address) add(peers_[*device.nat_address], {pair.cloud});
    }
}

LogPlace LogPlaces::find(std::string_view line) const {
    const auto words = words_of(line.substr(0, most_looked_at));
    LogPlace named;
    LogPlace addressed;
    for (const auto& word : words) {
        if (const auto found = connections_.find(word); found != connections_.end()) {
            if (named.label.empty()) named.label = word;
            add(named.ends, found->second);
        } else if (const auto address = address_in(word)) {
            const auto peer = peers_.find(*address);
            if (peer == peers_.end()) continue;
            if (addressed.label.empty()) addressed.label = address->text();
            add(addressed.ends, peer->second);
        }
    }
    auto& out = named.ends.empty() ? addressed : named;
    const auto names_tunnel = [&](const CloudEndRef& end) {
        if (!end.tunnel) return false;
        const auto& name = estate_[end.connection].tunnels[end.tunnel->index()].name;
        return std::find(words.begin(), words.end(), name) != words.end();
    };
    if (!named.ends.empty() && std::any_of(out.ends.begin(), out.ends.end(), names_tunnel)) {
        std::erase_if(out.ends, [&](const auto& end) { return !names_tunnel(end); });
        out.label = label(estate_, out.ends.front());
    }
    return std::move(out);
}

std::vector<CloudEndRef> LogPlaces::of_entity(const std::string& entity) const {
    const auto found = entities_.find(entity);
    return found == entities_.end() ? std::vector<CloudEndRef>{} : found->second;
}

}  // namespace vpnsim
