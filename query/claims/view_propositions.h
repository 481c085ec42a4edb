// The propositions of evidence views for one query: all of them where they are known or many are
// asked for, else only those about what is asked.
//
// To make all of them takes about 2 us for each claim of the data, to look some up about 10 us for
// each claim on them. They are looked up until that has cost as much as making them all would
// have, counted over all queries on one state; so whatever is asked, no more than twice the least
// work is done. Source: the "ski rental" argument (Karlin, Manasse, Rudolph and Sleator,
// Competitive Snoopy Caching, 1988).
#ifndef ENTENTE_QUERY_CLAIMS_VIEW_PROPOSITIONS_H_
#define ENTENTE_QUERY_CLAIMS_VIEW_PROPOSITIONS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "entente/claims.h"
#include "query/claims/claim_table.h"
#include "query/claims/qualification.h"
#include "query/claims/triple_set.h"
#include "query/claims/view_cache.h"
#include "storage/read_view.h"

namespace entente {

class ViewPropositions final : public TripleSource {
 public:
  // The propositions that are in one of `views` of `state`; without those that are asserted in
  // `but_in`, if it is given. `cache` is that of the state.
  ViewPropositions(std::shared_ptr<const ReadView> state, std::vector<EvidenceView> views,
                   const std::optional<TermId>& but_in, std::shared_ptr<ViewCache> cache);

  absl::StatusOr<const TripleSet*> Having(const TripleSet::Triple& bound,
                                          QueryLimits* limits) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::optional<uint64_t>> CountAtMost(const TripleSet::Triple& bound) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  std::span<const PredicateStatistics> statistics() const override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // A view with the ids of the state.
  struct ResolvedView {
    EvidenceView view = {};
    std::vector<TermId> graphs = {};
    ClaimConditions conditions = {};
  };

  absl::Status Resolve() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::shared_ptr<const TripleSet>> LookUp(const TripleSet::Triple& bound,
                                                          QueryLimits* limits) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::shared_ptr<const ReadView> state_;
  const std::vector<EvidenceView> views_;
  const std::optional<TermId> but_in_;
  const std::shared_ptr<ViewCache> cache_;
  const std::shared_ptr<ViewLookups> lookups_;

  mutable absl::Mutex mutex_;
  mutable std::shared_ptr<const TripleSet> all_ ABSL_GUARDED_BY(mutex_);
  // Known once something is looked up.
  mutable bool is_resolved_ ABSL_GUARDED_BY(mutex_) = false;
  mutable std::vector<ResolvedView> resolved_ ABSL_GUARDED_BY(mutex_);
  mutable ClaimWords words_ ABSL_GUARDED_BY(mutex_);
  mutable uint64_t claim_count_ ABSL_GUARDED_BY(mutex_) = 0;  // Of the state.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_VIEW_PROPOSITIONS_H_
