#include "storage/dumping/token_cache.h"

#include <algorithm>

#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/syntax/line_writer.h"

namespace entente {

void TokenCache::Trim() {
  // What a place costs besides its text is counted too: tokens may be short.
  constexpr size_t kBytesEach = 48;
  if (text_.size() + tokens_.size() * kBytesEach <= bytes_max_) return;
  places_.clear();
  tokens_.clear();
  text_.clear();
}

uint32_t TokenCache::PlaceOf(TermId id) {
  const auto [place, is_new] = places_.try_emplace(id, static_cast<uint32_t>(tokens_.size()));
  if (is_new) {
    new_.push_back({.id = id, .place = place->second});
    tokens_.emplace_back();
  }
  return place->second;
}

absl::Status TokenCache::Decode() {
  if (new_.empty()) return absl::OkStatus();
  std::sort(new_.begin(), new_.end());
  new_ids_.clear();
  for (const New& added : new_) new_ids_.push_back(added.id);
  ASSIGN_OR_RETURN(const std::vector<Term> terms, view_.Decode(new_ids_));
  for (size_t i = 0; i < terms.size(); ++i) {
    Token& token = tokens_[new_[i].place];
    token.offset = text_.size();
    if (terms[i]) {
      InnerTriples inner;
      AppendNTriplesTerm(ViewOf(terms[i], &inner), &text_);
    }
    token.size = text_.size() - token.offset;
  }
  new_.clear();
  return absl::OkStatus();
}

}  // namespace entente
