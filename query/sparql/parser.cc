#include "query/sparql/parser.h"

#include <algorithm>
#include <charconv>

#include "entente/claims.h"
#include "query/sparql/query_parser.h"
#include "schema/iri.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The edit distance of two short words without regard to case (Levenshtein), or `limit` if it is
// not less. A swap of neighbours counts as one.
size_t EditDistance(std::string_view a, std::string_view b, size_t limit) {
  const size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference >= limit) return limit;
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool is_same = ToLower(a[i - 1]) == ToLower(b[j - 1]);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (is_same ? 0 : 1)});
      if (i > 1 && j > 1 && ToLower(a[i - 1]) == ToLower(b[j - 2]) &&
          ToLower(a[i - 2]) == ToLower(b[j - 1])) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return std::min(d[a.size()][b.size()], limit);
}

// What `word` may have been meant to be; empty if nothing is near.
std::string Nearest(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.size() > 40) return {};
  size_t best = std::min<size_t>(3, word.size() / 2 + 1);
  std::string_view nearest;
  for (const std::string_view candidate : candidates) {
    const size_t distance = EditDistance(word, candidate, best);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

std::string Shortened(std::string_view text) {
  constexpr size_t kShown = 40;
  if (text.size() <= kShown) return std::string(text);
  return StrCat(text.substr(0, ValidUtf8Prefix(text.substr(0, kShown))), "…");
}

std::string NameOf(const Token& token) {
  switch (token.kind) {
    case TokenKind::kEnd:
      return "the end of the text";
    case TokenKind::kString:
      return "a string";
    case TokenKind::kSymbol:
      return StrCat("'", token.text, "'");
    default:
      return Shortened(token.text);
  }
}

// What other languages have in such a place, and SPARQL writes otherwise.
std::string_view HintOnForeign(const Token& token) {
  if (token.IsWord("AND")) return "\"and\" is written &&";
  if (token.IsWord("OR")) return "\"or\" is written ||";
  if (token.IsWord("LIKE")) {
    return "texts are compared by CONTAINS(?name, \"…\"), STRSTARTS or REGEX";
  }
  if (token.kind == TokenKind::kIri && token.text == "<>") return "\"not equal\" is written !=";
  if (token.kind == TokenKind::kLanguageTag && (token.text == "@prefix" || token.text == "@base")) {
    return "SPARQL writes PREFIX and BASE without '@' before and '.' behind";
  }
  return "";
}

}  // namespace

absl::StatusOr<Query> ParseQuery(std::string_view text, const ParseOptions& options) {
  return QueryParser(text, options).Parse();
}

absl::StatusOr<Update> ParseUpdate(std::string_view text, const ParseOptions& options) {
  return QueryParser(text, options).ParseUpdate();
}

RequestCheck CheckRequest(std::string_view text, const ParseOptions& options) {
  QueryParser as_query(text, options);
  absl::Status status = as_query.Parse().status();
  const RequestCheck::Form form = as_query.form();
  bool is_unfinished = !status.ok() && as_query.is_unfinished();
  if (form == RequestCheck::Form::kUpdate) {
    QueryParser as_update(text, options);
    status = as_update.ParseUpdate().status();
    is_unfinished = !status.ok() && as_update.is_unfinished();
  }
  return {.form = form, .is_unfinished = is_unfinished, .status = std::move(status)};
}

QueryParser::QueryParser(std::string_view text, const ParseOptions& options)
    : lexer_(text, options.name, options.first_line),
      options_(options),
      prefixes_(options.prefixes) {
  query_.base = options.base;
}

absl::Status QueryParser::Advance() {
  previous_end_ = token_.end;
  if (next_.has_value()) {
    token_ = *std::exchange(next_, std::nullopt);
    return absl::OkStatus();
  }
  return lexer_.Next(&token_);
}

absl::StatusOr<Token> QueryParser::PeekNext() {
  if (!next_.has_value()) {
    Token token;
    RETURN_IF_ERROR(lexer_.Next(&token));
    next_ = std::move(token);
  }
  return *next_;
}

absl::StatusOr<bool> QueryParser::Accept(std::string_view symbol) {
  if (!AtSymbol(symbol)) return false;
  RETURN_IF_ERROR(Advance());
  return true;
}

absl::StatusOr<bool> QueryParser::AcceptWord(std::string_view word) {
  if (!AtWord(word)) return false;
  RETURN_IF_ERROR(Advance());
  return true;
}

absl::Status QueryParser::Expect(std::string_view symbol, std::string_view what) {
  if (AtSymbol(symbol)) return Advance();
  return Unexpected(what.empty() ? StrCat("'", symbol, "'") : std::string(what));
}

absl::Status QueryParser::ExpectWord(std::string_view word) {
  if (AtWord(word)) return Advance();
  const std::string_view words[] = {word};
  return Unexpected(word, words);
}

absl::Status QueryParser::OpenBrace() {
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Expect("{"));
  open_braces_.push_back(offset);
  return absl::OkStatus();
}

absl::Status QueryParser::CloseBrace(std::string_view expected) {
  if (!AtSymbol("}")) return Unexpected(expected);
  open_braces_.pop_back();
  return Advance();
}

absl::Status QueryParser::Unexpected(std::string_view expected,
                                     std::span<const std::string_view> words,
                                     std::string_view hint_else) {
  std::string hint(HintOnForeign(token_));
  if (!hint.empty()) {
    // Nothing tells more.
  } else if (token_.kind == TokenKind::kWord) {
    if (const std::string nearest = Nearest(token_.text, words); !nearest.empty()) {
      hint = StrCat("did you mean ", nearest, "?");
    }
  } else if (token_.kind == TokenKind::kEnd && !open_braces_.empty()) {
    hint = StrCat(open_braces_.size() == 1 ? "one '{' is" : "several '{' are", " never closed");
  }
  if (hint.empty()) hint = hint_else;
  const size_t offset = token_.kind == TokenKind::kEnd ? previous_end_ : token_.begin;
  return ErrorAt(offset, StrCat("expected ", expected, ", found ", NameOf(token_)), hint);
}

absl::Status QueryParser::CheckNesting() const {
  if (nesting_ <= kQueryNestingMax) return absl::OkStatus();
  return ErrorAt(token_.begin,
                 StrCat("the query nests deeper than ", kQueryNestingMax, " levels here"));
}

absl::Status QueryParser::CheckDepth(size_t depth, size_t offset) const {
  if (depth <= kAlgebraDepthMax) return absl::OkStatus();
  return ErrorAt(offset, StrCat("more than ", kAlgebraDepthMax,
                                " operations depend on each other up to here"));
}

std::vector<Prefix> QueryParser::SortedPrefixes() const {
  std::vector<Prefix> prefixes = prefixes_;
  std::sort(prefixes.begin(), prefixes.end(),
            [](const Prefix& a, const Prefix& b) { return a.name < b.name; });
  return prefixes;
}

absl::StatusOr<std::string> QueryParser::Resolve(std::string_view reference, size_t offset) const {
  if (HasScheme(reference)) return std::string(reference);
  if (!HasScheme(query_.base)) {
    return ErrorAt(offset, StrCat("<", Shortened(reference), "> is relative, and there is no base"),
                   "write the whole IRI, or declare BASE <http://…> at the beginning");
  }
  std::string iri;
  ResolveIri(query_.base, reference, &iri);
  return iri;
}

absl::StatusOr<std::string> QueryParser::ExpandName(const Token& token) const {
  std::vector<std::string_view> names;
  for (const Prefix& prefix : prefixes_) {
    if (prefix.name == token.prefix) return StrCat(prefix.iri, token.value);
    names.push_back(prefix.name);
  }
  const std::string nearest = Nearest(token.prefix, names);
  return ErrorAt(token.begin, StrCat("the prefix ", token.prefix, ": is not declared"),
                 nearest.empty()
                     ? StrCat("declare it at the beginning: PREFIX ", token.prefix, ": <http://…>")
                     : StrCat("did you mean ", nearest, ":?"));
}

absl::StatusOr<std::string> QueryParser::ParseIri() {
  if (!AtIri()) return Unexpected("an IRI");
  absl::StatusOr<std::string> iri =
      token_.kind == TokenKind::kName ? ExpandName(token_) : Resolve(token_.value, token_.begin);
  if (!iri.ok()) return iri;
  RETURN_IF_ERROR(Advance());
  return iri;
}

absl::StatusOr<std::string> QueryParser::ParseStoredGraph() {
  const size_t begin = token_.begin;
  ASSIGN_OR_RETURN(std::string iri, ParseIri());
  if (!EvidenceView::IsViewIri(iri)) return iri;
  return ErrorAt(begin, "an evidence view is no graph that the database holds",
                 "it can only stand in FROM of a query, without NAMED");
}

absl::StatusOr<std::string> QueryParser::ParseVariable(std::string_view what) {
  if (token_.kind != TokenKind::kVariable) return Unexpected(what);
  if (quads_use_ != nullptr && !quads_use_->allows_variables) {
    return ErrorAt(token_.begin, StrCat("no variable may stand in ", quads_use_->name),
                   "INSERT { … } WHERE { … } and DELETE { … } WHERE { … } take variables");
  }
  std::string name = std::move(token_.value);
  RETURN_IF_ERROR(Advance());
  return name;
}

bool QueryParser::AtLiteral() const {
  switch (token_.kind) {
    case TokenKind::kString:
    case TokenKind::kInteger:
    case TokenKind::kDecimal:
    case TokenKind::kDouble:
      return true;
    default:
      return AtSymbol("+") || AtSymbol("-") || AtWord("TRUE") || AtWord("FALSE");
  }
}

absl::StatusOr<Term> QueryParser::ParseLiteral() {
  if (token_.kind == TokenKind::kString) {
    Literal literal = {.lexical = std::move(token_.value), .datatype = std::string(xsd::kString)};
    RETURN_IF_ERROR(Advance());
    if (token_.kind == TokenKind::kLanguageTag) {
      literal.language = std::move(token_.value);
      literal.direction = token_.direction;
      literal.datatype =
          token_.direction == Direction::kNone ? rdf::kLangString : rdf::kDirLangString;
      RETURN_IF_ERROR(Advance());
    } else if (AtSymbol("^^")) {
      RETURN_IF_ERROR(Advance());
      const size_t offset = token_.begin;
      ASSIGN_OR_RETURN(literal.datatype, ParseIri());
      if (literal.datatype == rdf::kLangString || literal.datatype == rdf::kDirLangString) {
        return ErrorAt(offset, "a string of this datatype needs a language",
                       "write the language after the string: \"…\"@en");
      }
    }
    return Term(std::move(literal));
  }
  if (AtWord("TRUE") || AtWord("FALSE")) {
    const bool value = AtWord("TRUE");
    RETURN_IF_ERROR(Advance());
    return Term(value);
  }
  std::string lexical;
  if (AtSymbol("+") || AtSymbol("-")) {
    lexical = token_.text;
    const size_t end = token_.end;
    RETURN_IF_ERROR(Advance());
    if (token_.begin != end) return Unexpected("a number directly after the sign");
  }
  std::string_view datatype;
  switch (token_.kind) {
    case TokenKind::kInteger:
      datatype = xsd::kInteger;
      break;
    case TokenKind::kDecimal:
      datatype = xsd::kDecimal;
      break;
    case TokenKind::kDouble:
      datatype = xsd::kDouble;
      break;
    default:
      return Unexpected("a number");
  }
  lexical.append(token_.text);
  RETURN_IF_ERROR(Advance());
  return Term(Literal{.lexical = std::move(lexical), .datatype = std::string(datatype)});
}

absl::StatusOr<std::string> QueryParser::ParseString(std::string_view what) {
  if (token_.kind != TokenKind::kString) return Unexpected(what);
  std::string text = std::move(token_.value);
  RETURN_IF_ERROR(Advance());
  return text;
}

absl::StatusOr<uint64_t> QueryParser::ParseCount() {
  if (token_.kind != TokenKind::kInteger) return Unexpected("a whole number");
  uint64_t count = 0;
  const char* const end = token_.text.data() + token_.text.size();
  if (std::from_chars(token_.text.data(), end, count).ec != std::errc()) {
    return ErrorAt(token_.begin, "this number is too large");
  }
  RETURN_IF_ERROR(Advance());
  return count;
}

absl::Status QueryParser::CheckBlankNode(size_t offset) const {
  if (quads_use_ == nullptr || quads_use_->allows_blank_nodes) return absl::OkStatus();
  return ErrorAt(offset, StrCat("no blank node may stand in ", quads_use_->name),
                 "a blank node of an update is a new one: match those that are there with "
                 "variables");
}

absl::StatusOr<PatternTerm> QueryParser::FreshBlankNode(TriplesUse use, size_t offset) {
  RETURN_IF_ERROR(CheckBlankNode(offset));
  const std::string name = StrCat(".b", fresh_blank_count_++);
  if (use == TriplesUse::kPattern) return PatternTerm(Variable{name});
  return PatternTerm(Term(BlankNode(name)));
}

absl::StatusOr<PatternTerm> QueryParser::ParseBlankNode(TriplesUse use) {
  const std::string label = std::move(token_.value);
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Advance());
  if (use == TriplesUse::kTemplate) {
    RETURN_IF_ERROR(CheckBlankNode(offset));
    if (quads_use_ != nullptr && quads_use_->owns_labels &&
        label_owners_.try_emplace(label, operation_).first->second != operation_) {
      return ErrorAt(offset, StrCat("_:", label, " is used in another ", quads_use_->name, " too"),
                     "each operation makes blank nodes of its own: write them in one, or use IRIs");
    }
    return PatternTerm(Term(BlankNode(label)));
  }
  const auto [found, is_new] = labels_.try_emplace(label);
  if (is_new) {
    found->second = {.bgp = bgp_, .variable = StrCat(".b", fresh_blank_count_++)};
  } else if (found->second.bgp != bgp_) {
    return ErrorAt(offset, StrCat("_:", label, " is used in another basic graph pattern too"),
                   "a blank node stands for the same node only within one block of triples: use a "
                   "variable");
  }
  return PatternTerm(Variable{found->second.variable});
}

}  // namespace entente
