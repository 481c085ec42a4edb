#include "tools/opening.h"

#include <unistd.h>

#include <csignal>
#include <string_view>

#include "tools/exit_code.h"

namespace entente {
namespace {

bool maps_snapshots = true;

// Calls only what a signal handler may call.
void OnBusError(int /*signal*/) {
  constexpr std::string_view kSentence =
      "error: a snapshot became shorter while it was mapped; with --read-file that is an error "
      "like others\n";
  const ssize_t written = write(STDERR_FILENO, kSentence.data(), kSentence.size());
  _exit(written < 0 ? kExitInputOutput : kExitDamaged);
}

}  // namespace

void ReadSnapshotFiles() { maps_snapshots = false; }
bool MapsSnapshotFiles() { return maps_snapshots; }

absl::StatusOr<Database> OpenToRead(const std::string& path) {
  return Database::Open(
      path, {.create_if_missing = false, .read_only = true, .map_snapshots = maps_snapshots});
}

void WatchMappedFiles() { std::signal(SIGBUS, OnBusError); }

}  // namespace entente
