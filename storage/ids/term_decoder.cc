#include "storage/ids/term_decoder.h"

#include <algorithm>
#include <utility>

#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "storage/ids/term_bytes.h"

namespace entente {
namespace {

absl::StatusOr<Term> DecodeTerm(const TermReader& reader, TermId id, int nesting,
                                TermPageReader* page) {
  switch (id.kind()) {
    case IdKind::kNone:
      return Term();
    case IdKind::kIri:
    case IdKind::kBlankNode:
    case IdKind::kLiteral: {
      std::string_view bytes;
      RETURN_IF_ERROR(reader.ReadTermBytes(id, page, &bytes));
      ASSIGN_OR_RETURN(const TermView view, ParseTermBytes(id.kind(), bytes));
      return ToTerm(view);
    }
    case IdKind::kTriple: {
      // Or a damaged relation could go in circles.
      if (nesting >= kNestingMax) return absl::DataLossError("triple terms nest too deep");
      ASSIGN_OR_RETURN(const IdQuad row, reader.ReadTripleTerm(id));
      Triple triple;
      ASSIGN_OR_RETURN(triple.subject, DecodeTerm(reader, row[0], nesting + 1, page));
      ASSIGN_OR_RETURN(triple.predicate, DecodeTerm(reader, row[1], nesting + 1, page));
      ASSIGN_OR_RETURN(triple.object, DecodeTerm(reader, row[2], nesting + 1, page));
      return Term(std::move(triple));
    }
    default:
      if (!id.is_inline()) {
        return absl::DataLossError(StrCat("no term has the id ", id.bits()));
      }
      ASSIGN_OR_RETURN(Literal literal, InlineLiteral(id));
      return Term(std::move(literal));
  }
}

}  // namespace

absl::StatusOr<std::vector<Term>> DecodeTerms(const TermReader& reader,
                                              std::span<const TermId> ids) {
  std::vector<Term> terms(ids.size());
  TermPageReader page;
  if (std::is_sorted(ids.begin(), ids.end())) {
    for (size_t i = 0; i < ids.size(); ++i) {
      if (i > 0 && ids[i - 1] == ids[i]) {
        terms[i] = terms[i - 1];
      } else {
        ASSIGN_OR_RETURN(terms[i], DecodeTerm(reader, ids[i], 0, &page));
      }
    }
    return terms;
  }
  std::vector<std::pair<TermId, size_t>> by_id(ids.size());
  for (size_t i = 0; i < ids.size(); ++i) by_id[i] = {ids[i], i};
  std::sort(by_id.begin(), by_id.end());
  for (size_t rank = 0; rank < by_id.size(); ++rank) {
    const auto& [id, index] = by_id[rank];
    if (rank > 0 && by_id[rank - 1].first == id) {
      terms[index] = terms[by_id[rank - 1].second];
    } else {
      ASSIGN_OR_RETURN(terms[index], DecodeTerm(reader, id, 0, &page));
    }
  }
  return terms;
}

absl::Status VisitTerms(const TermReader& reader, std::span<const TermId> ids,
                        const TermBytesConsumer& consume) {
  TermPageReader page;
  std::string_view bytes;
  for (const TermId id : ids) {
    RETURN_IF_ERROR(reader.ReadTermBytes(id, &page, &bytes));
    RETURN_IF_ERROR(consume(id, bytes));
  }
  return absl::OkStatus();
}

}  // namespace entente
