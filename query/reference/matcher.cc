#include "query/reference/matcher.h"

#include <algorithm>
#include <limits>

namespace entente {
namespace {

// Begins the names of variables that stand for triple terms. They do not leave Match: a term is
// known by its parts.
constexpr std::string_view kTripleTermPrefix = ".t";

// The order of triple terms whose first columns are the bound ones of s, p and o.
TripleOrder TermOrderForBound(bool subject, bool predicate, bool object) {
  if (subject && (predicate || !object)) return TripleOrder::kTermSpot;
  if (subject || (object && !predicate)) return TripleOrder::kTermOspt;
  return predicate ? TripleOrder::kTermPost : TripleOrder::kTermSpot;
}

// The bound ids that come first in `order`.
std::vector<TermId> PrefixOf(TripleOrder order, const std::array<TermId, 4>& bound,
                             size_t length_max) {
  std::vector<TermId> prefix;
  for (const TermId id : ToOrder(order, bound)) {
    if (id.is_none() || prefix.size() == length_max) break;
    prefix.push_back(id);
  }
  return prefix;
}

}  // namespace

Matcher::Place Matcher::VariablePlace(const std::string& name,
                                      std::vector<std::string>* variables) {
  const auto found = std::find(variables->begin(), variables->end(), name);
  const auto column = static_cast<size_t>(found - variables->begin());
  if (found == variables->end()) variables->push_back(name);
  return {.column = column};
}

Matcher::Place Matcher::PlaceOf(const PatternTerm& term, std::vector<std::string>* variables,
                                std::vector<Step>* steps) {
  if (term.is_none()) return {};
  if (term.is_term()) return {.id = pool_->Intern(term.term())};
  if (term.is_variable()) return VariablePlace(term.variable(), variables);
  // A triple term with variables is a variable for the term, and a step for what it consists of.
  const Place place = VariablePlace(StrCat(kTripleTermPrefix, variables->size()), variables);
  Step step = {.kind = Step::Kind::kTripleTerms};
  step.places[kSubject] = PlaceOf(term.triple().subject, variables, steps);
  step.places[kPredicate] = PlaceOf(term.triple().predicate, variables, steps);
  step.places[kObject] = PlaceOf(term.triple().object, variables, steps);
  step.places[kGraph] = place;
  steps->push_back(step);
  return place;
}

void Matcher::AddSteps(const Pattern& leaf, const ActiveGraph& graph, const OuterBindings* outer,
                       std::vector<std::string>* variables, std::vector<Step>* steps) {
  if (leaf.kind == Pattern::Kind::kPath) {
    Step step = {.kind = Step::Kind::kPath, .path = &leaf.path};
    step.places[kSubject] = PlaceOf(leaf.endpoints.subject, variables, steps);
    step.places[kObject] = PlaceOf(leaf.endpoints.object, variables, steps);
    const auto is_open = [outer](const PatternTerm& end) {
      return end.is_triple() ||
             (end.is_variable() && (outer == nullptr || !outer->contains(end.variable())));
    };
    step.needs_node = is_open(leaf.endpoints.subject) && is_open(leaf.endpoints.object);
    steps->push_back(step);
    return;
  }
  for (const TriplePattern& triple : leaf.triples) {
    Step step = {.kind = Step::Kind::kQuads};
    step.places[kSubject] = PlaceOf(triple.subject, variables, steps);
    step.places[kPredicate] = PlaceOf(triple.predicate, variables, steps);
    step.places[kObject] = PlaceOf(triple.object, variables, steps);
    if (!graph.variable.empty()) step.places[kGraph] = VariablePlace(graph.variable, variables);
    steps->push_back(step);
  }
}

Matcher::BoundPlaces Matcher::Bind(const Step& step, std::span<const TermId> row) const {
  BoundPlaces bound;
  for (size_t i = 0; i < 4; ++i) {
    bound[i] = step.places[i].column.has_value() ? row[*step.places[i].column] : step.places[i].id;
  }
  return bound;
}

double Matcher::EstimateFor(const Step& step, std::span<const TermId> row,
                            const ActiveGraph& graph) {
  const BoundPlaces bound = Bind(step, row);
  for (const TermId id : bound) {
    if (TermPool::IsOwn(id) && step.kind != Step::Kind::kPath) return 0;
  }
  const bool has_subject = !bound[kSubject].is_none();
  const bool has_object = !bound[kObject].is_none();
  if (step.kind == Step::Kind::kPath) {
    // Paths come after all patterns that bind an end, and before those they bind.
    constexpr double kOneEnd = 1000;
    return has_subject || has_object ? kOneEnd : std::numeric_limits<double>::max();
  }
  const bool has_predicate = !bound[kPredicate].is_none();
  TripleOrder order = OrderForBound(has_subject, has_predicate, has_object);
  size_t length_max = 3;
  if (step.kind == Step::Kind::kTripleTerms) {
    if (!bound[kGraph].is_none()) return 1;
    order = TermOrderForBound(has_subject, has_predicate, has_object);
  } else if (!has_subject && !has_predicate && !has_object && !bound[kGraph].is_none()) {
    order = TripleOrder::kGspo;
  } else if (graph.variable.empty() && graph.graphs.size() == 1 && has_subject && has_predicate &&
             has_object) {
    return 0.5;
  }
  const absl::StatusOr<uint64_t> count = view_.Count(order, PrefixOf(order, bound, length_max));
  if (!count.ok()) {
    limits_->Fail(count.status());
    return 0;
  }
  return static_cast<double>(*count);
}

size_t Matcher::ChooseStep(const std::vector<Step>& steps, const Table& table,
                           const ActiveGraph& graph) {
  constexpr size_t kSampleCount = 8;
  constexpr size_t kCandidateCountMax = 64;
  const size_t stride = std::max<size_t>(1, table.row_count() / kSampleCount);
  size_t best = steps.size();
  double best_estimate = 0;
  size_t candidate_count = 0;
  for (size_t i = 0; i < steps.size() && candidate_count < kCandidateCountMax; ++i) {
    if (steps[i].is_done) continue;
    ++candidate_count;
    double estimate = 0;
    for (size_t row = 0; row < table.row_count() && limits_->Tick(); row += stride) {
      estimate += EstimateFor(steps[i], table.Row(row), graph);
    }
    if (best == steps.size() || estimate < best_estimate) {
      best = i;
      best_estimate = estimate;
    }
  }
  return best;
}

Table Matcher::Match(Table seed, std::span<const Pattern* const> leaves, const ActiveGraph& graph,
                     std::span<const Expression> filters, const OuterBindings* outer,
                     uint64_t row_limit, std::vector<bool>* is_applied) {
  is_applied->assign(filters.size(), false);
  std::vector<std::string> variables = seed.variables();
  std::vector<Step> steps;
  for (const Pattern* const leaf : leaves) AddSteps(*leaf, graph, outer, &variables, &steps);
  // What is bound from outside is bound from the start.
  std::vector<TermId> row(variables.size());
  for (size_t i = 0; i < variables.size() && outer != nullptr; ++i) {
    const auto found = outer->find(variables[i]);
    if (found != outer->end()) row[i] = found->second;
  }
  Table table(variables, limits_);
  for (size_t i = 0; i < seed.row_count() && limits_->Tick(); ++i) {
    std::vector<TermId> joined = row;
    const std::span<const TermId> seed_row = seed.Row(i);
    bool is_compatible = true;
    for (size_t column = 0; column < seed_row.size(); ++column) {
      if (seed_row[column].is_none()) continue;
      if (!joined[column].is_none() && joined[column] != seed_row[column]) is_compatible = false;
      joined[column] = seed_row[column];
    }
    if (is_compatible) table.Append(joined);
  }
  std::vector<VariableSet> filter_variables(filters.size());
  for (size_t i = 0; i < filters.size(); ++i) AddVariables(filters[i], &filter_variables[i]);
  const auto apply_filters = [&] {
    std::vector<const Expression*> ready;
    for (size_t i = 0; i < filters.size(); ++i) {
      if ((*is_applied)[i] || !IsPure(filters[i])) continue;
      bool is_ready = true;
      for (const std::string& name : filter_variables[i].names()) {
        const std::optional<size_t> column = table.Column(name);
        is_ready = is_ready && ((column.has_value() && !table.HasUnbound(*column)) ||
                                (outer != nullptr && outer->contains(name)));
      }
      if (!is_ready) continue;
      ready.push_back(&filters[i]);
      (*is_applied)[i] = true;
    }
    if (ready.empty()) return;
    Table kept(variables, limits_);
    for (size_t i = 0; i < table.row_count() && limits_->Tick(); ++i) {
      const Solution solution = {
          .variables = &table.variables(), .row = table.Row(i), .outer = outer};
      const bool holds = std::all_of(ready.begin(), ready.end(), [&](const Expression* filter) {
        return expressions_->Holds(*filter, solution);
      });
      if (holds) kept.Append(table.Row(i));
    }
    table = std::move(kept);
  };
  apply_filters();
  for (size_t done = 0; done < steps.size() && limits_->ok(); ++done) {
    if (table.row_count() == 0) break;
    Step& step = steps[ChooseStep(steps, table, graph)];
    step.is_done = true;
    // A filter may refuse any number of rows, and a step may find none for them.
    const bool is_limited = row_limit != kNoLimit && filters.empty() && done + 1 == steps.size();
    std::optional<Table> alone;
    if (!is_limited) alone = MatchAlone(table, step, graph);
    table = alone.has_value() ? Join(table, *alone)
                              : Extend(table, step, graph, is_limited ? row_limit : kNoLimit);
    apply_filters();
  }
  return WithoutTripleTerms(std::move(table));
}

Table Matcher::WithoutTripleTerms(Table table) const {
  std::vector<std::string> kept;
  std::vector<size_t> columns;
  for (size_t i = 0; i < table.width(); ++i) {
    if (table.variables()[i].starts_with(kTripleTermPrefix)) continue;
    kept.push_back(table.variables()[i]);
    columns.push_back(i);
  }
  if (columns.size() == table.width()) return table;
  Table result(std::move(kept), limits_);
  std::vector<TermId> row(columns.size());
  for (size_t i = 0; i < table.row_count() && limits_->Tick(); ++i) {
    for (size_t column = 0; column < columns.size(); ++column) {
      row[column] = table.At(i, columns[column]);
    }
    result.Append(row);
  }
  return result;
}

Table Matcher::Extend(const Table& table, const Step& step, const ActiveGraph& graph,
                      uint64_t row_limit) {
  Table result(table.variables(), limits_);
  std::vector<TermId> extended;
  is_enough_ = row_limit == 0;
  for (size_t i = 0; i < table.row_count() && !is_enough_ && limits_->Tick(); ++i) {
    const std::span<const TermId> row = table.Row(i);
    ForEachMatch(step, Bind(step, row), graph, [&](const BoundPlaces& match) {
      extended.assign(row.begin(), row.end());
      for (size_t place = 0; place < 4; ++place) {
        if (!step.places[place].column.has_value()) continue;
        TermId& id = extended[*step.places[place].column];
        // The same variable in two places has one value.
        if (!id.is_none() && id != match[place]) return;
        id = match[place];
      }
      result.Append(extended);
      is_enough_ = result.row_count() >= row_limit;
    });
  }
  is_enough_ = false;
  return result;
}

std::optional<Table> Matcher::MatchAlone(const Table& table, const Step& step,
                                         const ActiveGraph& graph) {
  constexpr size_t kRowCountMin = 500;
  if (table.row_count() < kRowCountMin || step.kind == Step::Kind::kPath) return std::nullopt;
  std::vector<std::string> variables;
  Step alone = step;
  bool has_key = false;
  for (Place& place : alone.places) {
    if (!place.column.has_value()) continue;
    has_key = has_key || !table.HasUnbound(*place.column);
    place = VariablePlace(table.variables()[*place.column], &variables);
  }
  if (!has_key) return std::nullopt;
  const std::vector<TermId> unbound(variables.size());
  const double count = EstimateFor(alone, unbound, graph);
  if (count > 4 * static_cast<double>(table.row_count())) return std::nullopt;
  Table unit(variables, limits_);
  unit.Append(unbound);
  return Extend(unit, alone, graph, kNoLimit);
}

void Matcher::ForEachMatch(const Step& step, const BoundPlaces& bound, const ActiveGraph& graph,
                           const UseMatch& use) {
  switch (step.kind) {
    case Step::Kind::kQuads:
      return ForEachQuad(bound, graph, use);
    case Step::Kind::kTripleTerms:
      return ForEachTripleTerm(bound, use);
    case Step::Kind::kPath:
      return ForEachPathMatch(step, bound, graph, use);
  }
}

void Matcher::Scan(TripleOrder order, std::span<const TermId> prefix, const UseMatch& use) {
  const std::unique_ptr<RowCursor> cursor = view_.Scan(order, prefix);
  RowBatch batch;
  while (limits_->ok() && !is_enough_ && cursor->Next(&batch)) {
    for (size_t row = 0; row < batch.row_count && !is_enough_ && limits_->Tick(); ++row) {
      use(FromOrder(order, batch.Row(row)));
    }
  }
  if (!cursor->status().ok()) limits_->Fail(cursor->status());
}

void Matcher::ForEachQuad(const BoundPlaces& bound, const ActiveGraph& graph, const UseMatch& use) {
  for (const TermId id : bound) {
    if (TermPool::IsOwn(id)) return;
  }
  const bool is_open =
      bound[kSubject].is_none() && bound[kPredicate].is_none() && bound[kObject].is_none();
  if (!graph.variable.empty()) {
    const bool is_by_graph = is_open && !bound[kGraph].is_none();
    const TripleOrder order =
        is_by_graph ? TripleOrder::kGspo
                    : OrderForBound(!bound[kSubject].is_none(), !bound[kPredicate].is_none(),
                                    !bound[kObject].is_none());
    Scan(order, PrefixOf(order, bound, 4), [&](const BoundPlaces& quad) {
      if (quad[kGraph].is_none()) return;
      if (bound[kGraph].is_none() || bound[kGraph] == quad[kGraph]) use(quad);
    });
    return;
  }
  if (graph.graphs.empty()) return;
  if (graph.graphs.size() == 1) {
    const TermId only = graph.graphs.front();
    if (TermPool::IsOwn(only)) return;
    if (is_open) {
      Scan(TripleOrder::kGspo, std::span<const TermId>(&only, 1), use);
      return;
    }
    const TripleOrder order = OrderForBound(
        !bound[kSubject].is_none(), !bound[kPredicate].is_none(), !bound[kObject].is_none());
    std::vector<TermId> prefix = PrefixOf(order, {bound[0], bound[1], bound[2], TermId()}, 3);
    if (prefix.size() == 3) prefix.push_back(only);
    Scan(order, prefix, [&](const BoundPlaces& quad) {
      if (quad[kGraph] == only) use(quad);
    });
    return;
  }
  // The union of several graphs has each triple once. Its quads are neighbours: g comes last.
  const TripleOrder order = OrderForBound(!bound[kSubject].is_none(), !bound[kPredicate].is_none(),
                                          !bound[kObject].is_none());
  BoundPlaces last;
  Scan(order, PrefixOf(order, {bound[0], bound[1], bound[2], TermId()}, 3),
       [&](const BoundPlaces& quad) {
         if (std::find(graph.graphs.begin(), graph.graphs.end(), quad[kGraph]) ==
             graph.graphs.end()) {
           return;
         }
         const BoundPlaces triple = {quad[0], quad[1], quad[2], TermId()};
         if (triple == last) return;
         last = triple;
         use(quad);
       });
}

void Matcher::ForEachTripleTerm(const BoundPlaces& bound, const UseMatch& use) {
  for (const TermId id : bound) {
    if (TermPool::IsOwn(id)) return;
  }
  const TripleOrder order =
      bound[kGraph].is_none()
          ? TermOrderForBound(!bound[kSubject].is_none(), !bound[kPredicate].is_none(),
                              !bound[kObject].is_none())
          : TripleOrder::kTermTspo;
  Scan(order, PrefixOf(order, bound, 4), [&](const BoundPlaces& term) {
    for (size_t i = 0; i < 4; ++i) {
      if (!bound[i].is_none() && bound[i] != term[i]) return;
    }
    use(term);
  });
}

bool Matcher::IsNode(TermId id, const ActiveGraph& graph) {
  bool found = false;
  const auto note = [&](const BoundPlaces&) { found = true; };
  ForEachQuad({id, TermId(), TermId(), TermId()}, graph, note);
  if (!found) ForEachQuad({TermId(), TermId(), id, TermId()}, graph, note);
  return found;
}

void Matcher::ForEachPathMatch(const Step& step, const BoundPlaces& bound, const ActiveGraph& graph,
                               const UseMatch& use) {
  const Path& path = *step.path;
  const TermId subject = bound[kSubject];
  const TermId object = bound[kObject];
  const auto use_from = [&](TermId from) {
    Nodes reached;
    AppendReached(path, from, /*is_forward=*/true, graph, &reached);
    for (const TermId to : reached) {
      if (object.is_none() || object == to) use({from, TermId(), to, TermId()});
    }
  };
  if (step.needs_node) {
    const TermId start = subject.is_none() ? object : subject;
    if (!start.is_none() && !IsNode(start, graph)) return;
  }
  if (!subject.is_none()) return use_from(subject);
  if (!object.is_none()) {
    Nodes reached;
    AppendReached(path, object, /*is_forward=*/false, graph, &reached);
    for (const TermId from : reached) use({from, TermId(), object, TermId()});
    return;
  }
  absl::flat_hash_set<TermId> starts;
  AddStarts(path, /*is_forward=*/true, graph, &starts);
  for (const TermId start : starts) {
    if (!limits_->Tick()) return;
    use_from(start);
  }
}

void Matcher::AppendReached(const Path& path, TermId from, bool is_forward,
                            const ActiveGraph& graph, Nodes* reached) {
  if (!limits_->Tick()) return;
  switch (path.kind) {
    case Path::Kind::kLink: {
      const TermId predicate = pool_->Intern(Iri(path.iri));
      const BoundPlaces bound = is_forward ? BoundPlaces{from, predicate, TermId(), TermId()}
                                           : BoundPlaces{TermId(), predicate, from, TermId()};
      return ForEachQuad(bound, graph, [&](const BoundPlaces& quad) {
        reached->push_back(quad[is_forward ? kObject : kSubject]);
      });
    }
    case Path::Kind::kInverse:
      return AppendReached(path.inputs[0], from, !is_forward, graph, reached);
    case Path::Kind::kSequence: {
      Nodes frontier = {from};
      for (size_t i = 0; i < path.inputs.size() && !frontier.empty(); ++i) {
        const Path& input = path.inputs[is_forward ? i : path.inputs.size() - 1 - i];
        Nodes next;
        for (const TermId node : frontier) {
          const size_t before = next.size();
          AppendReached(input, node, is_forward, graph, &next);
          if (!limits_->Charge((next.size() - before) * sizeof(TermId))) break;
        }
        limits_->Release(next.size() * sizeof(TermId));
        frontier = std::move(next);
      }
      reached->insert(reached->end(), frontier.begin(), frontier.end());
      return;
    }
    case Path::Kind::kAlternative:
      for (const Path& input : path.inputs) {
        AppendReached(input, from, is_forward, graph, reached);
      }
      return;
    case Path::Kind::kZeroOrOne: {
      Nodes inner = {from};
      AppendReached(path.inputs[0], from, is_forward, graph, &inner);
      absl::flat_hash_set<TermId> seen;
      for (const TermId node : inner) {
        if (seen.insert(node).second) reached->push_back(node);
      }
      return;
    }
    case Path::Kind::kZeroOrMore:
      return AppendClosure(path.inputs[0], from, /*includes_start=*/true, is_forward, graph,
                           reached);
    case Path::Kind::kOneOrMore:
      return AppendClosure(path.inputs[0], from, /*includes_start=*/false, is_forward, graph,
                           reached);
    case Path::Kind::kNegatedSet:
      return AppendNeighbours(path, from, is_forward, graph, reached);
  }
}

// The function ALP of section 18.4, with a queue instead of recursion.
void Matcher::AppendClosure(const Path& repeated, TermId from, bool includes_start, bool is_forward,
                            const ActiveGraph& graph, Nodes* reached) {
  // ((p*)+)* is p*: closures within closures would only take the same steps again and again.
  const Path* step = &repeated;
  while (step->kind == Path::Kind::kZeroOrMore || step->kind == Path::Kind::kOneOrMore ||
         step->kind == Path::Kind::kZeroOrOne) {
    includes_start = includes_start || step->kind != Path::Kind::kOneOrMore;
    step = &step->inputs[0];
  }
  const Path& inner = *step;
  constexpr uint64_t kBytesPerNode = 32;
  absl::flat_hash_set<TermId> seen;
  Nodes queue;
  if (includes_start) {
    seen.insert(from);
    reached->push_back(from);
  }
  queue.push_back(from);
  for (size_t next = 0; next < queue.size() && limits_->Tick(); ++next) {
    Nodes neighbours;
    AppendReached(inner, queue[next], is_forward, graph, &neighbours);
    for (const TermId node : neighbours) {
      if (!seen.insert(node).second) continue;
      limits_->Charge(kBytesPerNode);
      reached->push_back(node);
      queue.push_back(node);
    }
  }
  limits_->Release((seen.size() - (includes_start ? 1 : 0)) * kBytesPerNode);
}

void Matcher::AppendNeighbours(const Path& negated_set, TermId from, bool is_forward,
                               const ActiveGraph& graph, Nodes* reached) {
  const auto append = [&](const std::vector<std::string>& forbidden, bool goes_forward) {
    std::vector<TermId> forbidden_ids;
    forbidden_ids.reserve(forbidden.size());
    for (const std::string& iri : forbidden) forbidden_ids.push_back(pool_->Intern(Iri(iri)));
    BoundPlaces bound;
    bound[goes_forward ? kSubject : kObject] = from;
    ForEachQuad(bound, graph, [&](const BoundPlaces& quad) {
      const bool is_forbidden = std::find(forbidden_ids.begin(), forbidden_ids.end(),
                                          quad[kPredicate]) != forbidden_ids.end();
      if (!is_forbidden) reached->push_back(quad[goes_forward ? kObject : kSubject]);
    });
  };
  // Section 18.2.2.3: !(:a | ^:b) is !(:a) | ^!(:b); a direction that is not named is not taken.
  if (!negated_set.forbidden.empty() || negated_set.forbidden_inverse.empty()) {
    append(negated_set.forbidden, is_forward);
  }
  if (!negated_set.forbidden_inverse.empty()) append(negated_set.forbidden_inverse, !is_forward);
}

void Matcher::AddStarts(const Path& path, bool is_forward, const ActiveGraph& graph,
                        absl::flat_hash_set<TermId>* starts) {
  switch (path.kind) {
    case Path::Kind::kLink: {
      const BoundPlaces bound = {TermId(), pool_->Intern(Iri(path.iri)), TermId(), TermId()};
      return ForEachQuad(bound, graph, [&](const BoundPlaces& quad) {
        starts->insert(quad[is_forward ? kSubject : kObject]);
      });
    }
    case Path::Kind::kInverse:
      return AddStarts(path.inputs[0], !is_forward, graph, starts);
    case Path::Kind::kAlternative:
      for (const Path& input : path.inputs) AddStarts(input, is_forward, graph, starts);
      return;
    case Path::Kind::kOneOrMore:
      return AddStarts(path.inputs[0], is_forward, graph, starts);
    case Path::Kind::kSequence:
    case Path::Kind::kZeroOrOne:
    case Path::Kind::kZeroOrMore:
    case Path::Kind::kNegatedSet:
      // All nodes of the graph: a path of no steps leads from each to itself.
      return ForEachQuad({}, graph, [&](const BoundPlaces& quad) {
        starts->insert(quad[kSubject]);
        starts->insert(quad[kObject]);
      });
  }
}

}  // namespace entente
