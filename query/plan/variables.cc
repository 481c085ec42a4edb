#include "query/plan/variables.h"

#include <algorithm>
#include <vector>

namespace entente {
namespace {

void AddCertain(const Pattern& pattern, VariableSet* variables) {
  switch (pattern.kind) {
    case Pattern::Kind::kBgp:
      for (const TriplePattern& triple : pattern.triples) variables->Add(triple);
      return;
    case Pattern::Kind::kPath:
      variables->Add(pattern.endpoints);
      return;
    case Pattern::Kind::kJoin:
      for (const Pattern& input : pattern.inputs) AddCertain(input, variables);
      return;
    case Pattern::Kind::kGraph:
      variables->Add(pattern.graph);
      return AddCertain(pattern.inputs[0], variables);
    case Pattern::Kind::kUnion: {
      std::vector<VariableSet> parts;
      for (const Pattern& input : pattern.inputs) parts.push_back(CertainVariables(input));
      for (const std::string& name : parts.front().names()) {
        const bool in_all = std::all_of(parts.begin(), parts.end(), [&](const VariableSet& part) {
          return part.Contains(name);
        });
        if (in_all) variables->Add(name);
      }
      return;
    }
    case Pattern::Kind::kValues:
      for (size_t i = 0; i < pattern.variables.size(); ++i) {
        const bool in_all = std::all_of(pattern.rows.begin(), pattern.rows.end(),
                                        [i](const std::vector<Term>& row) { return bool{row[i]}; });
        if (in_all) variables->Add(pattern.variables[i]);
      }
      return;
    case Pattern::Kind::kGroup: {
      const VariableSet inner = CertainVariables(pattern.inputs[0]);
      for (const Binding& key : pattern.bindings) {
        const Expression& value = key.expression;
        if (value.kind == Expression::Kind::kVariable && inner.Contains(value.variable)) {
          variables->Add(key.variable);
        }
      }
      return;
    }
    case Pattern::Kind::kProject: {
      const VariableSet inner = CertainVariables(pattern.inputs[0]);
      for (const std::string& name : pattern.variables) {
        if (inner.Contains(name)) variables->Add(name);
      }
      return;
    }
    case Pattern::Kind::kLeftJoin:
    case Pattern::Kind::kMinus:
    case Pattern::Kind::kFilter:
    case Pattern::Kind::kExtend:
    case Pattern::Kind::kOrderBy:
    case Pattern::Kind::kDistinct:
    case Pattern::Kind::kReduced:
    case Pattern::Kind::kSlice:
      return AddCertain(pattern.inputs[0], variables);
  }
}

bool CanBeEmpty(const Path& path) {
  switch (path.kind) {
    case Path::Kind::kZeroOrMore:
    case Path::Kind::kZeroOrOne:
      return true;
    case Path::Kind::kInverse:
    case Path::Kind::kOneOrMore:
      return CanBeEmpty(path.inputs[0]);
    case Path::Kind::kSequence:
      return std::all_of(path.inputs.begin(), path.inputs.end(), CanBeEmpty);
    case Path::Kind::kAlternative:
      return std::any_of(path.inputs.begin(), path.inputs.end(), CanBeEmpty);
    case Path::Kind::kLink:
    case Path::Kind::kNegatedSet:
      return false;
  }
  return false;
}

}  // namespace

VariableSet CertainVariables(const Pattern& pattern) {
  VariableSet variables;
  AddCertain(pattern, &variables);
  return variables;
}

bool ContainsAll(const VariableSet& set, const VariableSet& names) {
  return std::all_of(names.names().begin(), names.names().end(),
                     [&set](const std::string& name) { return set.Contains(name); });
}

bool Intersect(const VariableSet& a, const VariableSet& b) {
  return std::any_of(a.names().begin(), a.names().end(),
                     [&b](const std::string& name) { return b.Contains(name); });
}

VariableSet VariablesOf(const Expression& expression) {
  VariableSet variables;
  AddVariables(expression, &variables);
  return variables;
}

bool HasExists(const Expression& expression) {
  return expression.kind == Expression::Kind::kExists ||
         std::any_of(expression.arguments.begin(), expression.arguments.end(), HasExists);
}

bool IsBgps(const Pattern& pattern) {
  if (pattern.kind == Pattern::Kind::kJoin) {
    return std::all_of(pattern.inputs.begin(), pattern.inputs.end(), IsBgps);
  }
  return pattern.kind == Pattern::Kind::kBgp && !pattern.triples.empty();
}

bool CanSeed(const Pattern& pattern, const VariableSet& variables) {
  // Whether no seed shows itself to what sees names that the input may leave unbound.
  const auto is_hidden_from = [&](const VariableSet& seen, const Pattern& input) {
    const VariableSet certain = CertainVariables(input);
    return std::none_of(
        variables.names().begin(), variables.names().end(),
        [&](const std::string& name) { return seen.Contains(name) && !certain.Contains(name); });
  };
  switch (pattern.kind) {
    case Pattern::Kind::kBgp:
      return !pattern.triples.empty();
    case Pattern::Kind::kPath:
      // A path of no steps begins at nodes of the graph, or at terms of the query, not at what a
      // seed brings along.
      return !CanBeEmpty(pattern.path);
    case Pattern::Kind::kJoin:
    case Pattern::Kind::kValues:
      return true;
    case Pattern::Kind::kGraph:
      return pattern.graph.is_term() && CanSeed(pattern.inputs[0], variables);
    case Pattern::Kind::kUnion:
      return std::all_of(pattern.inputs.begin(), pattern.inputs.end(),
                         [&](const Pattern& input) { return CanSeed(input, variables); });
    case Pattern::Kind::kFilter: {
      VariableSet seen;
      for (const Expression& expression : pattern.expressions) AddVariables(expression, &seen);
      return is_hidden_from(seen, pattern.inputs[0]) && CanSeed(pattern.inputs[0], variables);
    }
    case Pattern::Kind::kLeftJoin: {
      VariableSet seen = VisibleVariables(pattern.inputs[1]);
      for (const Expression& expression : pattern.expressions) AddVariables(expression, &seen);
      return is_hidden_from(seen, pattern.inputs[0]) && CanSeed(pattern.inputs[0], variables);
    }
    case Pattern::Kind::kExtend: {
      VariableSet seen;
      for (const Binding& binding : pattern.bindings) {
        if (variables.Contains(binding.variable)) return false;
        AddVariables(binding.expression, &seen);
      }
      return is_hidden_from(seen, pattern.inputs[0]) && CanSeed(pattern.inputs[0], variables);
    }
    case Pattern::Kind::kProject: {
      VariableSet projected;
      for (const std::string& name : pattern.variables) projected.Add(name);
      return ContainsAll(projected, variables) && CanSeed(pattern.inputs[0], variables);
    }
    case Pattern::Kind::kGroup: {
      VariableSet keys;
      for (const Binding& key : pattern.bindings) {
        if (key.expression == Expression::OfVariable(key.variable)) keys.Add(key.variable);
      }
      if (!ContainsAll(keys, variables)) return false;
      [[fallthrough]];
    }
    case Pattern::Kind::kMinus:
    case Pattern::Kind::kDistinct:
    case Pattern::Kind::kReduced:
      return ContainsAll(CertainVariables(pattern.inputs[0]), variables) &&
             CanSeed(pattern.inputs[0], variables);
    case Pattern::Kind::kOrderBy:
    case Pattern::Kind::kSlice:
      return false;
  }
  return false;
}

bool IsSemiJoin(const Pattern& pattern) {
  switch (pattern.kind) {
    case Pattern::Kind::kBgp:
      return true;
    case Pattern::Kind::kPath:
      return !CanBeEmpty(pattern.path);
    case Pattern::Kind::kJoin:
    case Pattern::Kind::kUnion:
      return std::all_of(pattern.inputs.begin(), pattern.inputs.end(), IsSemiJoin);
    case Pattern::Kind::kGraph:
      return IsSemiJoin(pattern.inputs[0]);
    case Pattern::Kind::kFilter: {
      const VariableSet certain = CertainVariables(pattern.inputs[0]);
      for (const Expression& expression : pattern.expressions) {
        if (HasExists(expression) || !ContainsAll(certain, VariablesOf(expression))) return false;
      }
      return IsSemiJoin(pattern.inputs[0]);
    }
    default:
      return false;
  }
}

}  // namespace entente
