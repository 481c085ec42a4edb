// The bytes of a snapshot file, mapped or read. What they mean is for snapshot_reader.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_FILE_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_FILE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace entente {

enum class SnapshotAccess : uint8_t {
  // The file is mapped: processes share its memory, and nothing is copied. If somebody makes the
  // file shorter meanwhile, the system stops the process (SIGBUS); if somebody changes it, answers
  // may be wrong. A new version that is renamed over it does neither.
  kMapped,
  // Chunks are read into memory of one's own, and checked each time. For files that others may
  // write to.
  kRead,
};

// Some bytes of a snapshot, and what keeps them where they are.
struct SnapshotBytes {
  std::shared_ptr<const void> owner = {};  // Null: they live as long as the file is open.
  std::string_view bytes = {};
};

// Threads may share it.
class SnapshotFile {
 public:
  // NotFound; FailedPrecondition if it is no regular file; PermissionDenied and others as the
  // system says.
  static absl::StatusOr<std::unique_ptr<SnapshotFile>> Open(const std::filesystem::path& path,
                                                            SnapshotAccess access);
  ~SnapshotFile();
  SnapshotFile(const SnapshotFile&) = delete;
  SnapshotFile& operator=(const SnapshotFile&) = delete;

  const std::string& name() const { return name_; }
  uint64_t size() const { return size_; }  // When it was opened.
  SnapshotAccess access() const { return access_; }

  // Bytes at `offset`, aligned to 8 bytes if that is a multiple of 8. DataLoss if the file has
  // become shorter since it was opened (kRead).
  // REQUIRES: offset <= size(), size <= size() - offset.
  absl::StatusOr<SnapshotBytes> Read(uint64_t offset, uint64_t size) const;

 private:
  SnapshotFile(std::string name, SnapshotAccess access) : name_(std::move(name)), access_(access) {}

  const std::string name_;
  const SnapshotAccess access_;
  int descriptor_ = -1;
  uint64_t size_ = 0;
  const char* mapped_ = nullptr;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_FILE_H_
