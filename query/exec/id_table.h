// Solutions kept in memory, column by column; and an operator that gives them.
#ifndef ENTENTE_QUERY_EXEC_ID_TABLE_H_
#define ENTENTE_QUERY_EXEC_ID_TABLE_H_

#include <memory>
#include <string>
#include <vector>

#include "query/exec/operator.h"

namespace entente {

// What it holds is charged to the limits until it is destroyed.
class IdTable {
 public:
  IdTable(QueryContext* context, std::vector<Column> columns)
      : columns_(std::move(columns)), ids_(columns_.size()), charge_(context->limits()) {}

  const std::vector<Column>& columns() const { return columns_; }
  size_t row_count() const { return row_count_; }
  const std::vector<TermId>& ids(size_t column) const { return ids_[column]; }

  // Adds a row of as many ids as there are columns. False beyond the memory budget.
  bool Append(std::span<const TermId> row);
  // Adds the rows of a batch that has the same columns.
  bool Append(const Batch& batch);
  // Adds all rows that an operator with the same columns gives.
  void AppendAll(Operator* input);
  void Clear();

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<TermId>> ids_;
  size_t row_count_ = 0;
  MemoryCharge charge_;
};

// Gives the rows of a table: VALUES, or the solutions that a plan is asked for.
class TableScan final : public Operator {
 public:
  // `output`: which columns to give.
  TableScan(QueryContext* context, std::shared_ptr<const IdTable> table,
            const std::vector<std::string>& output);

  std::string Name() const override { return "values"; }
  std::string Detail() const override;

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  std::shared_ptr<const IdTable> table_;
  std::vector<size_t> from_;
  size_t row_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_ID_TABLE_H_
