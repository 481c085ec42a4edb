#include "query/evaluation/expression_evaluator.h"

#include <algorithm>

#include "query/expression/compare.h"
#include "query/sparql/scope.h"

namespace entente {

TermId Solution::Find(std::string_view variable) const {
  const auto column = std::find(variables->begin(), variables->end(), variable);
  if (column != variables->end()) {
    const TermId id = row[static_cast<size_t>(column - variables->begin())];
    if (!id.is_none()) return id;
  }
  if (outer != nullptr) {
    const auto found = outer->find(variable);
    if (found != outer->end()) return found->second;
  }
  return TermId();
}

std::optional<Value> ExpressionEvaluator::Evaluate(const Expression& expression,
                                                   const Solution& solution) {
  switch (expression.kind) {
    case Expression::Kind::kTerm:
      return std::optional<Value>(std::in_place, expression.term);
    case Expression::Kind::kVariable: {
      const Value* const value = pool_->Get(solution.Find(expression.variable));
      if (value == nullptr) return std::nullopt;
      return *value;
    }
    case Expression::Kind::kExists:
      return Value::Boolean(exists_(*expression.pattern, solution));
    case Expression::Kind::kCall:
      return EvaluateCall(expression, solution);
    case Expression::Kind::kExtension:
      return EvaluateStrict(expression, solution);
    case Expression::Kind::kAggregate:
      break;  // Lifted out by the parser.
  }
  return std::nullopt;
}

TermId ExpressionEvaluator::EvaluateToId(const Expression& expression, const Solution& solution) {
  if (expression.kind == Expression::Kind::kVariable) return solution.Find(expression.variable);
  const std::optional<Value> value = Evaluate(expression, solution);
  return value.has_value() ? pool_->Intern(*value) : TermId();
}

std::optional<bool> ExpressionEvaluator::Truth(const Expression& expression,
                                               const Solution& solution) {
  const std::optional<Value> value = Evaluate(expression, solution);
  if (!value.has_value()) return std::nullopt;
  return EffectiveBooleanValue(*value);
}

bool ExpressionEvaluator::Holds(const Expression& expression, const Solution& solution) {
  return Truth(expression, solution).value_or(false);
}

bool ExpressionEvaluator::AllHold(std::span<const Expression> expressions,
                                  const Solution& solution) {
  for (const Expression& expression : expressions) {
    if (!Holds(expression, solution)) return false;
  }
  return true;
}

std::optional<Value> ExpressionEvaluator::EvaluateCall(const Expression& expression,
                                                       const Solution& solution) {
  switch (expression.function) {
    case Function::kOr:
    case Function::kAnd:
      return EvaluateLogic(expression, solution);
    case Function::kIn:
    case Function::kNotIn:
      return EvaluateIn(expression, solution);
    case Function::kBound:
      return Value::Boolean(!solution.Find(expression.arguments[0].variable).is_none());
    case Function::kCoalesce:
      for (const Expression& argument : expression.arguments) {
        std::optional<Value> value = Evaluate(argument, solution);
        if (value.has_value()) return value;
      }
      return std::nullopt;
    case Function::kIf: {
      const std::optional<bool> condition = Truth(expression.arguments[0], solution);
      if (!condition.has_value()) return std::nullopt;
      return Evaluate(expression.arguments[*condition ? 1 : 2], solution);
    }
    default:
      return EvaluateStrict(expression, solution);
  }
}

// Section 17.2: an error does not matter where the other operands decide.
std::optional<Value> ExpressionEvaluator::EvaluateLogic(const Expression& expression,
                                                        const Solution& solution) {
  const bool deciding = expression.function == Function::kOr;
  bool has_error = false;
  for (const Expression& argument : expression.arguments) {
    const std::optional<bool> truth = Truth(argument, solution);
    if (!truth.has_value()) {
      has_error = true;
    } else if (*truth == deciding) {
      return Value::Boolean(deciding);
    }
  }
  if (has_error) return std::nullopt;
  return Value::Boolean(!deciding);
}

// Section 17.4.1.9: a chain of "=" with "||".
std::optional<Value> ExpressionEvaluator::EvaluateIn(const Expression& expression,
                                                     const Solution& solution) {
  const bool is_in = expression.function == Function::kIn;
  if (expression.arguments.size() == 1) return Value::Boolean(!is_in);
  const std::optional<Value> value = Evaluate(expression.arguments[0], solution);
  if (!value.has_value()) return std::nullopt;
  bool has_error = false;
  for (size_t i = 1; i < expression.arguments.size(); ++i) {
    const std::optional<Value> candidate = Evaluate(expression.arguments[i], solution);
    const std::optional<bool> equal =
        candidate.has_value() ? ValuesEqual(*value, *candidate) : std::nullopt;
    if (!equal.has_value()) {
      has_error = true;
    } else if (*equal) {
      return Value::Boolean(is_in);
    }
  }
  if (has_error) return std::nullopt;
  return Value::Boolean(!is_in);
}

namespace {

// Whether a call may take as long as thousands of others, so that ticks come too seldom: regular
// expressions, and functions of long texts.
bool MayTakeLong(const Expression& expression, std::span<const Value> arguments) {
  constexpr size_t kLongTextBytes = size_t{1} << 16;
  if (expression.kind != Expression::Kind::kCall) return false;
  switch (expression.function) {
    case Function::kRegex:
    case Function::kReplace:
      return true;
    case Function::kConcat:
    case Function::kSubstr:
    case Function::kStrLen:
    case Function::kUcase:
    case Function::kLcase:
    case Function::kEncodeForUri:
    case Function::kContains:
    case Function::kStrStarts:
    case Function::kStrEnds:
    case Function::kStrBefore:
    case Function::kStrAfter:
    case Function::kMd5:
    case Function::kSha1:
    case Function::kSha256:
    case Function::kSha384:
    case Function::kSha512:
      return std::any_of(arguments.begin(), arguments.end(), [](const Value& argument) {
        const Term& term = argument.term();
        return term.is_literal() && term.literal().lexical.size() >= kLongTextBytes;
      });
    default:
      return false;
  }
}

}  // namespace

std::optional<Value> ExpressionEvaluator::EvaluateStrict(const Expression& expression,
                                                         const Solution& solution) {
  std::vector<Value> arguments;
  arguments.reserve(expression.arguments.size());
  for (const Expression& argument : expression.arguments) {
    std::optional<Value> value = Evaluate(argument, solution);
    if (!value.has_value()) return std::nullopt;
    arguments.push_back(*std::move(value));
  }
  if (MayTakeLong(expression, arguments)) limits_->CheckNow();
  if (!limits_->Tick()) return std::nullopt;
  if (expression.kind == Expression::Kind::kExtension) {
    return CallExtension(expression.term.iri().text, arguments);
  }
  return CallFunction(expression.function, arguments, functions_);
}

namespace {

bool IsRepeatable(const Pattern& pattern) {
  const auto is_repeatable = [](const Binding& binding) {
    return entente::IsRepeatable(binding.expression);
  };
  return std::all_of(pattern.inputs.begin(), pattern.inputs.end(),
                     [](const Pattern& input) { return IsRepeatable(input); }) &&
         std::all_of(pattern.expressions.begin(), pattern.expressions.end(),
                     [](const Expression& inner) { return entente::IsRepeatable(inner); }) &&
         std::all_of(pattern.bindings.begin(), pattern.bindings.end(), is_repeatable) &&
         std::all_of(pattern.aggregates.begin(), pattern.aggregates.end(), is_repeatable);
}

}  // namespace

bool IsRepeatable(const Expression& expression) {
  if (expression.kind == Expression::Kind::kExists) return IsRepeatable(*expression.pattern);
  if (expression.kind == Expression::Kind::kCall && !IsDeterministic(expression.function)) {
    return false;
  }
  return std::all_of(expression.arguments.begin(), expression.arguments.end(),
                     [](const Expression& argument) { return IsRepeatable(argument); });
}

bool IsPure(const Expression& expression) {
  if (expression.kind == Expression::Kind::kExists) return false;
  if (expression.kind == Expression::Kind::kCall && !IsDeterministic(expression.function)) {
    return false;
  }
  for (const Expression& argument : expression.arguments) {
    if (!IsPure(argument)) return false;
  }
  return true;
}

}  // namespace entente
