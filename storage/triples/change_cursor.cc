#include "storage/triples/change_cursor.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace entente {
namespace {

constexpr size_t kBatchRowCount = 1024;

// Rows as columns, growing.
struct Columns {
  std::array<std::vector<TermId>, 4> ids;

  void Clear() {
    for (auto& column : ids) column.clear();
  }
  size_t size() const { return ids[0].size(); }
  void Append(const IdQuad& row) {
    for (size_t column = 0; column < 4; ++column) ids[column].push_back(row[column]);
  }
  void Append(const RowBatch& batch, size_t begin, size_t end) {
    for (size_t column = 0; column < 4; ++column) {
      ids[column].insert(ids[column].end(), batch.columns[column] + begin,
                         batch.columns[column] + end);
    }
  }
  RowBatch View() const {
    return {.columns = {ids[0].data(), ids[1].data(), ids[2].data(), ids[3].data()},
            .row_count = size()};
  }
};

class MergedCursor final : public RowCursor {
 public:
  MergedCursor(std::unique_ptr<RowCursor> rows, std::unique_ptr<ChangeCursor> changes)
      : rows_(std::move(rows)), changes_(std::move(changes)) {}

  bool Next(RowBatch* batch) override {
    for (;;) {
      if (position_ >= input_.row_count && !at_end_) {
        position_ = 0;
        if (!rows_->Next(&input_)) {
          input_ = {};
          at_end_ = true;
          if (!rows_->status().ok()) return Fail(rows_->status());
        }
      }
      if (!changes_->status().ok()) return Fail(changes_->status());
      const size_t rest = input_.row_count - position_;
      if (at_end_ && !changes_->Valid()) return false;
      if (rest > 0 && (!changes_->Valid() || input_.Row(input_.row_count - 1) < changes_->row())) {
        *batch = input_;
        for (const TermId*& column : batch->columns) column += position_;
        batch->row_count = rest;
        position_ = input_.row_count;
        return true;
      }
      merged_.Clear();
      Merge();
      if (!changes_->status().ok()) return Fail(changes_->status());
      if (merged_.size() > 0) {
        *batch = merged_.View();
        return true;
      }
    }
  }

  void Seek(const IdQuad& key) override {
    changes_->Seek(key);
    if (input_.row_count > position_ && key <= input_.Row(input_.row_count - 1)) {
      size_t low = position_;
      size_t high = input_.row_count;
      while (low < high) {
        const size_t middle = (low + high) / 2;
        if (input_.Row(middle) < key) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      position_ = low;
      return;
    }
    position_ = input_.row_count;
    if (!at_end_) rows_->Seek(key);
  }

  const absl::Status& status() const override { return status_; }

 private:
  bool Fail(const absl::Status& status) {
    status_ = status;
    return false;
  }

  // Takes changes and the input rows before them until the input or a batch's worth is used up.
  void Merge() {
    while (changes_->Valid() && merged_.size() < kBatchRowCount) {
      const IdQuad change = changes_->row();
      size_t end = position_;
      while (end < input_.row_count && input_.Row(end) < change) ++end;
      merged_.Append(input_, position_, end);
      position_ = end;
      // The next batch of input may hold rows that come before the change.
      if (position_ >= input_.row_count && !at_end_) return;
      if (position_ < input_.row_count && input_.Row(position_) == change) ++position_;
      if (!changes_->is_removal()) merged_.Append(change);
      changes_->Next();
    }
  }

  std::unique_ptr<RowCursor> rows_;
  std::unique_ptr<ChangeCursor> changes_;
  RowBatch input_;
  size_t position_ = 0;  // In input_.
  bool at_end_ = false;  // Of rows_.
  Columns merged_;
  absl::Status status_;
};

class BatchedChanges final : public ChangeSource {
 public:
  explicit BatchedChanges(std::unique_ptr<ChangeCursor> changes) : changes_(std::move(changes)) {}

  bool Next(ChangeBatch* batch) override {
    rows_.Clear();
    removals_.clear();
    bool any_removal = false;
    for (; changes_->Valid() && rows_.size() < kBatchRowCount; changes_->Next()) {
      rows_.Append(changes_->row());
      removals_.push_back(changes_->is_removal());
      any_removal |= changes_->is_removal();
    }
    if (rows_.size() == 0 || !changes_->status().ok()) return false;
    *batch = {.rows = rows_.View(), .removals = any_removal ? removals_.data() : nullptr};
    return true;
  }
  const absl::Status& status() const override { return changes_->status(); }

 private:
  std::unique_ptr<ChangeCursor> changes_;
  Columns rows_;
  std::vector<uint8_t> removals_;
};

}  // namespace

int64_t NetChanges(ChangeCursor& changes, std::span<const TermId> prefix, TermId first,
                   TermId last) {
  IdQuad key = {};
  std::copy(prefix.begin(), prefix.end(), key.begin());
  key[prefix.size()] = first;
  int64_t net = 0;
  for (changes.Seek(key); changes.Valid() && changes.row()[prefix.size()] <= last; changes.Next()) {
    net += changes.is_removal() ? -1 : 1;
  }
  return net;
}

std::unique_ptr<RowCursor> MergeChanges(std::unique_ptr<RowCursor> rows,
                                        std::unique_ptr<ChangeCursor> changes) {
  return std::make_unique<MergedCursor>(std::move(rows), std::move(changes));
}

std::unique_ptr<ChangeSource> InBatches(std::unique_ptr<ChangeCursor> changes) {
  return std::make_unique<BatchedChanges>(std::move(changes));
}

}  // namespace entente
