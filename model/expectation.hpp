#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/place.hpp"
#include "model/prefix.hpp"
#include "model/protocol.hpp"

namespace vpnsim {

enum class Severity : std::uint8_t { error, warning, note };

struct ExpectedNegotiation {
    std::string connection;  ///< id of a connection of the scenario
    std::optional<std::string> phase1;
    std::optional<std::string> phase2;
    bool expects_no_error = false;     ///< "error": null
    std::optional<std::string> error;  ///< "error": an error code
    std::optional<std::uint32_t> child_sas;
    Place place;
    friend bool operator==(const ExpectedNegotiation&, const ExpectedNegotiation&) = default;
};

/// Holds for every packet of `from` × `to`.
struct ExpectedFlow {
    std::string name;
    Prefix from;
    Prefix to;
    std::optional<Protocol> protocol;
    std::optional<std::uint16_t> port;
    std::optional<std::string> outcome;  ///< a disposition
    std::optional<std::vector<std::string>> via;
    std::optional<std::vector<std::string>> return_via;
    std::optional<std::string> symmetry;
    Place place;
    friend bool operator==(const ExpectedFlow&, const ExpectedFlow&) = default;
};

struct ExpectedFinding {
    std::string rule;
    std::vector<std::string> entities;
    Place place;
    friend bool operator==(const ExpectedFinding&, const ExpectedFinding&) = default;
};

/// The `expect` section of a scenario (contract section 4).
struct Expectations {
    std::vector<ExpectedNegotiation> negotiations;
    std::vector<ExpectedFlow> flows;
    std::vector<ExpectedFinding> findings;
    std::optional<Severity> no_other_findings;
    Place no_other_findings_place{};
    friend bool operator==(const Expectations&, const Expectations&) = default;
    [[nodiscard]] bool empty() const { return *this == Expectations{}; }
};

/// A finding that the owner of the scenario has accepted, until a day if given.
struct Suppression {
    std::string rule;
    std::optional<std::string> entity;
    std::string reason;
    std::optional<std::chrono::year_month_day> until;
    Place place;
    friend bool operator==(const Suppression&, const Suppression&) = default;
};

}  // namespace vpnsim
