#include "query/exec/filter.h"

#include "query/exec/input_rows.h"

namespace entente {
namespace {

std::vector<Column> ChosenColumns(const Operator& input, const std::vector<std::string>& output) {
  std::vector<Column> columns;
  for (const std::string& name : output) columns.push_back(input.columns()[*input.Find(name)]);
  return columns;
}

}  // namespace

Filter::Filter(QueryContext* context, OperatorPtr input, std::vector<const Expression*> expressions,
               const OuterBindings* outer, const ExistsTest& exists,
               const std::vector<std::string>& output)
    : Operator(context, ChosenColumns(*input, output)),
      input_(std::move(input)),
      expressions_(std::move(expressions)) {
  for (const Expression* const expression : expressions_) {
    compiled_.emplace_back(*expression, input_->columns(), outer, exists, context);
  }
  for (const std::string& name : output) from_.push_back(*input_->Find(name));
  gathered_.resize(input_->columns().size());
  narrowed_.resize(input_->columns().size());
}

std::string Filter::Detail() const {
  std::string text;
  for (const Expression* const expression : expressions_) {
    if (!text.empty()) text.push_back(' ');
    text.append(ToSExpression(*expression));
  }
  return text;
}

bool Filter::NextBatch(Batch* batch) {
  Batch input;
  while (input_->Next(&input)) {
    bool is_first = true;
    for (BatchExpression& expression : compiled_) {
      rows_.clear();
      expression.Select(input, &rows_);
      if (!limits()->ok()) return false;
      if (rows_.empty()) break;
      if (rows_.size() == input.row_count) continue;
      // The next expression looks only at what is left.
      std::vector<std::vector<TermId>>& to = is_first ? gathered_ : narrowed_;
      for (size_t i = 0; i < input.columns.size(); ++i) {
        Gather(input.columns[i], rows_, &to[i]);
        input.columns[i] = to[i].data();
      }
      is_first = !is_first;
      input.row_count = rows_.size();
    }
    if (rows_.empty() && !compiled_.empty()) continue;
    batch->row_count = input.row_count;
    batch->columns.resize(from_.size());
    for (size_t i = 0; i < from_.size(); ++i) batch->columns[i] = input.columns[from_[i]];
    return true;
  }
  return false;
}

}  // namespace entente
