#include "tools/snapshot_making.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "tools/exit_code.h"
#include "tools/terminal.h"

namespace entente {
namespace {

using Prefix = Prefixes::value_type;

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
      return WrongOption("--prefix " + prefix + ": write name=IRI");
    }
    std::pair read(prefix.substr(0, equals), prefix.substr(equals + 1));
    const absl::Status status = ParseTerm("true", {.prefixes = {read}}).status();
    if (!status.ok()) {
      return WrongOption("--prefix " + prefix + ": " + std::string(status.message()));
    }
    if (std::ranges::count(options.metadata.prefixes, read.first, &Prefix::first) > 0) {
      return WrongOption("--prefix " + prefix + ": '" + read.first + "' is given twice");
    }
    options.metadata.prefixes.push_back(std::move(read));
  }
  std::sort(options.metadata.prefixes.begin(), options.metadata.prefixes.end());
  for (const std::string& parent : making.parents) {
    if (IsHash(parent)) {
      options.metadata.parents.push_back(parent);
      continue;
    }
    const auto info = ReadSnapshotInfo(parent);
    if (!info.ok()) {
      return WrongOption("--parent " + parent + ": is neither a logical hash nor a snapshot");
    }
    options.metadata.parents.push_back(info->logical_hash);
  }
  if (progress->is_shown()) {
    options.progress = [progress](const SnapshotProgress& state) { progress->Show(state); };
  }
  return options;
}

}  // namespace entente
