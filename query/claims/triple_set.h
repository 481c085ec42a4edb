// Triples of ids in memory, sorted in as many orders as are asked for.
#ifndef ENTENTE_QUERY_CLAIMS_TRIPLE_SET_H_
#define ENTENTE_QUERY_CLAIMS_TRIPLE_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "query/evaluation/query_limits.h"
#include "storage/read_view.h"
#include "storage/triples/triple_order.h"

namespace entente {

class TripleSet;

// Triples that are asked for by some of their components. Threads may share a source.
class TripleSource {
 public:
  virtual ~TripleSource() = default;
  // A set of all that have the subject, predicate and object in `bound`, where none ids are open;
  // and perhaps of others. Lives as long as the source. Errors: those of `limits` and the data.
  virtual absl::StatusOr<const TripleSet*> Having(const std::array<TermId, 3>& bound,
                                                  QueryLimits* limits) const = 0;
  // No fewer than there are, where Having would be expensive; none where it would not.
  virtual absl::StatusOr<std::optional<uint64_t>> CountAtMost(
      const std::array<TermId, 3>& bound) const = 0;
  // One entry for each predicate, ascending; none as long as all are not known.
  virtual std::span<const PredicateStatistics> statistics() const = 0;
};

// Threads may share a set.
class TripleSet final : public TripleSource {
 public:
  // Subject, predicate, object.
  using Triple = std::array<TermId, 3>;
  // One vector for each column of an order, without that of the graph.
  using Columns = std::array<std::vector<TermId>, 3>;

  // What one triple takes when all orders are there.
  static constexpr uint64_t kTripleBytes = 6 * sizeof(Triple);

  // A graph of a state.
  struct Held {
    const ReadView* view = nullptr;
    TermId graph = {};
  };

  // Of the triples, each once, those that `but_held`, if given, does not hold. Errors: those of
  // `limits` and of the view.
  static absl::StatusOr<std::unique_ptr<TripleSet>> Make(std::vector<Triple> triples,
                                                         const std::optional<Held>& but_held,
                                                         QueryLimits* limits);
  TripleSet(const TripleSet&) = delete;

  size_t size() const { return size_; }
  // About the memory of all orders, built or not.
  uint64_t bytes() const { return size_ * kTripleBytes; }

  // The triples as an order of quads sorts them; GSPO as SPOG. The first call for an order sorts:
  // 0.2 us a triple, charged to `limits` meanwhile. Lives as long as the set. Errors: those of
  // `limits`. REQUIRES: an order of quads.
  absl::StatusOr<const Columns*> InOrder(TripleOrder order, QueryLimits* limits) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  absl::StatusOr<const TripleSet*> Having(const Triple& /*bound*/,
                                          QueryLimits* /*limits*/) const override {
    return this;
  }
  absl::StatusOr<std::optional<uint64_t>> CountAtMost(const Triple& /*bound*/) const override {
    return std::nullopt;
  }
  std::span<const PredicateStatistics> statistics() const override { return statistics_; }

 private:
  TripleSet() = default;

  size_t size_ = 0;
  std::vector<PredicateStatistics> statistics_;
  mutable absl::Mutex mutex_;
  mutable std::array<std::unique_ptr<const Columns>, 6> orders_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_TRIPLE_SET_H_
