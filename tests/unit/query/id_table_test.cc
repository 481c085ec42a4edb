// Rows kept in memory, and batches in the sequence of a key.
#include "query/exec/id_table.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/exec/input_rows.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

IdRows RandomRows(std::mt19937_64* random, size_t count, size_t width) {
  IdRows rows(count);
  const uint64_t value_count = 1 + (*random)() % 20;
  for (std::vector<TermId>& row : rows) {
    for (size_t i = 0; i < width; ++i) {
      row.push_back(TermId(IdKind::kInteger, (*random)() % value_count));
    }
  }
  return rows;
}

TEST(IdTableTest, TableScansGiveTheRowsThatWereAppended) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  for (uint64_t round = 0; round < TestRounds(100); ++round) {
    const size_t count = round % 10 == 0 ? random() % (3 * kBatchRowCount) : random() % 30;
    const IdRows rows = RandomRows(&random, count, 3);
    BatchSource source(context.get(), {"a", "b", "c"}, rows, round, 1000);
    const auto table = std::make_shared<IdTable>(context.get(), source.columns());
    table->AppendAll(&source);
    std::vector<TermId> one_more = {TermId(), TermId(IdKind::kIri, 1), TermId(IdKind::kIri, 2)};
    ASSERT_TRUE(table->Append(one_more));
    ASSERT_EQ(table->row_count(), count + 1);
    IdRows expected;
    for (const std::vector<TermId>& row : rows) expected.push_back({row[2], row[1]});
    expected.push_back({one_more[2], one_more[1]});
    TableScan scan(context.get(), table, {"c", "b"});
    ASSERT_EQ(RowsOf(&scan), expected);
  }
}

TEST(IdTableTest, WhatItHoldsIsChargedUntilItIsCleared) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context =
      *QueryContext::Create(Query(), view, {.memory_budget_bytes = 1 << 20});
  const uint64_t free_bytes = context->limits()->free_bytes();
  {
    IdTable table(context.get(), {{"a"}, {"b"}});
    const std::vector<TermId> row(2);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(table.Append(row));
    EXPECT_LE(context->limits()->free_bytes(), free_bytes - 16'000);
    table.Clear();
    EXPECT_EQ(table.row_count(), 0u);
    EXPECT_EQ(context->limits()->free_bytes(), free_bytes);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(table.Append(row));
  }
  EXPECT_EQ(context->limits()->free_bytes(), free_bytes);
  const auto table = std::make_shared<IdTable>(context.get(), std::vector<Column>{{"a"}});
  const std::vector<TermId> row = {TermId(IdKind::kIri, 1)};
  int count = 0;
  while (count < 200'000 && table->Append(row)) ++count;
  EXPECT_LT(count, 200'000);
  EXPECT_TRUE(absl::IsResourceExhausted(context->limits()->status()));
  EXPECT_EQ(TableScan(context.get(), table, {"a"}).Name(), "values");
}

TEST(InputRowsTest, EachBatchComesByKeyInRunsOfEqualOnes) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  for (uint64_t round = 0; round < TestRounds(500); ++round) {
    IdRows rows = RandomRows(&random, random() % 60, 3);
    if (random() % 4 == 0) std::sort(rows.begin(), rows.end());
    std::vector<size_t> key_columns = {0, 2, 1};
    key_columns.resize(random() % 4);
    const auto key = [&](const std::vector<TermId>& row) {
      std::vector<TermId> ids;
      for (const size_t column : key_columns) ids.push_back(row[column]);
      return ids;
    };
    InputRows input(std::make_unique<BatchSource>(
                        context.get(), std::vector<std::string>{"a", "b", "c"}, rows, round, 30),
                    key_columns);
    size_t first = 0;
    while (input.NextBatch()) {
      // Equal keys keep the sequence of the input.
      const size_t count = input.row_count();
      IdRows expected(rows.begin() + static_cast<std::ptrdiff_t>(first),
                      rows.begin() + static_cast<std::ptrdiff_t>(first + count));
      std::stable_sort(expected.begin(), expected.end(),
                       [&](const auto& a, const auto& b) { return key(a) < key(b); });
      for (size_t i = 0; i < count; ++i) {
        std::vector<TermId> row;
        for (const TermId* const column : input.batch().columns) {
          row.push_back(column[input.Row(i)]);
        }
        ASSERT_EQ(row, expected[i]);
        size_t end = i;
        while (end < count && key(expected[end]) == key(expected[i])) ++end;
        ASSERT_EQ(input.RunEnd(i), end);
      }
      first += count;
    }
    ASSERT_EQ(first, rows.size());
  }
  InputRows none(nullptr, {});
  ASSERT_TRUE(none.NextBatch());
  EXPECT_EQ(none.row_count(), 1u);
  EXPECT_EQ(none.RunEnd(0), 1u);
  EXPECT_FALSE(none.NextBatch());
}

}  // namespace
}  // namespace entente
