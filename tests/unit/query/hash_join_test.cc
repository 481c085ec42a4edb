// Joins of the engine against nested loops over the definitions of section 18.5.
#include "query/exec/hash_join.h"

#include <algorithm>
#include <random>
#include <set>
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

using ::testing::IsEmpty;

const ExistsTest kNoExists = [](const Pattern&, const Solution&) { return false; };
const OuterBindings kNoOuter;

struct Side {
  std::vector<std::string> variables = {};
  IdRows rows = {};

  TermId Get(const std::vector<TermId>& row, const std::string& variable) const {
    const auto found = std::find(variables.begin(), variables.end(), variable);
    return found == variables.end() ? TermId()
                                    : row[static_cast<size_t>(found - variables.begin())];
  }
  bool IsAlwaysBound(const std::string& variable) const {
    return std::count(variables.begin(), variables.end(), variable) > 0 &&
           std::none_of(rows.begin(), rows.end(),
                        [&](const auto& row) { return Get(row, variable).is_none(); });
  }
};

// Columns of which some rows leave some unbound.
Side RandomSide(std::mt19937_64* random, std::vector<std::string> names, size_t row_count_max,
                QueryContext* context) {
  Side side;
  std::shuffle(names.begin(), names.end(), *random);
  for (const std::string& name : names) {
    if ((*random)() % 3 > 0) side.variables.push_back(name);
  }
  const uint64_t value_count = 1 + (*random)() % 8;
  std::vector<bool> may_be_unbound;
  for (size_t i = 0; i < side.variables.size(); ++i) {
    may_be_unbound.push_back((*random)() % 3 == 0);
  }
  side.rows.resize((*random)() % (row_count_max + 1));
  for (std::vector<TermId>& row : side.rows) {
    for (size_t i = 0; i < side.variables.size(); ++i) {
      const bool is_unbound = may_be_unbound[i] && (*random)() % 3 == 0;
      const auto value = static_cast<int64_t>((*random)() % value_count);
      row.push_back(is_unbound ? TermId() : context->pool()->Intern(Value::Integer(value)));
    }
  }
  return side;
}

// The definition. Rows have the columns `output`.
IdRows Joined(JoinKind kind, const Side& left, const Side& right,
              const std::vector<Expression>& condition, const std::vector<std::string>& output,
              QueryContext* context) {
  std::vector<std::string> all = left.variables;
  for (const std::string& name : right.variables) {
    if (std::count(all.begin(), all.end(), name) == 0) all.push_back(name);
  }
  ExpressionEvaluator evaluator(context->pool(), context->functions(), context->limits(),
                                kNoExists);
  const std::vector<TermId> nothing(right.variables.size());
  const auto merged = [&](const std::vector<std::string>& names, const std::vector<TermId>& a,
                          const std::vector<TermId>& b) {
    std::vector<TermId> row;
    for (const std::string& name : names) {
      const TermId id = left.Get(a, name);
      row.push_back(id.is_none() ? right.Get(b, name) : id);
    }
    return row;
  };
  IdRows joined;
  for (const std::vector<TermId>& a : left.rows) {
    bool has_partner = false;
    for (const std::vector<TermId>& b : right.rows) {
      bool is_compatible = true;
      bool overlaps = false;
      for (const std::string& name : all) {
        const TermId x = left.Get(a, name);
        const TermId y = right.Get(b, name);
        if (x.is_none() || y.is_none()) continue;
        overlaps = true;
        if (x != y) is_compatible = false;
      }
      if (!is_compatible || (kind == JoinKind::kMinus && !overlaps)) continue;
      const std::vector<TermId> row = merged(all, a, b);
      if (!evaluator.AllHold(condition, {.variables = &all, .row = row, .outer = &kNoOuter})) {
        continue;
      }
      has_partner = true;
      if (kind == JoinKind::kInner || kind == JoinKind::kLeft) {
        joined.push_back(merged(output, a, b));
      }
    }
    const bool is_given =
        kind == JoinKind::kSemi ? has_partner : kind != JoinKind::kInner && !has_partner;
    if (is_given) joined.push_back(merged(output, a, nothing));
  }
  return joined;
}

constexpr std::string_view kConditions[] = {"?a < ?d", "?c = ?e || ?b > 2", "BOUND(?c)", "?d != 1",
                                            "!BOUND(?e) && ?b >= 0"};

std::vector<Expression> Condition(std::string_view text) {
  const Query query = *ParseQuery(StrCat("SELECT * { ?x ?y ?z FILTER(", text, ") }"), {});
  return FindNode(query.pattern, Pattern::Kind::kFilter).expressions;
}

TEST(HashJoinTest, GivesWhatTheDefinitionGives) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t row_count = 0;
  size_t seeded_count = 0;
  const MemoryView view({}, MemoryView::Ids::kInline);
  const uint64_t rounds = TestRounds(1500);
  for (uint64_t round = 0; round < rounds; ++round) {
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
    const size_t row_count_max = round % 20 == 0 ? 300 : 15;
    const Side left = RandomSide(&random, {"a", "b", "c"}, row_count_max, context.get());
    const Side right = RandomSide(&random, {"b", "c", "d", "e"}, row_count_max, context.get());
    const auto kind = static_cast<JoinKind>(random() % 5);
    std::vector<Expression> condition;
    if (kind == JoinKind::kLeft && random() % 2 == 0) {
      condition = Condition(kConditions[random() % std::size(kConditions)]);
    }
    std::vector<std::string> output = left.variables;
    if (kind == JoinKind::kInner || kind == JoinKind::kLeft) {
      for (const std::string& name : right.variables) {
        if (std::count(output.begin(), output.end(), name) == 0) output.push_back(name);
      }
    }
    std::shuffle(output.begin(), output.end(), random);
    output.resize(output.size() - random() % (output.size() + 1) / 2);

    const auto plan = [&](IdRows rows) {
      return std::make_unique<BatchSource>(context.get(), right.variables, std::move(rows), round,
                                           7);
    };
    OperatorPtr whole = plan(right.rows);
    const std::vector<Column> right_columns = whole->columns();
    RightSide right_side = RightSide::Whole(std::move(whole));
    for (const std::string& name : left.variables) {
      if (left.IsAlwaysBound(name) && right.IsAlwaysBound(name) && random() % 2 == 0) {
        right_side.seed_variables.push_back(name);
      }
    }
    if (!right_side.seed_variables.empty()) {
      right_side.whole_cost = static_cast<double>(random() % 200'000);
      right_side.seeded = [&, names = right_side.seed_variables](
                              const std::shared_ptr<const IdTable>& seeds) -> OperatorPtr {
        ++seeded_count;
        std::set<std::vector<TermId>> keys;
        for (size_t row = 0; row < seeds->row_count(); ++row) {
          std::vector<TermId> key;
          for (size_t i = 0; i < names.size(); ++i) key.push_back(seeds->ids(i)[row]);
          EXPECT_TRUE(keys.insert(key).second) << "a seed twice";
        }
        IdRows rows = right.rows;
        std::erase_if(rows, [&](const std::vector<TermId>& row) {
          std::vector<TermId> key;
          for (const std::string& name : names) key.push_back(right.Get(row, name));
          return !keys.contains(key);
        });
        return plan(std::move(rows));
      };
    }
    HashJoin join(context.get(),
                  std::make_unique<BatchSource>(context.get(), left.variables, left.rows, round,
                                                1 + random() % 90),
                  right_columns, std::move(right_side),
                  {.kind = kind,
                   .condition = condition.empty() ? nullptr : &condition,
                   .outer = &kNoOuter,
                   .exists = kNoExists,
                   .output = output});
    IdRows expected = Joined(kind, left, right, condition, output, context.get());
    IdRows actual = RowsOf(&join);
    ASSERT_OK(context->limits()->status());
    row_count += expected.size();
    // Left rows come in their sequence, except those that OPTIONAL leaves as they are.
    if (kind == JoinKind::kLeft) {
      std::sort(expected.begin(), expected.end());
      std::sort(actual.begin(), actual.end());
    }
    ASSERT_EQ(actual, expected) << join.Name() << " " << join.Detail();
  }
  if (rounds >= kTellingRounds) {
    EXPECT_GT(row_count, 5 * rounds);
    EXPECT_GT(seeded_count, rounds / 20);
  }
}

// Rows (i, i % `value_count`).
IdRows Numbers(size_t count, size_t value_count) {
  IdRows rows;
  for (size_t i = 0; i < count; ++i) {
    rows.push_back({TermId(IdKind::kInteger, i), TermId(IdKind::kInteger, i % value_count)});
  }
  return rows;
}

TEST(HashJoinTest, PartnersOfOneRowSpanBatches) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  const Side left = {{"a", "k"}, Numbers(5, 2)};
  const Side right = {{"b", "k"}, Numbers(3 * kBatchRowCount, 2)};
  for (const JoinKind kind : {JoinKind::kInner, JoinKind::kLeft}) {
    OperatorPtr plan =
        std::make_unique<BatchSource>(context.get(), right.variables, right.rows, 1, 5000);
    const std::vector<Column> columns = plan->columns();
    HashJoin join(context.get(),
                  std::make_unique<BatchSource>(context.get(), left.variables, left.rows, 1),
                  columns, RightSide::Whole(std::move(plan)),
                  {.kind = kind, .outer = &kNoOuter, .exists = kNoExists, .output = {"a", "b"}});
    EXPECT_EQ(RowsOf(&join), Joined(kind, left, right, {}, {"a", "b"}, context.get()));
  }
}

TEST(HashJoinTest, EndsWithTheBudgetAndSaysWhatItDoes) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context =
      *QueryContext::Create(Query(), view, {.memory_budget_bytes = 1 << 20});
  const auto join = [&](JoinKind kind, size_t right_count) {
    OperatorPtr plan = std::make_unique<BatchSource>(
        context.get(), std::vector<std::string>{"b", "k"}, Numbers(right_count, 1000), 1, 5000);
    const std::vector<Column> columns = plan->columns();
    return std::make_unique<HashJoin>(
        context.get(),
        std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"a", "k"},
                                      Numbers(5, 5), 1),
        columns, RightSide::Whole(std::move(plan)),
        HashJoin::Options{.kind = kind, .outer = &kNoOuter, .exists = kNoExists, .output = {"a"}});
  };
  EXPECT_EQ(join(JoinKind::kInner, 1)->Name(), "hash join");
  EXPECT_EQ(join(JoinKind::kLeft, 1)->Name(), "left join");
  EXPECT_EQ(join(JoinKind::kSemi, 1)->Name(), "semi join");
  EXPECT_EQ(join(JoinKind::kAnti, 1)->Name(), "anti join");
  EXPECT_EQ(join(JoinKind::kMinus, 1)->Name(), "minus");
  EXPECT_EQ(join(JoinKind::kMinus, 1)->Detail(), "on ?k");
  EXPECT_EQ(RowsOf(join(JoinKind::kSemi, 1000).get()).size(), 5u);
  ASSERT_OK(context->limits()->status());
  EXPECT_THAT(RowsOf(join(JoinKind::kInner, 200'000).get()), IsEmpty());
  EXPECT_TRUE(absl::IsResourceExhausted(context->limits()->status()));
}

}  // namespace
}  // namespace entente
