// Keeps the units of one part of a snapshot that is being made until their turn comes: parts lie in
// the file in another sequence than that in which they are ready.
#ifndef ENTENTE_STORAGE_SNAPSHOT_UNIT_SPOOL_H_
#define ENTENTE_STORAGE_SNAPSHOT_UNIT_SPOOL_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "storage/files/temporary_file.h"
#include "storage/snapshot/snapshot_writer.h"

namespace entente {

// In memory up to a MiB, the rest in a temporary file; 8 bytes of memory for each unit. One thread
// appends; then any may read.
class UnitSpool {
 public:
  explicit UnitSpool(std::filesystem::path temporary_directory)
      : temporary_directory_(std::move(temporary_directory)) {}

  // Errors are those of TemporaryFile.
  absl::Status Append(std::string_view unit);
  uint64_t unit_count() const { return ends_.size(); }

  // Puts the unit into *bytes. REQUIRES: unit < unit_count().
  absl::Status Read(uint64_t unit, std::string* bytes) const;

  // Gives all units to the writer as those of `part`.
  absl::Status CopyTo(uint8_t part, SnapshotWriter& writer) const;

 private:
  // Reads bytes of the spool from `begin` to `end`.
  absl::Status ReadBytes(uint64_t begin, uint64_t end, std::string* bytes) const;

  const std::filesystem::path temporary_directory_;
  std::unique_ptr<TemporaryFile> file_;  // What comes before unwritten_.
  std::string unwritten_;
  std::vector<uint64_t> ends_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_UNIT_SPOOL_H_
