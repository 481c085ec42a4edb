#include "query/evaluation/query_limits.h"

#include "absl/time/clock.h"
#include "schema/text.h"

namespace entente {

void QueryLimits::CheckNow() {
  if (cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed)) {
    Fail(absl::CancelledError("the query was cancelled"));
  } else if (deadline_ != absl::InfiniteFuture() && absl::Now() > deadline_) {
    Fail(absl::DeadlineExceededError("the query took longer than its time limit"));
  }
}

bool QueryLimits::Charge(uint64_t bytes) {
  held_bytes_ += bytes;
  if (held_bytes_ > budget_bytes_) {
    Fail(absl::ResourceExhaustedError(
        StrCat("the query needs more than its memory budget of ", budget_bytes_ >> 20, " MiB")));
  }
  return status_.ok();
}

}  // namespace entente
