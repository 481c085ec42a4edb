// Stable sorting of plain values by some of their bits, in time linear in their number.
#ifndef ENTENTE_STORAGE_SORTING_RADIX_SORT_H_
#define ENTENTE_STORAGE_SORTING_RADIX_SORT_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace entente {

// More buckets make fewer passes, but each has a cache line that is being written.
inline constexpr int kRadixBitsMax = 11;

// How many passes a sort by this many bits takes.
constexpr int RadixPassCount(int bits) { return (bits + kRadixBitsMax - 1) / kRadixBitsMax; }

// One pass: puts `source` into `target` by `bits` bits of digit(value), stably.
// REQUIRES: bits <= kRadixBitsMax, digit(value) < 1 << bits, the spans are equally long and apart.
template <typename T, typename Digit>
void RadixPass(std::span<const T> source, std::span<T> target, int bits, Digit digit) {
  std::array<size_t, size_t{1} << kRadixBitsMax> starts = {};
  for (const T& value : source) ++starts[digit(value)];
  size_t sum = 0;
  for (size_t bucket = 0; bucket < size_t{1} << bits; ++bucket) {
    sum += std::exchange(starts[bucket], sum);
  }
  for (const T& value : source) target[starts[digit(value)]++] = value;
}

// Sorts `source` stably by the `bits` bits from `shift` on of key(value), an unsigned integer, and
// returns which of the two buffers holds the result. `source` may be one of the buffers, else it
// stays as it is. Without bits to sort by, the result is `source` itself.
// REQUIRES: three equally long spans, `first` and `second` apart.
template <typename T, typename Key>
std::span<const T> RadixSort(std::span<const T> source, std::span<T> first, std::span<T> second,
                             int shift, int bits, Key key) {
  std::span<T> target = source.data() == first.data() ? second : first;
  const int pass_count = RadixPassCount(bits);
  for (int pass = 0; pass < pass_count; ++pass) {
    // As even as can be: two passes of ten bits touch half the lines of eleven and nine.
    const int pass_bits = (bits + pass_count - pass - 1) / (pass_count - pass);
    const uint64_t mask = (uint64_t{1} << pass_bits) - 1;
    RadixPass(source, target, pass_bits, [shift, mask, key](const T& value) {
      return static_cast<size_t>(static_cast<uint64_t>(key(value) >> shift) & mask);
    });
    source = target;
    target = target.data() == first.data() ? second : first;
    shift += pass_bits;
    bits -= pass_bits;
  }
  return source;
}

}  // namespace entente

#endif  // ENTENTE_STORAGE_SORTING_RADIX_SORT_H_
