// Counts by predicate: what the planner estimates from. Kept exact by every rewriting of the orders
// PSO and POS, which sees what it adds and removes.
#ifndef ENTENTE_STORAGE_TRIPLES_STATISTICS_H_
#define ENTENTE_STORAGE_TRIPLES_STATISTICS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "storage/read_view.h"

namespace entente {

// How much a rewriting of one order has changed, by the order's first column.
struct PrefixCounts {
  int64_t row_count = 0;
  int64_t pair_count = 0;  // Distinct values of the first two columns together.
};
using PrefixCountChanges = absl::flat_hash_map<TermId, PrefixCounts>;

// Counts the rows and pairs of a stream of ascending rows, with a sign.
class PairCounter {
 public:
  // `changes` gets `sign` for each row and each new pair.
  PairCounter(int64_t sign, PrefixCountChanges* changes) : sign_(sign), changes_(changes) {}

  // The row before those that follow: it is not counted, but a pair equal to its is not new.
  void StartAfter(TermId first, TermId second);
  void StartAtBeginning() { has_previous_ = false; }
  void Add(const TermId* first, const TermId* second, size_t count);

 private:
  int64_t sign_;
  PrefixCountChanges* changes_;
  bool has_previous_ = false;
  TermId previous_first_;
  TermId previous_second_;
};

// The statistics after changes to PSO (pairs are distinct subjects) and POS (distinct objects).
// Predicates without quads are left out.
std::vector<PredicateStatistics> ApplyChanges(const std::vector<PredicateStatistics>& before,
                                              const PrefixCountChanges& pso,
                                              const PrefixCountChanges& pos);

// The record under kStatisticsKey:
//   varint count; for each, ascending by predicate: varints predicate id (bits) as difference to
//   the one before, quads, distinct subjects, distinct objects; XXH3-64 of all before,
//   little-endian.
std::string EncodeStatistics(const std::vector<PredicateStatistics>& statistics);
absl::StatusOr<std::vector<PredicateStatistics>> DecodeStatistics(std::string_view bytes);

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_STATISTICS_H_
