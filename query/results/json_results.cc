#include "query/results/result_formats.h"
#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

void AppendString(std::string_view text, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
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
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out->append("\\u00");
          out->push_back(kHex[c >> 4]);
          out->push_back(kHex[c & 15]);
        } else {
          out->push_back(c);
        }
    }
  }
  out->push_back('"');
}

void AppendMember(std::string_view name, std::string_view value, std::string* out) {
  StrAppend(out, ",\"", name, "\":");
  AppendString(value, out);
}

void AppendTerm(const Term& term, std::string* out) {
  switch (term.kind()) {
    case Term::Kind::kNone:
      return;
    case Term::Kind::kIri:
      out->append("{\"type\":\"uri\"");
      AppendMember("value", term.iri().text, out);
      break;
    case Term::Kind::kBlankNode:
      out->append("{\"type\":\"bnode\"");
      AppendMember("value", term.blank_node().label, out);
      break;
    case Term::Kind::kLiteral: {
      const Literal& literal = term.literal();
      out->append("{\"type\":\"literal\"");
      AppendMember("value", literal.lexical, out);
      if (!literal.language.empty()) {
        AppendMember("xml:lang", literal.language, out);
        if (literal.direction != Direction::kNone) {
          AppendMember("its:dir", literal.direction == Direction::kLtr ? "ltr" : "rtl", out);
        }
      } else if (literal.datatype != xsd::kString) {
        AppendMember("datatype", literal.datatype, out);
      }
      break;
    }
    case Term::Kind::kTriple:
      out->append("{\"type\":\"triple\",\"value\":{\"subject\":");
      AppendTerm(term.triple().subject, out);
      out->append(",\"predicate\":");
      AppendTerm(term.triple().predicate, out);
      out->append(",\"object\":");
      AppendTerm(term.triple().object, out);
      out->push_back('}');
      break;
  }
  out->push_back('}');
}

class JsonWriter : public ResultWriter {
 public:
  void Begin(const std::vector<std::string>& variables, std::string* out) override {
    variables_ = variables;
    out->append("{\"head\":{\"vars\":[");
    for (size_t i = 0; i < variables.size(); ++i) {
      if (i > 0) out->push_back(',');
      AppendString(variables[i], out);
    }
    out->append("]},\"results\":{\"bindings\":[");
  }

  void Row(SolutionRow row, std::string* out) override {
    out->append(is_first_row_ ? "\n{" : ",\n{");
    is_first_row_ = false;
    bool is_first = true;
    for (size_t i = 0; i < row.size(); ++i) {
      if (!row[i]) continue;
      if (!is_first) out->push_back(',');
      is_first = false;
      AppendString(variables_[i], out);
      out->push_back(':');
      AppendTerm(row[i], out);
    }
    out->push_back('}');
  }

  void End(std::string* out) override { out->append("\n]}}\n"); }

  void Boolean(bool value, std::string* out) override {
    StrAppend(out, "{\"head\":{},\"boolean\":", value ? "true" : "false", "}\n");
  }

 private:
  std::vector<std::string> variables_;
  bool is_first_row_ = true;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeJsonWriter() { return std::make_unique<JsonWriter>(); }

}  // namespace entente
