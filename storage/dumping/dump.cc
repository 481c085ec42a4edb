#include "storage/dumping/dump.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "schema/status_macros.h"
#include "storage/cancellation.h"
#include "storage/dumping/canonical_lines.h"

namespace entente {
namespace {

constexpr size_t kRowsDecodedTogether = 16'384;

// Reads the quads of a view in steps of some thousands, with the distinct terms of each step.
class QuadReader {
 public:
  QuadReader(const ReadView& view, TripleOrder order)
      : view_(view), order_(order), cursor_(view.Scan(order, {})) {}

  // Reads the next step; false at the end.
  absl::StatusOr<bool> Next() {
    rows_.clear();
    RowBatch batch;
    while (rows_.size() < kRowsDecodedTogether && cursor_->Next(&batch)) {
      for (size_t row = 0; row < batch.row_count; ++row) {
        rows_.push_back(FromOrder(order_, batch.Row(row)));
      }
    }
    RETURN_IF_ERROR(cursor_->status());
    ids_.clear();
    for (const IdQuad& row : rows_) ids_.insert(ids_.end(), row.begin(), row.end());
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    ASSIGN_OR_RETURN(terms_, view_.Decode(ids_));
    return !rows_.empty();
  }

  // Subject, predicate, object and graph of each quad of the step.
  const std::vector<IdQuad>& rows() const { return rows_; }
  const std::vector<Term>& terms() const { return terms_; }
  // The position of `id` in terms(). REQUIRES: it is in one of the rows.
  size_t PositionOf(TermId id) const {
    return static_cast<size_t>(std::lower_bound(ids_.begin(), ids_.end(), id) - ids_.begin());
  }

 private:
  const ReadView& view_;
  const TripleOrder order_;
  const std::unique_ptr<RowCursor> cursor_;
  std::vector<IdQuad> rows_;
  std::vector<TermId> ids_;
  std::vector<Term> terms_;
};

}  // namespace

absl::StatusOr<uint64_t> StreamQuads(const ReadView& view, TripleOrder order,
                                     const std::atomic<bool>* cancelled, QuadSink* sink) {
  QuadReader reader(view, order);
  uint64_t quad_count = 0;
  while (true) {
    RETURN_IF_ERROR(CheckCancelled(cancelled));
    ASSIGN_OR_RETURN(const bool has_rows, reader.Next());
    if (!has_rows) return quad_count;
    quad_count += reader.rows().size();
    InnerTriples inner;
    std::vector<TermView> views;
    views.reserve(reader.terms().size());
    for (const Term& term : reader.terms()) views.push_back(ViewOf(term, &inner));
    for (const IdQuad& row : reader.rows()) {
      RETURN_IF_ERROR(sink->Accept({.subject = views[reader.PositionOf(row[0])],
                                    .predicate = views[reader.PositionOf(row[1])],
                                    .object = views[reader.PositionOf(row[2])],
                                    .graph = views[reader.PositionOf(row[3])]}));
    }
  }
}

absl::StatusOr<uint64_t> WriteCanonicalDump(const ReadView& view, const DumpSortOptions& options,
                                            const TextOutput& output) {
  ASSIGN_OR_RETURN(const std::unique_ptr<CanonicalLines> lines, OpenCanonicalLines(view, options));
  return WriteLines(lines.get(), output);
}

}  // namespace entente
