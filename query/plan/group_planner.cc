#include "query/plan/group_planner.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "query/exec/distinct.h"
#include "query/exec/filter.h"
#include "query/exec/index_join.h"
#include "query/exec/leapfrog_join.h"
#include "query/exec/path_join.h"
#include "query/plan/value_ranges.h"
#include "query/plan/variables.h"

namespace entente {
namespace {

// Begins the names of variables that stand for triple terms of patterns. Nobody asks for them: a
// triple term is known by its parts.
constexpr std::string_view kTripleTermPrefix = ".t";

// So many joins may stand on each other; what is below is computed before more are put on top, so
// that running a plan does not need a deep stack.
constexpr size_t kJoinDepthMax = 256;

// Guesses, where nothing is known.
constexpr double kPathFanOut = 20;
constexpr double kSelectivityEqual = 0.05;
constexpr double kSelectivityOther = 0.5;

double SelectivityOf(const Expression& expression) {
  if (expression.kind == Expression::Kind::kCall) {
    switch (expression.function) {
      case Function::kEqual:
      case Function::kSameTerm:
        return kSelectivityEqual;
      case Function::kNotEqual:
      case Function::kNot:
        return 1 - kSelectivityEqual;
      default:
        break;
    }
  }
  return kSelectivityOther;
}

}  // namespace

GroupPlanner::GroupPlanner(Planner* planner, const Planner::Scope& scope)
    : planner_(planner), scope_(scope), context_(planner->context_) {}

int GroupPlanner::Number(const std::string& variable) {
  const auto [found, is_new] = numbers_.try_emplace(variable, static_cast<int>(names_.size()));
  if (is_new) {
    names_.push_back(variable);
    const bool is_hidden = variable.starts_with(kTripleTermPrefix);
    uses_.push_back(!is_hidden && scope_.Needs(variable) ? 1 : 0);
  }
  return found->second;
}

Place GroupPlanner::PlaceOf(const PatternTerm& term, const ActiveGraph& graph) {
  if (term.is_none()) return {};
  if (term.is_term()) return {.id = context_->pool()->Intern(term.term())};
  if (term.is_variable()) {
    Place place = {.variable = term.variable()};
    const auto outer = scope_.outer->find(place.variable);
    if (outer != scope_.outer->end()) place.id = outer->second;
    return place;
  }
  // A triple term with variables is a variable for the term, and a relation for its parts.
  Place place = {.variable = StrCat(kTripleTermPrefix, next_triple_term_++)};
  QuadSource parts = {.is_triple_terms = true};
  parts.places[kSubject] = PlaceOf(term.triple().subject, graph);
  parts.places[kPredicate] = PlaceOf(term.triple().predicate, graph);
  parts.places[kObject] = PlaceOf(term.triple().object, graph);
  parts.places[kGraph] = place;
  AddSource(std::move(parts));
  return place;
}

bool GroupPlanner::AddSource(QuadSource source) {
  Leaf& leaf = leaves_.emplace_back();
  leaf.source = std::move(source);
  for (const Place& place : leaf.source.places) {
    const bool is_new = std::find(leaf.variables.begin(), leaf.variables.end(), place.variable) ==
                        leaf.variables.end();
    if (!place.variable.empty() && is_new) leaf.variables.push_back(place.variable);
  }
  return true;
}

bool GroupPlanner::AddQuads(const TriplePattern& triple, const ActiveGraph& graph) {
  QuadSource source;
  source.places[kSubject] = PlaceOf(triple.subject, graph);
  source.places[kPredicate] = PlaceOf(triple.predicate, graph);
  source.places[kObject] = PlaceOf(triple.object, graph);
  if (graph.variable.empty()) {
    source.graphs = graph.graphs;
  } else {
    source.places[kGraph] = PlaceOf(Variable{graph.variable}, graph);
  }
  // A term that the view does not know is in no quad of it.
  const IdQuad bound = source.BoundIds();
  if (std::any_of(bound.begin(), bound.end(), TermPool::IsOwn)) return false;
  return AddSource(std::move(source));
}

bool GroupPlanner::AddPath(const Pattern& pattern, const ActiveGraph& graph) {
  Leaf leaf = {.pattern = &pattern, .graph = graph};
  leaf.ends = {PlaceOf(pattern.endpoints.subject, graph), PlaceOf(pattern.endpoints.object, graph)};
  for (const Place& end : leaf.ends) {
    const bool is_new = std::find(leaf.variables.begin(), leaf.variables.end(), end.variable) ==
                        leaf.variables.end();
    if (!end.variable.empty() && is_new) leaf.variables.push_back(end.variable);
  }
  leaves_.push_back(std::move(leaf));
  return true;
}

bool GroupPlanner::AddTable(std::shared_ptr<const IdTable> table) {
  if (table->row_count() == 0) return false;
  Leaf leaf;
  for (const Column& column : table->columns()) leaf.variables.push_back(column.variable);
  leaf.table = std::move(table);
  leaves_.push_back(std::move(leaf));
  return true;
}

bool GroupPlanner::AddPlan(const Pattern& pattern, const ActiveGraph& graph) {
  Leaf leaf = {.pattern = &pattern, .graph = graph};
  leaf.plan = planner_->Plan(
      pattern,
      {.graph = graph, .outer = scope_.outer, .counts_duplicates = scope_.counts_duplicates});
  for (const Column& column : leaf.plan.root->columns()) {
    leaf.variables.push_back(column.variable);
  }
  leaves_.push_back(std::move(leaf));
  return true;
}

bool GroupPlanner::AddPattern(const Pattern& pattern, const ActiveGraph& graph) {
  switch (pattern.kind) {
    case Pattern::Kind::kBgp:
      return std::all_of(pattern.triples.begin(), pattern.triples.end(),
                         [&](const TriplePattern& triple) { return AddQuads(triple, graph); });
    case Pattern::Kind::kPath:
      return AddPath(pattern, graph);
    case Pattern::Kind::kValues:
      return AddTable(planner_->ValuesTable(pattern, scope_));
    case Pattern::Kind::kJoin:
      return std::all_of(pattern.inputs.begin(), pattern.inputs.end(),
                         [&](const Pattern& input) { return AddPattern(input, graph); });
    case Pattern::Kind::kGraph:
      if (pattern.graph.is_term() && pattern.inputs[0].kind == Pattern::Kind::kBgp) {
        const TermId name = context_->pool()->Intern(pattern.graph.term());
        return context_->IsNamedGraph(name) && AddPattern(pattern.inputs[0], {.graphs = {name}});
      }
      if (pattern.graph.is_variable() && !context_->has_dataset() && IsBgps(pattern.inputs[0])) {
        return AddPattern(pattern.inputs[0], {.variable = pattern.graph.variable()});
      }
      return AddPlan(pattern, graph);
    default:
      return AddPlan(pattern, graph);
  }
}

void GroupPlanner::AddFilter(const Expression& expression) {
  // Each part of a conjunction may be applied on its own.
  if (expression.kind == Expression::Kind::kCall && expression.function == Function::kAnd) {
    for (const Expression& argument : expression.arguments) AddFilter(argument);
    return;
  }
  filters_.push_back({.expression = &expression, .is_early = IsPure(expression)});
}

void GroupPlanner::FindLooseLeaves() {
  const auto may_be_unbound = [](const Leaf& leaf, const std::string& name) {
    const std::vector<Column>* columns = nullptr;
    if (leaf.table != nullptr) columns = &leaf.table->columns();
    if (leaf.plan.root != nullptr) columns = &leaf.plan.root->columns();
    return columns != nullptr &&
           std::any_of(columns->begin(), columns->end(), [&](const Column& column) {
             return column.variable == name && column.may_be_unbound;
           });
  };
  TextMap<int> leaf_counts;
  for (const Leaf& leaf : leaves_) {
    for (const std::string& name : leaf.variables) ++leaf_counts[name];
  }
  for (size_t i = 0; i < leaves_.size(); ++i) {
    Leaf& leaf = leaves_[i];
    leaf.is_loose =
        std::any_of(leaf.variables.begin(), leaf.variables.end(), [&](const std::string& name) {
          return leaf_counts[name] > 1 && may_be_unbound(leaf, name);
        });
    if (!leaf.is_loose) ordered_.push_back(i);
  }
  if (ordered_.empty()) {
    leaves_.front().is_loose = false;
    ordered_.push_back(0);
  }
}

std::vector<IdRange> GroupPlanner::RangesOf(const std::string& variable) const {
  std::vector<IdRange> ranges;
  bool is_first = true;
  for (const FilterUse& filter : filters_) {
    if (!filter.is_early) continue;
    const std::optional<std::vector<IdRange>> left =
        ValueRanges(*filter.expression, variable, context_);
    if (!left.has_value()) continue;
    ranges = is_first ? *left : IntersectRanges(ranges, *left);
    is_first = false;
    // An empty list would mean all.
    if (ranges.empty()) return {{.first = TermId(), .last = TermId()}};
  }
  return ranges;
}

double GroupPlanner::CountRows(const QuadSource& source, const AccessPath& path) {
  const IdQuad key = ToOrder(path.order, source.BoundIds());
  return static_cast<double>(
      planner_->EstimateCount(path.order, std::span(key).first(path.prefix_length)));
}

void GroupPlanner::EstimateSource(size_t leaf, JoinLeaf* relation) {
  const QuadSource& source = leaves_[leaf].source;
  const std::array<bool, 4> is_bound = source.BoundPlaces();
  relation->rows = CountRows(source, PathFor(source, is_bound));
  size_t open_count = 0;
  bool repeats = false;
  for (const Position position : {kSubject, kPredicate, kObject}) {
    if (source.places[position].is_open()) ++open_count;
    for (size_t other = 0; other < position; ++other) {
      repeats = repeats || (!source.places[position].variable.empty() &&
                            source.places[position].variable == source.places[other].variable);
    }
  }
  const PredicateStatistics* const statistics =
      !source.is_triple_terms && is_bound[kPredicate] && open_count == 2
          ? planner_->StatisticsOf(source.places[kPredicate].id)
          : nullptr;
  for (size_t position = 0; position < 4; ++position) {
    const Place& place = source.places[position];
    if (!place.is_open()) continue;
    const int variable = Number(place.variable);
    const bool is_seen = std::any_of(
        relation->variables.begin(), relation->variables.end(),
        [variable](const JoinLeaf::VariableUse& use) { return use.variable == variable; });
    if (is_seen) continue;
    JoinLeaf::VariableUse& use = relation->variables.emplace_back();
    use.variable = variable;
    use.distinct = relation->rows;
    if (statistics != nullptr && position == kSubject) {
      use.distinct = static_cast<double>(statistics->distinct_subject_count);
    } else if (statistics != nullptr && position == kObject) {
      use.distinct = static_cast<double>(statistics->distinct_object_count);
    } else if (position == kPredicate || (position == kGraph && !source.is_triple_terms)) {
      use.distinct = std::sqrt(relation->rows);
    } else if (open_count > 1) {
      use.distinct = relation->rows / 3;
    }
    use.distinct = std::max(1.0, std::min(use.distinct, relation->rows));
    const auto preference = static_cast<Position>(position);
    std::array<bool, 4> others_bound = {true, true, true, true};
    others_bound[position] = false;
    if (!source.is_triple_terms) {
      others_bound[kGraph] = source.has_graph_place() ? position != kGraph : is_bound[kGraph];
    }
    const AccessPath list =
        PathFor(source, others_bound, std::span<const Position>(&preference, 1));
    use.can_leapfrog = !repeats && (source.is_triple_terms || position != kGraph) &&
                       ColumnOf(list.order, position) == list.prefix_length;
    const AccessPath scan = PathFor(source, is_bound, std::span<const Position>(&preference, 1));
    if (filters_.empty() || ColumnOf(scan.order, position) != scan.prefix_length) continue;
    const std::vector<IdRange> ranges = RangesOf(place.variable);
    if (ranges.empty()) continue;
    const IdQuad key = ToOrder(scan.order, source.BoundIds());
    use.range_rows = 0;
    for (const IdRange& range : ranges) {
      const absl::StatusOr<uint64_t> count = context_->view().CountRange(
          scan.order, std::span(key).first(scan.prefix_length), range.first, range.last);
      if (!count.ok()) context_->limits()->Fail(count.status());
      use.range_rows += static_cast<double>(count.value_or(0));
    }
  }
}

void GroupPlanner::Estimate() {
  for (const size_t i : ordered_) {
    const Leaf& leaf = leaves_[i];
    JoinLeaf& relation = relations_.emplace_back();
    if (leaf.table != nullptr || leaf.plan.root != nullptr) {
      relation.kind = JoinLeaf::Kind::kPlan;
      relation.rows = leaf.table != nullptr ? static_cast<double>(leaf.table->row_count())
                                            : std::max(0.0, leaf.plan.rows());
      relation.cost = leaf.table != nullptr ? relation.rows : leaf.plan.cost;
      for (const std::string& name : leaf.variables) {
        relation.variables.push_back(
            {.variable = Number(name), .distinct = std::max(1.0, relation.rows)});
      }
    } else if (leaf.pattern != nullptr) {
      relation.kind = JoinLeaf::Kind::kPath;
      if (!planner_->quad_count_.has_value()) {
        planner_->quad_count_ = planner_->EstimateCount(TripleOrder::kGspo, {});
      }
      const auto nodes = std::sqrt(static_cast<double>(*planner_->quad_count_)) + 1;
      double open_count = 0;
      for (const Place& end : leaf.ends) {
        if (!end.is_open()) continue;
        ++open_count;
        relation.variables.push_back({.variable = Number(end.variable), .distinct = nodes});
      }
      if (leaf.ends[0].variable == leaf.ends[1].variable && open_count == 2) {
        relation.variables.pop_back();
      }
      relation.rows = open_count == 2 ? nodes * kPathFanOut : open_count == 1 ? kPathFanOut : 1;
      if (open_count == 1) relation.variables.front().distinct = kPathFanOut;
    } else {
      EstimateSource(i, &relation);
    }
  }
}

void GroupPlanner::Use(size_t leaf) {
  for (const std::string& name : leaves_[leaf].variables) {
    const auto found = numbers_.find(name);
    if (found != numbers_.end()) --uses_[static_cast<size_t>(found->second)];
  }
}

std::vector<std::string> GroupPlanner::Outputs(const std::vector<std::string>& available,
                                               const std::vector<Column>* kept) const {
  std::vector<std::string> output;
  for (const std::string& name : available) {
    const auto number = numbers_.find(name);
    const bool is_used = number != numbers_.end() && uses_[static_cast<size_t>(number->second)] > 0;
    const bool is_kept = kept != nullptr &&
                         std::any_of(kept->begin(), kept->end(),
                                     [&](const Column& column) { return column.variable == name; });
    if (is_used || is_kept) output.push_back(name);
  }
  return output;
}

Planned GroupPlanner::ApplyFilters(Planned input, double rows, const std::vector<Column>* kept) {
  std::vector<const Expression*> ready;
  for (FilterUse& filter : filters_) {
    if (filter.is_applied || !filter.is_early) continue;
    const bool is_ready =
        std::all_of(filter.variables.begin(), filter.variables.end(), [&](int variable) {
          const std::optional<size_t> column =
              input.root->Find(names_[static_cast<size_t>(variable)]);
          return column.has_value() && !input.root->columns()[*column].may_be_unbound;
        });
    if (!is_ready) continue;
    ready.push_back(filter.expression);
    filter.is_applied = true;
    for (const int variable : filter.variables) --uses_[static_cast<size_t>(variable)];
  }
  if (ready.empty()) return input;
  std::vector<std::string> available;
  for (const Column& column : input.root->columns()) available.push_back(column.variable);
  input.root =
      std::make_unique<Filter>(context_, std::move(input.root), std::move(ready), scope_.outer,
                               planner_->ExistsIn(scope_), Outputs(available, kept));
  input.root->set_estimated_row_count(rows);
  return input;
}

Planned GroupPlanner::BuildScan(const JoinNode* node, const std::vector<Column>* kept) {
  const size_t i = ordered_[static_cast<size_t>(node->leaves[0])];
  Leaf& leaf = leaves_[i];
  Use(i);
  const std::vector<std::string> output = Outputs(leaf.variables, kept);
  if (leaf.plan.root != nullptr) return std::move(leaf.plan);
  Planned planned = {.cost = node->cost};
  if (leaf.table != nullptr) {
    planned.root = std::make_unique<TableScan>(context_, leaf.table, output);
  } else if (leaf.pattern != nullptr) {
    planned.root = std::make_unique<PathJoin>(
        context_, nullptr, leaf.pattern->path, leaf.ends[0], leaf.ends[1], leaf.graph,
        leaf.ends[0].is_open() && leaf.ends[1].is_open(), output);
  } else {
    std::array<Position, 1> preference = {};
    size_t preference_count = 0;
    std::vector<IdRange> ranges;
    for (const Position position : {kSubject, kPredicate, kObject, kGraph}) {
      if (node->variable < 0 ||
          leaf.source.places[position].variable != names_[static_cast<size_t>(node->variable)]) {
        continue;
      }
      preference[0] = position;
      preference_count = 1;
      break;
    }
    const AccessPath path = PathFor(leaf.source, leaf.source.BoundPlaces(),
                                    std::span(preference).first(preference_count));
    if (preference_count > 0) {
      for (const JoinLeaf::VariableUse& use :
           relations_[static_cast<size_t>(node->leaves[0])].variables) {
        if (use.variable == node->variable && use.range_rows >= 0) {
          ranges = RangesOf(names_[static_cast<size_t>(node->variable)]);
        }
      }
    }
    planned.root = std::make_unique<Scan>(context_, leaf.source, path, output, std::move(ranges));
  }
  return planned;
}

Planned GroupPlanner::Build(const JoinNode* top, const std::vector<Column>* kept) {
  // Down the left side, and up again: groups of thousands of patterns need no deep stack.
  std::vector<const JoinNode*> chain;
  for (const JoinNode* node = top; node != nullptr; node = node->left) chain.push_back(node);
  Planned planned;
  size_t depth = 0;
  while (!chain.empty()) {
    // Thousands of patterns take their time. A plan that is not whole is never run.
    context_->limits()->CheckNow();
    if (planned.root != nullptr && !context_->limits()->ok()) break;
    const JoinNode* const node = chain.back();
    chain.pop_back();
    std::vector<std::string> available;
    if (planned.root != nullptr) {
      for (const Column& column : planned.root->columns()) available.push_back(column.variable);
    }
    const auto add_available = [&](const std::vector<std::string>& names) {
      for (const std::string& name : names) {
        if (std::find(available.begin(), available.end(), name) == available.end()) {
          available.push_back(name);
        }
      }
    };
    switch (node->kind) {
      case JoinNode::Kind::kLeaf:
        planned = BuildScan(node, kept);
        break;
      case JoinNode::Kind::kIndex: {
        const size_t i = ordered_[static_cast<size_t>(node->leaves[0])];
        const Leaf& leaf = leaves_[i];
        add_available(leaf.variables);
        Use(i);
        const std::vector<std::string> output = Outputs(available, kept);
        if (leaf.pattern != nullptr) {
          planned.root = std::make_unique<PathJoin>(
              context_, std::move(planned.root), leaf.pattern->path, leaf.ends[0], leaf.ends[1],
              leaf.graph, leaf.ends[0].is_open() && leaf.ends[1].is_open(), output);
        } else {
          planned.root = std::make_unique<IndexJoin>(context_, std::move(planned.root), leaf.source,
                                                     output, node->is_merge);
        }
        break;
      }
      case JoinNode::Kind::kLeapfrog: {
        std::vector<QuadSource> sources;
        for (const int leaf : node->leaves) {
          const size_t i = ordered_[static_cast<size_t>(leaf)];
          sources.push_back(leaves_[i].source);
          add_available(leaves_[i].variables);
          Use(i);
        }
        planned.root = std::make_unique<LeapfrogJoin>(
            context_, std::move(planned.root), std::move(sources),
            names_[static_cast<size_t>(node->variable)], Outputs(available, kept));
        break;
      }
      case JoinNode::Kind::kHash: {
        std::vector<Column> kept_columns = planned.root->columns();
        if (kept != nullptr) kept_columns.insert(kept_columns.end(), kept->begin(), kept->end());
        const bool is_plan = node->right->kind == JoinNode::Kind::kLeaf;
        const Leaf* const leaf =
            is_plan ? &leaves_[ordered_[static_cast<size_t>(node->right->leaves[0])]] : nullptr;
        const Operator* const plan = leaf == nullptr ? nullptr : leaf->plan.root.get();
        Planned right = Build(node->right, &kept_columns);
        // A plan that was filtered here would lose its filters if it were made again.
        const bool can_be_seeded = plan != nullptr && right.root.get() == plan;
        if (!can_be_seeded && !scope_.counts_duplicates) {
          right = WithoutDuplicates(std::move(right), *node->right);
        }
        std::vector<Column> columns = right.root->columns();
        std::vector<std::string> names;
        for (const Column& column : columns) names.push_back(column.variable);
        add_available(names);
        HashJoin::Options options = {.outer = scope_.outer, .output = Outputs(available, kept)};
        RightSide side;
        if (can_be_seeded) {
          side =
              planner_->RightSideOf(std::move(right), *leaf->pattern,
                                    {.graph = leaf->graph, .outer = scope_.outer}, *planned.root);
        } else {
          side = RightSide::Whole(std::move(right.root));
        }
        planned.root =
            std::make_unique<HashJoin>(context_, std::move(planned.root), std::move(columns),
                                       std::move(side), std::move(options));
        break;
      }
    }
    planned.root->set_estimated_row_count(node->rows);
    planned = ApplyFilters(std::move(planned), node->rows, kept);
    if (!scope_.counts_duplicates && node != top)
      planned = WithoutDuplicates(std::move(planned), *node);
    if (++depth % kJoinDepthMax == 0) {
      auto table = std::make_shared<IdTable>(context_, planned.root->columns());
      table->AppendAll(planned.root.get());
      std::vector<std::string> names;
      for (const Column& column : table->columns()) names.push_back(column.variable);
      planned.root = std::make_unique<TableScan>(context_, std::move(table), names);
    }
  }
  planned.cost = top->cost;
  return planned;
}

Planned GroupPlanner::WithoutDuplicates(Planned input, const JoinNode& node) {
  constexpr double kRowCountMin = 1000;
  constexpr double kRepetitionMin = 4;
  if (node.distinct.empty()) return input;  // Not known any more.
  double distinct = 1;
  for (const Column& column : input.root->columns()) {
    const auto number = numbers_.find(column.variable);
    if (number == numbers_.end()) return input;
    distinct *= std::max(1.0, node.distinct[static_cast<size_t>(number->second)]);
  }
  if (node.rows < kRowCountMin || node.rows < kRepetitionMin * distinct) return input;
  input.root = std::make_unique<Distinct>(context_, std::move(input.root));
  input.root->set_estimated_row_count(distinct);
  return input;
}

Planned GroupPlanner::JoinLoose(Planned input, size_t i) {
  Leaf& leaf = leaves_[i];
  Use(i);
  std::vector<std::string> available;
  for (const Column& column : input.root->columns()) available.push_back(column.variable);
  Planned right;
  RightSide side;
  std::vector<Column> columns;
  if (leaf.table != nullptr) {
    right = planner_->Table(leaf.table, {.outer = scope_.outer});
    columns = right.root->columns();
    side = RightSide::Whole(std::move(right.root));
  } else {
    columns = leaf.plan.root->columns();
    side = planner_->RightSideOf(std::move(leaf.plan), *leaf.pattern,
                                 {.graph = leaf.graph, .outer = scope_.outer}, *input.root);
  }
  for (const Column& column : columns) {
    if (std::find(available.begin(), available.end(), column.variable) == available.end()) {
      available.push_back(column.variable);
    }
  }
  HashJoin::Options options = {.outer = scope_.outer, .output = Outputs(available, nullptr)};
  const double rows = input.rows();
  input.cost += side.whole_cost;
  input.root = std::make_unique<HashJoin>(context_, std::move(input.root), std::move(columns),
                                          std::move(side), std::move(options));
  input.root->set_estimated_row_count(rows);
  return ApplyFilters(std::move(input), rows / 2, nullptr);
}

Planned GroupPlanner::Plan() {
  FindLooseLeaves();
  Estimate();
  for (const Leaf& leaf : leaves_) {
    for (const std::string& name : leaf.variables) ++uses_[static_cast<size_t>(Number(name))];
  }
  std::vector<JoinFilter> filters;
  for (FilterUse& filter : filters_) {
    JoinFilter& estimate = filters.emplace_back();
    estimate.selectivity = SelectivityOf(*filter.expression);
    const VariableSet used = VariablesOf(*filter.expression);
    for (const std::string& name : used.names()) {
      const auto number = numbers_.find(name);
      if (number == numbers_.end()) continue;
      filter.variables.push_back(number->second);
      ++uses_[static_cast<size_t>(number->second)];
    }
    estimate.variables = filter.variables;
    // Ranges of values are known better, and all of them together.
    if (!filter.is_early || filter.variables.size() != 1) continue;
    const std::string& name = names_[static_cast<size_t>(filter.variables[0])];
    if (!ValueRanges(*filter.expression, name, context_).has_value()) continue;
    for (const JoinLeaf& relation : relations_) {
      for (const JoinLeaf::VariableUse& use : relation.variables) {
        if (use.variable != filter.variables[0] || use.range_rows < 0) continue;
        const bool is_first = std::none_of(
            filters.begin(), filters.end() - 1,
            [&](const JoinFilter& other) { return other.variables == estimate.variables; });
        estimate.selectivity = is_first ? use.range_rows / std::max(1.0, relation.rows) : 1;
      }
    }
  }
  JoinOrder order(relations_, filters, names_.size(), planner_->options_.join, context_->limits());
  const JoinNode* const best = order.Best();
  Planned planned = Build(best, nullptr);
  for (size_t i = 0; i < leaves_.size(); ++i) {
    if (leaves_[i].is_loose) planned = JoinLoose(std::move(planned), i);
  }
  std::vector<const Expression*> rest;
  for (const FilterUse& filter : filters_) {
    if (!filter.is_applied) rest.push_back(filter.expression);
  }
  if (!rest.empty()) planned = planner_->Filtered(std::move(planned), std::move(rest), scope_);
  return planned;
}

}  // namespace entente
