// Reads everything a database holds and says what is broken.
#ifndef ENTENTE_STORAGE_CHECKER_H_
#define ENTENTE_STORAGE_CHECKER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace entente {

struct CheckProgress {
  uint64_t row_count = 0;  // Of all orders, each row of which is read.
  uint64_t row_total = 0;
  std::string_view stage = {};
};

struct CheckOptions {
  const std::atomic<bool>* cancelled = nullptr;  // Another thread sets it: Cancelled.
  std::function<void(const CheckProgress&)> progress = {};
};

struct CheckReport {
  std::vector<std::string> damages = {};  // One sentence each; empty if all is whole.
  uint64_t page_count = 0;
  uint64_t row_count = 0;
  uint64_t term_count = 0;
};

// Checks: every page's checksum and structure; that fences say what their pages hold; that the rows
// of every order ascend strictly; that all orders of a relation hold the same rows; that every id
// names a term that decodes and may stand where it does, and whose hash leads back to it; that
// terms can be written and triple terms nest no deeper than can be read; that counts and statistics
// are true. Damage is reported, never returned as an error. Debian's RocksDB may abort the process
// on a damaged file: callers who must survive run this in a child process.
absl::StatusOr<CheckReport> CheckStore(Store& store, const CheckOptions& options = {});

}  // namespace entente

#endif  // ENTENTE_STORAGE_CHECKER_H_
