#include "query/claims/find_claims.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/random_records.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The definition of a filter.
bool Meets(const Claim& claim, const ClaimFilter& filter) {
  const Triple none;
  const Triple& proposition = claim.proposition.has_value() ? *claim.proposition : none;
  const auto is_about = [&] {
    if (proposition.subject == filter.about || proposition.object == filter.about) return true;
    return filter.about.is_iri() &&
           std::count(claim.about.begin(), claim.about.end(), filter.about.iri().text) > 0;
  };
  return (!filter.about || is_about()) &&
         (filter.claimant.empty() || claim.claimant == filter.claimant) &&
         (filter.source.empty() || claim.source == filter.source) &&
         (!filter.proposition.has_value() || claim.proposition == filter.proposition) &&
         (filter.answers.empty() || claim.on_claim == filter.answers ||
          proposition.object == Term(Iri(filter.answers)));
}

ClaimFilter RandomFilter(const std::map<std::string, Claim>& claims, std::mt19937_64* random) {
  ClaimFilter filter;
  const auto sometimes = [random] { return (*random)() % 3 == 0; };
  // Values that some claim has, so that not everything is empty.
  auto like = claims.begin();
  std::advance(like, (*random)() % claims.size());
  if (sometimes()) filter.about = like->second.proposition->subject;
  if (sometimes()) filter.about = like->second.proposition->object;
  if (sometimes() && !like->second.about.empty()) filter.about = Iri(like->second.about.front());
  if (sometimes()) filter.claimant = like->second.claimant;
  if (sometimes()) filter.source = like->second.source;
  if (sometimes()) filter.proposition = like->second.proposition;
  if (sometimes()) filter.answers = StrCat("x:claim-", (*random)() % 12);
  return filter;
}

TEST(FindClaimsTest, WhatIsFoundIsWhatMeetsTheFilter) {
  uint64_t found_count = 0;
  for (uint64_t round = 0; round < TestRounds(30); ++round) {
    const uint64_t seed = TestSeed() + round;
    SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed));
    std::mt19937_64 random(seed);
    ASSERT_OK_AND_ASSIGN(Database database, Database::OpenInMemory());
    ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
    std::map<std::string, Claim> claims;
    for (int i = 0; i < 20; ++i) {
      Claim claim = RandomClaim(12, &random);
      if (random() % 3 == 0) claim.on_claim = StrCat("x:claim-", random() % 12);
      ASSERT_OK(transaction.Put(claim));
      claims[claim.iri] = claim;
    }
    // A reifier that is no claim, and claims elsewhere, are not found.
    ASSERT_OK(transaction.Update(
        "INSERT DATA { <x:r> rdf:reifies <<( <x:actor-0> <x:p> <x:actor-1> )>> ; "
        "ent:claimant <x:actor-1> ; ent:source <x:document-1> ; ent:about <x:actor-1> . "
        "GRAPH <x:g> { <x:h> a ent:Claim ; ent:claimant <x:actor-1> ; "
        "rdf:reifies <<( <x:actor-0> <x:p> <x:actor-1> )>> } }"));
    for (int i = 0; i < 20; ++i) {
      ClaimFilter filter = RandomFilter(claims, &random);
      std::set<std::string> expected;
      for (const auto& [iri, claim] : claims) {
        if (Meets(claim, filter)) expected.insert(iri);
      }
      ASSERT_OK_AND_ASSIGN(const std::vector<Claim> found, transaction.FindClaims(filter));
      std::set<std::string> iris;
      for (const Claim& claim : found) {
        EXPECT_EQ(claim, claims[claim.iri]);
        iris.insert(claim.iri);
      }
      EXPECT_EQ(iris, expected);
      EXPECT_EQ(found.size(), expected.size());
      found_count += found.size();
      filter.count_max = 1 + random() % 4;
      EXPECT_THAT(transaction.FindClaims(filter),
                  IsOkAndHolds(SizeIs(std::min<size_t>(filter.count_max, expected.size()))));
    }
  }
  EXPECT_GT(found_count, 0u);
}

TEST(FindClaimsTest, UnknownAndMalformedValuesAreToldApart) {
  ASSERT_OK_AND_ASSIGN(Database database, Database::OpenInMemory());
  const View view = database.Read();
  EXPECT_THAT(view.FindClaims({}), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(view.FindClaims({.claimant = "x:nobody"}), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(view.FindClaims({.claimant = "nobody"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(FindClaimsTest, ClaimsThatCannotBeReadAreLeftOutAndLimitsAreObeyed) {
  ASSERT_OK_AND_ASSIGN(Database database, Database::OpenInMemory());
  ASSERT_OK(database.Update(
      "INSERT DATA { <x:bad> a ent:Claim ; ent:claimant <x:a> ; ent:stance ent:loves . "
      "<x:good> a ent:Claim ; ent:claimant <x:a> ; ent:stance ent:denies }"));
  const View view = database.Read();
  ASSERT_OK_AND_ASSIGN(const std::vector<Claim> found, view.FindClaims({.claimant = "x:a"}));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found.front().iri, "x:good");
  EXPECT_THAT(view.FindClaims({.claimant = "x:a"}, {.memory_budget_bytes = 1000}),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(FindByLabelTest, RecordsAreFoundByAnyNameInAnyLanguage) {
  ASSERT_OK_AND_ASSIGN(Database database, Database::OpenInMemory());
  ASSERT_OK(database.Update(R"(INSERT DATA {
    <x:a> a ent:Actor ; rdfs:label "Quad"@en . <x:b> a ent:Coalition ; skos:altLabel "Quad" .
    <x:c> a ent:Document ; dcterms:title "Quad"@fr . <x:d> a ent:Claim ; rdfs:label "Quad"@de .
    <x:e> rdfs:label "Quad" . <x:f> a ent:Actor ; rdfs:label "quad" ; rdfs:comment "Quad" .
    <x:g> a ent:Actor . GRAPH <x:h> { <x:g> rdfs:label "Quad" } })"));
  const View view = database.Read();
  EXPECT_THAT(view.FindByLabel("Quad"), IsOkAndHolds(ElementsAre("x:a", "x:b", "x:c", "x:d")));
  EXPECT_THAT(view.FindByLabel("quad"), IsOkAndHolds(ElementsAre("x:f")));
  EXPECT_THAT(view.FindByLabel("nothing"), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace entente
