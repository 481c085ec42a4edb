#include "storage/triples/triple_order.h"

#include "gtest/gtest.h"

namespace entente {
namespace {

TEST(TripleOrderTest, FromOrderUndoesToOrder) {
  const IdQuad quad = {TermId(1), TermId(2), TermId(3), TermId(4)};
  for (size_t order = 0; order < kOrderCount; ++order) {
    const TripleOrder o = static_cast<TripleOrder>(order);
    EXPECT_EQ(FromOrder(o, ToOrder(o, quad)), quad) << OrderName(o);
  }
}

TEST(TripleOrderTest, BoundPositionsComeFirst) {
  for (unsigned bound = 0; bound < 8; ++bound) {
    const bool is_bound[3] = {(bound & 1) != 0, (bound & 2) != 0, (bound & 4) != 0};
    const TripleOrder order = OrderForBound(is_bound[0], is_bound[1], is_bound[2]);
    const auto& positions = kOrderPositions[static_cast<size_t>(order)];
    bool seen_free = false;
    for (size_t column = 0; column < 3; ++column) {
      if (!is_bound[positions[column]]) seen_free = true;
      EXPECT_FALSE(seen_free && is_bound[positions[column]]) << OrderName(order);
    }
  }
}

}  // namespace
}  // namespace entente
