#pragma once

#include <string>

#include "sim/class_rows.hpp"
#include "sim/finding.hpp"
#include "sim/network.hpp"
#include "sim/path.hpp"
#include "sim/service_text.hpp"

namespace vpnsim {

/// "dc-1/fw-1/to-conn-1"
[[nodiscard]] std::string label(const Estate& estate, const DeviceTunnelRef& tunnel);
/// "conn-1" or "conn-1/tunnel-2"
[[nodiscard]] std::string label(const Estate& estate, const CloudEndRef& end);
/// "vpc-1", "dc-1" or "mirror image of conn-1"
[[nodiscard]] std::string label(const Network& network, const Endpoint& endpoint);
[[nodiscard]] std::vector<std::string> names_of(const Estate& estate, const std::vector<ConnectionId>& connections);
/// "one.json:31", or nothing for what stands in no file.
[[nodiscard]] std::string where(const Scenario& scenario, Place place);
[[nodiscard]] std::vector<std::string> texts(const std::vector<Prefix>& prefixes);
[[nodiscard]] std::vector<std::string> texts(const SelectorList& selectors);

/// "10.0.0.1:40000 -> 10.1.0.1:443 tcp"
[[nodiscard]] std::string text(const Flow& flow);

/// "no_route" -> "no route"
[[nodiscard]] std::string spaced(std::string_view name);
/// A disposition in words: "no route"
[[nodiscard]] std::string in_words(Disposition disposition);
[[nodiscard]] std::string_view text(Severity severity);

}  // namespace vpnsim
