#include "storage/snapshot/built_view.h"

#include <algorithm>
#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/byte_order.h"
#include "storage/snapshot/snapshot_format.h"

namespace entente {

Permutation BuiltView::OrderOf(TripleOrder order) const {
  return {order, orders_[static_cast<size_t>(order)].root, *this};
}

std::unique_ptr<RowCursor> BuiltView::Scan(TripleOrder order,
                                           std::span<const TermId> prefix) const {
  return OrderOf(order).Scan(prefix);
}

absl::StatusOr<uint64_t> BuiltView::Count(TripleOrder order, std::span<const TermId> prefix) const {
  return OrderOf(order).Count(prefix);
}

absl::StatusOr<uint64_t> BuiltView::CountRange(TripleOrder order, std::span<const TermId> prefix,
                                               TermId first, TermId last) const {
  return OrderOf(order).CountRange(prefix, first, last);
}

absl::StatusOr<std::optional<TermId>> BuiltView::Find(const TermView& /*term*/) const {
  return absl::UnimplementedError("terms of a snapshot that is being made are not looked up");
}

absl::StatusOr<std::vector<Term>> BuiltView::Decode(std::span<const TermId> ids) const {
  return DecodeTerms(*this, ids);
}

absl::Status BuiltView::VisitTermBytes(std::span<const TermId> ids,
                                       const TermBytesConsumer& consume) const {
  return VisitTerms(*this, ids, consume);
}

absl::StatusOr<std::vector<PredicateStatistics>> BuiltView::Statistics() const {
  return absl::UnimplementedError("a snapshot that is being made has no statistics");
}

absl::Status BuiltView::ReadTermBytes(TermId id, TermPageReader* page,
                                      std::string_view* bytes) const {
  const TermSpool& terms = terms_.terms(id.kind());
  const PagePlace place = {.order = PartOfTerms(id.kind()), .number = id.payload() / kTermsPerPage};
  if (!page->IsAt(place)) {
    std::shared_ptr<const TermPage> found = term_pages_.Find(place);
    if (found == nullptr) {
      std::string unit;
      RETURN_IF_ERROR(terms.pages().Read(place.number, &unit));
      const uint64_t left = terms.term_count() - place.number * kTermsPerPage;
      ASSIGN_OR_RETURN(
          found, TermPage::Parse(std::move(unit), place, std::min<uint64_t>(left, kTermsPerPage)));
      term_pages_.Insert(place, found, found->bytes());
    }
    page->Open(place, std::move(found));
  }
  if (page->Get(id.payload() % kTermsPerPage, bytes)) return absl::OkStatus();
  uint64_t unit = 0;
  TakeVarint(bytes, &unit);
  // What is read into the page's room must not be taken for its own.
  *page = TermPageReader();
  RETURN_IF_ERROR(terms.long_terms().Read(unit, page->scratch()));
  *bytes = *page->scratch();
  bytes->remove_suffix(sizeof(uint64_t));  // The checksum.
  return absl::OkStatus();
}

absl::StatusOr<IdQuad> BuiltView::ReadTripleTerm(TermId id) const {
  const std::unique_ptr<RowCursor> rows = Scan(TripleOrder::kTermTspo, {&id, 1});
  RowBatch batch;
  if (rows->Next(&batch)) return FromOrder(TripleOrder::kTermTspo, batch.Row(0));
  RETURN_IF_ERROR(rows->status());
  return absl::InternalError(StrCat("triple term ", id.payload(), " has not been made"));
}

absl::StatusOr<std::shared_ptr<const Page>> BuiltView::ReadPage(TripleOrder order, uint64_t number,
                                                                size_t column_count) const {
  const PagePlace place = {.order = PartOfOrder(order), .number = number};
  if (std::shared_ptr<const Page> page = pages_.Find(place)) return page;
  std::string bytes;
  RETURN_IF_ERROR(orders_[place.order].pages->Read(number, &bytes));
  ASSIGN_OR_RETURN(std::shared_ptr<const Page> page,
                   Page::Make(std::move(bytes), place, column_count));
  pages_.Insert(place, page, page->bytes.size());
  return page;
}

}  // namespace entente
