// What evidence views and contradictions compute of one state of the data, kept for the queries
// that come after.
#ifndef ENTENTE_QUERY_CLAIMS_VIEW_CACHE_H_
#define ENTENTE_QUERY_CLAIMS_VIEW_CACHE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "entente/claims.h"
#include "query/claims/claim_table.h"
#include "query/claims/qualification.h"
#include "query/claims/triple_set.h"
#include "query/evaluation/query_limits.h"
#include "storage/read_view.h"

namespace entente {

// Adds the propositions that are in the view by these claims, which are all about them.
absl::Status AddSupported(const EvidenceView& view, const ClaimConditions& conditions,
                          std::span<const ClaimRow> claims, std::vector<TripleSet::Triple>* triples,
                          QueryLimits* limits);

// Propositions of some views that were looked up by their components. Nothing is forgotten: what is
// kept is bounded by the work that may be spent. Threads may share it.
class ViewLookups {
 public:
  // The propositions that have the components, null if they were not looked up. They live as long
  // as this object.
  const TripleSet* Find(const TripleSet::Triple& bound) const ABSL_LOCKS_EXCLUDED(mutex_);
  // Keeps them, unless another did so before; returns those kept.
  const TripleSet* Keep(const TripleSet::Triple& bound, std::shared_ptr<const TripleSet> set)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Notes work on looking up, and returns how much that is by now.
  uint64_t Spend(uint64_t work) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<TripleSet::Triple, std::shared_ptr<const TripleSet>> sets_
      ABSL_GUARDED_BY(mutex_);
  uint64_t spent_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Threads may share a cache. What one of them is making others wait for, as long as their limits
// allow.
class ViewCache {
 public:
  // Keeps at most so many bytes, by what was asked for last. `free_work` is what looking up may
  // cost before it is weighed against making all propositions of a view; for tests of small data.
  explicit ViewCache(uint64_t bytes_max, uint64_t free_work = 0)
      : bytes_max_(bytes_max), free_work_(free_work) {}
  ViewCache(const ViewCache&) = delete;

  // `state` is the same state of the data at each call. Errors: those of `limits` and of the state.

  // The claims of `graphs`, which ascend.
  absl::StatusOr<std::shared_ptr<const ClaimTable>> Claims(const ReadView& state,
                                                           const std::vector<TermId>& graphs,
                                                           QueryLimits* limits);

  // The propositions that are in one of the views; without those that are asserted in `but_in`, if
  // it is given.
  absl::StatusOr<std::shared_ptr<const TripleSet>> Propositions(
      const ReadView& state, const std::vector<EvidenceView>& views,
      const std::optional<TermId>& but_in, QueryLimits* limits);

  // The same if they are here already; else null.
  std::shared_ptr<const TripleSet> KnownPropositions(const std::vector<EvidenceView>& views,
                                                     const std::optional<TermId>& but_in)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // What is looked up of these views, shared by all who ask for it.
  std::shared_ptr<ViewLookups> Lookups(const std::vector<EvidenceView>& views,
                                       const std::optional<TermId>& but_in)
      ABSL_LOCKS_EXCLUDED(mutex_);
  uint64_t free_work() const { return free_work_; }

 private:
  // One of the two; none while it is being made.
  struct Entry {
    std::shared_ptr<const ClaimTable> claims = {};
    std::shared_ptr<const TripleSet> propositions = {};
    uint64_t bytes = 0;
    uint64_t last_use = 0;
  };

  // The entry of `key`, made by `make` if there is none.
  template <typename Make>
  absl::StatusOr<Entry> Get(const std::string& key, QueryLimits* limits, Make make)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void DropOldest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const uint64_t bytes_max_;
  const uint64_t free_work_;
  absl::Mutex mutex_;
  absl::CondVar is_made_;
  absl::flat_hash_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::shared_ptr<ViewLookups>> lookups_ ABSL_GUARDED_BY(mutex_);
  uint64_t use_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_VIEW_CACHE_H_
