#include "storage/triples/column_block.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "storage/triples/bit_packing.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "xxhash.h"

namespace entente {
namespace {

using Column = std::vector<uint64_t>;
using Table = std::vector<Column>;
using Row = std::vector<uint64_t>;
constexpr PagePlace kPlace = {.order = 3, .number = 77};

std::string Encoded(const Table& table, PagePlace place = kPlace) {
  const std::vector<std::span<const uint64_t>> columns(table.begin(), table.end());
  std::string bytes;
  EncodeColumnBlock(columns, place, &bytes);
  return bytes;
}

Row RowOf(const Table& table, size_t row, size_t column_count) {
  Row values;
  for (size_t column = 0; column < column_count; ++column) values.push_back(table[column][row]);
  return values;
}

Table SortedByRow(const Table& table) {
  std::vector<Row> rows;
  for (size_t row = 0; row < table[0].size(); ++row) {
    rows.push_back(RowOf(table, row, table.size()));
  }
  std::sort(rows.begin(), rows.end());
  Table sorted(table.size(), Column(rows.size()));
  for (size_t row = 0; row < rows.size(); ++row) {
    for (size_t column = 0; column < table.size(); ++column)
      sorted[column][row] = rows[row][column];
  }
  return sorted;
}

// The kinds of column that a store has, and the ones that break codecs.
class TableMaker {
 public:
  explicit TableMaker(uint64_t seed) : random_(seed) {}

  size_t Below(uint64_t bound) { return random_() % bound; }

  Column MakeColumn(size_t row_count) {
    Column column(row_count);
    const uint64_t base = Below(2) == 0 ? Below(1000) : random_();
    const uint64_t range = uint64_t{1} << Below(64);
    const size_t shape = Below(10);
    const size_t kind_count = 1 + Below(Below(3) == 0 ? 20 : 5);
    const size_t distinct_count = 1 + Below(shape == 5 ? 20 : row_count);
    Column distinct(distinct_count);
    for (uint64_t& value : distinct) value = (1 + Below(4)) << 56 | Below(1 + range);
    uint64_t value = base;
    for (size_t row = 0; row < row_count; ++row) {
      switch (shape) {
        case 0:  // Constant.
          break;
        case 1:  // Anything.
          value = random_();
          break;
        case 2:  // Near each other.
          value = base + Below(range);
          break;
        case 3:  // Dense ascending runs.
          value += Below(5) == 0 ? 1 : 0;
          break;
        case 4:  // Ascending with gaps, some large.
          value += Below(100) == 0 ? Below(range) : Below(7);
          break;
        case 5:
        case 6:  // Few values of different kinds.
          value = distinct[Below(distinct_count)];
          break;
        case 7:  // Sawtooth, as a third column has.
          value = Below(50) == 0 ? base + Below(range) : value + 1;
          break;
        case 8: {  // Ids of several kinds, each in a range of its own.
          const uint64_t kind = Below(kind_count);
          value = kind << 56 | (kind * 0x00123456789ABC + Below(range % (uint64_t{1} << 55) + 1));
          break;
        }
        default:  // The ends of the number range.
          value = Below(2) == 0 ? Below(3) : ~uint64_t{0} - Below(3);
          break;
      }
      column[row] = value;
    }
    return column;
  }

  Table MakeTable() {
    constexpr std::array<size_t, 10> kCounts = {1, 2, 7, 63, 64, 65, 129, 1000, 2048, 4096};
    const size_t row_count = Below(2) == 0 ? kCounts[Below(kCounts.size())] : 1 + Below(4096);
    const size_t column_count = 1 + Below(kBlockColumnCountMax);
    Table table;
    for (size_t column = 0; column < column_count; ++column) {
      table.push_back(MakeColumn(row_count));
    }
    return SortedByRow(table);
  }

 private:
  std::mt19937_64 random_;
};

void ExpectHolds(const ColumnBlock& block, const Table& table, TableMaker* maker) {
  const size_t row_count = table[0].size();
  ASSERT_EQ(block.row_count(), row_count);
  ASSERT_EQ(block.column_count(), table.size());
  for (size_t column = 0; column < table.size(); ++column) {
    const Column& expected = table[column];
    EXPECT_EQ(block.ColumnMin(column), *std::min_element(expected.begin(), expected.end()));
    EXPECT_EQ(block.ColumnMax(column), *std::max_element(expected.begin(), expected.end()));
    Column decoded(row_count);
    block.Decode(column, 0, row_count, decoded.data());
    ASSERT_EQ(decoded, expected) << "column " << column;
    for (int round = 0; round < 8; ++round) {
      const size_t first = maker->Below(row_count);
      const size_t count = round < 4 ? maker->Below(std::min<size_t>(12, row_count - first) + 1)
                                     : maker->Below(row_count - first + 1);
      constexpr uint64_t kUntouched = 0xABCDEF;
      Column part(count + 1, kUntouched);
      block.Decode(column, first, count, part.data());
      ASSERT_TRUE(std::equal(part.begin(), part.end() - 1, expected.begin() + first))
          << "column " << column << " rows " << first << "+" << count;
      EXPECT_EQ(part.back(), kUntouched);
    }
    for (size_t row = 0; row < row_count; ++row) {
      ASSERT_EQ(block.Value(column, row), expected[row]) << "column " << column << " row " << row;
    }
  }
}

void ExpectFindsLikeALinearSearch(const ColumnBlock& block, const Table& table, const Row& key,
                                  size_t first_row) {
  size_t expected = first_row;
  while (expected < table[0].size() && RowOf(table, expected, key.size()) < key) ++expected;
  EXPECT_EQ(block.LowerBound(key, first_row), expected) << ::testing::PrintToString(key);
}

TEST(ColumnBlockTest, KindsOfIdsInOneColumnDoNotWidenIt) {
  TableMaker maker(TestSeed());
  Column rows(2048);
  Column ids(2048);
  for (size_t row = 0; row < rows.size(); ++row) {
    rows[row] = row;
    const uint64_t kind = 1 + maker.Below(4);
    ids[row] = kind << 56 | (kind * 0x00123456789ABC + maker.Below(1 << 16));
  }
  std::string bytes;
  const std::array<std::span<const uint64_t>, 2> columns = {rows, ids};
  EncodeColumnBlock(columns, {}, &bytes);
  EXPECT_LT(bytes.size(), 2048 * 19 / 8 + 200);  // 16 bits of number, 2 of kind.
}

TEST(ColumnBlockTest, EveryShapeOfTableIsReadBackAsWritten) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  TableMaker maker(seed);
  for (uint64_t round = 0; round < TestRounds(150); ++round) {
    SCOPED_TRACE(round);
    const Table table = maker.MakeTable();
    const std::string bytes = Encoded(table);
    ASSERT_OK_AND_ASSIGN(const ColumnBlock block, ColumnBlock::Parse(bytes, kPlace, table.size()));
    ExpectHolds(block, table, &maker);
    if (HasFatalFailure()) return;
  }
}

TEST(ColumnBlockTest, LowerBoundAgreesWithALinearSearch) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  TableMaker maker(seed);
  for (uint64_t round = 0; round < TestRounds(150); ++round) {
    SCOPED_TRACE(round);
    const Table table = maker.MakeTable();
    const std::string bytes = Encoded(table);
    ASSERT_OK_AND_ASSIGN(const ColumnBlock block, ColumnBlock::Parse(bytes, kPlace, table.size()));
    for (int probe = 0; probe < 40; ++probe) {
      // Keys that are there, keys next to them, keys mixed from different rows.
      Row key;
      const size_t near = maker.Below(table[0].size());
      const size_t length = maker.Below(table.size() + 1);
      for (size_t column = 0; column < length; ++column) {
        const size_t row = maker.Below(4) == 0 ? maker.Below(table[0].size()) : near;
        const uint64_t nudge = maker.Below(4) == 0 ? maker.Below(3) - 1 : 0;
        key.push_back(table[column][row] + nudge);
      }
      ExpectFindsLikeALinearSearch(block, table, key, 0);
      ExpectFindsLikeALinearSearch(block, table, key, maker.Below(table[0].size() + 1));
    }
  }
}

TEST(ColumnBlockTest, EveryFlippedBitIsDataLoss) {
  TableMaker maker(TestSeed());
  const Table table = SortedByRow({maker.MakeColumn(300), maker.MakeColumn(300)});
  std::string bytes = Encoded(table);
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    EXPECT_THAT(ColumnBlock::Parse(bytes, kPlace, 2), StatusIs(absl::StatusCode::kDataLoss)) << bit;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
  }
  EXPECT_OK(ColumnBlock::Parse(bytes, kPlace, 2));
}

TEST(ColumnBlockTest, EveryTruncationAndExtensionIsDataLoss) {
  TableMaker maker(TestSeed());
  const std::string bytes = Encoded(SortedByRow({maker.MakeColumn(100), maker.MakeColumn(100)}));
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(ColumnBlock::Parse(std::string_view(bytes).substr(0, size), kPlace, 2),
                StatusIs(absl::StatusCode::kDataLoss));
  }
  EXPECT_THAT(ColumnBlock::Parse(bytes + '\0', kPlace, 2), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(ColumnBlockTest, ABlockReadAtAnotherPlaceIsDataLoss) {
  const Table table = {{1, 2, 3}};
  const std::string bytes = Encoded(table, {.order = 1, .number = 5});
  EXPECT_OK(ColumnBlock::Parse(bytes, {.order = 1, .number = 5}, 1));
  EXPECT_THAT(ColumnBlock::Parse(bytes, {.order = 2, .number = 5}, 1),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ColumnBlock::Parse(bytes, {.order = 1, .number = 6}, 1),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(ColumnBlockTest, AnotherCountOfColumnsIsDataLoss) {
  const std::string bytes = Encoded({{1, 2, 3}, {4, 5, 6}});
  EXPECT_THAT(ColumnBlock::Parse(bytes, kPlace, 1), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ColumnBlock::Parse(bytes, kPlace, 3), StatusIs(absl::StatusCode::kDataLoss));
}

// Whatever stands under a good checksum, Parse refuses it or reading it stays within the bytes and
// the buffers, which the sanitizers watch.
TEST(ColumnBlockTest, ForgedBytesUnderAGoodChecksumDoNoHarm) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  TableMaker maker(seed);
  size_t accepted_count = 0;
  for (uint64_t round = 0; round < TestRounds(3000); ++round) {
    Table table = {maker.MakeColumn(1 + maker.Below(300))};
    table.push_back(maker.MakeColumn(table[0].size()));
    std::string forged = Encoded(SortedByRow(table));
    forged.resize(forged.size() - 8);
    for (size_t change = 0; change <= maker.Below(3); ++change) {
      forged[maker.Below(std::min<size_t>(forged.size(), 40))] =
          static_cast<char>(maker.Below(256));
    }
    uint8_t checksum[8];
    StoreLittleEndian64(
        XXH3_64bits_withSeed(forged.data(), forged.size(),
                             kPlace.number * 0x9E3779B97F4A7C15 ^ uint64_t{kPlace.order} << 56),
        checksum);
    forged.append(reinterpret_cast<const char*>(checksum), sizeof(checksum));
    // An exact allocation, so that no read beyond it goes unseen.
    const std::vector<char> bytes(forged.begin(), forged.end());
    const auto block = ColumnBlock::Parse({bytes.data(), bytes.size()}, kPlace, 2);
    if (!block.ok()) continue;
    ++accepted_count;
    Column out(block->row_count());
    for (size_t column = 0; column < 2; ++column) {
      block->Decode(column, 0, out.size(), out.data());
      const size_t first = maker.Below(out.size());
      block->Decode(column, first, maker.Below(out.size() - first + 1), out.data());
      block->Value(column, first);
    }
    const Row key = {out[0], out[out.size() / 2]};
    EXPECT_LE(block->LowerBound(key), block->row_count());
  }
  EXPECT_GT(accepted_count, 0u);
}

TEST(ColumnBlockTest, SmallBlocksHaveSmallHeads) {
  const uint64_t iri = uint64_t{1} << 56;
  EXPECT_LE(Encoded({{iri + 5}, {iri + 2}, {iri + 9}, {0}}).size(), 1 + 4 * 3 + 8u);
}

TEST(BitPackingTest, EveryWidthIsUnpackedTheSameWithAndWithoutWideInstructions) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (unsigned width = 0; width <= 64; ++width) {
    if (!IsPackedWidth(width)) continue;
    const size_t count = 150;
    Column numbers(count);
    for (uint64_t& number : numbers) number = random() & PackedMask(width);
    std::string packed;
    AppendPackedLinear(numbers, 0, 0, width, &packed);
    ASSERT_EQ(packed.size(), PackedSize(count, width));
    packed.resize(packed.size() + kPackedSlackSize);
    const auto* data = reinterpret_cast<const uint8_t*>(packed.data());
    for (size_t first = 0; first < count; ++first) {
      ASSERT_EQ(GetPacked(data, width, first), numbers[first]);
      const uint64_t base = random();
      const uint64_t slope = random();
      Column expected(count - first);
      for (size_t i = 0; i < expected.size(); ++i) {
        expected[i] = numbers[first + i] + base + i * slope;
      }
      Column wide(count - first);
      Column portable(count - first);
      UnpackLinear(data, data + packed.size(), width, first, count - first, base, slope,
                   wide.data());
      UnpackLinearPortably(data, width, first, count - first, base, slope, portable.data());
      ASSERT_EQ(wide, expected) << "width " << width << " first " << first;
      ASSERT_EQ(portable, expected) << "width " << width << " first " << first;
    }
  }
}

}  // namespace
}  // namespace entente
