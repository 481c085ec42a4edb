#include "tools/cards.h"
#include "tools/terminal.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace entente {
namespace {

constexpr std::string_view kVocabulary = "https://w3id.org/entente#";
constexpr size_t kKeyWidth = 12;

std::string Ent(std::string_view name) { return std::string(kVocabulary) + std::string(name); }

bool IsStance(const Term& stance, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(names, [&](std::string_view name) {
    return stance.is_iri() && stance.iri().text == Ent(name);
  });
}
bool IsFor(const Term& stance) { return IsStance(stance, {"asserts", "endorses"}); }
bool IsAgainst(const Term& stance) { return IsStance(stance, {"denies", "disputes"}); }

void AppendTo(std::string* list, std::string_view item, std::string_view separator = ", ") {
  if (!list->empty()) list->append(separator);
  list->append(item);
}

// "2021-09 – 2022", "since 2021-09", "until 2022" or "".
std::string Period(const Term& from, const Term& until, Naming* naming) {
  if (!from && !until) return "";
  if (!until) return "since " + naming->NameOf(from);
  if (!from) return "until " + naming->NameOf(until);
  return naming->NameOf(from) + " – " + naming->NameOf(until);
}

// Writes one card part after the other and keeps the first error.
class Card {
 public:
  Card(const Reader& reader, Naming* naming, const WriteOptions& write, const Output& output)
      : reader_(reader), naming_(*naming), write_(write), output_(output) {}

  const Reader& reader() const { return reader_; }
  Naming& naming() { return naming_; }
  const absl::Status& status() const { return status_.ok() ? naming_.status() : status_; }

  void Line(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    std::string line(key);
    line.resize(std::max(line.size() + 1, kKeyWidth), ' ');
    Write(line + Shown(value) + "\n");
  }

  void Title(const Iri& record, std::string_view what) {
    std::string labels;
    for (const Term& label : Values(record, "rdfs:label|dcterms:title|skos:prefLabel")) {
      if (!label.is_literal()) continue;
      AppendTo(&labels, label.literal().lexical, " · ");
    }
    Write(Shown(labels.empty() ? Naming::ShortIri(record) : labels) + "\n");
    Line("is", what);
    Line("IRI", record.text);
  }

  // The values of a property path, in the sequence of their names.
  std::vector<Term> Values(const Iri& subject, const std::string& path) {
    std::vector<Term> values;
    Each("SELECT DISTINCT ?value { ?x " + path + " ?value }", {{"x", subject}},
         [&](const Row& row) { values.push_back(row[size_t{0}]); });
    std::ranges::sort(values);
    return values;
  }
  void List(std::string_view key, const Iri& subject, const std::string& path) {
    std::string names;
    for (const Term& value : Values(subject, path)) {
      AppendTo(&names, naming_.NameOf(value));
    }
    Line(key, names);
  }

  template <typename Function>
  void Each(const std::string& query, const Params& params, Function function) {
    if (!status_.ok()) return;
    naming_.Tell(query, params);
    absl::StatusOr<Rows> rows = reader_.Query(query, naming_.With(params));
    if (!rows.ok()) {
      status_ = rows.status();
      return;
    }
    for (const Row& row : *rows) function(row);
    status_.Update(rows->status());
  }

  std::vector<ClaimLine> Claims(const std::string& pattern, const Params& params) {
    absl::StatusOr<std::vector<ClaimLine>> lines = FindClaimLines(naming_, pattern, params);
    if (lines.ok()) return *std::move(lines);
    status_.Update(lines.status());
    return {};
  }

  // Without columns that are empty in all rows; nothing if there are no rows.
  void Table(std::string_view heading, const std::vector<std::string>& columns,
             const std::vector<std::vector<std::string>>& rows) {
    if (rows.empty() || !status_.ok()) return;
    std::vector<std::string> used;
    std::vector<std::vector<Term>> terms(rows.size());
    for (size_t column = 0; column < columns.size(); ++column) {
      if (std::ranges::all_of(rows, [&](const auto& row) { return row[column].empty(); })) continue;
      used.push_back(columns[column]);
      for (size_t row = 0; row < rows.size(); ++row) {
        const std::string& cell = rows[row][column];
        terms[row].push_back(cell.empty() ? Term() : Term(cell));
      }
    }
    Write(std::string("\n").append(heading).append("\n"));
    if (status_.ok()) status_ = WriteTable(used, terms, "table", output_, write_);
  }

 private:
  void Write(const std::string& text) {
    if (status_.ok()) status_ = output_(text);
  }

  const Reader& reader_;
  Naming& naming_;
  const WriteOptions& write_;
  const Output& output_;
  absl::Status status_;
};

std::string Id(const Term& term) { return term.is_iri() ? Naming::ShortIri(term.iri()) : ""; }

// "Ling Shengli asserts, p. 27"
std::string WhoSaysSo(const ClaimLine& line, Naming* naming) {
  std::string who = naming->NameOf(line.claimant) + " " + naming->NameOf(line.stance);
  if (line.locator) who += ", " + naming->NameOf(line.locator);
  return who;
}

// Rows about what claims say of ?x with one property: the value, and who says so.
void ClaimedValues(Card* card, const Iri& record, std::string_view heading, std::string_view value,
                   const std::string& property) {
  Naming& naming = card->naming();
  std::vector<std::vector<std::string>> rows;
  std::vector<Term> claimed;
  for (const ClaimLine& line : card->Claims("?c rdf:reifies <<( ?x ?property ?value )>>",
                                            {{"x", record}, {"property", Iri(Ent(property))}})) {
    const Term& object = line.proposition.triple().object;
    claimed.push_back(object);
    rows.push_back({naming.NameOf(object), naming.NameOf(line.role), naming.NameOf(line.status),
                    Period(line.valid_from, line.valid_until, &naming), WhoSaysSo(line, &naming),
                    Id(line.claim)});
  }
  for (const Term& asserted : card->Values(record, "ent:" + property)) {
    if (std::ranges::find(claimed, asserted) != claimed.end()) continue;
    rows.push_back({naming.NameOf(asserted), "", "", "", "(stands in the graph)", ""});
  }
  std::ranges::sort(rows);
  card->Table(heading, {std::string(value), "role", "status", "when", "who says so", "claim"},
              rows);
}

// The groupings that ?x belongs to.
void Memberships(Card* card, const Iri& actor) {
  Naming& naming = card->naming();
  std::vector<std::vector<std::string>> rows;
  for (const ClaimLine& line :
       card->Claims("?c rdf:reifies <<( ?grouping ent:member ?x )>>", {{"x", actor}})) {
    rows.push_back({naming.NameOf(line.proposition.triple().subject), naming.NameOf(line.role),
                    naming.NameOf(line.status), Period(line.valid_from, line.valid_until, &naming),
                    WhoSaysSo(line, &naming), Id(line.claim)});
  }
  std::ranges::sort(rows);
  card->Table("Belongs to", {"grouping", "role", "status", "when", "who says so", "claim"}, rows);
}

void Events(Card* card, const Iri& record) {
  std::vector<std::vector<std::string>> rows;
  card->Each(
      "SELECT DISTINCT ?event ?date { ?event a ent:Event ; ent:about|ent:participant ?x "
      "OPTIONAL { ?event schema:startDate ?date } }",
      {{"x", record}}, [&](const Row& row) {
        rows.push_back({row["date"] ? card->naming().NameOf(row["date"]) : "",
                        card->naming().NameOf(row["event"])});
      });
  std::ranges::sort(rows);
  card->Table("Events", {"date", "event"}, rows);
}

std::string TextOfClaim(const ClaimLine& line, Naming* naming) {
  const std::string text = line.claim.is_iri() ? naming->TextOf(line.claim.iri(), Ent("text")) : "";
  return text.empty() ? naming->NameOf(line.proposition) : text;
}

// A list of claims; links between claims are for the cards of claims.
void ClaimTable(Card* card, std::string_view heading, const std::string& pattern,
                const Params& params) {
  Naming& naming = card->naming();
  std::vector<std::vector<std::string>> rows;
  for (const ClaimLine& line :
       card->Claims(pattern + " FILTER NOT EXISTS { ?c ent:kind ent:link }", params)) {
    rows.push_back({Id(line.claim), WhoSaysSo(line, &naming), TextOfClaim(line, &naming)});
  }
  card->Table(heading, {"claim", "who", "says"}, rows);
}

// Page 9 before page 10.
struct ByLength {
  bool operator()(const std::string& a, const std::string& b) const {
    return std::pair(a.size(), std::string_view(a)) < std::pair(b.size(), std::string_view(b));
  }
};

}  // namespace

absl::StatusOr<std::vector<ClaimLine>> FindClaimLines(const Naming& naming,
                                                      const std::string& pattern,
                                                      const Params& params) {
  static constexpr std::pair<std::string_view, Term ClaimLine::*> kValues[] = {
      {"claimant", &ClaimLine::claimant},      {"stance", &ClaimLine::stance},
      {"source", &ClaimLine::source},          {"locator", &ClaimLine::locator},
      {"statedOn", &ClaimLine::stated_on},     {"validFrom", &ClaimLine::valid_from},
      {"validUntil", &ClaimLine::valid_until}, {"role", &ClaimLine::role},
      {"status", &ClaimLine::status}};
  std::string query = "SELECT DISTINCT * { { SELECT DISTINCT ?c { ?c a ent:Claim . " + pattern +
                      " } } OPTIONAL { ?c rdf:reifies ?_proposition }";
  for (const auto& [name, member] : kValues) {
    query += " OPTIONAL { ?c ent:" + std::string(name) + " ?_" + std::string(name) + " }";
  }
  query += " OPTIONAL { ?c ent:page ?_page } }";
  naming.Tell(query, params);
  absl::StatusOr<Rows> rows = naming.reader().Query(query, naming.With(params));
  if (!rows.ok()) return rows.status();
  std::map<Term, ClaimLine> lines;  // A claim with two locators is one line.
  std::map<Term, std::set<std::string, ByLength>> pages;
  for (const Row& row : *rows) {
    ClaimLine line = {.claim = row["c"], .proposition = row["_proposition"]};
    for (const auto& [name, member] : kValues) line.*member = row[std::string("_").append(name)];
    if (const Term page = row["_page"]; page.is_literal()) {
      pages[line.claim].insert(page.literal().lexical);
    }
    lines.try_emplace(line.claim, std::move(line));
  }
  if (!rows->status().ok()) return rows->status();
  std::vector<ClaimLine> result;
  for (auto& [claim, line] : lines) {
    if (!line.locator && pages.contains(claim)) {
      std::string numbers;
      for (const std::string& page : pages.at(claim)) AppendTo(&numbers, page);
      line.locator = Term((pages.at(claim).size() == 1 ? "p. " : "pp. ") + numbers);
    }
    result.push_back(std::move(line));
  }
  return result;
}

absl::Status WriteActorCard(const Reader& reader, const Iri& actor, Naming* naming,
                            const WriteOptions& write, const Output& output) {
  Card card(reader, naming, write, output);
  std::string kinds;
  for (const Term& kind : card.Values(actor, "a")) {
    if (kind != Term(Iri(Ent("Actor")))) AppendTo(&kinds, naming->NameOf(kind));
  }
  card.Title(actor, kinds.empty() ? "actor" : kinds);
  card.List("also called", actor, "skos:altLabel");
  card.List("country", actor, "ent:country");
  card.List("governs", actor, "ent:governs");
  card.List("head", actor, "ent:head");
  card.List("speaks for", actor, "ent:speaksFor");
  card.List("at least", actor, "ent:memberCountMin");
  card.List("at most", actor, "ent:memberCountMax");
  card.List("members", actor, "ent:member");
  std::map<std::string, std::vector<std::string>> affiliations;
  card.Each(
      "SELECT ?organization ?role ?status { ?x schema:affiliation ?organization "
      "OPTIONAL { ?post rdf:reifies <<( ?x schema:affiliation ?organization )>> "
      "OPTIONAL { ?post schema:roleName ?role } OPTIONAL { ?post ent:status ?status } } } "
      "ORDER BY ?role ?status",
      {{"x", actor}}, [&](const Row& row) {
        std::vector<std::string>& parts = affiliations[naming->NameOf(row["organization"])];
        for (const std::string_view column : {"role", "status"}) {
          if (!row[column]) continue;
          const std::string part = naming->NameOf(row[column]);
          if (std::ranges::find(parts, part) == parts.end()) parts.push_back(part);
        }
      });
  for (const auto& [organization, parts] : affiliations) {
    std::string line = organization;
    for (const std::string& part : parts) line += ", " + part;
    card.Line("affiliation", line);
  }
  std::vector<std::vector<std::string>> works;
  card.Each(
      "SELECT DISTINCT ?work ?issued { ?work dcterms:creator ?x OPTIONAL { ?work dcterms:issued "
      "?issued } }",
      {{"x", actor}}, [&](const Row& row) {
        works.push_back(
            {row["issued"] ? naming->NameOf(row["issued"]) : "", naming->NameOf(row["work"])});
      });
  std::ranges::sort(works);
  card.Table("Works", {"date", "title"}, works);
  Memberships(&card, actor);
  Events(&card, actor);
  ClaimTable(&card, "Claims", "?c ent:claimant ?x", {{"x", actor}});
  ClaimTable(&card, "Claims about it",
             "{ ?c rdf:reifies <<( ?x ?p1 ?o1 )>> } UNION { ?c rdf:reifies <<( ?s2 ?p2 ?x )>> } "
             "UNION { ?c ent:about ?x }",
             {{"x", actor}});
  return card.status();
}

absl::Status WriteCoalitionCard(const Reader& reader, const Iri& coalition, Naming* naming,
                                const WriteOptions& write, const Output& output) {
  Card card(reader, naming, write, output);
  card.Title(coalition, "grouping");
  card.List("also called", coalition, "skos:altLabel");
  card.List("domain", coalition, "ent:domain");
  ClaimedValues(&card, coalition, "Members", "member", "member");
  ClaimedValues(&card, coalition, "Kind", "kind", "groupingKind");
  Events(&card, coalition);
  ClaimTable(&card, "Other claims",
             "{ ?c rdf:reifies <<( ?x ?p1 ?o1 )>> FILTER(?p1 NOT IN (ent:member, "
             "ent:groupingKind)) } UNION { ?c rdf:reifies <<( ?s2 ?p2 ?x )>> } "
             "UNION { ?c ent:about ?x }",
             {{"x", coalition}});
  return card.status();
}

absl::Status WriteDocumentCard(const Reader& reader, const Iri& document, Naming* naming,
                               const WriteOptions& write, const Output& output) {
  Card card(reader, naming, write, output);
  std::string kinds;
  for (const Term& kind : card.Values(document, "a")) {
    if (kind != Term(Iri(Ent("Document")))) {
      AppendTo(&kinds, naming->NameOf(kind));
    }
  }
  card.Title(document, kinds.empty() ? "document" : kinds);
  std::vector<std::pair<std::string, std::string>> creators;  // Position, name.
  card.Each(
      "SELECT ?creator (MIN(?p) AS ?position) { ?x dcterms:creator ?creator OPTIONAL { "
      "?r rdf:reifies <<( ?x dcterms:creator ?creator )>> ; schema:position ?p } } GROUP BY "
      "?creator",
      {{"x", document}}, [&](const Row& row) {
        creators.emplace_back(row["position"] ? naming->NameOf(row["position"]) : "",
                              naming->NameOf(row["creator"]));
      });
  std::ranges::sort(creators);
  std::string names;
  for (const auto& [position, name] : creators) AppendTo(&names, name);
  card.Line("by", names);
  card.List("edited by", document, "bibo:editor");
  card.List("translated by", document, "bibo:translator");
  card.List("in", document, "dcterms:isPartOf");
  card.List("date", document, "dcterms:issued");
  card.List("volume", document, "bibo:volume");
  card.List("issue", document, "bibo:issue");
  card.List("pages", document, "bibo:pages");
  card.List("publisher", document, "dcterms:publisher");
  card.List("place", document, "ent:placeOfPublication");
  card.List("language", document, "dcterms:language");
  card.List("identifier", document, "dcterms:identifier");
  card.List("URL", document, "schema:url");
  std::string found;
  card.Each("SELECT (COUNT(*) AS ?n) { ?c ent:source ?x }", {{"x", document}},
            [&](const Row& row) { found = naming->NameOf(row["n"]); });
  if (found != "0") {
    card.Line("source of", found + (found == "1" ? " claim: " : " claims: ") + "claims … --in " +
                               Id(document) + (found == "1" ? " shows it" : " lists them"));
  }
  std::vector<std::vector<std::string>> citations;
  card.Each(
      "SELECT ?citing ?note ?pages { ?c cito:hasCitedEntity ?x ; cito:hasCitingEntity ?citing "
      "OPTIONAL { ?c ent:note ?note } OPTIONAL { ?c bibo:pages ?pages } }",
      {{"x", document}}, [&](const Row& row) {
        citations.push_back({naming->NameOf(row["citing"]),
                             row["note"] ? naming->NameOf(row["note"]) : "",
                             row["pages"] ? naming->NameOf(row["pages"]) : ""});
      });
  std::ranges::sort(citations);
  card.Table("Cited by", {"document", "note", "pages"}, citations);
  Events(&card, document);
  ClaimTable(&card, "Claims that rest on it",
             "{ ?c ent:evidence ?x } UNION { ?c ent:evidence/cito:hasCitedEntity ?x }",
             {{"x", document}});
  ClaimTable(&card, "Claims about it",
             "{ ?c rdf:reifies <<( ?x ?p1 ?o1 )>> } UNION { ?c rdf:reifies <<( ?s2 ?p2 ?x )>> } "
             "UNION { ?c ent:about ?x }",
             {{"x", document}});
  return card.status();
}

absl::Status WriteClaimCard(const Reader& reader, const Iri& claim, Naming* naming,
                            const WriteOptions& write, const Output& output) {
  Card card(reader, naming, write, output);
  std::string kinds;
  for (const Term& kind : card.Values(claim, "ent:kind")) {
    AppendTo(&kinds, naming->NameOf(kind));
  }
  card.Title(claim, "claim" + (kinds.empty() ? "" : ": " + kinds));
  for (const Term& text : card.Values(claim, "ent:text")) card.Line("text", naming->NameOf(text));
  for (const Term& text : card.Values(claim, "ent:wording")) {
    card.Line("as printed", naming->NameOf(text));
  }
  const std::vector<ClaimLine> self = card.Claims("FILTER(?c = ?x)", {{"x", claim}});
  for (const ClaimLine& line : self) {
    card.Line("proposition", naming->NameOf(line.proposition));
    card.Line("holder", naming->NameOf(line.claimant) + " " + naming->NameOf(line.stance));
    std::string place = naming->NameOf(line.source);
    if (line.locator) place += ", " + naming->NameOf(line.locator);
    card.Line("place", place);
    if (line.stated_on) card.Line("stated", naming->NameOf(line.stated_on));
    card.Line("valid", Period(line.valid_from, line.valid_until, naming));
  }
  card.List("section", claim, "ent:section");
  card.List("note", claim, "ent:note");
  card.List("recorded", claim, "ent:recordedOn");
  card.List("recorded by", claim, "prov:wasAttributedTo");
  card.List("on claim", claim, "ent:onClaim");
  card.List("role", claim, "ent:role");
  card.List("status", claim, "ent:status");
  card.List("modality", claim, "ent:modality");
  card.List("confidence", claim, "ent:confidence");
  card.List("to", claim, "ent:addressee");
  card.List("about", claim, "ent:about");
  card.List("basis", claim, "ent:basis");
  std::vector<std::vector<std::string>> evidence;
  card.Each(
      "SELECT DISTINCT ?e ?work ?note ?pages { ?x ent:evidence ?e OPTIONAL { ?e "
      "cito:hasCitedEntity ?work } OPTIONAL { ?e ent:note ?note } OPTIONAL { ?e bibo:pages ?pages "
      "} "
      "}",
      {{"x", claim}}, [&](const Row& row) {
        evidence.push_back({naming->NameOf(row["work"] ? row["work"] : row["e"]),
                            row["note"] ? naming->NameOf(row["note"]) : "",
                            row["pages"] ? naming->NameOf(row["pages"]) : ""});
      });
  card.Table("Evidence", {"work", "note", "pages"}, evidence);

  std::vector<std::vector<std::string>> others;
  const auto add = [&](const std::string& relation, const std::string& pattern) {
    for (const ClaimLine& line : card.Claims(pattern, {{"x", claim}})) {
      others.push_back(
          {relation, Id(line.claim), WhoSaysSo(line, naming), TextOfClaim(line, naming)});
    }
  };
  for (const ClaimLine& line :
       card.Claims("?x rdf:reifies ?t . ?c rdf:reifies ?t FILTER(?c != ?x)", {{"x", claim}})) {
    const std::string relation = IsFor(line.stance)       ? "said by"
                                 : IsAgainst(line.stance) ? "denied by"
                                                          : "reported by";
    others.push_back(
        {relation, Id(line.claim), WhoSaysSo(line, naming), TextOfClaim(line, naming)});
  }
  static constexpr std::array<std::string_view, 3> kLinks[] = {
      {"supports", "supported by", "supports"},
      {"contradicts", "contradicted by", "contradicts"},
      {"qualifies", "qualified by", "qualifies"},
      {"elaborates", "elaborated by", "elaborates"}};
  for (const auto& [property, incoming, outgoing] : kLinks) {
    const std::string name(property);
    add(std::string(incoming), "?link rdf:reifies <<( ?c ent:" + name + " ?x )>>");
    add(std::string(outgoing), "?link rdf:reifies <<( ?x ent:" + name + " ?c )>>");
  }
  add("if", "?x ent:condition ?c");
  add("condition of", "?c ent:condition ?x");
  add("part", "?x ent:part ?c");
  add("part of", "?c ent:part ?x");
  card.Table("Other claims", {"relation", "claim", "who", "says"}, others);
  return card.status();
}

}  // namespace entente
