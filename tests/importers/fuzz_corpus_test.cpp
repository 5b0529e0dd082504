// The inputs that the fuzzers keep, through the ordinary build: each is answered, and what is made of it is a scenario.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "../support/temporary_folder.hpp"
#include "model/scenario_reader.hpp"
#include "tools/importers/import_run.hpp"
#include "tools/importers/outcome.hpp"
#include "tools/importers/text_encoding.hpp"

namespace vpnsim::importers::fuzz_corpus_test {
namespace {

/// As tests/fuzz/importer_fuzzer.cpp cuts its input.
std::vector<InputText> files_of(const std::string& all, Remarks& remarks) {
    constexpr std::string_view separator = "\n%%%%\n";
    std::vector<InputText> out;
    for (std::size_t at = 0; at <= all.size();) {
        const auto end = std::min(all.find(separator, at), all.size());
        out.push_back(decoded("host.part" + std::to_string(out.size()), all.substr(at, end - at), remarks));
        at = end + separator.size();
    }
    return out;
}

}  // namespace

TEST_CASE("every input of the fuzzers' corpus is answered, and the scenario made of it is valid") {
    const std::filesystem::path corpus{std::string{VPNSIM_SOURCE_DIR} + "/tests/fuzz/corpus"};
    for (const auto& format : import_formats()) {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator{corpus / format.name}) {
            ++count;
            CAPTURE(entry.path().string());
            Remarks remarks;
            const auto inputs = files_of(read_file(entry.path()), remarks);
            KeyFingerprints keys{"salt"};
            std::vector<Imported> parts{format.import(inputs, keys)};
            if (any(parts.front().remarks, Gravity::error)) continue;
            const auto scenario = scenario_of(std::move(parts), "corpus", keys);
            const auto read =
                read_scenario({"scenario", scenario.text}, [](const std::string&) { return FileRefusal{}; });
            const auto* errors = std::get_if<std::vector<InputError>>(&read);
            INFO((errors == nullptr ? "" : errors->front().text()));
            CHECK(errors == nullptr);
        }
        CAPTURE(std::string{format.name});
        CHECK(count > 0);
    }
}

}  // namespace vpnsim::importers::fuzz_corpus_test
