// Which claims of a group hold at one time.
#ifndef ENTENTE_QUERY_CLAIMS_OVERLAPS_H_
#define ENTENTE_QUERY_CLAIMS_OVERLAPS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "query/claims/claim_table.h"
#include "query/evaluation/query_limits.h"

namespace entente {

// How the valid intervals of two claims lie to each other. Where one ends with the very date that
// the other begins with, it comes before, and they do not overlap; unless both are written alike.
enum class Overlap : uint8_t { kNone, kPossible, kCertain };
Overlap OverlapOf(const ClaimRow& a, const ClaimRow& b);

// A claim in a group, and the class it belongs to there: numbers from 0 on.
struct ClassedClaim {
  uint32_t row = 0;  // Of the table.
  uint32_t of_class = 0;
  friend bool operator==(const ClassedClaim&, const ClassedClaim&) = default;
};

// Which classes are compared with which.
struct ClassPartners {
  // For each class its partners, ascending, each way; empty: every class has all others.
  std::vector<std::vector<uint32_t>> of = {};
};

// Calls take(a, b) once for each two claims of the group, in either order, that are of classes
// which are partners and whose intervals overlap. Ends early when `take` returns false, and at an
// error of `limits`. Time: n log n for the sweep, and the pairs found; pairs that only meet, one
// ending with the date that the other begins with, cost nothing where each class has few ends.
// Reorders `group`. Memory is in proportion to the group and not charged.
void ForEachOverlap(std::span<const ClaimRow> rows, std::span<ClassedClaim> group,
                    const ClassPartners& partners, QueryLimits* limits,
                    const std::function<bool(uint32_t, uint32_t)>& take);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_OVERLAPS_H_
