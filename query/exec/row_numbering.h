// Numbers the distinct rows of some columns of ids: what GROUP BY, DISTINCT and the DISTINCT of
// aggregates are made of. A hash table with open addressing over rows kept column by column.
#ifndef ENTENTE_QUERY_EXEC_ROW_NUMBERING_H_
#define ENTENTE_QUERY_EXEC_ROW_NUMBERING_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "query/exec/operator.h"
#include "storage/ids/term_id.h"

namespace entente {

class RowNumbering {
 public:
  // Memory is charged to `limits`, which must outlive the object.
  RowNumbering(size_t column_count, QueryLimits* limits);

  // Puts the number of each of `row_count` rows into `numbers`. A row not met before gets the next
  // number, counting from 0. Beyond the budget, which then is in the limits, the numbers are wrong
  // but less than row_count() all the same.
  void Number(std::span<const TermId* const> columns, size_t row_count, uint32_t* numbers);

  // How many distinct rows there are, and one column of them, in the sequence first met. The column
  // lives until the next call of Number.
  size_t row_count() const { return row_count_; }
  const TermId* column(size_t column) const { return columns_[column].data(); }

 private:
  // The lower half of the row's hash, and its number plus one; 0 is a free slot.
  struct Slot {
    uint32_t tag = 0;
    uint32_t number_plus_one = 0;
  };

  template <size_t kWidth>
  void NumberChunk(std::span<const TermId* const> columns, size_t begin, size_t end,
                   uint32_t* numbers);
  // Room for a row more; false beyond the budget.
  bool Grow();
  bool Resize(size_t slot_count);

  QueryLimits* limits_;
  MemoryCharge charge_;
  uint64_t seed_;
  std::vector<std::vector<TermId>> columns_;
  size_t row_count_ = 0;
  size_t row_count_max_ = 0;  // Beyond it the table grows.
  int shift_ = 0;             // Brings the upper bits of a hash down to the number of a slot.
  std::vector<Slot> slots_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_ROW_NUMBERING_H_
