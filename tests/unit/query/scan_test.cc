// Scans of the engine against a look at every row.
#include "query/exec/scan.h"

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

std::vector<std::string> VariablesOf(const QuadSource& source) {
  std::vector<std::string> variables;
  for (const Place& place : source.places) {
    if (!place.variable.empty() &&
        std::find(variables.begin(), variables.end(), place.variable) == variables.end()) {
      variables.push_back(place.variable);
    }
  }
  return variables;
}

bool IsIn(const std::vector<IdRange>& ranges, TermId id) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [id](const IdRange& range) { return range.first <= id && id <= range.last; });
}

TEST(ScanTest, GivesTheMatchesInTheSequenceOfItsOrder) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t row_count = 0;
  size_t ranged_count = 0;
  const uint64_t rounds = TestRounds(2000);
  for (uint64_t round = 0; round < rounds; ++round) {
    const MemoryView view = RandomRelations(&random, round % 10 == 0 ? 500 : 60);
    const std::vector<TermId> ids = IdsOf(view);
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
    const QuadSource source = RandomSource(&random, ids, {"a", "b", "c", "d", "e"});
    const Position preference[] = {static_cast<Position>(random() % 4)};
    const AccessPath path = PathFor(source, source.BoundPlaces(), preference);
    const auto& positions = kOrderPositions[static_cast<size_t>(path.order)];

    std::vector<IdQuad> matches = MatchesOf(view, source);
    std::vector<IdRange> ranges;
    if (random() % 3 == 0 && path.prefix_length < 3) {
      const size_t position = positions[path.prefix_length];
      std::vector<TermId> ends;
      for (size_t i = 2 * (1 + random() % 3); i > 0; --i)
        ends.push_back(ids[random() % ids.size()]);
      std::sort(ends.begin(), ends.end());
      for (size_t i = 0; i < ends.size(); i += 2) {
        if (ranges.empty() || ranges.back().last < ends[i])
          ranges.push_back({ends[i], ends[i + 1]});
      }
      std::erase_if(matches, [&](const IdQuad& row) { return !IsIn(ranges, row[position]); });
      if (!matches.empty()) ++ranged_count;
    }
    std::sort(matches.begin(), matches.end(), [&](const IdQuad& a, const IdQuad& b) {
      return ToOrder(path.order, a) < ToOrder(path.order, b);
    });
    std::vector<std::string> output = VariablesOf(source);
    std::shuffle(output.begin(), output.end(), random);
    output.resize(output.size() - random() % (output.size() + 1) / 2);
    IdRows expected;
    for (const IdQuad& match : matches) {
      std::vector<TermId>& row = expected.emplace_back();
      for (const std::string& name : output) {
        for (size_t position = 0; position < 4; ++position) {
          if (source.places[position].variable != name) continue;
          row.push_back(match[position]);
          break;
        }
      }
    }
    row_count += expected.size();
    Scan scan(context.get(), source, path, output, ranges);
    ASSERT_EQ(RowsOf(&scan), expected) << scan.Detail();
    ASSERT_OK(context->limits()->status());
  }
  if (rounds >= kTellingRounds) {
    EXPECT_GT(row_count, rounds);
    EXPECT_GT(ranged_count, rounds / 20);
  }
}

TEST(ScanTest, BeginsWithSmallBatches) {
  std::vector<Quad> quads;
  for (int i = 0; i < 3000; ++i) {
    quads.push_back({Iri(StrCat("http://example.org/s", i)), Iri("http://example.org/p"), Term(i)});
  }
  const MemoryView view(quads);
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  QuadSource source = {.graphs = {TermId()}};
  source.places[kSubject].variable = "s";
  Scan scan(context.get(), source, {.order = TripleOrder::kSpog}, {"s"});
  Batch batch;
  ASSERT_TRUE(scan.Next(&batch));
  EXPECT_LE(batch.row_count, 64u);
}

TEST(ScanTest, SaysWhatItReads) {
  const std::unique_ptr<MemoryView> view = ViewOfTrig(":s :p 1 . GRAPH :g { :s :p 2 }");
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), *view, {});
  const auto id = [&](std::string_view name) {
    return context->pool()->Intern(Term(Iri(StrCat("http://example.org/", name))));
  };
  QuadSource source;
  source.places[kSubject].variable = "s";
  source.places[kPredicate].id = id("p");
  source.places[kObject].variable = "o";
  source.graphs = {TermId()};
  const std::vector<IdRange> ranges = {{TermId(IdKind::kInteger, 0), TermId(IdKind::kInteger, 9)}};
  const AccessPath path = {.order = TripleOrder::kPosg, .prefix_length = 1};
  EXPECT_EQ(Scan(context.get(), source, path, {"s"}).Detail(),
            "?s <http://example.org/p> ?o by posg");
  source.graphs = {TermId(), id("g")};
  EXPECT_EQ(Scan(context.get(), source, path, {"s"}, ranges).Detail(),
            "?s <http://example.org/p> ?o in 2 graphs by posg, in 1 ranges of values");
  source.graphs = {id("g")};
  EXPECT_EQ(DescribePlaces(source, context.get()),
            "?s <http://example.org/p> ?o in <http://example.org/g>");
  source.graphs = {};
  source.places[kGraph].variable = "g";
  EXPECT_EQ(DescribePlaces(source, context.get()), "?s <http://example.org/p> ?o in ?g");
  source.is_triple_terms = true;
  EXPECT_EQ(DescribePlaces(source, context.get()), "?g is <<( ?s <http://example.org/p> ?o )>>");
}

}  // namespace
}  // namespace entente
