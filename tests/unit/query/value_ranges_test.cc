// Ranges of ids against the comparisons that they stand for.
#include "query/plan/value_ranges.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/evaluation/expression_evaluator.h"
#include "schema/text.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ExpressionEvaluator::ExistsTest kNoExists = [](const Pattern&, const Solution&) {
  return false;
};

Term Typed(std::string lexical, std::string_view type) {
  return Literal{std::move(lexical), StrCat("http://www.w3.org/2001/XMLSchema#", type)};
}

// Values that meet: the same ones in many datatypes, canonical and not.
Term RandomValue(std::mt19937_64* random) {
  const uint64_t number = (*random)() % 6;
  const std::string sign = (*random)() % 3 == 0 ? "-" : "";
  const std::string zone = (*random)() % 2 == 0 ? "" : (*random)() % 2 == 0 ? "Z" : "+13:00";
  switch ((*random)() % 14) {
    case 0:
    case 1:
      return Typed(StrCat(sign, number), "integer");
    case 2:
      return Typed(StrCat(sign, number, ".5"), "decimal");
    case 3:
      return Typed(StrCat(sign, number, ".0"), "decimal");
    case 4:
      return Typed(StrCat(sign, number, ".5E0"), "double");
    case 5:
      return Typed(StrCat(sign, number), "float");
    case 6:
      return Typed(StrCat(sign, "0", number), "integer");
    case 7:
      return Typed(StrCat(sign, number), "int");
    case 8:
      return Typed(StrCat("2024-01-0", 1 + number, zone), "date");
    case 9:
      return Typed(StrCat("2024-01-0", 1 + number % 2, "T1", number, ":00:00", zone), "dateTime");
    case 10:
      return Typed(StrCat(number, "00000000000000000000000"), "integer");
    case 11:
      return Iri(StrCat("http://example.org/", number));
    case 12:
      return Term(number % 2 == 0);
    default:
      return Term(StrCat(number));
  }
}

bool IsIn(const std::vector<IdRange>& ranges, TermId id) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [id](const IdRange& range) { return range.first <= id && id <= range.last; });
}

void ExpectAscending(const std::vector<IdRange>& ranges) {
  for (size_t i = 0; i < ranges.size(); ++i) {
    EXPECT_LE(ranges[i].first, ranges[i].last);
    EXPECT_TRUE(i == 0 || ranges[i - 1].last < ranges[i].first);
  }
}

constexpr Function kComparisons[] = {Function::kEqual,       Function::kNotEqual,
                                     Function::kLess,        Function::kGreater,
                                     Function::kLessOrEqual, Function::kGreaterOrEqual};

TEST(ValueRangesTest, EveryIdForWhichTheComparisonIsTrueLiesInARange) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t true_count = 0;
  size_t outside_count = 0;
  const uint64_t rounds = TestRounds(300);
  for (uint64_t round = 0; round < rounds; ++round) {
    std::vector<Quad> quads;
    for (int i = 0; i < 40; ++i) {
      quads.push_back(
          {Iri("http://example.org/s"), Iri("http://example.org/p"), RandomValue(&random)});
    }
    const MemoryView view(
        quads, round % 4 == 0 ? MemoryView::Ids::kOfDictionary : MemoryView::Ids::kInline);
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
    ExpressionEvaluator evaluator(context->pool(), context->functions(), context->limits(),
                                  kNoExists);
    for (int i = 0; i < 20; ++i) {
      std::vector<Expression> sides = {Expression::OfVariable("v"),
                                       Expression::OfTerm(RandomValue(&random))};
      if (random() % 2 == 0) std::swap(sides[0], sides[1]);
      const Expression comparison =
          Expression::OfCall(kComparisons[random() % std::size(kComparisons)], sides);
      SCOPED_TRACE(ToSExpression(comparison));
      EXPECT_FALSE(ValueRanges(comparison, "other", context.get()).has_value());
      const std::optional<std::vector<IdRange>> ranges =
          ValueRanges(comparison, "v", context.get());
      if (!ranges.has_value()) continue;
      ExpectAscending(*ranges);
      const std::vector<std::string> variables = {"v"};
      const OuterBindings outer;
      for (const Quad& quad : quads) {
        const TermId id = context->pool()->Intern(quad.object);
        const bool is_true = evaluator.Holds(
            comparison, {.variables = &variables, .row = std::span(&id, 1), .outer = &outer});
        const bool is_in = IsIn(*ranges, id);
        ASSERT_TRUE(is_in || !is_true) << quad.object.ToString();
        true_count += is_true ? 1 : 0;
        outside_count += is_in ? 0 : 1;
      }
    }
  }
  // The test would say nothing if all were true or all were in a range.
  if (rounds >= kTellingRounds) {
    EXPECT_GT(true_count, rounds * 20);
    EXPECT_GT(outside_count, rounds * 20);
  }
}

TEST(ValueRangesTest, OtherExpressionsSayNothing) {
  const MemoryView view({}, MemoryView::Ids::kInline);
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  const Expression v = Expression::OfVariable("v");
  const Expression one = Expression::OfTerm(Term(int64_t{1}));
  for (const Expression& expression :
       {v, one, Expression::OfCall(Function::kBound, {v}),
        Expression::OfCall(Function::kNotEqual, {v, one}),
        Expression::OfCall(Function::kLess, {v, v}),
        Expression::OfCall(Function::kLess, {v, Expression::OfTerm(Term("text"))}),
        Expression::OfCall(Function::kLess, {one, one})}) {
    EXPECT_FALSE(ValueRanges(expression, "v", context.get()).has_value())
        << ToSExpression(expression);
  }
  EXPECT_TRUE(
      ValueRanges(Expression::OfCall(Function::kLess, {v, one}), "v", context.get()).has_value());
}

TEST(IntersectRangesTest, HasWhatBothHave) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const auto random_ranges = [&] {
    std::vector<IdRange> ranges;
    for (uint64_t id = random() % 5; id < 30; id += 2 + random() % 6) {
      const uint64_t last = id + random() % 5;
      ranges.push_back({TermId(id), TermId(last)});
      id = last;
    }
    return ranges;
  };
  for (uint64_t round = 0; round < TestRounds(1000); ++round) {
    const std::vector<IdRange> a = random_ranges();
    const std::vector<IdRange> b = random_ranges();
    const std::vector<IdRange> both = IntersectRanges(a, b);
    ExpectAscending(both);
    for (uint64_t id = 0; id < 45; ++id) {
      ASSERT_EQ(IsIn(both, TermId(id)), IsIn(a, TermId(id)) && IsIn(b, TermId(id))) << id;
    }
  }
  EXPECT_THAT(IntersectRanges({}, {{TermId(1), TermId(2)}}), IsEmpty());
  EXPECT_THAT(IntersectRanges({{TermId(1), TermId(5)}}, {{TermId(5), TermId(9)}}),
              ElementsAre(IdRange{TermId(5), TermId(5)}));
}

}  // namespace
}  // namespace entente
