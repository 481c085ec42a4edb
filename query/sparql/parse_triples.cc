#include "query/sparql/query_parser.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

PatternTerm IriTerm(std::string_view iri) { return Term(Iri(std::string(iri))); }

// The triple term of three places: a term if all three are terms and no blank nodes, which in
// templates stand for others.
PatternTerm TripleTermOf(const TriplePattern& triple) {
  const auto is_constant = [](const PatternTerm& place) {
    return place.is_term() && !place.term().is_blank_node();
  };
  if (is_constant(triple.subject) && is_constant(triple.predicate) && is_constant(triple.object)) {
    return Term(Triple{triple.subject.term(), triple.predicate.term(), triple.object.term()});
  }
  return triple;
}

}  // namespace

bool QueryParser::AtTriples() const {
  return token_.kind == TokenKind::kVariable || token_.kind == TokenKind::kBlankNode || AtIri() ||
         AtLiteral() || AtSymbol("(") || AtSymbol("[") || AtSymbol("<<") || AtSymbol("<<(");
}

absl::Status QueryParser::ParseTriplesSameSubject(TripleItems* out) {
  bool may_stand_alone = false;
  PatternTerm subject;
  if (AtSymbol("(")) {
    ASSIGN_OR_RETURN(const Token next, PeekNext());
    may_stand_alone = !next.Is(")");
    ASSIGN_OR_RETURN(subject, ParseCollection(out));
  } else if (AtSymbol("[")) {
    ASSIGN_OR_RETURN(const Token next, PeekNext());
    may_stand_alone = !next.Is("]");
    ASSIGN_OR_RETURN(subject, ParseBlankNodePropertyList(out));
  } else if (AtSymbol("<<")) {
    may_stand_alone = true;
    ASSIGN_OR_RETURN(subject, ParseReifiedTriple(out));
  } else {
    const size_t offset = token_.begin;
    ASSIGN_OR_RETURN(subject, ParseVarOrTerm(out->use, "a subject"));
    const bool is_data = quads_use_ != nullptr && !quads_use_->allows_variables;
    if (is_data && !subject.term().is_iri() && !subject.term().is_blank_node()) {
      return ErrorAt(offset, "a subject must be an IRI or a blank node");
    }
  }
  return ParsePropertyList(subject, !may_stand_alone, out);
}

absl::Status QueryParser::ParsePropertyList(const PatternTerm& subject, bool is_required,
                                            TripleItems* out) {
  const auto at_verb = [&] {
    if (token_.kind == TokenKind::kVariable || AtIri()) return true;
    if (token_.kind == TokenKind::kWord) return token_.text == "a";
    return out->use == TriplesUse::kPattern && (AtSymbol("(") || AtSymbol("^") || AtSymbol("!"));
  };
  if (!at_verb()) {
    if (!is_required) return absl::OkStatus();
    return Unexpected("a predicate");
  }
  while (true) {
    PatternTerm predicate;
    std::optional<Path> path;
    if (token_.kind == TokenKind::kVariable) {
      ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
      predicate = Variable{std::move(name)};
    } else if (out->use == TriplesUse::kPattern) {
      ASSIGN_OR_RETURN(path, ParsePath());
      if (path->kind == Path::Kind::kLink) {
        predicate = IriTerm(path->iri);
        path.reset();
      }
    } else {
      ASSIGN_OR_RETURN(predicate, ParseVerb(TermUse::kTemplate));
    }
    RETURN_IF_ERROR(ParseObjectList(subject, predicate, path, out));
    if (!AtSymbol(";")) return absl::OkStatus();
    while (AtSymbol(";")) RETURN_IF_ERROR(Advance());
    if (!at_verb()) return absl::OkStatus();
  }
}

absl::Status QueryParser::ParseObjectList(const PatternTerm& subject, const PatternTerm& predicate,
                                          const std::optional<Path>& path, TripleItems* out) {
  while (true) {
    if (path.has_value()) {
      ASSIGN_OR_RETURN(const PatternTerm object, ParseGraphNode(out));
      AddPath(subject, *path, object, &out->items);
      if (AtSymbol("~") || AtSymbol("{|")) {
        return ErrorAt(token_.begin, "a path cannot be annotated",
                       "only a triple with one predicate or a variable has reifiers");
      }
    } else {
      // The triple before those that its object brings along, as they stand in the text.
      const size_t index = out->items.size();
      out->items.push_back({.triple = {.subject = subject, .predicate = predicate}});
      ASSIGN_OR_RETURN(const PatternTerm object, ParseGraphNode(out));
      out->items[index].triple.object = object;
      RETURN_IF_ERROR(ParseAnnotations({subject, predicate, object}, out));
    }
    if (!AtSymbol(",")) return absl::OkStatus();
    RETURN_IF_ERROR(Advance());
  }
}

absl::Status QueryParser::ParseAnnotations(const TriplePattern& triple, TripleItems* out) {
  PatternTerm reifier;
  const auto add_reifier = [&] {
    out->items.push_back({.triple = {reifier, IriTerm(rdf::kReifies), TripleTermOf(triple)}});
  };
  while (true) {
    if (AtSymbol("~")) {
      ASSIGN_OR_RETURN(reifier, ParseReifier(out->use));
      add_reifier();
    } else if (AtSymbol("{|")) {
      const Level level(&nesting_);
      RETURN_IF_ERROR(CheckNesting());
      const size_t offset = token_.begin;
      RETURN_IF_ERROR(Advance());
      if (reifier.is_none()) {
        ASSIGN_OR_RETURN(reifier, FreshBlankNode(out->use, offset));
        add_reifier();
      }
      RETURN_IF_ERROR(ParsePropertyList(reifier, /*is_required=*/true, out));
      RETURN_IF_ERROR(Expect("|}"));
      reifier = PatternTerm();
    } else {
      return absl::OkStatus();
    }
  }
}

absl::StatusOr<PatternTerm> QueryParser::ParseReifier(TriplesUse use) {
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Expect("~"));
  if (token_.kind == TokenKind::kVariable) {
    ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
    return PatternTerm(Variable{std::move(name)});
  }
  if (token_.kind == TokenKind::kBlankNode) return ParseBlankNode(use);
  if (AtSymbol("[")) {
    ASSIGN_OR_RETURN(const Token next, PeekNext());
    if (next.Is("]")) {
      RETURN_IF_ERROR(Advance());
      RETURN_IF_ERROR(Advance());
    }
    return FreshBlankNode(use, offset);
  }
  if (!AtIri()) return FreshBlankNode(use, offset);
  ASSIGN_OR_RETURN(std::string iri, ParseIri());
  return IriTerm(iri);
}

absl::StatusOr<PatternTerm> QueryParser::ParseGraphNode(TripleItems* out) {
  if (AtSymbol("(")) return ParseCollection(out);
  if (AtSymbol("[")) return ParseBlankNodePropertyList(out);
  if (AtSymbol("<<")) return ParseReifiedTriple(out);
  return ParseVarOrTerm(out->use, "an object");
}

absl::StatusOr<PatternTerm> QueryParser::ParseVarOrTerm(TriplesUse use, std::string_view what) {
  if (token_.kind == TokenKind::kVariable) {
    ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
    return PatternTerm(Variable{std::move(name)});
  }
  if (AtIri()) {
    ASSIGN_OR_RETURN(std::string iri, ParseIri());
    return IriTerm(iri);
  }
  if (token_.kind == TokenKind::kBlankNode) return ParseBlankNode(use);
  if (AtLiteral()) {
    ASSIGN_OR_RETURN(Term literal, ParseLiteral());
    return PatternTerm(std::move(literal));
  }
  if (AtSymbol("<<(")) {
    return ParseTripleTerm(use == TriplesUse::kPattern ? TermUse::kPattern : TermUse::kTemplate);
  }
  return Unexpected(what);
}

absl::StatusOr<PatternTerm> QueryParser::ParseCollection(TripleItems* out) {
  const Level level(&nesting_);
  RETURN_IF_ERROR(CheckNesting());
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Expect("("));
  if (AtSymbol(")")) {
    RETURN_IF_ERROR(Advance());
    return IriTerm(rdf::kNil);
  }
  PatternTerm head;
  PatternTerm last;
  while (!AtSymbol(")")) {
    ASSIGN_OR_RETURN(const PatternTerm cell, FreshBlankNode(out->use, offset));
    if (head.is_none()) {
      head = cell;
    } else {
      out->items.push_back({.triple = {last, IriTerm(rdf::kRest), cell}});
    }
    const size_t index = out->items.size();
    out->items.push_back({.triple = {.subject = cell, .predicate = IriTerm(rdf::kFirst)}});
    ASSIGN_OR_RETURN(out->items[index].triple.object, ParseGraphNode(out));
    last = cell;
  }
  RETURN_IF_ERROR(Advance());
  out->items.push_back({.triple = {last, IriTerm(rdf::kRest), IriTerm(rdf::kNil)}});
  return head;
}

absl::StatusOr<PatternTerm> QueryParser::ParseBlankNodePropertyList(TripleItems* out) {
  const Level level(&nesting_);
  RETURN_IF_ERROR(CheckNesting());
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Expect("["));
  ASSIGN_OR_RETURN(PatternTerm node, FreshBlankNode(out->use, offset));
  if (!AtSymbol("]")) {
    RETURN_IF_ERROR(ParsePropertyList(node, /*is_required=*/true, out));
  }
  RETURN_IF_ERROR(Expect("]", "';', ',' or ']'"));
  return node;
}

absl::StatusOr<PatternTerm> QueryParser::ParseReifiedTriple(TripleItems* out) {
  const Level level(&nesting_);
  RETURN_IF_ERROR(CheckNesting());
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Expect("<<"));
  const TermUse use = out->use == TriplesUse::kPattern ? TermUse::kPattern : TermUse::kTemplate;
  const auto parse_place = [&](bool is_subject) -> absl::StatusOr<PatternTerm> {
    if (AtSymbol("<<")) return ParseReifiedTriple(out);
    return ParseTripleTermPlace(use, is_subject);
  };
  TriplePattern triple;
  ASSIGN_OR_RETURN(triple.subject, parse_place(/*is_subject=*/true));
  ASSIGN_OR_RETURN(triple.predicate, ParseVerb(use));
  ASSIGN_OR_RETURN(triple.object, parse_place(/*is_subject=*/false));
  PatternTerm reifier;
  if (AtSymbol("~")) {
    ASSIGN_OR_RETURN(reifier, ParseReifier(out->use));
  } else {
    ASSIGN_OR_RETURN(reifier, FreshBlankNode(out->use, offset));
  }
  RETURN_IF_ERROR(Expect(">>", "'~' or '>>'"));
  out->items.push_back({.triple = {reifier, IriTerm(rdf::kReifies), TripleTermOf(triple)}});
  return reifier;
}

absl::StatusOr<PatternTerm> QueryParser::ParseTripleTerm(TermUse use) {
  const Level level(&nesting_);
  RETURN_IF_ERROR(CheckNesting());
  RETURN_IF_ERROR(Expect("<<("));
  TriplePattern triple;
  ASSIGN_OR_RETURN(triple.subject, ParseTripleTermPlace(use, /*is_subject=*/true));
  ASSIGN_OR_RETURN(triple.predicate, ParseVerb(use));
  ASSIGN_OR_RETURN(triple.object, ParseTripleTermPlace(use, /*is_subject=*/false));
  const size_t end = token_.end;
  RETURN_IF_ERROR(Expect(")", "')>>'"));
  if (!AtSymbol(">>") || token_.begin != end) return Unexpected("'>>' directly after ')'");
  RETURN_IF_ERROR(Advance());
  return TripleTermOf(triple);
}

absl::StatusOr<PatternTerm> QueryParser::ParseTripleTermPlace(TermUse use, bool is_subject) {
  const bool is_data = use == TermUse::kValues;
  const bool is_strict = is_data || use == TermUse::kExpression;
  if (token_.kind == TokenKind::kVariable && !is_data) {
    ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
    return PatternTerm(Variable{std::move(name)});
  }
  if (AtIri()) {
    ASSIGN_OR_RETURN(std::string iri, ParseIri());
    return IriTerm(iri);
  }
  if (AtLiteral() && !(is_subject && is_strict)) {
    ASSIGN_OR_RETURN(Term literal, ParseLiteral());
    return PatternTerm(std::move(literal));
  }
  if (AtSymbol("<<(") && !(is_subject && is_strict)) return ParseTripleTerm(use);
  if (!is_strict) {
    const TriplesUse triples =
        use == TermUse::kPattern ? TriplesUse::kPattern : TriplesUse::kTemplate;
    if (token_.kind == TokenKind::kBlankNode) return ParseBlankNode(triples);
    if (AtSymbol("[")) {
      const size_t offset = token_.begin;
      RETURN_IF_ERROR(Advance());
      RETURN_IF_ERROR(Expect("]", "']': inside a triple term a blank node has no properties"));
      return FreshBlankNode(triples, offset);
    }
  }
  return Unexpected(is_subject ? "the subject of a triple term" : "the object of a triple term");
}

absl::StatusOr<PatternTerm> QueryParser::ParseVerb(TermUse use) {
  if (token_.kind == TokenKind::kVariable && use != TermUse::kValues) {
    ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
    return PatternTerm(Variable{std::move(name)});
  }
  if (token_.kind == TokenKind::kWord && token_.text == "a") {
    RETURN_IF_ERROR(Advance());
    return IriTerm(rdf::kType);
  }
  if (!AtIri()) return Unexpected("a predicate");
  ASSIGN_OR_RETURN(std::string iri, ParseIri());
  return IriTerm(iri);
}

absl::StatusOr<Path> QueryParser::ParsePath() {
  const Level level(&nesting_);
  RETURN_IF_ERROR(CheckNesting());
  ASSIGN_OR_RETURN(Path first, ParsePathSequence());
  if (!AtSymbol("|")) return first;
  Path alternative = {.kind = Path::Kind::kAlternative};
  alternative.inputs.push_back(std::move(first));
  while (AtSymbol("|")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(Path next, ParsePathSequence());
    alternative.inputs.push_back(std::move(next));
  }
  return alternative;
}

absl::StatusOr<Path> QueryParser::ParsePathSequence() {
  ASSIGN_OR_RETURN(Path first, ParsePathElement());
  if (!AtSymbol("/")) return first;
  Path sequence = {.kind = Path::Kind::kSequence};
  sequence.inputs.push_back(std::move(first));
  while (AtSymbol("/")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(Path next, ParsePathElement());
    sequence.inputs.push_back(std::move(next));
  }
  return sequence;
}

absl::StatusOr<Path> QueryParser::ParsePathElement() {
  ASSIGN_OR_RETURN(const bool is_inverse, Accept("^"));
  Path path;
  if (AtSymbol("(")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(path, ParsePath());
    RETURN_IF_ERROR(Expect(")", "'/', '|' or ')'"));
  } else if (AtSymbol("!")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(path, ParsePathNegatedSet());
  } else if (token_.kind == TokenKind::kWord && token_.text == "a") {
    RETURN_IF_ERROR(Advance());
    path.iri = rdf::kType;
  } else if (AtIri()) {
    ASSIGN_OR_RETURN(path.iri, ParseIri());
  } else {
    return Unexpected("a predicate or a path");
  }
  const auto wrap = [&path](Path::Kind kind) {
    Path outer = {.kind = kind};
    outer.inputs.push_back(std::move(path));
    path = std::move(outer);
  };
  if (AtSymbol("*") || AtSymbol("+") || AtSymbol("?")) {
    wrap(AtSymbol("*")   ? Path::Kind::kZeroOrMore
         : AtSymbol("+") ? Path::Kind::kOneOrMore
                         : Path::Kind::kZeroOrOne);
    RETURN_IF_ERROR(Advance());
  }
  if (is_inverse) wrap(Path::Kind::kInverse);
  return path;
}

absl::StatusOr<Path> QueryParser::ParsePathNegatedSet() {
  Path path = {.kind = Path::Kind::kNegatedSet};
  const auto parse_one = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const bool is_inverse, Accept("^"));
    std::string iri(rdf::kType);
    if (token_.kind == TokenKind::kWord && token_.text == "a") {
      RETURN_IF_ERROR(Advance());
    } else if (AtIri()) {
      ASSIGN_OR_RETURN(iri, ParseIri());
    } else {
      return Unexpected("a predicate, or '^' and a predicate");
    }
    (is_inverse ? path.forbidden_inverse : path.forbidden).push_back(std::move(iri));
    return absl::OkStatus();
  };
  if (!AtSymbol("(")) {
    RETURN_IF_ERROR(parse_one());
    return path;
  }
  RETURN_IF_ERROR(Advance());
  while (!AtSymbol(")")) {
    RETURN_IF_ERROR(parse_one());
    if (AtSymbol(")")) break;
    RETURN_IF_ERROR(Expect("|", "'|' or ')'"));
    if (AtSymbol(")")) return Unexpected("a predicate after '|'");
  }
  RETURN_IF_ERROR(Advance());
  return path;
}

// Section 18.2.2.4: links, inverses and sequences become triples; the rest stays a path.
void QueryParser::AddPath(const PatternTerm& subject, const Path& path, const PatternTerm& object,
                          std::vector<TripleItem>* items) {
  switch (path.kind) {
    case Path::Kind::kLink:
      items->push_back({.triple = {subject, IriTerm(path.iri), object}});
      return;
    case Path::Kind::kInverse:
      return AddPath(object, path.inputs[0], subject, items);
    case Path::Kind::kSequence: {
      PatternTerm from = subject;
      for (size_t i = 0; i + 1 < path.inputs.size(); ++i) {
        const PatternTerm to = Variable{StrCat(".p", fresh_path_count_++)};
        AddPath(from, path.inputs[i], to, items);
        from = to;
      }
      return AddPath(from, path.inputs.back(), object, items);
    }
    default:
      items->push_back({.triple = {subject, {}, object}, .path = path});
  }
}

absl::Status QueryParser::ParseTemplateTriples(TripleItems* out) {
  while (AtTriples()) {
    RETURN_IF_ERROR(ParseTriplesSameSubject(out));
    ASSIGN_OR_RETURN(const bool has_stop, Accept("."));
    if (!has_stop && AtTriples()) return Unexpected("'.', ';', ',' or '}'");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<QuadPattern>> QueryParser::ParseConstructTemplate() {
  RETURN_IF_ERROR(OpenBrace());
  TripleItems out = {.use = TriplesUse::kTemplate};
  RETURN_IF_ERROR(ParseTemplateTriples(&out));
  RETURN_IF_ERROR(
      CloseBrace(out.items.empty() ? "a triple of the template or '}'" : "'.', ';', ',' or '}'"));
  std::vector<QuadPattern> quads;
  quads.reserve(out.items.size());
  for (TripleItem& item : out.items) quads.push_back({.triple = std::move(item.triple)});
  return quads;
}

}  // namespace entente
