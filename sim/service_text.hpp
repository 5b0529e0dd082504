#pragma once

#include <string>
#include <vector>

#include "sim/packet_box.hpp"

namespace vpnsim {

/// Services that are one box, up to several protocols or destination ports, in words.
struct ServiceText {
    std::string protocol;      ///< "any", "tcp", "0-5,7-255"
    std::string source_ports;  ///< "any", "443", "1000-2000"
    std::string ports;         ///< of the destination: likewise, or a list of them
};
/// Order: as `services`, which must be disjoint.
[[nodiscard]] std::vector<ServiceText> texts(const std::vector<Service>& services);
/// "tcp ports 443", "protocols 0,2-5" or "" for everything.
[[nodiscard]] std::string text(const ServiceText& service);
/// Services that the boxes have, whatever their addresses, disjoint and joined. Order: ascending.
[[nodiscard]] std::vector<Service> services_of(const std::vector<PacketBox>& boxes);

}  // namespace vpnsim
