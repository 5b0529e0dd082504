#pragma once

#include "model/estate.hpp"
#include "model/expectation.hpp"
#include "model/json_text.hpp"

namespace vpnsim {

void write_vpcs(JsonText& out, const Estate& estate);
void write_gateways(JsonText& out, const Estate& estate);
void write_customer_gateways(JsonText& out, const Estate& estate);
void write_connections(JsonText& out, const Estate& estate);
void write_sites(JsonText& out, const Estate& estate);
void write_suppressions(JsonText& out, const std::vector<Suppression>& suppressions);
void write_expectations(JsonText& out, const Expectations& expect);

}  // namespace vpnsim
