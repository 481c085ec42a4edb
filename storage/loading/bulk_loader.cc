#include "storage/loading/bulk_loader.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <random>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "schema/status_macros.h"
#include "schema/syntax/line_parser.h"
#include "schema/syntax/syntax_error.h"
#include "schema/text.h"
#include "storage/cancellation.h"
#include "storage/loading/chunk_queue.h"
#include "storage/loading/claim_parts.h"
#include "storage/loading/load_chunk.h"
#include "storage/loading/piece_reader.h"
#include "storage/loading/snapshot_load.h"
#include "storage/loading/term_numbering.h"
#include "storage/sorting/external_sort.h"
#include "storage/sorting/row_run.h"
#include "storage/store_core.h"

namespace entente {
namespace {

constexpr size_t kPieceBytesMin = size_t{64} << 10;
constexpr size_t kPieceBytesMax = size_t{4} << 20;
// Below this many, runs would be so short that merging them costs more than it saves memory.
constexpr uint64_t kRunRowCountMin = 4096;
// What one piece needs while it is under way, in pieces: its text, the builder's chunk, the copy.
constexpr uint64_t kPieceMemoryFactor = 3;
// More would wait for the one that numbers what they parse.
constexpr unsigned kThreadCountMax = 64;

// A piece, or part of one, when it has been parsed and looked up.
struct ParsedPiece {
  LoadChunk chunk = {};
  absl::Status status = {};
  std::shared_ptr<InputFile> file = {};
  std::shared_ptr<BlankNames> names = {};
  RdfFormat format = RdfFormat::kNTriples;
  // Of pieces of lines.
  bool is_start_of_file = false;
  bool has_graphs = false;
  uint64_t line_count = 0;
  std::string lines_with_error = {};
};

class NoSink : public QuadSink {
 public:
  absl::Status Accept(const QuadView& /*quad*/) override { return absl::OkStatus(); }
};

// "file:///a/b%20c" (RFC 8089) of a path. InvalidArgument if the path cannot be made absolute.
absl::StatusOr<std::string> FileIri(const std::filesystem::path& path) {
  std::error_code error;
  const std::string absolute = std::filesystem::absolute(path, error).lexically_normal().string();
  if (error) return absl::InvalidArgumentError(StrCat(path.string(), ": ", error.message()));
  static constexpr std::string_view kPlain = "-._~/!$&'()*+,;=:@";
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string iri = "file://";
  for (const char c : absolute) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_alphanumeric =
        ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9');
    if (is_alphanumeric || kPlain.find(c) != std::string_view::npos) {
      iri.push_back(c);
    } else {
      iri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return iri;
}

class Load {
 public:
  Load(Rebuild& rebuild, PieceReader& pieces, const BulkLoadOptions& options, unsigned thread_count,
       size_t piece_bytes, const std::filesystem::path& temporary_directory)
      : rebuild_(rebuild),
        pieces_(pieces),
        options_(options),
        thread_count_(thread_count),
        piece_bytes_(piece_bytes),
        hash_seed_(uint64_t{std::random_device()()} << 32 | std::random_device()()),
        default_graph_(ViewOf(options.graph, &default_graph_triples_)),
        queue_(thread_count + 1),
        numbering_(rebuild, options.memory_budget_bytes * 2 / 5, options.memory_budget_bytes / 10,
                   temporary_directory),
        sort_(temporary_directory) {}

  absl::StatusOr<uint64_t> Run() {
    RETURN_IF_ERROR(ReadFiles());
    numbering_.ReleaseTable();
    Report("sorting");
    // Sorting quads begins with work for one thread and ends with two that are not ready at once:
    // the rest fills what they leave of the processors.
    RETURN_IF_ERROR(InParallel(2, [this](size_t part) -> absl::Status {
      if (part == 0) return ApplyQuads();
      RETURN_IF_ERROR(numbering_.ApplyHashes());
      return numbering_.ApplyTripleTerms();
    }));
    Report("writing");
    return quad_count_;
  }

 private:
  // Parses pieces until there are no more: what the parsing threads do.
  void ParsePieces() {
    ChunkBuilder builder(hash_seed_, default_graph_);
    std::vector<char> buffer;
    while (std::optional<Piece> piece = pieces_.Next(&buffer)) {
      const bool goes_on = !piece->status.ok()
                               ? queue_.Put(piece->index, {.status = piece->status}, true)
                           : IsLineFormat(piece->format) ? ParseLinePiece(*piece, &builder)
                                                         : ParseDocument(*piece, &builder);
      if (!goes_on) break;
    }
    queue_.SetPieceCount(pieces_.piece_count());
  }

  bool ParseLinePiece(const Piece& piece, ChunkBuilder* builder) {
    ParsedPiece parsed = {.file = piece.file,
                          .names = piece.names,
                          .format = piece.format,
                          .is_start_of_file = piece.is_start_of_file,
                          .has_graphs = HasGraphs(piece.format),
                          .line_count = CountLineEnds(piece.lines)};
    builder->Begin(NamesOf(piece));
    // Only the first piece may begin with a byte order mark. Which line the others begin with is
    // not known yet: if there is an error, it is looked for again when it is.
    const LineOptions line_options = {.file_name = piece.file->name(),
                                      .first_line = piece.is_start_of_file ? uint64_t{1} : 2,
                                      .has_graphs = parsed.has_graphs};
    parsed.status = ParseLines(piece.lines, line_options, builder);
    if (parsed.status.ok()) {
      parsed.chunk = builder->Finish();
      parsed.status = numbering_.LookUp(&parsed.chunk);
    } else {
      parsed.lines_with_error = piece.lines;
    }
    return queue_.Put(piece.index, std::move(parsed), true);
  }

  // A whole Turtle or TriG file, as several chunks.
  bool ParseDocument(const Piece& piece, ChunkBuilder* builder) {
    class Splitter : public QuadSink {
     public:
      Splitter(Load* load, const Piece& piece, ChunkBuilder* chunk_builder)
          : load_(load), piece_(piece), builder_(chunk_builder) {}
      absl::Status Accept(const QuadView& quad) override {
        RETURN_IF_ERROR(builder_->Accept(quad));
        return builder_->size_bytes() < load_->piece_bytes_ ? absl::OkStatus() : HandOver(false);
      }
      absl::Status HandOver(bool is_last) {
        ParsedPiece parsed = {.chunk = builder_->Finish(),
                              .file = piece_.file,
                              .names = piece_.names,
                              .format = piece_.format};
        parsed.status = load_->numbering_.LookUp(&parsed.chunk);
        builder_->Begin(load_->NamesOf(piece_));
        if (load_->queue_.Put(piece_.index, std::move(parsed), is_last)) return absl::OkStatus();
        return absl::CancelledError("the load has failed elsewhere");
      }

     private:
      Load* const load_;
      const Piece& piece_;
      ChunkBuilder* const builder_;
    };

    const absl::StatusOr<RdfParseOptions> parse_options = ParseOptionsOf(*piece.file);
    if (!parse_options.ok())
      return queue_.Put(piece.index, {.status = parse_options.status()}, true);
    builder->Begin(NamesOf(piece));
    Splitter splitter(this, piece, builder);
    const absl::Status status = ParseRdf(piece.format, piece.file.get(), *parse_options, &splitter);
    if (!status.ok()) return queue_.Put(piece.index, {.status = status}, true);
    return splitter.HandOver(true).ok();
  }

  absl::StatusOr<RdfParseOptions> ParseOptionsOf(const InputFile& file) const {
    RdfParseOptions result = {.file_name = file.name(), .base_iri = options_.base_iri};
    if (result.base_iri.empty() && file.path() != "-") {
      ASSIGN_OR_RETURN(result.base_iri, FileIri(file.path()));
    }
    return result;
  }

  BlankNames* NamesOf(const Piece& piece) const {
    return options_.keeps_content ? nullptr : piece.names.get();
  }

  absl::Status ReadFiles() {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < thread_count_; ++i) {
      threads.emplace_back([this] { ParsePieces(); });
    }
    absl::Status status;
    while (status.ok()) {
      std::optional<ParsedPiece> parsed = queue_.Take();
      if (!parsed.has_value()) break;
      status = AddPiece(*std::move(parsed));
      status.Update(CheckCancelled(options_.cancelled));
    }
    queue_.Stop();
    for (std::thread& thread : threads) thread.join();
    RETURN_IF_ERROR(status);
    return AddWhatPartsInherit();
  }

  // As one more chunk for each file.
  absl::Status AddWhatPartsInherit() {
    ChunkBuilder builder(hash_seed_, default_graph_);
    for (const ParsedPiece& piece : with_parts_) {
      ASSIGN_OR_RETURN(const RdfParseOptions parse_options, ParseOptionsOf(*piece.file));
      builder.Begin(piece.names.get());
      RETURN_IF_ERROR(
          InheritFromWholes(*piece.file, piece.names.get(), piece.format, parse_options, &builder));
      ParsedPiece inherited = {.chunk = builder.Finish()};
      RETURN_IF_ERROR(numbering_.LookUp(&inherited.chunk));
      RETURN_IF_ERROR(AddPiece(std::move(inherited)));
    }
    return absl::OkStatus();
  }

  absl::Status AddPiece(ParsedPiece parsed) {
    if (parsed.is_start_of_file) line_count_ = 0;
    if (!parsed.status.ok()) {
      NoSink sink;
      RETURN_IF_ERROR(ParseLines(parsed.lines_with_error,
                                 {.file_name = parsed.file != nullptr ? parsed.file->name() : "",
                                  .first_line = line_count_ + 1,
                                  .has_graphs = parsed.has_graphs},
                                 &sink));
      return parsed.status;  // The lines are good: something else went wrong.
    }
    line_count_ += parsed.line_count;
    if (parsed.chunk.has_parts && !options_.keeps_content &&
        (with_parts_.empty() || with_parts_.back().file != parsed.file)) {
      with_parts_.push_back({.file = parsed.file, .names = parsed.names, .format = parsed.format});
    }
    LoadChunk& chunk = parsed.chunk;
    RETURN_IF_ERROR(numbering_.Number(&chunk));

    RowChunk rows = {.columns = std::move(chunk.quads)};
    rows.ids.reserve(chunk.terms.size());
    rows.positions.reserve(chunk.terms.size());
    for (const ChunkTerm& term : chunk.terms) {
      rows.ids.push_back(term.id);
      rows.positions.push_back(term.positions);
    }
    quad_count_ += rows.row_count();
    quads_.Add(std::move(rows));
    Report("reading");
    const uint64_t pieces_bytes = (2 * thread_count_ + 2) * kPieceMemoryFactor * piece_bytes_;
    if (quads_.row_count() < kRunRowCountMin ||
        quads_.sorting_bytes() + numbering_.size_bytes() + pieces_bytes <
            options_.memory_budget_bytes) {
      return absl::OkStatus();
    }
    return SpillQuads();
  }

  absl::Status SpillQuads() {
    return quads_.SortQuads(thread_count_, [this](TripleOrder order, ChangeSource& rows) {
      return sort_.AddRun(order, rows);
    });
  }

  absl::Status ApplyQuads() {
    if (!sort_.has_runs(TripleOrder::kSpog)) {
      return quads_.SortQuads(thread_count_, [this](TripleOrder order, ChangeSource& rows) {
        return rebuild_.Apply(order, rows);
      });
    }
    RETURN_IF_ERROR(SpillQuads());
    return InParallel(kQuadOrders.size(), [this](size_t index) -> absl::Status {
      const TripleOrder order = kQuadOrders[index];
      ASSIGN_OR_RETURN(const std::unique_ptr<ChangeSource> rows, sort_.Merge(order));
      return rebuild_.Apply(order, *rows);
    });
  }

  // Does parts 0 to count - 1 of some work, two at a time if there may be threads. Returns the
  // first error of the first part that has one.
  template <typename Part>
  absl::Status InParallel(size_t count, Part part) {
    std::vector<absl::Status> statuses(count);
    std::atomic<size_t> next = 0;
    const auto work = [&] {
      for (size_t index = next++; index < count; index = next++) statuses[index] = part(index);
    };
    if (thread_count_ > 1) {
      std::thread second(work);
      work();
      second.join();
    } else {
      work();
    }
    for (absl::Status& status : statuses) RETURN_IF_ERROR(status);
    return absl::OkStatus();
  }

  void Report(const char* stage) const {
    if (!options_.progress) return;
    options_.progress({.quad_count = quad_count_,
                       .bytes_read = pieces_.bytes_read(),
                       .bytes_total = pieces_.bytes_total(),
                       .stage = stage});
  }

  Rebuild& rebuild_;
  PieceReader& pieces_;
  const BulkLoadOptions& options_;
  const unsigned thread_count_;
  const size_t piece_bytes_;
  const uint64_t hash_seed_;
  InnerTriples default_graph_triples_;
  const TermView default_graph_;
  ChunkQueue<ParsedPiece> queue_;
  TermNumbering numbering_;
  RowRun quads_;
  ExternalSort sort_;
  uint64_t quad_count_ = 0;
  std::vector<ParsedPiece> with_parts_;  // Files that use ent:part; nothing but the file of each.
  uint64_t line_count_ = 0;  // Of the file whose pieces are being added, up to the next piece.
};

}  // namespace

absl::StatusOr<uint64_t> LoadFiles(Rebuild& rebuild, std::span<const std::filesystem::path> files,
                                   const BulkLoadOptions& options) {
  std::filesystem::path temporary_directory = options.temporary_directory;
  if (temporary_directory.empty()) {
    std::error_code error;
    temporary_directory = std::filesystem::temp_directory_path(error);
    if (error) return absl::FailedPreconditionError("there is no directory for temporary files");
  }
  const unsigned thread_count = options.thread_count > 0
                                    ? std::min(options.thread_count, kThreadCountMax)
                                    : std::max(1u, std::thread::hardware_concurrency());
  const auto snapshot = std::ranges::find_if(files, IsSnapshotFile);
  if (snapshot != files.end()) {
    if (files.size() == 1) {
      if (options.format.has_value() || !options.base_iri.empty()) {
        return absl::InvalidArgumentError(
            StrCat(snapshot->string(), " is a snapshot, which has neither syntax nor base IRI"));
      }
      return LoadSnapshot(rebuild, files[0], temporary_directory, thread_count, options);
    }
    return absl::InvalidArgumentError(StrCat(
        snapshot->string(), " is a snapshot, which is loaded by itself, without other files"));
  }
  const uint64_t piece_share =
      options.memory_budget_bytes / (4 * kPieceMemoryFactor * (2 * thread_count + 2));
  const size_t piece_bytes = std::clamp<uint64_t>(piece_share, kPieceBytesMin, kPieceBytesMax);
  ASSIGN_OR_RETURN(const std::unique_ptr<PieceReader> pieces,
                   PieceReader::Make(files, options.format, piece_bytes, temporary_directory,
                                     options.cancelled));
  Load load(rebuild, *pieces, options, thread_count, piece_bytes, temporary_directory);
  return load.Run();
}

absl::StatusOr<BulkLoadReport> BulkLoad(Store& store, std::span<const std::filesystem::path> files,
                                        const BulkLoadOptions& options) {
  BulkLoadOptions load_options = options;
  if (options.temporary_directory.empty()) load_options.temporary_directory = store.core().path;
  ASSIGN_OR_RETURN(const std::unique_ptr<Rebuild> rebuild,
                   Rebuild::Begin(store, options.cancelled));
  BulkLoadReport report;
  ASSIGN_OR_RETURN(report.quads_read, LoadFiles(*rebuild, files, load_options));
  ASSIGN_OR_RETURN(report.quads_added, rebuild->Publish());
  return report;
}

}  // namespace entente
