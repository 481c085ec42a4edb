#include "query/evaluation/construct.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "schema/status_macros.h"

namespace entente {
namespace {

bool IsSubject(const Term& term) { return term.is_iri() || term.is_blank_node(); }

}  // namespace

Term TemplateFiller::Fill(const PatternTerm& place) {
  if (place.is_variable()) {
    const Solution solution = {
        .variables = &variables_, .row = row_, .outer = &context_->parameters()};
    const Value* const value = context_->pool()->Get(solution.Find(place.variable()));
    return value == nullptr ? Term() : value->term();
  }
  if (place.is_triple()) {
    const TriplePattern& triple = place.triple();
    Triple filled = {Fill(triple.subject), Fill(triple.predicate), Fill(triple.object)};
    const bool is_term = IsSubject(filled.subject) && filled.predicate.is_iri() && filled.object;
    return is_term ? Term(std::move(filled)) : Term();
  }
  if (place.is_term() && place.term().is_blank_node()) {
    const auto [found, is_new] = blank_labels_.try_emplace(place.term().blank_node().label);
    if (is_new) found->second = context_->functions()->FreshBlankLabel();
    return BlankNode(found->second);
  }
  return place.is_term() ? place.term() : Term();
}

bool TemplateFiller::Fill(const QuadPattern& pattern, Quad* quad) {
  quad->subject = Fill(pattern.triple.subject);
  quad->predicate = Fill(pattern.triple.predicate);
  quad->object = Fill(pattern.triple.object);
  quad->graph = Fill(pattern.graph);
  return IsSubject(quad->subject) && quad->predicate.is_iri() && quad->object &&
         (pattern.graph.is_none() || IsSubject(quad->graph));
}

DistinctQuads::DistinctQuads(const std::vector<QuadPattern>& templates,
                             const std::vector<std::string>& variables, QueryContext* context)
    : variables_(variables), context_(context), filler_(variables, context) {
  std::vector<bool> is_used(variables.size());
  const auto see = [&](const PatternTerm& place, bool* has_blank_node, const auto& self) -> void {
    if (place.is_triple()) {
      self(place.triple().subject, has_blank_node, self);
      self(place.triple().predicate, has_blank_node, self);
      self(place.triple().object, has_blank_node, self);
    } else if (place.is_variable()) {
      const auto found = std::find(variables.begin(), variables.end(), place.variable());
      if (found != variables.end()) is_used[static_cast<size_t>(found - variables.begin())] = true;
    } else if (place.is_term() && place.term().is_blank_node()) {
      *has_blank_node = true;
    }
  };
  for (const QuadPattern& pattern : templates) {
    Template made = {.pattern = &pattern};
    const TriplePattern& triple = pattern.triple;
    size_t position = 0;
    for (const PatternTerm* place : {&triple.subject, &triple.predicate, &triple.object}) {
      see(*place, &made.has_blank_node, see);
      if (place->is_term() && !place->term().is_blank_node()) {
        made.constants[position] = context->pool()->Intern(place->term());
      }
      ++position;
    }
    templates_.push_back(made);
  }
  for (size_t column = 0; column < is_used.size(); ++column) {
    if (is_used[column]) columns_.push_back(column);
  }
}

// The id of the term that fills a place.
TermId DistinctQuads::IdAt(const PatternTerm& place, const Term& term) const {
  if (!place.is_variable()) return context_->pool()->Intern(term);
  const Solution solution = {
      .variables = &variables_, .row = row_, .outer = &context_->parameters()};
  return solution.Find(place.variable());
}

bool DistinctQuads::IsNew(const Template& filled, const Quad& quad) {
  if (filled.has_blank_node) {
    if (std::find(fresh_.begin(), fresh_.end(), quad) != fresh_.end()) return false;
    fresh_.push_back(quad);
    return true;
  }
  const TriplePattern& triple = filled.pattern->triple;
  std::array<TermId, 3> ids = filled.constants;
  if (ids[0].is_none()) ids[0] = IdAt(triple.subject, quad.subject);
  if (ids[1].is_none()) ids[1] = IdAt(triple.predicate, quad.predicate);
  if (ids[2].is_none()) ids[2] = IdAt(triple.object, quad.object);
  if (!seen_.insert(ids).second) return false;
  const uint64_t bytes = seen_.capacity() * (sizeof(ids) + 1);
  if (bytes > charged_bytes_) {
    context_->limits()->Charge(bytes - charged_bytes_);
    charged_bytes_ = bytes;
  }
  return true;
}

absl::Status DistinctQuads::Fill(std::span<const TermId> row, const QuadTaker& take) {
  const QueryLimits& limits = *context_->limits();
  row_ = row;
  filler_.BeginSolution(row);
  fresh_.clear();
  Quad quad;
  for (const Template& made : templates_) {
    if (!context_->limits()->Tick()) return limits.status();
    if (!filler_.Fill(*made.pattern, &quad) || !IsNew(made, quad)) continue;
    if (!limits.ok()) return limits.status();
    RETURN_IF_ERROR(take(quad));
  }
  return absl::OkStatus();
}

absl::Status DescribeResources(std::span<const TermId> ids, QueryContext* context,
                               const QuadTaker& take) {
  QueryLimits& limits = *context->limits();
  std::vector<TermId> queue;
  absl::flat_hash_set<TermId> seen;
  const auto add = [&](TermId id) {
    if (!id.is_none() && seen.insert(id).second) queue.push_back(id);
  };
  for (const TermId id : ids) add(id);
  const std::vector<TermId>& graphs = context->default_graphs();
  absl::flat_hash_set<std::array<TermId, 2>> told;  // Of a subject, where graphs may repeat it.
  for (size_t next = 0; next < queue.size() && limits.Tick(); ++next) {
    const TermId subject = queue[next];
    if (TermPool::IsOwn(subject)) continue;
    told.clear();
    const std::unique_ptr<RowCursor> cursor =
        context->view().Scan(TripleOrder::kSpog, std::span<const TermId>(&subject, 1));
    std::vector<TermId> triples;
    for (RowBatch batch; limits.Tick() && cursor->Next(&batch);) {
      triples.clear();
      for (size_t row = 0; row < batch.row_count; ++row) {
        const IdQuad quad = batch.Row(row);
        if (std::find(graphs.begin(), graphs.end(), quad[kGraph]) == graphs.end()) continue;
        if (graphs.size() > 1 && !told.insert({quad[kPredicate], quad[kObject]}).second) continue;
        triples.insert(triples.end(), quad.begin(), quad.begin() + 3);
      }
      absl::StatusOr<std::vector<Term>> terms = context->pool()->Decode(triples);
      if (!terms.ok()) {
        limits.Fail(terms.status());
        return absl::OkStatus();
      }
      for (size_t i = 0; i < triples.size(); i += 3) {
        if ((*terms)[i + 2].is_blank_node()) add(triples[i + 2]);
        RETURN_IF_ERROR(take({.subject = std::move((*terms)[i]),
                              .predicate = std::move((*terms)[i + 1]),
                              .object = std::move((*terms)[i + 2])}));
      }
    }
    if (!cursor->status().ok()) limits.Fail(cursor->status());
  }
  return absl::OkStatus();
}

}  // namespace entente
