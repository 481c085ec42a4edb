// The limits of one evaluation: deadline, cancellation and memory; and its first error, which
// stays.
//
// Loops call Tick once for each step, holders of memory call Charge and Release. All that go on
// after a false from either only need to come to their end soon.
#ifndef ENTENTE_QUERY_EVALUATION_QUERY_LIMITS_H_
#define ENTENTE_QUERY_EVALUATION_QUERY_LIMITS_H_

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace entente {

class QueryLimits {
 public:
  QueryLimits(absl::Time deadline, const std::atomic<bool>* cancelled, uint64_t budget_bytes)
      : deadline_(deadline), cancelled_(cancelled), budget_bytes_(budget_bytes) {}
  QueryLimits(const QueryLimits&) = delete;

  // False once there is an error. Looks at the clock every 1,024 calls.
  bool Tick() {
    if ((++ticks_ & 1023) == 0) CheckNow();
    return status_.ok();
  }
  void CheckNow();
  // For what may be done before it is time to look.
  const absl::Status& CheckedNow() {
    CheckNow();
    return status_;
  }

  // Takes note of memory held; false and ResourceExhausted beyond the budget.
  bool Charge(uint64_t bytes);
  void Release(uint64_t bytes) { held_bytes_ -= bytes; }
  uint64_t budget_bytes() const { return budget_bytes_; }
  // What of the budget is left.
  uint64_t free_bytes() const {
    return budget_bytes_ > held_bytes_ ? budget_bytes_ - held_bytes_ : 0;
  }

  // The first error wins.
  void Fail(absl::Status status) {
    if (status_.ok()) status_ = std::move(status);
  }
  bool ok() const { return status_.ok(); }
  const absl::Status& status() const { return status_; }

 private:
  absl::Time deadline_;
  const std::atomic<bool>* cancelled_;
  uint64_t budget_bytes_;
  uint64_t held_bytes_ = 0;
  uint64_t ticks_ = 0;
  absl::Status status_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EVALUATION_QUERY_LIMITS_H_
