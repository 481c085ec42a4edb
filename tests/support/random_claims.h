// Sets of claims from a seed, for views and contradictions: few subjects, properties, values,
// claimants, sources and days, so that claims meet, deny and follow each other; and some that are
// not well formed.
//
// Names are IRIs below http://example.org/: subjects s0…, properties p0…, values o0… (and some
// literals), claimants a0…, sources d0…, graphs g0, g1, claims c0…. Among the properties are
// ent:chair (single-valued by the vocabulary) and ent:groupingKind with the two kinds that the
// vocabulary declares disjoint.
#ifndef ENTENTE_TESTS_SUPPORT_RANDOM_CLAIMS_H_
#define ENTENTE_TESTS_SUPPORT_RANDOM_CLAIMS_H_

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "entente/claims.h"
#include "entente/records.h"
#include "entente/term.h"

namespace entente {

class RandomClaims {
 public:
  // `random` must outlive the object.
  explicit RandomClaims(std::mt19937_64* random) : random_(random) {}

  // About `claim_count` claims with all their quads, some asserted triples, and sometimes
  // declarations (owl:FunctionalProperty, owl:disjointWith) in the data. Claims lie in the default
  // graph, in g0 or g1, or in several of them, also in parts. A fifth breaks a rule of
  // well-formedness. The same quad may come twice.
  std::vector<Quad> Quads(size_t claim_count);

  // Conditions that let some claims of Quads pass: about two of the parameters set.
  EvidenceView View();

  // From 2019 to 2023, known to the year, the month or the day.
  PartialDate Date();
  // Of a proposition.
  Triple Proposition();

 private:
  size_t Below(size_t count) { return (*random_)() % count; }
  bool Chance(size_t percent) { return Below(100) < percent; }
  Term Name(std::string_view prefix, size_t count);
  std::string NameText(std::string_view prefix, size_t count);

  // A literal of a date: plain, with a zone, or a dateTime.
  Term DateLiteral(const PartialDate& date);
  // What is put instead of, or besides, a good value.
  Term BadDate();
  void AddClaim(size_t number, std::vector<Quad>* quads);
  // Adds a quad, or takes some away, so that the claim of `claim_quads` is not well formed.
  void Break(std::vector<Quad>* claim_quads);

  std::mt19937_64* random_;
};

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_RANDOM_CLAIMS_H_
