// Operator: a node of a running plan, which gives solutions in batches, column by column.
//
// Plans are trees. The root is asked for batches (`Next`) until there are no more; it asks its
// inputs as it needs. Nothing is evaluated before it is asked for, so what stops asking early
// (LIMIT, ASK, EXISTS) spares the rest. Solutions are ids; terms are decoded where an expression
// looks at them and where results are written. One thread runs one plan.
//
// Source: Graefe, "Volcano" (1994), for the interface; Boncz, Zukowski and Nes, "MonetDB/X100"
// (2005), for batches.
#ifndef ENTENTE_QUERY_EXEC_OPERATOR_H_
#define ENTENTE_QUERY_EXEC_OPERATOR_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/evaluation/query_context.h"
#include "storage/ids/term_id.h"

namespace entente {

// How many rows operators aim at for a batch. Batches of leaves may be larger.
inline constexpr size_t kBatchRowCount = 2048;

// Rows of ids, one array for each column of the operator that gave it; none ids where a variable is
// unbound. The arrays live until that operator's next call.
struct Batch {
  size_t row_count = 0;
  std::vector<const TermId*> columns = {};
};

struct Column {
  std::string variable = {};
  bool may_be_unbound = false;  // False: no row leaves it unbound.
  friend bool operator==(const Column&, const Column&) = default;
};

// What an operator did, for `explain --analyze`. Times include the inputs'.
struct OperatorProfile {
  uint64_t row_count = 0;
  uint64_t batch_count = 0;
  std::chrono::nanoseconds time = {};
};

class Operator {
 public:
  // `context` must outlive the operator. No two columns have the same variable.
  Operator(QueryContext* context, std::vector<Column> columns)
      : context_(context), columns_(std::move(columns)) {}
  virtual ~Operator() = default;
  Operator(const Operator&) = delete;

  const std::vector<Column>& columns() const { return columns_; }
  std::optional<size_t> Find(std::string_view variable) const;

  // Gives one or more rows. False at the end, and after an error, which is in the limits of the
  // context. Not to be called again after it gave false.
  bool Next(Batch* batch);

  // For EXPLAIN: "hash join", "scan"; and what of: "?v un:choice ch:no, by posg".
  virtual std::string Name() const = 0;
  virtual std::string Detail() const { return {}; }
  virtual std::vector<const Operator*> inputs() const { return {}; }

  // How many rows the planner expects; negative if it does not know.
  double estimated_row_count() const { return estimated_row_count_; }
  void set_estimated_row_count(double count) { estimated_row_count_ = count; }

  // From now on Next measures. REQUIRES: nothing was asked yet.
  void StartProfile();
  const OperatorProfile* profile() const { return profile_.get(); }

 protected:
  // As Next. May look long for its first row: whoever loops without asking an input calls
  // limits()->Tick() in the loop.
  virtual bool NextBatch(Batch* batch) = 0;

  QueryContext* context() const { return context_; }
  QueryLimits* limits() const { return context_->limits(); }

 private:
  QueryContext* context_;
  std::vector<Column> columns_;
  double estimated_row_count_ = -1;
  std::unique_ptr<OperatorProfile> profile_;
};

using OperatorPtr = std::unique_ptr<Operator>;

// Memory that an operator holds, charged to the limits until it is destroyed.
class MemoryCharge {
 public:
  explicit MemoryCharge(QueryLimits* limits) : limits_(limits) {}
  ~MemoryCharge() { limits_->Release(bytes_); }
  MemoryCharge(const MemoryCharge&) = delete;

  // False beyond the budget; the error is in the limits.
  bool Add(uint64_t bytes) {
    bytes_ += bytes;
    return limits_->Charge(bytes);
  }
  // Makes the charge `bytes` in all.
  bool Set(uint64_t bytes) {
    limits_->Release(bytes_);
    bytes_ = bytes;
    return limits_->Charge(bytes);
  }
  uint64_t bytes() const { return bytes_; }

 private:
  QueryLimits* limits_;
  uint64_t bytes_ = 0;
};

// Rows being made: columns that grow to a batch.
class BatchBuilder {
 public:
  explicit BatchBuilder(size_t column_count) : columns_(column_count) {}

  void Clear() {
    row_count_ = 0;
    for (std::vector<TermId>& column : columns_) column.clear();
  }
  size_t row_count() const { return row_count_; }
  std::vector<TermId>& column(size_t column) { return columns_[column]; }
  // To be told after the columns were filled: all are `row_count` long.
  void set_row_count(size_t row_count) { row_count_ = row_count; }

  void View(Batch* batch) const {
    batch->row_count = row_count_;
    batch->columns.resize(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) batch->columns[i] = columns_[i].data();
  }

 private:
  std::vector<std::vector<TermId>> columns_;
  size_t row_count_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_OPERATOR_H_
