#include "query/results/result_formats.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

// Whether a number may stand without quotes: whether SPARQL reads it back as the same literal.
bool IsBareNumber(const Literal& literal) {
  std::string_view rest = literal.lexical;
  if (rest.starts_with('+') || rest.starts_with('-')) rest.remove_prefix(1);
  const auto skip_digits = [&rest] {
    size_t count = 0;
    while (count < rest.size() && IsIn(rest[count], kDigit)) ++count;
    rest.remove_prefix(count);
    return count;
  };
  const size_t whole = skip_digits();
  if (literal.datatype == xsd::kInteger) return whole > 0 && rest.empty();
  size_t fraction = 0;
  const bool has_point = rest.starts_with('.');
  if (has_point) {
    rest.remove_prefix(1);
    fraction = skip_digits();
  }
  if (literal.datatype == xsd::kDecimal) return fraction > 0 && rest.empty();
  if (literal.datatype != xsd::kDouble || whole + fraction == 0) return false;
  if (!rest.starts_with('e') && !rest.starts_with('E')) return false;
  rest.remove_prefix(1);
  if (rest.starts_with('+') || rest.starts_with('-')) rest.remove_prefix(1);
  return skip_digits() > 0 && rest.empty();
}

void AppendCsvField(std::string_view text, std::string* out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out->append(text);
    return;
  }
  out->push_back('"');
  for (const char c : text) {
    if (c == '"') out->push_back('"');
    out->push_back(c);
  }
  out->push_back('"');
}

class CsvWriter : public ResultWriter {
 public:
  void Begin(const std::vector<std::string>& variables, std::string* out) override {
    for (size_t i = 0; i < variables.size(); ++i) {
      if (i > 0) out->push_back(',');
      AppendCsvField(variables[i], out);
    }
    out->append("\r\n");
  }

  void Row(SolutionRow row, std::string* out) override {
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out->push_back(',');
      switch (row[i].kind()) {
        case Term::Kind::kIri:
          AppendCsvField(row[i].iri().text, out);
          break;
        case Term::Kind::kLiteral:
          AppendCsvField(row[i].literal().lexical, out);
          break;
        default:
          AppendCsvField(row[i].ToString(), out);
      }
    }
    out->append("\r\n");
  }

  void End(std::string* /*out*/) override {}

  // The format has no form for ASK; this is what scripts expect.
  void Boolean(bool value, std::string* out) override {
    out->append(value ? "true\r\n" : "false\r\n");
  }
};

class TsvWriter : public ResultWriter {
 public:
  void Begin(const std::vector<std::string>& variables, std::string* out) override {
    for (size_t i = 0; i < variables.size(); ++i) {
      if (i > 0) out->push_back('\t');
      out->push_back('?');
      out->append(variables[i]);
    }
    out->push_back('\n');
  }

  void Row(SolutionRow row, std::string* out) override {
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out->push_back('\t');
      if (row[i].is_literal() && IsBareNumber(row[i].literal())) {
        out->append(row[i].literal().lexical);
      } else {
        out->append(row[i].ToString());
      }
    }
    out->push_back('\n');
  }

  void End(std::string* /*out*/) override {}

  void Boolean(bool value, std::string* out) override { out->append(value ? "true\n" : "false\n"); }
};

}  // namespace

std::unique_ptr<ResultWriter> MakeCsvWriter() { return std::make_unique<CsvWriter>(); }
std::unique_ptr<ResultWriter> MakeTsvWriter() { return std::make_unique<TsvWriter>(); }

}  // namespace entente
