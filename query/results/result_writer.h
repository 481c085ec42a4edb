// Writes the answers to SELECT and ASK: for people (table, markdown) and for programs (the W3C's
// CSV, TSV, JSON and XML formats, with triple terms and directions as the 1.2 drafts write them).
// Graphs are written by the writers of schema/syntax.
//
// A writer appends to a string and does no input or output of its own: the caller empties the
// string into a file, terminal or socket as it grows.
#ifndef ENTENTE_QUERY_RESULTS_RESULT_WRITER_H_
#define ENTENTE_QUERY_RESULTS_RESULT_WRITER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "query/results/solution_stream.h"
#include "query/sparql/algebra.h"
#include "schema/syntax/rdf_writer.h"

namespace entente {

enum class ResultFormat : uint8_t { kTable, kMarkdown, kTsv, kCsv, kJson, kXml };

// By name ("table", "markdown", "tsv", "csv", "json", "xml", with any case), file ending (".srj",
// ".srx", ".csv", ".tsv") or media type ("application/sparql-results+json", …).
std::optional<ResultFormat> FindResultFormat(std::string_view name);
std::string_view MediaType(ResultFormat format);

// Only the table and markdown look at these.
struct ResultWriterOptions {
  size_t width = 0;                   // Columns of the terminal; lines are cut to it. 0: never cut.
  uint64_t row_count_max = 0;         // Rows shown; more are counted. 0: all.
  std::vector<Prefix> prefixes = {};  // IRIs are shortened by these.
  bool use_ascii = false;             // Frames of '-', '|' and '+' instead of box characters.
};

// Use: Begin, Row for each solution, End; or Boolean alone. Where an error ends the solutions,
// Break in the place of End.
class ResultWriter {
 public:
  virtual ~ResultWriter() = default;
  virtual void Begin(const std::vector<std::string>& variables, std::string* out) = 0;
  // REQUIRES: as many terms as variables. No term is unbound.
  virtual void Row(SolutionRow row, std::string* out) = 0;
  virtual void End(std::string* out) = 0;
  // Gives what was kept back of the rows so far.
  virtual void Break(std::string* /*out*/) {}
  virtual void Boolean(bool value, std::string* out) = 0;
};

std::unique_ptr<ResultWriter> MakeResultWriter(ResultFormat format,
                                               const ResultWriterOptions& options = {});

// Writes all solutions, some tens of kilobytes at a time. Returns the first error of `solutions` or
// `output`. Before an error of `solutions`, all rows that came are written, with a line feed at
// their end. The table keeps its first 10,000 rows, or 4 MiB
// of them, until it knows how wide they are.
absl::Status WriteSolutions(SolutionStream& solutions, ResultFormat format,
                            const ResultWriterOptions& options, const TextOutput& output);

}  // namespace entente

#endif  // ENTENTE_QUERY_RESULTS_RESULT_WRITER_H_
