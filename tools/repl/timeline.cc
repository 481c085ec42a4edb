#include "tools/repl/timeline.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "tools/cards.h"
#include "tools/terminal.h"

namespace entente {
namespace {

constexpr const char* kText = "https://w3id.org/entente#text";
constexpr const char* kAbout =
    "{ ?c rdf:reifies <<( ?x ?p1 ?o1 )>> } UNION { ?c rdf:reifies <<( ?s2 ?p2 ?x )>> } "
    "UNION { ?c ent:about ?x }";
constexpr const char* kEvents =
    "SELECT DISTINCT ?event ?from ?until { ?event a ent:Event ; ent:about|ent:participant ?x "
    "OPTIONAL { ?event schema:startDate ?from } OPTIONAL { ?event schema:endDate ?until } }";
constexpr const char* kTexts =
    "SELECT ?record ?property ?text { VALUES ?property { rdfs:label skos:prefLabel skos:altLabel "
    "dcterms:title ent:text ent:wording ent:definition rdfs:comment } ?record ?property ?text "
    "FILTER(CONTAINS(LCASE(STR(?text)), LCASE(?what))) } ORDER BY ?record ?property ?text";
// How much of a text stands before what was found in it, in bytes.
constexpr size_t kBeforeMatch = 30;

bool IsForPeople(const std::string& format) { return format == "table" || format == "markdown"; }

std::string LexicalOf(const Term& term) { return term.is_literal() ? term.literal().lexical : ""; }

// Dates as they are written compare as text: "2021" < "2021-09" < "2022".
std::string TimeOf(const ClaimLine& line) {
  for (const Term* time : {&line.valid_from, &line.stated_on, &line.valid_until}) {
    if (*time) return LexicalOf(*time);
  }
  return "";
}

// `text` from a little before `what` on.
std::string Excerpt(const std::string& text, const std::string& what) {
  const size_t found = text.find(what);
  if (found == std::string::npos || found <= 2 * kBeforeMatch) return text;
  size_t begin = found - kBeforeMatch;
  while (begin < found && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) ++begin;
  return "…" + text.substr(begin);
}

struct Entry {
  std::string time = {};
  std::vector<Term> cells = {};
};

}  // namespace

absl::Status WriteTimeline(const Iri& record, const std::string& format, Naming* naming,
                           const Output& output) {
  const bool for_people = IsForPeople(format);
  const Params params = {{"x", record}};
  const absl::StatusOr<std::vector<ClaimLine>> lines = FindClaimLines(*naming, kAbout, params);
  if (!lines.ok()) return lines.status();
  std::vector<Entry> entries;
  for (const ClaimLine& line : *lines) {
    Entry entry = {TimeOf(line),
                   {line.valid_from, line.valid_until, line.stated_on, line.claimant, line.stance,
                    line.proposition, line.claim}};
    if (for_people) {
      std::string says =
          line.claim.is_iri() ? naming->TextOf(line.claim.iri(), kText) : std::string();
      if (says.empty()) says = naming->NameOf(line.proposition);
      const Term name = line.claim.is_iri() ? Term(Naming::ShortIri(line.claim.iri())) : line.claim;
      entry.cells = {line.valid_from,
                     line.valid_until,
                     line.stated_on,
                     naming->NameOf(line.claimant) + " " + naming->NameOf(line.stance),
                     says,
                     name};
    }
    entries.push_back(std::move(entry));
  }
  naming->Tell(kEvents, params);
  absl::StatusOr<Rows> events = naming->reader().Query(kEvents, naming->With(params));
  if (!events.ok()) return events.status();
  for (const Row& row : *events) {
    Entry entry = {LexicalOf(row["from"]), {row["from"], row["until"], Term()}};
    if (for_people) {
      const Term name =
          row["event"].is_iri() ? Term(Naming::ShortIri(row["event"].iri())) : row["event"];
      entry.cells.insert(entry.cells.end(), {Term("(event)"), naming->NameOf(row["event"]), name});
    } else {
      entry.cells.insert(entry.cells.end(), {Term(), Term(), Term(), row["event"]});
    }
    entries.push_back(std::move(entry));
  }
  if (!events->status().ok()) return events->status();
  if (!naming->status().ok()) return naming->status();
  std::ranges::stable_sort(
      entries, {}, [](const Entry& entry) { return std::tuple(entry.time.empty(), entry.time); });
  std::vector<std::vector<Term>> rows;
  for (Entry& entry : entries) rows.push_back(std::move(entry.cells));
  const std::vector<std::string> columns =
      for_people ? std::vector<std::string>{"from", "until", "stated", "who", "says", "claim"}
                 : std::vector<std::string>{"from",   "until",       "statedOn", "claimant",
                                            "stance", "proposition", "claim"};
  return WriteTable(columns, rows, format, output, naming->ToTableOptions());
}

absl::Status WriteTextsWith(const std::string& text, const std::string& format, Naming* naming,
                            const Output& output) {
  const bool for_people = IsForPeople(format);
  const Params params = {{"what", Term(text)}};
  naming->Tell(kTexts, params);
  absl::StatusOr<Rows> found = naming->reader().Query(kTexts, naming->With(params));
  if (!found.ok()) return found.status();
  std::vector<std::vector<Term>> rows;
  for (const Row& row : *found) {
    const Term& record = row["record"];
    if (for_people && record.is_iri() && row["text"].is_literal()) {
      rows.push_back({Naming::ShortIri(record.iri()), naming->NameOf(row["property"]),
                      Excerpt(row["text"].literal().lexical, text)});
    } else {
      rows.push_back({record, row["property"], row["text"]});
    }
  }
  if (!found->status().ok()) return found->status();
  if (!naming->status().ok()) return naming->status();
  return WriteTable({"record", "property", "text"}, rows, format, output, naming->ToTableOptions());
}

}  // namespace entente
