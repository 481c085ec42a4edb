#include "query/exchange/snapshot_options.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "entente/entente.h"
#include "schema/status_macros.h"
#include "schema/syntax/prefix_map.h"
#include "schema/text.h"
#include "schema/unicode.h"

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

// What readers refuse in a header is refused before it is written.
absl::Status CheckMetadata(const SnapshotMetadata& metadata) {
  std::vector<std::string_view> texts = {metadata.description, metadata.licence};
  texts.insert(texts.end(), metadata.sources.begin(), metadata.sources.end());
  for (const std::string_view text : texts) {
    if (!IsValidUtf8(text)) {
      return absl::InvalidArgumentError("what is said of a snapshot must be UTF-8");
    }
  }
  std::set<std::string_view> names;
  for (const auto& [name, iri] : metadata.prefixes) {
    if (!IsPrefix(name)) return absl::InvalidArgumentError(StrCat("'", name, "' is no prefix"));
    const auto term = ParseTerm("<" + iri + ">");
    if (!term.ok() || !term->is_iri()) {
      return absl::InvalidArgumentError(
          StrCat("the prefix '", name, ":' stands for '", iri, "', which is no IRI"));
    }
    if (!names.insert(name).second) {
      return absl::InvalidArgumentError(StrCat("the prefix '", name, ":' is given twice"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SnapshotBuildOptions> ToBuildOptions(const SnapshotOptions& options) {
  RETURN_IF_ERROR(CheckMetadata(options.metadata));
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
    const auto& known = result.metadata.parents;
    if (std::find(known.begin(), known.end(), hash) != known.end()) continue;
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
