#include "query/claims/overlaid_view.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "schema/status_macros.h"

namespace entente {
namespace {

constexpr size_t kBatchRowCount = 1024;
// So many rows in a row are given as they lie; fewer are copied.
constexpr size_t kRunLengthMin = 16;

}  // namespace

// Triples of a set in the columns of an order, from `begin` to before `end`.
class LaidRows {
 public:
  LaidRows() = default;  // No rows.
  LaidRows(const TripleSet::Columns& columns, TripleOrder order, TermId graph)
      : graph_(graph), end_(columns[0].size()) {
    const size_t graph_column = order == TripleOrder::kGspo ? 0 : 3;
    size_t next = 0;
    for (size_t column = 0; column < 4; ++column) {
      columns_[column] = column == graph_column ? nullptr : columns[next++].data();
    }
  }

  size_t begin() const { return begin_; }
  size_t end() const { return end_; }
  size_t size() const { return end_ - begin_; }
  void Skip(size_t count) { begin_ += count; }

  TermId At(size_t column, size_t row) const {
    return columns_[column] == nullptr ? graph_ : columns_[column][row];
  }

  // Keeps the rows that have `prefix` in their first columns.
  void Narrow(std::span<const TermId> prefix) {
    for (size_t column = 0; column < prefix.size(); ++column) {
      NarrowColumn(column, prefix[column], prefix[column]);
    }
  }
  // Keeps the rows with an id from `first` to `last` in a column. REQUIRES: they agree in those
  // before it.
  void NarrowColumn(size_t column, TermId first, TermId last) {
    const TermId* const ids = columns_[column];
    if (begin_ == end_) return;
    if (ids == nullptr) {
      if (graph_ < first || graph_ > last) end_ = begin_;
      return;
    }
    begin_ = static_cast<size_t>(std::lower_bound(ids + begin_, ids + end_, first) - ids);
    end_ = static_cast<size_t>(std::upper_bound(ids + begin_, ids + end_, last) - ids);
  }

  // Up to kBatchRowCount rows from the first on. `graph_column` has the graph as often.
  RowBatch Batch(size_t count, const TermId* graph_column) const {
    RowBatch batch;
    for (size_t column = 0; column < 4; ++column) {
      batch.columns[column] =
          columns_[column] == nullptr ? graph_column : columns_[column] + begin_;
    }
    batch.row_count = std::min(count, kBatchRowCount);
    return batch;
  }

 private:
  std::array<const TermId*, 4> columns_ = {};  // Null: the graph.
  TermId graph_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

namespace {

// The first i from `begin` to `end` of which is_before(i) is false; looks near `begin` first.
template <typename IsBefore>
size_t FirstNot(size_t begin, size_t end, IsBefore is_before) {
  size_t step = 1;
  size_t low = begin;
  while (low + step <= end && is_before(low + step - 1)) {
    low += step;
    step *= 2;
  }
  size_t high = std::min(low + step - 1, end);
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (is_before(middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// The rows of a scan and those laid over it, in one sequence.
class OverlaidCursor final : public RowCursor {
 public:
  // All rows agree in the first `prefix_length` columns. `rows` null: there are none.
  OverlaidCursor(std::unique_ptr<RowCursor> rows, const LaidRows& laid, size_t prefix_length,
                 const TermId* graph_column)
      : rows_(std::move(rows)),
        laid_(laid),
        prefix_length_(prefix_length),
        graph_column_(graph_column),
        at_end_(rows_ == nullptr) {}

  bool Next(RowBatch* batch) override {
    if (position_ >= input_.row_count && !at_end_) {
      position_ = 0;
      if (!rows_->Next(&input_)) {
        input_ = {};
        at_end_ = true;
        status_ = rows_->status();
      }
    }
    if (!status_.ok()) return false;
    const bool has_input = position_ < input_.row_count;
    if (laid_.size() == 0) return has_input && GiveInput(input_.row_count, batch);
    if (!has_input) return GiveLaid(laid_.size(), batch);
    if (IsInputBefore(input_.row_count - 1)) return GiveInput(input_.row_count, batch);
    const size_t run = FirstNot(laid_.begin(), laid_.end(),
                                [this](size_t row) { return IsLaidBefore(row, position_); }) -
                       laid_.begin();
    if (run >= kRunLengthMin) return GiveLaid(run, batch);
    const size_t input_end =
        FirstNot(position_, input_.row_count, [this](size_t row) { return IsInputBefore(row); });
    if (input_end - position_ >= kRunLengthMin) return GiveInput(input_end, batch);
    return Merge(batch);
  }

  void Seek(const IdQuad& key) override {
    laid_.Skip(FirstNot(laid_.begin(), laid_.end(),
                        [&](size_t row) {
                          for (size_t column = 0; column < 4; ++column) {
                            const TermId id = laid_.At(column, row);
                            if (id != key[column]) return id < key[column];
                          }
                          return false;
                        }) -
               laid_.begin());
    if (position_ < input_.row_count && key <= input_.Row(input_.row_count - 1)) {
      position_ =
          FirstNot(position_, input_.row_count, [&](size_t row) { return input_.Row(row) < key; });
      return;
    }
    position_ = input_.row_count;
    if (!at_end_) rows_->Seek(key);
  }

  const absl::Status& status() const override { return status_; }

 private:
  bool IsLaidBefore(size_t row, size_t input_row) const {
    for (size_t column = prefix_length_; column < 4; ++column) {
      const TermId laid = laid_.At(column, row);
      const TermId input = input_.columns[column][input_row];
      if (laid != input) return laid < input;
    }
    return false;
  }
  bool IsInputBefore(size_t input_row) const { return !IsLaidBefore(laid_.begin(), input_row); }

  // The input's rows up to `end`.
  bool GiveInput(size_t end, RowBatch* batch) {
    *batch = input_;
    for (const TermId*& column : batch->columns) column += position_;
    batch->row_count = end - position_;
    position_ = end;
    return true;
  }

  bool GiveLaid(size_t count, RowBatch* batch) {
    *batch = laid_.Batch(count, graph_column_);
    laid_.Skip(batch->row_count);
    return true;
  }

  // Copies rows until the input, the rows laid or a batch is used up.
  bool Merge(RowBatch* batch) {
    for (std::vector<TermId>& column : merged_) column.resize(kBatchRowCount);
    size_t count = 0;
    while (count < kBatchRowCount && position_ < input_.row_count && laid_.size() > 0) {
      if (IsLaidBefore(laid_.begin(), position_)) {
        for (size_t column = 0; column < 4; ++column) {
          merged_[column][count] = laid_.At(column, laid_.begin());
        }
        laid_.Skip(1);
      } else {
        for (size_t column = 0; column < 4; ++column) {
          merged_[column][count] = input_.columns[column][position_];
        }
        ++position_;
      }
      ++count;
    }
    for (size_t column = 0; column < 4; ++column) batch->columns[column] = merged_[column].data();
    batch->row_count = count;
    return true;
  }

  std::unique_ptr<RowCursor> rows_;
  LaidRows laid_;
  const size_t prefix_length_;
  const TermId* const graph_column_;
  RowBatch input_;
  size_t position_ = 0;  // In input_.
  bool at_end_;          // Of rows_.
  std::array<std::vector<TermId>, 4> merged_;
  absl::Status status_;
};

class FailedCursor final : public RowCursor {
 public:
  explicit FailedCursor(absl::Status status) : status_(std::move(status)) {}
  bool Next(RowBatch* /*batch*/) override { return false; }
  void Seek(const IdQuad& /*key*/) override {}
  const absl::Status& status() const override { return status_; }

 private:
  const absl::Status status_;
};

bool IsQuadOrder(TripleOrder order) { return order <= TripleOrder::kGspo; }

// The subject, predicate and object in a prefix.
TripleSet::Triple BoundBy(TripleOrder order, std::span<const TermId> prefix) {
  TripleSet::Triple bound;
  for (size_t column = 0; column < prefix.size(); ++column) {
    const size_t position = kOrderPositions[static_cast<size_t>(order)][column];
    if (position != kGraph) bound[position] = prefix[column];
  }
  return bound;
}

}  // namespace

OverlaidView::OverlaidView(std::shared_ptr<const ReadView> base, Overlay overlay,
                           const EvaluationOptions& options)
    : base_(std::move(base)),
      overlay_(std::move(overlay)),
      graph_column_(kBatchRowCount, overlay_.graph),
      deadline_(options.deadline),
      cancelled_(options.cancelled),
      memory_budget_bytes_(options.memory_budget_bytes) {}

absl::StatusOr<LaidRows> OverlaidView::Laid(TripleOrder order,
                                            std::span<const TermId> prefix) const {
  const size_t graph_column = order == TripleOrder::kGspo ? 0 : 3;
  if (prefix.size() > graph_column && prefix[graph_column] != overlay_.graph) return LaidRows();
  QueryLimits limits(deadline_, cancelled_, memory_budget_bytes_);
  ASSIGN_OR_RETURN(const TripleSet* const triples,
                   overlay_.triples->Having(BoundBy(order, prefix), &limits));
  ASSIGN_OR_RETURN(const TripleSet::Columns* const columns, triples->InOrder(order, &limits));
  LaidRows laid(*columns, order, overlay_.graph);
  laid.Narrow(prefix);
  return laid;
}

std::unique_ptr<RowCursor> OverlaidView::Scan(TripleOrder order,
                                              std::span<const TermId> prefix) const {
  if (!IsQuadOrder(order)) return base_->Scan(order, prefix);
  const absl::StatusOr<LaidRows> laid = Laid(order, prefix);
  if (!laid.ok()) return std::make_unique<FailedCursor>(laid.status());
  std::unique_ptr<RowCursor> rows = overlay_.hides_quads ? nullptr : base_->Scan(order, prefix);
  if (rows != nullptr && laid->size() == 0) return rows;
  return std::make_unique<OverlaidCursor>(std::move(rows), *laid, prefix.size(),
                                          graph_column_.data());
}

absl::StatusOr<uint64_t> OverlaidView::Count(TripleOrder order,
                                             std::span<const TermId> prefix) const {
  if (!IsQuadOrder(order)) return base_->Count(order, prefix);
  ASSIGN_OR_RETURN(const LaidRows laid, Laid(order, prefix));
  if (overlay_.hides_quads) return laid.size();
  ASSIGN_OR_RETURN(const uint64_t count, base_->Count(order, prefix));
  return count + laid.size();
}

absl::StatusOr<uint64_t> OverlaidView::EstimateCount(TripleOrder order,
                                                     std::span<const TermId> prefix) const {
  if (!IsQuadOrder(order)) return base_->EstimateCount(order, prefix);
  ASSIGN_OR_RETURN(const std::optional<uint64_t> at_most,
                   overlay_.triples->CountAtMost(BoundBy(order, prefix)));
  if (!at_most.has_value()) return Count(order, prefix);
  if (overlay_.hides_quads) return *at_most;
  ASSIGN_OR_RETURN(const uint64_t count, base_->EstimateCount(order, prefix));
  return count + *at_most;
}

absl::StatusOr<uint64_t> OverlaidView::CountRange(TripleOrder order, std::span<const TermId> prefix,
                                                  TermId first, TermId last) const {
  if (!IsQuadOrder(order)) return base_->CountRange(order, prefix, first, last);
  ASSIGN_OR_RETURN(LaidRows laid, Laid(order, prefix));
  laid.NarrowColumn(prefix.size(), first, last);
  if (overlay_.hides_quads) return laid.size();
  ASSIGN_OR_RETURN(const uint64_t count, base_->CountRange(order, prefix, first, last));
  return count + laid.size();
}

absl::StatusOr<std::optional<TermId>> OverlaidView::Find(const TermView& term) const {
  return base_->Find(term);
}

absl::StatusOr<std::vector<Term>> OverlaidView::Decode(std::span<const TermId> ids) const {
  if (std::find(ids.begin(), ids.end(), Overlay::kOwnGraph) == ids.end()) {
    return base_->Decode(ids);
  }
  std::vector<TermId> stored(ids.begin(), ids.end());
  std::replace(stored.begin(), stored.end(), Overlay::kOwnGraph, TermId());
  ASSIGN_OR_RETURN(std::vector<Term> terms, base_->Decode(stored));
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == Overlay::kOwnGraph) terms[i] = Iri(overlay_.name);
  }
  return terms;
}

absl::Status OverlaidView::VisitTermBytes(std::span<const TermId> ids,
                                          const TermBytesConsumer& consume) const {
  return base_->VisitTermBytes(ids, consume);
}

absl::StatusOr<std::vector<PredicateStatistics>> OverlaidView::Statistics() const {
  std::vector<PredicateStatistics> base;
  if (!overlay_.hides_quads) {
    ASSIGN_OR_RETURN(base, base_->Statistics());
  }
  const std::span<const PredicateStatistics> laid = overlay_.triples->statistics();
  std::vector<PredicateStatistics> merged;
  merged.reserve(base.size() + laid.size());
  std::merge(base.begin(), base.end(), laid.begin(), laid.end(), std::back_inserter(merged),
             [](const PredicateStatistics& a, const PredicateStatistics& b) {
               return a.predicate < b.predicate;
             });
  size_t last = 0;
  for (size_t i = 1; i < merged.size(); ++i) {
    if (merged[i].predicate != merged[last].predicate) {
      merged[++last] = merged[i];
      continue;
    }
    merged[last].quad_count += merged[i].quad_count;
    merged[last].distinct_subject_count += merged[i].distinct_subject_count;
    merged[last].distinct_object_count += merged[i].distinct_object_count;
  }
  if (!merged.empty()) merged.resize(last + 1);
  return merged;
}

}  // namespace entente
