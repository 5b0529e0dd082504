// Until every importer is merged: what is missing refuses its inputs. To be deleted with the last of them.
#include "tools/importers/cloud_merge.hpp"
#include "tools/importers/imported.hpp"
#include "tools/importers/scenario_cloud.hpp"
#include "tools/importers/scenario_sites.hpp"
#include "tools/importers/unmatched_ends.hpp"

namespace vpnsim::importers {

#define PENDING(format)                                                                                \
    __attribute__((weak)) Imported import_##format(std::span<const InputText>, KeyFingerprints&) {     \
        return {#format, {}, {}, {}, {}, {}, {{Gravity::error, "pending", "", "not yet", {#format}}}}; \
    }                                                                                                  \
    __attribute__((weak)) unsigned looks_like_##format(std::string_view) { return 0; }
PENDING(terraform)
PENDING(aliyun)
PENDING(swanctl)
PENDING(ipsec_conf)
PENDING(cisco_asa)
PENDING(cisco_ios)
PENDING(linux)
PENDING(frr)

__attribute__((weak)) void write_cloud(JsonText&, const Cloud&, Remarks&) {}
__attribute__((weak)) Cloud merged(std::vector<Cloud> clouds, Remarks&) { return clouds.empty() ? Cloud{} : clouds[0]; }
__attribute__((weak)) std::vector<Host> merged_hosts(std::vector<Host> hosts, Remarks&) { return hosts; }
__attribute__((weak)) void write_sites(JsonText&, const std::vector<Host>&, const Cloud&, Remarks&) {}
__attribute__((weak)) void tie_remarks(const Cloud&, const std::vector<Host>&, Remarks&) {}

}  // namespace vpnsim::importers
