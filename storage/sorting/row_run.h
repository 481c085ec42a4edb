// A RowRun sorts many rows of ids in memory, in all the orders in which they are kept.
#ifndef ENTENTE_STORAGE_SORTING_ROW_RUN_H_
#define ENTENTE_STORAGE_SORTING_ROW_RUN_H_

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "storage/ids/term_id.h"
#include "storage/sorting/page_allocator.h"
#include "storage/triples/change_source.h"
#include "storage/triples/triple_order.h"

namespace entente {

// Some rows (s, p, o, g), or (s, p, o, t) of triple terms, as indexes into a list of ids.
struct RowChunk {
  PageVector<TermId> ids = {};
  // For each id: bit 1 << position for every position in which rows have it.
  PageVector<uint8_t> positions = {};
  // Column by column; one number in a column stands for all rows.
  std::array<PageVector<uint32_t>, 4> columns = {};

  size_t row_count() const;
  uint64_t size_bytes() const;
};

// Takes the rows of one order, ascending, each once. Called from two threads at once, for different
// orders.
using OrderConsumer = std::function<absl::Status(TripleOrder order, ChangeSource& rows)>;

// How it sorts: the ids of each position are replaced by their ranks among the ids of that
// position, so that a row is a number of as many bits as the ranks need, most often not more
// than 64. These are sorted once by all their bits, and every other order comes from one before by
// a stable radix sort on a single column: OSP is SPO stably by o, POS is OSP stably by p, and so
// on.
class RowRun {
 public:
  void Add(RowChunk chunk);

  uint64_t row_count() const { return row_count_; }
  // Memory that the rows need now, and the most that SortQuads or SortTripleTerms will need.
  uint64_t size_bytes() const { return size_bytes_; }
  uint64_t sorting_bytes() const;

  // Gives the rows, without duplicates, to `consume` in each of kQuadOrders or kTripleTermOrders,
  // and becomes empty. With two threads or more, the orders are shared between two. The first error
  // ends it.
  absl::Status SortQuads(unsigned thread_count, const OrderConsumer& consume);
  absl::Status SortTripleTerms(const OrderConsumer& consume);

 private:
  std::vector<RowChunk> chunks_;
  uint64_t row_count_ = 0;
  uint64_t id_count_ = 0;
  uint64_t size_bytes_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SORTING_ROW_RUN_H_
