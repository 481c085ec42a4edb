// How another thread ends work that takes long.
#ifndef ENTENTE_STORAGE_CANCELLATION_H_
#define ENTENTE_STORAGE_CANCELLATION_H_

#include <atomic>

#include "absl/status/status.h"

namespace entente {

// Cancelled once *cancelled is set; OK before, and for null.
inline absl::Status CheckCancelled(const std::atomic<bool>* cancelled) {
  if (cancelled == nullptr || !cancelled->load(std::memory_order_relaxed)) return absl::OkStatus();
  return absl::CancelledError("cancelled");
}

}  // namespace entente

#endif  // ENTENTE_STORAGE_CANCELLATION_H_
