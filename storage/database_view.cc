#include "storage/database_view.h"

#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/ids/term_bytes.h"
#include "storage/key_layout.h"
#include "storage/triple_terms.h"
#include "storage/triples/change_cursor.h"
#include "storage/triples/delta.h"
#include "storage/triples/permutation.h"
#include "storage/triples/statistics.h"

namespace entente {

DatabaseView::DatabaseView(StoreCore& core, std::shared_ptr<const CommittedState> state)
    : core_(core), state_(std::move(state)), pages_(core, state_->snapshot.get()) {}

std::unique_ptr<RowCursor> DatabaseView::Scan(TripleOrder order,
                                              std::span<const TermId> prefix) const {
  std::unique_ptr<RowCursor> rows =
      Permutation(order, manifest().root_of(order), pages_).Scan(prefix);
  if (manifest().delta.in_order(order) == 0) return rows;
  return MergeChanges(std::move(rows), ScanDelta(*core_.rocks, snapshot(),
                                                 manifest().delta_generation, order, prefix));
}

absl::StatusOr<uint64_t> DatabaseView::Count(TripleOrder order,
                                             std::span<const TermId> prefix) const {
  ASSIGN_OR_RETURN(uint64_t count,
                   Permutation(order, manifest().root_of(order), pages_).Count(prefix));
  if (manifest().delta.in_order(order) == 0) return count;
  if (prefix.empty() && order <= TripleOrder::kGspo) return manifest().quad_count();
  const std::unique_ptr<ChangeCursor> changes =
      ScanDelta(*core_.rocks, snapshot(), manifest().delta_generation, order, prefix);
  for (; changes->Valid(); changes->Next()) {
    // The delta holds no removal of what is not in the blocks, and no insertion of what is.
    changes->is_removal() ? --count : ++count;
  }
  RETURN_IF_ERROR(changes->status());
  return count;
}

absl::StatusOr<uint64_t> DatabaseView::CountRange(TripleOrder order, std::span<const TermId> prefix,
                                                  TermId first, TermId last) const {
  ASSIGN_OR_RETURN(
      const uint64_t count,
      Permutation(order, manifest().root_of(order), pages_).CountRange(prefix, first, last));
  if (manifest().delta.in_order(order) == 0) return count;
  const std::unique_ptr<ChangeCursor> changes =
      ScanDelta(*core_.rocks, snapshot(), manifest().delta_generation, order, prefix);
  const int64_t net = NetChanges(*changes, prefix, first, last);
  RETURN_IF_ERROR(changes->status());
  return count + static_cast<uint64_t>(net);
}

absl::StatusOr<bool> DatabaseView::Contains(TripleOrder order, const IdQuad& row) const {
  if (manifest().delta.in_order(order) > 0) {
    std::string mark;
    ASSIGN_OR_RETURN(
        const bool is_changed,
        core_.rocks->Get(Family::kDelta, DeltaKey(manifest().delta_generation, order, row),
                         snapshot(), &mark));
    if (is_changed) return mark == kDeltaInsertion;
  }
  return Permutation(order, manifest().root_of(order), pages_).Contains(row);
}

absl::StatusOr<std::optional<TermId>> DatabaseView::Find(const TermView& term) const {
  switch (term.kind) {
    case Term::Kind::kNone:
      return TermId();
    case Term::Kind::kLiteral:
      if (const std::optional<TermId> id = InlineId(term)) return id;
      break;
    case Term::Kind::kTriple: {
      ASSIGN_OR_RETURN(const std::optional<IdQuad> components, FindComponents(*this, term));
      if (!components) return std::nullopt;
      return FindTripleTerm(*this, *components);
    }
    default:
      break;
  }
  std::string scratch;
  return FindBytes(DictionaryKind(term), TermBytes(term, &scratch));
}

absl::StatusOr<std::optional<TermId>> DatabaseView::FindBytes(IdKind kind,
                                                              std::string_view bytes) const {
  const TermId hash(TermHash(kind, bytes));
  const std::unique_ptr<RowCursor> rows = Scan(TripleOrder::kHash, {&hash, 1});
  TermPageReader page;
  std::string_view candidate;
  for (RowBatch batch; rows->Next(&batch);) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      const TermId id = batch.columns[1][row];
      if (id.kind() != kind) continue;
      RETURN_IF_ERROR(ReadTermBytes(id, &page, &candidate));
      if (candidate == bytes) return id;
    }
  }
  RETURN_IF_ERROR(rows->status());
  return std::nullopt;
}

absl::Status DatabaseView::ReadTermBytes(TermId id, TermPageReader* page,
                                         std::string_view* bytes) const {
  const IdKind kind = id.kind();
  const uint64_t number = id.payload();
  const auto Missing = [&] {
    return absl::DataLossError(
        StrCat("term ", number, " of kind ", static_cast<uint32_t>(kind), " is missing"));
  };
  if (static_cast<size_t>(kind) >= manifest().numbers.size()) return Missing();
  if (number < manifest().numbers_of(kind).paged) {
    const PagePlace place = {TermPageOrder(kind), number / kTermsPerPage};
    if (!page->IsAt(place)) {
      std::shared_ptr<const TermPage> found = core_.term_pages.Find(place);
      if (found == nullptr) {
        std::string page_bytes;
        ASSIGN_OR_RETURN(const bool is_there,
                         core_.rocks->Get(Family::kTerms, TermPageKey(kind, place.number),
                                          snapshot(), &page_bytes, Rocks::Caching::kByCaller));
        if (!is_there) return Missing();
        ASSIGN_OR_RETURN(found, TermPage::Parse(std::move(page_bytes), place));
        core_.term_pages.Insert(place, found, found->bytes());
      }
      page->Open(place, std::move(found));
    }
    if (page->Get(number % kTermsPerPage, bytes)) return absl::OkStatus();
  }
  // What is read into the page's room must not be taken for its own.
  *page = TermPageReader();
  ASSIGN_OR_RETURN(const bool is_there, core_.rocks->Get(Family::kTerms, TermKey(kind, number),
                                                         snapshot(), page->scratch()));
  *bytes = *page->scratch();
  return is_there ? absl::OkStatus() : Missing();
}

absl::StatusOr<IdQuad> DatabaseView::ReadTripleTerm(TermId id) const {
  return entente::ReadTripleTerm(*this, id);
}

absl::StatusOr<std::vector<Term>> DatabaseView::Decode(std::span<const TermId> ids) const {
  return DecodeTerms(*this, ids);
}

absl::Status DatabaseView::VisitTermBytes(std::span<const TermId> ids,
                                          const TermBytesConsumer& consume) const {
  return VisitTerms(*this, ids, consume);
}

absl::StatusOr<std::vector<PredicateStatistics>> DatabaseView::Statistics() const {
  std::string bytes;
  ASSIGN_OR_RETURN(const bool is_there,
                   core_.rocks->Get(Family::kMeta, kStatisticsKey, snapshot(), &bytes));
  if (!is_there) return std::vector<PredicateStatistics>();
  return DecodeStatistics(bytes);
}

}  // namespace entente
