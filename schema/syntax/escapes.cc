#include "schema/syntax/escapes.h"

#include "schema/unicode.h"

namespace entente {

Escape DecodeEscape(std::string_view text, EscapeKind kind, std::string* out) {
  const char letter = text.size() > 1 ? text[1] : '\0';
  if (letter == 'u' || letter == 'U') {
    const size_t size = letter == 'u' ? 6 : 10;
    char32_t code_point = 0;
    for (size_t i = 2; i < size; ++i) {
      if (i >= text.size() || !IsIn(text[i], kHex)) {
        return {0, letter == 'u' ? "\\u must be followed by 4 hexadecimal digits"
                                 : "\\U must be followed by 8 hexadecimal digits"};
      }
      code_point = code_point << 4 | HexValue(text[i]);
    }
    if (!IsScalarValue(code_point)) {
      return {0, code_point <= 0xFFFF ? "the escape stands for a surrogate, which is no character"
                                      : "the escape stands for nothing: Unicode ends at U+10FFFF"};
    }
    if (kind == EscapeKind::kIri && code_point < 0x80 &&
        IsIn(static_cast<char>(code_point), kNotInIri)) {
      return {0, "the escape stands for a character that is not allowed in an IRI"};
    }
    AppendUtf8(code_point, out);
    return {size, {}};
  }
  if (kind == EscapeKind::kIri) return {0, "IRIs know no escapes but \\uXXXX and \\UXXXXXXXX"};
  static constexpr std::string_view kLetters = "tbnrf\"'\\";
  static constexpr std::string_view kMeanings = "\t\b\n\r\f\"'\\";
  const size_t at = text.size() > 1 ? kLetters.find(letter) : std::string_view::npos;
  if (at == std::string_view::npos) {
    return {0,
            "strings know the escapes \\t \\b \\n \\r \\f \\\" \\' \\\\ \\uXXXX and \\UXXXXXXXX"};
  }
  out->push_back(kMeanings[at]);
  return {2, {}};
}

}  // namespace entente
