// Folding: the delta becomes blocks.
#ifndef ENTENTE_STORAGE_FOLDING_H_
#define ENTENTE_STORAGE_FOLDING_H_

#include "absl/status/status.h"
#include "storage/store_core.h"

namespace entente {

// Whether a commit that leaves this behind is to fold.
bool IsFoldingDue(const StoreOptions& options, const Manifest& manifest);

// Rewrites the pages that the delta touches, in all orders, moves its terms into term pages as far
// as they fill them, and publishes that with an empty delta. Readers go on meanwhile; a crash
// leaves the state before or the state after. REQUIRES: the caller holds the writer lease.
absl::Status FoldDelta(StoreCore& core);

}  // namespace entente

#endif  // ENTENTE_STORAGE_FOLDING_H_
