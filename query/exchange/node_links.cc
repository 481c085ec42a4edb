#include "query/exchange/node_links.h"

#include <array>
#include <memory>

#include "schema/status_macros.h"
#include "schema/vocabulary.h"

namespace entente {

absl::StatusOr<NodeLinks> NodeLinks::Create(const ReadView& view, Graphs graphs) {
  NodeLinks links(view, graphs);
  ASSIGN_OR_RETURN(links.type_, view.Find(TermView::OfIri(rdf::kType)));
  ASSIGN_OR_RETURN(links.claim_, view.Find(TermView::OfIri(ent::kClaim)));
  ASSIGN_OR_RETURN(links.reifies_, view.Find(TermView::OfIri(rdf::kReifies)));
  return links;
}

absl::Status NodeLinks::ForEach(TripleOrder order, std::span<const TermId> prefix,
                                const std::function<absl::Status(const IdQuad& row)>& take) const {
  const bool has_graphs = order < TripleOrder::kTermSpot;
  const std::unique_ptr<RowCursor> cursor = view_->Scan(order, prefix);
  RowBatch batch;
  while (cursor->Next(&batch)) {
    for (size_t i = 0; i < batch.row_count; ++i) {
      const IdQuad row = FromOrder(order, batch.Row(i));
      if (has_graphs && graphs_ == Graphs::kDefault && !row[kGraph].is_none()) continue;
      RETURN_IF_ERROR(take(row));
    }
  }
  return cursor->status();
}

absl::StatusOr<bool> NodeLinks::IsClaim(TermId node) const {
  if (!type_.has_value() || !claim_.has_value()) return false;
  bool is_claim = false;
  RETURN_IF_ERROR(
      ForEach(TripleOrder::kSpog, std::array{node, *type_, *claim_}, [&](const IdQuad&) {
        is_claim = true;
        return absl::OkStatus();
      }));
  return is_claim;
}

absl::StatusOr<std::vector<TermId>> NodeLinks::Above(TermId node) const {
  std::vector<TermId> above;
  const auto add = [&](const IdQuad& row) {
    if (above.empty() || above.back() != row[kSubject]) above.push_back(row[kSubject]);
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(ForEach(TripleOrder::kOspg, std::array{node}, add));
  if (!reifies_.has_value()) return above;
  ASSIGN_OR_RETURN(const bool is_claim, IsClaim(node));
  if (is_claim) return above;
  RETURN_IF_ERROR(ForEach(TripleOrder::kSpog, std::array{node, *reifies_}, [&](const IdQuad& row) {
    if (row[kObject].kind() != IdKind::kTriple) return absl::OkStatus();
    return ForEach(TripleOrder::kTermTspo, std::array{row[kObject]}, add);
  }));
  return above;
}

absl::StatusOr<std::vector<TermId>> NodeLinks::Below(TermId node) const {
  std::vector<TermId> below;
  RETURN_IF_ERROR(ForEach(TripleOrder::kSpog, std::array{node}, [&](const IdQuad& row) {
    if (row[kObject].kind() == IdKind::kBlankNode) below.push_back(row[kObject]);
    return absl::OkStatus();
  }));
  if (!reifies_.has_value()) return below;
  const auto add_annotation = [&](const IdQuad& row) -> absl::Status {
    if (row[kSubject].kind() != IdKind::kBlankNode) return absl::OkStatus();
    ASSIGN_OR_RETURN(const bool is_claim, IsClaim(row[kSubject]));
    if (!is_claim) below.push_back(row[kSubject]);
    return absl::OkStatus();
  };
  // In the place of the graph stands the triple term itself.
  RETURN_IF_ERROR(ForEach(TripleOrder::kTermSpot, std::array{node}, [&](const IdQuad& row) {
    return ForEach(TripleOrder::kPosg, std::array{*reifies_, row[kGraph]}, add_annotation);
  }));
  return below;
}

}  // namespace entente
