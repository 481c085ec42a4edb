// The solution modifiers: grouping, sorting, projection, DISTINCT, LIMIT and OFFSET.
#include <algorithm>
#include <numeric>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "query/expression/aggregates.h"
#include "query/expression/compare.h"
#include "query/reference/pattern_evaluator.h"

namespace entente {
namespace {

using IdRow = std::vector<TermId>;

}  // namespace

Table PatternEvaluator::EvaluateGroup(const Pattern& pattern, const Scope& scope) {
  const Table table = Evaluate(pattern.inputs[0], scope);
  struct State {
    Accumulator accumulator;
    absl::flat_hash_set<IdRow> seen;  // With DISTINCT.
  };
  struct Group {
    IdRow key;
    std::vector<State> states;
  };
  std::vector<Group> groups;
  absl::flat_hash_map<IdRow, size_t> by_key;
  uint64_t charged_bytes = 0;
  const auto charge = [&](uint64_t bytes) {
    charged_bytes += bytes;
    limits_->Charge(bytes);
  };
  const auto group_of = [&](const IdRow& key) -> Group& {
    const auto [found, is_new] = by_key.try_emplace(key, groups.size());
    if (is_new) {
      Group& group = groups.emplace_back();
      group.key = key;
      for (const Binding& aggregate : pattern.aggregates) {
        group.states.push_back({.accumulator = Accumulator(aggregate.expression.aggregate,
                                                           aggregate.expression.separator),
                                .seen = {}});
      }
      constexpr uint64_t kGroupBytes = 150;
      charge(kGroupBytes + pattern.aggregates.size() * sizeof(State));
    }
    return groups[found->second];
  };
  // Without keys there is one group, even of no solutions.
  if (pattern.bindings.empty()) group_of({});
  std::vector<const Expression*> expressions;
  for (const Binding& key : pattern.bindings) {
    if (key.expression.kind != Expression::Kind::kVariable) expressions.push_back(&key.expression);
  }
  for (const Binding& aggregate : pattern.aggregates) {
    const bool only_counts = aggregate.expression.aggregate == AggregateKind::kCount;
    for (const Expression& argument : aggregate.expression.arguments) {
      if (!only_counts || argument.kind != Expression::Kind::kVariable) {
        expressions.push_back(&argument);
      }
    }
  }
  exists_graph_ = scope.graph;
  IdRow key;
  const Value kBound = Value::Boolean(true);
  for (size_t i = 0; i < table.row_count() && limits_->Tick(); ++i) {
    functions_->BeginSolution();
    const Solution solution = {
        .variables = &table.variables(), .row = table.Row(i), .outer = scope.outer};
    key.clear();
    for (const Binding& binding : pattern.bindings) {
      key.push_back(expressions_.EvaluateToId(binding.expression, solution));
    }
    Group& group = group_of(key);
    for (size_t a = 0; a < pattern.aggregates.size(); ++a) {
      const Expression& aggregate = pattern.aggregates[a].expression;
      State& state = group.states[a];
      const auto is_repeated = [&](IdRow value) {
        if (!aggregate.distinct) return false;
        constexpr uint64_t kEntryBytes = 48;
        const uint64_t bytes = kEntryBytes + value.size() * sizeof(TermId);
        if (!state.seen.insert(std::move(value)).second) return true;
        charge(bytes);
        return false;
      };
      if (aggregate.arguments.empty()) {
        if (!is_repeated(IdRow(solution.row.begin(), solution.row.end()))) {
          state.accumulator.AddSolution();
        }
        continue;
      }
      const Expression& argument = aggregate.arguments[0];
      if (argument.kind == Expression::Kind::kVariable || aggregate.distinct) {
        const TermId id = expressions_.EvaluateToId(argument, solution);
        if (id.is_none()) {
          state.accumulator.Add(std::nullopt);
        } else if (!is_repeated({id})) {
          // Counting needs no look at the term.
          const Value* const value =
              aggregate.aggregate == AggregateKind::kCount ? &kBound : pool_->Get(id);
          if (value != nullptr) state.accumulator.Add(*value);
        }
      } else {
        state.accumulator.Add(expressions_.Evaluate(argument, solution));
      }
      if (aggregate.aggregate == AggregateKind::kGroupConcat &&
          state.accumulator.held_bytes() > limits_->budget_bytes()) {
        limits_->Charge(state.accumulator.held_bytes());
      }
    }
  }
  std::vector<std::string> variables;
  variables.reserve(pattern.bindings.size() + pattern.aggregates.size());
  for (const Binding& binding : pattern.bindings) variables.push_back(binding.variable);
  for (const Binding& aggregate : pattern.aggregates) variables.push_back(aggregate.variable);
  Table result(std::move(variables), limits_);
  for (const Group& group : groups) {
    if (!limits_->Tick()) break;
    IdRow row = group.key;
    for (const State& state : group.states) {
      const std::optional<Value> value = state.accumulator.Result();
      row.push_back(value.has_value() ? pool_->Intern(*value) : TermId());
    }
    result.Append(row);
  }
  limits_->Release(charged_bytes);
  return result;
}

Table PatternEvaluator::EvaluateOrderBy(const Pattern& pattern, const Scope& scope) {
  Table table = Evaluate(pattern.inputs[0], scope);
  const size_t key_count = pattern.order.size();
  constexpr uint64_t kKeyBytes = 350;
  const uint64_t charged_bytes = table.row_count() * (key_count * kKeyBytes + sizeof(size_t));
  if (!limits_->Charge(charged_bytes)) return table;
  std::vector<const Expression*> expressions;
  expressions.reserve(key_count);
  for (const OrderCondition& condition : pattern.order) {
    expressions.push_back(&condition.expression);
  }
  exists_graph_ = scope.graph;
  std::vector<std::optional<Value>> keys;
  keys.reserve(table.row_count() * key_count);
  for (size_t i = 0; i < table.row_count() && limits_->Tick(); ++i) {
    functions_->BeginSolution();
    const Solution solution = {
        .variables = &table.variables(), .row = table.Row(i), .outer = scope.outer};
    for (const Expression* const expression : expressions) {
      keys.push_back(expressions_.Evaluate(*expression, solution));
    }
  }
  if (!limits_->ok()) return table;
  std::vector<size_t> rows(table.row_count());
  std::iota(rows.begin(), rows.end(), size_t{0});
  std::stable_sort(rows.begin(), rows.end(), [&](size_t a, size_t b) {
    // Once a limit is exceeded, all are equal, which ends the sort soon.
    if (!limits_->Tick()) return false;
    for (size_t k = 0; k < key_count; ++k) {
      const std::optional<Value>& x = keys[a * key_count + k];
      const std::optional<Value>& y = keys[b * key_count + k];
      const std::weak_ordering order =
          OrderOf(x.has_value() ? &*x : nullptr, y.has_value() ? &*y : nullptr);
      if (order != 0) return pattern.order[k].is_descending ? order > 0 : order < 0;
    }
    return false;
  });
  Table sorted(table.variables(), limits_);
  for (const size_t row : rows) {
    if (!limits_->Tick()) break;
    sorted.Append(table.Row(row));
  }
  limits_->Release(charged_bytes);
  return sorted;
}

Table PatternEvaluator::EvaluateProject(const Pattern& pattern, const Scope& scope) {
  // A sub-SELECT knows of the solution around it only what it shows itself; parameters it knows
  // all.
  OuterBindings outer = parameters_;
  for (const std::string& name : pattern.variables) {
    const auto found = scope.outer->find(name);
    if (found != scope.outer->end()) outer.insert(*found);
  }
  const Table table = Evaluate(
      pattern.inputs[0], {.graph = scope.graph, .outer = &outer, .row_limit = scope.row_limit});
  std::vector<std::optional<size_t>> columns;
  columns.reserve(pattern.variables.size());
  IdRow row(pattern.variables.size());
  for (const std::string& name : pattern.variables) columns.push_back(table.Column(name));
  Table result(pattern.variables, limits_);
  for (size_t i = 0; i < table.row_count() && limits_->Tick(); ++i) {
    for (size_t column = 0; column < columns.size(); ++column) {
      row[column] = columns[column].has_value() ? table.At(i, *columns[column]) : TermId();
      const auto parameter = parameters_.find(pattern.variables[column]);
      if (row[column].is_none() && parameter != parameters_.end()) row[column] = parameter->second;
    }
    result.Append(row);
  }
  return result;
}

Table PatternEvaluator::EvaluateDistinct(const Pattern& pattern, const Scope& scope) {
  const Table table = Evaluate(pattern.inputs[0], scope);
  Table result(table.variables(), limits_);
  absl::flat_hash_set<IdRow> seen;
  const uint64_t row_bytes = 48 + table.width() * sizeof(TermId);
  for (size_t i = 0; i < table.row_count() && limits_->Tick(); ++i) {
    const std::span<const TermId> row = table.Row(i);
    if (!seen.emplace(row.begin(), row.end()).second) continue;
    limits_->Charge(row_bytes);
    result.Append(row);
  }
  limits_->Release(seen.size() * row_bytes);
  return result;
}

Table PatternEvaluator::EvaluateSlice(const Pattern& pattern, const Scope& scope) {
  Scope inner = scope;
  if (pattern.limit.has_value()) inner.row_limit = std::min(scope.row_limit, *pattern.limit);
  inner.row_limit += std::min(pattern.offset, Matcher::kNoLimit - inner.row_limit);
  const Table table = Evaluate(pattern.inputs[0], inner);
  Table result(table.variables(), limits_);
  const uint64_t count = table.row_count();
  const uint64_t begin = std::min<uint64_t>(pattern.offset, count);
  const uint64_t end = begin + std::min<uint64_t>(pattern.limit.value_or(count), count - begin);
  for (uint64_t i = begin; i < end && limits_->Tick(); ++i) result.Append(table.Row(i));
  return result;
}

}  // namespace entente
