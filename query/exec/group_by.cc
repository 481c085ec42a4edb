#include "query/exec/group_by.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "schema/text.h"

namespace entente {
namespace {

// The keys, those named twice once.
std::vector<const Binding*> DistinctKeys(const Pattern& group) {
  std::vector<const Binding*> keys;
  for (const Binding& key : group.bindings) {
    const bool is_repeated = std::any_of(keys.begin(), keys.end(), [&](const Binding* other) {
      return other->variable == key.variable;
    });
    if (!is_repeated) keys.push_back(&key);
  }
  return keys;
}

bool MayBeUnbound(const Expression& key, const Operator& input, const OuterBindings* outer) {
  if (key.kind == Expression::Kind::kTerm) return false;
  if (key.kind != Expression::Kind::kVariable) return true;
  if (outer != nullptr && outer->contains(key.variable)) return false;
  const std::optional<size_t> column = input.Find(key.variable);
  return !column.has_value() || input.columns()[*column].may_be_unbound;
}

std::vector<Column> ColumnsOf(const Pattern& group, const Operator& input,
                              const OuterBindings* outer) {
  std::vector<Column> columns;
  for (const Binding* const key : DistinctKeys(group)) {
    columns.push_back(
        {.variable = key->variable, .may_be_unbound = MayBeUnbound(key->expression, input, outer)});
  }
  for (const Binding& aggregate : group.aggregates) {
    const bool is_count = aggregate.expression.aggregate == AggregateKind::kCount;
    columns.push_back({.variable = aggregate.variable, .may_be_unbound = !is_count});
  }
  return columns;
}

}  // namespace

GroupBy::GroupBy(QueryContext* context, OperatorPtr input, const Pattern& group,
                 const OuterBindings* outer, const ExistsTest& exists)
    : Operator(context, ColumnsOf(group, *input, outer)),
      input_(std::move(input)),
      group_(group),
      groups_(columns().size() - group.aggregates.size(), context->limits()),
      results_(group.aggregates.size()) {
  for (const Binding* const key : DistinctKeys(group)) {
    keys_.emplace_back(key->expression, input_->columns(), outer, exists, context);
  }
  for (const Binding& aggregate : group.aggregates) {
    aggregates_.push_back(
        MakeGroupAggregate(aggregate.expression, input_->columns(), outer, exists, context));
  }
}

std::string GroupBy::Detail() const {
  std::string detail;
  for (const Binding& key : group_.bindings) {
    StrAppend(&detail, detail.empty() ? "" : " ", ToSExpression(key.expression));
  }
  for (size_t i = 0; i < group_.aggregates.size(); ++i) {
    const Expression& aggregate = group_.aggregates[i].expression;
    if (i > 0 || !detail.empty()) StrAppend(&detail, i == 0 ? "; " : ", ");
    std::string name(AggregateName(aggregate.aggregate));
    absl::AsciiStrToLower(&name);
    StrAppend(&detail, name, "(", aggregate.distinct ? "distinct " : "",
              aggregate.arguments.empty() ? "*" : ToSExpression(aggregate.arguments[0]), ")");
  }
  return detail;
}

void GroupBy::Consume() {
  Batch batch;
  std::vector<std::vector<TermId>> evaluated(keys_.size());
  std::vector<const TermId*> keys(keys_.size());
  std::vector<uint32_t> groups;
  while (input_->Next(&batch)) {
    groups.resize(batch.row_count);
    if (keys_.empty()) {
      std::fill(groups.begin(), groups.end(), 0);
      group_count_ = 1;
    } else {
      for (size_t i = 0; i < keys_.size(); ++i) {
        if (const std::optional<size_t> column = keys_[i].column(); column.has_value()) {
          keys[i] = batch.columns[*column];
        } else {
          keys_[i].Evaluate(batch, &evaluated[i]);
          keys[i] = evaluated[i].data();
        }
      }
      groups_.Number(keys, batch.row_count, groups.data());
      group_count_ = groups_.row_count();
    }
    for (const std::unique_ptr<GroupAggregate>& aggregate : aggregates_) {
      if (!limits()->ok()) return;
      aggregate->Add(batch, groups.data(), group_count_);
    }
  }
  if (keys_.empty()) group_count_ = 1;
}

bool GroupBy::NextBatch(Batch* batch) {
  if (!is_consumed_) {
    Consume();
    is_consumed_ = true;
    if (!limits()->ok()) return false;
  }
  if (next_group_ == group_count_) return false;
  const size_t end = std::min(group_count_, next_group_ + kBatchRowCount);
  batch->row_count = end - next_group_;
  batch->columns.clear();
  for (size_t i = 0; i < keys_.size(); ++i) {
    batch->columns.push_back(groups_.column(i) + next_group_);
  }
  results_.Clear();
  for (size_t i = 0; i < aggregates_.size(); ++i) {
    aggregates_[i]->AppendResults(next_group_, end, &results_.column(i));
    results_.column(i).resize(batch->row_count);
    batch->columns.push_back(results_.column(i).data());
  }
  next_group_ = end;
  return true;
}

}  // namespace entente
