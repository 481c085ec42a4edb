#include "storage/sorting/external_sort.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "schema/status_macros.h"
#include "storage/files/temporary_file.h"
#include "storage/triples/column_block.h"

namespace entente {
namespace {

constexpr size_t kBlockRowCount = kBlockRowCountMax;
constexpr size_t kWriteBytes = size_t{1} << 20;
constexpr size_t kReadBytes = size_t{64} << 10;
// A reader needs about 200 KiB.
constexpr size_t kMergedRunCountMax = 64;

using Columns = std::array<std::vector<uint64_t>, 4>;

Columns MakeColumns(size_t row_count) {
  Columns columns;
  for (std::vector<uint64_t>& column : columns) column.resize(row_count);
  return columns;
}

}  // namespace

class ExternalSort::Run {
 public:
  Run(TripleOrder order, std::unique_ptr<TemporaryFile> file)
      : order_(static_cast<uint8_t>(order)), file_(std::move(file)) {}

  // The last rows of a batch that do not fill a block wait for more.
  absl::Status Append(const RowBatch& rows) {
    static_assert(sizeof(TermId) == sizeof(uint64_t));
    for (size_t first = 0; first < rows.row_count;) {
      const size_t count = std::min(rows.row_count - first, kBlockRowCount - waiting_count_);
      for (size_t column = 0; column < 4; ++column) {
        std::memcpy(waiting_[column].data() + waiting_count_, rows.columns[column] + first,
                    count * sizeof(uint64_t));
      }
      waiting_count_ += count;
      first += count;
      if (waiting_count_ == kBlockRowCount) RETURN_IF_ERROR(WriteBlock());
    }
    return absl::OkStatus();
  }

  absl::Status Finish() {
    if (waiting_count_ > 0) RETURN_IF_ERROR(WriteBlock());
    RETURN_IF_ERROR(file_->Append(unwritten_));
    unwritten_ = std::string();
    waiting_ = Columns();
    return absl::OkStatus();
  }

  const TemporaryFile& file() const { return *file_; }
  PagePlace PlaceOf(size_t block) const { return {.order = order_, .number = block}; }
  // Where blocks begin in the file, and where the last of them ends.
  const std::vector<uint64_t>& block_starts() const { return block_starts_; }

 private:
  absl::Status WriteBlock() {
    const size_t size_before = unwritten_.size();
    std::array<std::span<const uint64_t>, 4> columns;
    for (size_t column = 0; column < 4; ++column) {
      columns[column] = std::span(waiting_[column]).first(waiting_count_);
    }
    EncodeColumnBlock(columns, PlaceOf(block_starts_.size() - 1), &unwritten_);
    block_starts_.push_back(block_starts_.back() + unwritten_.size() - size_before);
    waiting_count_ = 0;
    if (unwritten_.size() < kWriteBytes) return absl::OkStatus();
    RETURN_IF_ERROR(file_->Append(unwritten_));
    unwritten_.clear();
    return absl::OkStatus();
  }

  const uint8_t order_;
  const std::unique_ptr<TemporaryFile> file_;
  std::vector<uint64_t> block_starts_ = {0};
  Columns waiting_ = MakeColumns(kBlockRowCount);
  size_t waiting_count_ = 0;
  std::string unwritten_;
};

// Stands at a row of a run.
class ExternalSort::RunReader {
 public:
  explicit RunReader(std::unique_ptr<Run> run) : run_(std::move(run)) {}

  // To the first row of the next block. False at the end.
  absl::StatusOr<bool> NextBlock() {
    const std::vector<uint64_t>& starts = run_->block_starts();
    if (block_ + 1 >= starts.size()) {
      row_count_ = 0;
      return false;
    }
    if (starts[block_ + 1] > buffer_start_ + buffer_.size()) RETURN_IF_ERROR(FillBuffer());
    const std::string_view bytes = std::string_view(buffer_).substr(
        starts[block_] - buffer_start_, starts[block_ + 1] - starts[block_]);
    ASSIGN_OR_RETURN(const ColumnBlock block,
                     ColumnBlock::Parse(bytes, run_->PlaceOf(block_), columns_.size()));
    row_count_ = block.row_count();
    for (size_t column = 0; column < columns_.size(); ++column) {
      block.Decode(column, 0, row_count_, columns_[column].data());
    }
    row_ = 0;
    ++block_;
    return true;
  }
  absl::StatusOr<bool> Advance(size_t count) {
    row_ += count;
    if (row_ < row_count_) return true;
    return NextBlock();
  }

  size_t rows_left_in_block() const { return row_count_ - row_; }
  const uint64_t* column(size_t column) const { return columns_[column].data() + row_; }

  // This reader's row `row` rows ahead against the row at which the other stands.
  std::strong_ordering Compare(size_t row, const RunReader& other) const {
    for (size_t column = 0; column < columns_.size(); ++column) {
      const auto order = columns_[column][row_ + row] <=> other.columns_[column][other.row_];
      if (order != 0) return order;
    }
    return std::strong_ordering::equal;
  }

  // How many rows from here on, within the block, are less than the one where `other` stands.
  // About twice the logarithm of the answer in comparisons: 1 for 0.
  size_t CountBelow(const RunReader& other) const {
    const size_t limit = rows_left_in_block();
    size_t low = 0;
    size_t high = 1;  // Rows before `low` are known to be less, those from `high` on not yet.
    while (high <= limit && Compare(high - 1, other) < 0) {
      low = high;
      high *= 2;
    }
    high = std::min(high - 1, limit);
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (Compare(middle, other) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

 private:
  absl::Status FillBuffer() {
    const std::vector<uint64_t>& starts = run_->block_starts();
    size_t end = block_ + 1;
    while (end + 1 < starts.size() && starts[end + 1] - starts[block_] <= kReadBytes) ++end;
    buffer_start_ = starts[block_];
    buffer_.resize(starts[end] - buffer_start_);
    return run_->file().ReadAt(buffer_start_, buffer_);
  }

  const std::unique_ptr<Run> run_;
  size_t block_ = 0;  // The next one to be decoded.
  std::string buffer_;
  uint64_t buffer_start_ = 0;
  Columns columns_ = MakeColumns(kBlockRowCount);
  size_t row_ = 0;
  size_t row_count_ = 0;
};

class ExternalSort::MergedRuns : public ChangeSource {
 public:
  static absl::StatusOr<std::unique_ptr<MergedRuns>> Make(std::vector<std::unique_ptr<Run>> runs) {
    std::unique_ptr<MergedRuns> merged(new MergedRuns());
    for (std::unique_ptr<Run>& run : runs) {
      auto reader = std::make_unique<RunReader>(std::move(run));
      ASSIGN_OR_RETURN(const bool has_row, reader->NextBlock());
      if (!has_row) continue;
      merged->heap_.push_back(std::move(reader));
      std::ranges::push_heap(merged->heap_, IsAfter);
    }
    return merged;
  }

  bool Next(ChangeBatch* batch) override {
    size_t filled = 0;
    while (filled < kBlockRowCount && !heap_.empty() && status_.ok()) {
      std::ranges::pop_heap(heap_, IsAfter);
      RunReader& least = *heap_.back();
      // Of equal rows in several runs all but the last to come up are passed over.
      size_t count = least.rows_left_in_block();
      size_t advance = count;
      if (heap_.size() > 1) {
        count = least.CountBelow(*heap_.front());
        advance = std::max<size_t>(count, 1);
      }
      if (count > kBlockRowCount - filled) advance = count = kBlockRowCount - filled;
      for (size_t column = 0; column < 4; ++column) {
        std::memcpy(static_cast<void*>(columns_[column].data() + filled), least.column(column),
                    count * sizeof(uint64_t));
      }
      filled += count;
      const absl::StatusOr<bool> has_row = least.Advance(advance);
      status_ = has_row.status();
      if (has_row.ok() && *has_row) {
        std::ranges::push_heap(heap_, IsAfter);
      } else {
        heap_.pop_back();
      }
    }
    if (!status_.ok() || filled == 0) return false;
    for (size_t column = 0; column < 4; ++column) {
      batch->rows.columns[column] = columns_[column].data();
    }
    batch->rows.row_count = filled;
    batch->removals = nullptr;
    return true;
  }

  const absl::Status& status() const override { return status_; }

 private:
  MergedRuns() {
    for (std::vector<TermId>& column : columns_) column.resize(kBlockRowCount);
  }

  static bool IsAfter(const std::unique_ptr<RunReader>& a, const std::unique_ptr<RunReader>& b) {
    return a->Compare(0, *b) > 0;
  }

  std::vector<std::unique_ptr<RunReader>> heap_;
  std::array<std::vector<TermId>, 4> columns_;
  absl::Status status_;
};

ExternalSort::ExternalSort(std::filesystem::path temporary_directory)
    : temporary_directory_(std::move(temporary_directory)) {}

ExternalSort::~ExternalSort() = default;

absl::Status ExternalSort::AddRun(TripleOrder order, ChangeSource& rows) {
  ASSIGN_OR_RETURN(std::unique_ptr<TemporaryFile> file,
                   TemporaryFile::Create(temporary_directory_));
  auto run = std::make_unique<Run>(order, std::move(file));
  ChangeBatch batch;
  while (rows.Next(&batch)) RETURN_IF_ERROR(run->Append(batch.rows));
  RETURN_IF_ERROR(rows.status());
  RETURN_IF_ERROR(run->Finish());
  runs_[static_cast<size_t>(order)].push_back(std::move(run));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ChangeSource>> ExternalSort::Merge(TripleOrder order) {
  std::vector<std::unique_ptr<Run>>& runs = runs_[static_cast<size_t>(order)];
  while (runs.size() > kMergedRunCountMax) {
    std::vector<std::unique_ptr<Run>> some(
        std::make_move_iterator(runs.begin()),
        std::make_move_iterator(runs.begin() + kMergedRunCountMax));
    runs.erase(runs.begin(), runs.begin() + kMergedRunCountMax);
    ASSIGN_OR_RETURN(const std::unique_ptr<MergedRuns> merged, MergedRuns::Make(std::move(some)));
    RETURN_IF_ERROR(AddRun(order, *merged));
  }
  ASSIGN_OR_RETURN(std::unique_ptr<MergedRuns> merged, MergedRuns::Make(std::exchange(runs, {})));
  return merged;
}

}  // namespace entente
