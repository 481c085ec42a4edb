// Small worlds of coalitions, actors and claims from a seed, and random edits of them: what
// differences and merges are tried on.
#ifndef ENTENTE_TESTS_SUPPORT_RANDOM_EDITS_H_
#define ENTENTE_TESTS_SUPPORT_RANDOM_EDITS_H_

#include <cstddef>
#include <random>
#include <set>
#include <string>

#include "entente/term.h"

namespace entente {

// Quads of records below http://example.org/ with so few names that they meet: coalitions g0…,
// actors a0…, documents d0…, claims c0… on memberships and other things, some with several stances
// or none; blank nodes e0…, b0… that they lead to, that lead to each other, that annotate triples
// of them; beside them quads with all kinds of term, of several graphs. REQUIRES: claim_count > 0.
std::set<Quad> RandomWorld(std::mt19937_64* random, size_t claim_count);

// `world` with about `edit_count` quads removed or added, of which most are of claims c0… and of
// what they lead to; at times such a whole is removed.
std::set<Quad> Edited(const std::set<Quad>& world, size_t edit_count, std::mt19937_64* random);

// The blank nodes that `node` leads to in `state`, by looking at every quad until nothing is new:
// those that are objects of what has been found, and those that annotate a triple of which it is
// the subject (rdf:reifies) and are no claims there. With WholeOf, `node` besides.
std::set<Term> LedTo(const std::set<Quad>& state, const Term& node);
std::set<Term> WholeOf(const std::set<Quad>& state, const Term& node);

// Each quad as a line of canonical N-Quads without its line feed; and all of them as a dump.
std::string LineOf(const Quad& quad);
std::set<std::string> LinesOf(const std::set<Quad>& quads);
std::string DumpOf(const std::set<std::string>& lines);

// 64 digits.
std::string HexSha256(const std::string& text);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_RANDOM_EDITS_H_
