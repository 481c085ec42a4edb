#include "schema/term_check.h"

#include <algorithm>

#include "schema/iri.h"
#include "schema/language_tag.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

std::string ProblemOf(const Literal& literal) {
  if (!IsValidUtf8(literal.lexical)) return "a text is not UTF-8";
  if (!IsAbsoluteIri(literal.datatype)) {
    return StrCat("'", literal.datatype, "' is no absolute IRI of a datatype");
  }
  const bool has_language = !literal.language.empty();
  const bool has_direction = literal.direction != Direction::kNone;
  if (has_language && !IsLanguageTag(literal.language)) {
    return StrCat("'", literal.language, "' is no language tag");
  }
  if (literal.language != LowerCaseLanguage(literal.language)) {
    return StrCat("the language '", literal.language, "' is not in lower case");
  }
  if (has_language !=
      (literal.datatype == rdf::kLangString || literal.datatype == rdf::kDirLangString)) {
    return StrCat("a literal of ", literal.datatype, has_language ? " has a" : " lacks its",
                  " language");
  }
  if (has_direction != (literal.datatype == rdf::kDirLangString)) {
    return StrCat("a literal of ", literal.datatype, has_direction ? " has a" : " lacks its",
                  " direction");
  }
  return "";
}

}  // namespace

bool IsAbsoluteIri(std::string_view text) {
  return HasScheme(text) && IsValidUtf8(text) &&
         std::none_of(text.begin(), text.end(), [](char c) { return IsIn(c, kNotInIri); });
}

bool IsBlankNodeLabel(std::string_view label) {
  if (label.empty() || !IsValidUtf8(label) || label.front() == '.' || label.back() == '.' ||
      label.front() == '-') {
    return false;
  }
  while (!label.empty()) {
    const CodePoint code_point = DecodeUtf8(label);
    if (!IsNameChar(code_point.value) && code_point.value != '_' && code_point.value != '.') {
      return false;
    }
    label.remove_prefix(code_point.size);
  }
  return true;
}

std::string ProblemOf(const Term& term) {
  switch (term.kind()) {
    case Term::Kind::kNone:
      return "a term is missing";
    case Term::Kind::kIri:
      return IsAbsoluteIri(term.iri().text) ? ""
                                            : StrCat("'", term.iri().text, "' is no absolute IRI");
    case Term::Kind::kBlankNode:
      return IsBlankNodeLabel(term.blank_node().label)
                 ? ""
                 : StrCat("'", term.blank_node().label, "' is no label of a blank node");
    case Term::Kind::kLiteral:
      return ProblemOf(term.literal());
    case Term::Kind::kTriple:
      return ProblemOf(term.triple());
  }
  return "";
}

std::string ProblemOf(const Triple& triple) {
  // Only objects can be triple terms, so this is no recursion.
  int nesting = 0;
  for (const Triple* part = &triple; part != nullptr; ++nesting) {
    if (nesting == kNestingMax) return StrCat("triple terms nest deeper than ", kNestingMax);
    if (!part->subject.is_iri() && !part->subject.is_blank_node()) {
      return "the subject is neither IRI nor blank node";
    }
    if (!part->predicate.is_iri()) return "the predicate is no IRI";
    const bool is_nested = part->object.is_triple();
    for (const Term* term : {&part->subject, &part->predicate, &part->object}) {
      if (term == &part->object && is_nested) continue;
      if (std::string problem = ProblemOf(*term); !problem.empty()) return problem;
    }
    part = is_nested ? &part->object.triple() : nullptr;
  }
  return "";
}

}  // namespace entente
