// The backslash escapes of N-Triples, Turtle and SPARQL: UCHAR (\u0041, \U0001F600) and ECHAR (\n).
#ifndef ENTENTE_SCHEMA_SYNTAX_ESCAPES_H_
#define ENTENTE_SCHEMA_SYNTAX_ESCAPES_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace entente {

enum class EscapeKind { kString, kIri };

// What an escape at the start of a text is: its size, or why it is none.
struct Escape {
  size_t size = 0;                // In bytes; 0 if it is wrong.
  std::string_view problem = {};  // If it is wrong.
};

// Decodes the escape at the start of `text`, which begins with a backslash, and appends what it
// means to `out`. IRIs know only UCHAR, and what it means must itself be allowed in an IRI.
Escape DecodeEscape(std::string_view text, EscapeKind kind, std::string* out);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_ESCAPES_H_
