// Claims and records found by what they are about, who says them, where, and what they are called.
#ifndef ENTENTE_QUERY_CLAIMS_FIND_CLAIMS_H_
#define ENTENTE_QUERY_CLAIMS_FIND_CLAIMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/claims.h"
#include "entente/records.h"
#include "query/evaluation/query_limits.h"
#include "storage/read_view.h"

namespace entente {

// The claims of the default graph that meet the filter, in no promised sequence. Those that
// ReadRecord refuses are left out. The condition that the fewest claims meet is sought in the
// orders of quads and triple terms, and its claims are looked at one by one: about 5 us for each
// claim found, however large the data. InvalidArgument for an IRI that is none; errors of limits
// and view.
absl::StatusOr<std::vector<Claim>> FindClaims(const ReadView& view, const ClaimFilter& filter,
                                              QueryLimits* limits);

// The IRIs of actors, groupings, documents and claims of which a label, alternative label or title
// is `text`, in whatever language; ascending. Reads all labels and titles, less than 1 us each.
absl::StatusOr<std::vector<std::string>> FindByLabel(const ReadView& view, std::string_view text,
                                                     QueryLimits* limits);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_FIND_CLAIMS_H_
