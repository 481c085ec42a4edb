// Where parsers, loaders, dumps and writers meet: quads one at a time, as views that own nothing.
#ifndef ENTENTE_SCHEMA_QUAD_STREAM_H_
#define ENTENTE_SCHEMA_QUAD_STREAM_H_

#include <deque>
#include <string_view>

#include "absl/status/status.h"
#include "entente/term.h"

namespace entente {

struct TripleView;

// A term that somebody else keeps alive. Texts are unescaped UTF-8. `kNone` is the default graph.
struct TermView {
  Term::Kind kind = Term::Kind::kNone;
  std::string_view text = {};      // IRI, label of a blank node, or lexical form.
  std::string_view datatype = {};  // Of a literal: always the full IRI, as in Literal.
  std::string_view language = {};  // In lower case.
  Direction direction = Direction::kNone;
  const TripleView* triple = nullptr;  // Of a triple term.

  static TermView OfIri(std::string_view iri) { return {.kind = Term::Kind::kIri, .text = iri}; }
  static TermView OfBlankNode(std::string_view label) {
    return {.kind = Term::Kind::kBlankNode, .text = label};
  }
};

struct TripleView {
  TermView subject = {};
  TermView predicate = {};
  TermView object = {};
};

struct QuadView {
  TermView subject = {};
  TermView predicate = {};
  TermView object = {};
  TermView graph = {};
};

// The owned copy of `view`.
Term ToTerm(const TermView& view);
Quad ToQuad(const QuadView& view);

// A view of `term`, which must outlive it, as must `inner`: the views of nested triples live there.
// A deque, because its elements stay where they are.
using InnerTriples = std::deque<TripleView>;
TermView ViewOf(const Term& term, InnerTriples* inner);
QuadView ViewOf(const Quad& quad, InnerTriples* inner);

// Takes quads. An error returned from a function ends the stream, and the source returns that
// error.
class QuadSink {
 public:
  virtual ~QuadSink() = default;
  // The views live until the call returns.
  virtual absl::Status Accept(const QuadView& quad) = 0;
  // A prefix declaration (`prefix` without the colon) or base IRI met in the source: only for
  // writers that keep them. Sinks that do not care ignore them.
  virtual absl::Status AcceptPrefix(std::string_view /*prefix*/, std::string_view /*iri*/) {
    return absl::OkStatus();
  }
};

}  // namespace entente

#endif  // ENTENTE_SCHEMA_QUAD_STREAM_H_
