#include "query/claims/qualification.h"

#include <algorithm>
#include <span>
#include <string>

#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

absl::StatusOr<std::vector<TermId>> IdsOf(std::span<const std::string> iris, const ReadView& data) {
  std::vector<TermId> ids;
  for (const std::string& iri : iris) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, data.Find(TermView::OfIri(iri)));
    if (id.has_value()) ids.push_back(*id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

absl::StatusOr<std::optional<std::vector<TermId>>> ListOf(std::span<const std::string> iris,
                                                          const ReadView& data) {
  if (iris.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(std::vector<TermId> ids, IdsOf(iris, data));
  return std::optional<std::vector<TermId>>(std::move(ids));
}

std::optional<DayRange> DaysOf(const std::optional<PartialDate>& date) {
  if (!date.has_value()) return std::nullopt;
  return DayRange{.first = date->FirstDay(), .last = date->LastDay()};
}

bool Covers(const ClaimRow& claim, DayRange asked, bool is_certain) {
  if (is_certain) return claim.from.last <= asked.first && asked.last <= claim.until.first;
  return claim.from.first <= asked.last && asked.first <= claim.until.last;
}

bool IsKnownBy(const ClaimRow& claim, DayRange asked, bool is_certain) {
  if (claim.stated == kNoDate && claim.recorded == kNoDate) return !is_certain;
  const auto is_by_then = [asked, is_certain](const DayRange& date) {
    if (date == kNoDate) return false;
    return is_certain ? date.last <= asked.first : date.first <= asked.last;
  };
  return is_by_then(claim.stated) || is_by_then(claim.recorded);
}

bool Has(const std::vector<TermId>& list, TermId id) {
  return std::binary_search(list.begin(), list.end(), id);
}

}  // namespace

absl::StatusOr<ClaimConditions> ConditionsOf(const EvidenceView& view, const ReadView& data) {
  ClaimConditions conditions;
  conditions.valid = DaysOf(view.valid);
  conditions.known = DaysOf(view.known);
  conditions.is_time_certain = view.time == EvidenceView::Time::kCertain;
  ASSIGN_OR_RETURN(conditions.sources, ListOf(view.sources, data));
  ASSIGN_OR_RETURN(conditions.claimants, ListOf(view.claimants, data));
  ASSIGN_OR_RETURN(conditions.modalities, ListOf(view.modalities, data));
  conditions.takes_no_modality = std::find(view.modalities.begin(), view.modalities.end(),
                                           ent::kCategorical) != view.modalities.end();
  conditions.min_confidence = view.min_confidence;
  return conditions;
}

absl::StatusOr<std::vector<TermId>> GraphsOf(const EvidenceView& view, const ReadView& data) {
  if (view.graphs.empty()) return std::vector<TermId>{TermId()};
  return IdsOf(view.graphs, data);
}

bool Qualifies(const ClaimRow& claim, const ClaimConditions& conditions) {
  const ClaimConditions& c = conditions;
  if (c.valid.has_value() && !Covers(claim, *c.valid, c.is_time_certain)) return false;
  if (c.known.has_value() && !IsKnownBy(claim, *c.known, c.is_time_certain)) return false;
  if (c.sources.has_value() && !Has(*c.sources, claim.source)) return false;
  if (c.claimants.has_value() && !Has(*c.claimants, claim.claimant)) return false;
  if (c.modalities.has_value()) {
    const bool is_among =
        claim.modality.is_none() ? c.takes_no_modality : Has(*c.modalities, claim.modality);
    if (!is_among) return false;
  }
  // A claim without confidence has NaN, which is not at least anything.
  return !c.min_confidence.has_value() || claim.confidence >= *c.min_confidence;
}

}  // namespace entente
