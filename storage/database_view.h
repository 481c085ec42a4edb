// A committed state of a database as a ReadView: blocks with the delta merged over them.
#ifndef ENTENTE_STORAGE_DATABASE_VIEW_H_
#define ENTENTE_STORAGE_DATABASE_VIEW_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/ids/term_decoder.h"
#include "storage/read_view.h"
#include "storage/store_core.h"

namespace entente {

class DatabaseView final : public ReadView, public TermReader {
 public:
  // `core` must outlive the view and its cursors.
  DatabaseView(StoreCore& core, std::shared_ptr<const CommittedState> state);

  std::unique_ptr<RowCursor> Scan(TripleOrder order, std::span<const TermId> prefix) const override;
  absl::StatusOr<uint64_t> Count(TripleOrder order, std::span<const TermId> prefix) const override;
  absl::StatusOr<uint64_t> CountRange(TripleOrder order, std::span<const TermId> prefix,
                                      TermId first, TermId last) const override;
  absl::StatusOr<std::optional<TermId>> Find(const TermView& term) const override;
  absl::StatusOr<std::vector<Term>> Decode(std::span<const TermId> ids) const override;
  absl::Status VisitTermBytes(std::span<const TermId> ids,
                              const TermBytesConsumer& consume) const override;
  absl::StatusOr<std::vector<PredicateStatistics>> Statistics() const override;

  const Manifest& manifest() const { return state_->manifest; }
  const RocksSnapshot* snapshot() const { return state_->snapshot.get(); }

  // Whether the row is there, of any order.
  absl::StatusOr<bool> Contains(TripleOrder order, const IdQuad& row) const;

  // The id of the dictionary term with these bytes.
  absl::StatusOr<std::optional<TermId>> FindBytes(IdKind kind, std::string_view bytes) const;

  absl::Status ReadTermBytes(TermId id, TermPageReader* page,
                             std::string_view* bytes) const override;
  absl::StatusOr<IdQuad> ReadTripleTerm(TermId id) const override;

 private:
  StoreCore& core_;
  const std::shared_ptr<const CommittedState> state_;
  const DatabasePages pages_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_DATABASE_VIEW_H_
