// ReadView: one unchanging state of a database, and all that the query layer knows of storage.
//
// A live database, a transaction with uncommitted changes and a mapped snapshot are all ReadViews,
// and the same queries run on each. Ids are meaningful only within one view (and views of the same
// database at other times: an id never changes its meaning while the database lives).
//
// Threads may read one view together. Each cursor belongs to one thread at a time and must die
// before its view does. Errors are DataLoss (bytes on disk are not what was written) or Internal/
// Unavailable (the disk would not read).
#ifndef ENTENTE_STORAGE_READ_VIEW_H_
#define ENTENTE_STORAGE_READ_VIEW_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/term.h"
#include "schema/quad_stream.h"
#include "storage/ids/term_id.h"
#include "storage/triples/triple_order.h"

namespace entente {

// Consecutive rows of one order, column by column in that order's sequence: columns[0] is the most
// significant. The pointers live until the cursor's next call.
struct RowBatch {
  std::array<const TermId*, 4> columns = {};
  size_t row_count = 0;

  IdQuad Row(size_t row) const {
    return {columns[0][row], columns[1][row], columns[2][row], columns[3][row]};
  }
};

// The rows of one order that begin with a prefix, ascending, each once.
class RowCursor {
 public:
  virtual ~RowCursor() = default;

  // Gives the next one to some thousands of rows. False at the end and at an error.
  virtual bool Next(RowBatch* batch) = 0;

  // Skips to the first row not less than `key` (in the order's sequence) and not before the current
  // position: the next call of Next starts there. Cheap when the row is near, about the cost of a
  // new scan when it is far.
  virtual void Seek(const IdQuad& key) = 0;

  // OK as long as no error ended the scan.
  virtual const absl::Status& status() const = 0;
};

// How the quads of one predicate spread; what the planner estimates from.
struct PredicateStatistics {
  TermId predicate = {};
  uint64_t quad_count = 0;
  uint64_t distinct_subject_count = 0;
  uint64_t distinct_object_count = 0;
  friend bool operator==(const PredicateStatistics&, const PredicateStatistics&) = default;
};

// Takes a term of the dictionary by its bytes (ids/term_bytes.h), which live until it returns.
using TermBytesConsumer = std::function<absl::Status(TermId id, std::string_view bytes)>;

class ReadView {
 public:
  virtual ~ReadView() = default;

  // Rows of `order` whose first columns equal `prefix` (at most four ids, in the order's sequence).
  virtual std::unique_ptr<RowCursor> Scan(TripleOrder order,
                                          std::span<const TermId> prefix) const = 0;

  // How many rows such a scan gives: exact, in time that does not grow with the answer (except by
  // the rows of the delta that have the prefix).
  virtual absl::StatusOr<uint64_t> Count(TripleOrder order,
                                         std::span<const TermId> prefix) const = 0;

  // About how many, for planning: Count, or where that would be expensive, no fewer.
  virtual absl::StatusOr<uint64_t> EstimateCount(TripleOrder order,
                                                 std::span<const TermId> prefix) const {
    return Count(order, prefix);
  }

  // How many rows have the prefix (at most three ids), and in the column behind it an id from
  // `first` to `last`, both included. As exact and as quick as Count.
  virtual absl::StatusOr<uint64_t> CountRange(TripleOrder order, std::span<const TermId> prefix,
                                              TermId first, TermId last) const = 0;

  // The id of a term, or no id if the view does not hold the term: then no quad has it.
  // `kNone` gives the none id. Inline values always have one.
  virtual absl::StatusOr<std::optional<TermId>> Find(const TermView& term) const = 0;

  // The terms of `ids`, in their sequence; none ids give no term. Efficient for many ids at once,
  // best when they are sorted. DataLoss for an id that names nothing.
  virtual absl::StatusOr<std::vector<Term>> Decode(std::span<const TermId> ids) const = 0;

  // The same for those who read very many: IRIs, blank nodes and literals of the dictionary, whose
  // ids ascend, as the bytes that they are kept as. The first error of `consume` ends it.
  virtual absl::Status VisitTermBytes(std::span<const TermId> ids,
                                      const TermBytesConsumer& consume) const;

  // Whether ids of IRIs, blank nodes and dictionary literals ascend as their canonical N-Triples
  // tokens do by their bytes.
  virtual bool has_sorted_terms() const { return false; }

  // One entry for each predicate, ascending by id. Exact when the data was last folded; quads
  // written since are not counted.
  virtual absl::StatusOr<std::vector<PredicateStatistics>> Statistics() const = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_READ_VIEW_H_
