#include "query/exec/input_rows.h"

#include <algorithm>

namespace entente {

bool InputRows::NextBatch() {
  if (input_ == nullptr) {
    batch_ = {.row_count = 1};
    return !std::exchange(has_given_unit_, true);
  }
  if (!input_->Next(&batch_)) {
    batch_.row_count = 0;
    return false;
  }
  is_sorted_ = true;
  for (uint32_t row = 1; row < batch_.row_count && is_sorted_; ++row) {
    is_sorted_ = CompareKeys(row - 1, row) <= 0;
  }
  if (is_sorted_) return true;
  rows_.resize(batch_.row_count);
  if (key_columns_.size() == 1) {
    // Keys beside row numbers sort faster than row numbers that lead to keys.
    keyed_.resize(batch_.row_count);
    const TermId* const keys = batch_.columns[key_columns_[0]];
    for (uint32_t row = 0; row < batch_.row_count; ++row) keyed_[row] = {keys[row], row};
    std::sort(keyed_.begin(), keyed_.end());
    for (size_t i = 0; i < keyed_.size(); ++i) rows_[i] = keyed_[i].second;
    return true;
  }
  for (uint32_t row = 0; row < batch_.row_count; ++row) rows_[row] = row;
  std::sort(rows_.begin(), rows_.end(), [this](uint32_t a, uint32_t b) {
    const int order = CompareKeys(a, b);
    return order != 0 ? order < 0 : a < b;
  });
  return true;
}

int InputRows::CompareKeys(uint32_t a, uint32_t b) const {
  for (const size_t column : key_columns_) {
    const TermId x = batch_.columns[column][a];
    const TermId y = batch_.columns[column][b];
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

bool InputRows::SameKey(uint32_t a, uint32_t b) const {
  for (const size_t column : key_columns_) {
    if (batch_.columns[column][a] != batch_.columns[column][b]) return false;
  }
  return true;
}

size_t InputRows::RunEnd(size_t i) const {
  const uint32_t first = Row(i);
  size_t end = i + 1;
  while (end < batch_.row_count && SameKey(first, Row(end))) ++end;
  return end;
}

void Gather(const TermId* column, std::span<const uint32_t> rows, std::vector<TermId>* out) {
  out->resize(rows.size());
  TermId* const to = out->data();
  for (size_t i = 0; i < rows.size(); ++i) to[i] = column[rows[i]];
}

}  // namespace entente
