// Claims from a seed about the terms of random_terms.h, views of them, and what a view shows, by
// the words of docs/data_model.md: terms instead of ids, one pass over everything for each claim.
#ifndef ENTENTE_TESTS_SUPPORT_NAIVE_VIEWS_H_
#define ENTENTE_TESTS_SUPPORT_NAIVE_VIEWS_H_

#include <string>
#include <vector>

#include "entente/claims.h"
#include "entente/term.h"
#include "tests/support/random_terms.h"

namespace entente {

// About `count` claims as TriG, after kRandomPrologue. Some are not well formed, some are in named
// graphs, many are about the same propositions.
std::string ClaimsTrig(RandomTerms& terms, size_t count);

// Conditions that such claims meet or not.
EvidenceView RandomView(RandomTerms& terms);

// The triples of the view, each once, in the default graph.
std::vector<Quad> Materialise(const EvidenceView& view, const std::vector<Quad>& quads);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_NAIVE_VIEWS_H_
