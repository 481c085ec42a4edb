#include "query/exec/distinct.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"

namespace entente {
namespace {

using ::testing::SizeIs;

const std::vector<std::string> kNames[] = {
    {}, {"a"}, {"a", "b"}, {"a", "b", "c"}, {"a", "b", "c", "d"}};

class DistinctTest : public testing::Test {
 protected:
  static std::unique_ptr<QueryContext> NewContext(uint64_t budget_bytes = uint64_t{1} << 30) {
    static const MemoryView* const view = new MemoryView({});
    return *QueryContext::Create(Query(), *view, {.memory_budget_bytes = budget_bytes});
  }
};

TEST_F(DistinctTest, GivesEachRowOnceWhenItFirstComes) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t dropped_count = 0;
  const uint64_t rounds = TestRounds(500);
  for (uint64_t round = 0; round < rounds; ++round) {
    const std::vector<std::string>& names = kNames[random() % 5];
    IdRows rows(random() % 2 == 0 ? random() % 20 : random() % 2000);
    const uint64_t id_count = 1 + random() % 60;
    for (std::vector<TermId>& row : rows) {
      for (size_t i = 0; i < names.size(); ++i) {
        const uint64_t number = random() % id_count;
        row.push_back(number == 0 ? TermId() : TermId(IdKind::kIri, number << 40));
      }
    }
    IdRows expected;
    std::set<std::vector<TermId>> seen;
    for (const std::vector<TermId>& row : rows) {
      if (seen.insert(row).second) expected.push_back(row);
    }
    dropped_count += rows.size() - expected.size();
    const std::unique_ptr<QueryContext> context = NewContext();
    Distinct distinct(context.get(),
                      std::make_unique<BatchSource>(context.get(), names, rows, round));
    ASSERT_EQ(RowsOf(&distinct), expected);
  }
  EXPECT_GT(dropped_count, rounds);
}

TEST_F(DistinctTest, GivesTheFirstRowsBeforeItHasAskedForTheLast) {
  const std::unique_ptr<QueryContext> context = NewContext();
  IdRows rows(100, {TermId(IdKind::kIri, 1)});
  rows.push_back({TermId(IdKind::kIri, 2)});
  auto source = std::make_unique<BatchSource>(context.get(), kNames[1], rows, 1, 1);
  const BatchSource& asked = *source;
  Distinct distinct(context.get(), std::move(source));
  Batch batch;
  ASSERT_TRUE(distinct.Next(&batch));
  EXPECT_EQ(asked.call_count(), 1u);
  ASSERT_TRUE(distinct.Next(&batch));
  EXPECT_EQ(batch.row_count, 1u);
  EXPECT_EQ(batch.columns[0][0], TermId(IdKind::kIri, 2));
  EXPECT_FALSE(distinct.Next(&batch));
}

TEST_F(DistinctTest, EndsWithTheBudget) {
  IdRows rows;
  for (size_t i = 0; i < 100'000; ++i) rows.push_back({TermId(IdKind::kIri, i)});
  const std::unique_ptr<QueryContext> context = NewContext(1 << 20);
  Distinct distinct(context.get(),
                    std::make_unique<BatchSource>(context.get(), kNames[1], rows, 1, 5000));
  EXPECT_LT(RowsOf(&distinct).size(), rows.size());
  EXPECT_TRUE(absl::IsResourceExhausted(context->limits()->status()));
}

}  // namespace
}  // namespace entente
