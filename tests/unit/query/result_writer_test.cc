#include "query/results/result_writer.h"

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/display_width.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"
#include "tests/support/results_reader.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

using Row = std::vector<Term>;

class RowStream : public SolutionStream {
 public:
  RowStream(std::vector<std::string> variables, std::vector<Row> rows)
      : variables_(std::move(variables)), rows_(std::move(rows)) {}
  const std::vector<std::string>& variables() const override { return variables_; }
  bool Next(SolutionRow* row) override {
    if (next_ == rows_.size()) return false;
    terms_.clear();
    for (const Term& term : rows_[next_]) terms_.push_back(&term);
    *row = SolutionRow(terms_);
    ++next_;
    return true;
  }
  const absl::Status& status() const override { return status_; }

 private:
  std::vector<std::string> variables_;
  std::vector<Row> rows_;
  size_t next_ = 0;
  std::vector<const Term*> terms_;
  absl::Status status_;
};

// Rows, and then an error.
class BrokenStream : public RowStream {
 public:
  using RowStream::RowStream;
  const absl::Status& status() const override { return broken_; }

 private:
  const absl::Status broken_ = absl::ResourceExhaustedError("no more");
};

std::string Written(ResultFormat format, const std::vector<std::string>& variables,
                    const std::vector<Row>& rows, const ResultWriterOptions& options = {}) {
  RowStream stream(variables, rows);
  std::string text;
  EXPECT_OK(WriteSolutions(stream, format, options, [&](std::string_view bytes) {
    text.append(bytes);
    return absl::OkStatus();
  }));
  return text;
}

Term Typed(std::string_view lexical, std::string_view datatype) {
  return Literal{.lexical = std::string(lexical), .datatype = std::string(datatype)};
}

Term Arabic() {
  return Literal{.lexical = "قط",
                 .datatype = std::string(rdf::kDirLangString),
                 .language = "ar",
                 .direction = Direction::kRtl};
}

std::vector<Row> AllKinds() {
  const Term iri = Iri("http://example.org/a&b");
  return {{iri, BlankNode("b0"), "a\t\"b\"\n<c> & \x01"},
          {Arabic(), Typed("1.50", xsd::kDecimal), Typed("0x", "http://example.org/dt")},
          {Triple{iri, Iri("urn:p"), Triple{iri, Iri("urn:p"), Arabic()}}, Term(), Term(7)}};
}

TEST(ResultWriterTest, JsonAndTsvAreReadBackAsTheyWere) {
  const std::vector<std::string> variables = {"x", "y", "zé"};
  ResultSet expected = {.variables = variables};
  for (const Row& row : AllKinds()) {
    auto& named = expected.rows.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i]) named[variables[i]] = row[i];
    }
  }
  for (const ResultFormat format : {ResultFormat::kJson, ResultFormat::kTsv}) {
    const std::string text = Written(format, variables, AllKinds());
    const absl::StatusOr<ResultSet> read =
        format == ResultFormat::kJson ? ReadJsonResults(text) : ReadTsvResults(text);
    ASSERT_OK(read) << text;
    EXPECT_EQ(read->variables, variables);
    EXPECT_EQ(read->rows, expected.rows) << text;
  }
}

TEST(ResultWriterTest, XmlIsReadBackButForCharactersItCannotHold) {
  std::vector<Row> rows = AllKinds();
  const std::string text = Written(ResultFormat::kXml, {"x", "y", "z"}, rows);
  const absl::StatusOr<ResultSet> read = ReadXmlResults(text);
  ASSERT_OK(read) << text;
  EXPECT_EQ(read->rows[0].at("x"), rows[0][0]);
  EXPECT_EQ(read->rows[0].at("z"), Term("a\t\"b\"\n<c> & \xEF\xBF\xBD"));
  EXPECT_EQ(read->rows[1].at("x"), rows[1][0]);
  EXPECT_EQ(read->rows[2].at("x"), rows[2][0]);
  EXPECT_FALSE(read->rows[2].contains("y"));
}

TEST(ResultWriterTest, CsvQuotesWhatNeedsItAndEndsLinesWithCrLf) {
  EXPECT_EQ(Written(ResultFormat::kCsv, {"a", "b"},
                    {{"x,y", Iri("urn:i")}, {Term(), "say \"hi\""}, {Term(2), "plain"}}),
            "a,b\r\n\"x,y\",urn:i\r\n,\"say \"\"hi\"\"\"\r\n2,plain\r\n");
}

TEST(ResultWriterTest, TsvWritesBareOnlyNumbersThatReadBackTheSame) {
  EXPECT_EQ(Written(ResultFormat::kTsv, {"a", "b", "c"},
                    {{Term(-1), Typed("1.", xsd::kDecimal), Typed("1e3", xsd::kDouble)}}),
            "?a\t?b\t?c\n-1\t\"1.\"^^<http://www.w3.org/2001/XMLSchema#decimal>\t1e3\n");
}

TEST(ResultWriterTest, TablesAlignWideCharactersAndNumbers) {
  const ResultWriterOptions options = {.prefixes = {{"ex", "http://example.org/"}},
                                       .use_ascii = true};
  EXPECT_EQ(Written(ResultFormat::kTable, {"who", "name", "n"},
                    {{Iri("http://example.org/zh"), "中国", Term(1)},
                     {Iri("http://example.org/usa"), "USA", Term(120)}},
                    options),
            " who    | name |   n\n"
            "--------+------+-----\n"
            " ex:zh  | 中国 |   1\n"
            " ex:usa | USA  | 120\n"
            "2 rows\n");
}

TEST(ResultWriterTest, TablesAreCutToTheirWidthAndCountWhatTheyDoNotShow) {
  const std::string long_text(100, 'x');
  const std::string text =
      Written(ResultFormat::kTable, {"a", "b"}, {{long_text, Term(1)}, {long_text, Term(2)}},
              {.width = 30, .row_count_max = 1});
  EXPECT_THAT(text, HasSubstr("2 rows (1 shown)"));
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = text.find('\n', begin);
    EXPECT_LE(DisplayWidth(std::string_view(text).substr(begin, end - begin)), 30);
    begin = end + 1;
  }
}

TEST(ResultWriterTest, ShortColumnsKeepTheirWidthWhereLongOnesCanGiveWay) {
  const std::string long_text(100, 'x');
  const std::vector<std::string> names = {"a", "b", "c", "d", "e", "f", "g"};
  const std::vector<Term> row = {Term("2022-03-01"), Term(long_text), Term("2022-03-02"),
                                 Term(long_text),    Term(long_text), Term(long_text),
                                 Term("c041")};
  const std::string text = Written(ResultFormat::kTable, names, {row}, {.width = 80});
  EXPECT_THAT(text, HasSubstr("2022-03-01"));
  EXPECT_THAT(text, HasSubstr("2022-03-02"));
  EXPECT_THAT(text, HasSubstr(" c041\n"));
  EXPECT_LE(DisplayWidth(std::string_view(text).substr(0, text.find('\n'))), 80);
  // Where even that is too little all give way.
  const std::string narrow = Written(ResultFormat::kTable, names, {row}, {.width = 60});
  EXPECT_THAT(narrow, testing::Not(HasSubstr("2022-03-01")));
}

// Lines of a table of `row_count` rows with one wide cell late in it, and how many rows the writer
// took before it gave any line.
std::pair<std::vector<std::string>, size_t> LongTable(size_t row_count, const std::string& wide,
                                                      const ResultWriterOptions& options) {
  const auto writer = MakeResultWriter(ResultFormat::kTable, options);
  std::string text;
  writer->Begin({"a", "b"}, &text);
  size_t silent_count = 0;
  for (size_t i = 0; i < row_count; ++i) {
    const Term a = i + 5 == row_count ? Term(wide) : Term("short");
    const Term b(static_cast<int64_t>(i));
    const std::vector<const Term*> terms = {&a, &b};
    writer->Row(SolutionRow(terms), &text);
    if (text.empty()) ++silent_count;
  }
  writer->End(&text);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return {lines, silent_count};
}

TEST(ResultWriterTest, LongTablesAreWrittenAsTheirRowsComeAndLoseNothing) {
  const std::string wide(50, 'w');
  const auto [lines, silent_count] = LongTable(30'000, wide, {});
  EXPECT_LT(silent_count, 10'000);
  ASSERT_EQ(lines.size(), 30'003);
  EXPECT_EQ(lines[2], " short │    0");
  EXPECT_EQ(lines[10'000], " short │ 9998");
  EXPECT_EQ(lines[29'995], " short │ 29993");
  EXPECT_EQ(lines[29'997], StrCat(" ", wide, " │ 29995"));
  // From there on the column is as wide.
  EXPECT_EQ(lines[29'998], StrCat(" short", std::string(45, ' '), " │ 29996"));
  EXPECT_EQ(lines[30'002], "30000 rows");
}

TEST(ResultWriterTest, LongTablesStayWithinTheirWidth) {
  const auto [lines, silent_count] = LongTable(12'000, std::string(50, 'w'), {.width = 20});
  EXPECT_EQ(lines[11'997], " wwwwwwwww… │ 11995");
  for (const std::string& line : lines) EXPECT_LE(DisplayWidth(line), 20) << line;
}

TEST(ResultWriterTest, MarkdownEscapesWhatItWouldTakeForItself) {
  EXPECT_EQ(Written(ResultFormat::kMarkdown, {"a"}, {{"x|y*"}}), "| a |\n|---|\n| x\\|y\\* |\n");
}

TEST(ResultWriterTest, FormatsAreFoundByNameEndingAndMediaType) {
  EXPECT_EQ(FindResultFormat("JSON"), ResultFormat::kJson);
  EXPECT_EQ(FindResultFormat(".srx"), ResultFormat::kXml);
  EXPECT_EQ(FindResultFormat("text/csv"), ResultFormat::kCsv);
  EXPECT_EQ(FindResultFormat("turtle"), std::nullopt);
}

TEST(ResultWriterTest, AnErrorOfTheOutputEndsTheWriting) {
  RowStream stream({"a"}, {{Term(1)}});
  EXPECT_THAT(WriteSolutions(stream, ResultFormat::kTsv, {},
                             [](std::string_view) { return absl::UnavailableError("full"); }),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(WriteSolutionsTest, AllRowsBeforeAnErrorAreWritten) {
  for (const ResultFormat format :
       {ResultFormat::kTable, ResultFormat::kMarkdown, ResultFormat::kTsv, ResultFormat::kCsv,
        ResultFormat::kJson, ResultFormat::kXml}) {
    for (const size_t row_count : {0, 1, 5, 100, 20'000}) {
      SCOPED_TRACE(StrCat(MediaType(format), ", ", row_count, " rows"));
      std::vector<Row> rows;
      for (size_t i = 0; i < row_count; ++i) rows.push_back({Term(StrCat("row", i, "."))});
      BrokenStream stream({"v"}, rows);
      std::string text;
      EXPECT_THAT(WriteSolutions(stream, format, {},
                                 [&](std::string_view bytes) {
                                   text.append(bytes);
                                   return absl::OkStatus();
                                 }),
                  StatusIs(absl::StatusCode::kResourceExhausted, "no more"));
      size_t found = 0;
      for (size_t at = text.find("row"); at != text.npos; at = text.find("row", at + 1)) {
        ASSERT_EQ(text.substr(at + 3, text.find('.', at) - at - 3), std::to_string(found));
        ++found;
      }
      EXPECT_EQ(found, row_count);
      EXPECT_TRUE(text.empty() || text.ends_with('\n'));
    }
  }
}

TEST(TableTest, NothingSteersTheTerminal) {
  for (char32_t c = 1; c < 0x3000; ++c) {
    if (c == '\n' || c == '\t') continue;
    const bool steers = c < 0x20 || (0x7f <= c && c <= 0x9f) || (0x202a <= c && c <= 0x202e) ||
                        (0x2066 <= c && c <= 0x2069);
    std::string term;
    AppendUtf8(c, &term);
    const std::string written = Written(ResultFormat::kTable, {"v"}, {{Term("a" + term + "b")}});
    EXPECT_EQ(written.find("a" + term + "b") == written.npos, steers) << uint32_t{c};
    EXPECT_EQ(written.find("a\xEF\xBF\xBD"
                           "b") != written.npos,
              steers)
        << uint32_t{c};
  }
}

}  // namespace
}  // namespace entente
