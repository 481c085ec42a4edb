#include "storage/dumping/line_sorter.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>
#include <utility>

#include "schema/status_macros.h"

namespace entente {
namespace {

constexpr size_t kOutputBytes = size_t{256} << 10;

}  // namespace

// Reads the lines of one run, a buffer at a time.
class LineSorter::RunReader {
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
  static bool IsLater(const RunReader* a, const RunReader* b) { return a->line_ > b->line_; }

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

LineSorter::LineSorter(uint64_t memory_budget_bytes, std::filesystem::path temporary_directory)
    : memory_budget_bytes_(memory_budget_bytes),
      temporary_directory_(std::move(temporary_directory)) {
  assert(memory_budget_bytes >= uint64_t{64} << 10);
}
LineSorter::~LineSorter() = default;

absl::Status LineSorter::AddBlock(std::span<const std::string_view> lines) {
  assert(!lines.empty());
  uint64_t size = lines.size();
  for (const std::string_view line : lines) size += line.size();
  const uint64_t bytes = text_.size() + size + (blocks_.size() + 1) * sizeof(Block);
  if (bytes > memory_budget_bytes_ && !blocks_.empty()) RETURN_IF_ERROR(Spill());
  // Growing step by step would take up to twice the budget; memory never touched costs nothing.
  if (text_.capacity() >= kOutputBytes) text_.reserve(memory_budget_bytes_);
  blocks_.push_back({.offset = text_.size(),
                     .first_line_size = static_cast<uint32_t>(lines.front().size()),
                     .size = static_cast<uint32_t>(size)});
  for (const std::string_view line : lines) text_.append(line).push_back('\n');
  return absl::OkStatus();
}

absl::Status LineSorter::Sort() {
  if (runs_.empty()) {
    SortBlocks();
    return absl::OkStatus();
  }
  if (!blocks_.empty()) RETURN_IF_ERROR(Spill());
  text_ = {};
  blocks_ = {};
  return StartMerging();
}

bool LineSorter::Next(std::string_view* line) {
  return runs_.empty() ? NextInMemory(line) : NextMerged(line);
}

absl::Status LineSorter::Finish(const TextOutput& output) {
  RETURN_IF_ERROR(Sort());
  std::string buffer;
  buffer.reserve(2 * kOutputBytes);
  std::string_view line;
  while (Next(&line)) {
    buffer.append(line).push_back('\n');
    if (buffer.size() < kOutputBytes) continue;
    RETURN_IF_ERROR(output(buffer));
    buffer.clear();
  }
  RETURN_IF_ERROR(status_);
  return buffer.empty() ? absl::OkStatus() : output(buffer);
}

void LineSorter::SortBlocks() {
  std::sort(blocks_.begin(), blocks_.end(),
            [this](const Block& a, const Block& b) { return FirstLineOf(a) < FirstLineOf(b); });
}

bool LineSorter::NextInMemory(std::string_view* line) {
  if (rest_.empty()) {
    if (next_block_ == blocks_.size()) return false;
    const Block& block = blocks_[next_block_++];
    rest_ = std::string_view(text_).substr(block.offset, block.size);
  }
  const size_t size = rest_.find('\n');
  *line = rest_.substr(0, size);
  rest_.remove_prefix(size + 1);
  return true;
}

absl::Status LineSorter::Spill() {
  if (file_ == nullptr) {
    ASSIGN_OR_RETURN(file_, TemporaryFile::Create(temporary_directory_));
  }
  SortBlocks();
  const uint64_t begin = file_->size();
  std::string buffer;
  for (const Block& block : blocks_) {
    buffer.append(text_, block.offset, block.size);
    if (buffer.size() < kOutputBytes) continue;
    RETURN_IF_ERROR(file_->Append(buffer));
    buffer.clear();
  }
  RETURN_IF_ERROR(file_->Append(buffer));
  runs_.push_back({.begin = begin, .end = file_->size()});
  blocks_.clear();
  text_.clear();
  return absl::OkStatus();
}

absl::Status LineSorter::StartMerging() {
  const size_t buffer_bytes =
      std::clamp<size_t>(memory_budget_bytes_ / runs_.size(), 4 << 10, 1 << 20);
  readers_.reserve(runs_.size());
  for (const Run& run : runs_) readers_.emplace_back(file_.get(), run.begin, run.end, buffer_bytes);
  for (RunReader& reader : readers_) {
    ASSIGN_OR_RETURN(const bool has_line, reader.Next());
    if (has_line) queue_.push_back(&reader);
  }
  std::make_heap(queue_.begin(), queue_.end(), RunReader::IsLater);
  return absl::OkStatus();
}

bool LineSorter::NextMerged(std::string_view* line) {
  if (!status_.ok()) return false;
  status_ = Advance();
  if (!status_.ok() || current_ == nullptr) return false;
  *line = current_->line();
  return true;
}

absl::Status LineSorter::Advance() {
  if (current_ != nullptr) {
    ASSIGN_OR_RETURN(const bool has_line, current_->Next());
    // Blocks stay together, so mostly the same run is next.
    const bool stays =
        has_line && (queue_.empty() || !RunReader::IsLater(current_, queue_.front()));
    if (stays) return absl::OkStatus();
    if (has_line) {
      queue_.push_back(current_);
      std::push_heap(queue_.begin(), queue_.end(), RunReader::IsLater);
    }
    current_ = nullptr;
  }
  if (queue_.empty()) return absl::OkStatus();
  std::pop_heap(queue_.begin(), queue_.end(), RunReader::IsLater);
  current_ = queue_.back();
  queue_.pop_back();
  return absl::OkStatus();
}

}  // namespace entente
