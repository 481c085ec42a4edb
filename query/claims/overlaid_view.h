// A state of the data with more triples in one of its graphs: what a query sees under an evidence
// view. Both evaluators run on it as on any other.
#ifndef ENTENTE_QUERY_CLAIMS_OVERLAID_VIEW_H_
#define ENTENTE_QUERY_CLAIMS_OVERLAID_VIEW_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "query/claims/triple_set.h"
#include "query/evaluation/answer.h"
#include "storage/read_view.h"

namespace entente {

class LaidRows;

// Where triples are laid, and over what.
struct Overlay {
  // A graph that no stored quad is in.
  static constexpr TermId kOwnGraph = TermId(IdKind::kLocal, 0);

  std::shared_ptr<const TripleSource> triples = {};
  TermId graph = {};         // The graph of the base, without any of the triples, or kOwnGraph.
  std::string name = {};     // What kOwnGraph is called, an IRI.
  bool hides_quads = false;  // No quads of the base are shown; its terms and triple terms are.
};

class OverlaidView final : public ReadView {
 public:
  // Deadline, cancellation and memory budget of `options` end the sorting of orders.
  OverlaidView(std::shared_ptr<const ReadView> base, Overlay overlay,
               const EvaluationOptions& options);

  std::unique_ptr<RowCursor> Scan(TripleOrder order, std::span<const TermId> prefix) const override;
  absl::StatusOr<uint64_t> Count(TripleOrder order, std::span<const TermId> prefix) const override;
  absl::StatusOr<uint64_t> EstimateCount(TripleOrder order,
                                         std::span<const TermId> prefix) const override;
  absl::StatusOr<uint64_t> CountRange(TripleOrder order, std::span<const TermId> prefix,
                                      TermId first, TermId last) const override;
  absl::StatusOr<std::optional<TermId>> Find(const TermView& term) const override;
  absl::StatusOr<std::vector<Term>> Decode(std::span<const TermId> ids) const override;
  absl::Status VisitTermBytes(std::span<const TermId> ids,
                              const TermBytesConsumer& consume) const override;
  // Numbers of distinct subjects and objects are sums, so perhaps too high.
  absl::StatusOr<std::vector<PredicateStatistics>> Statistics() const override;

 private:
  // The rows laid that have the prefix.
  absl::StatusOr<LaidRows> Laid(TripleOrder order, std::span<const TermId> prefix) const;

  const std::shared_ptr<const ReadView> base_;
  const Overlay overlay_;
  const std::vector<TermId> graph_column_;  // For batches.
  const absl::Time deadline_;
  const std::atomic<bool>* const cancelled_;
  const uint64_t memory_budget_bytes_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_OVERLAID_VIEW_H_
