#include "query/exec/slice.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "schema/text.h"

namespace entente {

Slice::Slice(QueryContext* context, OperatorPtr input, uint64_t offset,
             std::optional<uint64_t> limit)
    : Operator(context, input->columns()),
      input_(std::move(input)),
      offset_(offset),
      limit_(limit),
      left_to_skip_(offset),
      left_to_give_(limit.value_or(std::numeric_limits<uint64_t>::max())) {}

std::string Slice::Detail() const {
  const std::string count = limit_.has_value() ? StrCat(*limit_) : "all";
  return offset_ == 0 ? count : StrCat(count, " from ", offset_);
}

bool Slice::NextBatch(Batch* batch) {
  while (left_to_give_ > 0 && input_->Next(batch)) {
    if (batch->row_count <= left_to_skip_) {
      left_to_skip_ -= batch->row_count;
      continue;
    }
    const auto skipped = static_cast<size_t>(std::exchange(left_to_skip_, 0));
    for (const TermId*& column : batch->columns) column += skipped;
    batch->row_count =
        static_cast<size_t>(std::min<uint64_t>(batch->row_count - skipped, left_to_give_));
    left_to_give_ -= batch->row_count;
    return true;
  }
  return false;
}

}  // namespace entente
