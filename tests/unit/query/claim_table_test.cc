// The table of claims against a reading of the quads one by one.
#include "query/claims/claim_table.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "tests/support/memory_view.h"
#include "tests/support/plain_claims.h"
#include "tests/support/random_claims.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/view_kinds.h"

namespace entente {
namespace {

std::string DaysText(DayRange range) { return StrCat(range.first, "…", range.last, " "); }

std::string DaysText(const std::optional<PartialDate>& date, DayRange otherwise) {
  if (!date.has_value()) return DaysText(otherwise);
  return DaysText({.first = date->FirstDay(), .last = date->LastDay()});
}

std::set<std::string> ReadPlainly(const std::vector<Quad>& quads, const std::set<Term>& graphs) {
  std::set<std::string> claims;
  for (const PlainClaim& claim : PlainClaimsOf(quads, graphs)) {
    claims.insert(StrCat(claim.iri.ToString(), " ", Term(claim.proposition).ToString(), " ",
                         claim.claimant.ToString(), " ", StanceName(claim.stance), " ",
                         claim.source.ToString(), " [", claim.modality.ToString(), "] ",
                         DaysText(claim.valid.from, kOpenPast),
                         DaysText(claim.valid.until, kOpenFuture), DaysText(claim.stated, kNoDate),
                         DaysText(claim.recorded, kNoDate),
                         claim.confidence.has_value() ? StrCat(*claim.confidence) : "none"));
  }
  return claims;
}

// The claims of the table with terms in place of ids.
absl::StatusOr<std::set<std::string>> ReadTable(const ReadView& view,
                                                const std::set<Term>& graphs) {
  QueryLimits limits(absl::InfiniteFuture(), nullptr, uint64_t{1} << 30);
  std::vector<TermId> graph_ids;
  for (const Term& graph : graphs) {
    InnerTriples inner;
    ASSIGN_OR_RETURN(const auto id, view.Find(ViewOf(graph, &inner)));
    if (id.has_value()) graph_ids.push_back(*id);
  }
  ASSIGN_OR_RETURN(const auto table, ClaimTable::Build(view, graph_ids, &limits));
  std::set<std::string> claims;
  TermId last;
  for (const ClaimRow& row : table->rows()) {
    EXPECT_LT(last, row.claim);
    last = row.claim;
    const TermId ids[] = {row.claim,  row.proposition, row.subject, row.predicate,
                          row.object, row.claimant,    row.source,  row.modality};
    ASSIGN_OR_RETURN(const std::vector<Term> terms, view.Decode(ids));
    EXPECT_EQ(terms[1], Term(Triple{terms[2], terms[3], terms[4]}));
    claims.insert(StrCat(terms[0].ToString(), " ", terms[1].ToString(), " ", terms[5].ToString(),
                         " ", StanceName(row.stance), " ", terms[6].ToString(), " [",
                         terms[7].ToString(), "] ", DaysText(row.from), DaysText(row.until),
                         DaysText(row.stated), DaysText(row.recorded),
                         std::isnan(row.confidence) ? "none" : StrCat(row.confidence)));
  }
  EXPECT_EQ(claims.size(), table->rows().size());
  return claims;
}

TEST(ClaimTableTest, HoldsTheWellFormedClaimsOfItsGraphs) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  RandomClaims claims(&random);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ViewKinds> views, ViewKinds::Create());
  const uint64_t rounds = TestRounds(500);
  size_t held_count = 0;
  size_t claim_count = 0;
  for (uint64_t round = 0; round < rounds; ++round) {
    const size_t count = 1 + random() % 30;
    const std::vector<Quad> quads = claims.Quads(count);
    claim_count += count;
    const MemoryView inline_view(quads, MemoryView::Ids::kInline);
    std::set<Term> graphs;
    if (random() % 4 != 0) graphs.insert(Term());
    if (random() % 4 == 0) graphs.insert(Iri("http://example.org/g0"));
    if (random() % 4 == 0) graphs.insert(Iri("http://example.org/g1"));
    const std::set<std::string> expected = ReadPlainly(quads, graphs);
    held_count += expected.size();
    ASSERT_THAT(ReadTable(inline_view, graphs), IsOkAndHolds(expected)) << "round " << round;
    // Stores take their time to fold.
    if (round % 10 != 0) continue;
    ASSERT_OK(views->Set(quads, &random));
    for (size_t kind = 0; kind < ViewKinds::kNames.size(); ++kind) {
      ASSERT_THAT(ReadTable(views->view(kind), graphs), IsOkAndHolds(expected))
          << "round " << round << " " << ViewKinds::kNames[kind];
    }
  }
  if (rounds < kTellingRounds) return;
  EXPECT_GT(held_count, claim_count / 3);
  EXPECT_LT(held_count, claim_count * 9 / 10);
}

TEST(ClaimTableTest, ObeysItsLimits) {
  std::mt19937_64 random(TestSeed());
  const MemoryView view(RandomClaims(&random).Quads(2000));
  const TermId graphs[] = {TermId()};
  QueryLimits late(absl::Now() - absl::Seconds(1), nullptr, uint64_t{1} << 30);
  EXPECT_THAT(ClaimTable::Build(view, graphs, &late),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  const std::atomic<bool> cancelled = true;
  QueryLimits cancel(absl::InfiniteFuture(), &cancelled, uint64_t{1} << 30);
  EXPECT_THAT(ClaimTable::Build(view, graphs, &cancel), StatusIs(absl::StatusCode::kCancelled));
  QueryLimits small(absl::InfiniteFuture(), nullptr, 10'000);
  EXPECT_THAT(ClaimTable::Build(view, graphs, &small),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace entente
