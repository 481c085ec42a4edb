#include "entente/term.h"

#include <utility>
#include <vector>

#include "schema/quad_stream.h"
#include "schema/syntax/line_writer.h"
#include "schema/vocabulary.h"
#include "schema/xsd_value.h"

namespace entente {

namespace {

// A triple that terms share. One that dies hands the triple terms in it to whoever has begun to
// free them, one after the other: to free them one within the other would take as deep a stack as
// they are nested.
struct SharedTriple {
  explicit SharedTriple(Triple shared) : triple(std::move(shared)) {}
  SharedTriple(const SharedTriple&) = delete;
  SharedTriple& operator=(const SharedTriple&) = delete;
  ~SharedTriple();

  Triple triple;
};

thread_local std::vector<Term>* dying_terms = nullptr;

SharedTriple::~SharedTriple() {
  std::vector<Term> own;
  const bool is_outermost = dying_terms == nullptr;
  if (is_outermost) dying_terms = &own;
  for (Term* part : {&triple.subject, &triple.predicate, &triple.object}) {
    if (part->is_triple()) dying_terms->push_back(std::move(*part));
  }
  if (!is_outermost) return;
  while (!own.empty()) {
    const Term next = std::move(own.back());
    own.pop_back();
  }
  dying_terms = nullptr;
}

// REQUIRES: not both are triple terms.
std::strong_ordering CompareFlat(const Term& a, const Term& b) {
  if (a.kind() != b.kind()) return a.kind() <=> b.kind();
  switch (a.kind()) {
    case Term::Kind::kIri:
      return a.iri() <=> b.iri();
    case Term::Kind::kBlankNode:
      return a.blank_node() <=> b.blank_node();
    case Term::Kind::kLiteral:
      return a.literal() <=> b.literal();
    case Term::Kind::kNone:
    case Term::Kind::kTriple:
      break;
  }
  return std::strong_ordering::equal;
}

}  // namespace

Term::Term(Triple triple) {
  const auto shared = std::make_shared<const SharedTriple>(std::move(triple));
  value_ = std::shared_ptr<const Triple>(shared, &shared->triple);
}

Term::Term(std::string_view text)
    : value_(Literal{.lexical = std::string(text), .datatype = std::string(xsd::kString)}) {}

std::string Term::ToString() const {
  InnerTriples none;
  std::string text;
  if (!is_triple()) {
    AppendNTriplesTerm(ViewOf(*this, &none), &text);
    return text;
  }
  struct Piece {
    const Term* term = nullptr;  // Null: the text.
    std::string_view text = {};
  };
  std::vector<Piece> rest = {{.term = this}};  // Of what is still to be written, the next is last.
  while (!rest.empty()) {
    const Piece piece = rest.back();
    rest.pop_back();
    if (piece.term == nullptr) {
      text.append(piece.text);
    } else if (piece.term->is_triple()) {
      const Triple& triple = piece.term->triple();
      text.append("<<( ");
      rest.insert(rest.end(), {{.text = " )>>"},
                               {.term = &triple.object},
                               {.text = " "},
                               {.term = &triple.predicate},
                               {.text = " "},
                               {.term = &triple.subject}});
    } else {
      AppendNTriplesTerm(ViewOf(*piece.term, &none), &text);
    }
  }
  return text;
}

bool operator==(const Term& a, const Term& b) { return (a <=> b) == 0; }

std::strong_ordering operator<=>(const Term& a, const Term& b) {
  if (!a.is_triple() || !b.is_triple()) return CompareFlat(a, b);
  std::vector<std::pair<const Term*, const Term*>> rest = {{&a, &b}};
  while (!rest.empty()) {
    const auto [first, second] = rest.back();
    rest.pop_back();
    if (!first->is_triple() || !second->is_triple()) {
      if (const auto order = CompareFlat(*first, *second); order != 0) return order;
      continue;
    }
    const Triple& one = first->triple();
    const Triple& other = second->triple();
    if (&one == &other) continue;
    rest.insert(rest.end(), {{&one.object, &other.object},
                             {&one.predicate, &other.predicate},
                             {&one.subject, &other.subject}});
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
