// A million single-quad inserts in transactions of a thousand: what a commit costs, and what scans
// and look-ups cost before, while and after the delta is folded.
//
//   insert_bench [DIRECTORY [QUADS [QUADS_PER_COMMIT]]]
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/checker.h"
#include "storage/manifest.h"
#include "storage/store.h"
#include "storage/store_core.h"

namespace entente {
namespace {

using Clock = std::chrono::steady_clock;

double Since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Times a full scan and random subject look-ups on the store as it is.
absl::Status Measure(const Store& store, const char* when) {
  const std::shared_ptr<const ReadView> view = store.View();
  std::vector<TermId> subjects;
  double scan_s = 0;
  uint64_t count = 0;
  for (int round = 0; round < 2; ++round) {  // The second is warm.
    const Clock::time_point start = Clock::now();
    count = 0;
    subjects.clear();
    const std::unique_ptr<RowCursor> rows = view->Scan(TripleOrder::kSpog, {});
    for (RowBatch batch; rows->Next(&batch);) {
      count += batch.row_count;
      subjects.push_back(batch.columns[0][batch.row_count / 2]);
    }
    RETURN_IF_ERROR(rows->status());
    scan_s = Since(start);
  }
  if (subjects.empty()) return absl::OkStatus();
  std::mt19937_64 random(1);
  constexpr int kLookups = 20'000;
  uint64_t found = 0;
  const Clock::time_point start = Clock::now();
  for (int lookup = 0; lookup < kLookups; ++lookup) {
    const TermId subject = subjects[random() % subjects.size()];
    const std::unique_ptr<RowCursor> rows = view->Scan(TripleOrder::kSpog, {&subject, 1});
    for (RowBatch batch; rows->Next(&batch);) found += batch.row_count;
    RETURN_IF_ERROR(rows->status());
  }
  const double lookup_s = Since(start);
  std::printf(
      "%-24s %9lu quads, delta %8lu rows; scan %7.1f M quads/s; look-up %5.2f us (%.1f rows)\n",
      when, static_cast<unsigned long>(count),
      static_cast<unsigned long>(store.core().current()->manifest.delta.total()),
      static_cast<double>(count) / scan_s / 1e6, lookup_s / kLookups * 1e6,
      static_cast<double>(found) / kLookups);
  return absl::OkStatus();
}

absl::Status Run(const std::filesystem::path& directory, int quad_count, int per_commit) {
  ASSIGN_OR_RETURN(const auto store, Store::Open(directory, {}));
  std::mt19937_64 random(7);
  std::vector<double> commits;
  double total = 0;
  for (int quad = 0; quad < quad_count;) {
    const Clock::time_point start = Clock::now();
    ASSIGN_OR_RETURN(const auto transaction, store->Begin());
    for (int index = 0; index < per_commit && quad < quad_count; ++index, ++quad) {
      const std::string subject = StrCat("http://example.org/vote/", random() % 250'000);
      const std::string predicate = StrCat("http://example.org/property/", random() % 20);
      const std::string object = StrCat("http://example.org/thing/", quad);
      RETURN_IF_ERROR(transaction
                          ->Insert({.subject = TermView::OfIri(subject),
                                    .predicate = TermView::OfIri(predicate),
                                    .object = TermView::OfIri(object)})
                          .status());
    }
    RETURN_IF_ERROR(transaction->Commit());
    commits.push_back(Since(start));
    total += commits.back();
    const int done = quad * 10 / quad_count;
    if (done != (quad - per_commit) * 10 / quad_count) {
      RETURN_IF_ERROR(Measure(*store, StrCat("after ", quad, " inserts").c_str()));
    }
  }
  std::sort(commits.begin(), commits.end());
  std::printf(
      "inserted %d quads in %.2f s: %.0f quads/s; a commit: median %.2f ms, 99 %% %.2f ms, longest "
      "%.0f ms\n",
      quad_count, total, quad_count / total, commits[commits.size() / 2] * 1e3,
      commits[commits.size() * 99 / 100] * 1e3, commits.back() * 1e3);
  const Clock::time_point start = Clock::now();
  RETURN_IF_ERROR(store->Compact());
  std::printf("compact: %.2f s\n", Since(start));
  RETURN_IF_ERROR(Measure(*store, "after compact"));
  ASSIGN_OR_RETURN(const CheckReport report, CheckStore(*store));
  std::printf("check: %zu damages in %lu rows\n", report.damages.size(),
              static_cast<unsigned long>(report.row_count));
  return store->Close();
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  const std::filesystem::path directory =
      argc > 1
          ? argv[1]
          : std::filesystem::temp_directory_path() / ("insert_bench_" + std::to_string(getpid()));
  std::printf("insert_bench, build %s, in %s\n", ENTENTE_BUILD_TYPE, directory.c_str());
  const absl::Status status = entente::Run(directory, argc > 2 ? std::atoi(argv[2]) : 1'000'000,
                                           argc > 3 ? std::atoi(argv[3]) : 1'000);
  std::filesystem::remove_all(directory);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
