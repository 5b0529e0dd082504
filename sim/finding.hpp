#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/expectation.hpp"
#include "model/place.hpp"
#include "sim/class_rows.hpp"
#include "sim/finding_scope.hpp"

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
    /// Grows with the packets concerned, however they are cut into flows, modulo 2^61 - 1: of two findings with one
    /// fingerprint, one of which holds no packet that the other does not, equal sizes mean equal packets.
    std::uint64_t size = 0;

    /// The same for the same problem however the file is laid out: made of rule, entities and reference.
    [[nodiscard]] std::string fingerprint() const;
};

/// How many are of a severity.
[[nodiscard]] std::size_t count(const std::vector<Finding>& findings, Severity severity);

/// Every finding of an estate. Order: severity, rule in the order of docs/findings.md, pointer, entities.
[[nodiscard]] std::vector<Finding> findings(const Network& network, const FlowPartition& partition);
/// The findings about a part of it, in the same order. Requires: the partition holds every flow that the scope asks
/// for.
[[nodiscard]] std::vector<Finding> findings(const Network& network, const FlowPartition& partition,
                                            const FindingScope& scope);

}  // namespace vpnsim
