// The sizes beyond which the parsers refuse a text, so that no input can exhaust memory or stack.
// docs/syntaxes.md tells users about them.
#ifndef ENTENTE_SCHEMA_SYNTAX_SYNTAX_LIMITS_H_
#define ENTENTE_SCHEMA_SYNTAX_SYNTAX_LIMITS_H_

#include <cstddef>

namespace entente {

// How deep collections, blank node property lists, triple terms, reified triples and annotations
// may stand in one another, all counted together.
inline constexpr int kNestingMax = 256;

// The size of one token (an IRI, a string, a name, a comment), and of one line of N-Triples or
// N-Quads.
inline constexpr size_t kTokenBytesMax = size_t{64} << 20;

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_SYNTAX_LIMITS_H_
