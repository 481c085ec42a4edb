#include "schema/language_tag.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "schema/unicode.h"

namespace entente {

size_t LanguageTagLength(std::string_view text) {
  static constexpr size_t kSubtagSizeMax = 8;
  size_t length = 0;
  unsigned allowed = kLetter;
  size_t position = 0;
  while (true) {
    size_t size = 0;
    while (position + size < text.size() && IsIn(text[position + size], allowed)) ++size;
    if (size == 0) return length;
    if (size > kSubtagSizeMax) return 0;
    length = position + size;
    if (length == text.size() || text[length] != '-') return length;
    position = length + 1;
    allowed = kLetter | kDigit;
  }
}

bool IsLanguageTag(std::string_view tag) {
  return !tag.empty() && LanguageTagLength(tag) == tag.size();
}

std::string LowerCaseLanguage(std::string_view tag) {
  std::string lower(tag);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return absl::ascii_tolower(static_cast<unsigned char>(c)); });
  return lower;
}

bool LanguageMatches(std::string_view tag, std::string_view range) {
  if (tag.empty()) return false;
  if (range == "*") return true;
  if (range.empty() || tag.size() < range.size()) return false;
  if (tag.size() > range.size() && tag[range.size()] != '-') return false;
  return std::equal(range.begin(), range.end(), tag.begin(), [](unsigned char a, unsigned char b) {
    return absl::ascii_tolower(a) == absl::ascii_tolower(b);
  });
}

}  // namespace entente
