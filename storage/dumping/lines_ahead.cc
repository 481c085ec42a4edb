#include "storage/dumping/lines_ahead.h"

#include <memory>
#include <utility>

#include "schema/status_macros.h"
#include "storage/dumping/line_hash.h"

namespace entente {
namespace {

constexpr size_t kPieceBytes = size_t{192} << 10;

}  // namespace

LinesAhead::LinesAhead(const ReadView& view, const DumpSortOptions& options)
    : thread_([this, &view, options] { Read(view, options); }) {}

LinesAhead::~LinesAhead() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LinesAhead::Read(const ReadView& view, const DumpSortOptions& options) {
  absl::Status status = ReadPieces(view, options);
  const std::lock_guard lock(mutex_);
  end_ = std::move(status);
  has_ended_ = true;
  changed_.notify_all();
}

absl::Status LinesAhead::ReadPieces(const ReadView& view, const DumpSortOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<CanonicalLines> lines, OpenCanonicalLines(view, options));
  LineHash hash;
  std::string piece;
  std::string_view line;
  while (lines->Next(&line)) {
    piece.append(line).push_back('\n');
    if (piece.size() < kPieceBytes) continue;
    hash.AddLines(piece);
    if (!Put(std::exchange(piece, {}))) return absl::OkStatus();
    piece.reserve(kPieceBytes + kPieceBytes / 8);
  }
  RETURN_IF_ERROR(lines->status());
  hash.AddLines(piece);
  ASSIGN_OR_RETURN(hash_, hash.Finish());
  Put(std::move(piece));
  return absl::OkStatus();
}

bool LinesAhead::Put(std::string piece) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return is_stopped_ || pieces_.size() < kPieceCountMax; });
  if (is_stopped_) return false;
  pieces_.push_back(std::move(piece));
  changed_.notify_all();
  return true;
}

bool LinesAhead::Next(std::string_view* line) {
  while (rest_.empty()) {
    if (!NextPiece()) return false;
  }
  const size_t size = rest_.find('\n');
  *line = rest_.substr(0, size);
  rest_.remove_prefix(size + 1);
  return true;
}

bool LinesAhead::NextPiece() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return has_ended_ || !pieces_.empty(); });
  if (pieces_.empty()) {
    status_ = end_;
    return false;
  }
  piece_ = std::move(pieces_.front());
  pieces_.pop_front();
  changed_.notify_all();
  rest_ = piece_;
  return true;
}

}  // namespace entente
