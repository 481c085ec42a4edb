#include "tools/live_names.h"

#include <chrono>
#include <set>

#include "tools/terminal.h"

namespace entente {
namespace {

constexpr std::chrono::milliseconds kPatience(500);

// Adds those that are not there yet.
template <typename Names>
void Add(const Names& more, std::vector<std::string>* names) {
  std::set<std::string> known(names->begin(), names->end());
  for (const auto& name : more) {
    if (known.emplace(name).second) names->emplace_back(name);
  }
}

LiveNames NamesOfData(const Database& database) {
  LiveNames names;
  const View view = database.Read();
  const auto ask = [&view](const char* query, std::vector<std::string>* iris) {
    absl::StatusOr<Rows> rows =
        view.Query(query, {.timeout = kPatience, .cancelled = WatchSignals()});
    if (!rows.ok()) return false;
    for (const Row& row : *rows) {
      if (row[size_t{0}].is_iri()) iris->push_back(row[size_t{0}].iri().text);
    }
    return rows->status().ok();
  };
  ask("SELECT ?c { { SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c } } ORDER BY DESC(?n) ?c "
      "LIMIT 500",
      &names.classes);
  std::vector<std::string> claimed;
  ask("SELECT ?p { { SELECT ?p (COUNT(*) AS ?n) { ?r rdf:reifies <<( ?s ?p ?o )>> } GROUP BY ?p } "
      "} ORDER BY DESC(?n) ?p LIMIT 500",
      &claimed);
  if (ask("SELECT ?p { { SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p } } ORDER BY DESC(?n) "
          "?p LIMIT 500",
          &names.properties)) {
    Add(claimed, &names.properties);
    return names;
  }
  // Large: what was counted at the last folding.
  names.properties.clear();
  const absl::StatusOr<Statistics> statistics = database.ComputeStatistics();
  if (!statistics.ok()) return names;
  for (const auto& predicate : statistics->predicates) {
    if (predicate.predicate.is_iri()) {
      names.properties.push_back(predicate.predicate.iri().text);
    }
  }
  Add(claimed, &names.properties);
  return names;
}

}  // namespace

LiveNames ReadLiveNames(const Database& database) {
  LiveNames names = NamesOfData(database);
  Add(VocabularyProperties(), &names.properties);
  Add(VocabularyClasses(), &names.classes);
  return names;
}

}  // namespace entente
