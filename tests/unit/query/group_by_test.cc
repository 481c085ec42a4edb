// GROUP BY of the engine against the reference evaluator.
#include "query/exec/group_by.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const ExistsTest kNoExists = [](const Pattern&, const Solution&) { return false; };

// Few different terms, so that groups have several rows; of all kinds that aggregates tell apart.
Term RandomTerm(std::mt19937_64* random, size_t kind_count) {
  const uint64_t number = (*random)() % 4;
  switch ((*random)() % kind_count) {
    case 0:
    case 1:
      return Term(static_cast<int64_t>(number) - 2);
    case 2:
      return Term(static_cast<int64_t>((uint64_t{1} << 55) - 1 - number));
    case 3:
      return Term(static_cast<int64_t>(number - 2) * (int64_t{1} << 61));
    case 4:
      return Literal{StrCat(number, ".5"), "http://www.w3.org/2001/XMLSchema#decimal"};
    case 5:
      return Literal{StrCat(number, ".0E0"), "http://www.w3.org/2001/XMLSchema#double"};
    case 6:
      return Term(StrCat("text ", number));
    case 7:
      return Iri(StrCat("http://example.org/n", number));
    case 8:
      return Literal{StrCat("2024-0", number + 1, "-01"), "http://www.w3.org/2001/XMLSchema#date"};
    case 9:
      return Literal{"01", "http://www.w3.org/2001/XMLSchema#integer"};
    default:
      return Term();
  }
}

constexpr std::string_view kAggregates[] = {
    "COUNT(*)",
    "COUNT(DISTINCT *)",
    "COUNT(?c)",
    "COUNT(DISTINCT ?c)",
    "COUNT(?c + 1)",
    "COUNT(DISTINCT STR(?c))",
    "SUM(?c)",
    "SUM(DISTINCT ?c)",
    "SUM(?c * 2)",
    "AVG(?c)",
    "AVG(DISTINCT ?c)",
    "MIN(?c)",
    "MAX(?c)",
    "MAX(DISTINCT STR(?c))",
    "MIN(STR(?c))",
    "SAMPLE(?c)",
    "SAMPLE(DISTINCT ?c)",
    "GROUP_CONCAT(?c)",
    "GROUP_CONCAT(DISTINCT ?c; SEPARATOR=\", \")",
    "GROUP_CONCAT(STR(?c); SEPARATOR=\"\")",
};
constexpr std::string_view kKeys[] = {"", "GROUP BY ?a", "GROUP BY ?a ?b", "GROUP BY ?a ?b ?b ?d",
                                      "GROUP BY (?a + 1 AS ?k) ?b"};

TEST(GroupByTest, GivesWhatTheReferenceGives) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t row_count = 0;
  const uint64_t rounds = TestRounds(400);
  for (uint64_t round = 0; round < rounds; ++round) {
    const MemoryView view(
        {}, round % 4 == 0 ? MemoryView::Ids::kOfDictionary : MemoryView::Ids::kInline);
    std::string select = "SELECT (1 AS ?one) ";
    for (size_t i = 0; i < 3; ++i) {
      StrAppend(&select, "(", kAggregates[random() % std::size(kAggregates)], " AS ?r", i, ") ");
    }
    const std::string text =
        StrCat(select, "{ VALUES (?a ?b ?c ?d) {} } ", kKeys[random() % std::size(kKeys)]);
    SCOPED_TRACE(text);
    absl::StatusOr<Query> query = ParseQuery(text, {});
    ASSERT_OK(query);
    // Values of one kind, as columns mostly have, of numbers, or of any.
    const size_t kind_counts[] = {1, 3, 6, 11};
    const size_t kind_count = kind_counts[random() % 4];
    TermRows rows(random() % 3 == 0 ? random() % 300 : random() % 12);
    const bool is_clustered = random() % 2 == 0;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (is_clustered && i > 0 && random() % 4 != 0) {
        rows[i] = rows[i - 1];
        rows[i][2] = RandomTerm(&random, kind_count);
      } else {
        rows[i] = {RandomTerm(&random, 11), RandomTerm(&random, 2), RandomTerm(&random, kind_count),
                   RandomTerm(&random, 11)};
      }
    }
    Pattern group = FindNode(query->pattern, Pattern::Kind::kGroup);
    group.inputs[0] = Pattern();
    group.inputs[0].kind = Pattern::Kind::kValues;
    group.inputs[0].variables = {"a", "b", "c", "d"};
    group.inputs[0].rows = rows;
    const absl::StatusOr<std::unique_ptr<QueryContext>> context =
        QueryContext::Create(*query, view, {});
    ASSERT_OK(context);
    GroupBy group_by(context->get(),
                     std::make_unique<BatchSource>(context->get(), group.inputs[0].variables,
                                                   Interned(rows, context->get()), round),
                     group, nullptr, kNoExists);
    std::vector<std::string> variables;
    for (const Column& column : group_by.columns()) variables.push_back(column.variable);
    const TermRows expected = Referred(*query, group, variables, view);
    row_count += expected.size();
    ASSERT_EQ(Decoded(RowsOf(&group_by), context->get()), expected);
    ASSERT_OK((*context)->limits()->status());
  }
  EXPECT_GT(row_count, rounds);
}

// A group-by over two columns, ?a and ?b, for the tests below.
struct Grouping {
  Grouping(std::string_view text, const IdRows& rows, const EvaluationOptions& options = {})
      : view({}, MemoryView::Ids::kInline) {
    absl::StatusOr<Query> parsed = ParseQuery(text, {});
    EXPECT_OK(parsed);
    query = *std::move(parsed);
    absl::StatusOr<std::unique_ptr<QueryContext>> made = QueryContext::Create(query, view, options);
    EXPECT_OK(made);
    context = *std::move(made);
    group_by = std::make_unique<GroupBy>(
        context.get(),
        std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"a", "b"}, rows, 1,
                                      5000),
        FindNode(query.pattern, Pattern::Kind::kGroup), nullptr, kNoExists);
  }

  MemoryView view;
  Query query;
  std::unique_ptr<QueryContext> context;
  std::unique_ptr<GroupBy> group_by;
};

IdRows Numbers(size_t count) {
  IdRows rows;
  for (size_t i = 0; i < count; ++i) {
    rows.push_back({TermId(IdKind::kIri, i % 40'000), TermId(IdKind::kIri, i)});
  }
  return rows;
}

TEST(GroupByTest, KeepsGroupsApartWhenTheTableHasGrownOften) {
  Grouping grouping(
      "SELECT ?a (COUNT(*) AS ?n) (COUNT(DISTINCT ?b) AS ?m) { ?a ?p ?b } GROUP BY ?a",
      Numbers(200'000));
  const IdRows rows = RowsOf(grouping.group_by.get());
  ASSERT_THAT(rows, SizeIs(40'000));
  const TermId five = grouping.context->pool()->Intern(Value::Integer(5));
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSERT_THAT(rows[i], ElementsAre(TermId(IdKind::kIri, i), five, five));
  }
}

TEST(GroupByTest, EndsWithTheBudget) {
  const std::string_view texts[] = {
      "SELECT ?b (COUNT(*) AS ?n) { ?a ?p ?b } GROUP BY ?b",
      "SELECT (COUNT(DISTINCT ?b) AS ?n) { ?a ?p ?b }",
      "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?p ?b }",
      "SELECT (GROUP_CONCAT(\"twenty characters or so\") AS ?n) { ?a ?p ?b }",
  };
  for (const std::string_view text : texts) {
    Grouping grouping(text, Numbers(200'000), {.memory_budget_bytes = 1 << 20});
    EXPECT_THAT(RowsOf(grouping.group_by.get()), IsEmpty());
    EXPECT_TRUE(absl::IsResourceExhausted(grouping.context->limits()->status())) << text;
  }
}

TEST(GroupByTest, SaysWhatItDoes) {
  Grouping grouping("SELECT ?a (COUNT(*) AS ?n) (SUM(DISTINCT ?b) AS ?m) { ?a ?p ?b } GROUP BY ?a",
                    {});
  EXPECT_EQ(grouping.group_by->Name(), "group by");
  EXPECT_EQ(grouping.group_by->Detail(), "?a; count(*), sum(distinct ?b)");
}

}  // namespace
}  // namespace entente
