#include "tests/support/quad_matches.h"

#include <algorithm>
#include <set>

#include "schema/text.h"

namespace entente {
namespace {

Term Node(uint64_t number) { return Iri(StrCat("http://example.org/n", number)); }

// The value of a variable in a match; none if the source does not have it.
TermId ValueIn(const QuadSource& source, const IdQuad& match, const std::string& variable) {
  for (size_t position = 0; position < 4; ++position) {
    const Place& place = source.places[position];
    if (place.variable == variable) return place.id.is_none() ? match[position] : place.id;
  }
  return TermId();
}

bool Agrees(const QuadSource& source, const IdQuad& row) {
  for (size_t a = 0; a < 4; ++a) {
    const Place& place = source.places[a];
    if (!place.id.is_none() && place.id != row[a]) return false;
    for (size_t b = 0; b < a && !place.variable.empty(); ++b) {
      if (source.places[b].variable == place.variable && row[a] != row[b]) return false;
    }
  }
  return true;
}

}  // namespace

MemoryView RandomRelations(std::mt19937_64* random, size_t count) {
  std::vector<Quad> quads;
  const uint64_t node_count = 1 + (*random)() % 9;
  const auto node = [&] { return Node((*random)() % node_count); };
  for (size_t i = (*random)() % (count + 1); i > 0; --i) {
    Quad quad = {node(), node(), node()};
    if ((*random)() % 4 == 0) quad.object = Triple{node(), node(), node()};
    if ((*random)() % 12 == 0) quad.object = Triple{node(), node(), quad.object};
    if (const uint64_t graph = (*random)() % 4; graph > 0) quad.graph = Node(graph);
    quads.push_back(std::move(quad));
  }
  return MemoryView(quads);
}

std::vector<TermId> IdsOf(const MemoryView& view) {
  std::set<TermId> ids = {TermId(IdKind::kIri, 1'000'000)};
  for (const TripleOrder order : {TripleOrder::kSpog, TripleOrder::kTermSpot}) {
    const std::unique_ptr<RowCursor> rows = view.Scan(order, {});
    for (RowBatch batch; rows->Next(&batch);) {
      for (size_t row = 0; row < batch.row_count; ++row) {
        for (const TermId id : batch.Row(row)) {
          if (!id.is_none()) ids.insert(id);
        }
      }
    }
  }
  return {ids.begin(), ids.end()};
}

QuadSource RandomSource(std::mt19937_64* random, const std::vector<TermId>& ids,
                        const std::vector<std::string>& variables) {
  QuadSource source;
  source.is_triple_terms = (*random)() % 4 == 0;
  const auto set_place = [&](Place* place) {
    if ((*random)() % 4 == 0) {
      place->id = ids[(*random)() % ids.size()];
    } else {
      place->variable = variables[(*random)() % variables.size()];
      // One variable has one value.
      for (const Place& other : source.places) {
        if (&other != place && other.variable == place->variable) place->id = other.id;
      }
    }
  };
  for (const Position position : {kSubject, kPredicate, kObject}) {
    set_place(&source.places[position]);
  }
  if (source.is_triple_terms || (*random)() % 3 == 0) {
    set_place(&source.places[kGraph]);
  } else {
    std::set<TermId> graphs;
    for (size_t i = (*random)() % 4; i > 0; --i) {
      graphs.insert((*random)() % 3 == 0 ? TermId()
                                         : ids[(*random)() % std::min<size_t>(ids.size(), 4)]);
    }
    if (graphs.empty() && (*random)() % 4 > 0) graphs.insert(TermId());
    source.graphs.assign(graphs.begin(), graphs.end());
  }
  // A value from outside, in all places of the variable.
  if ((*random)() % 6 == 0) {
    const std::string name = variables[(*random)() % variables.size()];
    const TermId id = ids[(*random)() % ids.size()];
    for (Place& place : source.places) {
      if (place.variable == name) place.id = id;
    }
  }
  return source;
}

void BindOutside(const QuadSource& source, const std::vector<std::string>& variables,
                 IdRows* rows) {
  for (const Place& place : source.places) {
    const auto column = std::find(variables.begin(), variables.end(), place.variable);
    if (place.id.is_none() || column == variables.end()) continue;
    for (std::vector<TermId>& row : *rows) {
      row[static_cast<size_t>(column - variables.begin())] = place.id;
    }
  }
}

std::vector<IdQuad> MatchesOf(const ReadView& view, const QuadSource& source) {
  std::set<IdQuad> matches;
  const std::unique_ptr<RowCursor> rows =
      view.Scan(source.is_triple_terms ? TripleOrder::kTermSpot : TripleOrder::kSpog, {});
  for (RowBatch batch; rows->Next(&batch);) {
    for (size_t i = 0; i < batch.row_count; ++i) {
      IdQuad row = batch.Row(i);
      if (!source.is_triple_terms && source.has_graph_place() && row[kGraph].is_none()) continue;
      if (!source.is_triple_terms && !source.has_graph_place()) {
        if (std::count(source.graphs.begin(), source.graphs.end(), row[kGraph]) == 0) continue;
        row[kGraph] = TermId();
      }
      if (Agrees(source, row)) matches.insert(row);
    }
  }
  return {matches.begin(), matches.end()};
}

IdRows JoinedWithMatches(const std::vector<std::string>& variables, const IdRows& rows,
                         const ReadView& view, const QuadSource& source,
                         const std::vector<std::string>& output) {
  const std::vector<IdQuad> matches = MatchesOf(view, source);
  IdRows joined;
  for (const std::vector<TermId>& row : rows) {
    for (const IdQuad& match : matches) {
      bool agrees = true;
      for (size_t i = 0; i < variables.size(); ++i) {
        const TermId value = ValueIn(source, match, variables[i]);
        agrees = agrees && (value.is_none() || value == row[i]);
      }
      if (!agrees) continue;
      std::vector<TermId>& merged = joined.emplace_back();
      for (const std::string& name : output) {
        const auto column = std::find(variables.begin(), variables.end(), name);
        merged.push_back(column == variables.end()
                             ? ValueIn(source, match, name)
                             : row[static_cast<size_t>(column - variables.begin())]);
      }
    }
  }
  return joined;
}

}  // namespace entente
