#include "query/evaluation/construct.h"

#include <algorithm>
#include <memory>
#include <utility>

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

void QuadSet::Add(Quad quad) {
  quads_.push_back(std::move(quad));
  if (!seen_.insert(quads_.size() - 1).second) {
    quads_.pop_back();
    return;
  }
  constexpr uint64_t kQuadBytes = 1000;
  context_->limits()->Charge(kQuadBytes);
}

std::vector<Quad> DescribeResources(std::span<const TermId> ids, QueryContext* context) {
  QueryLimits& limits = *context->limits();
  std::vector<TermId> queue;
  absl::flat_hash_set<TermId> seen;
  const auto add = [&](TermId id) {
    if (!id.is_none() && seen.insert(id).second) queue.push_back(id);
  };
  for (const TermId id : ids) add(id);
  const std::vector<TermId>& graphs = context->default_graphs();
  QuadSet quads(context);
  for (size_t next = 0; next < queue.size() && limits.Tick(); ++next) {
    const TermId subject = queue[next];
    if (TermPool::IsOwn(subject)) continue;
    const std::unique_ptr<RowCursor> cursor =
        context->view().Scan(TripleOrder::kSpog, std::span<const TermId>(&subject, 1));
    std::vector<TermId> triples;
    for (RowBatch batch; limits.Tick() && cursor->Next(&batch);) {
      triples.clear();
      for (size_t row = 0; row < batch.row_count; ++row) {
        const IdQuad quad = batch.Row(row);
        if (std::find(graphs.begin(), graphs.end(), quad[kGraph]) == graphs.end()) continue;
        triples.insert(triples.end(), quad.begin(), quad.begin() + 3);
      }
      absl::StatusOr<std::vector<Term>> terms = context->pool()->Decode(triples);
      if (!terms.ok()) {
        limits.Fail(terms.status());
        return {};
      }
      for (size_t i = 0; i < triples.size(); i += 3) {
        if ((*terms)[i + 2].is_blank_node()) add(triples[i + 2]);
        quads.Add({.subject = std::move((*terms)[i]),
                   .predicate = std::move((*terms)[i + 1]),
                   .object = std::move((*terms)[i + 2])});
      }
    }
    if (!cursor->status().ok()) limits.Fail(cursor->status());
  }
  return std::move(quads).Take();
}

}  // namespace entente
