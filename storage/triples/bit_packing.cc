#include "storage/triples/bit_packing.h"

#include <array>
#include <utility>

#ifdef ENTENTE_HAS_AVX2_TARGET
#include <immintrin.h>
#endif

namespace entente {
namespace {

void UnpackOneByOne(const uint8_t* data, unsigned width, size_t first, size_t count, uint64_t base,
                    uint64_t slope, uint64_t* out) {
  for (size_t i = 0; i < count; ++i, base += slope) {
    out[i] = base + GetPacked(data, width, first + i);
  }
}

// How many of `count` numbers stand before the first one at a byte boundary: every eighth is.
size_t UnalignedCount(size_t first, size_t count) {
  const size_t unaligned = (8 - first % 8) % 8;
  return unaligned < count ? unaligned : count;
}

// `group_count` groups of eight numbers, the first at a byte boundary. With the width known to the
// compiler, each number costs a load, a shift, a mask and a store.
template <unsigned kWidth>
void UnpackGroups(const uint8_t* data, size_t group_count, uint64_t base, uint64_t slope,
                  uint64_t* out) {
  for (size_t group = 0; group < group_count; ++group, data += kWidth, out += 8) {
    for (unsigned i = 0; i < 8; ++i, base += slope) {
      out[i] = base +
               (LoadLittleEndian64(data + i * kWidth / 8) >> (i * kWidth % 8) & PackedMask(kWidth));
    }
  }
}

using GroupUnpacker = void (*)(const uint8_t* data, size_t group_count, uint64_t base,
                               uint64_t slope, uint64_t* out);

template <unsigned... kWidths>
constexpr std::array<GroupUnpacker, sizeof...(kWidths)> GroupUnpackers(
    std::integer_sequence<unsigned, kWidths...>) {
  return {UnpackGroups<kWidths>...};
}
constexpr auto kGroupUnpackers = GroupUnpackers(std::make_integer_sequence<unsigned, 65>());

#ifdef ENTENTE_HAS_AVX2_TARGET

// Four numbers begin in two pairs. A lane loads 16 bytes from where the first of its pair begins, a
// shuffle moves the eight bytes of each number into its place, and what is left are shifts by
// fewer than eight bits. The constants repeat every eight numbers, that is every `width` bytes.
struct PairLayout {
  size_t offset;     // Of the byte in which the pair begins.
  uint64_t shuffle;  // Where the second number's bytes are, as the shuffle instruction wants them.
  uint64_t shifts[2];
};

PairLayout LayoutOfPair(unsigned index, unsigned width) {
  const size_t first_bit = size_t{index} * width;
  const size_t second_bit = first_bit + width;
  const size_t distance = second_bit / 8 - first_bit / 8;
  return {.offset = first_bit / 8,
          .shuffle = 0x0706050403020100 + distance * 0x0101010101010101,
          .shifts = {first_bit % 8, second_bit % 8}};
}

__attribute__((target("avx2"))) void UnpackWithAvx2(const uint8_t* data, const uint8_t* limit,
                                                    unsigned width, size_t first, size_t count,
                                                    uint64_t base, uint64_t slope, uint64_t* out) {
  const size_t unaligned = UnalignedCount(first, count);
  UnpackOneByOne(data, width, first, unaligned, base, slope, out);
  base += unaligned * slope;
  first += unaligned;
  count -= unaligned;
  out += unaligned;

  const PairLayout pairs[4] = {LayoutOfPair(0, width), LayoutOfPair(2, width),
                               LayoutOfPair(4, width), LayoutOfPair(6, width)};
  const auto identity = static_cast<long long>(0x0706050403020100);
  __m256i shuffle[2];
  __m256i shift[2];
  for (int half = 0; half < 2; ++half) {
    const PairLayout& low = pairs[2 * half];
    const PairLayout& high = pairs[2 * half + 1];
    shuffle[half] = _mm256_setr_epi64x(identity, static_cast<long long>(low.shuffle), identity,
                                       static_cast<long long>(high.shuffle));
    shift[half] = _mm256_setr_epi64x(
        static_cast<long long>(low.shifts[0]), static_cast<long long>(low.shifts[1]),
        static_cast<long long>(high.shifts[0]), static_cast<long long>(high.shifts[1]));
  }
  const __m256i mask = _mm256_set1_epi64x(static_cast<long long>(PackedMask(width)));
  __m256i line = _mm256_setr_epi64x(
      static_cast<long long>(base), static_cast<long long>(base + slope),
      static_cast<long long>(base + 2 * slope), static_cast<long long>(base + 3 * slope));
  const __m256i step = _mm256_set1_epi64x(static_cast<long long>(4 * slope));

  const uint8_t* group = data + first / 8 * width;
  size_t done = 0;
  while (done + 8 <= count && static_cast<size_t>(limit - group) >= pairs[3].offset + 16) {
    for (int half = 0; half < 2; ++half) {
      const __m128i low =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(group + pairs[2 * half].offset));
      const __m128i high =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(group + pairs[2 * half + 1].offset));
      __m256i numbers = _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
      numbers = _mm256_shuffle_epi8(numbers, shuffle[half]);
      numbers = _mm256_and_si256(_mm256_srlv_epi64(numbers, shift[half]), mask);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + done + 4 * half),
                          _mm256_add_epi64(numbers, line));
      line = _mm256_add_epi64(line, step);
    }
    done += 8;
    group += width;
  }
  UnpackOneByOne(data, width, first + done, count - done, base + done * slope, slope, out + done);
}

#endif

}  // namespace

void AppendPackedLinear(std::span<const uint64_t> numbers, uint64_t base, uint64_t slope,
                        unsigned width, std::string* out) {
  if (width == 0) return;
  const size_t start = out->size();
  const size_t size = PackedSize(numbers.size(), width);
  out->resize(start + size + sizeof(uint64_t));  // Whole words are stored; cut off at the end.
  auto* bytes = reinterpret_cast<uint8_t*>(out->data() + start);
  uint64_t word = 0;
  unsigned used = 0;
  for (size_t i = 0; i < numbers.size(); ++i, base += slope) {
    const uint64_t number = numbers[i] - base;
    word |= number << used;
    used += width;
    if (used >= 64) {
      StoreLittleEndian64(word, bytes);
      bytes += 8;
      used -= 64;
      word = used == 0 ? 0 : number >> (width - used);
    }
  }
  StoreLittleEndian64(word, bytes);
  out->resize(start + size);
}

void UnpackLinearPortably(const uint8_t* data, unsigned width, size_t first, size_t count,
                          uint64_t base, uint64_t slope, uint64_t* out) {
  const size_t unaligned = UnalignedCount(first, count);
  UnpackOneByOne(data, width, first, unaligned, base, slope, out);
  const size_t group_count = (count - unaligned) / 8;
  kGroupUnpackers[width](data + (first + unaligned) / 8 * width, group_count,
                         base + unaligned * slope, slope, out + unaligned);
  const size_t done = unaligned + 8 * group_count;
  UnpackOneByOne(data, width, first + done, count - done, base + done * slope, slope, out + done);
}

void UnpackLinear(const uint8_t* data, const uint8_t* limit, unsigned width, size_t first,
                  size_t count, uint64_t base, uint64_t slope, uint64_t* out) {
  if (width == 0) {
    for (size_t i = 0; i < count; ++i) out[i] = base + i * slope;
    return;
  }
#ifdef ENTENTE_HAS_AVX2_TARGET
  if (HasAvx2()) return UnpackWithAvx2(data, limit, width, first, count, base, slope, out);
#endif
  static_cast<void>(limit);
  UnpackLinearPortably(data, width, first, count, base, slope, out);
}

}  // namespace entente
