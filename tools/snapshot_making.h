// The options of the commands that make snapshots, as the library takes them.
#ifndef ENTENTE_TOOLS_SNAPSHOT_MAKING_H_
#define ENTENTE_TOOLS_SNAPSHOT_MAKING_H_

#include <string>

#include "absl/status/statusor.h"
#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/progress.h"

namespace entente {

// Ctrl-C ends the making; `progress`, which must outlive the result, is told how far it has come.
// A status of WrongOption for a prefix that is none, or a parent that is neither a hash nor a
// snapshot.
absl::StatusOr<SnapshotOptions> ToSnapshotOptions(const SnapshotMaking& making,
                                                  ProgressLine* progress);

}  // namespace entente

#endif  // ENTENTE_TOOLS_SNAPSHOT_MAKING_H_
