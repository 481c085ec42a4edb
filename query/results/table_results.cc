#include <algorithm>
#include <iterator>

#include "query/results/result_formats.h"
#include "schema/display_width.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr size_t kColumnWidthMin = 3;
// Columns of dates and numbers are not cut while others keep kLongWidthMin.
constexpr size_t kShortWidthMax = 12;
constexpr size_t kLongWidthMin = 6;

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

// Control characters, and those that turn the direction of the text behind them.
bool SteersTerminal(char32_t c) {
  return c < 0x20 || (0x7f <= c && c < 0xa0) || (0x202a <= c && c <= 0x202e) ||
         (0x2066 <= c && c <= 0x2069);
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
    while (!text.empty()) {
      const CodePoint c = DecodeUtf8(text);
      const size_t size = std::max<size_t>(c.size, 1);
      if (c.value == '\n') {
        out->append("\\n");
      } else if (c.value == '\t') {
        out->append("\\t");
      } else if (SteersTerminal(c.value)) {
        out->append("\xEF\xBF\xBD");
      } else {
        out->append(text.substr(0, size));
      }
      text.remove_prefix(size);
    }
  }

  std::vector<Prefix> prefixes_;
};

void AppendSpaces(size_t count, std::string* out) { out->append(count, ' '); }

// The widths of columns are those of the first rows, which are kept until they are known. Rows
// behind them are written as they come; where one needs more room, columns are wider from there.
class TableWriter : public ResultWriter {
 public:
  explicit TableWriter(const ResultWriterOptions& options)
      : options_(options), printer_(options.prefixes) {}

  void Begin(const std::vector<std::string>& variables, std::string* /*out*/) override {
    variables_ = variables;
    is_numeric_.assign(variables.size(), true);
    for (const std::string& variable : variables) widest_.push_back(DisplayWidth(variable));
  }

  void Row(SolutionRow row, std::string* out) override {
    ++row_count_;
    if (options_.row_count_max != 0 && row_count_ > options_.row_count_max) return;
    ++shown_count_;
    if (variables_.empty()) return;
    std::vector<std::string> cells;
    for (size_t i = 0; i < row.size(); ++i) {
      std::string cell = printer_.Print(row[i]);
      if (options_.width != 0) cell = CutToWidth(cell, options_.width);
      if (const size_t width = DisplayWidth(cell); width > widest_[i]) {
        widest_[i] = width;
        widths_.clear();
      }
      if (row[i] && !IsNumber(row[i])) is_numeric_[i] = false;
      kept_bytes_ += kCellBytes + cell.size();
      cells.push_back(std::move(cell));
    }
    if (is_begun_) return AppendLine(cells, out);
    kept_.push_back(std::move(cells));
    if (kept_.size() == kKeptRowCountMax || kept_bytes_ >= kKeptBytesMax) AppendKept(out);
  }

  void End(std::string* out) override {
    if (!is_begun_ && !variables_.empty()) AppendKept(out);
    StrAppend(out, row_count_, row_count_ == 1 ? " row" : " rows");
    if (shown_count_ < row_count_) StrAppend(out, " (", shown_count_, " shown)");
    out->push_back('\n');
  }

  void Break(std::string* out) override {
    if (!kept_.empty()) AppendKept(out);
  }

  void Boolean(bool value, std::string* out) override { out->append(value ? "true\n" : "false\n"); }

 private:
  static constexpr size_t kKeptRowCountMax = 10'000;
  static constexpr size_t kKeptBytesMax = size_t{4} << 20;
  static constexpr size_t kCellBytes = sizeof(std::string);  // Besides its text.

  void AppendKept(std::string* out) {
    is_begun_ = true;
    AppendLine(variables_, out);
    const std::string_view dash = options_.use_ascii ? "-" : "─";
    for (size_t i = 0; i < widths_.size(); ++i) {
      if (i > 0) out->append(options_.use_ascii ? "+" : "┼");
      for (size_t column = 0; column < widths_[i] + 2; ++column) out->append(dash);
    }
    out->push_back('\n');
    for (const std::vector<std::string>& row : kept_) AppendLine(row, out);
    kept_.clear();
    kept_.shrink_to_fit();
  }

  // As wide as the widest cell. If that is too much, the widest columns are cut to one width: of
  // those that are not short, as dates are, if that leaves them enough.
  std::vector<size_t> ColumnWidths() const {
    std::vector<size_t> widths = widest_;
    const size_t frame = 3 * widths.size() - 1;
    if (options_.width == 0) return widths;
    const auto is_long = [](size_t width) { return width > kShortWidthMax; };
    size_t available = options_.width > frame ? options_.width - frame : 0;
    std::vector<size_t> sorted;
    std::copy_if(widths.begin(), widths.end(), std::back_inserter(sorted), is_long);
    size_t short_width = 0;
    for (const size_t width : widths) short_width += is_long(width) ? 0 : width;
    const bool keeps_short = short_width + sorted.size() * kLongWidthMin <= available;
    if (keeps_short) {
      available -= short_width;
    } else {
      sorted = widths;
    }
    std::sort(sorted.begin(), sorted.end());
    size_t cap = 0;
    for (size_t i = 0; i < sorted.size(); ++i) {
      cap = available / (sorted.size() - i);
      if (sorted[i] > cap) break;
      available -= sorted[i];
      cap = sorted[i] + available;
    }
    for (size_t& width : widths) {
      if (keeps_short && !is_long(width)) continue;
      width = std::min(width, std::max(cap, kColumnWidthMin));
    }
    return widths;
  }

  void AppendLine(const std::vector<std::string>& cells, std::string* out) {
    if (widths_.empty()) widths_ = ColumnWidths();
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out->append(options_.use_ascii ? "|" : "│");
      const std::string cell = CutToWidth(cells[i], widths_[i]);
      const size_t padding = widths_[i] - DisplayWidth(cell);
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
  std::vector<size_t> widest_;  // Of the cells so far.
  std::vector<size_t> widths_;  // Of the columns; empty: to be made from widest_.
  std::vector<std::vector<std::string>> kept_;
  size_t kept_bytes_ = 0;
  bool is_begun_ = false;
  uint64_t row_count_ = 0;
  uint64_t shown_count_ = 0;
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
