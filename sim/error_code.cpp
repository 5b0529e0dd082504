#include "model/answer_names.hpp"
#include "sim/negotiation.hpp"

namespace vpnsim {

// The names are in the order of the enumerators.
std::string_view text(ErrorCode code) { return negotiation_error_names[static_cast<std::size_t>(code)]; }

std::string_view text(PhaseResult result) { return phase_names[static_cast<std::size_t>(result)]; }

}  // namespace vpnsim
