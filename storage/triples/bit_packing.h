// Numbers of a fixed width in bits, one after the other, lowest bit first: number i takes the bits
// i·width … of the bytes read as one little-endian number.
//
// Widths are 0..57 and 64, so that any number lies within the eight bytes that begin where its
// first bit does, and one unaligned load reads it.
#ifndef ENTENTE_STORAGE_TRIPLES_BIT_PACKING_H_
#define ENTENTE_STORAGE_TRIPLES_BIT_PACKING_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

// On x86-64, functions marked __attribute__((target("avx2"))) are there besides the portable ones
// and are called where HasAvx2().
#if defined(__x86_64__) && defined(__GNUC__)
#define ENTENTE_HAS_AVX2_TARGET 1
#endif

namespace entente {

#ifdef ENTENTE_HAS_AVX2_TARGET
inline bool HasAvx2() {
  static const bool kHasAvx2 = __builtin_cpu_supports("avx2") != 0;
  return kHasAvx2;
}
#endif

// What must be readable (its content does not matter) after the last byte of packed numbers.
inline constexpr size_t kPackedSlackSize = 8;

// The width in which numbers up to `max` are packed.
constexpr unsigned PackedWidth(uint64_t max) {
  const auto width = static_cast<unsigned>(std::bit_width(max));
  return width <= 57 ? width : 64;
}
constexpr bool IsPackedWidth(uint64_t width) { return width <= 57 || width == 64; }

// How many bytes `count` numbers take.
constexpr size_t PackedSize(size_t count, unsigned width) { return (count * width + 7) / 8; }

// The lowest `width` bits set.
constexpr uint64_t PackedMask(unsigned width) {
  return width == 0 ? 0 : ~uint64_t{0} >> (64 - width);
}

inline uint64_t LoadLittleEndian64(const uint8_t* bytes) {
  uint64_t value;
  std::memcpy(&value, bytes, sizeof(value));
  if constexpr (std::endian::native == std::endian::big) {
    value = __builtin_bswap64(value);
  }
  return value;
}

inline void StoreLittleEndian64(uint64_t value, uint8_t* bytes) {
  if constexpr (std::endian::native == std::endian::big) {
    value = __builtin_bswap64(value);
  }
  std::memcpy(bytes, &value, sizeof(value));
}

// Number `index` of the numbers packed at `data`.
inline uint64_t GetPacked(const uint8_t* data, unsigned width, size_t index) {
  const size_t bit = index * width;
  return LoadLittleEndian64(data + bit / 8) >> (bit % 8) & PackedMask(width);
}

// Appends numbers[i] - base - i·slope (modulo 2^64), each of which must fit into `width` bits.
void AppendPackedLinear(std::span<const uint64_t> numbers, uint64_t base, uint64_t slope,
                        unsigned width, std::string* out);

// out[i] = base + i·slope + (number first + i), modulo 2^64, for all i below `count`. `limit` is
// the end of what may be read: at least kPackedSlackSize bytes after the last number; the more, the
// more of the work is done with wide loads.
void UnpackLinear(const uint8_t* data, const uint8_t* limit, unsigned width, size_t first,
                  size_t count, uint64_t base, uint64_t slope, uint64_t* out);

// The same without the instructions that only some processors have. For tests and comparison.
void UnpackLinearPortably(const uint8_t* data, unsigned width, size_t first, size_t count,
                          uint64_t base, uint64_t slope, uint64_t* out);

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_BIT_PACKING_H_
