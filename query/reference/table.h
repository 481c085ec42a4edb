// A multiset of solutions: rows of term ids, one column for each variable, the none id where a
// variable is unbound. What it holds is charged to the limits of the query.
#ifndef ENTENTE_QUERY_REFERENCE_TABLE_H_
#define ENTENTE_QUERY_REFERENCE_TABLE_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "query/evaluation/query_limits.h"
#include "storage/ids/term_id.h"

namespace entente {

class Table {
 public:
  // `limits` must outlive the table.
  Table(std::vector<std::string> variables, QueryLimits* limits)
      : variables_(std::move(variables)), has_unbound_(variables_.size(), false), limits_(limits) {}
  ~Table() { limits_->Release(charged_bytes_); }
  Table(Table&& other) noexcept;
  Table& operator=(Table&& other) noexcept;

  // The table with one row of no variables: what the empty group gives.
  static Table Unit(QueryLimits* limits);

  const std::vector<std::string>& variables() const { return variables_; }
  std::optional<size_t> Column(std::string_view variable) const;
  size_t width() const { return variables_.size(); }
  size_t row_count() const { return row_count_; }
  QueryLimits* limits() const { return limits_; }

  std::span<const TermId> Row(size_t row) const {
    if (variables_.empty()) return {};
    return {chunks_[row / kChunkRows].data() + row % kChunkRows * width(), width()};
  }
  TermId At(size_t row, size_t column) const { return Row(row)[column]; }

  // Whether some row leaves `column` unbound.
  bool HasUnbound(size_t column) const { return has_unbound_[column]; }

  // Adds a row of width() ids.
  void Append(std::span<const TermId> row);

  // The same rows with other names. REQUIRES: as many.
  void Rename(std::vector<std::string> variables) { variables_ = std::move(variables); }

 private:
  static constexpr size_t kChunkRows = 4096;

  std::vector<std::string> variables_;
  std::vector<std::vector<TermId>> chunks_;
  std::vector<bool> has_unbound_;
  size_t row_count_ = 0;
  uint64_t charged_bytes_ = 0;
  QueryLimits* limits_;
};

// The rows of `table` by some of its columns.
class RowIndex {
 public:
  // Neither `table` nor `limits` is owned. `columns` of all rows are bound.
  RowIndex(const Table& table, std::vector<size_t> columns);
  ~RowIndex();
  RowIndex(const RowIndex&) = delete;

  // Calls `use` with the number of each row that has `key` in the columns.
  template <typename Use>
  void ForEach(std::span<const TermId> key, const Use& use) const {
    const auto found = first_.find(HashOf(key));
    if (found == first_.end()) return;
    for (size_t row = found->second; row != kEnd; row = next_[row]) {
      if (HasKey(row, key)) use(row);
    }
  }

 private:
  static constexpr uint32_t kEnd = UINT32_MAX;
  static size_t HashOf(std::span<const TermId> key);
  bool HasKey(size_t row, std::span<const TermId> key) const;

  const Table& table_;
  std::vector<size_t> columns_;
  absl::flat_hash_map<size_t, uint32_t> first_;
  std::vector<uint32_t> next_;
  uint64_t charged_bytes_ = 0;
};

// Section 18.5: Join, the merged pairs of compatible solutions.
Table Join(const Table& a, const Table& b);

// Which shared columns two tables join on, and how rows merge.
class RowMerger {
 public:
  RowMerger(const Table& a, const Table& b);

  const std::vector<std::string>& variables() const { return variables_; }
  // Shared columns bound in all rows of both: in `a`, and the same ones in `b`.
  const std::vector<size_t>& a_key() const { return a_key_; }
  const std::vector<size_t>& b_key() const { return b_key_; }
  bool shares_variables() const { return !shared_.empty(); }

  // Whether the rows agree where both are bound.
  bool AreCompatible(std::span<const TermId> a, std::span<const TermId> b) const;
  // Whether some shared variable is bound in both.
  bool Overlap(std::span<const TermId> a, std::span<const TermId> b) const;
  // REQUIRES: compatible. The span lives until the next call.
  std::span<const TermId> Merge(std::span<const TermId> a, std::span<const TermId> b);

 private:
  std::vector<std::string> variables_;
  std::vector<std::pair<size_t, size_t>> shared_;
  std::vector<size_t> a_key_;
  std::vector<size_t> b_key_;
  std::vector<size_t> b_to_merged_;
  std::vector<TermId> merged_;
};

// Calls `use(row of b)` for each row of `b` that is compatible with row `a_row` of `a`; by the
// index if there are key columns, else one by one.
class Partners {
 public:
  Partners(const Table& a, const Table& b);

  RowMerger& merger() { return merger_; }

  template <typename Use>
  void ForEach(size_t a_row, const Use& use) {
    const std::span<const TermId> row = a_.Row(a_row);
    const auto check = [&](size_t b_row) {
      if (a_.limits()->Tick() && merger_.AreCompatible(row, b_.Row(b_row))) use(b_row);
    };
    if (index_.has_value()) {
      key_.clear();
      for (const size_t column : merger_.a_key()) key_.push_back(row[column]);
      index_->ForEach(key_, check);
    } else {
      for (size_t b_row = 0; b_row < b_.row_count() && a_.limits()->ok(); ++b_row) check(b_row);
    }
  }

 private:
  const Table& a_;
  const Table& b_;
  RowMerger merger_;
  std::optional<RowIndex> index_;
  std::vector<TermId> key_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_REFERENCE_TABLE_H_
