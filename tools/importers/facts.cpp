#include "tools/importers/facts.hpp"

#include "tools/importers/fact_parts.hpp"
#include "tools/importers/outcome.hpp"

namespace vpnsim::importers {
namespace {

void write(JsonText& out, const Imported& imported, bool secrets_present) {
    out.text("schema", "import-facts/1");
    out.values("inputs", imported.inputs, [](const std::string& name) { return name; });
    out.text("format", imported.format);
    out.text("outcome", outcome(imported.remarks));
    write_cloud_facts(out, imported.cloud);
    if (imported.prior) write_prior_facts(out, *imported.prior);
    if (!imported.actions.empty()) {
        out.object("actions", [&] {
            for (const auto& [action, count] : imported.actions) out.number(action, count);
        });
    }
    write_host_facts(out, imported);
    const auto must_be_read = [](const Remark& remark) {
        return remark.gravity != Gravity::note && remark.gravity != Gravity::skipped;
    };
    if (std::any_of(imported.remarks.begin(), imported.remarks.end(), must_be_read)) {
        out.list("must_warn", [&] {
            for (const auto& remark : imported.remarks) {
                if (!must_be_read(remark)) continue;
                out.object([&] {
                    out.text("kind", remark.kind);
                    out.text("about", remark.about.empty() ? remark.origin.file : remark.about);
                    out.text("message", remark.message);
                });
            }
        });
    }
    if (secrets_present) out.boolean("secrets_present", true);
}

}  // namespace

std::string facts_text(std::span<const Imported> imported, const KeyFingerprints& keys) {
    JsonText out;
    if (imported.size() == 1) {
        out.object([&] { write(out, imported.front(), keys.any()); });
        return std::move(out).take();
    }
    std::string all = "[";
    for (const auto& one : imported) {
        JsonText object;
        object.object([&] { write(object, one, keys.any()); });
        all += (all.size() == 1 ? "\n" : ",\n") + std::move(object).take();
        all.pop_back();
    }
    return all + "\n]\n";
}

}  // namespace vpnsim::importers
