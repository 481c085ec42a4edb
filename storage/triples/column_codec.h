// One column of a block ↔ bytes: each column gets the cheapest of a few encodings.
#ifndef ENTENTE_STORAGE_TRIPLES_COLUMN_CODEC_H_
#define ENTENTE_STORAGE_TRIPLES_COLUMN_CODEC_H_

#include <cstddef>
#include <cstdint>

namespace entente {

// A view of one encoded column. column_block.h says what the functions do.
class EncodedColumn {
 public:
  uint64_t min() const { return min_; }
  uint64_t max() const { return max_; }
  void Decode(size_t first_row, size_t count, uint64_t* out) const;
  uint64_t Value(size_t row) const;

 private:
  uint64_t min_ = 0;
  uint64_t max_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_COLUMN_CODEC_H_
