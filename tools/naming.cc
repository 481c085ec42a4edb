#include "tools/naming.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>
#include <vector>

#include "entente/records.h"
#include "tools/spelling.h"

namespace entente {
namespace {

constexpr std::string_view kVocabulary = "https://w3id.org/entente#";
constexpr size_t kCandidateCountMax = 10;

constexpr std::string_view kLabels =
    "SELECT ?label { ?x rdfs:label|skos:prefLabel|dcterms:title ?label FILTER(ISLITERAL(?label)) }";
constexpr std::string_view kByLabel =
    "SELECT DISTINCT ?x { ?x rdfs:label|skos:prefLabel|skos:altLabel|dcterms:title ?label "
    "FILTER(ISIRI(?x) && LCASE(STR(?label)) = LCASE(?text)) ?x a ?class } ORDER BY ?x";
constexpr std::string_view kByLastPart =
    "SELECT DISTINCT ?x { ?x a ?class FILTER(STRENDS(STR(?x), CONCAT(\"/\", ?text)) || "
    "STRENDS(STR(?x), CONCAT(\"#\", ?text))) } ORDER BY ?x";
constexpr std::string_view kAllLabels =
    "SELECT DISTINCT ?label { ?x a ?class ; rdfs:label|skos:altLabel|dcterms:title ?label }";
constexpr std::string_view kIsA = "ASK { ?x a ?class }";
constexpr std::string_view kIsNamed = "ASK { { ?x ?p ?o } UNION { ?s ?p ?x } }";

// "AcademicArticle" → "academic article", "NATO" as it is.
std::string InWords(std::string_view name) {
  const auto is_upper = [&](size_t i) {
    return i < name.size() && name[i] >= 'A' && name[i] <= 'Z';
  };
  std::string words;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool begins_word =
        is_upper(i) && i + 1 < name.size() && !is_upper(i + 1) && (i == 0 || !is_upper(i - 1));
    if (begins_word && i > 0) words += ' ';
    words += begins_word ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return words;
}

// The values of the only column.
absl::StatusOr<std::vector<Term>> Column(const Reader& reader, std::string_view query,
                                         const QueryOptions& options) {
  absl::StatusOr<Rows> rows = reader.Query(query, options);
  if (!rows.ok()) return rows.status();
  std::vector<Term> values;
  for (const Row& row : *rows) values.push_back(row[size_t{0}]);
  if (!rows->status().ok()) return rows->status();
  return values;
}

}  // namespace

WriteOptions Naming::ToTableOptions() const {
  Prefixes all = DefaultPrefixes();
  all.insert(all.end(), prefixes_.begin(), prefixes_.end());
  return TableOptions(std::move(all));
}

bool Naming::LooksLikeIri(std::string_view text) {
  const size_t colon = text.find(':');
  return text.starts_with('<') ||
         (colon != std::string_view::npos && text.find(' ') == std::string_view::npos);
}

absl::StatusOr<Iri> Naming::Resolve(std::string_view text, std::string_view record_class) const {
  if (text.empty()) return absl::InvalidArgumentError("a name is expected, and this one is empty");
  Params params = {{"text", Term(text)}};
  if (!record_class.empty()) {
    params.emplace_back("class", Iri(std::string(kVocabulary) + std::string(record_class)));
  }
  if (LooksLikeIri(text)) {
    const std::string bracketed = std::string("<").append(text).append(">");
    for (const std::string_view spelling : {text, std::string_view(bracketed)}) {
      const absl::StatusOr<Term> term = ParseTerm(spelling, {.prefixes = prefixes_});
      if (!term.ok() || !term->is_iri()) continue;
      Params is_a = {{"x", *term}};
      if (!record_class.empty()) is_a.push_back(params.back());
      const absl::StatusOr<bool> is_there =
          reader_.Ask(record_class.empty() ? kIsNamed : kIsA, With(is_a));
      if (!is_there.ok()) return is_there.status();
      if (*is_there) return term->iri();
    }
  }
  for (const std::string_view query : {kByLabel, kByLastPart}) {
    const absl::StatusOr<std::vector<Term>> found = Column(reader_, query, With(params));
    if (!found.ok()) return found.status();
    if (found->size() == 1) return found->front().iri();
    if (found->empty()) continue;
    std::string message = "several records are named '" + std::string(text) + "':";
    for (size_t i = 0; i < std::min(found->size(), kCandidateCountMax); ++i) {
      message += "\n  " + (*found)[i].ToString();
    }
    return absl::InvalidArgumentError(message);
  }
  const std::string kind = record_class.empty() ? "nothing" : "no ent:" + std::string(record_class);
  const std::string problem = kind + " is named '" + std::string(text) + "'";
  for (const std::string_view other : {"Actor", "Coalition", "Document", "Claim"}) {
    if (record_class.empty() || other == record_class) continue;
    const Iri other_class(std::string(kVocabulary).append(other));
    const absl::StatusOr<std::vector<Term>> found =
        Column(reader_, kByLabel, With({{"text", Term(text)}, {"class", other_class}}));
    if (!found.ok()) return found.status();
    if (found->empty()) continue;
    return absl::InvalidArgumentError(problem + ", but an ent:" + std::string(other) + " is");
  }
  params.erase(params.begin());
  const absl::StatusOr<std::vector<Term>> labels = Column(reader_, kAllLabels, With(params));
  if (!labels.ok()) return labels.status();
  std::vector<std::string> known;
  for (const Term& label : *labels) {
    if (label.is_literal()) known.push_back(label.literal().lexical);
  }
  std::string nearest = Nearest(text, known);
  // Part of a name is enough of a hint: "Taiwan" for a longer label.
  for (size_t i = 0; nearest.empty() && i < known.size(); ++i) {
    if (known[i].find(text) != std::string::npos) nearest = known[i];
  }
  return absl::InvalidArgumentError(problem +
                                    (nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
}

std::string Naming::ShortIri(const Iri& iri) {
  const size_t end = iri.text.find_last_of("/#");
  return end == std::string::npos || end + 1 == iri.text.size() ? iri.text
                                                                : iri.text.substr(end + 1);
}

std::string Naming::NameOf(const Term& term) {
  if (term.is_literal()) return term.literal().lexical;
  if (term.is_triple()) {
    const Triple& triple = term.triple();
    return NameOf(triple.subject) + " – " + NameOf(triple.predicate) + " – " +
           NameOf(triple.object);
  }
  if (!term.is_iri()) return term.ToString();
  const auto known = names_.find(term);
  if (known != names_.end()) return known->second;
  const absl::StatusOr<std::vector<Term>> labels = Column(reader_, kLabels, With({{"x", term}}));
  if (!labels.ok()) status_.Update(labels.status());
  std::string name;
  if (labels.ok() && !labels->empty()) {
    std::vector<Literal> texts;
    for (const Term& label : *labels) texts.push_back(label.literal());
    name = Choose(texts);
  } else {
    name = VocabularyLabel(term.iri().text, language_);
    if (name.empty()) name = InWords(ShortIri(term.iri()));
  }
  names_[term] = name;
  return name;
}

std::string Naming::TextOf(const Iri& subject, std::string_view property) {
  const absl::StatusOr<std::vector<Term>> values =
      Column(reader_, "SELECT ?text { ?x ?p ?text FILTER(ISLITERAL(?text)) }",
             With({{"x", subject}, {"p", Iri(std::string(property))}}));
  if (!values.ok()) {
    status_.Update(values.status());
    return "";
  }
  std::vector<Literal> texts;
  for (const Term& value : *values) texts.push_back(value.literal());
  return Choose(texts);
}

std::string Naming::Choose(const std::vector<Literal>& texts) const {
  if (texts.empty()) return "";
  const auto rank = [this](const Literal& text) {
    const bool is_wanted = text.language == language_ || text.language.starts_with(language_ + "-");
    return std::pair(is_wanted ? 0 : text.language.empty() ? 1 : 2, text.lexical);
  };
  return std::ranges::min(texts, {}, rank).lexical;
}

}  // namespace entente
