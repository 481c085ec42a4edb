#include "tools/repl/suggestions.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "tools/terminal.h"

namespace entente {
namespace {

using Kind = TextPiece::Kind;

constexpr std::chrono::milliseconds kPatience(500);
constexpr size_t kCandidateCountMax = 500;
constexpr std::string_view kType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

// SPARQL's keywords and functions.
constexpr auto kWords = std::to_array<std::string_view>(
    {"ABS",        "ADD",        "ASC",         "ASK",       "AVG",          "BASE",
     "BIND",       "BNODE",      "BOUND",       "BY",        "CEIL",         "CLEAR",
     "COALESCE",   "CONCAT",     "CONSTRUCT",   "CONTAINS",  "COPY",         "COUNT",
     "CREATE",     "DATA",       "DATATYPE",    "DAY",       "DEFAULT",      "DELETE",
     "DESC",       "DESCRIBE",   "DISTINCT",    "DROP",      "EXISTS",       "FILTER",
     "FLOOR",      "FROM",       "GRAPH",       "GROUP",     "GROUP_CONCAT", "HAVING",
     "HOURS",      "IF",         "IN",          "INSERT",    "INTO",         "IRI",
     "LANG",       "LANGDIR",    "LANGMATCHES", "LCASE",     "LIMIT",        "LOAD",
     "MAX",        "MD5",        "MIN",         "MINUS",     "MINUTES",      "MONTH",
     "MOVE",       "NAMED",      "NOT",         "NOW",       "OBJECT",       "OFFSET",
     "OPTIONAL",   "ORDER",      "PREDICATE",   "PREFIX",    "RAND",         "REDUCED",
     "REGEX",      "REPLACE",    "ROUND",       "SAMETERM",  "SAMPLE",       "SECONDS",
     "SELECT",     "SEPARATOR",  "SHA1",        "SHA256",    "SHA384",       "SHA512",
     "SILENT",     "STR",        "STRAFTER",    "STRBEFORE", "STRDT",        "STRENDS",
     "STRLANG",    "STRLANGDIR", "STRLEN",      "STRSTARTS", "STRUUID",      "SUBJECT",
     "SUBSTR",     "SUM",        "TIMEZONE",    "TRIPLE",    "TZ",           "UCASE",
     "UNDEF",      "UNION",      "URI",         "USING",     "UUID",         "VALUES",
     "VERSION",    "WHERE",      "WITH",        "YEAR",      "encodeForUri", "hasLANG",
     "hasLANGDIR", "isBLANK",    "isIRI",       "isLITERAL", "isNUMERIC",    "isTRIPLE",
     "isURI"});

char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool StartsWith(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() &&
         std::ranges::equal(text.substr(0, beginning.size()), beginning, {}, ToLower, ToLower);
}

// Adds those that begin with `typed`, each once.
template <typename Texts>
void AddMatches(std::string_view typed, const Texts& texts, std::vector<std::string>* candidates) {
  for (const auto& text : texts) {
    if (candidates->size() >= kCandidateCountMax) return;
    if (!StartsWith(text, typed)) continue;
    if (std::ranges::find(*candidates, std::string_view(text)) == candidates->end()) {
      candidates->emplace_back(text);
    }
  }
}

// Those declared beforehand and in the text.
Prefixes PrefixesOf(const Session& session, std::string_view text,
                    const std::vector<TextPiece>& pieces) {
  Prefixes prefixes = DefaultPrefixes();
  for (const auto& prefix : session.ToPrepareOptions("query").prefixes) prefixes.push_back(prefix);
  for (size_t i = 0; i + 1 < pieces.size(); ++i) {
    const TextPiece& name = pieces[i];
    const TextPiece& iri = pieces[i + 1];
    if (name.kind != Kind::kName || iri.kind != Kind::kIri || text[name.end - 1] != ':') continue;
    prefixes.emplace_back(text.substr(name.begin, name.end - name.begin - 1),
                          text.substr(iri.begin + 1, iri.end - iri.begin - 2));
  }
  return prefixes;
}

bool IsPlainLocalName(std::string_view name) {
  return !name.empty() &&
         name.find_first_of("/#?&=%.,;()'+*!$~@:\\\"<>{}|^` -") == std::string_view::npos;
}

// "ent:member"; "" for what no prefix shortens.
std::string Shortened(std::string_view iri, const Prefixes& prefixes) {
  for (const auto& [name, space] : prefixes) {
    if (space.empty() || !iri.starts_with(space)) continue;
    if (!IsPlainLocalName(iri.substr(space.size()))) continue;
    return std::string(name).append(":").append(iri.substr(space.size()));
  }
  return "";
}

// The names of files that begin with `typed`, directories with a slash behind them.
std::vector<std::string> Files(const std::string& typed) {
  const size_t slash = typed.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : typed.substr(0, slash + 1);
  std::string place = folder.empty() ? "." : folder;
  const char* home = std::getenv("HOME");
  if (place.starts_with("~/") && home != nullptr) place.replace(0, 1, home);
  std::vector<std::string> files;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(place, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = folder + entry->path().filename().string();
    if (!name.starts_with(typed) || name.find(' ') != std::string::npos) continue;
    // Hidden ones only for those who ask.
    if (typed.size() == folder.size() && name[folder.size()] == '.') continue;
    std::error_code ignored;
    if (entry->is_directory(ignored)) name += '/';
    files.push_back(std::move(name));
  }
  std::ranges::sort(files);
  return files;
}

// Whether a value of an option is followed by a space, so that another word begins.
bool IsWhole(std::string_view value) {
  if (value.empty()) return false;
  const char quote = value.front();
  if (quote != '"' && quote != '\'') return value.find(' ') != std::string_view::npos;
  const size_t end = value.find(quote, 1);
  return end != std::string_view::npos && end + 1 < value.size();
}

}  // namespace

const LiveNames& Suggestions::Names() {
  if (names_state_ != session_.state_number()) {
    names_state_ = session_.state_number();
    names_ = ReadLiveNames(session_.database());
  }
  return names_;
}

Completion Suggestions::For(const std::string& earlier, std::string_view line) {
  if (earlier.empty() && line.starts_with('.')) return ForDotCommand(line);
  const std::string text = earlier.empty() ? std::string(line) : earlier + "\n" + std::string(line);
  return ForSparql(text, text.size() - line.size());
}

Completion Suggestions::ForSparql(const std::string& text, size_t line_begin) {
  const std::vector<TextPiece> pieces = PiecesOf(text);
  // What is typed is the piece at the end, if the cursor touches it and it can go on.
  size_t count = pieces.size();
  size_t begin = text.size();
  Kind kind = Kind::kWord;
  if (count > 0 && pieces.back().end == text.size()) {
    const TextPiece& last = pieces.back();
    if (last.kind == Kind::kComment || last.kind == Kind::kString) return {};
    if (last.kind == Kind::kIri && !last.is_open) return {};
    const bool is_variable = text[last.begin] == '?' || text[last.begin] == '$';
    if (last.kind != Kind::kSymbol || is_variable) {
      kind = is_variable ? Kind::kVariable : last.kind;
      begin = last.begin;
      --count;
    }
  }
  if (begin < line_begin) return {};
  const std::string typed = text.substr(begin);
  Completion completion = {.begin = begin - line_begin};
  if (kind == Kind::kVariable) {
    for (const std::string& name : VariablesOf(text.substr(0, begin))) {
      AddMatches(typed, std::array{typed.substr(0, 1) + name}, &completion.candidates);
    }
    return completion;
  }
  const Prefixes prefixes = PrefixesOf(session_, text, pieces);
  // Behind `a` stands a class; behind the end of a node or ';' most often a property.
  const bool has_previous = count > 0;
  const std::string_view previous =
      has_previous ? std::string_view(text).substr(pieces[count - 1].begin,
                                                   pieces[count - 1].end - pieces[count - 1].begin)
                   : std::string_view();
  const bool wants_class =
      previous == "a" || previous == "rdf:type" || previous == std::string("<").append(kType) + ">";
  const bool wants_property =
      has_previous &&
      (previous == ";" || pieces[count - 1].kind == Kind::kVariable ||
       pieces[count - 1].kind == Kind::kName || pieces[count - 1].kind == Kind::kIri);
  const LiveNames& names = Names();
  std::vector<std::string> shortened;
  const auto add_names = [&](const std::vector<std::string>& iris) {
    for (const std::string& iri : iris) {
      std::string name =
          kind == Kind::kIri ? std::string("<").append(iri).append(">") : Shortened(iri, prefixes);
      if (!name.empty()) shortened.push_back(std::move(name));
    }
  };
  if (!wants_class && (wants_property || !typed.empty())) add_names(names.properties);
  if (wants_class || !typed.empty()) add_names(names.classes);
  if (kind != Kind::kWord || typed.empty()) {
    AddMatches(typed, shortened, &completion.candidates);
    if (!typed.empty() || !completion.candidates.empty()) return completion;
    for (const std::string& name : VariablesOf(text)) completion.candidates.push_back("?" + name);
    return completion;
  }
  AddMatches(typed, kWords, &completion.candidates);
  for (const auto& prefix : prefixes) {
    AddMatches(typed, std::array{std::string(prefix.first).append(":")}, &completion.candidates);
  }
  return completion;
}

Completion Suggestions::ForDotCommand(std::string_view line) {
  const size_t name_end = line.find(' ');
  Completion completion;
  if (name_end == std::string_view::npos) {
    for (const DotCommand& command : DotCommands()) {
      AddMatches(line, std::array{std::string(".").append(command.name)}, &completion.candidates);
    }
    std::ranges::sort(completion.candidates);
    return completion;
  }
  const auto command =
      std::ranges::find(DotCommands(), line.substr(1, name_end - 1), &DotCommand::name);
  if (command == DotCommands().end()) return {};
  const size_t begin = std::min(line.find_first_not_of(' ', name_end), line.size());
  return ForArguments(*command, line, begin);
}

Completion Suggestions::ForArguments(const DotCommand& command, std::string_view line,
                                     size_t begin) {
  const size_t word_begin = std::max(begin, line.rfind(' ') + 1);
  const std::string word(line.substr(word_begin));
  Completion completion = {.begin = word_begin};
  const auto offer = [&](auto&&... texts) {
    AddMatches(word, std::initializer_list<std::string_view>{texts...}, &completion.candidates);
  };
  switch (command.kind) {
    case ArgumentKind::kNothing:
      break;
    case ArgumentKind::kOnOff:
      offer("on", "off");
      break;
    case ArgumentKind::kSettings:
      if (word_begin == begin) {
        offer("sparql");
      } else {
        offer("on", "off");
      }
      break;
    case ArgumentKind::kFormat:
      offer("table", "markdown", "csv", "tsv", "json", "xml", "nt", "ttl", "nq", "trig");
      break;
    case ArgumentKind::kFile:
      AddMatches(word, Files(word), &completion.candidates);
      break;
    case ArgumentKind::kDotCommand:
      for (const DotCommand& known : DotCommands()) offer(known.name);
      break;
    case ArgumentKind::kViewOption:
      if (const size_t dashes = line.rfind(" --"); dashes != std::string_view::npos) {
        // The value of the last option, which may have spaces between quotes.
        const size_t name_end = std::min(line.find(' ', dashes + 1), line.size());
        const size_t value = std::min(line.find_first_not_of(' ', name_end), line.size());
        const std::string_view option = line.substr(dashes + 1, name_end - dashes - 1);
        if (name_end < line.size() && !IsWhole(line.substr(value))) {
          return {value, ValuesOf(option, line.substr(value))};
        }
      }
      offer("--base-triples", "--claimant", "--known", "--min-confidence", "--modality", "--policy",
            "--source", "--time", "--valid", "off");
      break;
    case ArgumentKind::kSparql: {
      completion = ForSparql(std::string(line.substr(begin)), 0);
      completion.begin += begin;
      break;
    }
    case ArgumentKind::kActor:
      return {begin, Labels("Actor", line.substr(begin))};
    case ArgumentKind::kCoalition:
      return {begin, Labels("Coalition", line.substr(begin))};
    case ArgumentKind::kDocument:
      return {begin, Labels("Document", line.substr(begin))};
    case ArgumentKind::kAnyRecord:
      return {begin, Labels("", line.substr(begin))};
  }
  return completion;
}

std::vector<std::string> Suggestions::ValuesOf(std::string_view option,
                                               std::string_view typed) const {
  std::vector<std::string> values;
  const auto offer = [&](std::initializer_list<std::string_view> texts) {
    AddMatches(typed, texts, &values);
  };
  if (option == "--time") offer({"possible", "certain"});
  if (option == "--policy") offer({"uncontested", "supported"});
  if (option == "--base-triples") offer({"include", "exclude"});
  if (option == "--modality") offer({"categorical", "possible", "conditional", "hypothetical"});
  if (option != "--claimant" && option != "--source") return values;
  const bool is_quoted = typed.starts_with('"') || typed.starts_with('\'');
  const std::string quote(is_quoted ? typed.substr(0, 1) : "\"");
  const std::string_view text = is_quoted ? typed.substr(1) : typed;
  for (const std::string& label : Labels(option == "--source" ? "Document" : "Actor", text)) {
    if (label.find(quote) != std::string::npos) continue;
    const bool needs_quotes = is_quoted || label.find_first_of(" '") != std::string::npos;
    values.push_back(needs_quotes ? std::string(quote).append(label).append(quote) : label);
  }
  return values;
}

std::vector<std::string> Suggestions::Labels(std::string_view record_class,
                                             std::string_view typed) const {
  Params params = {{"typed", Term(typed)}};
  if (!record_class.empty()) {
    params.emplace_back("class", Iri(std::string(ent::kNamespace).append(record_class)));
  }
  const View view = session_.database().Read();
  absl::StatusOr<Rows> rows = view.Query(
      "SELECT DISTINCT ?text { ?x rdfs:label|skos:prefLabel|dcterms:title ?label ; a ?class "
      "BIND(STR(?label) AS ?text) FILTER(STRSTARTS(LCASE(?text), LCASE(?typed))) } "
      "ORDER BY ?text LIMIT 200",
      {.params = std::move(params), .timeout = kPatience, .cancelled = WatchSignals()});
  std::vector<std::string> labels;
  if (!rows.ok()) return labels;
  for (const Row& row : *rows) labels.push_back(row[size_t{0}].literal().lexical);
  return labels;
}

}  // namespace entente
