#include "tools/opening.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

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

Prefixes DeclaredPrefixes(const std::string& path) {
  Prefixes prefixes;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return prefixes;
  const absl::StatusOr<SnapshotInfo> info = ReadSnapshotInfo(path);
  if (!info.ok()) return prefixes;
  for (const auto& [name, iri] : info->metadata.prefixes) {
    const auto has_name = [&name = name](const auto& prefix) { return prefix.first == name; };
    if (std::ranges::any_of(DefaultPrefixes(), has_name)) continue;
    const std::string query =
        std::string("PREFIX ").append(name).append(": <").append(iri).append("> ASK { }");
    const absl::StatusOr<Prepared> declared = Prepared::Parse(query);
    if (declared.ok() && std::ranges::count(declared->prefixes(), std::pair(name, iri)) == 1) {
      prefixes.emplace_back(name, iri);
    }
  }
  return prefixes;
}

void WatchMappedFiles() { std::signal(SIGBUS, OnBusError); }

}  // namespace entente
