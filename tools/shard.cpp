#include "tools/shard.hpp"

#include <charconv>
#include <vector>

#include "model/input_error.hpp"
#include "tools/command_line.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_shards = 1'000'000;

std::optional<std::size_t> number(std::string_view text) {
    std::size_t out = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool good = error == std::errc{} && stop == text.data() + text.size();
    return good ? std::optional{out} : std::nullopt;
}

class Scheduler {
  public:
    Scheduler(const Environment& environment, std::optional<std::size_t> of) : environment_{environment}, of_{of} {}

    [[nodiscard]] Shard shard() const {
        std::vector<Shard> found;
        if (environment_("JOB_COMPLETION_INDEX")) found.push_back(kubernetes());
        if (environment_("SLURM_ARRAY_TASK_ID")) found.push_back(slurm());
        if (environment_("CI_NODE_INDEX")) found.push_back(gitlab());
        if (found.empty())
            throw UsageError{
                "--shard auto finds no JOB_COMPLETION_INDEX (Kubernetes), SLURM_ARRAY_TASK_ID (Slurm) or "
                "CI_NODE_INDEX (GitLab) in the environment; say --shard K/N"};
        if (found.size() > 1)
            throw UsageError{"--shard auto: " + found[0].from + " and " + found[1].from +
                             " both speak; say --shard K/N"};
        const auto& shard = found.front();
        if (of_ && shard.of != *of_)
            throw UsageError{"--shard auto/" + std::to_string(*of_) + ": " + shard.from + " has " +
                             std::to_string(shard.of) + " tasks"};
        if (shard.of == 0 || shard.of > most_shards || shard.index >= shard.of)
            throw UsageError{"--shard auto: number " + std::to_string(shard.index + 1) + " of " +
                             std::to_string(shard.of) + " is no shard; " + shard.from + " has gaps or another size"};
        return shard;
    }

  private:
    [[nodiscard]] std::size_t required(const char* name) const {
        const auto text = environment_(name);
        if (!text) throw UsageError{"--shard auto: " + std::string{name} + " is missing in the environment"};
        const auto value = number(*text);
        if (!value) throw UsageError{"--shard auto: " + std::string{name} + " is no number: " + in_quotes(*text)};
        return *value;
    }
    [[nodiscard]] Shard kubernetes() const {
        const auto index = required("JOB_COMPLETION_INDEX");
        if (!of_) throw UsageError{"--shard auto: Kubernetes does not say how many pods there are; say --shard auto/N"};
        return {index, *of_, "the Kubernetes job"};
    }
    [[nodiscard]] Shard slurm() const {
        const auto id = required("SLURM_ARRAY_TASK_ID");
        const auto least = required("SLURM_ARRAY_TASK_MIN");
        const auto step = environment_("SLURM_ARRAY_TASK_STEP") ? required("SLURM_ARRAY_TASK_STEP") : 1;
        const auto count = required("SLURM_ARRAY_TASK_COUNT");
        if (step == 0 || id < least || (id - least) % step != 0) return {count, count, "the Slurm array"};
        return {(id - least) / step, count, "the Slurm array"};
    }
    [[nodiscard]] Shard gitlab() const {
        const auto total = required("CI_NODE_TOTAL");
        const auto index = required("CI_NODE_INDEX");
        return {index == 0 ? total : index - 1, total, "the parallel job of GitLab"};
    }

    const Environment& environment_;
    std::optional<std::size_t> of_;
};

}  // namespace

Shard parse_shard(const std::string& text, const Environment& environment) {
    const auto slash = text.find('/');
    const auto first = text.substr(0, slash);
    const auto of = slash == std::string::npos ? std::nullopt : number(text.substr(slash + 1));
    const bool sized = slash == std::string::npos || (of && *of > 0 && *of <= most_shards);
    if (first == "auto" && sized) return Scheduler{environment, of}.shard();
    const auto index = number(first);
    if (!sized || !of || !index || *index == 0 || *index > *of)
        throw UsageError{"--shard wants K/N with K from 1 to N, auto or auto/N, not " + in_quotes(text)};
    return {*index - 1, *of, "--shard"};
}

}  // namespace vpnsim
