#include "query/results/result_formats.h"
#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr std::string_view kOpening =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\""
    " xmlns:its=\"http://www.w3.org/2005/11/its\" its:version=\"2.0\">\n";

void AppendText(std::string_view text, std::string* out) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out->append("&amp;");
        break;
      case '<':
        out->append("&lt;");
        break;
      case '>':
        out->append("&gt;");
        break;
      case '"':
        out->append("&quot;");
        break;
      case '\n':
      case '\t':
        out->push_back(c);
        break;
      case '\r':
        out->append("&#13;");
        break;
      default:
        // XML 1.0 has no way to write the other control characters.
        if (static_cast<unsigned char>(c) < 0x20) {
          out->append("\xEF\xBF\xBD");
        } else {
          out->push_back(c);
        }
    }
  }
}

void AppendElement(std::string_view name, std::string_view text, std::string* out) {
  StrAppend(out, "<", name, ">");
  AppendText(text, out);
  StrAppend(out, "</", name, ">");
}

void AppendTerm(const Term& term, std::string* out) {
  switch (term.kind()) {
    case Term::Kind::kNone:
      return;
    case Term::Kind::kIri:
      return AppendElement("uri", term.iri().text, out);
    case Term::Kind::kBlankNode:
      return AppendElement("bnode", term.blank_node().label, out);
    case Term::Kind::kLiteral: {
      const Literal& literal = term.literal();
      out->append("<literal");
      if (!literal.language.empty()) {
        StrAppend(out, " xml:lang=\"", literal.language, "\"");
        if (literal.direction != Direction::kNone) {
          StrAppend(out, " its:dir=\"", literal.direction == Direction::kLtr ? "ltr" : "rtl", "\"");
        }
      } else if (literal.datatype != xsd::kString) {
        out->append(" datatype=\"");
        AppendText(literal.datatype, out);
        out->push_back('"');
      }
      out->push_back('>');
      AppendText(literal.lexical, out);
      out->append("</literal>");
      return;
    }
    case Term::Kind::kTriple:
      out->append("<triple><subject>");
      AppendTerm(term.triple().subject, out);
      out->append("</subject><predicate>");
      AppendTerm(term.triple().predicate, out);
      out->append("</predicate><object>");
      AppendTerm(term.triple().object, out);
      out->append("</object></triple>");
      return;
  }
}

class XmlWriter : public ResultWriter {
 public:
  void Begin(const std::vector<std::string>& variables, std::string* out) override {
    variables_ = variables;
    StrAppend(out, kOpening, "<head>");
    for (const std::string& name : variables) StrAppend(out, "<variable name=\"", name, "\"/>");
    out->append("</head>\n<results>\n");
  }

  void Row(SolutionRow row, std::string* out) override {
    out->append("<result>");
    for (size_t i = 0; i < row.size(); ++i) {
      if (!row[i]) continue;
      StrAppend(out, "<binding name=\"", variables_[i], "\">");
      AppendTerm(row[i], out);
      out->append("</binding>");
    }
    out->append("</result>\n");
  }

  void End(std::string* out) override { out->append("</results>\n</sparql>\n"); }

  void Boolean(bool value, std::string* out) override {
    StrAppend(out, kOpening, "<head/>\n<boolean>", value ? "true" : "false",
              "</boolean>\n</sparql>\n");
  }

 private:
  std::vector<std::string> variables_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeXmlWriter() { return std::make_unique<XmlWriter>(); }

}  // namespace entente
