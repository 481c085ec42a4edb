// Makes a snapshot file of a state of the data, or of a part of it.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_BUILDER_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_BUILDER_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/term.h"
#include "storage/read_view.h"
#include "storage/snapshot/snapshot_format.h"

namespace entente {

struct SnapshotBuildProgress {
  uint64_t quad_count = 0;  // Read so far.
  const char* stage = "";   // "reading", "sorting", "writing", "hashing".
};

struct SnapshotBuildOptions {
  // Description, licence, sources, parents, prefixes and signatures are taken from it; the rest is
  // computed.
  SnapshotHeader metadata = {};
  // Only quads of these graphs; no term is the default graph. Unset: all.
  std::optional<std::vector<Term>> graphs = {};
  // The union of these graphs, by their ids in the view, becomes the default graph; named graphs
  // stay, but for those that only the view knows (IdKind::kLocal). Unset: what it is in the view.
  std::optional<std::vector<TermId>> default_graphs = {};
  SnapshotLimits limits = {};
  // For sorting; beyond it, runs go to temporary files. On top come 8 bytes for each term.
  uint64_t memory_budget_bytes = uint64_t{384} << 20;
  std::filesystem::path temporary_directory = {};  // Empty: beside the file.
  unsigned thread_count = 0;  // 0: as many as the machine has. The bytes do not depend on it.
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(const SnapshotBuildProgress&)> progress =
      {};  // Never from two threads at once.
};

// Writes `file`, which appears only when it is whole, and returns its header. Equal content and
// metadata give equal bytes: terms get their ids in the sequence of their canonical N-Triples
// tokens, and only those that quads use (or triple terms that quads use) are written.
// The view may be any: of a database, a transaction, a snapshot, an evidence view.
absl::StatusOr<SnapshotHeader> BuildSnapshot(const ReadView& view,
                                             const std::filesystem::path& file,
                                             const SnapshotBuildOptions& options);

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_BUILDER_H_
