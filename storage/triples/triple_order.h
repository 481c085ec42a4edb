// The orders in which quads and triple terms are kept.
//
// A quad is (s, p, o, g). Six orders sort by a permutation of s, p, o and then g; one by g first.
// With the six, every triple pattern has an order in which the bound positions come first and any
// chosen unbound one comes next, sorted: merge joins and leapfrog joins need that.
//
// A triple term t = <<( s p o )>> is a row (s, p, o, t), kept in three orders by component, so that
// terms are found by what they say, and one order by t, which is how a triple term is read back.
//
// The dictionary's way from hash to id is a relation too: rows (hash, id, 0, 0).
#ifndef ENTENTE_STORAGE_TRIPLES_TRIPLE_ORDER_H_
#define ENTENTE_STORAGE_TRIPLES_TRIPLE_ORDER_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "storage/ids/term_id.h"

namespace entente {

// The numbers are part of the format.
enum class TripleOrder : uint8_t {
  kSpog = 0,
  kSopg = 1,
  kPsog = 2,
  kPosg = 3,
  kOspg = 4,
  kOpsg = 5,
  kGspo = 6,
  kTermSpot = 7,  // Triple terms by component; t stands in the place of g.
  kTermPost = 8,
  kTermOspt = 9,
  kTermTspo = 10,
  kHash = 11,  // (hash of a dictionary term, its id, 0, 0).
};
inline constexpr size_t kOrderCount = 12;
inline constexpr std::array kQuadOrders = {
    TripleOrder::kSpog, TripleOrder::kSopg, TripleOrder::kPsog, TripleOrder::kPosg,
    TripleOrder::kOspg, TripleOrder::kOpsg, TripleOrder::kGspo};
inline constexpr std::array kTripleTermOrders = {TripleOrder::kTermSpot, TripleOrder::kTermPost,
                                                 TripleOrder::kTermOspt, TripleOrder::kTermTspo};

// Four ids. Which column is which depends on where it stands: (s, p, o, g) where quads are spoken
// of, and the columns of an order where one is sorted ("a key of that order").
using IdQuad = std::array<TermId, 4>;

// Positions in an IdQuad that is (s, p, o, g).
enum Position : uint8_t { kSubject = 0, kPredicate = 1, kObject = 2, kGraph = 3 };

// For each order: the position that its first, second, third and fourth column take from the quad.
inline constexpr std::array<std::array<uint8_t, 4>, kOrderCount> kOrderPositions = {{
    {0, 1, 2, 3},
    {0, 2, 1, 3},
    {1, 0, 2, 3},
    {1, 2, 0, 3},
    {2, 0, 1, 3},
    {2, 1, 0, 3},
    {3, 0, 1, 2},
    {0, 1, 2, 3},
    {1, 2, 0, 3},
    {2, 0, 1, 3},
    {3, 0, 1, 2},
    {0, 1, 2, 3},
}};

// (s, p, o, g) → key of `order`, and back.
constexpr IdQuad ToOrder(TripleOrder order, const IdQuad& quad) {
  const auto& positions = kOrderPositions[static_cast<size_t>(order)];
  return {quad[positions[0]], quad[positions[1]], quad[positions[2]], quad[positions[3]]};
}
constexpr IdQuad FromOrder(TripleOrder order, const IdQuad& key) {
  const auto& positions = kOrderPositions[static_cast<size_t>(order)];
  IdQuad quad;
  for (size_t column = 0; column < 4; ++column) quad[positions[column]] = key[column];
  return quad;
}

// "spog", "hash", …: as messages and docs name the order.
std::string_view OrderName(TripleOrder order);

// The quad order whose first columns are the bound ones of s, p and o, so that a pattern is one
// prefix; a bound graph is then the column after them or a filter. Where several orders serve, the
// one whose next column comes first in s, p, o.
TripleOrder OrderForBound(bool subject, bool predicate, bool object);

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_TRIPLE_ORDER_H_
