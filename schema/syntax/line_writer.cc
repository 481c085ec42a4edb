#include "schema/syntax/line_writer.h"

#include "schema/vocabulary.h"

namespace entente {
namespace {

void AppendCodePoint(unsigned char byte, std::string* out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  out->append("\\u00");
  out->push_back(kHex[byte >> 4]);
  out->push_back(kHex[byte & 15]);
}

void AppendString(std::string_view text, std::string* out) {
  for (const char c : text) {
    switch (c) {
      case '"':
        out->append("\\\"");
        break;
      case '\\':
        out->append("\\\\");
        break;
      case '\n':
        out->append("\\n");
        break;
      case '\r':
        out->append("\\r");
        break;
      case '\t':
        out->append("\\t");
        break;
      case '\b':
        out->append("\\b");
        break;
      case '\f':
        out->append("\\f");
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          AppendCodePoint(static_cast<unsigned char>(c), out);
        } else {
          out->push_back(c);
        }
    }
  }
}

}  // namespace

void AppendNTriplesTerm(const TermView& term, std::string* out) {
  switch (term.kind) {
    case Term::Kind::kNone:
      return;
    case Term::Kind::kIri:
      out->push_back('<');
      out->append(term.text);
      out->push_back('>');
      return;
    case Term::Kind::kBlankNode:
      out->append("_:");
      out->append(term.text);
      return;
    case Term::Kind::kLiteral:
      out->push_back('"');
      AppendString(term.text, out);
      out->push_back('"');
      if (!term.language.empty()) {
        out->push_back('@');
        out->append(term.language);
        if (term.direction != Direction::kNone) {
          out->append(term.direction == Direction::kLtr ? "--ltr" : "--rtl");
        }
      } else if (term.datatype != xsd::kString) {
        out->append("^^<");
        out->append(term.datatype);
        out->push_back('>');
      }
      return;
    case Term::Kind::kTriple:
      out->append("<<( ");
      AppendNTriplesTerm(term.triple->subject, out);
      out->push_back(' ');
      AppendNTriplesTerm(term.triple->predicate, out);
      out->push_back(' ');
      AppendNTriplesTerm(term.triple->object, out);
      out->append(" )>>");
      return;
  }
}

void AppendNQuadsLine(const QuadView& quad, std::string* out) {
  AppendNTriplesTerm(quad.subject, out);
  out->push_back(' ');
  AppendNTriplesTerm(quad.predicate, out);
  out->push_back(' ');
  AppendNTriplesTerm(quad.object, out);
  if (quad.graph.kind != Term::Kind::kNone) {
    out->push_back(' ');
    AppendNTriplesTerm(quad.graph, out);
  }
  out->append(" .\n");
}

}  // namespace entente
