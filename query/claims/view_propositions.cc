#include "query/claims/view_propositions.h"

#include <algorithm>
#include <utility>

#include "schema/status_macros.h"

namespace entente {
namespace {

// Work is counted in claims of a table that is made.
constexpr uint64_t kWorkOfLookup = 30;
constexpr uint64_t kWorkOfProposition = 5;

// Where the triple terms with the components `bound` are.
struct TermRange {
  TripleOrder order = TripleOrder::kTermSpot;
  std::array<TermId, 3> ids = {};
  size_t length = 0;

  std::span<const TermId> prefix() const { return {ids.data(), length}; }
};

TermRange RangeOf(const TripleSet::Triple& bound) {
  for (const TripleOrder order :
       {TripleOrder::kTermSpot, TripleOrder::kTermPost, TripleOrder::kTermOspt}) {
    TermRange range = {.order = order};
    const auto& positions = kOrderPositions[static_cast<size_t>(order)];
    while (range.length < 3 && !bound[positions[range.length]].is_none()) {
      range.ids[range.length] = bound[positions[range.length]];
      ++range.length;
    }
    const auto bound_count =
        std::count_if(bound.begin(), bound.end(), [](TermId id) { return !id.is_none(); });
    if (range.length == static_cast<size_t>(bound_count)) return range;
  }
  return {};  // Not reached: each choice of components comes first in one of the orders.
}

}  // namespace

ViewPropositions::ViewPropositions(std::shared_ptr<const ReadView> state,
                                   std::vector<EvidenceView> views,
                                   const std::optional<TermId>& but_in,
                                   std::shared_ptr<ViewCache> cache)
    : state_(std::move(state)),
      views_(std::move(views)),
      but_in_(but_in),
      cache_(std::move(cache)),
      lookups_(cache_->Lookups(views_, but_in_)),
      all_(cache_->KnownPropositions(views_, but_in_)) {}

absl::Status ViewPropositions::Resolve() const {
  if (is_resolved_) return absl::OkStatus();
  resolved_.clear();  // Of a call that failed.
  for (const EvidenceView& view : views_) {
    ResolvedView& resolved = resolved_.emplace_back();
    resolved.view = view;
    ASSIGN_OR_RETURN(resolved.graphs, GraphsOf(view, *state_));
    ASSIGN_OR_RETURN(resolved.conditions, ConditionsOf(view, *state_));
  }
  ASSIGN_OR_RETURN(words_, ClaimWords::Find(*state_));
  if (!words_.type.is_none() && !words_.claim.is_none()) {
    const TermId prefix[] = {words_.type, words_.claim};
    ASSIGN_OR_RETURN(claim_count_, state_->Count(TripleOrder::kPosg, prefix));
  }
  is_resolved_ = true;
  return absl::OkStatus();
}

absl::StatusOr<const TripleSet*> ViewPropositions::Having(const TripleSet::Triple& bound,
                                                          QueryLimits* limits) const {
  const absl::MutexLock lock(&mutex_);
  if (all_ != nullptr) return all_.get();
  if (const TripleSet* const set = lookups_->Find(bound); set != nullptr) return set;
  RETURN_IF_ERROR(Resolve());
  const TermRange range = RangeOf(bound);
  ASSIGN_OR_RETURN(const uint64_t term_count, state_->Count(range.order, range.prefix()));
  const uint64_t work = kWorkOfLookup + kWorkOfProposition * term_count;
  const uint64_t worth = claim_count_ + cache_->free_work();
  if (work > worth || lookups_->Spend(work) > worth) {
    ASSIGN_OR_RETURN(all_, cache_->Propositions(*state_, views_, but_in_, limits));
    return all_.get();
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const TripleSet> set, LookUp(bound, limits));
  return lookups_->Keep(bound, std::move(set));
}

absl::StatusOr<std::shared_ptr<const TripleSet>> ViewPropositions::LookUp(
    const TripleSet::Triple& bound, QueryLimits* limits) const {
  const TermRange range = RangeOf(bound);
  const TermId reifies = words_.properties[0];
  std::vector<TermId> claims;
  const std::unique_ptr<RowCursor> terms = state_->Scan(range.order, range.prefix());
  RowBatch term_batch;
  while (terms->Next(&term_batch)) {
    for (size_t i = 0; i < term_batch.row_count; ++i) {
      limits->CheckNow();
      RETURN_IF_ERROR(limits->status());
      const TermId prefix[] = {reifies, term_batch.columns[3][i]};
      const std::unique_ptr<RowCursor> rows = state_->Scan(TripleOrder::kPosg, prefix);
      RowBatch batch;
      while (rows->Next(&batch) && limits->Tick()) {
        claims.insert(claims.end(), batch.columns[2], batch.columns[2] + batch.row_count);
      }
      RETURN_IF_ERROR(rows->status());
    }
  }
  RETURN_IF_ERROR(terms->status());
  std::sort(claims.begin(), claims.end());
  claims.erase(std::unique(claims.begin(), claims.end()), claims.end());
  std::vector<TripleSet::Triple> triples;
  for (const ResolvedView& resolved : resolved_) {
    ASSIGN_OR_RETURN(const std::vector<ClaimRow> rows,
                     ReadClaims(*state_, words_, resolved.graphs, claims, limits));
    RETURN_IF_ERROR(AddSupported(resolved.view, resolved.conditions, rows, &triples, limits));
  }
  std::optional<TripleSet::Held> held;
  if (but_in_.has_value()) held = {.view = state_.get(), .graph = *but_in_};
  ASSIGN_OR_RETURN(std::shared_ptr<const TripleSet> set,
                   TripleSet::Make(std::move(triples), held, limits));
  return set;
}

absl::StatusOr<std::optional<uint64_t>> ViewPropositions::CountAtMost(
    const TripleSet::Triple& bound) const {
  {
    const absl::MutexLock lock(&mutex_);
    if (all_ != nullptr) return std::nullopt;
  }
  if (lookups_->Find(bound) != nullptr) return std::nullopt;
  const TermRange range = RangeOf(bound);
  ASSIGN_OR_RETURN(const uint64_t count, state_->Count(range.order, range.prefix()));
  return count;
}

std::span<const PredicateStatistics> ViewPropositions::statistics() const {
  const absl::MutexLock lock(&mutex_);
  return all_ == nullptr ? std::span<const PredicateStatistics>() : all_->statistics();
}

}  // namespace entente
