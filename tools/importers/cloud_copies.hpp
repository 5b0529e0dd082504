#pragma once

#include <string>

#include "tools/importers/cloud.hpp"

namespace vpnsim::importers {

// Two copies of one record meet: the first stays, and takes over what it leaves open. Where both say something and not
// the same, a `warning` about `about` names the origins of both.

void fill(CloudVpc& first, const CloudVpc& second, const std::string& about, Remarks& remarks);
void fill(CloudVSwitch& first, const CloudVSwitch& second, const std::string& about, Remarks& remarks);
void fill(CloudRouteTable& first, const CloudRouteTable& second, const std::string& about, Remarks& remarks);
void fill(CloudRoute& first, const CloudRoute& second, const std::string& about, Remarks& remarks);
void fill(CloudVpnGateway& first, const CloudVpnGateway& second, const std::string& about, Remarks& remarks);
void fill(CloudCustomerGateway& first, const CloudCustomerGateway& second, const std::string& about, Remarks& remarks);
void fill(CloudConnection& first, const CloudConnection& second, const std::string& about, Remarks& remarks);
void fill(CloudPolicyRoute& first, const CloudPolicyRoute& second, const std::string& about, Remarks& remarks);
void fill(CloudDestinationRoute& first, const CloudDestinationRoute& second, const std::string& about,
          Remarks& remarks);
void fill(CloudNetworkAcl& first, const CloudNetworkAcl& second, const std::string& about, Remarks& remarks);
void fill(CloudSecurityGroup& first, const CloudSecurityGroup& second, const std::string& about, Remarks& remarks);
void fill(CloudInstance& first, const CloudInstance& second, const std::string& about, Remarks& remarks);

}  // namespace vpnsim::importers
