// Drives one importer with arbitrary bytes: whatever they are, there is an answer, and a scenario that was made of them
// is one that the strict reader accepts.
#include <cstdio>
#include <cstdlib>

#include "model/scenario_reader.hpp"
#include "tools/importers/facts.hpp"
#include "tools/importers/import_run.hpp"
#include "tools/importers/outcome.hpp"
#include "tools/importers/text_encoding.hpp"

using namespace vpnsim;
using namespace vpnsim::importers;

namespace {

/// Several files in one input, so that includes, pages and tables of one machine are reached.
constexpr std::string_view separator = "\n%%%%\n";

void require(const bool holds, const char* what, const std::string& text) {
    if (holds) return;
    std::fprintf(stderr, "%s:\n%s\n", what, text.c_str());
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view all{reinterpret_cast<const char*>(data), size};
    Remarks remarks;
    std::vector<InputText> inputs;
    for (std::size_t at = 0; at <= all.size();) {
        const auto end = std::min(all.find(separator, at), all.size());
        const auto name = "host.part" + std::to_string(inputs.size());
        inputs.push_back(decoded(name, std::string{all.substr(at, end - at)}, remarks));
        at = end + separator.size();
    }
    if (any(remarks, Gravity::error)) return 0;
    (void)guessed_format(inputs.front().text);
    KeyFingerprints keys{"fuzz"};
    std::vector<Imported> parts{VPNSIM_IMPORTER(inputs, keys)};
    (void)facts_text(parts, keys);
    if (any(parts.front().remarks, Gravity::error)) return 0;
    const auto scenario = scenario_of(std::move(parts), "fuzz", keys);
    for (const auto& remark : scenario.remarks) (void)text(remark);
    for (const auto* made : {&scenario.text, scenario.before ? &*scenario.before : nullptr}) {
        if (made == nullptr) continue;
        const auto read = read_scenario({"scenario", *made}, [](const std::string&) { return FileRefusal{}; });
        const auto* errors = std::get_if<std::vector<InputError>>(&read);
        require(errors == nullptr, "the reader refuses the scenario",
                errors ? errors->front().text() + '\n' + *made : "");
    }
    return 0;
}
