// The manifest: the one small record from which a state of the database is read. Every commit
// replaces it, in the same batch as what it describes.
//
//   varint commit number
//   8 bytes chain, little-endian        hash of all commits so far, see CommitLedger
//   varint delta generation
//   for IRI, blank node, triple term, literal: varint next number, varint paged number
//   varints delta rows: quads inserted, quads removed, triple terms, dictionary terms
//   for each order: varints page, level, row count, next page
//   8 bytes XXH3-64 of all before, little-endian
#ifndef ENTENTE_STORAGE_MANIFEST_H_
#define ENTENTE_STORAGE_MANIFEST_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/ids/term_id.h"
#include "storage/triples/permutation.h"
#include "storage/triples/triple_order.h"

namespace entente {

// How far the numbers of one kind of dictionary term have come.
struct TermNumbers {
  uint64_t next = 0;   // The number the next new term gets.
  uint64_t paged = 0;  // Terms below lie in term pages, those from here on by themselves.
  friend bool operator==(const TermNumbers&, const TermNumbers&) = default;
};

// Rows in the delta: insertions of each relation, and removals, which only quads have.
struct DeltaCounts {
  uint64_t inserted_quads = 0;
  uint64_t removed_quads = 0;
  uint64_t triple_terms = 0;
  uint64_t terms = 0;

  uint64_t quad_changes() const { return inserted_quads + removed_quads; }
  uint64_t total() const { return quad_changes() + triple_terms + terms; }
  // How many changes an order of the relation has.
  uint64_t in_order(TripleOrder order) const;
  friend bool operator==(const DeltaCounts&, const DeltaCounts&) = default;
};

struct Manifest {
  uint64_t commit_number = 0;
  uint64_t chain = 0;
  uint32_t delta_generation = 0;
  std::array<TermNumbers, 5> numbers = {};  // By IdKind; none for kNone.
  DeltaCounts delta = {};
  std::array<PermutationRoot, kOrderCount> roots = {};

  TermNumbers& numbers_of(IdKind kind) { return numbers[static_cast<size_t>(kind)]; }
  const TermNumbers& numbers_of(IdKind kind) const { return numbers[static_cast<size_t>(kind)]; }
  PermutationRoot& root_of(TripleOrder order) { return roots[static_cast<size_t>(order)]; }
  const PermutationRoot& root_of(TripleOrder order) const {
    return roots[static_cast<size_t>(order)];
  }
  uint64_t quad_count() const {
    return root_of(TripleOrder::kSpog).row_count + delta.inserted_quads - delta.removed_quads;
  }

  std::string Encode() const;
  // DataLoss if the bytes are not a whole manifest.
  static absl::StatusOr<Manifest> Decode(std::string_view bytes);
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_MANIFEST_H_
