// The inner loops of all parsers: how far a token goes on. 16 bytes at a time where SSE2 exists.
#ifndef ENTENTE_SCHEMA_SYNTAX_SCAN_H_
#define ENTENTE_SCHEMA_SYNTAX_SCAN_H_

#include <bit>
#include <cstdint>

#include "schema/unicode.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace entente {

// The first byte in [p, end) that may not stand in an IRIREF token as it is: '>' if all is well,
// or a backslash, control, space or one of <"{}|^` . `end` if there is none.
inline const char* FindIriEnd(const char* p, const char* end) {
#ifdef __SSE2__
  const auto all = [](int c) { return _mm_set1_epi8(static_cast<char>(c)); };
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    // Pairs that differ in one bit are found together: < and >, \ and ^. { | } are a range.
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, all(0x20)), bytes);
    const __m128i angle = _mm_cmpeq_epi8(_mm_or_si128(bytes, all(2)), all('>'));
    const __m128i slope = _mm_cmpeq_epi8(_mm_or_si128(bytes, all(2)), all('^'));
    const __m128i brace = _mm_sub_epi8(bytes, all('{'));
    const __m128i stop = _mm_or_si128(
        _mm_or_si128(_mm_or_si128(control, angle),
                     _mm_or_si128(slope, _mm_cmpeq_epi8(_mm_min_epu8(brace, all(2)), brace))),
        _mm_or_si128(_mm_cmpeq_epi8(bytes, all('"')), _mm_cmpeq_epi8(bytes, all('`'))));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(stop));
    if (mask != 0) return p + std::countr_zero(mask);
  }
#endif
  while (p < end && !IsIn(*p, kNotInIri)) ++p;
  return p;
}

// The first byte in [p, end) that ends a run of plain characters in a string delimited by `quote`:
// the quote, a backslash, LF or CR. `end` if there is none.
inline const char* FindStringEnd(const char* p, const char* end, char quote) {
#ifdef __SSE2__
  const __m128i quotes = _mm_set1_epi8(quote);
  const __m128i slashes = _mm_set1_epi8('\\');
  const __m128i feeds = _mm_set1_epi8('\n');
  const __m128i returns = _mm_set1_epi8('\r');
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i stop =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quotes), _mm_cmpeq_epi8(bytes, slashes)),
                     _mm_or_si128(_mm_cmpeq_epi8(bytes, feeds), _mm_cmpeq_epi8(bytes, returns)));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(stop));
    if (mask != 0) return p + std::countr_zero(mask);
  }
#endif
  while (p < end && *p != quote && *p != '\\' && *p != '\n' && *p != '\r') ++p;
  return p;
}

// The first byte in [p, end) that is not an ASCII character of PN_CHARS.
inline const char* SkipAsciiName(const char* p, const char* end) {
  while (p < end && IsIn(*p, kName)) ++p;
  return p;
}

// The first byte in [p, end) that is neither space nor tab.
inline const char* SkipBlanks(const char* p, const char* end) {
  while (p < end && IsIn(*p, kBlank)) ++p;
  return p;
}

// The first LF or CR in [p, end), or `end`.
inline const char* FindLineEnd(const char* p, const char* end) {
  while (p < end && !IsIn(*p, kLineEnd)) ++p;
  return p;
}

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_SCAN_H_
