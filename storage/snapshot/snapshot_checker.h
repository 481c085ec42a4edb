// Reads everything a snapshot holds and says what is broken.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_CHECKER_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_CHECKER_H_

#include "absl/status/statusor.h"
#include "storage/checker.h"
#include "storage/snapshot/snapshot_view.h"

namespace entente {

// Checks the container (SnapshotReader::CheckContainer), then what CheckStore checks of a database,
// that terms ascend, that counts and statistics are true, and that the content has the logical hash
// that the header says.
absl::StatusOr<CheckReport> CheckSnapshot(const SnapshotView& snapshot,
                                          const CheckOptions& options = {});

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_CHECKER_H_
