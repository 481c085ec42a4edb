#include "schema/unicode.h"

#include <algorithm>

#include "schema/text.h"
#ifdef ENTENTE_WITHOUT_SIMDJSON
#include <cstdint>
#include <cstring>
#else
#include "simdjson.h"
#endif

namespace entente {

#ifdef ENTENTE_WITHOUT_SIMDJSON
// For static builds: Debian has no static simdjson.
bool IsValidUtf8(std::string_view text) {
  size_t position = 0;
  while (position < text.size()) {
    uint64_t word = 0;
    if (text.size() - position >= sizeof(word)) {
      std::memcpy(&word, text.data() + position, sizeof(word));
      if ((word & 0x8080808080808080) == 0) {
        position += sizeof(word);
        continue;
      }
    }
    const CodePoint next = DecodeUtf8(text.substr(position, 4));
    if (next.size == 0) return false;
    position += next.size;
  }
  return true;
}
#else
bool IsValidUtf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}
#endif

size_t ValidUtf8Prefix(std::string_view text) {
  // Blocks that are whole are skipped at the speed of IsValidUtf8; only the last is decoded.
  static constexpr size_t kBlock = 4096;
  size_t valid = 0;
  while (text.size() - valid > kBlock) {
    size_t size = kBlock;
    while (size > kBlock - 4 && (static_cast<unsigned char>(text[valid + size]) & 0xC0) == 0x80) {
      --size;
    }
    if (!IsValidUtf8(text.substr(valid, size))) break;
    valid += size;
  }
  while (valid < text.size()) {
    const CodePoint next = DecodeUtf8(text.substr(valid, 4));
    if (next.size == 0) break;
    valid += next.size;
  }
  return valid;
}

size_t CutTailSize(std::string_view text) {
  for (size_t size = 1; size <= std::min<size_t>(text.size(), 3); ++size) {
    const auto byte = static_cast<unsigned char>(text[text.size() - size]);
    if ((byte & 0xC0) == 0x80) continue;
    const size_t whole = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return whole > size ? size : 0;
  }
  return 0;
}

CodePoint DecodeUtf8(std::string_view text) {
  if (text.empty()) return {};
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const char32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const uint32_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return {};
  char32_t value = first & (0x7Fu >> size);
  for (uint32_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3F);
  }
  static constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[size] || !IsScalarValue(value)) return {};
  return {value, size};
}

void AppendUtf8(char32_t code_point, std::string* out) {
  const auto put = [&](char32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

size_t CountCodePoints(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool IsNameBase(char32_t c) {
  if (c < 0x80) return IsIn(static_cast<char>(c), kLetter);
  static constexpr char32_t kRanges[][2] = {{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},
                                            {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D},
                                            {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF},
                                            {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
  return std::any_of(std::begin(kRanges), std::end(kRanges),
                     [c](const auto& range) { return range[0] <= c && c <= range[1]; });
}

bool IsNameChar(char32_t c) {
  if (c < 0x80) return IsIn(static_cast<char>(c), kName);
  return IsNameBase(c) || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || (c >= 0x203F && c <= 0x2040);
}

std::string CharacterName(std::string_view text) {
  const CodePoint next = DecodeUtf8(text);
  if (next.size == 0) return text.empty() ? "the end of the text" : "a byte that is not UTF-8";
  switch (next.value) {
    case '\n':
    case '\r':
      return "the end of the line";
    case '\t':
      return "a tab";
    case ' ':
      return "a space";
    default:
      break;
  }
  if (next.value < 0x20 || (next.value >= 0x7F && next.value < 0xA0)) {
    return StrCat("U+", absl::Hex(static_cast<uint32_t>(next.value), absl::kZeroPad4));
  }
  return StrCat("'", text.substr(0, next.size), "'");
}

}  // namespace entente
