#include "storage/dumping/line_sorter.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <queue>
#include <span>
#include <utility>

#include "schema/status_macros.h"

namespace entente {
namespace {

constexpr size_t kOutputBytes = size_t{256} << 10;

// Collects small pieces for an output that likes large ones.
class OutputBuffer {
 public:
  explicit OutputBuffer(const TextOutput& output) : output_(output) {
    buffer_.reserve(2 * kOutputBytes);
  }
  absl::Status AppendLine(std::string_view line) {
    buffer_.append(line);
    buffer_.push_back('\n');
    return buffer_.size() < kOutputBytes ? absl::OkStatus() : Flush();
  }
  absl::Status Flush() {
    const absl::Status status = buffer_.empty() ? absl::OkStatus() : output_(buffer_);
    buffer_.clear();
    return status;
  }

 private:
  const TextOutput& output_;
  std::string buffer_;
};

// Reads the lines of one run, a buffer at a time.
class RunReader {
 public:
  RunReader(const TemporaryFile* file, uint64_t begin, uint64_t end, size_t buffer_bytes)
      : file_(file), next_(begin), end_(end), buffer_bytes_(buffer_bytes) {}

  // Moves to the next line; false at the end of the run.
  absl::StatusOr<bool> Next() {
    const char* line_feed = Find();
    while (line_feed == nullptr) {
      if (next_ == end_) return false;
      RETURN_IF_ERROR(Fill());
      line_feed = Find();
    }
    const auto size = static_cast<size_t>(line_feed - buffer_.data()) - position_;
    line_ = std::string_view(buffer_).substr(position_, size);
    position_ += size + 1;
    return true;
  }
  std::string_view line() const { return line_; }

 private:
  const char* Find() const {
    return static_cast<const char*>(
        std::memchr(buffer_.data() + position_, '\n', buffer_.size() - position_));
  }
  absl::Status Fill() {
    buffer_.erase(0, position_);
    position_ = 0;
    const size_t kept = buffer_.size();
    const auto size = static_cast<size_t>(std::min<uint64_t>(buffer_bytes_, end_ - next_));
    buffer_.resize(kept + size);
    RETURN_IF_ERROR(file_->ReadAt(next_, std::span<char>(buffer_).subspan(kept)));
    next_ += size;
    return absl::OkStatus();
  }

  const TemporaryFile* file_;
  uint64_t next_;
  uint64_t end_;
  size_t buffer_bytes_;
  std::string buffer_;
  size_t position_ = 0;
  std::string_view line_;
};

}  // namespace

LineSorter::LineSorter(uint64_t memory_budget_bytes, std::filesystem::path temporary_directory)
    : memory_budget_bytes_(memory_budget_bytes),
      temporary_directory_(std::move(temporary_directory)) {
  assert(memory_budget_bytes >= uint64_t{64} << 10);
}

absl::Status LineSorter::Add(std::string_view line) {
  const uint64_t bytes = text_.size() + line.size() + (lines_.size() + 1) * sizeof(Line);
  if (bytes > memory_budget_bytes_ && !lines_.empty()) RETURN_IF_ERROR(Spill());
  // Growing step by step would take up to twice the budget; memory never touched costs nothing.
  if (text_.capacity() >= kOutputBytes) text_.reserve(memory_budget_bytes_);
  lines_.push_back({.offset = text_.size(), .size = static_cast<uint32_t>(line.size())});
  text_.append(line);
  return absl::OkStatus();
}

absl::Status LineSorter::Finish(const TextOutput& output) {
  if (!runs_.empty() && !lines_.empty()) RETURN_IF_ERROR(Spill());
  if (!runs_.empty()) return Merge(output);
  SortLines();
  return WriteLines(output);
}

void LineSorter::SortLines() {
  std::sort(lines_.begin(), lines_.end(),
            [this](const Line& a, const Line& b) { return TextOf(a) < TextOf(b); });
}

absl::Status LineSorter::WriteLines(const TextOutput& output) const {
  OutputBuffer buffer(output);
  for (const Line& line : lines_) RETURN_IF_ERROR(buffer.AppendLine(TextOf(line)));
  return buffer.Flush();
}

absl::Status LineSorter::Spill() {
  if (file_ == nullptr) {
    ASSIGN_OR_RETURN(file_, TemporaryFile::Create(temporary_directory_));
  }
  SortLines();
  const uint64_t begin = file_->size();
  RETURN_IF_ERROR(WriteLines([this](std::string_view bytes) { return file_->Append(bytes); }));
  runs_.push_back({.begin = begin, .end = file_->size()});
  lines_.clear();
  text_.clear();
  return absl::OkStatus();
}

absl::Status LineSorter::Merge(const TextOutput& output) const {
  const size_t buffer_bytes =
      std::clamp<size_t>(memory_budget_bytes_ / runs_.size(), 4 << 10, 1 << 20);
  std::vector<RunReader> readers;
  readers.reserve(runs_.size());
  for (const Run& run : runs_) readers.emplace_back(file_.get(), run.begin, run.end, buffer_bytes);

  const auto later = [](const RunReader* a, const RunReader* b) { return a->line() > b->line(); };
  std::priority_queue<RunReader*, std::vector<RunReader*>, decltype(later)> queue(later);
  for (RunReader& reader : readers) {
    ASSIGN_OR_RETURN(const bool has_line, reader.Next());
    if (has_line) queue.push(&reader);
  }
  OutputBuffer buffer(output);
  while (!queue.empty()) {
    RunReader* reader = queue.top();
    queue.pop();
    RETURN_IF_ERROR(buffer.AppendLine(reader->line()));
    ASSIGN_OR_RETURN(const bool has_line, reader->Next());
    if (has_line) queue.push(reader);
  }
  return buffer.Flush();
}

}  // namespace entente
