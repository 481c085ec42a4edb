#include "query/exec/row_numbering.h"

#include <algorithm>
#include <array>
#include <bit>

#include "absl/hash/hash.h"
#include "absl/numeric/int128.h"

namespace entente {
namespace {

constexpr size_t kSlotCountMin = 256;
// So many rows are hashed before the first is looked up, so that lookups do not wait for memory.
constexpr size_t kChunkRowCount = 512;

// Multiplies and folds, which carries each bit to all others.
inline uint64_t Mix(uint64_t hash, TermId id) {
  constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;
  const absl::uint128 product = absl::uint128(hash ^ id.bits()) * kMultiplier;
  return absl::Uint128High64(product) ^ absl::Uint128Low64(product);
}

}  // namespace

// The seed differs from run to run, so that nobody can choose values that collide.
RowNumbering::RowNumbering(size_t column_count, QueryLimits* limits)
    : limits_(limits),
      charge_(limits),
      seed_(absl::HashOf(column_count) | 1),
      columns_(column_count) {
  Resize(kSlotCountMin);
}

bool RowNumbering::Grow() { return Resize(slots_.size() * 2); }

bool RowNumbering::Resize(size_t slot_count) {
  const size_t row_count_max = slot_count / 8 * 5;
  if (row_count_max > UINT32_MAX - 1) {
    limits_->Fail(absl::ResourceExhaustedError("more than two billion distinct solutions"));
    return false;
  }
  if (!charge_.Set(slot_count * sizeof(Slot) + row_count_max * columns_.size() * sizeof(TermId)) &&
      row_count_ > 0) {
    return false;
  }
  row_count_max_ = row_count_max;
  slots_.assign(slot_count, Slot());
  shift_ = 64 - std::countr_zero(slot_count);
  for (std::vector<TermId>& column : columns_) column.reserve(row_count_max);
  const size_t mask = slot_count - 1;
  for (size_t row = 0; row < row_count_ && limits_->Tick(); ++row) {
    uint64_t hash = seed_;
    for (const std::vector<TermId>& column : columns_) hash = Mix(hash, column[row]);
    size_t slot = hash >> shift_;
    while (slots_[slot].number_plus_one != 0) slot = (slot + 1) & mask;
    slots_[slot] = {static_cast<uint32_t>(hash), static_cast<uint32_t>(row + 1)};
  }
  return true;
}

template <size_t kWidth>
void RowNumbering::NumberChunk(std::span<const TermId* const> columns, size_t begin, size_t end,
                               uint32_t* numbers) {
  const size_t width = kWidth > 0 ? kWidth : columns.size();
  std::array<uint64_t, kChunkRowCount> hashes;
  for (size_t row = begin; row < end; ++row) {
    uint64_t hash = seed_;
    for (size_t i = 0; i < width; ++i) hash = Mix(hash, columns[i][row]);
    hashes[row - begin] = hash;
    __builtin_prefetch(&slots_[hash >> shift_]);
  }
  for (size_t row = begin; row < end; ++row) {
    const uint64_t hash = hashes[row - begin];
    size_t slot = hash >> shift_;
    while (true) {
      const Slot found = slots_[slot];
      if (found.number_plus_one == 0) {
        if (row_count_ == row_count_max_) {
          if (!Grow()) {
            numbers[row] = 0;
            break;
          }
          // The row's place is another one now.
          slot = hash >> shift_;
          continue;
        }
        for (size_t i = 0; i < width; ++i) columns_[i].push_back(columns[i][row]);
        numbers[row] = static_cast<uint32_t>(row_count_++);
        slots_[slot] = {static_cast<uint32_t>(hash), static_cast<uint32_t>(row_count_)};
        break;
      }
      if (found.tag == static_cast<uint32_t>(hash)) {
        const size_t number = found.number_plus_one - 1;
        bool is_same = true;
        for (size_t i = 0; i < width; ++i) {
          is_same = is_same && columns_[i][number] == columns[i][row];
        }
        if (is_same) {
          numbers[row] = static_cast<uint32_t>(number);
          break;
        }
      }
      slot = (slot + 1) & (slots_.size() - 1);
    }
  }
}

void RowNumbering::Number(std::span<const TermId* const> columns, size_t row_count,
                          uint32_t* numbers) {
  for (size_t begin = 0; begin < row_count; begin += kChunkRowCount) {
    const size_t end = std::min(row_count, begin + kChunkRowCount);
    switch (columns.size()) {
      case 1:
        NumberChunk<1>(columns, begin, end, numbers);
        break;
      case 2:
        NumberChunk<2>(columns, begin, end, numbers);
        break;
      default:
        NumberChunk<0>(columns, begin, end, numbers);
    }
  }
}

}  // namespace entente
