// What of a snapshot has been made and waits to be written, as a ReadView: so that its logical hash
// is that of what the file will hold, computed while the rest is still being sorted.
#ifndef ENTENTE_STORAGE_SNAPSHOT_BUILT_VIEW_H_
#define ENTENTE_STORAGE_SNAPSHOT_BUILT_VIEW_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/ids/term_decoder.h"
#include "storage/page_cache.h"
#include "storage/read_view.h"
#include "storage/snapshot/term_renumbering.h"
#include "storage/snapshot/unit_spool.h"
#include "storage/triples/page_source.h"
#include "storage/triples/permutation.h"

namespace entente {

// One order as it has been made.
struct BuiltOrder {
  std::unique_ptr<UnitSpool> pages = {};
  PermutationRoot root = {};
};
using BuiltOrders = std::array<BuiltOrder, kOrderCount>;

// Rows are only asked of orders that are finished. Terms are not found by what they say.
class BuiltView final : public ReadView, public TermReader, public PageSource {
 public:
  // Both must outlive the view. `cache_bytes` bounds what is kept of pages read.
  BuiltView(const BuiltOrders& orders, const TermRenumbering& terms, uint64_t cache_bytes)
      : orders_(orders), terms_(terms), pages_(cache_bytes / 2), term_pages_(cache_bytes / 2) {}

  std::unique_ptr<RowCursor> Scan(TripleOrder order, std::span<const TermId> prefix) const override;
  absl::StatusOr<uint64_t> Count(TripleOrder order, std::span<const TermId> prefix) const override;
  absl::StatusOr<uint64_t> CountRange(TripleOrder order, std::span<const TermId> prefix,
                                      TermId first, TermId last) const override;
  absl::StatusOr<std::optional<TermId>> Find(const TermView& term) const override;
  absl::StatusOr<std::vector<Term>> Decode(std::span<const TermId> ids) const override;
  absl::Status VisitTermBytes(std::span<const TermId> ids,
                              const TermBytesConsumer& consume) const override;
  absl::StatusOr<std::vector<PredicateStatistics>> Statistics() const override;
  bool has_sorted_terms() const override { return true; }

  absl::Status ReadTermBytes(TermId id, TermPageReader* page,
                             std::string_view* bytes) const override;
  absl::StatusOr<IdQuad> ReadTripleTerm(TermId id) const override;
  absl::StatusOr<std::shared_ptr<const Page>> ReadPage(TripleOrder order, uint64_t number,
                                                       size_t column_count) const override;

 private:
  Permutation OrderOf(TripleOrder order) const;

  const BuiltOrders& orders_;
  const TermRenumbering& terms_;
  mutable PageCache<Page> pages_;
  mutable PageCache<TermPage> term_pages_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_BUILT_VIEW_H_
