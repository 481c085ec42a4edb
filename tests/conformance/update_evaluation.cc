#include "tests/conformance/update_evaluation.h"

#include <memory>
#include <vector>

#include "absl/time/clock.h"
#include "query/exec/update.h"
#include "query/sparql/parser.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/dumping/dump.h"
#include "storage/store.h"
#include "tests/conformance/datasets.h"
#include "tests/support/quads.h"

namespace entente {
namespace {

constexpr std::string_view kUpdate = "http://www.w3.org/2009/sparql/tests/test-update#";
constexpr std::string_view kLabel = "http://www.w3.org/2000/01/rdf-schema#label";

// The dataset that `node`, an action or a result, describes.
absl::StatusOr<std::vector<Quad>> ReadDataset(const SuiteManifest& manifest, const Term& node) {
  const ManifestGraph& graph = manifest.graph();
  std::vector<Quad> quads;
  for (const Term& data : graph.Objects(node, StrCat(kUpdate, "data"))) {
    RETURN_IF_ERROR(AddGraph(manifest, data.iri().text, Term(), &quads));
  }
  for (const Term& named : graph.Objects(node, StrCat(kUpdate, "graphData"))) {
    const Term file = graph.Object(named, StrCat(kUpdate, "graph"));
    const Term label = graph.Object(named, kLabel);
    if (!file.is_iri() || !label.is_literal()) {
      return absl::UnimplementedError("a named graph without file or name");
    }
    RETURN_IF_ERROR(AddGraph(manifest, file.iri().text, Iri(label.literal().lexical), &quads));
  }
  return quads;
}

absl::Status InsertAll(const std::vector<Quad>& quads, StoreTransaction* transaction) {
  for (const Quad& quad : quads) {
    InnerTriples inner;
    RETURN_IF_ERROR(transaction->Insert(ViewOf(quad, &inner)).status());
  }
  return absl::OkStatus();
}

// All quads of the store after the request.
absl::StatusOr<std::vector<Quad>> QuadsAfter(const std::vector<Quad>& data, const Update& update) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, Store::OpenInMemory({}));
  ASSIGN_OR_RETURN(std::unique_ptr<StoreTransaction> transaction, store->Begin());
  RETURN_IF_ERROR(InsertAll(data, transaction.get()));
  RETURN_IF_ERROR(transaction->Commit());
  ASSIGN_OR_RETURN(transaction, store->Begin());
  RETURN_IF_ERROR(RunUpdate(update, {.deadline = absl::Now() + absl::Seconds(20)},
                            LocalFiles::kRefused, transaction.get())
                      .status());
  RETURN_IF_ERROR(transaction->Commit());
  QuadCollector collector;
  RETURN_IF_ERROR(StreamQuads(*store->View(), TripleOrder::kGspo, nullptr, &collector).status());
  return std::move(collector.quads);
}

}  // namespace

std::string RunUpdateEvaluation(const SuiteManifest& manifest, const ManifestTest& test) {
  const Term request = manifest.graph().Object(test.action, StrCat(kUpdate, "request"));
  if (!request.is_iri()) return "it names no request";
  const std::string& iri = request.iri().text;
  const absl::StatusOr<std::string> text = ReadFile(manifest.PathOf(iri));
  if (!text.ok()) return text.status().ToString();
  const absl::StatusOr<Update> update = ParseUpdate(*text, {.base = manifest.BaseOf(iri)});
  if (!update.ok()) return update.status().ToString();
  const absl::StatusOr<std::vector<Quad>> data = ReadDataset(manifest, test.action);
  if (!data.ok()) return data.status().ToString();
  const absl::StatusOr<std::vector<Quad>> expected = ReadDataset(manifest, test.result);
  if (!expected.ok()) return expected.status().ToString();
  const absl::StatusOr<std::vector<Quad>> quads = QuadsAfter(*data, *update);
  if (!quads.ok()) return quads.status().ToString();
  if (AreIsomorphic(*expected, *quads)) return "";
  return StrCat("expected\n", ToNQuads(*expected), "but got\n", ToNQuads(*quads));
}

}  // namespace entente
