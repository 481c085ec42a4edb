#include "storage/dumping/canonical_lines.h"

#include <algorithm>
#include <utility>

#include "schema/status_macros.h"
#include "storage/cancellation.h"
#include "storage/dumping/line_groups.h"
#include "storage/dumping/line_hash.h"
#include "storage/dumping/line_sorter.h"
#include "storage/files/temporary_file.h"

namespace entente {
namespace {

constexpr uint64_t kBudgetMin = uint64_t{64} << 10;

// Of the budget, what groups may take and what is left for sorting.
size_t GroupBytes(uint64_t budget) {
  return static_cast<size_t>(std::clamp<uint64_t>(budget / 8, 16 << 10, 32 << 20));
}
uint64_t SorterBytes(uint64_t budget) {
  return std::max(budget - std::min<uint64_t>(budget, GroupBytes(budget)), kBudgetMin);
}

// Lines that were sorted before.
class SortedLines : public CanonicalLines {
 public:
  SortedLines(std::unique_ptr<LineSorter> sorter, const std::atomic<bool>* cancelled)
      : sorter_(std::move(sorter)), cancelled_(cancelled) {}

  bool Next(std::string_view* line) override {
    if (++count_ % kLinesUnlooked == 0) status_.Update(CheckCancelled(cancelled_));
    if (!status_.ok()) return false;
    if (sorter_->Next(line)) return true;
    status_ = sorter_->status();
    return false;
  }
  const absl::Status& status() const override { return status_; }

 private:
  static constexpr uint64_t kLinesUnlooked = 4096;
  const std::unique_ptr<LineSorter> sorter_;
  const std::atomic<bool>* const cancelled_;
  uint64_t count_ = 0;
  absl::Status status_;
};

// Lines of a view whose ids ascend as tokens do: groups are in order, only what is within one has
// to be sorted.
class GroupedLines : public CanonicalLines {
 public:
  GroupedLines(const ReadView& view, const DumpSortOptions& options,
               std::filesystem::path directory)
      : groups_(view, LineGroups::Key::kSubjectAndPredicate,
                GroupBytes(options.memory_budget_bytes)),
        sorter_bytes_(SorterBytes(options.memory_budget_bytes)),
        directory_(std::move(directory)),
        cancelled_(options.cancelled) {}

  bool Next(std::string_view* line) override {
    while (status_.ok()) {
      if (next_ < lines_.size()) {
        *line = lines_[next_++];
        return true;
      }
      if (large_group_ != nullptr) {
        if (large_group_->Next(line)) return true;
        status_ = large_group_->status();
        large_group_ = nullptr;
        continue;
      }
      const absl::StatusOr<bool> has_group = NextGroup();
      status_ = has_group.status();
      if (!status_.ok() || !*has_group) break;
    }
    return false;
  }
  const absl::Status& status() const override { return status_; }

 private:
  absl::StatusOr<bool> NextGroup() {
    if (++group_count_ % kGroupsUnlooked == 0) RETURN_IF_ERROR(CheckCancelled(cancelled_));
    next_ = 0;
    lines_ = {};
    ASSIGN_OR_RETURN(const bool has_group, groups_.Next());
    if (!has_group) return false;
    if (!(last_line_ < groups_.lines().front())) {
      return absl::DataLossError("terms of the snapshot are not in sequence");
    }
    if (groups_.piece() == LineGroups::Piece::kWhole) {
      lines_ = groups_.lines();
      last_line_ = lines_.back();
      return true;
    }
    RETURN_IF_ERROR(SortLargeGroup());
    return true;
  }

  absl::Status SortLargeGroup() {
    auto sorter = std::make_unique<LineSorter>(sorter_bytes_, directory_);
    while (true) {
      RETURN_IF_ERROR(CheckCancelled(cancelled_));
      for (const std::string_view line : groups_.lines()) RETURN_IF_ERROR(sorter->Add(line));
      if (!groups_.lines().empty())
        last_line_ = std::max<std::string_view>(last_line_, groups_.lines().back());
      if (groups_.piece() == LineGroups::Piece::kLastPart) break;
      RETURN_IF_ERROR(groups_.Next().status());
    }
    RETURN_IF_ERROR(sorter->Sort());
    large_group_ = std::make_unique<SortedLines>(std::move(sorter), cancelled_);
    return absl::OkStatus();
  }

  static constexpr uint64_t kGroupsUnlooked = 1024;
  LineGroups groups_;
  const uint64_t sorter_bytes_;
  const std::filesystem::path directory_;
  const std::atomic<bool>* const cancelled_;
  uint64_t group_count_ = 0;
  std::span<const std::string_view> lines_;
  size_t next_ = 0;
  std::unique_ptr<SortedLines> large_group_;
  std::string last_line_;  // Of the groups before.
  absl::Status status_;
};

absl::StatusOr<std::unique_ptr<CanonicalLines>> SortAllLines(const ReadView& view,
                                                             const DumpSortOptions& options,
                                                             std::filesystem::path directory) {
  const uint64_t budget = options.memory_budget_bytes;
  auto sorter = std::make_unique<LineSorter>(SorterBytes(budget), std::move(directory));
  LineGroups groups(view, LineGroups::Key::kSubject, GroupBytes(budget));
  uint64_t group_count = 0;
  while (true) {
    if (++group_count % 1024 == 0) RETURN_IF_ERROR(CheckCancelled(options.cancelled));
    ASSIGN_OR_RETURN(const bool has_group, groups.Next());
    if (!has_group) break;
    if (groups.piece() == LineGroups::Piece::kWhole) {
      RETURN_IF_ERROR(sorter->AddBlock(groups.lines()));
    } else {
      for (const std::string_view line : groups.lines()) RETURN_IF_ERROR(sorter->Add(line));
    }
  }
  RETURN_IF_ERROR(sorter->Sort());
  return std::make_unique<SortedLines>(std::move(sorter), options.cancelled);
}

}  // namespace

absl::StatusOr<std::unique_ptr<CanonicalLines>> OpenCanonicalLines(const ReadView& view,
                                                                   const DumpSortOptions& options) {
  ASSIGN_OR_RETURN(std::filesystem::path directory,
                   TemporaryDirectory(options.temporary_directory));
  if (!view.has_sorted_terms()) return SortAllLines(view, options, std::move(directory));
  return std::make_unique<GroupedLines>(view, options, std::move(directory));
}

absl::StatusOr<uint64_t> WriteLines(CanonicalLines* lines, const TextOutput& output) {
  constexpr size_t kPieceBytes = size_t{64} << 10;
  std::string piece;
  piece.reserve(2 * kPieceBytes);
  uint64_t line_count = 0;
  std::string_view line;
  while (lines->Next(&line)) {
    piece.append(line).push_back('\n');
    ++line_count;
    if (piece.size() < kPieceBytes) continue;
    RETURN_IF_ERROR(output(piece));
    piece.clear();
  }
  RETURN_IF_ERROR(lines->status());
  if (!piece.empty()) RETURN_IF_ERROR(output(piece));
  return line_count;
}

absl::StatusOr<std::string> ComputeLogicalHash(const ReadView& view,
                                               const DumpSortOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<CanonicalLines> lines, OpenCanonicalLines(view, options));
  LineHash hash;
  const auto add = [&hash](std::string_view piece) {
    hash.AddLines(piece);
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(WriteLines(lines.get(), add).status());
  return hash.Finish();
}

}  // namespace entente
