// One column of a block ↔ bytes. Each column gets the cheapest of a few encodings, all of which can
// be read at any row without decoding what stands before it.
//
//   column     := tag, first, parts
//   tag        := one byte: encoding in bits 0–1; bit 2: `values` is framed; bit 3: `rows` is
//                 framed; bits 4–7 are 0
//   first      := varint of the smallest value, rotated left by 8 bits, so that the kind of an id
//                 comes to stand lowest and small ids of any kind are short
//
//   encoding 0, constant    nothing more: every row has the smallest value
//   encoding 1, plain       span, values (one for each row)
//   encoding 2, runs        span, run count, values (one for each run of equal rows), rows (in
//                           which each run begins; that of the first is 0)
//   encoding 3, dictionary  span, value count, values (distinct, ascending), rows (the index of
//                           each row's value among them)
//   span       := varint of largest value - smallest value
//   counts     := varint, 1 … row count
//   values     := a sequence as in number_sequence.h, with the smallest value as reference
//   rows       := a sequence with the reference 0
#ifndef ENTENTE_STORAGE_TRIPLES_COLUMN_CODEC_H_
#define ENTENTE_STORAGE_TRIPLES_COLUMN_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "storage/triples/number_sequence.h"

namespace entente {

// The most rows that a column can have.
inline constexpr size_t kBlockRowCountMax = kSequenceCountMax;

// Appends the encoded column. Takes about 140 KB of stack.
// REQUIRES: 1..kBlockRowCountMax values.
void EncodeColumn(std::span<const uint64_t> values, std::string* out);

// Rows from `begin` up to, not including, `end`.
struct RowRange {
  size_t begin = 0;
  size_t end = 0;
};

// A view of one encoded column. Once Parse has succeeded, reading is safe for every row, whatever
// the bytes are.
class EncodedColumn {
 public:
  // Takes one column of `row_count` rows from the reader. False if the bytes are none. `limit` is
  // the end of what may be read, at least kPackedSlackSize bytes after the reader's end.
  bool Parse(size_t row_count, const uint8_t* limit, ByteReader* reader);

  uint64_t min() const { return min_; }
  uint64_t max() const { return max_; }

  // REQUIRES: first_row + count <= row count; row < row count.
  void Decode(size_t first_row, size_t count, uint64_t* out) const;
  uint64_t Value(size_t row) const;

  // The rows among `rows` that equal `value`; if there are none, an empty range at the first row
  // that is greater, or at the end.
  // REQUIRES: rows.begin <= rows.end <= row count. The values of these rows ascend, or else the
  // answer is just some part of `rows`.
  RowRange EqualRange(RowRange rows, uint64_t value) const;

 private:
  enum class Encoding : uint8_t { kConstant = 0, kPlain = 1, kRuns = 2, kDictionary = 3 };
  friend void EncodeColumn(std::span<const uint64_t> values, std::string* out);

  uint64_t DictionaryValue(uint64_t index) const;
  RowRange EqualRangeOfRuns(RowRange rows, uint64_t value) const;
  size_t RunOfRow(size_t row) const;
  void DecodeRuns(size_t first_row, size_t count, uint64_t* out) const;
  void DecodeDictionary(size_t first_row, size_t count, uint64_t* out) const;

  Encoding encoding_ = Encoding::kConstant;
  uint32_t row_count_ = 0;
  uint32_t value_count_ = 0;  // Runs, or distinct values.
  uint64_t min_ = 0;
  uint64_t max_ = 0;
  NumberSequence values_;
  NumberSequence rows_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_COLUMN_CODEC_H_
