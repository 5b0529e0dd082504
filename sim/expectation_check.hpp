#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/finding.hpp"

namespace vpnsim {

enum class ExpectationKind : std::uint8_t { negotiation, flow, finding, no_other_findings };

/// One member of the `expect` section.
struct Expectation {
    ExpectationKind kind;
    std::size_t index;  ///< among those of its kind
    std::string name;   ///< "negotiation conn-1", "flow dc reaches web", "finding quota (vgw-1)", "no other findings"
    Place place;
};
/// Order: negotiations, flows, findings, other findings; each as in the file.
[[nodiscard]] std::vector<Expectation> listed(const Expectations& expect);
/// Whether findings are needed to check it, and so the analysis of every packet.
[[nodiscard]] bool about_findings(ExpectationKind kind);

/// Something that an expectation promises and that may be otherwise.
struct Difference {
    std::string what;                ///< "outcome", "child_sas"; the member of the expectation where there is one
    std::string expected;            ///< "delivered", "[conn-1]"
    std::vector<std::string> found;  ///< what may be: all possibilities, at least one
    friend bool operator==(const Difference&, const Difference&) = default;
};
/// "outcome may be delivered or no_route, expected is delivered"
[[nodiscard]] std::string text(const Difference& difference);

/// A packet that does not keep an expectation; `from` owns its source.
struct Counterexample {
    Endpoint from;
    Flow flow;
};

/// What became of an expectation. It holds iff there is no difference.
struct CheckedExpectation {
    std::vector<Difference> differences;
    std::optional<Counterexample> counterexample{};  ///< of a flow that some packet does not keep
    std::vector<Prefix> not_sent{};  ///< the part of a flow's `from` that no network has: nothing is said about it
    [[nodiscard]] bool holds() const { return differences.empty(); }
};

/// Says of expectations of a scenario whether the simulation keeps them (docs/scenario-format.md "What an expectation
/// says").
class ExpectationCheck {
  public:
    /// Whether the owner of the scenario has accepted a finding: it is no other finding then.
    using Accepted = std::function<bool(const Finding&)>;

    /// `findings` are all of the scenario, accepted ones included; not looked at unless `about_findings`. `max_parts`
    /// bounds the analysis of each flow. All references must outlive the check.
    ExpectationCheck(const Network& network, const std::vector<Finding>& findings, Accepted accepted,
                     std::size_t max_parts)
        : network_{network}, findings_{findings}, accepted_{std::move(accepted)}, max_parts_{max_parts} {}

    /// Requires: `listed` gave it for the same scenario.
    [[nodiscard]] CheckedExpectation operator()(const Expectation& expectation) const;

  private:
    [[nodiscard]] CheckedExpectation check(const ExpectedNegotiation& expected) const;
    [[nodiscard]] CheckedExpectation check(const ExpectedFlow& expected) const;
    [[nodiscard]] CheckedExpectation check(const ExpectedFinding& expected) const;
    [[nodiscard]] CheckedExpectation check_others() const;

    const Network& network_;
    const std::vector<Finding>& findings_;
    Accepted accepted_;
    std::size_t max_parts_;
};

/// A finding answers an expectation of its rule that names no entity beside its own.
[[nodiscard]] bool answers(const ExpectedFinding& expected, const Finding& finding);
/// What the simulation says of a connection, over all its peers: each value once, in the words of an expectation.
struct NegotiationAnswers {
    std::vector<std::string> phase1;
    std::vector<std::string> phase2;
    std::vector<std::string> errors;  ///< "none" or a code
    std::size_t child_sas = 0;        ///< of all peers together
};
[[nodiscard]] NegotiationAnswers negotiation_answers(const Network& network, const std::string& connection);

/// What may become of packets: each value once, in the words of an expectation.
struct FlowAnswers {
    std::vector<std::string> outcomes;
    std::vector<std::vector<std::string>> via;
    std::vector<std::string> replies;  ///< outcomes of the replies, and "no reply"
    std::vector<std::vector<std::string>> return_via;
    std::vector<std::string> symmetries;
    /// Adds packets that behave so.
    void add(const Behaviour& behaviour, const Estate& estate);
};

}  // namespace vpnsim
