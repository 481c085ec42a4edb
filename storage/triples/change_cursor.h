// Changes one at a time, and scans that show rows with changes applied.
#ifndef ENTENTE_STORAGE_TRIPLES_CHANGE_CURSOR_H_
#define ENTENTE_STORAGE_TRIPLES_CHANGE_CURSOR_H_

#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/status.h"
#include "storage/read_view.h"
#include "storage/triples/change_source.h"

namespace entente {

// Walks the changes of one order that begin with a prefix, ascending.
class ChangeCursor {
 public:
  virtual ~ChangeCursor() = default;
  virtual bool Valid() const = 0;  // False at the end and at an error.
  virtual const IdQuad& row() const = 0;
  virtual bool is_removal() const = 0;
  virtual void Next() = 0;
  // To the first change not less than `key` and not before the current one.
  virtual void Seek(const IdQuad& key) = 0;
  virtual const absl::Status& status() const = 0;
};

// Insertions less removals among the changes that have `prefix`, which `changes` scans, and in the
// column behind it an id from `first` to `last`. Errors are in the cursor's status.
int64_t NetChanges(ChangeCursor& changes, std::span<const TermId> prefix, TermId first,
                   TermId last);

// The rows of `rows`, less those that `changes` remove, and with those that they insert. Batches
// that no change falls into pass through without being copied.
std::unique_ptr<RowCursor> MergeChanges(std::unique_ptr<RowCursor> rows,
                                        std::unique_ptr<ChangeCursor> changes);

// The same changes in batches, for a rewriting.
std::unique_ptr<ChangeSource> InBatches(std::unique_ptr<ChangeCursor> changes);

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_CHANGE_CURSOR_H_
