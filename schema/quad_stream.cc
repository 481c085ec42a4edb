#include "schema/quad_stream.h"

namespace entente {

Term ToTerm(const TermView& view) {
  switch (view.kind) {
    case Term::Kind::kNone:
      return Term();
    case Term::Kind::kIri:
      return Iri(std::string(view.text));
    case Term::Kind::kBlankNode:
      return BlankNode(std::string(view.text));
    case Term::Kind::kLiteral:
      return Literal{.lexical = std::string(view.text),
                     .datatype = std::string(view.datatype),
                     .language = std::string(view.language),
                     .direction = view.direction};
    case Term::Kind::kTriple:
      return Triple{.subject = ToTerm(view.triple->subject),
                    .predicate = ToTerm(view.triple->predicate),
                    .object = ToTerm(view.triple->object)};
  }
  return Term();
}

Quad ToQuad(const QuadView& view) {
  return {.subject = ToTerm(view.subject),
          .predicate = ToTerm(view.predicate),
          .object = ToTerm(view.object),
          .graph = ToTerm(view.graph)};
}

TermView ViewOf(const Term& term, InnerTriples* inner) {
  switch (term.kind()) {
    case Term::Kind::kNone:
      return {};
    case Term::Kind::kIri:
      return TermView::OfIri(term.iri().text);
    case Term::Kind::kBlankNode:
      return TermView::OfBlankNode(term.blank_node().label);
    case Term::Kind::kLiteral: {
      const Literal& literal = term.literal();
      return {.kind = Term::Kind::kLiteral,
              .text = literal.lexical,
              .datatype = literal.datatype,
              .language = literal.language,
              .direction = literal.direction};
    }
    case Term::Kind::kTriple: {
      const Triple& triple = term.triple();
      const TripleView view = {.subject = ViewOf(triple.subject, inner),
                               .predicate = ViewOf(triple.predicate, inner),
                               .object = ViewOf(triple.object, inner)};
      return {.kind = Term::Kind::kTriple, .triple = &inner->emplace_back(view)};
    }
  }
  return {};
}

QuadView ViewOf(const Quad& quad, InnerTriples* inner) {
  return {.subject = ViewOf(quad.subject, inner),
          .predicate = ViewOf(quad.predicate, inner),
          .object = ViewOf(quad.object, inner),
          .graph = ViewOf(quad.graph, inner)};
}

}  // namespace entente
