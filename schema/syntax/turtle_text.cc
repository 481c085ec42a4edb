#include "schema/syntax/turtle_text.h"

#include <algorithm>

#include "schema/syntax/line_writer.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

// True if `text` is a token of `datatype` without quotes.
bool IsBareLiteral(std::string_view text, std::string_view datatype) {
  if (datatype == xsd::kBoolean) return text == "true" || text == "false";
  const bool is_double = datatype == xsd::kDouble;
  const bool is_decimal = datatype == xsd::kDecimal;
  if (!is_double && !is_decimal && datatype != xsd::kInteger) return false;
  size_t at = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
  const auto skip_digits = [&] {
    const size_t start = at;
    while (at < text.size() && IsIn(text[at], kDigit)) ++at;
    return at - start;
  };
  const size_t before = skip_digits();
  bool has_dot = false;
  size_t after = 0;
  if (at < text.size() && text[at] == '.' && (is_double || is_decimal)) {
    has_dot = true;
    ++at;
    after = skip_digits();
  }
  if (is_decimal) return has_dot && after > 0 && at == text.size();
  if (!is_double) return before > 0 && at == text.size();
  if (before + after == 0 || at == text.size() || (text[at] | 0x20) != 'e') return false;
  ++at;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  return skip_digits() > 0 && at == text.size();
}

// A string of several lines, in three quotes.
void AppendLongString(std::string_view text, std::string* out) {
  out->append("\"\"\"");
  size_t start = 0;
  while (start < text.size()) {
    const size_t end = std::min(text.find_first_of("\n\t\"", start), text.size());
    if (end > start) {
      // What stands between line ends needs the same escapes as in a short string.
      std::string quoted;
      AppendQuotedString(text.substr(start, end - start), &quoted);
      out->append(quoted, 1, quoted.size() - 2);
    }
    if (end == text.size()) break;
    if (text[end] == '"') out->push_back('\\');
    out->push_back(text[end]);
    start = end + 1;
  }
  out->append("\"\"\"");
}

}  // namespace

void TurtleText::AppendTerm(const TermView& term) {
  switch (term.kind) {
    case Term::Kind::kNone:
      return;
    case Term::Kind::kIri:
      AppendIri(term.text);
      return;
    case Term::Kind::kBlankNode:
      out_->append("_:");
      out_->append(term.text);
      return;
    case Term::Kind::kLiteral:
      if (IsBareLiteral(term.text, term.datatype)) {
        out_->append(term.text);
        return;
      }
      if (term.text.find('\n') != std::string_view::npos) {
        AppendLongString(term.text, out_);
      } else {
        AppendQuotedString(term.text, out_);
      }
      if (!term.language.empty()) {
        out_->push_back('@');
        out_->append(term.language);
        if (term.direction != Direction::kNone) {
          out_->append(term.direction == Direction::kLtr ? "--ltr" : "--rtl");
        }
      } else if (term.datatype != xsd::kString) {
        out_->append("^^");
        AppendIri(term.datatype);
      }
      return;
    case Term::Kind::kTriple:
      out_->append("<<( ");
      AppendTerm(term.triple->subject);
      out_->push_back(' ');
      AppendVerb(term.triple->predicate.text);
      out_->push_back(' ');
      AppendTerm(term.triple->object);
      out_->append(" )>>");
      return;
  }
}

void TurtleText::AppendVerb(std::string_view iri) {
  if (iri == rdf::kType) {
    out_->push_back('a');
  } else {
    AppendIri(iri);
  }
}

void TurtleText::AppendIri(std::string_view iri) {
  if (const std::optional<PrefixMap::Name> name = prefixes_->Abbreviate(iri)) {
    if (!used_prefixes_.contains(name->prefix)) used_prefixes_.emplace(name->prefix);
    out_->append(name->prefix);
    out_->push_back(':');
    out_->append(name->local);
  } else {
    out_->push_back('<');
    out_->append(iri);
    out_->push_back('>');
  }
}

}  // namespace entente
