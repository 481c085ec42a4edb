// The bridge between std::string_view and Debian's abseil, whose absl::string_view is a type of its
// own that neither converts from nor to std::string_view. Works unchanged where the two are one.
#ifndef ENTENTE_SCHEMA_TEXT_H_
#define ENTENTE_SCHEMA_TEXT_H_

#include <concepts>
#include <functional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace entente {

inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view FromAbsl(absl::string_view text) { return {text.data(), text.size()}; }

// What absl::StrCat would print, with std::string_view among the arguments.
template <typename T>
decltype(auto) StrCatPiece(const T& piece) {
  if constexpr (std::same_as<T, std::string_view>) {
    return ToAbsl(piece);
  } else {
    return (piece);
  }
}

template <typename... Pieces>
std::string StrCat(const Pieces&... pieces) {
  return absl::StrCat(StrCatPiece(pieces)...);
}

template <typename... Pieces>
void StrAppend(std::string* text, const Pieces&... pieces) {
  absl::StrAppend(text, StrCatPiece(pieces)...);
}

// A hash that lets maps keyed by std::string be asked with a std::string_view.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return absl::Hash<std::string_view>{}(text); }
};

template <typename Value>
using TextMap = absl::flat_hash_map<std::string, Value, TextHash, std::equal_to<>>;
using TextSet = absl::flat_hash_set<std::string, TextHash, std::equal_to<>>;

}  // namespace entente

#endif  // ENTENTE_SCHEMA_TEXT_H_
