// Three states → one: what two sides made of a common base.
//
// A quad is in the result if both sides have it, or if one has it and the base has not. So what
// either side added is there, and what either side removed is not.
//
// A claim is in conflict if both sides changed quads of it or of blank nodes that belong to it in
// any of the three states (node_links.h), not in the same way. A claim is what has the class
// ent:Claim in any of the three states.
//
// So a blank node that belongs to several claims is in the conflict of any: it is then as the
// chosen side has it, also for those that are in none.
#ifndef ENTENTE_QUERY_EXCHANGE_MERGE_H_
#define ENTENTE_QUERY_EXCHANGE_MERGE_H_

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/snapshot.h"
#include "storage/dumping/dump.h"
#include "storage/read_view.h"

namespace entente {

struct ThreeStates {
  const ReadView& base;
  const ReadView& ours;
  const ReadView& theirs;
};

struct MergedLines {
  uint64_t conflict_count = 0;
  // Logical hashes, 32 bytes each.
  std::string ours_hash = {};
  std::string theirs_hash = {};
};

// Gives `keep` each line of the result as canonical N-Quads without its line end, in no promised
// sequence, and `conflict_found` (which may be null) each conflict, ascending by claim as a dump
// has them. Of a claim in conflict, and of what belongs to it, the result has the quads of the side
// that `conflicts` names; with kFail there is no result, and `keep` is given no more lines after
// the first.
//
// Reads all states side by side, once. What changed of claims and of blank nodes waits in a
// temporary file until the end; in memory are what changed of one claim, and about a hundred bytes
// for each blank node that changed or leads to such a one (changed_nodes.h). Links are looked up
// only if both sides changed claims or blank nodes. ResourceExhausted if a fifth of the budget does
// not hold the one or the other.
absl::StatusOr<MergedLines> MergeLines(
    const ThreeStates& states, MergeConflicts conflicts, const DumpSortOptions& options,
    const std::function<absl::Status(std::string_view line)>& keep,
    const std::function<absl::Status(const MergeConflict& conflict)>& conflict_found);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_MERGE_H_
