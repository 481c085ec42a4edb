#include "query/exec/union_all.h"

namespace entente {

UnionAll::UnionAll(QueryContext* context, std::vector<Column> columns,
                   std::vector<OperatorPtr> parts, MakePart more)
    : Operator(context, std::move(columns)), parts_(std::move(parts)), more_(std::move(more)) {}

std::vector<const Operator*> UnionAll::inputs() const {
  std::vector<const Operator*> inputs;
  for (const OperatorPtr& part : parts_) inputs.push_back(part.get());
  return inputs;
}

bool UnionAll::NextBatch(Batch* batch) {
  Batch input;
  for (;;) {
    if (part_ == parts_.size()) {
      OperatorPtr made = more_ == nullptr ? nullptr : more_(made_count_++);
      if (made == nullptr) return false;
      if (profile() != nullptr) made->StartProfile();
      // Of parts made on the way only the current one is kept.
      if (made_count_ > 1) {
        parts_.pop_back();
        --part_;
      }
      parts_.push_back(std::move(made));
    }
    if (!is_mapped_) {
      from_.clear();
      for (const Column& column : columns()) from_.push_back(parts_[part_]->Find(column.variable));
      is_mapped_ = true;
    }
    if (!parts_[part_]->Next(&input)) {
      if (!limits()->ok()) return false;
      ++part_;
      is_mapped_ = false;
      continue;
    }
    if (unbound_.size() < input.row_count) unbound_.assign(input.row_count, TermId());
    batch->row_count = input.row_count;
    batch->columns.resize(from_.size());
    for (size_t i = 0; i < from_.size(); ++i) {
      batch->columns[i] = from_[i].has_value() ? input.columns[*from_[i]] : unbound_.data();
    }
    return true;
  }
}

}  // namespace entente
