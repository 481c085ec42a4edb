// Where a page of a store belongs. The place is part of a page's checksum, so that a page which is
// whole but lies where another should is seen as damage.
#ifndef ENTENTE_STORAGE_TRIPLES_PAGE_PLACE_H_
#define ENTENTE_STORAGE_TRIPLES_PAGE_PLACE_H_

#include <compare>
#include <cstdint>

namespace entente {

struct PagePlace {
  uint8_t order = 0;    // The TripleOrder, or whatever else tells relations of pages apart.
  uint64_t number = 0;  // The page's number within it.
  friend auto operator<=>(const PagePlace&, const PagePlace&) = default;
};

// What seeds the checksum of a block there. Multiplication by an odd number keeps different numbers
// different.
constexpr uint64_t PlaceSeed(PagePlace place) {
  return place.number * 0x9E3779B97F4A7C15 ^ uint64_t { place.order } << 56;
}

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_PAGE_PLACE_H_
