// A sort that can be stopped: runs of bounded length, then merges, with a look at the limits in
// between. A comparison that gave up when a limit is exceeded would contradict itself, which
// std::sort does not bear.
#ifndef ENTENTE_QUERY_EXEC_BOUNDED_SORT_H_
#define ENTENTE_QUERY_EXEC_BOUNDED_SORT_H_

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "query/evaluation/query_limits.h"

namespace entente {

// Sorts `items`, which are cheap to copy; equal ones in any sequence. False once a limit is
// exceeded: then they are in any sequence. Holds a copy of the items meanwhile, which the caller
// charges.
template <typename T, typename Less>
bool BoundedSort(std::vector<T>* items, QueryLimits* limits, const Less& less) {
  constexpr size_t kRunLength = 2048;
  const size_t size = items->size();
  for (size_t begin = 0; begin < size; begin += kRunLength) {
    limits->CheckNow();
    if (!limits->ok()) return false;
    const size_t end = std::min(size, begin + kRunLength);
    std::sort(items->data() + begin, items->data() + end, less);
  }
  if (size <= kRunLength) return true;
  std::vector<T> merged(size);
  for (size_t length = kRunLength; length < size; length *= 2) {
    for (size_t begin = 0; begin < size; begin += 2 * length) {
      const size_t middle = std::min(size, begin + length);
      const size_t end = std::min(size, middle + length);
      size_t left = begin;
      size_t right = middle;
      for (size_t out = begin; out < end; ++out) {
        if (!limits->Tick()) return false;
        const bool takes_right =
            left == middle || (right != end && less((*items)[right], (*items)[left]));
        merged[out] = (*items)[takes_right ? right++ : left++];
      }
    }
    std::swap(*items, merged);
  }
  return true;
}

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_BOUNDED_SORT_H_
