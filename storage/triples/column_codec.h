// One column of a block ↔ bytes. Each column gets the cheapest of a few encodings, all of which can
// be read at any row without decoding what stands before it.
//
//   column     := tag, first, parts
//   tag        := one byte: encoding in bits 0–1; bit 2: `values` is framed; bit 3: `rows` is
//                 framed; bit 4: the column has kinds; bits 5–7 are 0
//   first      := varint of the smallest value, rotated left by 8 bits, so that the kind of an id
//                 comes to stand lowest and small ids of any kind are short
//
//   encoding 0, constant    nothing more: every row has the smallest value
//   encoding 1, plain       span, values (one for each row)
//   encoding 2, runs        span, run count, values (one for each run of equal rows), rows (in
//                           which each run begins; that of the first is 0)
//   encoding 3, dictionary  span, value count, values (distinct, ascending), rows (the index of
//                           each row's value among them)
//   span       := varint of largest value - smallest value; then, if the column has kinds, kinds
//   kinds      := varint of their number (2–16), width (one byte), for each kind a varint of its
//                 smallest value, rotated left by 8 bits
//   counts     := varint, 1 … row count
//   values     := a sequence as in number_sequence.h, with the smallest value as reference, or with
//                 0 if the column has kinds
//   rows       := a sequence with the reference 0
//
// Ids of different kinds differ in their top byte, and so their differences take 64 bits. A column
// with several kinds (IRIs among dates among numbers) therefore keeps, instead of a value, the
// index of its kind and what it is more than the smallest value of that kind:
// index · 2^width + (value - smallest of the kind). That ascends where the values do.
#ifndef ENTENTE_STORAGE_TRIPLES_COLUMN_CODEC_H_
#define ENTENTE_STORAGE_TRIPLES_COLUMN_CODEC_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "storage/triples/number_sequence.h"

namespace entente {

// The most rows that a column can have.
inline constexpr size_t kBlockRowCountMax = kSequenceCountMax;

// Appends the encoded column. Takes about 180 KB of stack.
// REQUIRES: 1..kBlockRowCountMax values.
void EncodeColumn(std::span<const uint64_t> values, std::string* out);

// The kinds of a column and how its values are kept for them. No kinds: as they are.
class ColumnKinds {
 public:
  // Finds the kinds. False, with none found, if there is only one, or too many, or their values are
  // too far apart to gain anything.
  bool Find(std::span<const uint64_t> values);

  // REQUIRES: Find has succeeded on values of which this is one.
  uint64_t Keep(uint64_t value) const;
  // The value again; harmless for any number.
  uint64_t Restore(uint64_t kept) const {
    if (count_ == 0) return kept;
    const uint64_t index = kept >> width_;
    return smallest_[index < count_ ? index : count_ - 1] + (kept & ((uint64_t{1} << width_) - 1));
  }
  void Restore(std::span<uint64_t> numbers) const;

  void Append(std::string* out) const;
  bool Parse(ByteReader* reader);

 private:
  static constexpr size_t kCountMax = 16;
  // So that index and difference stay a packed number, and never all 64 bits.
  static constexpr unsigned kWidthMax = 52;

  uint32_t count_ = 0;
  uint32_t width_ = 0;
  std::array<uint64_t, kCountMax> smallest_;  // Ascending.
};

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

  // Entry `index` of `values`.
  uint64_t ValueAt(size_t index) const { return kinds_.Restore(values_.Get(index)); }
  void DecodeValues(size_t first, size_t count, uint64_t* out) const {
    values_.Decode(first, count, out);
    kinds_.Restore({out, count});
  }
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
  ColumnKinds kinds_;
  NumberSequence values_;
  NumberSequence rows_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_COLUMN_CODEC_H_
