// The canonical N-Quads of a state, one line after the other in the sequence of their bytes: what
// dumps, logical hashes and differences are made of.
#ifndef ENTENTE_STORAGE_DUMPING_CANONICAL_LINES_H_
#define ENTENTE_STORAGE_DUMPING_CANONICAL_LINES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/dumping/dump.h"
#include "storage/read_view.h"

namespace entente {

// Single pass, one thread.
class CanonicalLines {
 public:
  virtual ~CanonicalLines() = default;
  // The next line without its line end, greater than the one before; it lives until the next call.
  // False at the end and at an error.
  virtual bool Next(std::string_view* line) = 0;
  virtual const absl::Status& status() const = 0;
};

// Lines of a view whose dictionary ids ascend as their canonical tokens do (SnapshotView) come
// straight from its rows; those of any other are sorted first, by the budget and in the directory
// of `options`. The view must outlive the result. DataLoss, from here or from the lines, for a view
// that says that its ids ascend so and whose ids do not.
absl::StatusOr<std::unique_ptr<CanonicalLines>> OpenCanonicalLines(const ReadView& view,
                                                                   const DumpSortOptions& options);

// Gives `output` all lines, each with its line feed, some ten kilobytes at a time. Returns how
// many.
absl::StatusOr<uint64_t> WriteLines(CanonicalLines* lines, const TextOutput& output);

// SHA-256 of all lines, each with its line feed: what `entente dump DB | sha256sum` prints, as 32
// bytes.
absl::StatusOr<std::string> ComputeLogicalHash(const ReadView& view,
                                               const DumpSortOptions& options);

}  // namespace entente

#endif  // ENTENTE_STORAGE_DUMPING_CANONICAL_LINES_H_
