// A PieceReader cuts the files of a load into pieces that can be parsed apart.
#ifndef ENTENTE_STORAGE_LOADING_PIECE_READER_H_
#define ENTENTE_STORAGE_LOADING_PIECE_READER_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "schema/syntax/rdf_format.h"
#include "storage/loading/blank_names.h"
#include "storage/loading/input_file.h"

namespace entente {

// N-Triples and N-Quads: some whole lines. Turtle and TriG: a whole file, to be read by whoever has
// the piece.
struct Piece {
  uint64_t index = 0;  // Over all files.
  std::shared_ptr<InputFile> file = {};
  std::shared_ptr<BlankNames> names = {};  // Of the file's blank nodes; dies before the file.
  RdfFormat format = RdfFormat::kNTriples;
  bool is_start_of_file = false;
  std::string_view lines = {};  // In the buffer that was given to Next.
  absl::Status status = {};     // If the piece could not be read; there is none after it then.
};

class PieceReader {
 public:
  // Looks at all files before anything is read: NotFound, or InvalidArgument for a directory or for
  // a file whose syntax neither `format` nor its name tells. "-" is standard input. `cancelled` is
  // as of InputFile::Open.
  static absl::StatusOr<std::unique_ptr<PieceReader>> Make(
      std::span<const std::filesystem::path> files, std::optional<RdfFormat> format,
      size_t piece_bytes, std::filesystem::path temporary_directory,
      const std::atomic<bool>* cancelled = nullptr);

  // The next piece of at least one line and, unless a line is longer, about `piece_bytes`; nothing
  // at the end. Any thread; a buffer is best used again and again.
  std::optional<Piece> Next(std::vector<char>* buffer);

  // How many pieces Next has given.
  uint64_t piece_count() const;

  // Over all files, as they are on disk; the total is 0 if standard input is among them.
  uint64_t bytes_read() const;
  uint64_t bytes_total() const { return bytes_total_; }

 private:
  struct NamedFile {
    std::filesystem::path path = {};
    RdfFormat format = RdfFormat::kNTriples;
  };

  PieceReader() = default;
  absl::Status OpenNextFile();
  absl::StatusOr<std::string_view> ReadLines(std::vector<char>* buffer);

  std::vector<NamedFile> files_;
  size_t piece_bytes_ = 0;
  std::filesystem::path temporary_directory_;
  const std::atomic<bool>* cancelled_ = nullptr;
  uint64_t bytes_total_ = 0;

  mutable std::mutex mutex_;
  size_t next_file_ = 0;
  uint64_t next_index_ = 0;
  bool has_failed_ = false;
  std::shared_ptr<InputFile> file_;  // The one being cut into lines,
  std::shared_ptr<BlankNames> names_;
  std::string carried_;  // and the start of its next line.
  bool is_start_of_file_ = true;
  std::vector<std::shared_ptr<InputFile>> open_files_;
  uint64_t bytes_of_closed_files_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_PIECE_READER_H_
