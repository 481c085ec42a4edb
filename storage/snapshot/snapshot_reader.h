// Reads the container of a snapshot file that nobody vouches for: the header at opening, chunks
// when they are first touched, each checked before it is used. Beside snapshot_writer the only file
// that knows Cap'n Proto.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_READER_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_READER_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/snapshot/snapshot_file.h"
#include "storage/snapshot/snapshot_format.h"

namespace entente {

// Threads may share it.
class SnapshotReader {
 public:
  // Reads prologue and header: takes the same time whatever the size of the file. `cache_bytes`
  // bounds what kRead keeps. Errors: NotFound; FailedPrecondition if the file is none of ours, or
  // of a format newer than this program reads (both numbers are named); DataLoss if it is not
  // whole.
  static absl::StatusOr<std::unique_ptr<SnapshotReader>> Open(const std::filesystem::path& file,
                                                              SnapshotAccess access,
                                                              uint64_t cache_bytes);
  ~SnapshotReader();

  const SnapshotHeader& header() const;
  const std::string& file_name() const;
  uint64_t file_size() const;
  SnapshotAccess access() const;
  uint64_t UnitCount(uint8_t part) const;  // 0 for a part that is not there.

  // DataLoss if there is no such unit, or the directory or chunk that should lead to it is not
  // whole.
  absl::StatusOr<SnapshotBytes> ReadUnit(uint8_t part, uint64_t unit) const;

  // What Verify reports besides damage: chunks and bytes of each part, for `stats` and `info`.
  struct PartSize {
    uint8_t part = 0;
    uint64_t unit_count = 0;
    uint64_t bytes = 0;
  };
  absl::StatusOr<std::vector<PartSize>> PartSizes() const;

  // Reads every byte: all checksums, that all messages lie one behind the other without gaps, and
  // that directories and chunks say what they should. DataLoss with the first damage.
  absl::Status CheckContainer(const std::atomic<bool>* cancelled = nullptr) const;

 private:
  struct Rep;
  explicit SnapshotReader(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_READER_H_
