#include "storage/triples/column_block.h"

#include <cassert>

#include "schema/text.h"
#include "xxhash.h"

namespace entente {
namespace {

constexpr size_t kChecksumSize = 8;
// The checksum is also what readers of packed numbers may touch behind the last one.
static_assert(kChecksumSize >= kPackedSlackSize);

uint64_t Checksum(std::string_view bytes, PagePlace place) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), PlaceSeed(place));
}

absl::Status Damaged(PagePlace place, std::string_view what) {
  return absl::DataLossError(
      StrCat("page ", place.number, " of order ", place.order, " is damaged: ", what));
}

}  // namespace

void EncodeColumnBlock(std::span<const std::span<const uint64_t>> columns, PagePlace place,
                       std::string* out) {
  assert(!columns.empty() && columns.size() <= kBlockColumnCountMax);
  assert(!columns[0].empty() && columns[0].size() <= kBlockRowCountMax);
  const size_t start = out->size();
  AppendVarint(columns[0].size(), out);
  for (const std::span<const uint64_t> column : columns) {
    assert(column.size() == columns[0].size());
    EncodeColumn(column, out);
  }
  uint8_t checksum[kChecksumSize];
  StoreLittleEndian64(Checksum(std::string_view(*out).substr(start), place), checksum);
  out->append(reinterpret_cast<const char*>(checksum), kChecksumSize);
}

absl::StatusOr<ColumnBlock> ColumnBlock::Parse(std::string_view bytes, PagePlace place,
                                               size_t column_count) {
  assert(column_count >= 1 && column_count <= kBlockColumnCountMax);
  if (bytes.size() < kChecksumSize) return Damaged(place, "it is too short");
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  const uint8_t* limit = begin + bytes.size();
  const uint8_t* end = limit - kChecksumSize;
  if (Checksum(bytes.substr(0, bytes.size() - kChecksumSize), place) != LoadLittleEndian64(end)) {
    return Damaged(place, "its checksum is that of another page or content");
  }
  ByteReader reader(begin, end);
  uint64_t row_count;
  if (!reader.ReadVarint(&row_count) || row_count == 0 || row_count > kBlockRowCountMax) {
    return Damaged(place, "its count of rows is impossible");
  }
  ColumnBlock block;
  block.row_count_ = static_cast<uint32_t>(row_count);
  block.column_count_ = static_cast<uint32_t>(column_count);
  for (size_t column = 0; column < column_count; ++column) {
    if (!block.columns_[column].Parse(row_count, limit, &reader)) {
      return Damaged(place, StrCat("column ", column, " is not an encoded column"));
    }
  }
  if (reader.remaining() != 0) return Damaged(place, "it is longer than its columns");
  return block;
}

size_t ColumnBlock::LowerBound(std::span<const uint64_t> key, size_t first_row) const {
  // Each column ascends where the columns before it are equal to the key.
  RowRange rows = {first_row, row_count_};
  for (size_t column = 0; column < key.size() && rows.begin < rows.end; ++column) {
    rows = columns_[column].EqualRange(rows, key[column]);
  }
  return rows.begin;
}

}  // namespace entente
