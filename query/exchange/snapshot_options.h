// What callers of the façade say of a snapshot, as storage takes it.
#ifndef ENTENTE_QUERY_EXCHANGE_SNAPSHOT_OPTIONS_H_
#define ENTENTE_QUERY_EXCHANGE_SNAPSHOT_OPTIONS_H_

#include "absl/status/statusor.h"
#include "entente/snapshot.h"
#include "storage/snapshot/snapshot_builder.h"

namespace entente {

// InvalidArgument if a parent is no logical hash of 64 hexadecimal digits. The result refers to
// `options`, which must outlive it.
absl::StatusOr<SnapshotBuildOptions> ToBuildOptions(const SnapshotOptions& options);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_SNAPSHOT_OPTIONS_H_
