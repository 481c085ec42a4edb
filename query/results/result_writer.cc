#include "query/results/result_writer.h"

#include <algorithm>

#include "query/results/result_formats.h"
#include "schema/status_macros.h"

namespace entente {
namespace {

struct FormatNames {
  ResultFormat format;
  std::string_view name;
  std::string_view ending;
  std::string_view media_type;
};
constexpr FormatNames kFormats[] = {
    {ResultFormat::kTable, "table", ".txt", "text/plain"},
    {ResultFormat::kMarkdown, "markdown", ".md", "text/markdown"},
    {ResultFormat::kTsv, "tsv", ".tsv", "text/tab-separated-values"},
    {ResultFormat::kCsv, "csv", ".csv", "text/csv"},
    {ResultFormat::kJson, "json", ".srj", "application/sparql-results+json"},
    {ResultFormat::kXml, "xml", ".srx", "application/sparql-results+xml"},
};

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] | 0x20) : text[i];
    if (c != lower[i]) return false;
  }
  return true;
}

// The first rows are given at once, the others in larger and larger pieces.
constexpr size_t kFirstFlushBytes = 1;
constexpr size_t kFlushBytesMax = size_t{64} << 10;

}  // namespace

std::optional<ResultFormat> FindResultFormat(std::string_view name) {
  for (const FormatNames& names : kFormats) {
    if (EqualsIgnoringCase(name, names.name) || EqualsIgnoringCase(name, names.ending) ||
        EqualsIgnoringCase(name, names.media_type)) {
      return names.format;
    }
  }
  return std::nullopt;
}

std::string_view MediaType(ResultFormat format) {
  return kFormats[static_cast<size_t>(format)].media_type;
}

std::unique_ptr<ResultWriter> MakeResultWriter(ResultFormat format,
                                               const ResultWriterOptions& options) {
  switch (format) {
    case ResultFormat::kTable:
      return MakeTableWriter(options);
    case ResultFormat::kMarkdown:
      return MakeMarkdownWriter(options);
    case ResultFormat::kTsv:
      return MakeTsvWriter();
    case ResultFormat::kCsv:
      return MakeCsvWriter();
    case ResultFormat::kJson:
      return MakeJsonWriter();
    case ResultFormat::kXml:
      return MakeXmlWriter();
  }
  return nullptr;
}

absl::Status WriteSolutions(SolutionStream& solutions, ResultFormat format,
                            const ResultWriterOptions& options, const TextOutput& output) {
  const std::unique_ptr<ResultWriter> writer = MakeResultWriter(format, options);
  std::string text;
  writer->Begin(solutions.variables(), &text);
  SolutionRow row;
  size_t flush_bytes = kFirstFlushBytes;
  char last = '\n';
  while (solutions.Next(&row)) {
    writer->Row(row, &text);
    if (text.size() < flush_bytes) continue;
    RETURN_IF_ERROR(output(text));
    flush_bytes = std::min(kFlushBytesMax, 2 * text.size());
    last = text.back();
    text.clear();
  }
  if (solutions.status().ok()) {
    writer->End(&text);
    return output(text);
  }
  writer->Break(&text);
  if (!text.empty()) last = text.back();
  if (last != '\n') text.push_back('\n');
  if (!text.empty()) RETURN_IF_ERROR(output(text));
  return solutions.status();
}

}  // namespace entente
