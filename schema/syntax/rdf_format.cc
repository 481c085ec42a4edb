#include "schema/syntax/rdf_format.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "schema/syntax/line_parser.h"
#include "schema/syntax/line_writer.h"
#include "schema/syntax/turtle_parser.h"
#include "schema/syntax/turtle_writer.h"
#include "schema/text.h"

namespace entente {
namespace {

struct FormatFacts {
  RdfFormat format;
  std::string_view name;
  std::string_view full_name;
  std::string_view plain_name;
  std::string_view media_type;
};

constexpr std::array<FormatFacts, 4> kFormats = {{
    {RdfFormat::kNTriples, "nt", "n-triples", "ntriples", "application/n-triples"},
    {RdfFormat::kNQuads, "nq", "n-quads", "nquads", "application/n-quads"},
    {RdfFormat::kTurtle, "ttl", "turtle", "turtle", "text/turtle"},
    {RdfFormat::kTrig, "trig", "trig", "trig", "application/trig"},
}};

const FormatFacts& FactsOf(RdfFormat format) { return kFormats[static_cast<size_t>(format)]; }

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(ToAbsl(a), ToAbsl(b));
}

LineOptions LineOptionsOf(RdfFormat format, const RdfParseOptions& options) {
  return {.file_name = options.file_name, .has_graphs = HasGraphs(format)};
}

TurtleOptions TurtleOptionsOf(RdfFormat format, const RdfParseOptions& options) {
  return {.file_name = options.file_name,
          .base_iri = options.base_iri,
          .has_graphs = HasGraphs(format)};
}

}  // namespace

std::string_view NameOf(RdfFormat format) { return FactsOf(format).name; }
std::string_view MediaTypeOf(RdfFormat format) { return FactsOf(format).media_type; }
bool HasGraphs(RdfFormat format) {
  return format == RdfFormat::kNQuads || format == RdfFormat::kTrig;
}
bool IsLineFormat(RdfFormat format) {
  return format == RdfFormat::kNTriples || format == RdfFormat::kNQuads;
}

std::optional<RdfFormat> RdfFormatByName(std::string_view name) {
  if (name.starts_with('.')) name.remove_prefix(1);
  for (const FormatFacts& facts : kFormats) {
    if (EqualsIgnoringCase(name, facts.name) || EqualsIgnoringCase(name, facts.full_name) ||
        EqualsIgnoringCase(name, facts.plain_name)) {
      return facts.format;
    }
  }
  return std::nullopt;
}

std::optional<RdfFormat> RdfFormatByFileName(std::string_view file_name) {
  for (const std::string_view packing : {".gz", ".zst", ".bz2"}) {
    if (absl::EndsWithIgnoreCase(ToAbsl(file_name), ToAbsl(packing))) {
      file_name.remove_suffix(packing.size());
      break;
    }
  }
  const size_t dot = file_name.find_last_of("./\\");
  if (dot == std::string_view::npos || file_name[dot] != '.') return std::nullopt;
  const std::string_view ending = file_name.substr(dot + 1);
  const auto found = std::find_if(
      kFormats.begin(), kFormats.end(),
      [ending](const FormatFacts& facts) { return EqualsIgnoringCase(ending, facts.name); });
  if (found == kFormats.end()) return std::nullopt;
  return found->format;
}

std::optional<RdfFormat> RdfFormatByMediaType(std::string_view media_type) {
  media_type = media_type.substr(0, media_type.find(';'));
  while (media_type.ends_with(' ')) media_type.remove_suffix(1);
  const auto found =
      std::find_if(kFormats.begin(), kFormats.end(), [media_type](const FormatFacts& facts) {
        return EqualsIgnoringCase(media_type, facts.media_type);
      });
  if (found == kFormats.end()) return std::nullopt;
  return found->format;
}

absl::Status ParseRdf(RdfFormat format, std::string_view text, const RdfParseOptions& options,
                      QuadSink* sink) {
  if (IsLineFormat(format)) return ParseLines(text, LineOptionsOf(format, options), sink);
  return ParseTurtle(text, TurtleOptionsOf(format, options), sink);
}

absl::Status ParseRdf(RdfFormat format, ByteSource* source, const RdfParseOptions& options,
                      QuadSink* sink) {
  if (IsLineFormat(format)) return ParseLines(source, LineOptionsOf(format, options), sink);
  return ParseTurtle(source, TurtleOptionsOf(format, options), sink);
}

std::unique_ptr<RdfWriter> MakeRdfWriter(RdfFormat format, const RdfWriteOptions& options,
                                         TextOutput output) {
  if (IsLineFormat(format)) return MakeLineWriter(HasGraphs(format), std::move(output));
  TurtleWriteOptions turtle_options = {.has_graphs = HasGraphs(format)};
  for (const auto& [prefix, iri] : options.prefixes) turtle_options.prefixes.Set(prefix, iri);
  return MakeTurtleWriter(std::move(turtle_options), std::move(output));
}

}  // namespace entente
