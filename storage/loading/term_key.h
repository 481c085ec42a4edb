// A TermKey stands for a term while a load runs: a hash so wide that different terms of one load
// never share it. With 128 bits and a seed that nobody knows beforehand, the odds for 10^10 terms
// are 1 in 10^18; texts then need neither be kept nor compared.
#ifndef ENTENTE_STORAGE_LOADING_TERM_KEY_H_
#define ENTENTE_STORAGE_LOADING_TERM_KEY_H_

#include <compare>
#include <cstdint>

namespace entente {

struct TermKey {
  uint64_t high = 0;
  uint64_t low = 0;
  friend constexpr auto operator<=>(const TermKey&, const TermKey&) = default;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_TERM_KEY_H_
