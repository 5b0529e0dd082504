#pragma once

#include <string>

#include "tools/importers/cloud.hpp"

namespace vpnsim::importers {

// For the records of a Cloud.

/// Two copies of one record meet: the first stays, and takes over what it leaves open. Where both say something and not
/// the same, a `warning` about `about` names the origins of both.
template <class Record>
void fill(Record& first, const Record& second, const std::string& about, Remarks& remarks);
template <>
void fill(CloudConnection& first, const CloudConnection& second, const std::string& about, Remarks& remarks);
template <>
void fill(CloudPolicyRoute& first, const CloudPolicyRoute& second, const std::string& about, Remarks& remarks);

/// Makes those members of `record` that differ between `before` and `after` what they are in `after`.
template <class Record>
void change(Record& record, const Record& before, const Record& after);
template <>
void change(CloudVpnGateway& record, const CloudVpnGateway& before, const CloudVpnGateway& after);
template <>
void change(CloudConnection& record, const CloudConnection& before, const CloudConnection& after);
template <>
void change(CloudPolicyRoute& record, const CloudPolicyRoute& before, const CloudPolicyRoute& after);

}  // namespace vpnsim::importers
