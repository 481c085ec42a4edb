#include <algorithm>

#include "query/results/display_width.h"
#include "query/results/result_formats.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr size_t kColumnWidthMin = 3;

bool IsNumber(const Term& term) {
  if (!term.is_literal()) return false;
  const std::string_view datatype = term.literal().datatype;
  return datatype == xsd::kInteger || datatype == xsd::kDecimal || datatype == xsd::kDouble ||
         datatype == xsd::kFloat;
}

// Datatypes whose values speak for themselves.
bool IsPlain(std::string_view datatype) {
  for (const std::string_view plain :
       {xsd::kString, xsd::kInteger, xsd::kDecimal, xsd::kDouble, xsd::kFloat, xsd::kBoolean,
        xsd::kDate, xsd::kDateTime, xsd::kTime, xsd::kYear, xsd::kYearMonth}) {
    if (datatype == plain) return true;
  }
  return false;
}

// Terms as people read them, on one line.
class TermPrinter {
 public:
  explicit TermPrinter(std::vector<Prefix> prefixes) : prefixes_(std::move(prefixes)) {}

  std::string Print(const Term& term) const {
    std::string text;
    Append(term, /*is_inner=*/false, &text);
    return text;
  }

 private:
  void Append(const Term& term, bool is_inner, std::string* out) const {
    switch (term.kind()) {
      case Term::Kind::kNone:
        return;
      case Term::Kind::kIri:
        return AppendIri(term.iri().text, out);
      case Term::Kind::kBlankNode:
        StrAppend(out, "_:", term.blank_node().label);
        return;
      case Term::Kind::kTriple:
        out->append("<<( ");
        Append(term.triple().subject, /*is_inner=*/true, out);
        out->push_back(' ');
        Append(term.triple().predicate, /*is_inner=*/true, out);
        out->push_back(' ');
        Append(term.triple().object, /*is_inner=*/true, out);
        out->append(" )>>");
        return;
      case Term::Kind::kLiteral:
        return AppendLiteral(term.literal(), is_inner, out);
    }
  }

  void AppendLiteral(const Literal& literal, bool is_inner, std::string* out) const {
    const bool is_plain = literal.language.empty() && IsPlain(literal.datatype);
    const bool is_quoted = is_inner ? literal.datatype == xsd::kString || !is_plain
                                    : !is_plain && literal.language.empty();
    if (is_quoted) out->push_back('"');
    AppendOnOneLine(literal.lexical, out);
    if (is_quoted) out->push_back('"');
    if (!literal.language.empty()) {
      StrAppend(out, is_quoted ? "@" : " @", literal.language);
      if (literal.direction != Direction::kNone) {
        out->append(literal.direction == Direction::kLtr ? "--ltr" : "--rtl");
      }
    } else if (!is_plain) {
      out->append("^^");
      AppendIri(literal.datatype, out);
    }
  }

  void AppendIri(std::string_view iri, std::string* out) const {
    const Prefix* best = nullptr;
    for (const Prefix& prefix : prefixes_) {
      if (prefix.iri.empty() || !iri.starts_with(prefix.iri)) continue;
      if (best == nullptr || prefix.iri.size() > best->iri.size()) best = &prefix;
    }
    // What would need escapes in a prefixed name is clearer as a whole IRI.
    const std::string_view local = best == nullptr ? "" : iri.substr(best->iri.size());
    if (best == nullptr || local.find_first_of("/#?&=%") != std::string_view::npos) {
      out->push_back('<');
      AppendOnOneLine(iri, out);
      out->push_back('>');
      return;
    }
    StrAppend(out, best->name, ":");
    AppendOnOneLine(local, out);
  }

  static void AppendOnOneLine(std::string_view text, std::string* out) {
    for (const char c : text) {
      if (c == '\n') {
        out->append("\\n");
      } else if (c == '\t') {
        out->append("\\t");
      } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
        out->append("\xEF\xBF\xBD");
      } else {
        out->push_back(c);
      }
    }
  }

  std::vector<Prefix> prefixes_;
};

void AppendSpaces(size_t count, std::string* out) { out->append(count, ' '); }

class TableWriter : public ResultWriter {
 public:
  explicit TableWriter(const ResultWriterOptions& options)
      : options_(options), printer_(options.prefixes) {}

  void Begin(const std::vector<std::string>& variables, std::string* /*out*/) override {
    variables_ = variables;
    is_numeric_.assign(variables.size(), true);
  }

  void Row(SolutionRow row, std::string* /*out*/) override {
    ++row_count_;
    if (options_.row_count_max != 0 && row_count_ > options_.row_count_max) return;
    std::vector<std::string>& cells = rows_.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      std::string cell = printer_.Print(row[i]);
      if (options_.width != 0) cell = CutToWidth(cell, options_.width);
      cells.push_back(std::move(cell));
      if (row[i] && !IsNumber(row[i])) is_numeric_[i] = false;
    }
  }

  void End(std::string* out) override {
    if (!variables_.empty()) {
      const std::vector<size_t> widths = ColumnWidths();
      AppendLine(variables_, widths, out);
      const std::string_view dash = options_.use_ascii ? "-" : "─";
      for (size_t i = 0; i < widths.size(); ++i) {
        if (i > 0) out->append(options_.use_ascii ? "+" : "┼");
        for (size_t column = 0; column < widths[i] + 2; ++column) out->append(dash);
      }
      out->push_back('\n');
      for (const std::vector<std::string>& row : rows_) AppendLine(row, widths, out);
    }
    StrAppend(out, row_count_, row_count_ == 1 ? " row" : " rows");
    if (rows_.size() < row_count_) StrAppend(out, " (", rows_.size(), " shown)");
    out->push_back('\n');
  }

  void Boolean(bool value, std::string* out) override { out->append(value ? "true\n" : "false\n"); }

 private:
  // As wide as the widest cell; if that is too much, the widest columns are cut to one width.
  std::vector<size_t> ColumnWidths() const {
    std::vector<size_t> widths;
    for (size_t i = 0; i < variables_.size(); ++i) {
      size_t width = DisplayWidth(variables_[i]);
      for (const std::vector<std::string>& row : rows_) {
        width = std::max(width, DisplayWidth(row[i]));
      }
      widths.push_back(width);
    }
    const size_t frame = 3 * widths.size() - 1;
    if (options_.width == 0) return widths;
    size_t available = options_.width > frame ? options_.width - frame : 0;
    std::vector<size_t> sorted = widths;
    std::sort(sorted.begin(), sorted.end());
    size_t cap = 0;
    for (size_t i = 0; i < sorted.size(); ++i) {
      cap = available / (sorted.size() - i);
      if (sorted[i] > cap) break;
      available -= sorted[i];
      cap = sorted[i] + available;
    }
    for (size_t& width : widths) width = std::min(width, std::max(cap, kColumnWidthMin));
    return widths;
  }

  void AppendLine(const std::vector<std::string>& cells, const std::vector<size_t>& widths,
                  std::string* out) const {
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out->append(options_.use_ascii ? "|" : "│");
      const std::string cell = CutToWidth(cells[i], widths[i]);
      const size_t padding = widths[i] - DisplayWidth(cell);
      const bool is_last = i + 1 == cells.size();
      out->push_back(' ');
      if (is_numeric_[i]) AppendSpaces(padding, out);
      out->append(cell);
      if (!is_numeric_[i] && !is_last) AppendSpaces(padding, out);
      if (!is_last) out->push_back(' ');
    }
    out->push_back('\n');
  }

  ResultWriterOptions options_;
  TermPrinter printer_;
  std::vector<std::string> variables_;
  std::vector<bool> is_numeric_;
  std::vector<std::vector<std::string>> rows_;
  uint64_t row_count_ = 0;
};

class MarkdownWriter : public ResultWriter {
 public:
  explicit MarkdownWriter(const ResultWriterOptions& options)
      : row_count_max_(options.row_count_max), printer_(options.prefixes) {}

  void Begin(const std::vector<std::string>& variables, std::string* out) override {
    for (const std::string& name : variables) AppendCell(name, out);
    out->append("|\n");
    for (size_t i = 0; i < variables.size(); ++i) out->append("|---");
    out->append("|\n");
  }

  void Row(SolutionRow row, std::string* out) override {
    ++row_count_;
    if (row_count_max_ != 0 && row_count_ > row_count_max_) return;
    for (size_t i = 0; i < row.size(); ++i) AppendCell(printer_.Print(row[i]), out);
    out->append("|\n");
  }

  void End(std::string* out) override {
    if (row_count_max_ == 0 || row_count_ <= row_count_max_) return;
    StrAppend(out, "\n", row_count_, " rows (", row_count_max_, " shown)\n");
  }

  void Boolean(bool value, std::string* out) override { out->append(value ? "true\n" : "false\n"); }

 private:
  static void AppendCell(std::string_view text, std::string* out) {
    out->append("| ");
    for (const char c : text) {
      if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) out->push_back('\\');
      out->push_back(c);
    }
    out->push_back(' ');
  }

  uint64_t row_count_max_;
  TermPrinter printer_;
  uint64_t row_count_ = 0;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeTableWriter(const ResultWriterOptions& options) {
  return std::make_unique<TableWriter>(options);
}

std::unique_ptr<ResultWriter> MakeMarkdownWriter(const ResultWriterOptions& options) {
  return std::make_unique<MarkdownWriter>(options);
}

}  // namespace entente
