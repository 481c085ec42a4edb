#include "tools/unknown_names.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tools/live_names.h"
#include "tools/spelling.h"
#include "tools/terminal.h"

namespace entente {
namespace {

// Of one look-up, which takes microseconds unless it must go through all that is claimed.
constexpr std::chrono::milliseconds kPatience(100);
// Shorter names are near to too many others.
constexpr size_t kNameSizeMin = 3;

// Asserted or claimed, in any graph.
constexpr std::string_view kHasProperty =
    "ASK { { ?s ?name ?o } UNION { GRAPH ?g { ?s ?name ?o } } "
    "UNION { ?r rdf:reifies <<( ?s ?name ?o )>> } }";
constexpr std::string_view kHasClass =
    "ASK { { ?s a ?name } UNION { GRAPH ?g { ?s a ?name } } "
    "UNION { ?r rdf:reifies <<( ?s rdf:type ?name )>> } }";
// What stands behind the namespace.
std::string_view LocalName(std::string_view iri) {
  return iri.substr(std::min(iri.find_last_of("/#") + 1, iri.size()));
}

std::string_view NamespaceOf(std::string_view iri) {
  return iri.substr(0, iri.size() - LocalName(iri).size());
}

// The one of `known` that was probably meant by `iri`: of those that are equally near the one of
// its namespace. "" if none is near.
std::string NearestName(const std::string& iri, std::vector<std::string> known) {
  std::erase(known, iri);
  std::stable_partition(known.begin(), known.end(), [&iri](const std::string& candidate) {
    return NamespaceOf(candidate) == NamespaceOf(iri);
  });
  std::vector<std::string> names;
  for (const std::string& candidate : known) names.emplace_back(LocalName(candidate));
  const std::string wanted(LocalName(iri));
  if (wanted.empty()) return "";
  auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end() && wanted.size() >= kNameSizeMin) {
    const std::string nearest = Nearest(wanted, names);
    if (!nearest.empty()) found = std::find(names.begin(), names.end(), nearest);
  }
  return found == names.end() ? "" : known[static_cast<size_t>(found - names.begin())];
}

// The functions that IRIs name.
std::vector<std::string> Casts() {
  std::vector<std::string> casts;
  for (const char* name :
       {"boolean", "date", "dateTime", "dayTimeDuration", "decimal", "double", "duration", "float",
        "gYear", "gYearMonth", "integer", "string", "time", "yearMonthDuration"}) {
    casts.push_back(std::string("http://www.w3.org/2001/XMLSchema#").append(name));
  }
  return casts;
}

std::string Shortened(const std::string& iri, const Prefixes& prefixes) {
  for (const auto& [name, space] : prefixes) {
    if (!space.empty() && NamespaceOf(iri) == space) {
      return std::string(name).append(":").append(LocalName(iri));
    }
  }
  return std::string("<").append(iri).append(">");
}

// Those of `names` that neither the vocabulary knows nor `ask` finds.
std::vector<std::string> Unknown(const View& view, std::string_view ask,
                                 const std::vector<std::string>& names) {
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    if (!VocabularyLabel(name, "en").empty()) continue;
    const absl::StatusOr<bool> is_there = view.Ask(
        ask, {.params = {{"name", Iri(name)}}, .timeout = kPatience, .cancelled = WatchSignals()});
    if (is_there.ok() && !*is_there) unknown.push_back(name);
  }
  return unknown;
}

}  // namespace

void PrintNoteOnUnknownNames(const Database& database, const Prepared& query) {
  const View view = database.Read();
  const std::vector<std::string> properties = Unknown(view, kHasProperty, query.properties());
  const std::vector<std::string> classes = Unknown(view, kHasClass, query.classes());
  const Prefixes prefixes = query.prefixes();
  for (const std::string& name : query.unknown_functions()) {
    const std::string nearest = NearestName(name, Casts());
    std::string note = "note: there is no function " + Shortened(name, prefixes);
    if (!nearest.empty())
      note.append("; did you mean ").append(Shortened(nearest, prefixes)) += '?';
    PrintNote(note);
  }
  if (properties.empty() && classes.empty()) return;

  const LiveNames known = ReadLiveNames(database);
  const auto tell = [&](const std::vector<std::string>& unknown, std::string_view what,
                        const std::vector<std::string>& candidates) {
    for (const std::string& name : unknown) {
      const std::string nearest = NearestName(name, candidates);
      if (nearest.empty()) continue;
      PrintNote(std::string("note: nothing ")
                    .append(what)
                    .append(" ")
                    .append(Shortened(name, prefixes))
                    .append("; did you mean ")
                    .append(Shortened(nearest, prefixes))
                    .append("?"));
    }
  };
  tell(properties, "has the property", known.properties);
  tell(classes, "is of the class", known.classes);
}

}  // namespace entente
