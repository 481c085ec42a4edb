// How much of the answer to a query the specification fixes. Evaluators may choose freely which
// solutions LIMIT keeps, which value SAMPLE takes, in what sequence GROUP_CONCAT joins texts, how
// many duplicates REDUCED drops, and which of 1 and 1.0 is the MIN of both.
#ifndef ENTENTE_TESTS_SUPPORT_FIXED_PART_H_
#define ENTENTE_TESTS_SUPPORT_FIXED_PART_H_

#include <cstdint>
#include <map>
#include <string>

#include "query/sparql/algebra.h"

namespace entente {

// What is fixed of a variable's values.
enum class FixedValue : uint8_t {
  kClose,    // A number, up to rounding: SUM and AVG.
  kEqual,    // What ORDER BY cannot tell from it: MIN and MAX.
  kLetters,  // The characters, in any sequence: GROUP_CONCAT.
  kBound,    // Only whether it is bound: SAMPLE, RAND, BNODE.
};

struct FixedPart {
  enum class Rows : uint8_t {
    kAll,      // The multiset of solutions.
    kSet,      // The set of solutions; each comes at least once, at most as often as in the other.
    kSome,     // How many they are, and that they are some of those there would be without LIMIT.
    kUnknown,  // Nothing that is checked.
  };
  Rows rows = Rows::kAll;
  std::map<std::string, FixedValue> values = {};  // The terms of all other variables are fixed.
};

// Of the solutions of `pattern`. Careful: says too little rather than too much.
FixedPart FixedPartOf(const Pattern& pattern);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_FIXED_PART_H_
