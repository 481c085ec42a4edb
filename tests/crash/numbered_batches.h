// What the writer of the kill test writes: batches whose content follows from a seed and their
// number, so that whoever knows how many were committed knows every quad that must be there.
#ifndef ENTENTE_TESTS_CRASH_NUMBERED_BATCHES_H_
#define ENTENTE_TESTS_CRASH_NUMBERED_BATCHES_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "entente/term.h"

namespace entente {

struct Batch {
  bool is_bulk_load = false;  // Then there are no removals.
  std::vector<Quad> insertions = {};
  std::vector<Quad> removals = {};  // Made after the insertions.
};

// Batches count from 1. Each inserts one quad that tells its number.
Batch MakeBatch(uint64_t seed, uint64_t number);

// The lines of canonical N-Quads that the database must hold after some number of batches.
class ExpectedState {
 public:
  explicit ExpectedState(uint64_t seed) : seed_(seed) {}
  void AdvanceTo(uint64_t batch_count);
  uint64_t batch_count() const { return batch_count_; }
  const std::set<std::string>& lines() const { return lines_; }

 private:
  const uint64_t seed_;
  uint64_t batch_count_ = 0;
  std::set<std::string> lines_;
};

// How many batches `lines` hold, by the quads that tell it; 0 if none.
uint64_t CountBatches(const std::set<std::string>& lines);

std::string ToLine(const Quad& quad);

}  // namespace entente

#endif  // ENTENTE_TESTS_CRASH_NUMBERED_BATCHES_H_
