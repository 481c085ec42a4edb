// What two sides made of a base, as one snapshot file.
#ifndef ENTENTE_QUERY_EXCHANGE_MERGE_SNAPSHOTS_H_
#define ENTENTE_QUERY_EXCHANGE_MERGE_SNAPSHOTS_H_

#include <filesystem>

#include "absl/status/statusor.h"
#include "entente/snapshot.h"
#include "query/exchange/merge.h"

namespace entente {

// MergeSnapshots (entente/snapshot.h) on views: merges lines (merge.h) into a store beside `file`
// and makes a snapshot of that.
absl::StatusOr<MergeReport> WriteMerged(const ThreeStates& states,
                                        const std::filesystem::path& file,
                                        const MergeOptions& options);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_MERGE_SNAPSHOTS_H_
