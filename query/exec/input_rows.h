// The batches of an input in the sequence in which an index is best asked for them: by key, each
// batch for itself. An input that ascends by key already keeps its sequence.
#ifndef ENTENTE_QUERY_EXEC_INPUT_ROWS_H_
#define ENTENTE_QUERY_EXEC_INPUT_ROWS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "query/exec/operator.h"

namespace entente {

class InputRows {
 public:
  // No input is one row without columns.
  InputRows(OperatorPtr input, std::vector<size_t> key_columns)
      : input_(std::move(input)), key_columns_(std::move(key_columns)) {}

  const Operator* input() const { return input_.get(); }

  // Goes on with the next batch. False at the end.
  bool NextBatch();
  const Batch& batch() const { return batch_; }
  size_t row_count() const { return batch_.row_count; }
  // The number in the batch of the i-th row by key.
  uint32_t Row(size_t i) const { return is_sorted_ ? static_cast<uint32_t>(i) : rows_[i]; }
  // The end of the run of rows with the key of the i-th.
  size_t RunEnd(size_t i) const;

 private:
  bool SameKey(uint32_t a, uint32_t b) const;
  int CompareKeys(uint32_t a, uint32_t b) const;

  OperatorPtr input_;
  std::vector<size_t> key_columns_;
  Batch batch_;
  bool has_given_unit_ = false;
  bool is_sorted_ = true;
  std::vector<uint32_t> rows_;
  std::vector<std::pair<TermId, uint32_t>> keyed_;
};

// Makes `out` the ids of `column` in the given rows.
void Gather(const TermId* column, std::span<const uint32_t> rows, std::vector<TermId>* out);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_INPUT_ROWS_H_
