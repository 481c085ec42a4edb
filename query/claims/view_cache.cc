#include "query/claims/view_cache.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "query/exec/operator.h"
#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

// How long a thread sleeps before it looks at its limits again.
constexpr absl::Duration kPatience = absl::Milliseconds(20);

std::string KeyOf(const std::vector<EvidenceView>& views, const std::optional<TermId>& but_in) {
  std::string key = but_in.has_value() ? StrCat("but ", but_in->bits()) : "all";
  for (const EvidenceView& view : views) StrAppend(&key, " ", view.ToIri());
  return key;
}

}  // namespace

absl::Status AddSupported(const EvidenceView& view, const ClaimConditions& conditions,
                          std::span<const ClaimRow> claims, std::vector<TripleSet::Triple>* triples,
                          QueryLimits* limits) {
  struct Votes {
    const ClaimRow* claim = nullptr;  // Any; null: none is for it.
    bool is_contested = false;
  };
  absl::flat_hash_map<TermId, Votes> propositions;
  const bool minds_denials = view.policy == EvidenceView::Policy::kUncontested;
  MemoryCharge charge(limits);
  for (const ClaimRow& claim : claims) {
    if (!limits->Tick()) return limits->status();
    const StanceGroup group = GroupOf(claim.stance);
    if (group == StanceGroup::kNeutral) continue;
    if (group == StanceGroup::kAgainst && !minds_denials) continue;
    if (!Qualifies(claim, conditions)) continue;
    Votes& votes = propositions[claim.proposition];
    if (group == StanceGroup::kFor) votes.claim = &claim;
    if (group == StanceGroup::kAgainst) votes.is_contested = true;
    constexpr uint64_t kPropositionBytes = 2 * sizeof(std::pair<TermId, Votes>);
    if (!charge.Set(propositions.size() * kPropositionBytes)) return limits->status();
  }
  for (const auto& [id, votes] : propositions) {
    if (votes.claim == nullptr || votes.is_contested) continue;
    triples->push_back({votes.claim->subject, votes.claim->predicate, votes.claim->object});
  }
  return absl::OkStatus();
}

template <typename Make>
absl::StatusOr<ViewCache::Entry> ViewCache::Get(const std::string& key, QueryLimits* limits,
                                                Make make) {
  {
    const absl::MutexLock lock(&mutex_);
    for (;;) {
      const auto [found, is_new] = entries_.try_emplace(key);
      if (is_new) break;  // Held for who makes it.
      if (found->second.bytes > 0) {
        found->second.last_use = ++use_count_;
        return found->second;
      }
      is_made_.WaitWithTimeout(&mutex_, kPatience);
      limits->CheckNow();
      RETURN_IF_ERROR(limits->status());
    }
  }
  absl::StatusOr<Entry> made = make();
  const absl::MutexLock lock(&mutex_);
  if (made.ok() && made->bytes <= bytes_max_) {
    made->last_use = ++use_count_;
    entries_[key] = *made;
    DropOldest();
  } else {
    entries_.erase(key);
  }
  is_made_.SignalAll();
  return made;
}

void ViewCache::DropOldest() {
  uint64_t bytes = 0;
  for (const auto& [key, entry] : entries_) bytes += entry.bytes;
  while (bytes > bytes_max_) {
    auto oldest = entries_.end();
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      if (entry->second.bytes == 0) continue;
      if (oldest == entries_.end() || entry->second.last_use < oldest->second.last_use) {
        oldest = entry;
      }
    }
    bytes -= oldest->second.bytes;
    entries_.erase(oldest);
  }
}

absl::StatusOr<std::shared_ptr<const ClaimTable>> ViewCache::Claims(
    const ReadView& state, const std::vector<TermId>& graphs, QueryLimits* limits) {
  std::string key = "claims";
  for (const TermId graph : graphs) StrAppend(&key, " ", graph.bits());
  ASSIGN_OR_RETURN(const Entry entry, Get(key, limits, [&]() -> absl::StatusOr<Entry> {
                     ASSIGN_OR_RETURN(std::shared_ptr<const ClaimTable> claims,
                                      ClaimTable::Build(state, graphs, limits));
                     const uint64_t bytes = sizeof(Entry) + claims->rows().size_bytes();
                     return Entry{.claims = std::move(claims), .bytes = bytes};
                   }));
  return entry.claims;
}

absl::StatusOr<std::shared_ptr<const TripleSet>> ViewCache::Propositions(
    const ReadView& state, const std::vector<EvidenceView>& views,
    const std::optional<TermId>& but_in, QueryLimits* limits) {
  const auto make = [&]() -> absl::StatusOr<Entry> {
    std::vector<TripleSet::Triple> triples;
    for (const EvidenceView& view : views) {
      ASSIGN_OR_RETURN(const std::vector<TermId> graphs, GraphsOf(view, state));
      ASSIGN_OR_RETURN(const std::shared_ptr<const ClaimTable> claims,
                       Claims(state, graphs, limits));
      ASSIGN_OR_RETURN(const ClaimConditions conditions, ConditionsOf(view, state));
      RETURN_IF_ERROR(AddSupported(view, conditions, claims->rows(), &triples, limits));
    }
    std::optional<TripleSet::Held> held;
    if (but_in.has_value()) held = {.view = &state, .graph = *but_in};
    MemoryCharge charge(limits);
    if (!charge.Set(2 * triples.size() * sizeof(TripleSet::Triple))) return limits->status();
    ASSIGN_OR_RETURN(std::shared_ptr<const TripleSet> propositions,
                     TripleSet::Make(std::move(triples), held, limits));
    const uint64_t bytes = sizeof(Entry) + propositions->bytes();
    return Entry{.propositions = std::move(propositions), .bytes = bytes};
  };
  ASSIGN_OR_RETURN(const Entry entry, Get(KeyOf(views, but_in), limits, make));
  return entry.propositions;
}

std::shared_ptr<const TripleSet> ViewCache::KnownPropositions(
    const std::vector<EvidenceView>& views, const std::optional<TermId>& but_in) {
  const std::string key = KeyOf(views, but_in);
  const absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.bytes == 0) return nullptr;
  found->second.last_use = ++use_count_;
  return found->second.propositions;
}

std::shared_ptr<ViewLookups> ViewCache::Lookups(const std::vector<EvidenceView>& views,
                                                const std::optional<TermId>& but_in) {
  const std::string key = KeyOf(views, but_in);
  const absl::MutexLock lock(&mutex_);
  const auto found = lookups_.find(key);
  if (found != lookups_.end()) return found->second;
  // Who asks ever new views gains nothing from the old ones.
  constexpr size_t kViewsMax = 8;
  if (lookups_.size() >= kViewsMax) lookups_.clear();
  return lookups_.emplace(key, std::make_shared<ViewLookups>()).first->second;
}

const TripleSet* ViewLookups::Find(const TripleSet::Triple& bound) const {
  const absl::MutexLock lock(&mutex_);
  const auto found = sets_.find(bound);
  return found == sets_.end() ? nullptr : found->second.get();
}

const TripleSet* ViewLookups::Keep(const TripleSet::Triple& bound,
                                   std::shared_ptr<const TripleSet> set) {
  const absl::MutexLock lock(&mutex_);
  return sets_.emplace(bound, std::move(set)).first->second.get();
}

uint64_t ViewLookups::Spend(uint64_t work) {
  const absl::MutexLock lock(&mutex_);
  return spent_ += work;
}

}  // namespace entente
