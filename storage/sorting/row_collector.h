// Collects rows of ids and gives them sorted in every order, each once, under a memory budget.
#ifndef ENTENTE_STORAGE_SORTING_ROW_COLLECTOR_H_
#define ENTENTE_STORAGE_SORTING_ROW_COLLECTOR_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "storage/read_view.h"
#include "storage/sorting/external_sort.h"
#include "storage/sorting/row_run.h"

namespace entente {

// What ids become before rows are sorted.
class IdMap {
 public:
  virtual ~IdMap() = default;
  // REQUIRES: an id that the map has been told of.
  virtual TermId NewId(TermId id) const = 0;
};

class SameIds : public IdMap {
 public:
  TermId NewId(TermId id) const override { return id; }
};

// One thread. Beyond the budget, runs go to temporary files (RowRun, ExternalSort).
class RowCollector {
 public:
  // `orders` are those that are wanted: of kQuadOrders or of kTripleTermOrders.
  RowCollector(std::span<const TripleOrder> orders, uint64_t memory_budget_bytes,
               const std::filesystem::path& temporary_directory, unsigned thread_count);

  // Takes rows whose columns are s, p, o and g (or t), with their ids mapped.
  absl::Status Add(const RowBatch& rows, const IdMap& map);

  uint64_t row_count() const { return row_count_; }  // Added, the same ones too.

  // Gives the rows in each of the orders, which may be from two threads at once; to be called once.
  absl::Status Finish(const OrderConsumer& consume);

 private:
  using Index = uint32_t;
  // What has been seen lately in a position, by a few bits of the id: whatever has been forgotten
  // is listed again.
  struct Seen {
    TermId id = {};
    Index index = 0;
    bool is_used = false;
  };

  Index IndexOf(size_t position, TermId id, const IdMap& map);
  void EndChunk();
  absl::Status SortRun(const OrderConsumer& consume);
  absl::Status Spill();

  const std::vector<TripleOrder> orders_;
  const uint64_t memory_budget_bytes_;
  const unsigned thread_count_;
  const size_t chunk_row_count_max_;
  std::array<std::vector<Seen>, 4> seen_;
  RowChunk chunk_;
  size_t chunk_row_count_ = 0;
  uint64_t row_count_ = 0;
  RowRun run_;
  ExternalSort sort_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SORTING_ROW_COLLECTOR_H_
