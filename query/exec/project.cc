#include "query/exec/project.h"

#include <algorithm>
#include <utility>

#include "schema/text.h"

namespace entente {
namespace {

TermId OuterValue(const OuterBindings* outer, const std::string& variable) {
  if (outer == nullptr) return TermId();
  const auto found = outer->find(variable);
  return found == outer->end() ? TermId() : found->second;
}

std::vector<Column> ColumnsOf(const Operator& input, const std::vector<std::string>& variables,
                              const OuterBindings* outer) {
  std::vector<Column> columns;
  for (const std::string& variable : variables) {
    const std::optional<size_t> column = input.Find(variable);
    const bool may_be_unbound = OuterValue(outer, variable).is_none() &&
                                (!column.has_value() || input.columns()[*column].may_be_unbound);
    columns.push_back({.variable = variable, .may_be_unbound = may_be_unbound});
  }
  return columns;
}

}  // namespace

Project::Project(QueryContext* context, OperatorPtr input,
                 const std::vector<std::string>& variables, const OuterBindings* outer)
    : Operator(context, ColumnsOf(*input, variables, outer)),
      input_(std::move(input)),
      made_(variables.size()) {
  for (const std::string& variable : variables) {
    Source source = {.column = input_->Find(variable), .constant = OuterValue(outer, variable)};
    source.is_copied = source.column.has_value() && !source.constant.is_none() &&
                       input_->columns()[*source.column].may_be_unbound;
    sources_.push_back(source);
  }
}

std::string Project::Detail() const {
  std::string detail;
  for (const Column& column : columns()) {
    StrAppend(&detail, detail.empty() ? "?" : " ?", column.variable);
  }
  return detail;
}

bool Project::NextBatch(Batch* batch) {
  if (!input_->Next(&input_batch_)) return false;
  const size_t row_count = input_batch_.row_count;
  batch->row_count = row_count;
  batch->columns.clear();
  for (size_t i = 0; i < sources_.size(); ++i) {
    const Source& source = sources_[i];
    if (source.column.has_value() && !source.is_copied) {
      batch->columns.push_back(input_batch_.columns[*source.column]);
      continue;
    }
    std::vector<TermId>& made = made_[i];
    if (source.is_copied) {
      const TermId* const ids = input_batch_.columns[*source.column];
      made.assign(ids, ids + row_count);
      std::replace(made.begin(), made.end(), TermId(), source.constant);
    } else if (made.size() < row_count) {
      made.resize(row_count, source.constant);
    }
    batch->columns.push_back(made.data());
  }
  return true;
}

}  // namespace entente
