// Joins by an order of the store against nested loops.
#include "query/exec/index_join.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/quad_matches.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

// Rows over some of the variables that sources use, and one of their own.
struct Input {
  std::vector<std::string> variables = {};
  IdRows rows = {};
};

Input RandomInput(std::mt19937_64* random, const std::vector<TermId>& ids, size_t row_count_max) {
  Input input;
  for (const char* name : {"a", "x", "b", "c"}) {
    if ((*random)() % 2 == 0) input.variables.emplace_back(name);
  }
  // From few ids, so that runs of equal keys are long, or from all.
  const size_t id_count = (*random)() % 2 == 0 ? std::min<size_t>(ids.size(), 3) : ids.size();
  input.rows.resize((*random)() % (row_count_max + 1));
  for (std::vector<TermId>& row : input.rows) {
    for (size_t i = 0; i < input.variables.size(); ++i) row.push_back(ids[(*random)() % id_count]);
  }
  if ((*random)() % 2 == 0) std::sort(input.rows.begin(), input.rows.end());
  return input;
}

std::vector<std::string> AllVariables(const Input& input, const QuadSource& source) {
  std::vector<std::string> variables = input.variables;
  for (const Place& place : source.places) {
    if (!place.variable.empty() &&
        std::find(variables.begin(), variables.end(), place.variable) == variables.end()) {
      variables.push_back(place.variable);
    }
  }
  return variables;
}

IdRows Sorted(IdRows rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

TEST(IndexJoinTest, GivesWhatNestedLoopsGive) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t row_count = 0;
  const uint64_t rounds = TestRounds(2000);
  for (uint64_t round = 0; round < rounds; ++round) {
    const MemoryView view = RandomRelations(&random, round % 10 == 0 ? 300 : 40);
    const std::vector<TermId> ids = IdsOf(view);
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
    const QuadSource source = RandomSource(&random, ids, {"a", "b", "c", "d", "e"});
    Input input = RandomInput(&random, ids, round % 10 == 5 ? 200 : 12);
    BindOutside(source, input.variables, &input.rows);
    std::vector<std::string> output = AllVariables(input, source);
    std::shuffle(output.begin(), output.end(), random);
    output.resize(output.size() - random() % (output.size() + 1) / 2);
    const IdRows expected =
        Sorted(JoinedWithMatches(input.variables, input.rows, view, source, output));
    row_count += expected.size();
    IndexJoin join(context.get(),
                   std::make_unique<BatchSource>(context.get(), input.variables, input.rows, round,
                                                 1 + random() % 60),
                   source, output, random() % 2 == 0);
    ASSERT_EQ(Sorted(RowsOf(&join)), expected) << join.Detail();
    ASSERT_OK(context->limits()->status());
  }
  if (rounds >= kTellingRounds) {
    EXPECT_GT(row_count, 2 * rounds);
  }
}

// One key with thousands of matches, beside keys with one or none.
TEST(IndexJoinTest, MatchesThatSpanBatchesAreAllGiven) {
  constexpr size_t kMatchCount = 3 * kBatchRowCount + 7;
  std::vector<Quad> quads;
  for (size_t i = 0; i < kMatchCount; ++i) {
    quads.push_back({Iri("http://example.org/many"), Iri("http://example.org/p"),
                     Term(static_cast<int64_t>(i))});
  }
  quads.push_back({Iri("http://example.org/one"), Iri("http://example.org/p"), Term(int64_t{1})});
  const MemoryView view(quads);
  for (const size_t graph_count : {size_t{1}, size_t{2}}) {
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
    const auto id = [&](std::string_view name) {
      return context->pool()->Intern(Term(Iri(StrCat("http://example.org/", name))));
    };
    QuadSource source = {.graphs = {TermId()}};
    if (graph_count == 2) source.graphs.push_back(id("one"));
    source.places[kSubject].variable = "s";
    source.places[kPredicate].id = id("p");
    source.places[kObject].variable = "o";
    const IdRows rows = {{id("one")}, {id("many")}, {id("p")}, {id("many")}, {id("one")}};
    for (const size_t batch_row_count_max : {1, 5}) {
      IndexJoin join(context.get(),
                     std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"s"},
                                                   rows, 1, batch_row_count_max),
                     source, {"o", "s"}, false);
      EXPECT_EQ(Sorted(RowsOf(&join)),
                Sorted(JoinedWithMatches({"s"}, rows, view, source, {"o", "s"})));
    }
  }
}

TEST(IndexJoinTest, KeepsTheSequenceOfAnInputThatAscendsByKey) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (uint64_t round = 0; round < TestRounds(100); ++round) {
    const MemoryView view = RandomRelations(&random, 200);
    const std::vector<TermId> ids = IdsOf(view);
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
    QuadSource source = {.graphs = {TermId()}};
    source.places[kSubject].variable = "s";
    source.places[kPredicate].variable = "p";
    source.places[kObject].variable = "o";
    IdRows rows;
    for (size_t i = 0; i < 50; ++i) {
      rows.push_back({ids[random() % ids.size()], TermId(IdKind::kInteger, random() % 100)});
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a[0] < b[0]; });
    IndexJoin join(context.get(),
                   std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"s", "n"},
                                                 rows, round, 20),
                   source, {"s", "n"}, true);
    ASSERT_EQ(RowsOf(&join), JoinedWithMatches({"s", "n"}, rows, view, source, {"s", "n"}));
  }
}

TEST(IndexJoinTest, SaysWhatItDoes) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  QuadSource source = {.graphs = {TermId()}};
  source.places[kSubject].variable = "s";
  source.places[kPredicate].variable = "p";
  source.places[kObject].variable = "o";
  const auto join = [&](bool is_merge) {
    return std::make_unique<IndexJoin>(
        context.get(),
        std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"o"}, IdRows(), 1),
        source, std::vector<std::string>{"s"}, is_merge);
  };
  EXPECT_EQ(join(true)->Name(), "merge join");
  EXPECT_EQ(join(false)->Name(), "index join");
  EXPECT_EQ(join(false)->Detail(), "?s ?p ?o by ospg");
}

}  // namespace
}  // namespace entente
