#include "query/exchange/snapshot_options.h"

#include <string>
#include <string_view>

#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

absl::StatusOr<std::string> ParseHash(std::string_view digits) {
  std::string bytes;
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    const int high = HexDigit(digits[i]);
    const int low = HexDigit(digits[i + 1]);
    if (high < 0 || low < 0) break;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  if (digits.size() == 2 * kLogicalHashSize && bytes.size() == kLogicalHashSize) return bytes;
  return absl::InvalidArgumentError(
      StrCat("the parent '", digits, "' is no logical hash: 64 hexadecimal digits"));
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
