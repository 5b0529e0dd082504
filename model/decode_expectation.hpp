#pragma once

#include "model/decoder.hpp"
#include "model/expectation.hpp"

namespace vpnsim {

[[nodiscard]] Expectations decode_expectations(Decoder& in, const JsonValue& value, const NameTable& connections);
[[nodiscard]] std::vector<Suppression> decode_suppressions(Decoder& in, const JsonValue& value);

}  // namespace vpnsim
