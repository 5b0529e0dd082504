#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/expectation.hpp"
#include "model/place.hpp"
#include "sim/class_rows.hpp"

namespace vpnsim {

/// Something that the engineer should know before the estate goes live. Rule ids, default severities and what they
/// mean: docs/findings.md.
struct Finding {
    std::string rule;
    Severity severity;
    /// Paths where an id alone is not unique: "vgw-1/route-4", "dc-1/fw-1/to-conn-1", "conn-1/tunnel-2"; connections
    /// bare.
    std::vector<std::string> entities;
    std::string pointer;  ///< JSON pointer of the record to look at first
    Place place;
    std::string message;             ///< what is wrong, one sentence
    std::string why;                 ///< how it comes about
    std::string remedy;              ///< what to do
    std::string reference;           ///< rule ids of docs/semantics.md
    std::optional<Flow> witness;     ///< a packet that shows it
    bool any_protocol = true;        ///< the witness stands for every protocol
    std::vector<FlowRow> flows;      ///< the packets concerned, where they are known
    std::size_t flows_left_out = 0;  ///< rows beyond those listed

    /// The same for the same problem however the file is laid out: made of rule, entities and reference.
    [[nodiscard]] std::string fingerprint() const;
};

/// Every finding of an estate. Order: severity, rule in the order of docs/findings.md, pointer, entities.
[[nodiscard]] std::vector<Finding> findings(const Network& network, const FlowPartition& partition);

}  // namespace vpnsim
