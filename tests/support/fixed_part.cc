#include "tests/support/fixed_part.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "query/sparql/scope.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

using Rows = FixedPart::Rows;
using Values = std::map<std::string, FixedValue>;

FixedPart Unknown() { return {.rows = Rows::kUnknown}; }

bool IsCastTo(const Expression& expression, std::string_view type) {
  return expression.kind == Expression::Kind::kExtension && expression.term.is_iri() &&
         expression.term.iri().text == type;
}

bool IsCallOf(const Expression& expression, Function function) {
  return expression.kind == Expression::Kind::kCall && expression.function == function;
}

// Whether sums of such values are exact in any sequence.
bool IsExactNumber(const Expression& expression) {
  if (IsCastTo(expression, xsd::kInteger) || IsCastTo(expression, xsd::kDecimal)) return true;
  if (IsCallOf(expression, Function::kStrLen)) return true;
  if (expression.kind == Expression::Kind::kTerm) {
    return expression.term.is_literal() && (expression.term.literal().datatype == xsd::kInteger ||
                                            expression.term.literal().datatype == xsd::kDecimal);
  }
  if (!IsCallOf(expression, Function::kCoalesce)) return false;
  return std::all_of(expression.arguments.begin(), expression.arguments.end(), IsExactNumber);
}

// Whether two values that ORDER BY cannot tell apart are the same term.
bool IsCanonical(const Expression& expression) {
  return IsCallOf(expression, Function::kStr) || IsCallOf(expression, Function::kStrLen);
}

// Whether the value is fixed where the values of all variables but `values` are.
bool IsFixed(const Expression& expression, const Values& values) {
  if (expression.kind == Expression::Kind::kVariable) {
    return !values.contains(expression.variable);
  }
  if (expression.kind == Expression::Kind::kCall && !IsDeterministic(expression.function)) {
    return false;
  }
  // However the texts are joined, the whole is as long.
  if (IsCallOf(expression, Function::kStrLen) &&
      expression.arguments[0].kind == Expression::Kind::kVariable) {
    const auto found = values.find(expression.arguments[0].variable);
    if (found != values.end() && found->second == FixedValue::kLetters) return true;
  }
  if (expression.pattern != nullptr) {
    if (FixedPartOf(*expression.pattern).rows == Rows::kUnknown) return false;
    const VariableSet variables = AllVariables(*expression.pattern);
    for (const std::string& name : variables.names()) {
      if (values.contains(name)) return false;
    }
  }
  return std::all_of(expression.arguments.begin(), expression.arguments.end(),
                     [&](const Expression& argument) { return IsFixed(argument, values); });
}

bool AreFixed(const std::vector<Expression>& expressions, const Values& values) {
  return std::all_of(expressions.begin(), expressions.end(),
                     [&](const Expression& expression) { return IsFixed(expression, values); });
}

// Join, LeftJoin, Union and Minus.
FixedPart OfInputs(const Pattern& pattern) {
  FixedPart result;
  for (size_t i = 0; i < pattern.inputs.size(); ++i) {
    FixedPart input = FixedPartOf(pattern.inputs[i]);
    if (input.rows != Rows::kAll) return Unknown();
    if (pattern.kind != Pattern::Kind::kUnion) {
      for (size_t j = 0; j < pattern.inputs.size(); ++j) {
        if (i == j) continue;
        const VariableSet others = AllVariables(pattern.inputs[j]);
        for (const auto& [name, fixed] : input.values) {
          if (others.Contains(name)) return Unknown();
        }
      }
    }
    for (const auto& [name, fixed] : input.values) {
      FixedValue& value = result.values.emplace(name, fixed).first->second;
      value = std::max(value, fixed);
    }
  }
  if (!AreFixed(pattern.expressions, result.values)) return Unknown();
  return result;
}

FixedPart OfExtend(const Pattern& pattern) {
  FixedPart result = FixedPartOf(pattern.inputs[0]);
  if (result.rows == Rows::kSome) return Unknown();
  for (const Binding& binding : pattern.bindings) {
    const Expression& value = binding.expression;
    if (IsFixed(value, result.values)) continue;
    const bool is_random = value.kind == Expression::Kind::kCall &&
                           !IsDeterministic(value.function) && value.arguments.empty();
    if (is_random) {
      result.values[binding.variable] = FixedValue::kBound;
    } else if (value.kind == Expression::Kind::kVariable) {
      result.values[binding.variable] = result.values.at(value.variable);
    } else {
      return Unknown();
    }
  }
  return result;
}

std::optional<FixedValue> OfAggregate(const Expression& aggregate,
                                      const std::set<std::string>& keys) {
  if (aggregate.arguments.empty()) return std::nullopt;
  const Expression& argument = aggregate.arguments[0];
  switch (aggregate.aggregate) {
    case AggregateKind::kCount:
      return std::nullopt;
    case AggregateKind::kSum:
    case AggregateKind::kAvg:
      if (IsExactNumber(argument)) return std::nullopt;
      return FixedValue::kClose;
    case AggregateKind::kMin:
    case AggregateKind::kMax:
      if (IsCanonical(argument)) return std::nullopt;
      return FixedValue::kEqual;
    case AggregateKind::kSample:
      if (argument.kind == Expression::Kind::kVariable && keys.contains(argument.variable)) {
        return std::nullopt;
      }
      return FixedValue::kBound;
    case AggregateKind::kGroupConcat:
      return FixedValue::kLetters;
  }
  return FixedValue::kBound;
}

FixedPart OfGroup(const Pattern& pattern) {
  const FixedPart input = FixedPartOf(pattern.inputs[0]);
  if (input.rows != Rows::kAll) return Unknown();
  FixedPart result;
  std::set<std::string> keys;
  for (const Binding& key : pattern.bindings) {
    if (!IsFixed(key.expression, input.values)) return Unknown();
    if (key.expression == Expression::OfVariable(key.variable)) keys.insert(key.variable);
  }
  for (const Binding& aggregate : pattern.aggregates) {
    if (!AreFixed(aggregate.expression.arguments, input.values)) return Unknown();
    // DISTINCT * looks at all variables.
    const bool is_of_all = aggregate.expression.arguments.empty() && aggregate.expression.distinct;
    if (is_of_all && !input.values.empty()) return Unknown();
    const std::optional<FixedValue> fixed = OfAggregate(aggregate.expression, keys);
    if (fixed.has_value()) result.values[aggregate.variable] = *fixed;
  }
  return result;
}

const Pattern* Below(const Pattern& pattern, Pattern::Kind kind) {
  return pattern.inputs[0].kind == kind ? &pattern.inputs[0] : nullptr;
}

// Whether equal places in the sequence of `pattern` mean equal rows: all columns are sorted by, and
// ORDER BY sees all there is to see of them.
bool HasTotalOrder(const Pattern& pattern) {
  const Pattern* project = &pattern;
  if (pattern.kind == Pattern::Kind::kDistinct) project = &pattern.inputs[0];
  if (project->kind != Pattern::Kind::kProject) return false;
  const Pattern* const order = Below(*project, Pattern::Kind::kOrderBy);
  const Pattern* const extend = order == nullptr ? nullptr : Below(*order, Pattern::Kind::kExtend);
  if (extend == nullptr) return false;
  return std::all_of(
      project->variables.begin(), project->variables.end(), [&](const std::string& name) {
        return std::any_of(extend->bindings.begin(), extend->bindings.end(),
                           [&](const Binding& binding) {
                             return binding.variable == name && IsCanonical(binding.expression);
                           }) &&
               std::any_of(order->order.begin(), order->order.end(),
                           [&](const OrderCondition& condition) {
                             return condition.expression == Expression::OfVariable(name);
                           });
      });
}

FixedPart OfSlice(const Pattern& pattern) {
  FixedPart result = FixedPartOf(pattern.inputs[0]);
  if (result.rows == Rows::kUnknown) return result;
  constexpr uint64_t kMoreThanThereAre = 1'000'000;
  if (pattern.offset == 0 && pattern.limit.value_or(kMoreThanThereAre) >= kMoreThanThereAre) {
    return result;
  }
  if (pattern.limit == uint64_t{0}) return {};
  if (result.rows != Rows::kAll) return Unknown();
  if (!HasTotalOrder(pattern.inputs[0])) result.rows = Rows::kSome;
  return result;
}

}  // namespace

FixedPart FixedPartOf(const Pattern& pattern) {
  switch (pattern.kind) {
    case Pattern::Kind::kBgp:
    case Pattern::Kind::kPath:
    case Pattern::Kind::kValues:
      return {};
    case Pattern::Kind::kJoin:
    case Pattern::Kind::kLeftJoin:
    case Pattern::Kind::kUnion:
    case Pattern::Kind::kMinus:
      return OfInputs(pattern);
    case Pattern::Kind::kFilter: {
      FixedPart input = FixedPartOf(pattern.inputs[0]);
      if (input.rows == Rows::kSome) return Unknown();
      return AreFixed(pattern.expressions, input.values) ? input : Unknown();
    }
    case Pattern::Kind::kGraph: {
      FixedPart input = FixedPartOf(pattern.inputs[0]);
      const bool is_joined_by_value =
          pattern.graph.is_variable() && input.values.contains(pattern.graph.variable());
      return input.rows == Rows::kAll && !is_joined_by_value ? input : Unknown();
    }
    case Pattern::Kind::kExtend:
      return OfExtend(pattern);
    case Pattern::Kind::kGroup:
      return OfGroup(pattern);
    case Pattern::Kind::kOrderBy:
      return FixedPartOf(pattern.inputs[0]);
    case Pattern::Kind::kProject: {
      FixedPart result = FixedPartOf(pattern.inputs[0]);
      std::erase_if(result.values, [&](const auto& value) {
        return std::find(pattern.variables.begin(), pattern.variables.end(), value.first) ==
               pattern.variables.end();
      });
      return result;
    }
    case Pattern::Kind::kDistinct: {
      FixedPart result = FixedPartOf(pattern.inputs[0]);
      if (result.rows == Rows::kSome || !result.values.empty()) return Unknown();
      if (result.rows == Rows::kSet) result.rows = Rows::kAll;
      return result;
    }
    case Pattern::Kind::kReduced: {
      FixedPart result = FixedPartOf(pattern.inputs[0]);
      if (result.rows == Rows::kSome || !result.values.empty()) return Unknown();
      if (result.rows == Rows::kAll) result.rows = Rows::kSet;
      return result;
    }
    case Pattern::Kind::kSlice:
      return OfSlice(pattern);
  }
  return Unknown();
}

}  // namespace entente
