#include "tools/parallel_run.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace vpnsim {

void run_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work,
                  const std::function<void(std::size_t)>& progress) {
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> done{0};
    std::vector<std::exception_ptr> errors(count);
    const auto take_turns = [&] {
        for (auto i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                errors[i] = std::current_exception();
            }
            ++done;
            done.notify_one();
        }
    };
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < std::min(threads, count); ++i) {
        try {
            workers.emplace_back(take_turns);
        } catch (const std::system_error&) {  // the system has no more threads: those that run do the work
            if (workers.empty()) throw;
            break;
        }
    }
    for (auto seen = done.load(); seen < count; seen = done.load()) {
        progress(seen);
        done.wait(seen);
    }
    workers.clear();  // joins
    for (const auto& error : errors) {
        if (error) std::rethrow_exception(error);
    }
}

}  // namespace vpnsim
