#include "storage/loading/piece_reader.h"

#include <algorithm>
#include <cstring>
#include <system_error>
#include <utility>

#include "schema/status_macros.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"

namespace entente {
namespace {

// Where the last whole line ends, or 0. Lines may end with CR alone: if no LF is there, then behind
// the last CR, unless an LF may be the next byte.
size_t EndOfLines(std::string_view text) {
  const size_t line_feed = text.rfind('\n');
  if (line_feed != std::string_view::npos) return line_feed + 1;
  const size_t carriage_return = text.substr(0, text.size() - !text.empty()).rfind('\r');
  return carriage_return == std::string_view::npos ? 0 : carriage_return + 1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PieceReader>> PieceReader::Make(
    std::span<const std::filesystem::path> files, std::optional<RdfFormat> format,
    size_t piece_bytes, std::filesystem::path temporary_directory,
    const std::atomic<bool>* cancelled) {
  std::unique_ptr<PieceReader> reader(new PieceReader());
  reader->piece_bytes_ = piece_bytes;
  reader->temporary_directory_ = std::move(temporary_directory);
  reader->cancelled_ = cancelled;
  bool is_total_known = true;
  for (const std::filesystem::path& path : files) {
    const bool is_standard_input = path == "-";
    if (is_standard_input) {
      is_total_known = false;
    } else {
      std::error_code error;
      const std::filesystem::file_status status = std::filesystem::status(path, error);
      if (status.type() == std::filesystem::file_type::not_found) {
        return absl::NotFoundError(StrCat(path.string(), ": no such file"));
      }
      if (error) {
        return absl::PermissionDeniedError(StrCat(path.string(), ": ", error.message()));
      }
      if (std::filesystem::is_directory(status)) {
        return absl::InvalidArgumentError(StrCat(path.string(), ": is a directory, not a file"));
      }
      const auto size = std::filesystem::file_size(path, error);
      if (error) is_total_known = false;
      if (!error) reader->bytes_total_ += size;
    }
    const std::optional<RdfFormat> named_format =
        format.has_value() ? format : RdfFormatByFileName(path.string());
    if (!named_format.has_value()) {
      return absl::InvalidArgumentError(
          StrCat(is_standard_input ? "standard input" : path.string(),
                 ": the name does not tell the syntax (.nt, .nq, .ttl, .trig): it must be given"));
    }
    reader->files_.push_back({.path = path, .format = *named_format});
  }
  if (!is_total_known) reader->bytes_total_ = 0;
  return reader;
}

std::optional<Piece> PieceReader::Next(std::vector<char>* buffer) {
  const std::lock_guard lock(mutex_);
  while (!has_failed_) {
    if (file_ == nullptr) {
      if (next_file_ == files_.size()) return std::nullopt;
      Piece piece = {.index = next_index_, .format = files_[next_file_].format};
      piece.status = OpenNextFile();
      has_failed_ = !piece.status.ok();
      if (!has_failed_ && IsLineFormat(piece.format)) continue;
      ++next_index_;
      piece.is_start_of_file = true;
      piece.file = std::exchange(file_, nullptr);
      piece.names = std::exchange(names_, nullptr);
      return piece;
    }
    Piece piece = {.index = next_index_,
                   .file = file_,
                   .names = names_,
                   .format = files_[next_file_ - 1].format,
                   .is_start_of_file = std::exchange(is_start_of_file_, false)};
    const absl::StatusOr<std::string_view> lines = ReadLines(buffer);
    if (lines.ok() && lines->empty()) {
      file_ = nullptr;
      continue;
    }
    has_failed_ = !lines.ok();
    piece.status = lines.status();
    if (lines.ok()) piece.lines = *lines;
    ++next_index_;
    return piece;
  }
  return std::nullopt;
}

uint64_t PieceReader::piece_count() const {
  const std::lock_guard lock(mutex_);
  return next_index_;
}

uint64_t PieceReader::bytes_read() const {
  const std::lock_guard lock(mutex_);
  uint64_t bytes = bytes_of_closed_files_;
  for (const std::shared_ptr<InputFile>& file : open_files_) bytes += file->bytes_read();
  return bytes;
}

absl::Status PieceReader::OpenNextFile() {
  // Files that nobody else holds have been read to their end.
  std::erase_if(open_files_, [this](const std::shared_ptr<InputFile>& file) {
    if (file.use_count() > 1) return false;
    bytes_of_closed_files_ += file->bytes_read();
    return true;
  });
  ASSIGN_OR_RETURN(file_,
                   InputFile::Open(files_[next_file_].path, temporary_directory_, cancelled_));
  names_ = std::make_shared<BlankNames>(file_.get(), files_[next_file_].format);
  ++next_file_;
  open_files_.push_back(file_);
  is_start_of_file_ = true;
  return absl::OkStatus();
}

absl::StatusOr<std::string_view> PieceReader::ReadLines(std::vector<char>* buffer) {
  size_t size = carried_.size();
  if (buffer->size() < size + piece_bytes_) buffer->resize(size + piece_bytes_);
  std::memcpy(buffer->data(), carried_.data(), size);
  carried_.clear();
  while (true) {
    // Never more than piece_bytes_ at once, also for a buffer that had to hold a long line.
    const size_t target = std::min(buffer->size(), size + piece_bytes_);
    while (size < target) {
      ASSIGN_OR_RETURN(const size_t read,
                       file_->Read(std::span(*buffer).subspan(size, target - size)));
      if (read == 0) return std::string_view(buffer->data(), size);
      size += read;
    }
    const std::string_view text(buffer->data(), size);
    const size_t end = EndOfLines(text);
    // A line beyond the limit is handed over in part: the parser says what is wrong, and where.
    if (end == 0 && size <= kTokenBytesMax + piece_bytes_) {
      buffer->resize(size + std::max(piece_bytes_, size / 2));
      continue;
    }
    if (end > 0) carried_ = text.substr(end);
    return text.substr(0, end > 0 ? end : size);
  }
}

}  // namespace entente
