// What docs/data_model.md says of claims, as a naive program would do it: claims are read from
// quads one rule after the other, dates are looked at day by day. The oracle of what is quick.
#ifndef ENTENTE_TESTS_SUPPORT_PLAIN_CLAIMS_H_
#define ENTENTE_TESTS_SUPPORT_PLAIN_CLAIMS_H_

#include <optional>
#include <set>
#include <vector>

#include "entente/claims.h"
#include "entente/records.h"
#include "entente/term.h"

namespace entente {

struct PlainClaim {
  Term iri = {};
  Triple proposition = {};
  Term claimant = {};
  Term source = {};
  Term modality = {};  // No term: none.
  Stance stance = Stance::kAsserts;
  Interval valid = {};
  std::optional<PartialDate> stated = {};
  std::optional<PartialDate> recorded = {};
  std::optional<double> confidence = {};
};

// The claims that are well formed and have a proposition, in the union of the graphs (no term is
// the default graph), by IRI.
std::vector<PlainClaim> PlainClaimsOf(const std::vector<Quad>& quads, const std::set<Term>& graphs);

// The graphs that count for a view.
std::set<Term> PlainGraphsOf(const EvidenceView& view);

// Whether the claim meets the conditions of the view.
bool QualifiesPlainly(const PlainClaim& claim, const EvidenceView& view);

// Whether two dates may be one: the coarser is how the finer begins to be written. No two dateTimes
// are.
bool MayBeOneDate(const Term& a, const Term& b);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_PLAIN_CLAIMS_H_
