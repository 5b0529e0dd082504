#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace vpnsim {

/// One of several runs that share the files of a suite: it takes those at positions index, index + of, … of their
/// sorted list, from 0. The shards of a suite together take every file, and none twice.
struct Shard {
    std::size_t index = 0;  ///< from 0
    std::size_t of = 1;
    std::string from{};  ///< what said so: "--shard", "the Slurm array"
    [[nodiscard]] bool takes(std::size_t position) const { return position % of == index; }
};

/// Gives a variable of the environment.
using Environment = std::function<std::optional<std::string>(const char* name)>;

/// Understands "K/N" (K from 1), "auto" and "auto/N": what the variables of the scheduler say that started the process,
/// the N where it does not tell how many there are. Kubernetes indexed jobs (JOB_COMPLETION_INDEX, wants N), Slurm
/// arrays (SLURM_ARRAY_TASK_ID, _MIN, _COUNT, _STEP), parallel jobs of GitLab (CI_NODE_INDEX, CI_NODE_TOTAL).
/// Throws UsageError for anything else, and where no scheduler or more than one speaks.
[[nodiscard]] Shard parse_shard(const std::string& text, const Environment& environment);

}  // namespace vpnsim
