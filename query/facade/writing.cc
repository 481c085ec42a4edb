// Rows, tables, answers and quads as text.
#include <optional>
#include <ostream>
#include <string>

#include "query/facade/arguments.h"
#include "query/facade/rows.h"
#include "query/results/result_writer.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/files/file_output.h"

namespace entente {
namespace {

ResultWriterOptions ToResultWriterOptions(const WriteOptions& options) {
  ResultWriterOptions result{.width = options.width,
                             .row_count_max = options.row_count_max,
                             .use_ascii = options.use_ascii};
  for (const auto& [name, iri] : options.prefixes) {
    result.prefixes.push_back({.name = name, .iri = iri});
  }
  return result;
}

}  // namespace

absl::Status WriteFile(const std::filesystem::path& path,
                       const std::function<absl::Status(const Output& output)>& write) {
  if (!write) return NoOutput();
  RETURN_IF_ERROR(CheckPath(path));
  ASSIGN_OR_RETURN(const std::unique_ptr<FileOutput> file, FileOutput::CreateOrOpen(path));
  RETURN_IF_ERROR(write([&file](std::string_view bytes) { return file->Append(bytes); }));
  return file->Commit();
}

Output OutputTo(std::ostream& stream) {
  return [&stream](std::string_view bytes) {
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return stream ? absl::OkStatus() : absl::UnknownError("the stream failed");
  };
}

bool IsResultFormat(std::string_view format) { return FindResultFormat(format).has_value(); }
bool IsGraphFormat(std::string_view format) { return FindRdfFormat(format).has_value(); }

absl::Status WriteRows(Rows& rows, std::string_view format, const Output& output,
                       const WriteOptions& options) {
  if (!output) return NoOutput();
  const std::optional<ResultFormat> found = FindResultFormat(format);
  if (!found.has_value()) return UnknownFormat(format);
  return WriteSolutions(*rows.rep_, *found, ToResultWriterOptions(options), output);
}

absl::Status WriteTable(const std::vector<std::string>& columns,
                        std::span<const std::vector<Term>> rows, std::string_view format,
                        const Output& output, const WriteOptions& options) {
  if (!output) return NoOutput();
  const std::optional<ResultFormat> found = FindResultFormat(format);
  if (!found.has_value()) return UnknownFormat(format);
  const auto writer = MakeResultWriter(*found, ToResultWriterOptions(options));
  std::string text;
  writer->Begin(columns, &text);
  std::vector<const Term*> terms;
  for (const std::vector<Term>& row : rows) {
    if (row.size() != columns.size()) {
      return absl::InvalidArgumentError(
          StrCat("a row of ", row.size(), " terms in a table of ", columns.size(), " columns"));
    }
    terms.clear();
    for (const Term& term : row) terms.push_back(&term);
    writer->Row(SolutionRow(terms), &text);
  }
  writer->End(&text);
  return output(text);
}

absl::Status WriteAnswer(bool answer, std::string_view format, const Output& output,
                         const WriteOptions& options) {
  if (!output) return NoOutput();
  const std::optional<ResultFormat> found = FindResultFormat(format);
  if (!found.has_value()) return UnknownFormat(format);
  std::string text;
  MakeResultWriter(*found, ToResultWriterOptions(options))->Boolean(answer, &text);
  return output(text);
}

absl::Status WriteQuadsFrom(const std::function<absl::Status(const QuadTaker& take)>& give,
                            std::string_view format, const Output& output,
                            const WriteOptions& options) {
  if (!output || !give) return NoOutput();
  const std::optional<RdfFormat> found = FindRdfFormat(format);
  if (!found.has_value()) return UnknownFormat(format);
  const auto writer = MakeRdfWriter(*found, {.prefixes = options.prefixes}, output);
  const absl::Status given = give([&writer](const Quad& quad) -> absl::Status {
    RETURN_IF_ERROR(CheckQuad(quad));
    InnerTriples inner;
    return writer->Accept(ViewOf(quad, &inner));
  });
  // What came before an error is there to be read.
  const absl::Status finished = writer->Finish();
  return given.ok() ? finished : given;
}

absl::Status WriteQuads(std::span<const Quad> quads, std::string_view format, const Output& output,
                        const WriteOptions& options) {
  const auto give = [quads](const QuadTaker& take) -> absl::Status {
    for (const Quad& quad : quads) RETURN_IF_ERROR(take(quad));
    return absl::OkStatus();
  };
  return WriteQuadsFrom(give, format, output, options);
}

}  // namespace entente
