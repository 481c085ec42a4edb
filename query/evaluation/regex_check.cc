#include "query/evaluation/regex_check.h"

#include <string>
#include <vector>

#include "query/expression/regex.h"
#include "schema/status_macros.h"

namespace entente {
namespace {

absl::Status CheckRegexes(const Expression& expression);

}  // namespace

absl::Status CheckRegexes(const Pattern& pattern) {
  const auto check_all = [](const std::vector<Binding>& bindings) -> absl::Status {
    for (const Binding& binding : bindings) RETURN_IF_ERROR(CheckRegexes(binding.expression));
    return absl::OkStatus();
  };
  for (const Expression& expression : pattern.expressions) {
    RETURN_IF_ERROR(CheckRegexes(expression));
  }
  RETURN_IF_ERROR(check_all(pattern.bindings));
  RETURN_IF_ERROR(check_all(pattern.aggregates));
  for (const OrderCondition& condition : pattern.order) {
    RETURN_IF_ERROR(CheckRegexes(condition.expression));
  }
  for (const Pattern& input : pattern.inputs) RETURN_IF_ERROR(CheckRegexes(input));
  return absl::OkStatus();
}

namespace {

absl::Status CheckRegexes(const Expression& expression) {
  const auto text_of = [&](size_t index) -> const std::string* {
    if (index >= expression.arguments.size()) return nullptr;
    const Term& term = expression.arguments[index].term;
    return term.is_literal() ? &term.literal().lexical : nullptr;
  };
  const bool is_replace = expression.function == Function::kReplace;
  if (expression.kind == Expression::Kind::kCall &&
      (is_replace || expression.function == Function::kRegex)) {
    const size_t flags_index = is_replace ? 3 : 2;
    const std::string* const pattern = text_of(1);
    const std::string* const flags = text_of(flags_index);
    const bool has_flags = expression.arguments.size() > flags_index;
    if (pattern != nullptr && (flags != nullptr || !has_flags)) {
      RETURN_IF_ERROR(Regex::Compile(*pattern, has_flags ? *flags : "").status());
    }
  }
  if (expression.pattern != nullptr) RETURN_IF_ERROR(CheckRegexes(*expression.pattern));
  for (const Expression& argument : expression.arguments) RETURN_IF_ERROR(CheckRegexes(argument));
  return absl::OkStatus();
}

}  // namespace
}  // namespace entente
