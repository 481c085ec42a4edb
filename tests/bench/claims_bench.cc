// How long all claims of a database take to be read and to be searched for contradictions.
//
//   claims_bench DATABASE [RUNS]
//
// DATABASE is one that generate_claims wrote and `entente load` loaded. Prints, of RUNS runs (5
// unless told) after one to warm up, the median and least milliseconds, and the least of processor
// time: of the table alone, and of the contradictions, which read the table anew.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "query/claims/claim_table.h"
#include "query/claims/contradictions.h"
#include "query/evaluation/query_limits.h"
#include "storage/store.h"

namespace entente {
namespace {

using Clock = std::chrono::steady_clock;

void Measure(const char* name, int run_count, const std::function<absl::StatusOr<size_t>()>& run) {
  std::vector<double> times;
  double least_processor_time = 0;
  size_t count = 0;
  for (int i = 0; i <= run_count; ++i) {
    const Clock::time_point begin = Clock::now();
    const std::clock_t processor_begin = std::clock();
    const absl::StatusOr<size_t> result = run();
    if (!result.ok()) {
      std::fprintf(stderr, "%s: %s\n", name, result.status().ToString().c_str());
      std::exit(1);
    }
    count = *result;
    if (i == 0) continue;
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    const double processor_time =
        1000.0 * static_cast<double>(std::clock() - processor_begin) / CLOCKS_PER_SEC;
    least_processor_time = i == 1 ? processor_time : std::min(least_processor_time, processor_time);
  }
  std::sort(times.begin(), times.end());
  std::printf("%s\t%zu\t%.1f\t%.1f\t%.1f\n", name, count, times[times.size() / 2], times.front(),
              least_processor_time);
}

int Run(const char* directory, int run_count) {
  const absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(directory, {.read_only = true});
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", store.status().ToString().c_str());
    return 1;
  }
  const std::shared_ptr<const ReadView> view = (*store)->View();
  std::printf("%s build, %s\nwhat\tcount\tmedian ms\tleast ms\tprocessor ms\n", ENTENTE_BUILD_TYPE,
              directory);
  const TermId graphs[] = {TermId()};
  Measure("claims", run_count, [&]() -> absl::StatusOr<size_t> {
    QueryLimits limits(absl::InfiniteFuture(), nullptr, uint64_t{1} << 32);
    const auto table = ClaimTable::Build(*view, graphs, &limits);
    if (!table.ok()) return table.status();
    return (*table)->rows().size();
  });
  Measure("contradictions", run_count, [&]() -> absl::StatusOr<size_t> {
    QueryLimits limits(absl::InfiniteFuture(), nullptr, uint64_t{1} << 32);
    const auto found = FindContradictions(*view, {}, &limits);
    if (!found.ok()) return found.status();
    return found->size();
  });
  return 0;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: claims_bench DATABASE [RUNS]\n");
    return 2;
  }
  return entente::Run(argv[1], argc > 2 ? std::max(1, std::atoi(argv[2])) : 5);
}
