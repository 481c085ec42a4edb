// The seed of a random test: settable with ENTENTE_SEED, printed when a test fails.
#ifndef ENTENTE_TESTS_SUPPORT_SEED_H_
#define ENTENTE_TESTS_SUPPORT_SEED_H_

#include <cstdint>
#include <cstdlib>

namespace entente {

// ENTENTE_SEED if it is set, else `fallback`. Tests put it into SCOPED_TRACE.
inline uint64_t TestSeed(uint64_t fallback = 20240401) {
  const char* text = std::getenv("ENTENTE_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : fallback;
}

// How many rounds a random test runs: ENTENTE_ROUNDS if it is set, else `fallback`.
inline uint64_t TestRounds(uint64_t fallback) {
  const char* text = std::getenv("ENTENTE_ROUNDS");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : fallback;
}

// Of fewer rounds than these nothing is said about how often something happened in them.
inline constexpr uint64_t kTellingRounds = 100;

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_SEED_H_
