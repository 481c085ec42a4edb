// Writes the container of a snapshot: units of parts into chunks, their directories, the header.
// What units hold is nothing to it. Beside snapshot_reader the only file that knows Cap'n Proto.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_WRITER_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_WRITER_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/snapshot/snapshot_format.h"

namespace entente {

// One thread. The file lies under a temporary name beside its own until Commit; destroyed before,
// the writer leaves nothing. The bytes depend on nothing but the calls.
class SnapshotWriter {
 public:
  // Errors: those of the operating system, naming the file.
  static absl::StatusOr<std::unique_ptr<SnapshotWriter>> Create(const std::filesystem::path& file,
                                                                const SnapshotLimits& limits = {});
  ~SnapshotWriter();

  // The units of parts come part by part, parts ascending, each part's units from 0 on.
  // InvalidArgument for a unit that no message has room for (kMessageSizeMax).
  absl::Status AddUnit(uint8_t part, std::string_view bytes);

  // Writes the header and the prologue, syncs the file, gives it its name (instead of a file that
  // has it: who reads that one goes on) and syncs the directory. Nothing may be called afterwards.
  absl::Status Commit(const SnapshotHeader& header);

 private:
  struct Rep;
  explicit SnapshotWriter(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_WRITER_H_
