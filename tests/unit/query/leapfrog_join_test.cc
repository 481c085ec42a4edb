// Intersections of sorted lists against nested loops.
#include "query/exec/leapfrog_join.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
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

// A source in which ?v stands in one place and all others are bound, by terms or by the variables
// of the input. If it can be, `solution` is one of all the sources made with it so far.
QuadSource RandomList(std::mt19937_64* random, const MemoryView& view,
                      const std::vector<TermId>& ids, const std::vector<std::string>& variables,
                      std::map<std::string, TermId>* solution) {
  QuadSource any;
  any.is_triple_terms = (*random)() % 4 == 0;
  for (size_t i = 0; i < 4; ++i) any.places[i].variable = StrCat("any", i);
  const bool has_graph_place = any.is_triple_terms || (*random)() % 3 == 0;
  if (!has_graph_place) {
    any.places[kGraph] = {};
    any.graphs = {TermId()};
  }
  // Of triple terms, an order has the term behind its parts, or the subject behind the term.
  const Position positions[] = {kSubject, kPredicate, kObject};
  const Position term_positions[] = {kSubject, kGraph};
  const size_t list_position =
      any.is_triple_terms ? term_positions[(*random)() % 2] : positions[(*random)() % 3];
  std::vector<IdQuad> rows = MatchesOf(view, any);
  std::vector<IdQuad> fitting = rows;
  std::erase_if(fitting, [&](const IdQuad& row) {
    return solution->contains("v") && row[list_position] != solution->at("v");
  });
  if (!fitting.empty()) rows = fitting;
  IdQuad row = {ids[0], ids[0], ids[0], ids[0]};
  if (!rows.empty() && (*random)() % 8 > 0) row = rows[(*random)() % rows.size()];
  solution->emplace("v", row[list_position]);

  QuadSource source = {.is_triple_terms = any.is_triple_terms};
  for (size_t position = 0; position < (has_graph_place ? 4 : 3); ++position) {
    Place& place = source.places[position];
    if (position == list_position) {
      place.variable = "v";
      continue;
    }
    place.id = row[position];
    if (variables.empty() || (*random)() % 2 == 0) continue;
    const std::string& name = variables[(*random)() % variables.size()];
    const bool agrees = solution->emplace(name, row[position]).first->second == row[position];
    if (agrees || (*random)() % 4 == 0) place = {.variable = name};
  }
  if (!has_graph_place) {
    std::set<TermId> graphs = {TermId()};
    if ((*random)() % 2 == 0) {
      for (size_t i = (*random)() % 4; i > 0; --i) graphs.insert(ids[(*random)() % ids.size()]);
    }
    source.graphs.assign(graphs.begin(), graphs.end());
  }
  return source;
}

IdRows Sorted(IdRows rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

TEST(LeapfrogJoinTest, GivesWhatNestedLoopsGive) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t row_count = 0;
  const uint64_t rounds = TestRounds(1500);
  for (uint64_t round = 0; round < rounds; ++round) {
    const MemoryView view = RandomRelations(&random, round % 10 == 0 ? 600 : 120);
    const std::vector<TermId> ids = IdsOf(view);
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
    std::vector<std::string> variables;
    for (const char* name : {"a", "b", "x"}) {
      if (random() % 2 == 0) variables.emplace_back(name);
    }
    std::map<std::string, TermId> solution;
    std::vector<QuadSource> sources;
    for (size_t i = 2 + random() % 3; i > 0; --i) {
      sources.push_back(RandomList(&random, view, ids, variables, &solution));
    }
    IdRows rows = {{}};
    if (!variables.empty()) rows.resize(random() % (round % 10 == 5 ? 60 : 6));
    for (std::vector<TermId>& row : rows) {
      for (const std::string& name : variables) {
        const bool solves = solution.contains(name) && random() % 3 > 0;
        row.push_back(solves ? solution[name] : ids[random() % ids.size()]);
      }
    }
    std::vector<std::string> columns = variables;
    columns.emplace_back("v");
    IdRows expected = JoinedWithMatches(variables, rows, view, sources[0], columns);
    for (size_t i = 1; i < sources.size(); ++i) {
      expected = JoinedWithMatches(columns, expected, view, sources[i], columns);
    }
    row_count += expected.size();
    OperatorPtr input;
    if (!variables.empty()) {
      input = std::make_unique<BatchSource>(context.get(), variables, rows, round, 20);
    }
    LeapfrogJoin join(context.get(), std::move(input), sources, "v", columns);
    ASSERT_EQ(Sorted(RowsOf(&join)), Sorted(expected)) << join.Detail();
    ASSERT_OK(context->limits()->status());
  }
  if (rounds >= kTellingRounds) {
    EXPECT_GT(row_count, rounds / 2);
  }
}

TEST(LeapfrogJoinTest, ValuesOfOneRowAscendAndSpanBatches) {
  std::vector<Quad> quads;
  const Iri s("http://example.org/s");
  const auto predicate = [](int number) { return Iri(StrCat("http://example.org/p", number)); };
  constexpr int kValueCount = 8'000;
  for (int i = 0; i < kValueCount; ++i) {
    for (const int divisor : {1, 2, 3}) {
      if (i % divisor == 0) quads.push_back({s, predicate(divisor), Term(int64_t{i})});
    }
  }
  const MemoryView view(quads, MemoryView::Ids::kInline);
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  std::vector<QuadSource> sources;
  for (const int divisor : {3, 2, 1}) {
    QuadSource& source = sources.emplace_back();
    source.graphs = {TermId()};
    source.places[kSubject].id = context->pool()->Intern(Term(s));
    source.places[kPredicate].id = context->pool()->Intern(Term(predicate(divisor)));
    source.places[kObject].variable = "v";
  }
  LeapfrogJoin join(context.get(), nullptr, sources, "v", {"v"});
  const IdRows rows = RowsOf(&join);
  ASSERT_EQ(rows.size(), static_cast<size_t>(kValueCount + 5) / 6);
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i][0], context->pool()->Intern(Value::Integer(static_cast<int64_t>(6 * i))));
  }
  EXPECT_EQ(join.Name(), "leapfrog join");
  EXPECT_EQ(join.Detail(),
            "?v of <http://example.org/s> <http://example.org/p3> ?v by spog and "
            "<http://example.org/s> <http://example.org/p2> ?v by spog and "
            "<http://example.org/s> <http://example.org/p1> ?v by spog");
}

}  // namespace
}  // namespace entente
