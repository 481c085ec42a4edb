#include "query/exec/union_all.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"

namespace entente {
namespace {

using ::testing::ElementsAre;

TEST(UnionAllTest, GivesThePartsOneAfterTheOtherUnboundWhereTheyHaveNoColumn) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  const std::vector<std::string> names = {"a", "b", "c"};
  for (uint64_t round = 0; round < TestRounds(300); ++round) {
    IdRows expected;
    const auto make_part = [&]() -> OperatorPtr {
      std::vector<std::string> variables;
      for (const std::string& name : names) {
        if (random() % 2 == 0) variables.insert(variables.begin(), name);
      }
      IdRows rows(random() % 20);
      for (std::vector<TermId>& row : rows) {
        for (size_t i = 0; i < variables.size(); ++i) {
          row.push_back(TermId(IdKind::kInteger, random() % 50));
        }
        std::vector<TermId>& given = expected.emplace_back();
        for (const std::string& name : names) {
          const auto found = std::find(variables.begin(), variables.end(), name);
          given.push_back(found == variables.end()
                              ? TermId()
                              : row[static_cast<size_t>(found - variables.begin())]);
        }
      }
      return std::make_unique<BatchSource>(context.get(), variables, rows, random(), 8);
    };
    std::vector<OperatorPtr> parts;
    for (size_t i = random() % 4; i > 0; --i) parts.push_back(make_part());
    const size_t more_count = random() % 4;
    std::vector<size_t> asked;
    const UnionAll::MakePart more = [&](size_t part) -> OperatorPtr {
      asked.push_back(part);
      return part < more_count ? make_part() : nullptr;
    };
    std::vector<Column> columns;
    for (const std::string& name : names) columns.push_back({name, true});
    const bool has_more = random() % 2 == 0;
    UnionAll all(context.get(), columns, std::move(parts), has_more ? more : nullptr);
    const IdRows actual = RowsOf(&all);
    ASSERT_EQ(actual, expected);
    ASSERT_EQ(asked.size(), has_more ? more_count + 1 : 0);
    for (size_t i = 0; i < asked.size(); ++i) ASSERT_EQ(asked[i], i);
  }
}

TEST(UnionAllTest, AsksForNoPartBeforeItIsNeeded) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  std::vector<size_t> asked;
  UnionAll all(context.get(), {{"a", true}}, {}, [&](size_t part) -> OperatorPtr {
    asked.push_back(part);
    return std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"a"},
                                         IdRows{{TermId(IdKind::kInteger, part)}}, 1);
  });
  EXPECT_EQ(all.Name(), "union");
  Batch batch;
  ASSERT_TRUE(all.Next(&batch));
  EXPECT_THAT(asked, ElementsAre(0));
  ASSERT_TRUE(all.Next(&batch));
  EXPECT_THAT(asked, ElementsAre(0, 1));
  // Of the parts made on the way, EXPLAIN sees the current one.
  EXPECT_EQ(all.inputs().size(), 1u);
}

}  // namespace
}  // namespace entente
