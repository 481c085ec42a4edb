#include "query/reference/pattern_evaluator.h"

#include <algorithm>
#include <memory>

#include "absl/container/flat_hash_set.h"
#include "query/sparql/scope.h"

namespace entente {
namespace {

bool IsLeaf(const Pattern& pattern) {
  return pattern.kind == Pattern::Kind::kBgp || pattern.kind == Pattern::Kind::kPath;
}

// Whether `pattern` consists of leaves alone, so that it binds all of its variables always.
bool IsAllLeaves(const Pattern& pattern) {
  if (pattern.kind == Pattern::Kind::kJoin) {
    return std::all_of(pattern.inputs.begin(), pattern.inputs.end(), IsLeaf);
  }
  return IsLeaf(pattern);
}

bool IsBgps(const Pattern& pattern) {
  const auto is_bgp = [](const Pattern& leaf) { return leaf.kind == Pattern::Kind::kBgp; };
  if (pattern.kind == Pattern::Kind::kJoin) {
    return std::all_of(pattern.inputs.begin(), pattern.inputs.end(), is_bgp);
  }
  return is_bgp(pattern) && !pattern.triples.empty();
}

using IdRow = std::vector<TermId>;

// Whether a limit on the solutions of a pattern is one on those of its inputs, or on its matches.
bool GivesARowForARow(const Pattern& pattern) {
  switch (pattern.kind) {
    case Pattern::Kind::kBgp:
    case Pattern::Kind::kPath:
    case Pattern::Kind::kJoin:
    case Pattern::Kind::kProject:
    case Pattern::Kind::kReduced:
    case Pattern::Kind::kSlice:
      return true;
    default:
      return false;
  }
}

}  // namespace

PatternEvaluator::PatternEvaluator(const Query& query, QueryContext* context)
    : query_(query),
      context_(context),
      pool_(context->pool()),
      functions_(context->functions()),
      parameters_(context->parameters()),
      limits_(context->limits()),
      expressions_(pool_, functions_, limits_,
                   [this](const Pattern& pattern, const Solution& solution) {
                     return Exists(pattern, solution);
                   }),
      matcher_(context->view(), pool_, &expressions_, limits_),
      default_graph_({.graphs = context->default_graphs()}) {}

Table PatternEvaluator::EvaluateQuery() {
  return Evaluate(query_.pattern,
                  {.graph = &default_graph_,
                   .outer = &parameters_,
                   .row_limit = query_.form == QueryForm::kAsk ? 1 : Matcher::kNoLimit});
}

Table PatternEvaluator::Evaluate(const Pattern& pattern, const Scope& outer_scope) {
  if (!limits_->Tick()) return Table({}, limits_);
  Scope scope = outer_scope;
  if (!GivesARowForARow(pattern)) scope.row_limit = Matcher::kNoLimit;
  switch (pattern.kind) {
    case Pattern::Kind::kBgp:
    case Pattern::Kind::kPath:
    case Pattern::Kind::kJoin:
      return EvaluateJoin(pattern, {}, scope);
    case Pattern::Kind::kLeftJoin:
      return EvaluateLeftJoin(pattern, scope);
    case Pattern::Kind::kUnion:
      return EvaluateUnion(pattern, scope);
    case Pattern::Kind::kMinus:
      return EvaluateMinus(pattern, scope);
    case Pattern::Kind::kFilter:
      return EvaluateFilter(pattern, scope);
    case Pattern::Kind::kGraph:
      return EvaluateGraph(pattern, scope);
    case Pattern::Kind::kExtend:
      return EvaluateExtend(pattern, scope);
    case Pattern::Kind::kValues:
      return EvaluateValues(pattern, scope);
    case Pattern::Kind::kGroup:
      return EvaluateGroup(pattern, scope);
    case Pattern::Kind::kOrderBy:
      return EvaluateOrderBy(pattern, scope);
    case Pattern::Kind::kProject:
      return EvaluateProject(pattern, scope);
    case Pattern::Kind::kDistinct:
      return EvaluateDistinct(pattern, scope);
    case Pattern::Kind::kReduced:
      return Evaluate(pattern.inputs[0], scope);
    case Pattern::Kind::kSlice:
      return EvaluateSlice(pattern, scope);
  }
  return Table({}, limits_);
}

Table PatternEvaluator::EvaluateJoin(const Pattern& pattern, std::span<const Expression> filters,
                                     const Scope& scope) {
  std::vector<const Pattern*> leaves;
  std::vector<Table> others;
  const std::span<const Pattern> inputs = pattern.kind == Pattern::Kind::kJoin
                                              ? std::span<const Pattern>(pattern.inputs)
                                              : std::span<const Pattern>(&pattern, 1);
  for (const Pattern& input : inputs) {
    if (IsLeaf(input)) {
      leaves.push_back(&input);
    } else {
      others.push_back(Evaluate(input, {.graph = scope.graph, .outer = scope.outer}));
      if (others.back().row_count() == 0) return Table({}, limits_);
    }
  }
  // Joins are commutative and associative. First those that share variables, smallest first.
  Table joined = Table::Unit(limits_);
  while (!others.empty() && limits_->ok()) {
    size_t best = 0;
    bool best_shares = false;
    for (size_t i = 0; i < others.size(); ++i) {
      const bool shares = RowMerger(joined, others[i]).shares_variables();
      const bool is_better =
          shares != best_shares ? shares : others[i].row_count() < others[best].row_count();
      if (i == 0 || is_better) {
        best = i;
        best_shares = shares;
      }
    }
    joined = Join(joined, others[best]);
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(best));
  }
  std::vector<bool> is_applied;
  Table table = matcher_.Match(std::move(joined), leaves, *scope.graph, filters, scope.outer,
                               filters.empty() ? scope.row_limit : Matcher::kNoLimit, &is_applied);
  std::vector<const Expression*> rest;
  for (size_t i = 0; i < filters.size(); ++i) {
    if (!is_applied[i]) rest.push_back(&filters[i]);
  }
  if (rest.empty()) return table;
  Table kept(table.variables(), limits_);
  exists_graph_ = scope.graph;
  for (size_t i = 0; i < table.row_count() && limits_->Tick(); ++i) {
    functions_->BeginSolution();
    const Solution solution = {
        .variables = &table.variables(), .row = table.Row(i), .outer = scope.outer};
    const bool holds = std::all_of(rest.begin(), rest.end(), [&](const Expression* filter) {
      return expressions_.Holds(*filter, solution);
    });
    if (holds) kept.Append(table.Row(i));
  }
  return kept;
}

Table PatternEvaluator::EvaluateFilter(const Pattern& pattern, const Scope& scope) {
  const Pattern& input = pattern.inputs[0];
  if (IsLeaf(input) || input.kind == Pattern::Kind::kJoin) {
    return EvaluateJoin(input, pattern.expressions, scope);
  }
  const Table table = Evaluate(input, scope);
  std::vector<const Expression*> filters;
  filters.reserve(pattern.expressions.size());
  for (const Expression& filter : pattern.expressions) filters.push_back(&filter);
  Table kept(table.variables(), limits_);
  exists_graph_ = scope.graph;
  for (size_t i = 0; i < table.row_count() && limits_->Tick(); ++i) {
    functions_->BeginSolution();
    const Solution solution = {
        .variables = &table.variables(), .row = table.Row(i), .outer = scope.outer};
    if (expressions_.AllHold(pattern.expressions, solution)) kept.Append(table.Row(i));
  }
  return kept;
}

Table PatternEvaluator::EvaluateRight(const Pattern& right, const Table& left, const Scope& scope) {
  if (!IsAllLeaves(right) || left.row_count() == 0) return Evaluate(right, scope);
  // A side of leaves binds all its variables. Where all solutions of the left bind the shared ones,
  // matching can begin with their distinct values: each match meets just those that have them.
  std::vector<std::string> shared;
  std::vector<size_t> columns;
  const VariableSet visible = VisibleVariables(right);
  for (const std::string& name : visible.names()) {
    const std::optional<size_t> column = left.Column(name);
    if (!column.has_value()) continue;
    if (left.HasUnbound(*column)) return Evaluate(right, scope);
    shared.push_back(name);
    columns.push_back(*column);
  }
  if (shared.empty()) return Evaluate(right, scope);
  Table seed(shared, limits_);
  absl::flat_hash_set<IdRow> seen;
  for (size_t i = 0; i < left.row_count() && limits_->Tick(); ++i) {
    IdRow key;
    key.reserve(columns.size());
    for (const size_t column : columns) key.push_back(left.At(i, column));
    if (!seen.insert(key).second) continue;
    seed.Append(key);
  }
  std::vector<const Pattern*> leaves;
  if (right.kind == Pattern::Kind::kJoin) {
    for (const Pattern& leaf : right.inputs) leaves.push_back(&leaf);
  } else {
    leaves.push_back(&right);
  }
  std::vector<bool> is_applied;
  return matcher_.Match(std::move(seed), leaves, *scope.graph, {}, scope.outer, Matcher::kNoLimit,
                        &is_applied);
}

Table PatternEvaluator::EvaluateLeftJoin(const Pattern& pattern, const Scope& scope) {
  const Table left = Evaluate(pattern.inputs[0], scope);
  const Table right = EvaluateRight(pattern.inputs[1], left, scope);
  Partners partners(left, right);
  RowMerger& merger = partners.merger();
  Table result(merger.variables(), limits_);
  exists_graph_ = scope.graph;
  for (size_t i = 0; i < left.row_count() && limits_->Tick(); ++i) {
    bool has_partner = false;
    partners.ForEach(i, [&](size_t partner) {
      const std::span<const TermId> merged = merger.Merge(left.Row(i), right.Row(partner));
      const Solution solution = {
          .variables = &result.variables(), .row = merged, .outer = scope.outer};
      functions_->BeginSolution();
      if (!expressions_.AllHold(pattern.expressions, solution)) return;
      has_partner = true;
      result.Append(merged);
    });
    if (!has_partner) result.Append(merger.Merge(left.Row(i), {}));
  }
  return result;
}

Table PatternEvaluator::EvaluateUnion(const Pattern& pattern, const Scope& scope) {
  std::vector<Table> parts;
  VariableSet variables;
  for (const Pattern& input : pattern.inputs) {
    parts.push_back(Evaluate(input, scope));
    for (const std::string& name : parts.back().variables()) variables.Add(name);
  }
  Table result(variables.names(), limits_);
  for (const Table& part : parts) {
    std::vector<size_t> columns;
    columns.reserve(part.width());
    for (const std::string& name : part.variables()) columns.push_back(*result.Column(name));
    for (size_t i = 0; i < part.row_count() && limits_->Tick(); ++i) {
      IdRow row(result.width());
      for (size_t column = 0; column < columns.size(); ++column) {
        row[columns[column]] = part.At(i, column);
      }
      result.Append(row);
    }
  }
  return result;
}

Table PatternEvaluator::EvaluateMinus(const Pattern& pattern, const Scope& scope) {
  Table left = Evaluate(pattern.inputs[0], scope);
  const Table right = EvaluateRight(pattern.inputs[1], left, scope);
  Partners partners(left, right);
  if (!partners.merger().shares_variables()) return left;
  Table result(left.variables(), limits_);
  for (size_t i = 0; i < left.row_count() && limits_->Tick(); ++i) {
    bool is_removed = false;
    partners.ForEach(i, [&](size_t partner) {
      is_removed = is_removed || partners.merger().Overlap(left.Row(i), right.Row(partner));
    });
    if (!is_removed) result.Append(left.Row(i));
  }
  return result;
}

Table PatternEvaluator::EvaluateGraph(const Pattern& pattern, const Scope& scope) {
  const Pattern& input = pattern.inputs[0];
  if (pattern.graph.is_term()) {
    const TermId graph = pool_->Intern(pattern.graph.term());
    // Section 18.6: of a graph that is not in the dataset, not even the empty pattern holds.
    if (!context_->IsNamedGraph(graph)) return Table({}, limits_);
    const ActiveGraph active = {.graphs = {graph}};
    return Evaluate(input, {.graph = &active, .outer = scope.outer});
  }
  const std::string& variable = pattern.graph.variable();
  if (!context_->has_dataset() && IsBgps(input)) {
    const ActiveGraph any = {.variable = variable};
    return Evaluate(input, {.graph = &any, .outer = scope.outer});
  }
  const auto outer = scope.outer->find(variable);
  std::vector<Table> parts;
  VariableSet variables;
  for (const TermId graph : context_->NamedGraphs()) {
    if (outer != scope.outer->end() && outer->second != graph) continue;
    const ActiveGraph active = {.graphs = {graph}};
    const Table inner = Evaluate(input, {.graph = &active, .outer = scope.outer});
    Table name({variable}, limits_);
    name.Append(std::span<const TermId>(&graph, 1));
    parts.push_back(Join(inner, name));
    for (const std::string& column : parts.back().variables()) variables.Add(column);
    if (!limits_->ok()) break;
  }
  Table result(variables.names(), limits_);
  for (const Table& part : parts) {
    for (size_t i = 0; i < part.row_count() && limits_->Tick(); ++i) {
      IdRow row(result.width());
      for (size_t column = 0; column < part.width(); ++column) {
        row[*result.Column(part.variables()[column])] = part.At(i, column);
      }
      result.Append(row);
    }
  }
  return result;
}

Table PatternEvaluator::EvaluateExtend(const Pattern& pattern, const Scope& scope) {
  Table table = Evaluate(pattern.inputs[0], scope);
  // All new columns at once: a later expression sees the earlier values in the row being made.
  std::vector<std::string> variables = table.variables();
  std::vector<const Expression*> expressions;
  for (const Binding& binding : pattern.bindings) {
    variables.push_back(binding.variable);
    expressions.push_back(&binding.expression);
  }
  Table result(std::move(variables), limits_);
  exists_graph_ = scope.graph;
  for (size_t i = 0; i < table.row_count() && limits_->Tick(); ++i) {
    functions_->BeginSolution();
    IdRow row(table.Row(i).begin(), table.Row(i).end());
    row.resize(result.width());
    bool is_compatible = true;
    for (size_t column = table.width(); column < result.width(); ++column) {
      const Solution solution = {
          .variables = &result.variables(), .row = row, .outer = scope.outer};
      const TermId id = expressions_.EvaluateToId(*expressions[column - table.width()], solution);
      // What is bound from outside has that value and no other.
      const auto outer = scope.outer->find(result.variables()[column]);
      if (outer != scope.outer->end() && !id.is_none() && outer->second != id) {
        is_compatible = false;
      }
      row[column] = id;
    }
    if (is_compatible) result.Append(row);
  }
  return result;
}

Table PatternEvaluator::EvaluateValues(const Pattern& pattern, const Scope& scope) {
  Table table(pattern.variables, limits_);
  IdRow row;
  for (const std::vector<Term>& terms : pattern.rows) {
    if (!limits_->Tick()) break;
    row.clear();
    bool is_compatible = true;
    for (size_t i = 0; i < terms.size(); ++i) {
      row.push_back(pool_->Intern(terms[i]));
      const auto outer = scope.outer->find(pattern.variables[i]);
      if (outer == scope.outer->end() || row[i].is_none()) continue;
      if (outer->second != row[i]) is_compatible = false;
    }
    if (is_compatible) table.Append(row);
  }
  return table;
}

bool PatternEvaluator::Exists(const Pattern& pattern, const Solution& solution) {
  // Section 18.6: the solution is substituted into the pattern; here it is bound from outside.
  OuterBindings outer = solution.outer == nullptr ? OuterBindings() : *solution.outer;
  for (size_t i = 0; i < solution.row.size(); ++i) {
    if (solution.row[i].is_none()) continue;
    outer.insert_or_assign((*solution.variables)[i], solution.row[i]);
  }
  const ActiveGraph* const graph = exists_graph_;
  const bool exists =
      Evaluate(pattern, {.graph = graph, .outer = &outer, .row_limit = 1}).row_count() > 0;
  exists_graph_ = graph;
  return exists;
}

}  // namespace entente
