// Rewritten patterns against the patterns they were made from, under the reference evaluator.
#include "query/plan/rewrite.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/reference/evaluator.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/answers.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/quads.h"
#include "tests/support/random_query.h"
#include "tests/support/random_terms.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

WholeAnswer Answered(const Query& query, const ReadView& view) {
  return ReadAnswer(Evaluate(
      query, view, {.memory_budget_bytes = 1 << 20, .now = absl::FromUnixSeconds(1'700'000'000)}));
}

TEST(RewriteTest, TheRewrittenPatternHasTheSameSolutions) {
  const uint64_t seed = TestSeed();
  size_t compared_count = 0;
  size_t changed_count = 0;
  size_t row_count = 0;
  const uint64_t rounds = TestRounds(100);
  for (uint64_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed + round, " ENTENTE_ROUNDS=1"));
    std::mt19937_64 random(seed + round);
    RandomTerms terms(&random);
    const absl::StatusOr<std::vector<Quad>> quads =
        ParseQuads(RdfFormat::kTrig, terms.Trig(4 + terms.Below(20)));
    ASSERT_OK(quads);
    const MemoryView view(*quads);
    RandomQueries queries(terms);
    for (int i = 0; i < 20; ++i) {
      const std::string text = queries.Next().ToString();
      SCOPED_TRACE(text);
      const absl::StatusOr<Query> query = ParseQuery(text);
      ASSERT_OK(query);
      const AnswerCheck check(*query);
      Query rewritten = *query;
      rewritten.pattern = Rewrite(query->pattern);
      if (rewritten.pattern == query->pattern) continue;
      ++changed_count;
      const WholeAnswer expected = Answered(check.expected_query(), view);
      const WholeAnswer actual = Answered(rewritten, view);
      if (HitLimit(expected) || HitLimit(actual)) continue;
      ++compared_count;
      row_count += expected.rows.size();
      ASSERT_EQ(check.Difference(expected, actual), "")
          << ToSExpression(query->pattern, query->prefixes) << "\nbecame "
          << ToSExpression(rewritten.pattern, query->prefixes) << "\nexpected " << ToText(expected)
          << "\ngot " << ToText(actual);
    }
  }
  if (HasFailure() || rounds < 20) return;
  EXPECT_GT(changed_count, rounds * 4);
  EXPECT_GT(compared_count, changed_count * 9 / 10);
  EXPECT_GT(row_count, changed_count / 4);
}

TEST(RewriteTest, RewritingTwiceChangesNoMore) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  RandomQueries queries{RandomTerms(&random)};
  for (uint64_t round = 0; round < TestRounds(500); ++round) {
    const std::string text = queries.Next().ToString();
    const absl::StatusOr<Query> query = ParseQuery(text);
    ASSERT_OK(query);
    const Pattern once = Rewrite(query->pattern);
    ASSERT_EQ(ToSExpression(Rewrite(once)), ToSExpression(once)) << text;
  }
}

// The pattern of a group, rewritten.
std::string Rewritten(std::string_view group) {
  const absl::StatusOr<Query> query =
      ParseQuery(StrCat("PREFIX : <http://example.org/> SELECT * ", group), {});
  EXPECT_OK(query) << group;
  if (!query.ok()) return {};
  const Pattern rewritten = Rewrite(query->pattern);
  return ToSExpression(FindNode(rewritten, Pattern::Kind::kProject).inputs[0], query->prefixes);
}

TEST(RewriteTest, JoinsWithinJoinsAreOneAndTheirBasicGraphPatternsToo) {
  EXPECT_EQ(Rewritten("{ ?s :p ?o { ?s :q ?z { ?z :p ?w } } }"),
            "(bgp (?s :p ?o) (?s :q ?z) (?z :p ?w))");
  EXPECT_EQ(Rewritten("{ ?s :p ?o { ?s :p* ?z { ?z :q ?w } } }"),
            "(join (bgp (?s :p ?o) (?z :q ?w)) (path ?s (* :p) ?z))");
}

TEST(RewriteTest, FiltersOfWhatAlwaysBindsTheirVariablesStandAroundTheJoin) {
  EXPECT_EQ(Rewritten("{ ?s :p ?o { ?s :q ?z FILTER(?z > 1) } }"),
            "(filter (> ?z 1) (bgp (?s :p ?o) (?s :q ?z)))");
  // Here ?o is unbound inside, and so it must stay.
  EXPECT_EQ(Rewritten("{ ?s :p ?o { ?s :q ?z FILTER(?o > 1) } }"),
            "(join (bgp (?s :p ?o)) (filter (> ?o 1) (bgp (?s :q ?z))))");
}

TEST(RewriteTest, FiltersGoDownToWhereTheirVariablesComeFrom) {
  EXPECT_EQ(Rewritten("{ { ?s :p ?o } UNION { ?s :q ?o } FILTER(?o > 1) }"),
            "(union (filter (> ?o 1) (bgp (?s :p ?o))) (filter (> ?o 1) (bgp (?s :q ?o))))");
  EXPECT_EQ(Rewritten("{ ?s :p ?o OPTIONAL { ?s :q ?z } FILTER(?o > 1) }"),
            "(leftjoin (filter (> ?o 1) (bgp (?s :p ?o))) (bgp (?s :q ?z)))");
  EXPECT_EQ(Rewritten("{ ?s :p ?o MINUS { ?s :q ?z } FILTER(?o > 1) }"),
            "(minus (filter (> ?o 1) (bgp (?s :p ?o))) (bgp (?s :q ?z)))");
  EXPECT_EQ(Rewritten("{ ?s :p ?o BIND(?o + 1 AS ?n) FILTER(?o > 1) FILTER(?n > 1) }"),
            "(filter (> ?n 1) (extend ((?n (+ ?o 1))) (filter (> ?o 1) (bgp (?s :p ?o)))))");
  EXPECT_EQ(Rewritten("{ { SELECT ?s ?o { ?s :p ?o } } FILTER(?o > 1) }"),
            "(project (?s ?o) (filter (> ?o 1) (bgp (?s :p ?o))))");
  // LIMIT keeps other solutions if the filter comes first.
  EXPECT_EQ(Rewritten("{ { SELECT ?s ?o { ?s :p ?o } LIMIT 3 } FILTER(?o > 1) }"),
            "(filter (> ?o 1) (slice _ 3 (project (?s ?o) (bgp (?s :p ?o)))))");
}

TEST(RewriteTest, WhatIsJoinedAfterAnOptionalMovesBeforeItIfWellDesigned) {
  EXPECT_EQ(Rewritten("{ ?s :p ?o OPTIONAL { ?s :q ?z } ?o :p ?w }"),
            "(leftjoin (bgp (?s :p ?o) (?o :p ?w)) (bgp (?s :q ?z)))");
  // ?z may come from either.
  EXPECT_EQ(Rewritten("{ ?s :p ?o OPTIONAL { ?s :q ?z } ?z :p ?w }"),
            "(join (leftjoin (bgp (?s :p ?o)) (bgp (?s :q ?z))) (bgp (?z :p ?w)))");
}

TEST(RewriteTest, AnOptionalWhoseAbsenceAFilterRefusesIsAJoin) {
  EXPECT_EQ(Rewritten("{ ?s :p ?o OPTIONAL { ?s :q ?z } FILTER(?z > 1) }"),
            "(filter (> ?z 1) (bgp (?s :p ?o) (?s :q ?z)))");
  EXPECT_EQ(Rewritten("{ ?s :p ?o OPTIONAL { ?s :q ?z } FILTER(!BOUND(?z)) }"),
            "(filter (! (BOUND ?z)) (leftjoin (bgp (?s :p ?o)) (bgp (?s :q ?z))))");
}

TEST(RewriteTest, PathsOfLinksAreTriplesUnionsAndJoins) {
  EXPECT_EQ(Rewritten("{ ?s (:p|^:q) ?o }"), "(union (bgp (?s :p ?o)) (bgp (?o :q ?s)))");
  EXPECT_EQ(Rewritten("{ ?s :p/:q* ?o }"), "(join (bgp (?s :p ?.p0)) (path ?.p0 (* :q) ?o))");
  EXPECT_EQ(Rewritten("{ ?s (:p/:q*)|:r ?o }"),
            "(union (join (bgp (?s :p ?.r0)) (path ?.r0 (* :q) ?o)) (bgp (?s :r ?o)))");
}

}  // namespace
}  // namespace entente
