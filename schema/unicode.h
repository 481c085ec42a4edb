// UTF-8 and the character classes that names in RDF syntaxes are made of.
#ifndef ENTENTE_SCHEMA_UNICODE_H_
#define ENTENTE_SCHEMA_UNICODE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace entente {

// True if `text` is well-formed UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF.
// About 10 GB/s.
bool IsValidUtf8(std::string_view text);

// The length of the longest prefix of `text` that is well-formed UTF-8. If the whole text is only
// cut short inside its last code point, the prefix ends before that code point.
size_t ValidUtf8Prefix(std::string_view text);

// How many bytes at the end of `text` begin a code point that lacks bytes: 0 to 3.
size_t CutTailSize(std::string_view text);

struct CodePoint {
  char32_t value = 0;
  uint32_t size = 0;  // In bytes; 0 if the text is empty or does not begin with a code point.
};

// The first code point of `text`.
CodePoint DecodeUtf8(std::string_view text);

// REQUIRES: `code_point` is a Unicode scalar value.
void AppendUtf8(char32_t code_point, std::string* out);

// True for all code points except surrogates.
constexpr bool IsScalarValue(char32_t code_point) {
  return code_point < 0xD800 || (code_point > 0xDFFF && code_point <= 0x10FFFF);
}

// The number of code points in well-formed UTF-8; for other bytes, that of non-continuation bytes.
size_t CountCodePoints(std::string_view text);

// The classes PN_CHARS_BASE, PN_CHARS_U and PN_CHARS of the Turtle and SPARQL grammars.
bool IsNameBase(char32_t code_point);
inline bool IsNameStart(char32_t code_point) { return code_point == '_' || IsNameBase(code_point); }
bool IsNameChar(char32_t code_point);

// What one byte can be. Bytes of code points above U+007F are in kHigh only.
enum ByteClass : uint8_t {
  kLetter = 1,     // A-Z a-z
  kDigit = 2,      // 0-9
  kHex = 4,        // 0-9 A-F a-f
  kName = 8,       // ASCII part of PN_CHARS: letters, digits, '_', '-'
  kBlank = 16,     // space, tab
  kLineEnd = 32,   // LF, CR
  kHigh = 64,      // 0x80 and above
  kNotInIri = 128  // Not allowed in an IRIREF token: controls, space and <>"{}|^`\ .
};

inline constexpr std::array<uint8_t, 256> kByteClasses = [] {
  std::array<uint8_t, 256> classes = {};
  for (int c = 0; c < 256; ++c) {
    uint8_t bits = 0;
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) bits |= kLetter | kName;
    if (c >= '0' && c <= '9') bits |= kDigit | kHex | kName;
    if ((c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f')) bits |= kHex;
    if (c == '_' || c == '-') bits |= kName;
    if (c == ' ' || c == '\t') bits |= kBlank;
    if (c == '\n' || c == '\r') bits |= kLineEnd;
    if (c >= 0x80) bits |= kHigh;
    if (c <= 0x20 ||
        std::string_view("<>\"{}|^`\\").find(static_cast<char>(c)) != std::string_view::npos) {
      bits |= kNotInIri;
    }
    classes[static_cast<size_t>(c)] = bits;
  }
  return classes;
}();

// True if `c` is in one of the classes `mask`.
inline bool IsIn(char c, unsigned mask) {
  return (kByteClasses[static_cast<unsigned char>(c)] & mask) != 0;
}

// The value of a hexadecimal digit. REQUIRES: IsIn(c, kHex).
inline uint32_t HexValue(char c) {
  return static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

// The name of a character for messages: 'x', or U+0007 for what does not print.
std::string CharacterName(std::string_view text);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_UNICODE_H_
