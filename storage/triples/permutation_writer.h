// Merges sorted changes into one order and writes what is new: the one way in which blocks come to
// be, for a first load as for the folding of a delta.
#ifndef ENTENTE_STORAGE_TRIPLES_PERMUTATION_WRITER_H_
#define ENTENTE_STORAGE_TRIPLES_PERMUTATION_WRITER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/triples/change_source.h"
#include "storage/triples/page_source.h"
#include "storage/triples/permutation.h"
#include "storage/triples/statistics.h"

namespace entente {

struct PermutationRewrite {
  PermutationRoot root = {};
  // Pages of the old tree that the new one does not use. Views of the old root still do.
  std::vector<uint64_t> superseded_pages = {};
  // Changes of row and pair counts by first column; only if asked for.
  PrefixCountChanges counts = {};
};

// Writes new pages for the leaves that changes touch and the nodes above them; all others are kept.
// Inserting a row that is there and removing one that is not change nothing. Memory: a few leaves,
// and 50 bytes for each node of level 1. `counts_wanted` reads one more leaf for each stretch of
// changes.
absl::StatusOr<PermutationRewrite> RewritePermutation(TripleOrder order,
                                                      const PermutationRoot& old_root,
                                                      const PageSource& source,
                                                      ChangeSource& changes, bool counts_wanted,
                                                      PageSink& sink);

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_PERMUTATION_WRITER_H_
