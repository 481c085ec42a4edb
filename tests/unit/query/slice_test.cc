#include "query/exec/slice.h"

#include <optional>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"

namespace entente {
namespace {

class SliceTest : public testing::Test {
 protected:
  SliceTest() : view_({}), context_(*QueryContext::Create(Query(), view_, {})) {
    for (size_t i = 0; i < 60; ++i) rows_.push_back({TermId(IdKind::kIri, i)});
  }

  MemoryView view_;
  std::unique_ptr<QueryContext> context_;
  IdRows rows_;
};

TEST_F(SliceTest, GivesTheRowsFromTheOffsetUpToTheLimit) {
  const std::optional<uint64_t> limits[] = {std::nullopt, 0, 1, 7, 59, 60, 1000, ~uint64_t{0}};
  for (const uint64_t offset : {0, 1, 13, 59, 60, 61, 1000}) {
    for (const std::optional<uint64_t>& limit : limits) {
      IdRows expected;
      for (size_t i = offset; i < rows_.size(); ++i) {
        if (limit.has_value() && i - offset >= *limit) break;
        expected.push_back(rows_[i]);
      }
      Slice slice(context_.get(),
                  std::make_unique<BatchSource>(context_.get(), std::vector<std::string>{"a"},
                                                rows_, offset, 9),
                  offset, limit);
      EXPECT_EQ(RowsOf(&slice), expected) << slice.Detail();
    }
  }
}

TEST_F(SliceTest, AsksForNoBatchMoreThanItNeeds) {
  auto source =
      std::make_unique<BatchSource>(context_.get(), std::vector<std::string>{"a"}, rows_, 1, 1);
  const BatchSource& asked = *source;
  Slice slice(context_.get(), std::move(source), 2, 3);
  EXPECT_EQ(RowsOf(&slice).size(), 3u);
  EXPECT_EQ(asked.call_count(), 5u);
  EXPECT_EQ(slice.Detail(), "3 from 2");
}

}  // namespace
}  // namespace entente
