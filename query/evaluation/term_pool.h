// Terms ↔ ids during one evaluation: those of the view, and ids of its own for terms that the view
// does not hold (constants of the query, values computed). One term has one id, so ids are compared
// instead of terms.
#ifndef ENTENTE_QUERY_EVALUATION_TERM_POOL_H_
#define ENTENTE_QUERY_EVALUATION_TERM_POOL_H_

#include <memory>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "entente/term.h"
#include "query/evaluation/query_limits.h"
#include "query/expression/value.h"
#include "storage/read_view.h"

namespace entente {

class TermPool {
 public:
  // Both must outlive the pool. Errors go to `limits`.
  TermPool(const ReadView& view, QueryLimits* limits) : view_(view), limits_(limits) {}
  ~TermPool() { limits_->Release(charged_bytes_ + cached_bytes_); }
  TermPool(const TermPool&) = delete;

  // The id of a term; none for no term and after an error.
  TermId Intern(const Term& term);
  TermId Intern(const Value& value) { return Intern(value.term()); }

  // Whether `id` is one of the pool's own, so that no quad of the view has it.
  static bool IsOwn(TermId id) {
    return id.kind() == IdKind::kLocal && (id.payload() & kOwnBit) != 0;
  }

  // The value of an id; null for the none id and after an error. Lives until the next call.
  const Value* Get(TermId id);

  // Gets many ids at once, so that Get is quick for each of them.
  void Prefetch(std::span<const TermId> ids);

  // About what a term takes in memory.
  static uint64_t BytesOf(const Term& term);

  // The terms of ids, in their sequence; no term for none ids.
  absl::StatusOr<std::vector<Term>> Decode(std::span<const TermId> ids) const;

 private:
  // Transactions count their own local ids from 0.
  static constexpr uint64_t kOwnBit = uint64_t{1} << 55;
  static constexpr size_t kCachedCountMax = size_t{1} << 16;
  static constexpr uint64_t kCachedBytesMax = uint64_t{64} << 20;

  const ReadView& view_;
  QueryLimits* limits_;
  absl::flat_hash_map<Term, TermId> own_ids_;
  std::vector<Term> own_terms_;
  absl::flat_hash_map<TermId, std::unique_ptr<Value>> cache_;
  uint64_t charged_bytes_ = 0;  // For terms of its own.
  uint64_t cached_bytes_ = 0;   // For those of the view; charged too.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EVALUATION_TERM_POOL_H_
