// Terms as tokens of canonical N-Triples, many decoded at a time and kept as long as there is room.
#ifndef ENTENTE_STORAGE_DUMPING_TOKEN_CACHE_H_
#define ENTENTE_STORAGE_DUMPING_TOKEN_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "storage/ids/term_id.h"
#include "storage/read_view.h"

namespace entente {

// One thread. The view must outlive it.
class TokenCache {
 public:
  TokenCache(const ReadView& view, size_t bytes_max) : view_(view), bytes_max_(bytes_max) {}

  // Forgets all tokens if they have grown past the bound; places given before mean nothing then.
  void Trim();
  // Where the token of `id` will be found. Places do not move until Trim.
  uint32_t PlaceOf(TermId id);
  // Decodes what PlaceOf was asked for the first time since the last call.
  absl::Status Decode();

  // REQUIRES: `place` was given by PlaceOf and Decode was called since. The token of no term is
  // empty. Lives until the next Decode or Trim.
  std::string_view operator[](uint32_t place) const {
    const Token& token = tokens_[place];
    return std::string_view(text_).substr(token.offset, token.size);
  }
  size_t bytes() const { return text_.size(); }

 private:
  struct Token {
    size_t offset = 0;  // In text_.
    size_t size = 0;
  };
  struct New {
    TermId id = {};
    uint32_t place = 0;
    friend bool operator<(const New& a, const New& b) { return a.id < b.id; }
  };

  const ReadView& view_;
  const size_t bytes_max_;
  absl::flat_hash_map<TermId, uint32_t> places_;
  std::vector<Token> tokens_;
  std::string text_;
  std::vector<New> new_;
  std::vector<TermId> new_ids_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_DUMPING_TOKEN_CACHE_H_
