// An allocator whose larger pieces go back to the system the moment they are freed.
#ifndef ENTENTE_STORAGE_SORTING_PAGE_ALLOCATOR_H_
#define ENTENTE_STORAGE_SORTING_PAGE_ALLOCATOR_H_

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace entente {

// A load fills its memory with rows from many threads, frees them, and needs the same memory again
// for sorting. The heap would keep a third of it in holes; pages from the system leave none.
template <typename T>
class PageAllocator {
 public:
  using value_type = T;

  PageAllocator() = default;
  template <typename U>
  PageAllocator(const PageAllocator<U>& /*other*/) {}  // NOLINT: allocators convert.

  T* allocate(size_t count) {
    const size_t bytes = count * sizeof(T);
    if (bytes < kPagesFromBytes) return static_cast<T*>(::operator new(bytes));
    void* const pages =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();
    return static_cast<T*>(pages);
  }

  void deallocate(T* memory, size_t count) {
    const size_t bytes = count * sizeof(T);
    if (bytes < kPagesFromBytes) {
      ::operator delete(static_cast<void*>(memory));
    } else {
      munmap(static_cast<void*>(memory), bytes);
    }
  }

  friend bool operator==(const PageAllocator& /*a*/, const PageAllocator& /*b*/) { return true; }

 private:
  // Below, half a page of waste and two system calls would be too much.
  static constexpr size_t kPagesFromBytes = size_t{32} << 10;
};

template <typename T>
using PageVector = std::vector<T, PageAllocator<T>>;

}  // namespace entente

#endif  // ENTENTE_STORAGE_SORTING_PAGE_ALLOCATOR_H_
