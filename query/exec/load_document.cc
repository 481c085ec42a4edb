#include "query/exec/load_document.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "schema/byte_source.h"
#include "schema/status_macros.h"
#include "schema/syntax/rdf_format.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/loading/blank_names.h"
#include "storage/loading/claim_parts.h"
#include "storage/loading/input_file.h"

namespace entente {
namespace {

constexpr std::string_view kScheme = "file:";

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Looks at the limits before each piece, also where a file holds no quad for long.
class WatchedSource : public ByteSource {
 public:
  WatchedSource(ByteSource* source, QueryLimits* limits) : source_(source), limits_(limits) {}
  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    limits_->CheckNow();
    RETURN_IF_ERROR(limits_->status());
    return source_->Read(buffer);
  }

 private:
  ByteSource* source_;
  QueryLimits* limits_;
};

// Passes quads on and sees whether ent:part is among their predicates.
class PartWatch : public QuadSink {
 public:
  explicit PartWatch(QuadSink* sink) : sink_(sink) {}
  absl::Status Accept(const QuadView& quad) override {
    has_parts_ = has_parts_ || quad.predicate.text == ent::kPart;
    return sink_->Accept(quad);
  }
  bool has_parts() const { return has_parts_; }

 private:
  QuadSink* const sink_;
  bool has_parts_ = false;
};

}  // namespace

bool IsFileIri(std::string_view iri) {
  return iri.size() >= kScheme.size() &&
         std::equal(kScheme.begin(), kScheme.end(), iri.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
}

absl::StatusOr<std::filesystem::path> PathOfFileIri(std::string_view iri) {
  const auto refuse = [&](std::string_view why) {
    return absl::InvalidArgumentError(StrCat("<", iri, "> ", why));
  };
  if (!IsFileIri(iri)) return refuse("is no file: IRI");
  std::string_view rest = iri.substr(kScheme.size());
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::string_view host = rest.substr(0, rest.find('/'));
    if (!host.empty() && host != "localhost") return refuse("is on another machine");
    rest.remove_prefix(host.size());
  }
  if (!rest.starts_with('/')) return refuse("names no absolute path");
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return refuse("names more than a file: '?' and '#' of a name are written %3F and %23");
  }
  std::string path;
  for (size_t i = 0; i < rest.size(); ++i) {
    char c = rest[i];
    if (c == '%') {
      const int high = i + 2 < rest.size() ? HexDigit(rest[i + 1]) : -1;
      const int low = i + 2 < rest.size() ? HexDigit(rest[i + 2]) : -1;
      if (high < 0 || low < 0) return refuse("has a '%' without two hexadecimal digits");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return refuse("names no file");
    path.push_back(c);
  }
  return std::filesystem::path(path);
}

absl::Status LoadDocument(const std::string& iri, QueryLimits* limits, QuadSink* sink) {
  if (!IsFileIri(iri)) {
    return absl::UnimplementedError(
        StrCat("LOAD <", iri, ">: only file: IRIs can be loaded, Entente asks no other servers"));
  }
  ASSIGN_OR_RETURN(const std::filesystem::path path, PathOfFileIri(iri));
  const std::optional<RdfFormat> format = RdfFormatByFileName(path.filename().string());
  if (!format.has_value()) {
    return absl::InvalidArgumentError(StrCat(path.string(), ": the syntax is told by the ending: ",
                                             "nt, nq, ttl or trig, behind it gz, zst or bz2"));
  }
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return absl::InvalidArgumentError(StrCat(path.string(), ": is no regular file"));
  }
  // A regular file is read where it is: nothing goes to the temporary directory.
  ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> file, InputFile::Open(path, {}));
  WatchedSource source(file.get(), limits);
  const RdfParseOptions options = {.file_name = file->name(), .base_iri = iri};
  BlankNames names(file.get(), *format);
  PartWatch watch(sink);
  NamingSink naming(&names, &watch);
  RETURN_IF_ERROR(ParseRdf(*format, &source, options, &naming));
  if (!watch.has_parts()) return absl::OkStatus();
  return InheritFromWholes(*file, &names, *format, options, sink);
}

}  // namespace entente
