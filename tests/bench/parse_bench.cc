// How fast texts are parsed, on one core, into a sink that only counts:
//
//   parse_bench FILE…            parses each file by its ending, in memory and as a stream
//   parse_bench --write nt|nq|ttl|trig FILE   writes FILE to standard output in that syntax
//
// Prints the build and the data before its figures; each figure is the best of three runs,
// in processor time, so that other programs on the machine disturb it less.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "schema/syntax/rdf_format.h"

namespace entente {
namespace {

class CountingSink : public QuadSink {
 public:
  absl::Status Accept(const QuadView& quad) override {
    ++quad_count;
    text_bytes += quad.subject.text.size() + quad.predicate.text.size() + quad.object.text.size();
    return absl::OkStatus();
  }
  uint64_t quad_count = 0;
  uint64_t text_bytes = 0;
};

template <typename Parse>
absl::Status Measure(const char* name, size_t bytes, Parse parse) {
  double best = 1e9;
  CountingSink sink;
  for (int run = 0; run < 3; ++run) {
    sink = CountingSink();
    const std::clock_t start = std::clock();
    if (absl::Status status = parse(&sink); !status.ok()) return status;
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    best = std::min(best, seconds);
  }
  std::printf("  %-10s %8.1f MB/s %8.2f M quads/s   (%llu quads, %llu bytes of terms)\n", name,
              static_cast<double>(bytes) / best / 1e6,
              static_cast<double>(sink.quad_count) / best / 1e6,
              static_cast<unsigned long long>(sink.quad_count),
              static_cast<unsigned long long>(sink.text_bytes));
  return absl::OkStatus();
}

absl::Status Run(const std::string& file, const char* written_format) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return absl::NotFoundError("cannot read " + file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto format = RdfFormatByFileName(file);
  if (!format) return absl::InvalidArgumentError("no RDF syntax has the ending of " + file);
  const RdfParseOptions options = {.file_name = file, .base_iri = "http://base.example/"};
  if (written_format != nullptr) {
    const auto to = RdfFormatByName(written_format);
    if (!to) return absl::InvalidArgumentError("no such syntax");
    const RdfWriteOptions prefixes = {.prefixes = {{"un", "http://un.example/"},
                                                   {"v", "http://un.example/v#"},
                                                   {"c", "http://un.example/choice/"}}};
    const auto writer = MakeRdfWriter(*to, prefixes, [](std::string_view piece) {
      std::fwrite(piece.data(), 1, piece.size(), stdout);
      return absl::OkStatus();
    });
    if (absl::Status status = ParseRdf(*format, text, options, writer.get()); !status.ok()) {
      return status;
    }
    return writer->Finish();
  }
  std::printf("%s: %.1f MB\n", file.c_str(), static_cast<double>(text.size()) / 1e6);
  absl::Status status = Measure("in memory", text.size(), [&](QuadSink* sink) {
    return ParseRdf(*format, text, options, sink);
  });
  if (!status.ok()) return status;
  return Measure("streamed", text.size(), [&](QuadSink* sink) {
    TextSource source(text, size_t{64} << 10);
    return ParseRdf(*format, &source, options, sink);
  });
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  const bool writes = argc == 4 && std::strcmp(argv[1], "--write") == 0;
  if (argc < 2) {
    std::fprintf(stderr, "usage: parse_bench FILE... | parse_bench --write FORMAT FILE\n");
    return 2;
  }
  if (!writes) std::printf("compiler %s, %s\n", __VERSION__, ENTENTE_BUILD_TYPE);
  for (int i = writes ? 3 : 1; i < argc; ++i) {
    if (absl::Status status = entente::Run(argv[i], writes ? argv[2] : nullptr); !status.ok()) {
      std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
      return 1;
    }
  }
}
