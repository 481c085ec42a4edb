// What a query that names evidence views is asked on.
#ifndef ENTENTE_QUERY_CLAIMS_VIEW_DATASET_H_
#define ENTENTE_QUERY_CLAIMS_VIEW_DATASET_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "entente/claims.h"
#include "query/claims/view_cache.h"
#include "query/evaluation/answer.h"
#include "query/sparql/algebra.h"
#include "storage/read_view.h"

namespace entente {

struct ViewDataset {
  std::shared_ptr<const ReadView> view = {};
  EvaluationOptions options = {};
};

// The state and the options to answer `query` with: those given, or if evidence views stand in FROM
// or `view` is given, the state with their propositions laid over it. `view` takes the place of the
// default graph; the named graphs stay. `cache` is that of `state`.
//
// InvalidArgument: `view` is given for a query that has FROM, or is not well formed. Other errors:
// the limits of `options`, and those of the state.
absl::StatusOr<ViewDataset> ApplyViews(const Query& query, const std::optional<EvidenceView>& view,
                                       std::shared_ptr<const ReadView> state,
                                       const EvaluationOptions& options,
                                       std::shared_ptr<ViewCache> cache);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_VIEW_DATASET_H_
