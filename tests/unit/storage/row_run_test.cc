#include "storage/sorting/row_run.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "storage/sorting/external_sort.h"
#include "storage/sorting/radix_sort.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using Rows = std::vector<IdQuad>;

void AppendRows(ChangeSource& source, Rows* rows) {
  ChangeBatch batch;
  while (source.Next(&batch)) {
    for (size_t row = 0; row < batch.rows.row_count; ++row) rows->push_back(batch.rows.Row(row));
  }
  EXPECT_OK(source.status());
}

// What sorting has to give: by the plainest means.
Rows Sorted(TripleOrder order, const Rows& quads) {
  Rows rows;
  for (const IdQuad& quad : quads) rows.push_back(ToOrder(order, quad));
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

// Rows of which each column has about `distinct_counts` different ids of several kinds.
class RandomRows {
 public:
  RandomRows(uint64_t seed, std::array<uint64_t, 4> distinct_counts)
      : random_(seed), distinct_counts_(distinct_counts) {}

  TermId Id(size_t position) {
    const uint64_t number = random_() % distinct_counts_[position];
    if (distinct_counts_[position] == 1) return TermId();
    // Scattered over all 56 bits, close together, or inline.
    switch (number % 3) {
      case 0:
        return TermId(IdKind::kIri, number * 0x9E3779B97F4A7C15 & TermId::kPayloadMask);
      case 1:
        return TermId(IdKind::kLiteral, number);
      default:
        return TermId(IdKind::kInteger, (uint64_t{1} << 55) + number);
    }
  }

  RowChunk Chunk(size_t row_count, Rows* rows) {
    RowChunk chunk;
    std::map<TermId, uint32_t> indexes;
    for (size_t row = 0; row < row_count; ++row) {
      IdQuad quad;
      for (size_t position = 0; position < 4; ++position) {
        quad[position] = Id(position);
        const auto [found, is_new] =
            indexes.emplace(quad[position], static_cast<uint32_t>(chunk.ids.size()));
        if (is_new) {
          chunk.ids.push_back(quad[position]);
          chunk.positions.push_back(0);
        }
        chunk.positions[found->second] |= static_cast<uint8_t>(1 << position);
        chunk.columns[position].push_back(found->second);
      }
      rows->push_back(quad);
    }
    if (distinct_counts_[3] == 1 && row_count > 1) chunk.columns[3].resize(1);
    return chunk;
  }

 private:
  std::mt19937_64 random_;
  std::array<uint64_t, 4> distinct_counts_;
};

constexpr std::array<std::array<uint64_t, 4>, 6> kShapes = {{
    {1000, 5, 300, 1},              // As data is.
    {50, 3000, 50, 7},              // More predicates than one radix pass takes.
    {1, 1, 1, 1},                   // Nothing to sort by.
    {5, 1, 4, 1},                   // Many duplicates.
    {100'000, 70'000, 90'000, 20},  // Below 64 bits.
    {100'000, 100'000, 100'000, 100'000},
}};

TEST(RowRunTest, GivesAllOrdersAsSortingWould) {
  SCOPED_TRACE(TestSeed());
  for (const auto& shape : kShapes) {
    for (const unsigned thread_count : {1, 2}) {
      RandomRows random(TestSeed(), shape);
      Rows rows;
      RowRun run;
      for (const size_t row_count : {1, 5000, 0, 20'000, 3000})
        run.Add(random.Chunk(row_count, &rows));
      EXPECT_EQ(run.row_count(), rows.size());
      std::map<TripleOrder, Rows> results;
      std::mutex mutex;
      ASSERT_OK(run.SortQuads(thread_count, [&](TripleOrder order, ChangeSource& source) {
        Rows result;
        AppendRows(source, &result);
        const std::lock_guard lock(mutex);
        EXPECT_TRUE(results.emplace(order, std::move(result)).second);
        return absl::OkStatus();
      }));
      EXPECT_EQ(run.row_count(), 0u);
      EXPECT_EQ(results.size(), kQuadOrders.size());
      for (const TripleOrder order : kQuadOrders) {
        EXPECT_TRUE(results[order] == Sorted(order, rows)) << OrderName(order);
      }
    }
  }
}

TEST(RowRunTest, RowsThatNeedMoreThanSixtyFourBitsAreSortedToo) {
  // 2^17 different ids in each of the four columns.
  Rows rows;
  RowChunk chunk;
  std::mt19937_64 random(TestSeed());
  for (uint32_t number = 0; number < (1u << 17) + 1; ++number) {
    IdQuad quad;
    for (size_t position = 0; position < 4; ++position) {
      quad[position] = TermId(IdKind::kIri, random() & TermId::kPayloadMask);
      chunk.columns[position].push_back(static_cast<uint32_t>(chunk.ids.size()));
      chunk.ids.push_back(quad[position]);
      chunk.positions.push_back(static_cast<uint8_t>(1 << position));
    }
    rows.push_back(quad);
  }
  RowRun run;
  run.Add(std::move(chunk));
  ASSERT_OK(run.SortTripleTerms([&](TripleOrder order, ChangeSource& source) {
    Rows result;
    AppendRows(source, &result);
    EXPECT_TRUE(result == Sorted(order, rows)) << OrderName(order);
    return absl::OkStatus();
  }));
}

TEST(RowRunTest, AnErrorOfTheConsumerIsReturned) {
  for (const TripleOrder failing : kQuadOrders) {
    RandomRows random(TestSeed(), kShapes[0]);
    Rows rows;
    RowRun run;
    run.Add(random.Chunk(100, &rows));
    EXPECT_THAT(run.SortQuads(2,
                              [&](TripleOrder order, ChangeSource& /*source*/) {
                                return order == failing ? absl::ResourceExhaustedError("disk full")
                                                        : absl::OkStatus();
                              }),
                StatusIs(absl::StatusCode::kResourceExhausted));
  }
}

TEST(ExternalSortTest, MergesRunsAsSortingWould) {
  SCOPED_TRACE(TestSeed());
  for (const auto& shape : kShapes) {
    // So many small runs that they are merged in two rounds, and a few large ones.
    for (const auto& [run_count, row_count] : {std::pair{150, 20}, std::pair{4, 10'000}}) {
      RandomRows random(TestSeed(), shape);
      TempDir directory;
      ExternalSort sort(directory.path());
      Rows rows;
      for (int index = 0; index < run_count; ++index) {
        RowRun run;
        run.Add(random.Chunk(static_cast<size_t>(row_count), &rows));
        ASSERT_OK(run.SortQuads(2, [&](TripleOrder order, ChangeSource& source) {
          return sort.AddRun(order, source);
        }));
      }
      for (const TripleOrder order : kQuadOrders) {
        EXPECT_TRUE(sort.has_runs(order));
        ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ChangeSource> merged, sort.Merge(order));
        Rows result;
        AppendRows(*merged, &result);
        EXPECT_TRUE(result == Sorted(order, rows)) << OrderName(order);
        EXPECT_FALSE(sort.has_runs(order));
      }
    }
  }
}

TEST(ExternalSortTest, LeavesNoFilesBehind) {
  TempDir directory;
  ExternalSort sort(directory.path());
  RandomRows random(TestSeed(), kShapes[0]);
  Rows rows;
  RowRun run;
  run.Add(random.Chunk(1000, &rows));
  ASSERT_OK(run.SortQuads(1, [&](TripleOrder order, ChangeSource& source) {
    EXPECT_OK(sort.AddRun(order, source));
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
    return absl::OkStatus();
  }));
}

TEST(ExternalSortTest, ADirectoryThatIsNotThereIsAnErrorThatNamesIt) {
  ExternalSort sort("/nowhere/at/all");
  RandomRows random(TestSeed(), kShapes[0]);
  Rows rows;
  RowRun run;
  run.Add(random.Chunk(1, &rows));
  EXPECT_THAT(run.SortQuads(1, [&](TripleOrder order,
                                   ChangeSource& source) { return sort.AddRun(order, source); }),
              StatusIs(absl::StatusCode::kNotFound, ::testing::HasSubstr("/nowhere/at/all")));
}

TEST(RadixSortTest, SortsStablyByAnyBits) {
  SCOPED_TRACE(TestSeed());
  std::mt19937_64 random(TestSeed());
  struct Value {
    uint64_t key;
    size_t place;
  };
  for (uint64_t round = 0; round < TestRounds(100); ++round) {
    const int shift = static_cast<int>(random() % 64);
    const int bits = static_cast<int>(random() % static_cast<uint64_t>(65 - shift));
    const uint64_t mask = bits == 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
    std::vector<Value> values(random() % 3000);
    for (size_t place = 0; place < values.size(); ++place) {
      values[place] = {.key = random() % 2 == 0 ? random() : random() % 16 << shift,
                       .place = place};
    }
    std::vector<Value> expected = values;
    std::ranges::stable_sort(expected, {},
                             [&](const Value& value) { return value.key >> shift & mask; });
    std::vector<Value> first(values.size());
    std::vector<Value> second(values.size());
    const std::span<const Value> sorted =
        RadixSort(std::span<const Value>(values), std::span(first), std::span(second), shift, bits,
                  [](const Value& value) { return value.key; });
    EXPECT_TRUE(std::ranges::equal(sorted, expected, {}, &Value::place, &Value::place));
  }
}

}  // namespace
}  // namespace entente
