#include "query/exchange/snapshot_options.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

absl::StatusOr<std::string> ParseHash(std::string_view digits) {
  const bool is_hexadecimal = std::all_of(digits.begin(), digits.end(), [](char c) {
    return absl::ascii_isxdigit(static_cast<unsigned char>(c));
  });
  if (digits.size() != 2 * kLogicalHashSize || !is_hexadecimal) {
    return absl::InvalidArgumentError(
        StrCat("the parent '", digits, "' is no logical hash: 64 hexadecimal digits"));
  }
  return absl::HexStringToBytes(ToAbsl(digits));
}

}  // namespace

absl::StatusOr<SnapshotBuildOptions> ToBuildOptions(const SnapshotOptions& options) {
  SnapshotBuildOptions result = {.metadata = {.description = options.metadata.description,
                                              .licence = options.metadata.licence,
                                              .sources = options.metadata.sources,
                                              .prefixes = options.metadata.prefixes},
                                 .graphs = options.graphs,
                                 .memory_budget_bytes = options.memory_budget_bytes,
                                 .thread_count = options.thread_count,
                                 .cancelled = options.cancelled};
  for (const std::string& parent : options.metadata.parents) {
    ASSIGN_OR_RETURN(std::string hash, ParseHash(parent));
    result.metadata.parents.push_back(std::move(hash));
  }
  if (options.progress) {
    result.progress = [&options](const SnapshotBuildProgress& progress) {
      options.progress({.quad_count = progress.quad_count, .stage = progress.stage});
    };
  }
  return result;
}

}  // namespace entente
