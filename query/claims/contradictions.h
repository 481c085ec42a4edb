// Claims that cannot both hold, by the rules of docs/data_model.md, "Contradictions".
#ifndef ENTENTE_QUERY_CLAIMS_CONTRADICTIONS_H_
#define ENTENTE_QUERY_CLAIMS_CONTRADICTIONS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "entente/claims.h"
#include "query/evaluation/query_limits.h"
#include "storage/read_view.h"

namespace entente {

// Each two claims once, with the first rule that they break, in a sequence that depends on the data
// alone: by rule, then as the claims were first stored. With `count_max` the first so many found.
//
// Declarations count whatever graph they are in. Reads all claims; then time and memory are in
// proportion to what is found, time also to the pairs of dates of one property and subject that may
// be one. Errors: those of the limits and of `data`.
absl::StatusOr<std::vector<Contradiction>> FindContradictions(const ReadView& data,
                                                              const ContradictionOptions& options,
                                                              QueryLimits* limits);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_CONTRADICTIONS_H_
