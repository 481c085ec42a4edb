// The delta: committed changes that are not yet folded into blocks, one small record in RocksDB for
// each change and order. Changes of one generation are folded together; the next generation begins
// empty, so that scans never walk over what was folded.
#ifndef ENTENTE_STORAGE_TRIPLES_DELTA_H_
#define ENTENTE_STORAGE_TRIPLES_DELTA_H_

#include <cstdint>
#include <memory>
#include <span>

#include "storage/rocks.h"
#include "storage/triples/change_cursor.h"
#include "storage/triples/triple_order.h"

namespace entente {

// The changes of `order` in one generation that begin with `prefix`. `rocks` and `snapshot` must
// outlive the cursor.
std::unique_ptr<ChangeCursor> ScanDelta(const Rocks& rocks, const RocksSnapshot* snapshot,
                                        uint32_t generation, TripleOrder order,
                                        std::span<const TermId> prefix);

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_DELTA_H_
