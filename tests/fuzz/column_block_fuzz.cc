// Input: one byte of choice, then either the bytes of a block without its checksum, which is put
// on, so that what lies behind it is reached; or numbers to be encoded and read back.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "storage/triples/bit_packing.h"
#include "storage/triples/column_block.h"
#include "xxhash.h"

namespace entente {
namespace {

constexpr PagePlace kPlace = {.order = 0, .number = 0};  // The seed of place 0 is 0.

void Require(bool holds) {
  if (!holds) std::abort();
}

void ReadAll(const ColumnBlock& block) {
  std::vector<uint64_t> all(block.row_count());
  std::vector<uint64_t> part(block.row_count());
  std::vector<uint64_t> key;
  for (size_t column = 0; column < block.column_count(); ++column) {
    block.Decode(column, 0, all.size(), all.data());
    key.push_back(all[all.size() / 2]);
    const size_t first = all.size() / 3;
    block.Decode(column, first, std::min<size_t>(5, all.size() - first), part.data());
    block.Value(column, all.size() - 1);
  }
  Require(block.LowerBound(key) <= block.row_count());
  Require(block.LowerBound(key, block.row_count() / 2) <= block.row_count());
}

void ReadForged(std::string_view content) {
  for (size_t column_count = 1; column_count <= 4; ++column_count) {
    std::vector<uint8_t> bytes(content.begin(), content.end());
    bytes.resize(content.size() + 8);
    StoreLittleEndian64(XXH3_64bits_withSeed(content.data(), content.size(), 0),
                        bytes.data() + content.size());
    const auto block = ColumnBlock::Parse(
        {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, kPlace, column_count);
    if (block.ok()) ReadAll(*block);
  }
}

void RoundTrip(std::string_view content, bool is_narrow) {
  std::vector<uint64_t> column;
  const size_t size = is_narrow ? 1 : 8;
  while (content.size() >= size && column.size() < kBlockRowCountMax) {
    uint64_t number = 0;
    std::memcpy(&number, content.data(), size);
    column.push_back(number);
    content.remove_prefix(size);
  }
  if (column.empty()) return;
  std::sort(column.begin(), column.begin() + static_cast<ptrdiff_t>(column.size() / 2));
  const std::span<const uint64_t> columns[] = {column};
  std::string bytes;
  EncodeColumnBlock(columns, kPlace, &bytes);
  const auto block = ColumnBlock::Parse(bytes, kPlace, 1);
  Require(block.ok());
  std::vector<uint64_t> decoded(column.size());
  block->Decode(0, 0, decoded.size(), decoded.data());
  Require(decoded == column);
  for (size_t row = 0; row < column.size(); ++row) Require(block->Value(0, row) == column[row]);
}

}  // namespace
}  // namespace entente

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view content(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] < 128) {
    entente::ReadForged(content);
  } else {
    entente::RoundTrip(content, data[0] < 192);
  }
  return 0;
}
