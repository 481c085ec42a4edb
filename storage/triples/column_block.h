// A ColumnBlock is an immutable compressed table: up to 4,096 rows of up to 8 columns of 64-bit
// numbers, rows ascending (lexicographically by column, duplicates allowed). Blocks hold the quads
// of an order (4 columns) and the fences that lead to them.
//
//   +-----------+----------+----------+-----+--------------------------------------+
//   | row count | column 0 | column 1 | ... | XXH3-64 of all before, its seed made |
//   |  varint   |          |          |     | of the place: 8 bytes, little-endian |
//   +-----------+----------+----------+-----+--------------------------------------+
//
// The bytes of a column are described in column_codec.h and those of its parts in
// number_sequence.h; docs/storage_format.md, section "Blocks", has it all in one place. The seed is
// number · 0x9E3779B97F4A7C15 mod 2^64, with the order xored into the top byte.
#ifndef ENTENTE_STORAGE_TRIPLES_COLUMN_BLOCK_H_
#define ENTENTE_STORAGE_TRIPLES_COLUMN_BLOCK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/triples/column_codec.h"
#include "storage/triples/page_place.h"

namespace entente {

inline constexpr size_t kBlockColumnCountMax = 8;
// How many rows a writer with enough of them puts into a block.
inline constexpr size_t kBlockRowCountTarget = 2048;

// Appends the encoded block to *out. The same columns and place give the same bytes everywhere.
// REQUIRES: 1..kBlockColumnCountMax columns, all equally long, 1..kBlockRowCountMax rows. Rows need
// to ascend only if LowerBound is to be asked; the codec is best at ascending rows.
void EncodeColumnBlock(std::span<const std::span<const uint64_t>> columns, PagePlace place,
                       std::string* out);

// A view of an encoded block. Cheap to copy. Threads may read one block together.
class ColumnBlock {
 public:
  ColumnBlock() = default;  // No rows, no columns.

  // Checks that `bytes` is the whole block that was written for `place`: checksum first, then the
  // structure, in time proportional to the bytes. DataLoss if not. Nothing is trusted because a
  // checksum is good: after Parse has succeeded, no function reads outside of `bytes` whatever they
  // are. Keeps a view: `bytes` must outlive the block.
  static absl::StatusOr<ColumnBlock> Parse(std::string_view bytes, PagePlace place,
                                           size_t column_count);

  size_t row_count() const { return row_count_; }
  size_t column_count() const { return column_count_; }

  // The smallest and largest value of a column, as the directory says; nothing is decoded.
  uint64_t ColumnMin(size_t column) const { return columns_[column].min(); }
  uint64_t ColumnMax(size_t column) const { return columns_[column].max(); }

  // Rows first_row .. first_row + count - 1 of a column.
  // REQUIRES: first_row + count <= row_count(), `out` has room for `count` numbers.
  void Decode(size_t column, size_t first_row, size_t count, uint64_t* out) const {
    columns_[column].Decode(first_row, count, out);
  }

  // One number, in some nanoseconds; some tens where the column is one of runs.
  // REQUIRES: row < row_count().
  uint64_t Value(size_t column, size_t row) const { return columns_[column].Value(row); }

  // The first row, not before `first_row`, whose leading columns are not less than `key` (compared
  // on key.size() columns); row_count() if there is none. Decodes no whole column.
  // REQUIRES: key.size() <= column_count(), the block was written with ascending rows.
  size_t LowerBound(std::span<const uint64_t> key, size_t first_row = 0) const;

 private:
  uint32_t row_count_ = 0;
  uint32_t column_count_ = 0;
  std::array<EncodedColumn, kBlockColumnCountMax> columns_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_COLUMN_BLOCK_H_
