#pragma once

#include <span>

#include "tools/command_line.hpp"

namespace vpnsim {

[[nodiscard]] const Verb& review_verb();
[[nodiscard]] const Verb& trace_verb();
[[nodiscard]] const Verb& classes_verb();
[[nodiscard]] const Verb& negotiate_verb();
[[nodiscard]] const Verb& whatif_verb();
[[nodiscard]] const Verb& test_verb();
[[nodiscard]] const Verb& failover_verb();
[[nodiscard]] const Verb& fix_verb();
[[nodiscard]] const Verb& import_verb();
[[nodiscard]] const Verb& export_verb();
[[nodiscard]] const Verb& validate_verb();
[[nodiscard]] const Verb& fmt_verb();
[[nodiscard]] const Verb& init_verb();
[[nodiscard]] const Verb& explain_verb();

}  // namespace vpnsim
