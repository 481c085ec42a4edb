// A Store is an open database directory (or one in memory): its lock, its recovery, its views and
// its one writer.
//
//   <directory>/FORMAT    what this is and which version may read it
//   <directory>/LOCK      locked shared by readers, exclusively by the writer, whose pid it holds
//   <directory>/LEDGER    the number of the last commit that was acknowledged
//   <directory>/data/     RocksDB
//
// Threads may share a Store. Views and transactions must die before it does.
#ifndef ENTENTE_STORAGE_STORE_H_
#define ENTENTE_STORAGE_STORE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/read_view.h"
#include "storage/transaction.h"

namespace entente {

struct StoreOptions {
  bool create_if_missing = true;
  // Takes a shared lock and writes nothing: works on read-only media, beside other readers.
  bool read_only = false;
  // How much unpacked storage is kept in memory for reading.
  uint64_t cache_bytes = uint64_t{256} << 20;
  // A commit that leaves more rows than this in the delta, and more than `fold_share` of the folded
  // rows, folds them.
  uint64_t fold_row_count_min = 65'536;
  double fold_share = 0.125;
};

// Bytes on disk and rows, by part; what `entente stats` prints.
struct StoreSizes {
  struct Part {
    std::string name = {};
    // Of an order: its encoded pages. Of terms and delta: their files, compressed; what is only in
    // the log is not among them.
    uint64_t bytes = 0;
    uint64_t row_count = 0;
  };
  std::vector<Part> parts = {};
  uint64_t disk_bytes = 0;       // Files of the directory, all together.
  uint64_t quad_count = 0;       // Folded and in the delta.
  uint64_t delta_row_count = 0;  // Insertions and removals not yet folded.
  uint64_t term_count = 0;       // Dictionary terms, also those that no quad uses any more.
  uint64_t commit_number = 0;    // Commits since the database was created.
};

class StoreCore;

class Store {
 public:
  // Errors: NotFound if there is no database and none is to be created; FailedPrecondition if the
  // directory holds something else, or a format newer than this program reads; Unavailable if
  // another process holds the lock (the message names its pid); DataLoss if what is there is not
  // whole, or acknowledged commits are missing; PermissionDenied or Unknown if the system says no.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::filesystem::path& directory,
                                                     const StoreOptions& options);
  // A database that lives and dies with the object.
  static absl::StatusOr<std::unique_ptr<Store>> OpenInMemory(const StoreOptions& options);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // The last committed state. Never waits for a writer. *commit_number, if it is asked for, names
  // the state among all of this store.
  std::shared_ptr<const ReadView> View(uint64_t* commit_number = nullptr) const;

  // The one writer; waits until the one before is gone. FailedPrecondition if the store is
  // read-only, or was made so by an earlier write error; and in the thread that began the one
  // before, which would wait for itself.
  absl::StatusOr<std::unique_ptr<StoreTransaction>> Begin();

  // Folds the delta and lets RocksDB compact. Readers go on meanwhile.
  absl::Status Compact();

  absl::StatusOr<StoreSizes> Sizes() const;

  // Closes, and says whether that worked. Views and transactions must be gone, and nothing but the
  // destructor may be called afterwards.
  absl::Status Close();

  // For the rooms of storage.
  StoreCore& core() const { return *core_; }

 private:
  explicit Store(std::unique_ptr<StoreCore> core);
  std::unique_ptr<StoreCore> core_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_STORE_H_
