// The state that lines of N-Quads make, in a store that goes away with the object.
#ifndef ENTENTE_QUERY_EXCHANGE_STORE_OF_LINES_H_
#define ENTENTE_QUERY_EXCHANGE_STORE_OF_LINES_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/read_view.h"
#include "storage/store.h"

namespace entente {

// One thread. Takes as much space on disk as the lines and a database of them.
class StoreOfLines {
 public:
  // Makes a directory of its own in `directory`. Errors are those of the system.
  static absl::StatusOr<std::unique_ptr<StoreOfLines>> Create(
      const std::filesystem::path& directory);
  ~StoreOfLines();
  StoreOfLines(const StoreOfLines&) = delete;

  // A line of canonical N-Quads without its line end, in any sequence. Labels of blank nodes stay
  // as they are.
  absl::Status Add(std::string_view line);
  // Loads them. To be called once, after the last Add. Cancelled if *cancelled is set meanwhile (it
  // may be null).
  absl::Status Load(uint64_t memory_budget_bytes, unsigned thread_count,
                    const std::atomic<bool>* cancelled);
  // REQUIRES: Load was called and had no error. Must die before the object.
  std::shared_ptr<const ReadView> View() const { return store_->View(); }

 private:
  explicit StoreOfLines(std::filesystem::path directory);
  std::filesystem::path LinesFile() const { return directory_ / "lines.nq"; }
  absl::Status Failure() const;  // From errno.

  const std::filesystem::path directory_;
  std::ofstream lines_;
  std::unique_ptr<Store> store_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_STORE_OF_LINES_H_
