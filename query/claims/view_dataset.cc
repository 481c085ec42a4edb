#include "query/claims/view_dataset.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "query/claims/overlaid_view.h"
#include "query/claims/qualification.h"
#include "query/claims/view_propositions.h"
#include "schema/status_macros.h"

namespace entente {
namespace {

void AddNew(TermId graph, std::vector<TermId>* graphs) {
  if (std::find(graphs->begin(), graphs->end(), graph) == graphs->end()) graphs->push_back(graph);
}

// What FROM says: views, and the stored graphs whose triples count.
struct DefaultGraph {
  std::vector<EvidenceView> views = {};
  std::vector<TermId> stored = {};
};

absl::StatusOr<DefaultGraph> Resolve(const std::vector<std::string>& iris, const ReadView& state) {
  DefaultGraph graph;
  for (const std::string& iri : iris) {
    if (!EvidenceView::IsViewIri(iri)) {
      ASSIGN_OR_RETURN(const std::optional<TermId> id, state.Find(TermView::OfIri(iri)));
      if (id.has_value()) AddNew(*id, &graph.stored);
      continue;
    }
    ASSIGN_OR_RETURN(const EvidenceView view, EvidenceView::FromIri(iri));
    if (std::find(graph.views.begin(), graph.views.end(), view) != graph.views.end()) continue;
    graph.views.push_back(view);
    if (!view.includes_base) continue;
    ASSIGN_OR_RETURN(const std::vector<TermId> graphs, GraphsOf(view, state));
    for (const TermId id : graphs) AddNew(id, &graph.stored);
  }
  return graph;
}

// Whether no pattern of the query sees `graph` as a named graph.
absl::StatusOr<bool> IsHidden(const Query& query, TermId graph, const ReadView& state) {
  if (graph.is_none()) return true;
  if (!query.has_dataset || query.has_all_named_graphs) return false;
  for (const std::string& iri : query.named_graphs) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, state.Find(TermView::OfIri(iri)));
    if (id == graph) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<ViewDataset> ApplyViews(const Query& query, const std::optional<EvidenceView>& view,
                                       std::shared_ptr<const ReadView> state,
                                       const EvaluationOptions& options,
                                       std::shared_ptr<ViewCache> cache) {
  std::vector<std::string> from = query.default_graphs;
  if (view.has_value()) {
    if (query.has_dataset) {
      return absl::InvalidArgumentError(
          "the query says in FROM what it is asked on, so no evidence view can be given beside it");
    }
    from = {view->ToIri()};
  }
  if (std::none_of(from.begin(), from.end(), EvidenceView::IsViewIri)) {
    return ViewDataset{.view = std::move(state), .options = options};
  }
  ASSIGN_OR_RETURN(DefaultGraph graph, Resolve(from, *state));

  Overlay overlay = {.graph = Overlay::kOwnGraph, .name = graph.views.front().ToIri()};
  const bool shows_named =
      !query.has_dataset || query.has_all_named_graphs || !query.named_graphs.empty();
  std::optional<TermId> but_in;
  if (graph.stored.empty() && !shows_named) {
    overlay.graph = TermId();
    overlay.hides_quads = true;
  } else if (graph.stored.size() == 1) {
    // In the graph itself, because a union of graphs is slower to read.
    ASSIGN_OR_RETURN(const bool is_hidden, IsHidden(query, graph.stored.front(), *state));
    if (is_hidden) but_in = overlay.graph = graph.stored.front();
  }
  AddNew(overlay.graph, &graph.stored);

  overlay.triples = std::make_shared<const ViewPropositions>(state, std::move(graph.views), but_in,
                                                             std::move(cache));
  ViewDataset dataset{.options = options};
  dataset.options.default_graphs = std::move(graph.stored);
  dataset.view =
      std::make_shared<const OverlaidView>(std::move(state), std::move(overlay), options);
  return dataset;
}

}  // namespace entente
