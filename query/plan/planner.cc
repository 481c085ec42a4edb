#include "query/plan/planner.h"

#include <algorithm>
#include <utility>

#include "query/exec/distinct.h"
#include "query/exec/extend.h"
#include "query/exec/filter.h"
#include "query/exec/group_by.h"
#include "query/exec/project.h"
#include "query/exec/slice.h"
#include "query/exec/sort.h"
#include "query/exec/union_all.h"
#include "query/plan/group_planner.h"
#include "query/plan/variables.h"

namespace entente {
namespace {

// Costs of operators for each of their rows, in nanoseconds.
constexpr double kExpressionRowCost = 60;
constexpr double kGroupRowCost = 12;
constexpr double kSortRowCost = 150;
constexpr double kHashRowCost = 20;
constexpr double kPlanCost = 20000;
// Rows of a pattern of which nothing is known.
constexpr double kUnknownRows = 1000;

Planned Made(OperatorPtr root, double rows, double cost) {
  root->set_estimated_row_count(rows);
  return {.root = std::move(root), .cost = cost};
}

std::vector<std::string> NamesOf(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const Column& column : columns) names.push_back(column.variable);
  return names;
}

VariableSet NamesOfTable(const IdTable& table) {
  VariableSet names;
  for (const Column& column : table.columns()) names.Add(column.variable);
  return names;
}

bool IsGroupPart(const Pattern& pattern) {
  return pattern.kind == Pattern::Kind::kBgp || pattern.kind == Pattern::Kind::kPath ||
         pattern.kind == Pattern::Kind::kJoin || pattern.kind == Pattern::Kind::kValues;
}

}  // namespace

OperatorPtr Planner::Plan(const Pattern& pattern) {
  Scope scope;
  scope.graph.graphs = context_->default_graphs();
  scope.outer = &context_->parameters();
  return Plan(pattern, scope).root;
}

Planned Planner::Plan(const Pattern& pattern, const Scope& scope) {
  if (scope.seeds != nullptr && !CanSeed(pattern, NamesOfTable(*scope.seeds))) {
    // The seeds go no further: they are joined here.
    VariableSet needed = NamesOfTable(*scope.seeds);
    if (scope.needed != nullptr) {
      needed.Add(*scope.needed);
    }
    Scope inner = scope;
    inner.seeds = nullptr;
    inner.row_limit.reset();
    if (scope.needed != nullptr) inner.needed = &needed;
    Planned left = Plan(pattern, inner);
    const double rows = left.rows();
    Planned seeds = Table(scope.seeds, {.outer = scope.outer});
    HashJoin::Options options = {.outer = scope.outer};
    options.output = NamesOf(left.root->columns());
    for (const Column& column : seeds.root->columns()) {
      if (!left.root->Find(column.variable).has_value()) options.output.push_back(column.variable);
    }
    std::vector<Column> columns = seeds.root->columns();
    const double cost = left.cost + rows * kHashRowCost;
    return Made(
        std::make_unique<HashJoin>(context_, std::move(left.root), std::move(columns),
                                   RightSide::Whole(std::move(seeds.root)), std::move(options)),
        rows, cost);
  }
  return PlanNode(pattern, scope);
}

Planned Planner::PlanNode(const Pattern& pattern, const Scope& scope) {
  switch (pattern.kind) {
    case Pattern::Kind::kBgp:
    case Pattern::Kind::kPath:
    case Pattern::Kind::kJoin:
    case Pattern::Kind::kValues:
      return PlanGroup(pattern, scope);
    case Pattern::Kind::kFilter:
      return PlanFilter(pattern, scope);
    case Pattern::Kind::kLeftJoin:
      return PlanLeftJoin(pattern, scope);
    case Pattern::Kind::kUnion:
      return PlanUnion(pattern, scope);
    case Pattern::Kind::kMinus:
      return PlanMinus(pattern, scope);
    case Pattern::Kind::kGraph:
      return PlanGraph(pattern, scope);
    case Pattern::Kind::kExtend:
      return PlanExtend(pattern, scope);
    case Pattern::Kind::kGroup:
      return PlanAggregation(pattern, scope);
    case Pattern::Kind::kOrderBy:
      return PlanOrderBy(pattern, scope);
    case Pattern::Kind::kProject:
      return PlanProject(pattern, scope);
    case Pattern::Kind::kDistinct:
      return PlanDistinct(pattern, scope);
    case Pattern::Kind::kReduced:
      return Plan(pattern.inputs[0], scope);
    case Pattern::Kind::kSlice:
      return PlanSlice(pattern, scope);
  }
  return Unit();
}

Planned Planner::Empty(const Pattern& pattern) {
  std::vector<Column> columns;
  const VariableSet visible = VisibleVariables(pattern);
  for (const std::string& name : visible.names()) {
    columns.push_back({.variable = name});
  }
  return Table(std::make_shared<IdTable>(context_, std::move(columns)), {});
}

Planned Planner::Unit() {
  auto table = std::make_shared<IdTable>(context_, std::vector<Column>());
  table->Append(std::span<const TermId>());
  return Table(std::move(table), {});
}

Planned Planner::Table(std::shared_ptr<const IdTable> table, const Scope& scope) {
  std::vector<std::string> output;
  for (const Column& column : table->columns()) {
    if (scope.Needs(column.variable)) output.push_back(column.variable);
  }
  const auto rows = static_cast<double>(table->row_count());
  return Made(std::make_unique<TableScan>(context_, std::move(table), output), rows, rows);
}

std::shared_ptr<const IdTable> Planner::ValuesTable(const Pattern& pattern, const Scope& scope) {
  std::vector<Column> columns;
  for (size_t i = 0; i < pattern.variables.size(); ++i) {
    const bool has_undef = std::any_of(pattern.rows.begin(), pattern.rows.end(),
                                       [i](const std::vector<Term>& row) { return !row[i]; });
    columns.push_back({.variable = pattern.variables[i], .may_be_unbound = has_undef});
  }
  auto table = std::make_shared<IdTable>(context_, std::move(columns));
  std::vector<TermId> ids;
  for (const std::vector<Term>& row : pattern.rows) {
    if (!context_->limits()->Tick()) break;
    ids.clear();
    bool is_compatible = true;
    for (size_t i = 0; i < row.size(); ++i) {
      ids.push_back(context_->pool()->Intern(row[i]));
      const auto outer = scope.outer->find(pattern.variables[i]);
      if (outer == scope.outer->end() || ids[i].is_none()) continue;
      is_compatible = is_compatible && outer->second == ids[i];
    }
    if (is_compatible) table->Append(ids);
  }
  return table;
}

ExistsTest Planner::ExistsIn(const Scope& scope) {
  return [this, graph = scope.graph](const Pattern& pattern, const Solution& solution) {
    return Exists(pattern, solution, graph);
  };
}

bool Planner::Exists(const Pattern& pattern, const Solution& solution, const ActiveGraph& graph) {
  // Section 18.6: the solution is substituted into the pattern; here it is bound from outside.
  OuterBindings outer = solution.outer == nullptr ? OuterBindings() : *solution.outer;
  for (size_t i = 0; i < solution.row.size(); ++i) {
    if (solution.row[i].is_none()) continue;
    outer.insert_or_assign((*solution.variables)[i], solution.row[i]);
  }
  // Plans of sub-SELECTs leave bindings behind, which nobody needs when this one is gone.
  const size_t outer_count = outers_.size();
  bool exists = false;
  {
    const VariableSet none;
    Scope scope = {.graph = graph, .outer = &outer, .needed = &none};
    const Planned plan = Plan(pattern, scope);
    Batch batch;
    exists = plan.root->Next(&batch);
  }
  outers_.resize(outer_count);
  return exists;
}

Planned Planner::PlanGroup(const Pattern& pattern, const Scope& scope) {
  if (pattern.kind == Pattern::Kind::kBgp && pattern.triples.empty() && scope.seeds == nullptr) {
    return Unit();
  }
  GroupPlanner group(this, scope);
  if (scope.seeds != nullptr && !group.AddTable(scope.seeds)) return Empty(pattern);
  if (!group.AddPattern(pattern, scope.graph)) return Empty(pattern);
  return group.Plan();
}

Planned Planner::PlanFilter(const Pattern& pattern, const Scope& scope) {
  const Pattern& input = pattern.inputs[0];
  if (IsGroupPart(input) && !(input.kind == Pattern::Kind::kBgp && input.triples.empty())) {
    GroupPlanner group(this, scope);
    if (scope.seeds != nullptr && !group.AddTable(scope.seeds)) return Empty(pattern);
    if (!group.AddPattern(input, scope.graph)) return Empty(pattern);
    for (const Expression& expression : pattern.expressions) group.AddFilter(expression);
    return group.Plan();
  }
  VariableSet needed;
  Scope inner = scope;
  if (scope.needed != nullptr) {
    needed.Add(*scope.needed);
    for (const Expression& expression : pattern.expressions) AddVariables(expression, &needed);
    inner.needed = &needed;
  }
  inner.row_limit.reset();
  std::vector<const Expression*> expressions;
  for (const Expression& expression : pattern.expressions) expressions.push_back(&expression);
  return Filtered(Plan(input, inner), std::move(expressions), scope);
}

Planned Planner::Filtered(Planned input, std::vector<const Expression*> expressions,
                          const Scope& scope) {
  std::vector<const Expression*> plain;
  std::vector<std::pair<const Pattern*, JoinKind>> joins;
  for (const Expression* const expression : expressions) {
    const bool is_not =
        expression->kind == Expression::Kind::kCall && expression->function == Function::kNot;
    const Expression& test = is_not ? expression->arguments[0] : *expression;
    if (test.kind == Expression::Kind::kExists && options_.rewrite && IsSemiJoin(*test.pattern)) {
      joins.emplace_back(test.pattern.get(), is_not ? JoinKind::kAnti : JoinKind::kSemi);
    } else {
      plain.push_back(expression);
    }
  }
  double rows = input.rows();
  double cost = input.cost;
  if (!plain.empty()) {
    const bool is_last = joins.empty();
    std::vector<std::string> output;
    for (const Column& column : input.root->columns()) {
      if (!is_last || scope.Needs(column.variable)) output.push_back(column.variable);
    }
    cost += rows * kExpressionRowCost;
    rows /= 2;
    input = Made(std::make_unique<Filter>(context_, std::move(input.root), std::move(plain),
                                          scope.outer, ExistsIn(scope), output),
                 rows, cost);
  }
  for (const auto& [pattern, kind] : joins) {
    Scope inner = {.graph = scope.graph, .outer = scope.outer, .counts_duplicates = false};
    // Only what is shared is looked at.
    VariableSet shared;
    for (const Column& column : input.root->columns()) shared.Add(column.variable);
    inner.needed = &shared;
    Planned whole = Plan(*pattern, inner);
    std::vector<Column> columns = whole.root->columns();
    RightSide right = RightSideOf(std::move(whole), *pattern, inner, *input.root);
    cost += rows * kHashRowCost + right.whole_cost;
    HashJoin::Options options = {
        .kind = kind, .outer = scope.outer, .output = NamesOf(input.root->columns())};
    rows /= 2;
    input = Made(std::make_unique<HashJoin>(context_, std::move(input.root), std::move(columns),
                                            std::move(right), std::move(options)),
                 rows, cost);
  }
  return input;
}

RightSide Planner::RightSideOf(Planned whole, const Pattern& pattern, const Scope& scope,
                               const Operator& left) {
  RightSide right;
  VariableSet seeds;
  for (const Column& column : whole.root->columns()) {
    const std::optional<size_t> in_left = left.Find(column.variable);
    if (!in_left.has_value() || left.columns()[*in_left].may_be_unbound || column.may_be_unbound) {
      continue;
    }
    right.seed_variables.push_back(column.variable);
    seeds.Add(column.variable);
  }
  right.whole_cost = whole.cost + whole.rows() * kHashRowCost;
  const bool is_forced = options_.join == JoinMethod::kIndex;
  if (is_forced) right.seed_cost = 0;
  const bool can_seed = !seeds.names().empty() && options_.rewrite &&
                        // What is cheap is computed whole, without gathering the left first.
                        (is_forced || right.whole_cost >= kPlanCost) && CanSeed(pattern, seeds);
  right.whole = RightSide::Whole(std::move(whole.root)).whole;
  if (!can_seed) return right;
  // Names that are asked for live with the closure.
  auto needed = scope.needed == nullptr ? nullptr : std::make_shared<VariableSet>(*scope.needed);
  right.seeded = [this, &pattern, scope, needed](std::shared_ptr<const IdTable> table) {
    Scope seeded = scope;
    seeded.needed = needed.get();
    seeded.seeds = std::move(table);
    return Plan(pattern, seeded).root;
  };
  return right;
}

Planned Planner::PlanLeftJoin(const Pattern& pattern, const Scope& scope) {
  const VariableSet left_visible = VisibleVariables(pattern.inputs[0]);
  const VariableSet right_visible = VisibleVariables(pattern.inputs[1]);
  VariableSet needed;
  Scope left_scope = scope;
  left_scope.row_limit.reset();
  if (scope.needed != nullptr) {
    needed.Add(*scope.needed);
    for (const std::string& name : left_visible.names()) {
      if (right_visible.Contains(name)) needed.Add(name);
    }
    for (const Expression& expression : pattern.expressions) AddVariables(expression, &needed);
    if (scope.seeds != nullptr) needed.Add(NamesOfTable(*scope.seeds));
    left_scope.needed = &needed;
  }
  Planned left = Plan(pattern.inputs[0], left_scope);
  Scope right_scope = left_scope;
  right_scope.seeds = nullptr;
  Planned whole = Plan(pattern.inputs[1], right_scope);
  const std::vector<Column> columns = whole.root->columns();
  const double right_rows = whole.rows();
  RightSide right = RightSideOf(std::move(whole), pattern.inputs[1], right_scope, *left.root);
  HashJoin::Options options = {.kind = JoinKind::kLeft, .outer = scope.outer};
  if (!pattern.expressions.empty()) {
    options.condition = &pattern.expressions;
    options.exists = ExistsIn(scope);
  }
  for (const std::vector<Column>& side : {left.root->columns(), columns}) {
    for (const Column& column : side) {
      const bool is_new = std::find(options.output.begin(), options.output.end(),
                                    column.variable) == options.output.end();
      if (is_new && scope.Needs(column.variable)) options.output.push_back(column.variable);
    }
  }
  const double rows = std::max(left.rows(), std::min(right_rows, left.rows() * 2));
  const double cost = left.cost + right.whole_cost + rows * kHashRowCost;
  return Made(std::make_unique<HashJoin>(context_, std::move(left.root), columns, std::move(right),
                                         std::move(options)),
              rows, cost);
}

Planned Planner::PlanMinus(const Pattern& pattern, const Scope& scope) {
  const VariableSet right_visible = VisibleVariables(pattern.inputs[1]);
  VariableSet needed;
  Scope left_scope = scope;
  left_scope.row_limit.reset();
  if (scope.needed != nullptr) {
    needed.Add(*scope.needed);
    needed.Add(right_visible);
    left_scope.needed = &needed;
  }
  Planned left = Plan(pattern.inputs[0], left_scope);
  bool shares = false;
  VariableSet shared;
  for (const Column& column : left.root->columns()) {
    if (!right_visible.Contains(column.variable)) continue;
    shares = true;
    shared.Add(column.variable);
  }
  if (!shares) return left;
  const Scope right_scope = {
      .graph = scope.graph, .outer = scope.outer, .needed = &shared, .counts_duplicates = false};
  Planned whole = Plan(pattern.inputs[1], right_scope);
  std::vector<Column> columns = whole.root->columns();
  RightSide right = RightSideOf(std::move(whole), pattern.inputs[1], right_scope, *left.root);
  HashJoin::Options options = {.kind = JoinKind::kMinus, .outer = scope.outer};
  for (const Column& column : left.root->columns()) {
    if (scope.Needs(column.variable)) options.output.push_back(column.variable);
  }
  const double rows = left.rows();
  const double cost = left.cost + right.whole_cost + rows * kHashRowCost;
  return Made(std::make_unique<HashJoin>(context_, std::move(left.root), std::move(columns),
                                         std::move(right), std::move(options)),
              rows, cost);
}

Planned Planner::PlanUnion(const Pattern& pattern, const Scope& scope) {
  std::vector<OperatorPtr> parts;
  std::vector<Column> columns;
  double rows = 0;
  double cost = 0;
  Scope inner = scope;
  inner.row_limit.reset();
  for (const Pattern& input : pattern.inputs) {
    Planned part = Plan(input, inner);
    rows += part.rows();
    cost += part.cost;
    for (const Column& column : part.root->columns()) {
      const bool is_new = std::none_of(columns.begin(), columns.end(), [&](const Column& other) {
        return other.variable == column.variable;
      });
      if (is_new) columns.push_back({.variable = column.variable});
    }
    parts.push_back(std::move(part.root));
  }
  for (Column& column : columns) {
    column.may_be_unbound = std::any_of(parts.begin(), parts.end(), [&](const OperatorPtr& part) {
      const std::optional<size_t> found = part->Find(column.variable);
      return !found.has_value() || part->columns()[*found].may_be_unbound;
    });
  }
  return Made(std::make_unique<UnionAll>(context_, std::move(columns), std::move(parts)), rows,
              cost);
}

Planned Planner::PlanGraph(const Pattern& pattern, const Scope& scope) {
  const Pattern& input = pattern.inputs[0];
  if (pattern.graph.is_term()) {
    const TermId graph = context_->pool()->Intern(pattern.graph.term());
    // Section 18.6: of a graph that is not in the dataset, not even the empty pattern holds.
    if (!context_->IsNamedGraph(graph)) return Empty(pattern);
    Scope inner = scope;
    inner.graph = {.graphs = {graph}};
    return Plan(input, inner);
  }
  // Each graph is joined with its own name.
  const std::string& variable = pattern.graph.variable();
  const auto outer = scope.outer->find(variable);
  const bool has_outer = outer != scope.outer->end();
  if (!context_->has_dataset() && IsBgps(input)) {
    // Triple patterns have the graph in their rows.
    Scope inner = scope;
    inner.graph = {.variable = variable};
    return PlanGroup(input, inner);
  }
  auto needed = std::make_shared<VariableSet>();
  Scope inner = scope;
  inner.row_limit.reset();
  if (scope.needed != nullptr) {
    *needed = *scope.needed;
    needed->Add(variable);
    inner.needed = needed.get();
  }
  std::vector<TermId> graphs;
  for (const TermId graph : context_->NamedGraphs()) {
    if (!has_outer || outer->second == graph) graphs.push_back(graph);
  }
  const auto plan_part = [this, &input, inner, variable, needed](TermId graph) {
    auto name = std::make_shared<IdTable>(context_, std::vector<Column>{{.variable = variable}});
    name->Append(std::span<const TermId>(&graph, 1));
    Scope part = inner;
    part.graph = {.graphs = {graph}};
    part.seeds = std::move(name);
    return Plan(input, part);
  };
  if (graphs.empty()) return Empty(pattern);
  // The columns are those of any part: plans of one pattern bind alike, but for what an empty one
  // leaves out.
  std::vector<Column> columns;
  const VariableSet visible = VisibleVariables(pattern);
  for (const std::string& name : visible.names()) {
    if (inner.Needs(name)) columns.push_back({.variable = name, .may_be_unbound = true});
  }
  const VariableSet certain = CertainVariables(pattern);
  for (Column& column : columns) column.may_be_unbound = !certain.Contains(column.variable);
  const double rows = kUnknownRows * static_cast<double>(graphs.size());
  const double cost = kPlanCost * static_cast<double>(graphs.size());
  return Made(std::make_unique<UnionAll>(context_, std::move(columns), std::vector<OperatorPtr>(),
                                         [plan_part, graphs](size_t part) -> OperatorPtr {
                                           return part < graphs.size()
                                                      ? plan_part(graphs[part]).root
                                                      : nullptr;
                                         }),
              rows, cost);
}

Planned Planner::PlanExtend(const Pattern& pattern, const Scope& scope) {
  VariableSet needed;
  Scope inner = scope;
  if (scope.needed != nullptr) {
    needed.Add(*scope.needed);
    for (const Binding& binding : pattern.bindings) AddVariables(binding.expression, &needed);
    inner.needed = &needed;
  }
  inner.row_limit.reset();
  // RAND() differs for solutions that are the same.
  for (const Binding& binding : pattern.bindings) {
    if (!IsRepeatable(binding.expression)) inner.counts_duplicates = true;
  }
  Planned input = Plan(pattern.inputs[0], inner);
  const double rows = input.rows();
  const double cost = input.cost + rows * kExpressionRowCost;
  return Made(std::make_unique<Extend>(context_, std::move(input.root), pattern.bindings,
                                       scope.outer, ExistsIn(scope)),
              rows, cost);
}

std::optional<Planned> Planner::PlanCount(const Pattern& pattern, const Scope& scope) {
  const Pattern& input = pattern.inputs[0];
  const bool is_count =
      pattern.bindings.empty() && !pattern.aggregates.empty() &&
      std::all_of(pattern.aggregates.begin(), pattern.aggregates.end(), [](const Binding& binding) {
        return binding.expression.aggregate == AggregateKind::kCount &&
               binding.expression.arguments.empty() && !binding.expression.distinct;
      });
  if (!is_count || !options_.rewrite || scope.seeds != nullptr ||
      input.kind != Pattern::Kind::kBgp || input.triples.size() != 1 ||
      !scope.graph.variable.empty() || scope.graph.graphs.size() != 1) {
    return std::nullopt;
  }
  QuadSource source = {.graphs = scope.graph.graphs};
  const TriplePattern& triple = input.triples[0];
  VariableSet seen;
  size_t position = 0;
  for (const PatternTerm* const term : {&triple.subject, &triple.predicate, &triple.object}) {
    Place& place = source.places[position++];
    if (term->is_term()) {
      place.id = context_->pool()->Intern(term->term());
      if (TermPool::IsOwn(place.id)) return std::nullopt;
    } else if (term->is_variable() && !seen.Contains(term->variable())) {
      place.variable = term->variable();
      seen.Add(place.variable);
      const auto outer = scope.outer->find(place.variable);
      if (outer != scope.outer->end()) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  const AccessPath path = PathFor(source, source.BoundPlaces());
  const bool is_by_graph = path.order == TripleOrder::kGspo;
  if (TermPool::IsOwn(scope.graph.graphs.front()) ||
      (!is_by_graph && !IsOnlyGraph(scope.graph.graphs))) {
    return std::nullopt;
  }
  const IdQuad key = ToOrder(path.order, source.BoundIds());
  const uint64_t count = Count(path.order, std::span(key).first(path.prefix_length));
  const TermId id = context_->pool()->Intern(Value::Integer(static_cast<int64_t>(count)));
  std::vector<Column> columns;
  std::vector<TermId> row;
  for (const Binding& binding : pattern.aggregates) {
    columns.push_back({.variable = binding.variable});
    row.push_back(id);
  }
  auto table = std::make_shared<IdTable>(context_, std::move(columns));
  table->Append(row);
  return Table(std::move(table), {});
}

Planned Planner::PlanAggregation(const Pattern& pattern, const Scope& scope) {
  if (std::optional<Planned> count = PlanCount(pattern, scope)) return *std::move(count);
  VariableSet needed;
  Scope inner = scope;
  inner.row_limit.reset();
  inner.needed = &needed;
  inner.counts_duplicates = !std::all_of(
      pattern.aggregates.begin(), pattern.aggregates.end(), [](const Binding& binding) {
        const AggregateKind kind = binding.expression.aggregate;
        return binding.expression.distinct || kind == AggregateKind::kMin ||
               kind == AggregateKind::kMax || kind == AggregateKind::kSample;
      });
  for (const Binding& key : pattern.bindings) AddVariables(key.expression, &needed);
  for (const Binding& aggregate : pattern.aggregates) {
    const Expression& expression = aggregate.expression;
    for (const Expression& argument : expression.arguments) AddVariables(argument, &needed);
    // COUNT(DISTINCT *) looks at whole solutions.
    if (expression.arguments.empty() && expression.distinct) inner.needed = nullptr;
  }
  Planned input = Plan(pattern.inputs[0], inner);
  const double rows = pattern.bindings.empty() ? 1 : std::max(1.0, input.rows() / 10);
  const double cost = input.cost + input.rows() * kGroupRowCost;
  return Made(std::make_unique<GroupBy>(context_, std::move(input.root), pattern, scope.outer,
                                        ExistsIn(scope)),
              rows, cost);
}

Planned Planner::PlanOrderBy(const Pattern& pattern, const Scope& scope) {
  VariableSet needed;
  Scope inner = scope;
  inner.row_limit.reset();
  if (scope.needed != nullptr) {
    needed.Add(*scope.needed);
    for (const OrderCondition& condition : pattern.order) {
      AddVariables(condition.expression, &needed);
    }
    inner.needed = &needed;
  }
  Planned input = Plan(pattern.inputs[0], inner);
  double rows = input.rows();
  const double cost = input.cost + rows * kSortRowCost;
  if (scope.row_limit.has_value()) rows = std::min(rows, static_cast<double>(*scope.row_limit));
  return Made(std::make_unique<Sort>(context_, std::move(input.root), pattern.order,
                                     scope.row_limit, scope.outer, ExistsIn(scope)),
              rows, cost);
}

Planned Planner::PlanProject(const Pattern& pattern, const Scope& scope) {
  // A sub-SELECT knows of the solution around it only what it shows itself; parameters it knows
  // all.
  const OuterBindings* outer = &context_->parameters();
  if (scope.outer != outer) {
    OuterBindings& seen = outers_.emplace_back(*outer);
    for (const std::string& name : pattern.variables) {
      const auto found = scope.outer->find(name);
      if (found != scope.outer->end()) seen.insert(*found);
    }
    outer = &seen;
  }
  VariableSet projected;
  std::vector<std::string> output;
  for (const std::string& name : pattern.variables) {
    if (!scope.Needs(name)) continue;
    projected.Add(name);
    output.push_back(name);
  }
  Scope inner = scope;
  inner.outer = outer;
  inner.needed = &projected;
  if (scope.seeds != nullptr) projected.Add(NamesOfTable(*scope.seeds));
  Planned input = Plan(pattern.inputs[0], inner);
  const double rows = input.rows();
  const double cost = input.cost;
  return Made(
      std::make_unique<Project>(context_, std::move(input.root), output, &context_->parameters()),
      rows, cost);
}

Planned Planner::PlanDistinct(const Pattern& pattern, const Scope& scope) {
  // Rows are compared whole, whoever needs what.
  Scope inner = scope;
  inner.needed = nullptr;
  inner.row_limit.reset();
  inner.counts_duplicates = false;
  Planned input = Plan(pattern.inputs[0], inner);
  const double rows = input.rows();
  const double cost = input.cost + rows * kHashRowCost;
  return Made(std::make_unique<Distinct>(context_, std::move(input.root)), rows, cost);
}

Planned Planner::PlanSlice(const Pattern& pattern, const Scope& scope) {
  Scope inner = scope;
  inner.row_limit.reset();
  inner.counts_duplicates = true;
  if (pattern.limit.has_value()) {
    inner.row_limit = *pattern.limit + std::min(pattern.offset, ~uint64_t{0} - *pattern.limit);
  }
  Planned input = Plan(pattern.inputs[0], inner);
  double rows = input.rows();
  if (pattern.limit.has_value()) rows = std::min(rows, static_cast<double>(*pattern.limit));
  const double cost = input.cost;
  return Made(
      std::make_unique<Slice>(context_, std::move(input.root), pattern.offset, pattern.limit), rows,
      cost);
}

const PredicateStatistics* Planner::StatisticsOf(TermId predicate) {
  if (!statistics_.has_value()) {
    absl::StatusOr<std::vector<PredicateStatistics>> statistics = context_->view().Statistics();
    if (!statistics.ok()) context_->limits()->Fail(statistics.status());
    statistics_ = statistics.ok() ? *std::move(statistics) : std::vector<PredicateStatistics>();
  }
  const auto found = std::lower_bound(
      statistics_->begin(), statistics_->end(), predicate,
      [](const PredicateStatistics& entry, TermId id) { return entry.predicate < id; });
  return found == statistics_->end() || found->predicate != predicate ? nullptr : &*found;
}

uint64_t Planner::Count(TripleOrder order, std::span<const TermId> prefix) {
  const absl::StatusOr<uint64_t> count = context_->view().Count(order, prefix);
  if (!count.ok()) context_->limits()->Fail(count.status());
  return count.value_or(0);
}

uint64_t Planner::EstimateCount(TripleOrder order, std::span<const TermId> prefix) {
  const absl::StatusOr<uint64_t> count = context_->view().EstimateCount(order, prefix);
  if (!count.ok()) context_->limits()->Fail(count.status());
  return count.value_or(0);
}

bool Planner::IsOnlyGraph(const std::vector<TermId>& graphs) {
  return graphs.size() == 1 && Count(TripleOrder::kGspo, graphs) == Count(TripleOrder::kGspo, {});
}

}  // namespace entente
