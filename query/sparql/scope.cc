#include "query/sparql/scope.h"

#include <utility>

namespace entente {

void VariableSet::Add(std::string_view name) {
  if (set_.emplace(name).second) names_.emplace_back(name);
}

void VariableSet::Add(const VariableSet& other) {
  for (const std::string& name : other.names()) Add(name);
}

void VariableSet::Add(const PatternTerm& place) {
  if (place.is_variable()) Add(place.variable());
  if (place.is_triple()) Add(place.triple());
}

void VariableSet::Add(const TriplePattern& triple) {
  Add(triple.subject);
  Add(triple.predicate);
  Add(triple.object);
}

namespace {

// Adds what `pattern` itself names in a way that binds, without its inputs.
void AddOwnVariables(const Pattern& pattern, VariableSet* variables) {
  for (const TriplePattern& triple : pattern.triples) variables->Add(triple);
  variables->Add(pattern.endpoints);
  variables->Add(pattern.graph);
  for (const Binding& binding : pattern.bindings) variables->Add(binding.variable);
  for (const Binding& aggregate : pattern.aggregates) variables->Add(aggregate.variable);
  for (const std::string& name : pattern.variables) variables->Add(name);
}

void AddVisible(const Pattern& pattern, VariableSet* variables) {
  AddOwnVariables(pattern, variables);
  if (pattern.kind == Pattern::Kind::kProject || pattern.kind == Pattern::Kind::kGroup) return;
  if (pattern.kind == Pattern::Kind::kMinus) return AddVisible(pattern.inputs[0], variables);
  for (const Pattern& input : pattern.inputs) AddVisible(input, variables);
}

void AddAll(const Pattern& pattern, VariableSet* variables);

void AddAll(const Expression& expression, VariableSet* variables) {
  if (expression.kind == Expression::Kind::kVariable) variables->Add(expression.variable);
  if (expression.pattern != nullptr) AddAll(*expression.pattern, variables);
  for (const Expression& argument : expression.arguments) AddAll(argument, variables);
}

void AddAll(const Pattern& pattern, VariableSet* variables) {
  AddOwnVariables(pattern, variables);
  for (const Expression& expression : pattern.expressions) AddAll(expression, variables);
  for (const Binding& binding : pattern.bindings) AddAll(binding.expression, variables);
  for (const Binding& aggregate : pattern.aggregates) AddAll(aggregate.expression, variables);
  for (const OrderCondition& condition : pattern.order) AddAll(condition.expression, variables);
  for (const Pattern& input : pattern.inputs) AddAll(input, variables);
}

}  // namespace

VariableSet VisibleVariables(const Pattern& pattern) {
  VariableSet variables;
  AddVisible(pattern, &variables);
  return variables;
}

VariableSet AllVariables(const Pattern& pattern) {
  VariableSet variables;
  AddAll(pattern, &variables);
  return variables;
}

void AddVariables(const Expression& expression, VariableSet* variables) {
  if (expression.kind == Expression::Kind::kAggregate) return;
  if (expression.kind == Expression::Kind::kVariable) variables->Add(expression.variable);
  if (expression.pattern != nullptr) AddAll(*expression.pattern, variables);
  for (const Expression& argument : expression.arguments) AddVariables(argument, variables);
}

bool HasAggregate(const Expression& expression) {
  if (expression.kind == Expression::Kind::kAggregate) return true;
  for (const Expression& argument : expression.arguments) {
    if (HasAggregate(argument)) return true;
  }
  return false;
}

std::optional<std::string> FindUngrouped(const Expression& expression, const VariableSet& grouped) {
  if (expression.kind == Expression::Kind::kAggregate) return std::nullopt;
  if (expression.kind == Expression::Kind::kVariable && !grouped.Contains(expression.variable)) {
    return expression.variable;
  }
  for (const Expression& argument : expression.arguments) {
    if (auto found = FindUngrouped(argument, grouped); found.has_value()) return found;
  }
  return std::nullopt;
}

void LiftAggregates(Expression* expression, std::vector<Binding>* aggregates) {
  if (expression->kind != Expression::Kind::kAggregate) {
    for (Expression& argument : expression->arguments) LiftAggregates(&argument, aggregates);
    return;
  }
  for (const Binding& aggregate : *aggregates) {
    if (aggregate.expression == *expression) {
      *expression = Expression::OfVariable(aggregate.variable);
      return;
    }
  }
  const std::string name = StrCat(".a", aggregates->size());
  aggregates->push_back({.variable = name, .expression = std::move(*expression)});
  *expression = Expression::OfVariable(name);
}

}  // namespace entente
