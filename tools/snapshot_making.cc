#include "tools/snapshot_making.h"

#include <algorithm>
#include <string_view>

#include "tools/terminal.h"

namespace entente {
namespace {

bool IsHash(std::string_view text) {
  return text.size() == 64 &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

absl::StatusOr<SnapshotOptions> ToSnapshotOptions(const SnapshotMaking& making,
                                                  ProgressLine* progress) {
  SnapshotOptions options{.metadata = {.description = making.description,
                                       .licence = making.licence,
                                       .sources = making.sources},
                          .memory_budget_bytes = making.memory_bytes,
                          .thread_count = making.thread_count,
                          .cancelled = WatchSignals()};
  for (const std::string& prefix : making.prefixes) {
    const size_t equals = prefix.find('=');
    if (equals == std::string::npos || equals + 1 == prefix.size()) {
      return absl::InvalidArgumentError("--prefix " + prefix + ": write name=IRI");
    }
    options.metadata.prefixes.emplace_back(prefix.substr(0, equals), prefix.substr(equals + 1));
  }
  std::sort(options.metadata.prefixes.begin(), options.metadata.prefixes.end());
  for (const std::string& parent : making.parents) {
    if (IsHash(parent)) {
      options.metadata.parents.push_back(parent);
      continue;
    }
    const auto info = ReadSnapshotInfo(parent);
    if (!info.ok()) {
      return absl::InvalidArgumentError("--parent " + parent +
                                        ": is neither a logical hash nor a snapshot");
    }
    options.metadata.parents.push_back(info->logical_hash);
  }
  if (progress->is_shown()) {
    options.progress = [progress](const SnapshotProgress& state) {
      progress->Show({.quad_count = state.quad_count, .stage = state.stage});
    };
  }
  return options;
}

}  // namespace entente
