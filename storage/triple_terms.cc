#include "storage/triple_terms.h"

#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {

absl::StatusOr<std::optional<IdQuad>> FindComponents(const ReadView& view, const TermView& term) {
  IdQuad components;
  const TermView* parts[] = {&term.triple->subject, &term.triple->predicate, &term.triple->object};
  for (size_t part = 0; part < 3; ++part) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, view.Find(*parts[part]));
    if (!id) return std::nullopt;
    components[part] = *id;
  }
  return components;
}

absl::StatusOr<std::optional<TermId>> FindTripleTerm(const ReadView& view,
                                                     const IdQuad& components) {
  const std::unique_ptr<RowCursor> rows =
      view.Scan(TripleOrder::kTermSpot, std::span(components).first(3));
  RowBatch batch;
  if (rows->Next(&batch)) return batch.columns[3][0];
  RETURN_IF_ERROR(rows->status());
  return std::nullopt;
}

absl::StatusOr<IdQuad> ReadTripleTerm(const ReadView& view, TermId id) {
  const std::unique_ptr<RowCursor> rows = view.Scan(TripleOrder::kTermTspo, {&id, 1});
  RowBatch batch;
  if (rows->Next(&batch)) return FromOrder(TripleOrder::kTermTspo, batch.Row(0));
  RETURN_IF_ERROR(rows->status());
  return absl::DataLossError(StrCat("triple term ", id.payload(), " is missing"));
}

}  // namespace entente
