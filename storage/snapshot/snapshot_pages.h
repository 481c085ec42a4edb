// The pages of a snapshot's orders, each checked before it is used.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_PAGES_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_PAGES_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/page_cache.h"
#include "storage/snapshot/snapshot_reader.h"
#include "storage/triples/page_source.h"

namespace entente {

// Which of many units were found whole. Threads may share it.
class UnitMarks {
 public:
  // Takes memory where something is marked, and for the rest 1 bit in 4,096.
  explicit UnitMarks(uint64_t unit_count);
  ~UnitMarks();
  UnitMarks(const UnitMarks&) = delete;
  UnitMarks& operator=(const UnitMarks&) = delete;

  bool IsMarked(uint64_t unit) const;
  void Mark(uint64_t unit);

 private:
  static constexpr uint64_t kStretch = uint64_t{1} << 18;  // Units: 32 KiB of marks.
  using Stretch = std::array<std::atomic<uint64_t>, kStretch / 64>;

  const uint64_t stretch_count_;
  const std::unique_ptr<std::atomic<Stretch*>[]> stretches_;  // Null or owned.
};

// A tree of which every page was read through here is one: at each level the pages hold ranges of
// rows that do not overlap and ascend, as many rows as the root says, all with ids that name terms
// (what a value in an id is, is seen when it is read). Threads may share it.
class SnapshotPages final : public PageSource {
 public:
  // `reader` must outlive the source and, of a mapped file, all pages. `cache_bytes` bounds what
  // is kept of pages.
  SnapshotPages(const SnapshotReader& reader, uint64_t cache_bytes);

  // The root of an order. REQUIRES: it is that which the header names.
  absl::StatusOr<std::shared_ptr<const Page>> ReadPage(TripleOrder order, uint64_t number,
                                                       size_t column_count) const override;
  absl::StatusOr<std::shared_ptr<const Page>> ReadChild(TripleOrder order, const Page& node,
                                                        size_t child,
                                                        size_t column_count) const override;

  // OK if all ids of a row can stand where they do and name terms.
  bool IdsAreThere(TripleOrder order, const IdQuad& row) const;

 private:
  struct Bounds;
  struct CheckedPage;
  using IdLimits = std::array<std::array<uint64_t, 256>, 4>;

  absl::StatusOr<std::shared_ptr<const Page>> Get(TripleOrder order, uint64_t number,
                                                  const Bounds& bounds) const;
  absl::StatusOr<std::shared_ptr<const CheckedPage>> Read(TripleOrder order, uint64_t number,
                                                          const Bounds& bounds) const;
  // What is wrong with a page in itself; empty if nothing is.
  std::string_view FindFault(TripleOrder order, uint64_t number, uint32_t level,
                             const ColumnBlock& block) const;
  // The first payload that is too large, by kind, for each column of an order.
  const IdLimits& LimitsOf(TripleOrder order) const;

  const SnapshotReader& reader_;
  IdLimits quad_limits_ = {};         // By position, then kind.
  IdLimits triple_term_limits_ = {};  // The same.
  mutable PageCache<CheckedPage> cache_;
  mutable std::array<std::unique_ptr<UnitMarks>, kOrderCount> checked_;  // Of a mapped file.
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_PAGES_H_
