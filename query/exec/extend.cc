#include "query/exec/extend.h"

#include <algorithm>

#include "query/exec/input_rows.h"
#include "schema/text.h"

namespace entente {
namespace {

std::vector<Column> ExtendedColumns(const Operator& input, const std::vector<Binding>& bindings) {
  std::vector<Column> columns = input.columns();
  for (const Binding& binding : bindings) {
    columns.push_back({.variable = binding.variable, .may_be_unbound = true});
  }
  return columns;
}

}  // namespace

Extend::Extend(QueryContext* context, OperatorPtr input, const std::vector<Binding>& bindings,
               const OuterBindings* outer, const ExistsTest& exists)
    : Operator(context, ExtendedColumns(*input, bindings)),
      input_(std::move(input)),
      bindings_(bindings),
      made_(bindings.size()),
      gathered_(columns().size()) {
  std::vector<Column> visible = input_->columns();
  for (const Binding& binding : bindings) {
    compiled_.emplace_back(binding.expression, visible, outer, exists, context);
    visible.push_back({.variable = binding.variable, .may_be_unbound = true});
    is_by_row_ = is_by_row_ || !IsRepeatable(binding.expression);
    const auto found = outer->find(binding.variable);
    required_.push_back(found == outer->end() ? TermId() : found->second);
    has_required_ = has_required_ || !required_.back().is_none();
  }
}

std::string Extend::Detail() const {
  std::string text;
  for (const Binding& binding : bindings_) {
    StrAppend(&text, text.empty() ? "" : " ", "?", binding.variable, " = ",
              ToSExpression(binding.expression));
  }
  return text;
}

void Extend::EvaluateByRow(Batch* batch) {
  const size_t width = input_->columns().size();
  for (size_t i = 0; i < compiled_.size(); ++i) {
    made_[i].assign(batch->row_count, TermId());
    batch->columns[width + i] = made_[i].data();
  }
  for (size_t row = 0; row < batch->row_count && limits()->Tick(); ++row) {
    context()->functions()->BeginSolution();
    for (size_t i = 0; i < compiled_.size(); ++i) {
      const std::optional<Value> value = compiled_[i].EvaluateRow(*batch, row);
      if (value.has_value()) made_[i][row] = context()->pool()->Intern(*value);
    }
  }
}

bool Extend::NextBatch(Batch* batch) {
  const size_t width = input_->columns().size();
  while (input_->Next(batch)) {
    batch->columns.resize(columns().size());
    if (is_by_row_) {
      EvaluateByRow(batch);
    } else {
      for (size_t i = 0; i < compiled_.size(); ++i) {
        compiled_[i].Evaluate(*batch, &made_[i]);
        batch->columns[width + i] = made_[i].data();
      }
    }
    if (!limits()->ok()) return false;
    if (!has_required_) return true;
    rows_.clear();
    for (uint32_t row = 0; row < batch->row_count; ++row) {
      bool is_compatible = true;
      for (size_t i = 0; i < required_.size(); ++i) {
        const TermId id = made_[i][row];
        if (!required_[i].is_none() && !id.is_none() && id != required_[i]) is_compatible = false;
      }
      if (is_compatible) rows_.push_back(row);
    }
    if (rows_.empty()) continue;
    if (rows_.size() == batch->row_count) return true;
    for (size_t i = 0; i < batch->columns.size(); ++i) {
      Gather(batch->columns[i], rows_, &gathered_[i]);
      batch->columns[i] = gathered_[i].data();
    }
    batch->row_count = rows_.size();
    return true;
  }
  return false;
}

}  // namespace entente
