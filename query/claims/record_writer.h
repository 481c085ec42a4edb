// Records → descriptions.
#ifndef ENTENTE_QUERY_CLAIMS_RECORD_WRITER_H_
#define ENTENTE_QUERY_CLAIMS_RECORD_WRITER_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/records.h"
#include "entente/term.h"
#include "query/claims/description.h"

namespace entente {

// The triples of a record. InvalidArgument, naming record and field, for what RDF cannot say: an
// IRI that is none, a text that is not UTF-8, a language or date that does not exist. Rules of
// well-formedness are not looked at (validation.h).
absl::StatusOr<Description> ToDescription(const Actor& actor);
absl::StatusOr<Description> ToDescription(const Coalition& coalition);
absl::StatusOr<Description> ToDescription(const Document& document);
absl::StatusOr<Description> ToDescription(const Claim& claim);

// What records write for others: an absolute IRI, or "_:" and the label of a blank node.
// InvalidArgument if it is neither.
absl::StatusOr<Term> ReferenceTerm(std::string_view reference);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_RECORD_WRITER_H_
