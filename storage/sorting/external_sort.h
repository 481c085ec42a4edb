// An ExternalSort keeps sorted runs of rows in temporary files and merges them.
#ifndef ENTENTE_STORAGE_SORTING_EXTERNAL_SORT_H_
#define ENTENTE_STORAGE_SORTING_EXTERNAL_SORT_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/triples/change_source.h"
#include "storage/triples/triple_order.h"

namespace entente {

// Rows lie in the files as column blocks, some 5 bytes a quad. Threads may work on different orders
// at the same time. Errors are those of TemporaryFile.
class ExternalSort {
 public:
  explicit ExternalSort(std::filesystem::path temporary_directory);
  ~ExternalSort();
  ExternalSort(const ExternalSort&) = delete;
  ExternalSort& operator=(const ExternalSort&) = delete;

  // Keeps a run: rows of one order, all of them insertions, ascending, each once.
  absl::Status AddRun(TripleOrder order, ChangeSource& rows);

  bool has_runs(TripleOrder order) const { return !runs_[static_cast<size_t>(order)].empty(); }

  // All rows of the order's runs, ascending, each once. The runs are gone with the source.
  // Runs beyond some dozens are first merged to fewer, so that memory stays below about 16 MiB.
  absl::StatusOr<std::unique_ptr<ChangeSource>> Merge(TripleOrder order);

 private:
  class Run;
  class RunReader;
  class MergedRuns;

  const std::filesystem::path temporary_directory_;
  std::array<std::vector<std::unique_ptr<Run>>, kOrderCount> runs_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SORTING_EXTERNAL_SORT_H_
