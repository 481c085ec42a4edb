#include "query/exec/operator.h"

namespace entente {

std::optional<size_t> Operator::Find(std::string_view variable) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].variable == variable) return i;
  }
  return std::nullopt;
}

void Operator::StartProfile() {
  profile_ = std::make_unique<OperatorProfile>();
  for (const Operator* const input : inputs()) const_cast<Operator*>(input)->StartProfile();
}

bool Operator::Next(Batch* batch) {
  context_->limits()->CheckNow();
  if (!context_->limits()->ok()) return false;
  if (profile_ == nullptr) return NextBatch(batch) && context_->limits()->ok();
  const auto begin = std::chrono::steady_clock::now();
  const bool has_batch = NextBatch(batch) && context_->limits()->ok();
  profile_->time += std::chrono::steady_clock::now() - begin;
  if (has_batch) {
    profile_->row_count += batch->row_count;
    ++profile_->batch_count;
  }
  return has_batch;
}

}  // namespace entente
