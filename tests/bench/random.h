// Random numbers that are the same everywhere: the standard library's distributions differ from
// library to library.
#ifndef ENTENTE_TESTS_BENCH_RANDOM_H_
#define ENTENTE_TESTS_BENCH_RANDOM_H_

#include <cstdint>

namespace entente {

// SplitMix64 (Steele, Lea, Flood, 2014).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Below(uint64_t bound) {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return (mixed ^ (mixed >> 31)) % bound;
  }

 private:
  uint64_t state_;
};

}  // namespace entente

#endif  // ENTENTE_TESTS_BENCH_RANDOM_H_
