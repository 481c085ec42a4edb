// Memory for sorting: large, short-lived and read all over the place.
#ifndef ENTENTE_STORAGE_LOADING_LARGE_ARRAY_H_
#define ENTENTE_STORAGE_LOADING_LARGE_ARRAY_H_

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

namespace entente {

// `count` values that nobody has written yet. Asks the system for pages of 2 MiB where the array
// fills some: scattering values then misses the address cache less, and there are 500 times fewer
// pages to be cleared one by one.
template <typename T>
class LargeArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  LargeArray() = default;
  explicit LargeArray(size_t count) : size_(count) {
    constexpr size_t kHugePageBytes = size_t{2} << 20;
    const size_t bytes = count * sizeof(T);
    const bool is_huge = bytes >= 2 * kHugePageBytes;
    const size_t alignment = is_huge ? kHugePageBytes : size_t{64};
    // aligned_alloc wants a multiple of the alignment.
    const size_t rounded_bytes = (bytes / alignment + 1) * alignment;
    values_.reset(static_cast<T*>(std::aligned_alloc(alignment, rounded_bytes)));
    if (values_ == nullptr) throw std::bad_alloc();
    // Only advice: without it, everything is as before but slower.
    if (is_huge) madvise(static_cast<void*>(values_.get()), rounded_bytes, MADV_HUGEPAGE);
  }

  std::span<T> span() const { return {values_.get(), size_}; }

 private:
  struct Free {
    void operator()(T* values) const { std::free(static_cast<void*>(values)); }
  };
  std::unique_ptr<T, Free> values_;
  size_t size_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_LARGE_ARRAY_H_
