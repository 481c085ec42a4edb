// How commands open what they read.
#ifndef ENTENTE_TOOLS_OPENING_H_
#define ENTENTE_TOOLS_OPENING_H_

#include <string>

#include "absl/status/statusor.h"
#include "entente/entente.h"

namespace entente {

// Snapshots are read from now on, not mapped: --read-file.
void ReadSnapshotFiles();
// Whether they are mapped.
bool MapsSnapshotFiles();

// Opens a database directory or a snapshot, for reading only.
absl::StatusOr<Database> OpenToRead(const std::string& path);

// What the header of the snapshot at `path` declares; none of what is no snapshot. Whose name is
// one of DefaultPrefixes(), or which no query could declare, is left out.
Prefixes DeclaredPrefixes(const std::string& path);

// Has a snapshot that becomes shorter while it is mapped end the process with a sentence and
// kExitDamaged, where it would be a signal.
void WatchMappedFiles();

}  // namespace entente

#endif  // ENTENTE_TOOLS_OPENING_H_
