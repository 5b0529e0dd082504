#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/cloud.hpp"
#include "tools/importers/host.hpp"
#include "tools/importers/key_fingerprints.hpp"
#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

/// One file, decoded to UTF-8, line ends as they were.
struct InputText {
    std::string name;  ///< as given on the command line, or below the directory that was
    std::string text;
};

/// What one importer made of its inputs.
struct Imported {
    std::string format;  ///< as the facts name it: "aliyun-json", "terraform-plan"
    std::vector<std::string> inputs;
    Cloud cloud;                                   ///< of a plan: after it
    std::optional<Cloud> prior;                    ///< of a plan: before it
    std::map<std::string, std::uint32_t> actions;  ///< of a plan: how many resources "create", "update", "no-op", …
    std::vector<Host> hosts;
    Remarks remarks;
};

/// Understands the inputs of one format. Pure: no file is read, nothing is printed. Inputs that cannot be understood
/// at all give a remark `Gravity::error` each and nothing else; everything else is a partial result that says so.
using Importer = Imported (*)(std::span<const InputText> inputs, KeyFingerprints& keys);

/// A format that people have.
struct ImportFormat {
    std::string_view name;     ///< on the command line: "cisco-asa"
    std::string_view summary;  ///< what to save, in one line
    /// How much the beginning of a text looks like this format: 0 = not at all, 100 = nothing else looks like it.
    unsigned (*likeness)(std::string_view text);
    Importer import;
};

/// Order: as documented.
[[nodiscard]] std::span<const ImportFormat> import_formats();

// One file each: tools/importers/<format>.cpp and what stands beside it.
[[nodiscard]] Imported import_terraform(std::span<const InputText> inputs, KeyFingerprints& keys);
[[nodiscard]] Imported import_aliyun(std::span<const InputText> inputs, KeyFingerprints& keys);
[[nodiscard]] Imported import_swanctl(std::span<const InputText> inputs, KeyFingerprints& keys);
[[nodiscard]] Imported import_ipsec_conf(std::span<const InputText> inputs, KeyFingerprints& keys);
[[nodiscard]] Imported import_cisco_asa(std::span<const InputText> inputs, KeyFingerprints& keys);
[[nodiscard]] Imported import_cisco_ios(std::span<const InputText> inputs, KeyFingerprints& keys);
[[nodiscard]] Imported import_linux(std::span<const InputText> inputs, KeyFingerprints& keys);
[[nodiscard]] Imported import_frr(std::span<const InputText> inputs, KeyFingerprints& keys);

/// The likeness functions of the formats, beside their importers.
[[nodiscard]] unsigned looks_like_terraform(std::string_view text);
[[nodiscard]] unsigned looks_like_aliyun(std::string_view text);
[[nodiscard]] unsigned looks_like_swanctl(std::string_view text);
[[nodiscard]] unsigned looks_like_ipsec_conf(std::string_view text);
[[nodiscard]] unsigned looks_like_cisco_asa(std::string_view text);
[[nodiscard]] unsigned looks_like_cisco_ios(std::string_view text);
[[nodiscard]] unsigned looks_like_linux(std::string_view text);
[[nodiscard]] unsigned looks_like_frr(std::string_view text);

}  // namespace vpnsim::importers
