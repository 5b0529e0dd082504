#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace vpnsim {

/// What can be wrong with a scenario file. docs/errors.md explains each.
enum class InputFault : std::uint8_t {
    unreadable,
    empty_input,
    syntax,
    number_too_large,
    too_deep,
    too_long,
    too_many_values,
    duplicate_key,
    extends_cycle,
    extends_chain,
    unsupported_format,
    unknown_key,
    missing_key,
    wrong_type,
    not_an_integer,
    out_of_range,
    unknown_value,
    empty_list,
    bad_id,
    ambiguous_id,
    bad_address,
    bad_cidr,
    host_bits,
    bad_selector,
    bad_ports,
    bad_protocol,
    bad_date,
    bad_key_length,
    dangling_reference,
    too_many_tunnels,
    same_role,
    second_system_table,
    incomplete_order,
    more_errors
};

/// Whether a JSON Schema can see a fault, or the reader alone.
enum class SeenBy : std::uint8_t { schema, reader };

struct InputFaultInfo {
    InputFault fault;
    std::string_view code;  ///< stable: "host-bits"
    SeenBy seen_by;
};

/// Order: that of the enumerators.
[[nodiscard]] std::span<const InputFaultInfo> input_faults();
[[nodiscard]] std::string_view code(InputFault fault);

/// One problem of an input file. Never holds a pre-shared key.
struct InputError {
    InputFault fault = InputFault::syntax;
    std::string file;
    std::uint32_t line = 0;    ///< from 1; 0 = the file as a whole
    std::uint32_t column = 0;  ///< in characters, from 1
    std::string pointer;       ///< RFC 6901; empty = the whole document
    std::string message;

    /// "file:line:column: /pointer: message [code]"
    [[nodiscard]] std::string text() const;
    friend bool operator==(const InputError&, const InputError&) = default;
};

/// Returns `text` in double quotes with control characters, quotes and backslashes escaped, cut after 80 bytes.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// Appends "/key", escaped (RFC 6901, control characters as in `in_quotes`); nobody's key is longer than the 200 bytes
/// after which it is cut.
void append_pointer(std::string& pointer, std::string_view key);

}  // namespace vpnsim
