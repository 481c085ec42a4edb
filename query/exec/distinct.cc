#include "query/exec/distinct.h"

#include <utility>

namespace entente {

Distinct::Distinct(QueryContext* context, OperatorPtr input)
    : Operator(context, input->columns()),
      input_(std::move(input)),
      rows_(columns().size(), context->limits()) {}

bool Distinct::NextBatch(Batch* batch) {
  while (input_->Next(batch)) {
    const size_t known_count = rows_.row_count();
    numbers_.resize(batch->row_count);
    rows_.Number(batch->columns, batch->row_count, numbers_.data());
    if (rows_.row_count() == known_count) continue;
    // What is new stands at the end of the rows known.
    batch->row_count = rows_.row_count() - known_count;
    batch->columns.clear();
    for (size_t i = 0; i < columns().size(); ++i) {
      batch->columns.push_back(rows_.column(i) + known_count);
    }
    return true;
  }
  return false;
}

}  // namespace entente
