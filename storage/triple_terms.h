// Triple terms of a view by what they say and back: the same for every view that keeps them as
// rows.
#ifndef ENTENTE_STORAGE_TRIPLE_TERMS_H_
#define ENTENTE_STORAGE_TRIPLE_TERMS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "storage/read_view.h"

namespace entente {

// The ids of subject, predicate and object of a triple term; none if the view lacks one of them.
// REQUIRES: a triple term.
absl::StatusOr<std::optional<IdQuad>> FindComponents(const ReadView& view, const TermView& term);

// The id of the triple term with these components.
absl::StatusOr<std::optional<TermId>> FindTripleTerm(const ReadView& view,
                                                     const IdQuad& components);

// (s, p, o, t) of the triple term t. DataLoss if there is none.
absl::StatusOr<IdQuad> ReadTripleTerm(const ReadView& view, TermId id);

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLE_TERMS_H_
