#include "storage/record_counts.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "schema/status_macros.h"
#include "schema/vocabulary.h"

namespace entente {

absl::StatusOr<uint64_t> CountRecords(const ReadView& view, std::string_view record_class) {
  ASSIGN_OR_RETURN(const std::optional<TermId> type, view.Find(TermView::OfIri(rdf::kType)));
  ASSIGN_OR_RETURN(const std::optional<TermId> id, view.Find(TermView::OfIri(record_class)));
  if (!type || !id) return 0;
  uint64_t count = 0;
  const std::array<TermId, 2> prefix = {*type, *id};
  const std::unique_ptr<RowCursor> cursor = view.Scan(TripleOrder::kPosg, prefix);
  for (RowBatch batch; cursor->Next(&batch);) {
    count += static_cast<uint64_t>(
        std::count(batch.columns[3], batch.columns[3] + batch.row_count, TermId()));
  }
  RETURN_IF_ERROR(cursor->status());
  return count;
}

}  // namespace entente
