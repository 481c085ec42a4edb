// ORDER BY of the engine against the reference evaluator.
#include "query/exec/sort.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/exec/id_order.h"
#include "query/exec/value_ranks.h"
#include "query/expression/compare.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::IsEmpty;

const ExistsTest kNoExists = [](const Pattern&, const Solution&) { return false; };
constexpr size_t kKindCount = 21;

Term Typed(std::string lexical, std::string_view type) {
  return Literal{std::move(lexical), StrCat("http://www.w3.org/2001/XMLSchema#", type)};
}

// A term of one of the kinds that ORDER BY or the ids tell apart.
Term RandomTerm(std::mt19937_64* random, size_t kind) {
  const uint64_t number = (*random)() % 12;
  const int64_t sign = (*random)() % 2 == 0 ? 1 : -1;
  switch (kind) {
    case 0:
      return Term(sign * static_cast<int64_t>(number));
    case 1:
      return Iri(StrCat("http://example.org/", std::string(number % 3 * 5, 'x'), number));
    case 2:
      return Term(StrCat(std::string(number % 2 * 9, 'y'), number));
    case 3:
      return Typed(StrCat("2024-01-", 10 + number), "date");
    case 4:
      return Typed(StrCat("2024-01-", 10 + number / 4, sign > 0 ? "Z" : "-05:00"), "date");
    case 5:
      return Typed(
          StrCat("2024-01-1", number / 4, "T0", number % 4, ":00:00", sign > 0 ? "Z" : "+02:00"),
          "dateTime");
    case 6:
      return Typed(StrCat("2024-01-1", number / 4, "T0", number % 4, ":00:00"), "dateTime");
    case 7:
      return Term(0.5 * static_cast<double>(sign) * static_cast<double>(number));
    case 8:
      return Typed(number == 0 ? "NaN" : number == 1 ? "-INF" : StrCat(number, ".1"), "float");
    case 9:
      return Typed(number == 0 ? "-0.0E0" : StrCat("1.", number, "E-", number * 40), "double");
    case 10:
      return Typed(StrCat(sign > 0 ? "" : "-", number, ".25"), "decimal");
    case 11:
      return Typed(StrCat("0", number), "integer");
    case 12:
      return Term(number % 2 == 0);
    case 13:
      return BlankNode(StrCat("b", number));
    case 14:
      return Literal{StrCat("text ", number),
                     "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
                     number % 2 == 0 ? "en" : "de"};
    case 15:
      return Typed(StrCat(2000 + number), "gYear");
    case 16:
      return Typed(StrCat("2000-0", 1 + number % 9), "gYearMonth");
    case 17:
      return Triple{Iri("http://example.org/s"), Iri("http://example.org/p"),
                    Term(static_cast<int64_t>(number))};
    case 18:
      return Typed(StrCat("P", number, "D"), "duration");
    case 19:
      return Literal{StrCat(number), "http://example.org/unknown"};
    default:
      return Term();
  }
}

// Mostly of one kind, as columns are, or of any.
Term RandomTerm(std::mt19937_64* random, size_t common_kind, size_t other_one_in) {
  const bool is_common = other_one_in == 0 || (*random)() % other_one_in != 0;
  return RandomTerm(random, is_common ? common_kind : (*random)() % kKindCount);
}

std::vector<Quad> Holding(const TermRows& rows) {
  // Every other term is known to the view, the rest are the pool's own.
  std::vector<Quad> quads;
  for (size_t i = 0; i < rows.size(); i += 2) {
    for (const Term& term : rows[i]) {
      if (term) quads.push_back({Iri("http://example.org/s"), Iri("http://example.org/p"), term});
    }
  }
  return quads;
}

TEST(SortTest, IdsAndRanksSayOfTwoTermsWhatTheOrderOfTheirValuesIs) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t decided_count = 0;
  const uint64_t rounds = TestRounds(200);
  for (uint64_t round = 0; round < rounds; ++round) {
    TermRows terms;
    const size_t others[] = {0, 4, 1};
    const size_t other_one_in = others[random() % 3];
    const size_t common_kind = random() % kKindCount;
    for (size_t i = 0; i < 30; ++i)
      terms.push_back({RandomTerm(&random, common_kind, other_one_in)});
    const MemoryView view(Holding(terms), MemoryView::Ids::kInline);
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
    std::vector<TermId> ids;
    for (const std::vector<TermId>& row : Interned(terms, context.get())) ids.push_back(row[0]);
    const ValueRanks ranked = RankValues(ids, context.get());
    ASSERT_OK(context->limits()->status());
    for (size_t a = 0; a < ids.size(); ++a) {
      ASSERT_LE(ranked.ranks[a], ranked.rank_max);
      for (size_t b = 0; b < ids.size(); ++b) {
        const std::optional<Value> a_value =
            terms[a][0] ? std::optional<Value>(terms[a][0]) : std::nullopt;
        const std::optional<Value> b_value =
            terms[b][0] ? std::optional<Value>(terms[b][0]) : std::nullopt;
        const std::weak_ordering order = OrderOf(a_value.has_value() ? &*a_value : nullptr,
                                                 b_value.has_value() ? &*b_value : nullptr);
        const auto describe = [&] { return testing::PrintToString(std::pair(terms[a], terms[b])); };
        EXPECT_EQ(ranked.ranks[a] <=> ranked.ranks[b], order) << describe();
        const std::optional<std::weak_ordering> by_id = OrderOfIds(ids[a], ids[b]);
        if (!by_id.has_value()) continue;
        EXPECT_EQ(*by_id, order) << describe();
        if (a != b) ++decided_count;
      }
    }
  }
  EXPECT_GT(decided_count, rounds * 30);
}

constexpr std::string_view kOrders[] = {
    "?a",          "DESC(?a)",     "?a ?b",          "DESC(?a) ?b DESC(?c)",
    "?b DESC(?a)", "(STR(?a)) ?b", "?a (?c + 1) ?b", "?x ?a ?a",
};

TEST(SortTest, GivesWhatTheReferenceGives) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const uint64_t rounds = TestRounds(400);
  for (uint64_t round = 0; round < rounds; ++round) {
    const std::string text =
        StrCat("SELECT * { VALUES (?a ?b ?c) {} } ORDER BY ", kOrders[random() % 8]);
    SCOPED_TRACE(text);
    const absl::StatusOr<Query> query = ParseQuery(text, {});
    ASSERT_OK(query);
    // Enough for runs to be merged and for rows to be dropped, now and then.
    TermRows rows(round % 20 == 0 ? random() % 9000 : random() % 60);
    const size_t kinds[] = {random() % kKindCount, random() % kKindCount, random() % kKindCount};
    const size_t others[] = {0, 40, 1};
    const size_t other_one_in = others[random() % 3];
    for (std::vector<Term>& row : rows) {
      for (const size_t kind : kinds) row.push_back(RandomTerm(&random, kind, other_one_in));
    }
    const MemoryView view(
        rows.size() < 100 ? Holding(rows) : std::vector<Quad>(),
        round % 4 == 0 ? MemoryView::Ids::kOfDictionary : MemoryView::Ids::kInline);
    Pattern order_by = FindNode(query->pattern, Pattern::Kind::kOrderBy);
    order_by.inputs[0] = Pattern();
    order_by.inputs[0].kind = Pattern::Kind::kValues;
    order_by.inputs[0].variables = {"a", "b", "c"};
    order_by.inputs[0].rows = rows;
    TermRows expected = Referred(*query, order_by, {"a", "b", "c"}, view);
    std::optional<uint64_t> limit;
    if (random() % 2 == 0) {
      limit = random() % 3 == 0 ? random() % 3000 : random() % 20;
      expected.resize(std::min<size_t>(*limit, expected.size()));
    }
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(*query, view, {});
    Sort sort(
        context.get(),
        std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"a", "b", "c"},
                                      Interned(rows, context.get()), round, 1 + random() % 900),
        order_by.order, limit, nullptr, kNoExists);
    ASSERT_EQ(Decoded(RowsOf(&sort), context.get()), expected) << sort.Name();
    ASSERT_OK(context->limits()->status());
  }
}

TEST(SortTest, EndsWithTheBudgetAndSaysWhatItDoes) {
  const MemoryView view({});
  const Query query = *ParseQuery("SELECT * { ?s ?p ?b } ORDER BY ?a DESC(?b)", {});
  const std::unique_ptr<QueryContext> context =
      *QueryContext::Create(query, view, {.memory_budget_bytes = 1 << 20});
  IdRows rows;
  for (size_t i = 0; i < 200'000; ++i) {
    rows.push_back({TermId(IdKind::kInteger, i), TermId(IdKind::kInteger, i)});
  }
  const std::vector<OrderCondition>& order = FindNode(query.pattern, Pattern::Kind::kOrderBy).order;
  const auto source = [&] {
    return std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"a", "b"}, rows, 1,
                                         5000);
  };
  Sort top(context.get(), source(), order, 10, nullptr, kNoExists);
  EXPECT_EQ(RowsOf(&top).size(), 10u);
  ASSERT_OK(context->limits()->status());
  Sort all(context.get(), source(), order, std::nullopt, nullptr, kNoExists);
  EXPECT_THAT(RowsOf(&all), IsEmpty());
  EXPECT_TRUE(absl::IsResourceExhausted(context->limits()->status()));
  EXPECT_EQ(all.Name(), "sort");
  EXPECT_EQ(top.Name(), "top 10");
  EXPECT_EQ(top.Detail(), "?a, ?b descending");
}

}  // namespace
}  // namespace entente
