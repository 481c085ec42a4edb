// Terms as tokens of Turtle and TriG.
#ifndef ENTENTE_SCHEMA_SYNTAX_TURTLE_TEXT_H_
#define ENTENTE_SCHEMA_SYNTAX_TURTLE_TEXT_H_

#include <string>
#include <string_view>

#include "schema/quad_stream.h"
#include "schema/syntax/prefix_map.h"
#include "schema/text.h"

namespace entente {

// Puts terms behind one another into a text.
class TurtleText {
 public:
  // `prefixes` and `out` must outlive this.
  TurtleText(const PrefixMap* prefixes, std::string* out) : prefixes_(prefixes), out_(out) {}

  // Appends `term` as short as Turtle allows: prefixed names, bare numbers and booleans where the
  // lexical form is one of the grammar, long strings where there are several lines. Parsed again,
  // it is the same term.
  void AppendTerm(const TermView& term);
  // The same for a predicate: "a" for rdf:type.
  void AppendVerb(std::string_view iri);

  // The prefixes that stand in the text.
  const TextSet& used_prefixes() const { return used_prefixes_; }

 private:
  void AppendIri(std::string_view iri);

  const PrefixMap* prefixes_;
  std::string* out_;
  TextSet used_prefixes_;
};

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_TURTLE_TEXT_H_
