#include "query/statistics.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/status_macros.h"
#include "schema/vocabulary.h"
#include "storage/record_counts.h"

namespace entente {
namespace {

absl::Status AddPredicates(const ReadView& view, std::vector<Statistics::Predicate>* predicates) {
  ASSIGN_OR_RETURN(const std::vector<PredicateStatistics> counts, view.Statistics());
  std::vector<TermId> ids;
  for (const PredicateStatistics& count : counts) ids.push_back(count.predicate);
  ASSIGN_OR_RETURN(std::vector<Term> terms, view.Decode(ids));
  for (size_t i = 0; i < counts.size(); ++i) {
    predicates->push_back({.predicate = std::move(terms[i]),
                           .quad_count = counts[i].quad_count,
                           .distinct_subject_count = counts[i].distinct_subject_count,
                           .distinct_object_count = counts[i].distinct_object_count});
  }
  std::sort(predicates->begin(), predicates->end(), [](const auto& a, const auto& b) {
    return std::tie(b.quad_count, a.predicate) < std::tie(a.quad_count, b.predicate);
  });
  return absl::OkStatus();
}

absl::Status AddGraphs(const ReadView& view, std::vector<Statistics::Graph>* graphs) {
  std::vector<TermId> ids;
  std::vector<uint64_t> counts;
  const std::unique_ptr<RowCursor> cursor = view.Scan(TripleOrder::kGspo, {});
  for (RowBatch batch; cursor->Next(&batch);) {
    const TermId* const end = batch.columns[0] + batch.row_count;
    for (const TermId* row = batch.columns[0]; row != end; row = std::upper_bound(row, end, *row)) {
      if (!ids.empty() && ids.back() == *row) continue;
      ids.push_back(*row);
      ASSIGN_OR_RETURN(counts.emplace_back(), view.Count(TripleOrder::kGspo, {row, 1}));
    }
    cursor->Seek({TermId(ids.back().bits() + 1), TermId(), TermId(), TermId()});
  }
  RETURN_IF_ERROR(cursor->status());
  ASSIGN_OR_RETURN(std::vector<Term> terms, view.Decode(ids));
  for (size_t i = 0; i < terms.size(); ++i) {
    graphs->push_back({.graph = std::move(terms[i]), .quad_count = counts[i]});
  }
  std::sort(graphs->begin(), graphs->end(),
            [](const auto& a, const auto& b) { return a.graph < b.graph; });
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Statistics> ComputeStatistics(const ReadView& view, const StoreSizes& sizes) {
  Statistics result{.quad_count = sizes.quad_count,
                    .term_count = sizes.term_count,
                    .commit_number = sizes.commit_number,
                    .delta_row_count = sizes.delta_row_count,
                    .disk_bytes = sizes.disk_bytes};
  for (const StoreSizes::Part& part : sizes.parts) {
    result.parts.push_back({.name = part.name, .bytes = part.bytes, .row_count = part.row_count});
  }
  ASSIGN_OR_RETURN(result.actor_count, CountRecords(view, ent::kActor));
  ASSIGN_OR_RETURN(result.coalition_count, CountRecords(view, ent::kCoalition));
  ASSIGN_OR_RETURN(result.document_count, CountRecords(view, ent::kDocument));
  ASSIGN_OR_RETURN(result.claim_count, CountRecords(view, ent::kClaim));
  RETURN_IF_ERROR(AddPredicates(view, &result.predicates));
  RETURN_IF_ERROR(AddGraphs(view, &result.graphs));
  return result;
}

}  // namespace entente
