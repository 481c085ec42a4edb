// The rules of well-formedness (docs/data_model.md), checked on what the default graph says of
// records, however it came there.
#ifndef ENTENTE_QUERY_CLAIMS_VALIDATION_H_
#define ENTENTE_QUERY_CLAIMS_VALIDATION_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/claims.h"
#include "query/evaluation/query_limits.h"
#include "storage/read_view.h"

namespace entente {

// Takes one violation; an error ends the checking and is returned from it.
using ViolationSink = std::function<absl::Status(const Violation& violation)>;

// Checks all claims, actors, groupings, documents and citations, and gives `found` each rule that
// one breaks. Returns how many there were. One pass over the triples of each, some microseconds a
// record; keeps nothing. Errors: those of the limits, the view and `found`.
absl::StatusOr<uint64_t> ValidateRecords(const ReadView& view, QueryLimits* limits,
                                         const ViolationSink& found);

// The same for one IRI (or "_:" and label), with the rules of each class that it has.
absl::StatusOr<uint64_t> ValidateRecord(const ReadView& view, std::string_view iri,
                                        QueryLimits* limits, const ViolationSink& found);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_VALIDATION_H_
