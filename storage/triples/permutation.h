// A Permutation is all rows of one order on disk: a B+-tree of pages that never change.
//
//   level 2    root ──┬───────────────┬──────────────┐
//   level 1    node ──┬──┐     node ──┬──┐    node ──┬──┐     up to 256 fences each
//   level 0        leaf leaf …    leaf leaf …    leaf leaf …  about 2,048 rows each
//
// Changing rows writes new leaves and new nodes above them, under new page numbers, and yields a
// new root (permutation_writer.h); the old root goes on to show the old rows. Nodes count the rows
// below them, so that counting a prefix reads one path, not the rows.
#ifndef ENTENTE_STORAGE_TRIPLES_PERMUTATION_H_
#define ENTENTE_STORAGE_TRIPLES_PERMUTATION_H_

#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "storage/read_view.h"
#include "storage/triples/page_source.h"

namespace entente {

// What must be known to find all rows of one order. Stored in the manifest.
struct PermutationRoot {
  uint64_t page = 0;
  uint64_t row_count = 0;
  uint64_t next_page = 0;  // The number the next new page will get.
  uint32_t level = 0;      // Of the root page: 1 if its children are leaves. 0: no rows, no root.

  friend bool operator==(const PermutationRoot&, const PermutationRoot&) = default;
};
inline constexpr uint32_t kPermutationLevelMax = 8;

// A view of one state of one order. Cheap to make and copy. `source` must outlive it and its
// cursors.
class Permutation {
 public:
  Permutation(TripleOrder order, const PermutationRoot& root, const PageSource& source)
      : order_(order), root_(root), source_(&source) {}

  std::unique_ptr<RowCursor> Scan(std::span<const TermId> prefix) const;
  absl::StatusOr<uint64_t> Count(std::span<const TermId> prefix) const;
  // How many rows have the prefix (at most three ids), and in the column behind it an id from
  // `first` to `last`.
  absl::StatusOr<uint64_t> CountRange(std::span<const TermId> prefix, TermId first,
                                      TermId last) const;
  absl::StatusOr<bool> Contains(const IdQuad& row) const;

 private:
  // How many rows are less than `key`.
  absl::StatusOr<uint64_t> Rank(std::span<const uint64_t> key) const;

  TripleOrder order_;
  PermutationRoot root_;
  const PageSource* source_;
};

// The bits of up to four ids, as blocks are asked.
struct KeyBits {
  std::array<uint64_t, 4> bits = {};
  size_t size = 0;

  explicit KeyBits(std::span<const TermId> ids) : size(ids.size()) {
    for (size_t column = 0; column < size; ++column) bits[column] = ids[column].bits();
  }
  // REQUIRES: less than four ids so far.
  void Append(TermId id) { bits[size++] = id.bits(); }
  std::span<const uint64_t> span() const { return {bits.data(), size}; }
  // The smallest key greater than all keys with this prefix. False if there is none.
  bool Increment() {
    while (size > 0 && bits[size - 1] == ~uint64_t{0}) --size;
    if (size > 0) ++bits[size - 1];
    return size > 0;
  }
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_PERMUTATION_H_
