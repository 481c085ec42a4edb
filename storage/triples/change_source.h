// Sorted changes to one order: what folding and bulk loading feed into the blocks, and what scans
// merge over them.
#ifndef ENTENTE_STORAGE_TRIPLES_CHANGE_SOURCE_H_
#define ENTENTE_STORAGE_TRIPLES_CHANGE_SOURCE_H_

#include "absl/status/status.h"
#include "storage/read_view.h"

namespace entente {

// Consecutive changes, ascending in the order's sequence, each row once.
struct ChangeBatch {
  RowBatch rows = {};
  // One byte for each row: nonzero removes the row, zero inserts it. Null: all are insertions.
  const uint8_t* removals = nullptr;
};

class ChangeSource {
 public:
  virtual ~ChangeSource() = default;
  // Gives one or more changes; the pointers live until the next call. False at the end and at an
  // error.
  virtual bool Next(ChangeBatch* batch) = 0;
  virtual const absl::Status& status() const = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_CHANGE_SOURCE_H_
