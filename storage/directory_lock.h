// The lock on a database directory: shared by readers, alone for the writer. It is advisory
// (flock), goes away with the process, and holds between threads of one process as well.
#ifndef ENTENTE_STORAGE_DIRECTORY_LOCK_H_
#define ENTENTE_STORAGE_DIRECTORY_LOCK_H_

#include <filesystem>
#include <memory>

#include "absl/status/statusor.h"

namespace entente {

class DirectoryLock {
 public:
  enum class Mode { kShared, kExclusive };

  // Does not wait. Unavailable if somebody else holds the lock in a way that excludes ours; the
  // message names the pid where it can be told. An exclusive lock creates `path` and writes our pid
  // into it. A shared lock needs no right to write; where `path` is missing and cannot be made,
  // nobody can write here, and there is nothing to lock.
  static absl::StatusOr<std::unique_ptr<DirectoryLock>> Acquire(const std::filesystem::path& path,
                                                                Mode mode);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int file) : file_(file) {}
  int file_;  // -1: nothing to lock.
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_DIRECTORY_LOCK_H_
