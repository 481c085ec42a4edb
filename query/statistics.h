// What a database holds, counted: for people, who plan loads and queries with it.
#ifndef ENTENTE_QUERY_STATISTICS_H_
#define ENTENTE_QUERY_STATISTICS_H_

#include "absl/status/statusor.h"
#include "entente/entente.h"
#include "storage/store.h"

namespace entente {

// Takes about one look-up for each predicate and two for each graph; reads no quads one by one.
// `sizes` are those of what the view is of.
absl::StatusOr<Statistics> ComputeStatistics(const ReadView& view, const StoreSizes& sizes);

}  // namespace entente

#endif  // ENTENTE_QUERY_STATISTICS_H_
