#include "entente/term.h"

#include "schema/quad_stream.h"
#include "schema/syntax/line_writer.h"
#include "schema/vocabulary.h"
#include "schema/xsd_value.h"

namespace entente {

Term::Term(Triple triple) : value_(std::make_shared<const Triple>(std::move(triple))) {}

Term::Term(std::string_view text)
    : value_(Literal{.lexical = std::string(text), .datatype = std::string(xsd::kString)}) {}

std::string Term::ToString() const {
  InnerTriples inner;
  std::string text;
  if (*this) AppendNTriplesTerm(ViewOf(*this, &inner), &text);
  return text;
}

bool operator==(const Term& a, const Term& b) { return (a <=> b) == 0; }

std::strong_ordering operator<=>(const Term& a, const Term& b) {
  if (a.kind() != b.kind()) return a.kind() <=> b.kind();
  switch (a.kind()) {
    case Term::Kind::kNone:
      return std::strong_ordering::equal;
    case Term::Kind::kIri:
      return a.iri() <=> b.iri();
    case Term::Kind::kBlankNode:
      return a.blank_node() <=> b.blank_node();
    case Term::Kind::kLiteral:
      return a.literal() <=> b.literal();
    case Term::Kind::kTriple:
      return a.triple() <=> b.triple();
  }
  return std::strong_ordering::equal;
}

Term Term::FromBool(bool value) {
  return Literal{.lexical = value ? "true" : "false", .datatype = std::string(xsd::kBoolean)};
}

Term Term::FromInteger(int64_t value) {
  return Literal{.lexical = std::to_string(value), .datatype = std::string(xsd::kInteger)};
}

Term Term::FromDouble(double value) {
  return Literal{.lexical = XsdValue::Double(value).ToLexical(),
                 .datatype = std::string(xsd::kDouble)};
}

}  // namespace entente
