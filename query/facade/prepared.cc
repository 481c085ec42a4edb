#include "query/facade/prepared.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "query/expression/functions.h"
#include "query/facade/arguments.h"
#include "query/sparql/parser.h"
#include "query/sparql/used_names.h"
#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

ParseOptions ToParseOptions(const PrepareOptions& options) {
  ParseOptions result{
      .name = options.name, .first_line = options.first_line, .base = options.base_iri};
  for (const Prefixes& prefixes : {DefaultPrefixes(), options.prefixes}) {
    for (const auto& [name, iri] : prefixes) result.prefixes.push_back({.name = name, .iri = iri});
  }
  return result;
}

// What is wrong with `text`, without the query that it was read in.
absl::Status NoTerm(std::string_view text, std::string_view name, const absl::Status& status) {
  std::string message(status.message());
  const size_t hint = message.find("\nhint: ");
  const size_t line_end = std::min(message.find('\n'), message.size());
  // "name:1:31: problem"
  const size_t problem = message.find(": ", std::min(name.size() + 1, line_end));
  const bool is_expectation = message.find(": expected ", name.size()) < line_end;
  if (is_expectation || problem >= line_end) {
    return absl::InvalidArgumentError(
        StrCat(name, ": '", text, "' is no term\nhint: write <IRI>, prefix:name, \"text\", ",
               "\"text\"@en, 3.5 or true"));
  }
  return absl::InvalidArgumentError(
      StrCat(name, message.substr(problem, line_end - problem),
             hint == std::string::npos ? "" : std::string_view(message).substr(hint)));
}

}  // namespace

absl::StatusOr<Prepared> Prepared::Parse(std::string_view query, const PrepareOptions& options) {
  RETURN_IF_ERROR(CheckPrepareOptions(options));
  ASSIGN_OR_RETURN(entente::Query parsed, ParseQuery(query, ToParseOptions(options)));
  return Prepared(std::make_unique<Rep>(Rep{.query = std::move(parsed)}));
}

Prepared::Prepared(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Prepared::Prepared(Prepared&& other) noexcept
    : rep_(std::exchange(other.rep_, std::make_unique<Rep>(Rep{.is_moved_from = true}))) {}
Prepared& Prepared::operator=(Prepared&& other) noexcept {
  rep_ = std::exchange(other.rep_, std::make_unique<Rep>(Rep{.is_moved_from = true}));
  return *this;
}
Prepared::~Prepared() = default;

Prepared::Form Prepared::form() const {
  switch (rep_->query.form) {
    case QueryForm::kSelect:
      return Form::kSelect;
    case QueryForm::kAsk:
      return Form::kAsk;
    case QueryForm::kConstruct:
    case QueryForm::kDescribe:
      return Form::kConstruct;
  }
  return Form::kConstruct;
}

Prefixes Prepared::prefixes() const {
  Prefixes result;
  for (const Prefix& prefix : rep_->query.prefixes) result.emplace_back(prefix.name, prefix.iri);
  return result;
}

std::vector<std::string> Prepared::properties() const {
  const UsedNames names = NamesIn(rep_->query);
  return {names.properties.begin(), names.properties.end()};
}

std::vector<std::string> Prepared::classes() const {
  const UsedNames names = NamesIn(rep_->query);
  return {names.classes.begin(), names.classes.end()};
}

std::vector<std::string> Prepared::unknown_functions() const {
  UsedNames names = NamesIn(rep_->query);
  std::erase_if(names.functions, [](const std::string& iri) { return IsExtension(iri); });
  return {names.functions.begin(), names.functions.end()};
}

RequestCheck CheckRequest(std::string_view text, const PrepareOptions& options) {
  if (absl::Status status = CheckPrepareOptions(options); !status.ok()) {
    return {.status = std::move(status)};
  }
  return CheckRequest(text, ToParseOptions(options));
}

absl::StatusOr<PreparedUpdate> PreparedUpdate::Parse(std::string_view update,
                                                     const PrepareOptions& options) {
  RETURN_IF_ERROR(CheckPrepareOptions(options));
  ASSIGN_OR_RETURN(entente::Update parsed, ParseUpdate(update, ToParseOptions(options)));
  return PreparedUpdate(std::make_unique<Rep>(Rep{.update = std::move(parsed)}));
}

PreparedUpdate::PreparedUpdate(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
PreparedUpdate::PreparedUpdate(PreparedUpdate&& other) noexcept
    : rep_(std::exchange(other.rep_, std::make_unique<Rep>(Rep{.is_moved_from = true}))) {}
PreparedUpdate& PreparedUpdate::operator=(PreparedUpdate&& other) noexcept {
  rep_ = std::exchange(other.rep_, std::make_unique<Rep>(Rep{.is_moved_from = true}));
  return *this;
}
PreparedUpdate::~PreparedUpdate() = default;

absl::StatusOr<Term> ParseTerm(std::string_view text, const PrepareOptions& options) {
  // The line feed ends a comment that the text may begin.
  RETURN_IF_ERROR(CheckPrepareOptions(options));
  const std::string query = StrCat("SELECT ?term { VALUES ?term { ", text, "\n} }");
  const absl::StatusOr<entente::Query> read = ParseQuery(query, ToParseOptions(options));
  if (!read.ok()) return NoTerm(text, options.name, read.status());
  const entente::Query& parsed = *read;
  const Pattern* pattern = &parsed.pattern;
  while (pattern->kind == Pattern::Kind::kProject) pattern = &pattern->inputs.front();
  if (pattern->kind != Pattern::Kind::kValues || pattern->rows.size() != 1 ||
      pattern->rows.front().size() != 1 || !pattern->rows.front().front()) {
    return absl::InvalidArgumentError(StrCat("'", text, "' is not one term"));
  }
  return pattern->rows.front().front();
}

}  // namespace entente
