// The commit ledger: a file of 32 bytes beside RocksDB that says which commit was acknowledged
// last.
//
// A log whose tail is damaged looks to RocksDB like a log that was cut by a crash: it would open
// without the last commits and say nothing. The ledger is written after a commit's fsync and before
// its acknowledgement, so it may lag behind the log but never lead: a manifest with a smaller
// number than the ledger's means that acknowledged commits are gone.
//
//   0   8 bytes   "ENTLEDGE"
//   8   8 bytes   commit number, little-endian
//   16  8 bytes   chain: hash of all commits so far, in sequence
//   24  8 bytes   XXH3-64 of the bytes before
#ifndef ENTENTE_STORAGE_COMMIT_LEDGER_H_
#define ENTENTE_STORAGE_COMMIT_LEDGER_H_

#include <cstdint>
#include <filesystem>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/manifest.h"

namespace entente {

class CommitLedger {
 public:
  // Makes an empty ledger, on disk when it returns.
  static absl::Status Create(const std::filesystem::path& path);
  // Opens for writing. DataLoss if the file is missing or not whole.
  static absl::StatusOr<std::unique_ptr<CommitLedger>> Open(const std::filesystem::path& path);
  // Compares without writing: DataLoss, with the numbers, if `manifest` lacks acknowledged commits.
  static absl::Status Check(const std::filesystem::path& path, const Manifest& manifest);

  ~CommitLedger();
  CommitLedger(const CommitLedger&) = delete;
  CommitLedger& operator=(const CommitLedger&) = delete;

  // Notes a commit that is on disk. Not fsynced: lagging behind is harmless.
  absl::Status Note(const Manifest& manifest);

 private:
  explicit CommitLedger(int file) : file_(file) {}
  int file_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_COMMIT_LEDGER_H_
