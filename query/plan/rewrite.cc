#include "query/plan/rewrite.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "query/evaluation/expression_evaluator.h"
#include "query/plan/variables.h"
#include "schema/text.h"

namespace entente {
namespace {

using Expressions = std::vector<Expression>;

bool IsUnit(const Pattern& pattern) {
  return pattern.kind == Pattern::Kind::kBgp && pattern.triples.empty();
}

Pattern Filtered(Pattern pattern, Expressions expressions) {
  if (expressions.empty()) return pattern;
  if (pattern.kind == Pattern::Kind::kFilter) {
    std::move(expressions.begin(), expressions.end(), std::back_inserter(pattern.expressions));
    return pattern;
  }
  Pattern filter = {.kind = Pattern::Kind::kFilter, .expressions = std::move(expressions)};
  filter.inputs.push_back(std::move(pattern));
  return filter;
}

Pattern Joined(std::vector<Pattern> inputs) {
  if (inputs.empty()) return {};
  if (inputs.size() == 1) return std::move(inputs.front());
  return {.kind = Pattern::Kind::kJoin, .inputs = std::move(inputs)};
}

// Whether an expression with `name` unbound is never true.
bool RefusesUnbound(const Expression& expression, const std::string& name) {
  switch (expression.kind) {
    case Expression::Kind::kVariable:
      return expression.variable == name;
    case Expression::Kind::kCall:
      switch (expression.function) {
        case Function::kAnd:
          return std::any_of(
              expression.arguments.begin(), expression.arguments.end(),
              [&](const Expression& argument) { return RefusesUnbound(argument, name); });
        case Function::kOr:
          return std::all_of(
              expression.arguments.begin(), expression.arguments.end(),
              [&](const Expression& argument) { return RefusesUnbound(argument, name); });
        case Function::kBound:
          return expression.arguments[0].variable == name;
        case Function::kEqual:
        case Function::kNotEqual:
        case Function::kLess:
        case Function::kGreater:
        case Function::kLessOrEqual:
        case Function::kGreaterOrEqual:
        case Function::kRegex:
        case Function::kContains:
        case Function::kStrStarts:
        case Function::kStrEnds:
        case Function::kLangMatches:
        case Function::kSameTerm:
          // An error of an argument is one of the call.
          return std::any_of(expression.arguments.begin(), expression.arguments.end(),
                             [&](const Expression& argument) {
                               return argument.kind == Expression::Kind::kVariable &&
                                      argument.variable == name;
                             });
        default:
          return false;
      }
    default:
      return false;
  }
}

class Rewriter {
 public:
  Pattern Rewritten(Pattern pattern) {
    if (pattern.kind == Pattern::Kind::kPath) return RewrittenPath(std::move(pattern));
    for (Pattern& input : pattern.inputs) input = Rewritten(std::move(input));
    switch (pattern.kind) {
      case Pattern::Kind::kJoin:
        return RewrittenJoin(std::move(pattern.inputs));
      case Pattern::Kind::kUnion:
        return Flattened(std::move(pattern));
      case Pattern::Kind::kFilter: {
        Pattern input = std::move(pattern.inputs[0]);
        return Pushed(std::move(pattern.expressions), std::move(input));
      }
      default:
        return pattern;
    }
  }

 private:
  static Pattern Flattened(Pattern pattern) {
    std::vector<Pattern> inputs;
    for (Pattern& input : pattern.inputs) {
      if (input.kind == Pattern::Kind::kUnion) {
        std::move(input.inputs.begin(), input.inputs.end(), std::back_inserter(inputs));
      } else {
        inputs.push_back(std::move(input));
      }
    }
    pattern.inputs = std::move(inputs);
    return pattern;
  }

  // The inputs are rewritten already.
  Pattern RewrittenJoin(std::vector<Pattern> parts) {
    std::vector<Pattern> inputs;
    Expressions filters;
    const auto add = [&](auto& self, Pattern part) -> void {
      if (part.kind == Pattern::Kind::kJoin) {
        for (Pattern& input : part.inputs) self(self, std::move(input));
      } else if (part.kind == Pattern::Kind::kFilter) {
        // A filter sees the same values outside if its own pattern always binds them.
        const VariableSet certain = CertainVariables(part.inputs[0]);
        const auto stays = std::stable_partition(
            part.expressions.begin(), part.expressions.end(), [&](const Expression& expression) {
              return !HasExists(expression) && ContainsAll(certain, VariablesOf(expression));
            });
        std::move(part.expressions.begin(), stays, std::back_inserter(filters));
        part.expressions.erase(part.expressions.begin(), stays);
        Pattern input = std::move(part.inputs[0]);
        if (part.expressions.empty()) return self(self, std::move(input));
        inputs.push_back(Filtered(std::move(input), std::move(part.expressions)));
      } else if (!IsUnit(part)) {
        inputs.push_back(std::move(part));
      }
    };
    for (Pattern& part : parts) add(add, std::move(part));
    MergeBgps(&inputs);
    return Pushed(std::move(filters), WithOptionalsLast(std::move(inputs)));
  }

  static void MergeBgps(std::vector<Pattern>* inputs) {
    Pattern* first = nullptr;
    for (Pattern& input : *inputs) {
      if (input.kind != Pattern::Kind::kBgp) continue;
      if (first == nullptr) {
        first = &input;
      } else {
        std::move(input.triples.begin(), input.triples.end(), std::back_inserter(first->triples));
        input.triples.clear();
      }
    }
    std::erase_if(*inputs, IsUnit);
  }

  // Join(LeftJoin(L, R), C) is LeftJoin(Join(L, C), R) if C has none of the variables that R alone
  // brings, nor any that the condition would see only then.
  Pattern WithOptionalsLast(std::vector<Pattern> inputs) {
    std::vector<std::pair<Pattern, Expressions>> optionals;
    if (inputs.size() < 2) return Joined(std::move(inputs));
    for (size_t i = 0; i < inputs.size(); ++i) {
      while (inputs[i].kind == Pattern::Kind::kLeftJoin) {
        VariableSet right = VisibleVariables(inputs[i].inputs[1]);
        for (const Expression& expression : inputs[i].expressions) {
          AddVariables(expression, &right);
        }
        const VariableSet left = CertainVariables(inputs[i].inputs[0]);
        bool is_well_designed = true;
        for (size_t other = 0; other < inputs.size(); ++other) {
          if (other == i) continue;
          const VariableSet others = VisibleVariables(inputs[other]);
          for (const std::string& name : others.names()) {
            if (right.Contains(name) && !left.Contains(name)) is_well_designed = false;
          }
        }
        // The same holds for optionals that were moved already: they come after this one.
        for (const auto& [optional, condition] : optionals) {
          const VariableSet others = VisibleVariables(optional);
          for (const std::string& name : others.names()) {
            if (right.Contains(name) && !left.Contains(name)) is_well_designed = false;
          }
        }
        if (!is_well_designed) break;
        optionals.emplace_back(std::move(inputs[i].inputs[1]), std::move(inputs[i].expressions));
        Pattern input = std::move(inputs[i].inputs[0]);
        inputs[i] = std::move(input);
      }
    }
    if (optionals.empty()) return Joined(std::move(inputs));
    // What was inside may be joins in turn. The last optional of each chain came first.
    Pattern result = RewrittenJoin(std::move(inputs));
    for (auto optional = optionals.rbegin(); optional != optionals.rend(); ++optional) {
      Pattern join = {.kind = Pattern::Kind::kLeftJoin, .expressions = std::move(optional->second)};
      join.inputs.push_back(std::move(result));
      join.inputs.push_back(std::move(optional->first));
      result = std::move(join);
    }
    return result;
  }

  // Filter(expressions, pattern) with each expression as far down as it may go.
  Pattern Pushed(Expressions expressions, Pattern pattern) {
    if (expressions.empty()) return pattern;
    switch (pattern.kind) {
      case Pattern::Kind::kFilter: {
        std::move(pattern.expressions.begin(), pattern.expressions.end(),
                  std::back_inserter(expressions));
        Pattern input = std::move(pattern.inputs[0]);
        return Pushed(std::move(expressions), std::move(input));
      }
      case Pattern::Kind::kUnion: {
        Expressions repeatable = TakeIf(&expressions, IsRepeatable);
        for (Pattern& input : pattern.inputs) input = Pushed(repeatable, std::move(input));
        return Filtered(std::move(pattern), std::move(expressions));
      }
      case Pattern::Kind::kLeftJoin:
        return PushedToLeftJoin(std::move(expressions), std::move(pattern));
      case Pattern::Kind::kMinus:
        PushInto(&expressions, &pattern.inputs[0],
                 [](const Expression& expression) { return IsRepeatable(expression); });
        return Filtered(std::move(pattern), std::move(expressions));
      case Pattern::Kind::kExtend: {
        VariableSet bound;
        for (const Binding& binding : pattern.bindings) bound.Add(binding.variable);
        PushInto(&expressions, &pattern.inputs[0], [&](const Expression& expression) {
          return IsRepeatable(expression) && !Intersect(VariablesOf(expression), bound);
        });
        return Filtered(std::move(pattern), std::move(expressions));
      }
      case Pattern::Kind::kProject: {
        VariableSet projected;
        for (const std::string& name : pattern.variables) projected.Add(name);
        PushInto(&expressions, &pattern.inputs[0], [&](const Expression& expression) {
          return IsPure(expression) && ContainsAll(projected, VariablesOf(expression)) &&
                 ContainsAll(VisibleVariables(pattern.inputs[0]), VariablesOf(expression));
        });
        return Filtered(std::move(pattern), std::move(expressions));
      }
      case Pattern::Kind::kDistinct:
      case Pattern::Kind::kReduced:
        PushInto(&expressions, &pattern.inputs[0],
                 [](const Expression& expression) { return IsRepeatable(expression); });
        return Filtered(std::move(pattern), std::move(expressions));
      case Pattern::Kind::kGroup: {
        VariableSet keys;
        for (const Binding& key : pattern.bindings) {
          if (key.expression == Expression::OfVariable(key.variable)) keys.Add(key.variable);
        }
        PushInto(&expressions, &pattern.inputs[0], [&](const Expression& expression) {
          const VariableSet used = VariablesOf(expression);
          return IsPure(expression) && !used.names().empty() && ContainsAll(keys, used);
        });
        return Filtered(std::move(pattern), std::move(expressions));
      }
      case Pattern::Kind::kJoin:
        // Planning applies filters as soon as it can; only what has a plan of its own is told.
        for (Pattern& input : pattern.inputs) {
          if (input.kind == Pattern::Kind::kBgp || input.kind == Pattern::Kind::kPath ||
              input.kind == Pattern::Kind::kValues || input.kind == Pattern::Kind::kGraph) {
            continue;
          }
          const VariableSet certain = CertainVariables(input);
          PushInto(&expressions, &input, [&](const Expression& expression) {
            return IsPure(expression) && ContainsAll(certain, VariablesOf(expression));
          });
        }
        return Filtered(std::move(pattern), std::move(expressions));
      default:
        return Filtered(std::move(pattern), std::move(expressions));
    }
  }

  Pattern PushedToLeftJoin(Expressions expressions, Pattern pattern) {
    const VariableSet certain = CertainVariables(pattern.inputs[0]);
    const VariableSet right = CertainVariables(pattern.inputs[1]);
    const VariableSet left = VisibleVariables(pattern.inputs[0]);
    // Optional no more, if a filter refuses the solutions that did not find a partner.
    for (const Expression& expression : expressions) {
      for (const std::string& name : right.names()) {
        if (left.Contains(name) || !RefusesUnbound(expression, name)) continue;
        std::move(pattern.expressions.begin(), pattern.expressions.end(),
                  std::back_inserter(expressions));
        return Pushed(std::move(expressions), RewrittenJoin(std::move(pattern.inputs)));
      }
    }
    PushInto(&expressions, &pattern.inputs[0], [&](const Expression& expression) {
      return IsPure(expression) && ContainsAll(certain, VariablesOf(expression));
    });
    return Filtered(std::move(pattern), std::move(expressions));
  }

  template <typename Condition>
  static Expressions TakeIf(Expressions* expressions, const Condition& condition) {
    const auto rest = std::stable_partition(expressions->begin(), expressions->end(), condition);
    Expressions taken(std::make_move_iterator(expressions->begin()), std::make_move_iterator(rest));
    expressions->erase(expressions->begin(), rest);
    return taken;
  }

  template <typename Condition>
  void PushInto(Expressions* expressions, Pattern* input, const Condition& condition) {
    Expressions taken = TakeIf(expressions, condition);
    if (taken.empty()) return;
    Pattern moved = std::move(*input);
    *input = Pushed(std::move(taken), std::move(moved));
  }

  Pattern RewrittenPath(Pattern pattern) {
    Path& path = pattern.path;
    switch (path.kind) {
      case Path::Kind::kLink: {
        Pattern bgp;
        bgp.triples.push_back(
            {pattern.endpoints.subject, Term(Iri(path.iri)), pattern.endpoints.object});
        return bgp;
      }
      case Path::Kind::kInverse: {
        Path inner = std::move(path.inputs[0]);
        path = std::move(inner);
        std::swap(pattern.endpoints.subject, pattern.endpoints.object);
        return RewrittenPath(std::move(pattern));
      }
      case Path::Kind::kAlternative: {
        Pattern result = {.kind = Pattern::Kind::kUnion};
        for (Path& input : path.inputs) {
          Pattern branch = {.kind = Pattern::Kind::kPath, .endpoints = pattern.endpoints};
          branch.path = std::move(input);
          result.inputs.push_back(RewrittenPath(std::move(branch)));
        }
        return Flattened(std::move(result));
      }
      case Path::Kind::kSequence: {
        std::vector<Pattern> steps;
        PatternTerm from = pattern.endpoints.subject;
        for (size_t i = 0; i < path.inputs.size(); ++i) {
          const bool is_last = i + 1 == path.inputs.size();
          PatternTerm to = is_last ? pattern.endpoints.object
                                   : PatternTerm(Variable{StrCat(".r", next_variable_++)});
          Pattern step = {.kind = Pattern::Kind::kPath, .endpoints = {from, PatternTerm(), to}};
          step.path = std::move(path.inputs[i]);
          steps.push_back(RewrittenPath(std::move(step)));
          from = std::move(to);
        }
        return RewrittenJoin(std::move(steps));
      }
      default:
        return pattern;
    }
  }

  uint64_t next_variable_ = 0;
};

}  // namespace

Pattern Rewrite(Pattern pattern) { return Rewriter().Rewritten(std::move(pattern)); }

}  // namespace entente
