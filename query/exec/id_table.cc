#include "query/exec/id_table.h"

#include <algorithm>

#include "schema/text.h"

namespace entente {

bool IdTable::Append(std::span<const TermId> row) {
  for (size_t i = 0; i < ids_.size(); ++i) ids_[i].push_back(row[i]);
  ++row_count_;
  return charge_.Add(row.size() * sizeof(TermId));
}

bool IdTable::Append(const Batch& batch) {
  if (!charge_.Add(batch.row_count * ids_.size() * sizeof(TermId))) return false;
  for (size_t i = 0; i < ids_.size(); ++i) {
    ids_[i].insert(ids_[i].end(), batch.columns[i], batch.columns[i] + batch.row_count);
  }
  row_count_ += batch.row_count;
  return true;
}

void IdTable::AppendAll(Operator* input) {
  for (Batch batch; input->Next(&batch) && Append(batch);) {
  }
}

void IdTable::Clear() {
  for (std::vector<TermId>& column : ids_) column.clear();
  row_count_ = 0;
  charge_.Set(0);
}

TableScan::TableScan(QueryContext* context, std::shared_ptr<const IdTable> table,
                     const std::vector<std::string>& output)
    : Operator(context,
               [&] {
                 std::vector<Column> columns;
                 for (const std::string& name : output) {
                   for (const Column& column : table->columns()) {
                     if (column.variable == name) columns.push_back(column);
                   }
                 }
                 return columns;
               }()),
      table_(std::move(table)) {
  for (const Column& column : columns()) {
    for (size_t i = 0; i < table_->columns().size(); ++i) {
      if (table_->columns()[i].variable == column.variable) from_.push_back(i);
    }
  }
}

std::string TableScan::Detail() const {
  return StrCat(table_->row_count(), table_->row_count() == 1 ? " row" : " rows");
}

bool TableScan::NextBatch(Batch* batch) {
  if (row_ == table_->row_count()) return false;
  batch->row_count = std::min(kBatchRowCount, table_->row_count() - row_);
  batch->columns.resize(from_.size());
  for (size_t i = 0; i < from_.size(); ++i) {
    batch->columns[i] = table_->ids(from_[i]).data() + row_;
  }
  row_ += batch->row_count;
  return true;
}

}  // namespace entente
