// The first rows in the order of ORDER BY, of some: chosen key by key, so that a key is looked at
// only where those before it are equal, and a term only where ids do not tell.
#ifndef ENTENTE_QUERY_EXEC_TOP_ROWS_H_
#define ENTENTE_QUERY_EXEC_TOP_ROWS_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "query/evaluation/query_context.h"
#include "query/expression/value.h"
#include "storage/ids/term_id.h"

namespace entente {

// A key of ORDER BY: its ids for all rows.
struct SortKey {
  const TermId* ids = nullptr;
  bool is_descending = false;
};

// The values of ids, as long as they are needed. Unlike those of the pool they stay.
class ValueMemory {
 public:
  explicit ValueMemory(QueryContext* context) : context_(context) {}
  ~ValueMemory() { Clear(); }
  ValueMemory(const ValueMemory&) = delete;

  // The order of the values, from the ids if they tell it. After an error, which is in the limits,
  // values that could not be read count as unbound: still an order.
  std::weak_ordering Order(TermId a, TermId b);

  // Reads many values at once, those of ids that tell nothing themselves.
  void Load(std::span<const TermId> ids);

  size_t size() const { return values_.size(); }
  void Clear();

 private:
  const Value* Get(TermId id);
  const Value* Add(TermId id);

  QueryContext* context_;
  absl::flat_hash_map<TermId, std::unique_ptr<Value>> values_;
};

// Puts the first `count` of `rows` by `keys` to the front; if `sorts`, in their order. Rows that
// are equal come by number. REQUIRES: there are some thousands of rows at most, since limits are
// not looked at.
void SelectTop(std::span<const SortKey> keys, size_t count, bool sorts, ValueMemory* values,
               std::vector<uint32_t>* rows);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_TOP_ROWS_H_
