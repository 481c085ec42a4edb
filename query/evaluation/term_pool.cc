#include "query/evaluation/term_pool.h"

#include <algorithm>

#include "schema/status_macros.h"

namespace entente {
uint64_t TermPool::BytesOf(const Term& term) {
  constexpr uint64_t kTermBytes = 300;
  uint64_t bytes = kTermBytes;
  if (term.is_iri()) bytes += term.iri().text.size();
  if (term.is_literal()) bytes += 2 * term.literal().lexical.size();
  return bytes;
}

TermId TermPool::Intern(const Term& term) {
  if (!term) return TermId();
  const auto own = own_ids_.find(term);
  if (own != own_ids_.end()) return own->second;
  InnerTriples inner;
  absl::StatusOr<std::optional<TermId>> found = view_.Find(ViewOf(term, &inner));
  if (!found.ok()) {
    limits_->Fail(found.status());
    return TermId();
  }
  if (found->has_value()) return **found;
  const TermId id(IdKind::kLocal, kOwnBit | own_terms_.size());
  const uint64_t bytes = BytesOf(term);
  charged_bytes_ += bytes;
  limits_->Charge(bytes);
  own_terms_.push_back(term);
  own_ids_.emplace(term, id);
  return id;
}

absl::StatusOr<std::vector<Term>> TermPool::Decode(std::span<const TermId> ids) const {
  if (std::none_of(ids.begin(), ids.end(), IsOwn)) return view_.Decode(ids);
  std::vector<Term> terms(ids.size());
  std::vector<TermId> stored;
  std::vector<size_t> places;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (IsOwn(ids[i])) {
      terms[i] = own_terms_[ids[i].payload() & ~kOwnBit];
    } else if (!ids[i].is_none()) {
      stored.push_back(ids[i]);
      places.push_back(i);
    }
  }
  if (stored.empty()) return terms;
  ASSIGN_OR_RETURN(std::vector<Term> decoded, view_.Decode(stored));
  for (size_t i = 0; i < places.size(); ++i) terms[places[i]] = std::move(decoded[i]);
  return terms;
}

void TermPool::Prefetch(std::span<const TermId> ids) {
  if (cache_.size() > kCachedCountMax ||
      cached_bytes_ > std::min(kCachedBytesMax, limits_->budget_bytes() / 8)) {
    cache_.clear();
    limits_->Release(cached_bytes_);
    cached_bytes_ = 0;
  }
  std::vector<TermId> missing;
  for (const TermId id : ids) {
    if (id.is_none()) continue;
    const auto [found, is_new] = cache_.try_emplace(id);
    if (is_new || found->second == nullptr) missing.push_back(id);
  }
  if (missing.empty()) return;
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  absl::StatusOr<std::vector<Term>> terms = Decode(missing);
  if (!terms.ok()) {
    for (const TermId id : missing) cache_.erase(id);
    return limits_->Fail(terms.status());
  }
  uint64_t bytes = 0;
  for (const Term& term : *terms) bytes += BytesOf(term);
  cached_bytes_ += bytes;
  limits_->Charge(bytes);
  for (size_t i = 0; i < missing.size(); ++i) {
    auto value = std::make_unique<Value>(std::move((*terms)[i]));
    // Parsed once here, so that copies need not parse again.
    value->typed();
    cache_[missing[i]] = std::move(value);
  }
}

const Value* TermPool::Get(TermId id) {
  if (id.is_none()) return nullptr;
  auto found = cache_.find(id);
  if (found == cache_.end() || found->second == nullptr) {
    Prefetch(std::span<const TermId>(&id, 1));
    found = cache_.find(id);
    if (found == cache_.end()) return nullptr;
  }
  return found->second.get();
}

}  // namespace entente
