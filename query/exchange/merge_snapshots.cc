#include "query/exchange/merge_snapshots.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "query/exchange/snapshot_options.h"
#include "query/exchange/store_of_lines.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/snapshot/snapshot_builder.h"

namespace entente {

absl::StatusOr<MergeReport> WriteMerged(const ThreeStates& states,
                                        const std::filesystem::path& file,
                                        const MergeOptions& options) {
  const SnapshotOptions& wanted = options.snapshot;
  if (wanted.view.has_value()) {
    return absl::InvalidArgumentError("what is merged are states as they are, under no view");
  }
  ASSIGN_OR_RETURN(SnapshotBuildOptions building, ToBuildOptions(wanted));
  ASSIGN_OR_RETURN(const std::unique_ptr<StoreOfLines> store,
                   StoreOfLines::Create(file.parent_path()));
  uint64_t line_count = 0;
  const auto keep = [&](std::string_view line) {
    if (wanted.progress && ++line_count % 65'536 == 0) {
      wanted.progress({.quad_count = line_count, .stage = "merging"});
    }
    return store->Add(line);
  };
  ASSIGN_OR_RETURN(
      const MergedLines merged,
      MergeLines(states, options.conflicts,
                 {.memory_budget_bytes = wanted.memory_budget_bytes,
                  .temporary_directory = file.has_parent_path() ? file.parent_path() : ".",
                  .cancelled = wanted.cancelled},
                 keep, options.conflict_found));
  MergeReport report = {.conflict_count = merged.conflict_count};
  if (merged.conflict_count > 0 && options.conflicts == MergeConflicts::kFail) return report;

  RETURN_IF_ERROR(store->Load(wanted.memory_budget_bytes, wanted.thread_count, wanted.cancelled));
  if (building.metadata.parents.empty()) {
    building.metadata.parents = {std::min(merged.ours_hash, merged.theirs_hash),
                                 std::max(merged.ours_hash, merged.theirs_hash)};
  }
  ASSIGN_OR_RETURN(const SnapshotHeader header, BuildSnapshot(*store->View(), file, building));
  report.is_written = true;
  report.logical_hash = absl::BytesToHexString(ToAbsl(header.logical_hash));
  report.quad_count = header.quad_count;
  return report;
}

}  // namespace entente
