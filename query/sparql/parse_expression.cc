#include <algorithm>

#include "query/expression/regex.h"
#include "query/sparql/query_parser.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

struct NamedAggregate {
  std::string_view name;
  AggregateKind kind;
};
constexpr NamedAggregate kAggregates[] = {{"COUNT", AggregateKind::kCount},
                                          {"SUM", AggregateKind::kSum},
                                          {"MIN", AggregateKind::kMin},
                                          {"MAX", AggregateKind::kMax},
                                          {"AVG", AggregateKind::kAvg},
                                          {"SAMPLE", AggregateKind::kSample},
                                          {"GROUP_CONCAT", AggregateKind::kGroupConcat}};

// Everything that can be called by name, for hints.
std::vector<std::string_view> CallableWords() {
  std::vector<std::string_view> words = {"EXISTS", "NOT", "TRUE", "FALSE"};
  for (const FunctionInfo& info : NamedFunctions()) words.push_back(info.name);
  for (const NamedAggregate& aggregate : kAggregates) words.push_back(aggregate.name);
  return words;
}

std::optional<std::string_view> ConstantText(const Expression& expression) {
  if (expression.kind != Expression::Kind::kTerm || !expression.term.is_literal()) {
    return std::nullopt;
  }
  return expression.term.literal().lexical;
}

}  // namespace

absl::StatusOr<QueryParser::SizedExpression> QueryParser::Call(
    Function function, std::vector<SizedExpression> arguments, size_t offset) const {
  SizedExpression call = {.expression = Expression::OfCall(function, {})};
  for (SizedExpression& argument : arguments) {
    call.depth = std::max(call.depth, argument.depth + 1);
    call.expression.arguments.push_back(std::move(argument.expression));
  }
  RETURN_IF_ERROR(CheckDepth(call.depth, offset));
  return call;
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseExpression() {
  const Level level(&nesting_);
  RETURN_IF_ERROR(CheckNesting());
  const size_t offset = token_.begin;
  std::vector<SizedExpression> operands(1);
  ASSIGN_OR_RETURN(operands[0], ParseAnd());
  while (AtSymbol("||")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(SizedExpression operand, ParseAnd());
    operands.push_back(std::move(operand));
  }
  if (operands.size() == 1) return std::move(operands[0]);
  return Call(Function::kOr, std::move(operands), offset);
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseAnd() {
  const size_t offset = token_.begin;
  std::vector<SizedExpression> operands(1);
  ASSIGN_OR_RETURN(operands[0], ParseRelational());
  while (AtSymbol("&&")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(SizedExpression operand, ParseRelational());
    operands.push_back(std::move(operand));
  }
  if (operands.size() == 1) return std::move(operands[0]);
  return Call(Function::kAnd, std::move(operands), offset);
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseRelational() {
  ASSIGN_OR_RETURN(SizedExpression left, ParseAdditive());
  const size_t offset = token_.begin;
  std::vector<SizedExpression> arguments;
  arguments.push_back(std::move(left));
  constexpr std::pair<std::string_view, Function> kComparisons[] = {
      {"=", Function::kEqual},   {"!=", Function::kNotEqual},    {"<", Function::kLess},
      {">", Function::kGreater}, {"<=", Function::kLessOrEqual}, {">=", Function::kGreaterOrEqual}};
  for (const auto& [symbol, function] : kComparisons) {
    if (!AtSymbol(symbol)) continue;
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(SizedExpression right, ParseAdditive());
    arguments.push_back(std::move(right));
    return Call(function, std::move(arguments), offset);
  }
  const bool is_negated = AtWord("NOT");
  if (!is_negated && !AtWord("IN")) return std::move(arguments[0]);
  if (is_negated) RETURN_IF_ERROR(Advance());
  RETURN_IF_ERROR(ExpectWord("IN"));
  ASSIGN_OR_RETURN(std::vector<SizedExpression> list, ParseArguments(nullptr));
  std::move(list.begin(), list.end(), std::back_inserter(arguments));
  return Call(is_negated ? Function::kNotIn : Function::kIn, std::move(arguments), offset);
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseAdditive() {
  ASSIGN_OR_RETURN(SizedExpression result, ParseMultiplicative());
  while (AtSymbol("+") || AtSymbol("-")) {
    const size_t offset = token_.begin;
    const Function function = AtSymbol("+") ? Function::kAdd : Function::kSubtract;
    RETURN_IF_ERROR(Advance());
    std::vector<SizedExpression> arguments(2);
    arguments[0] = std::move(result);
    ASSIGN_OR_RETURN(arguments[1], ParseMultiplicative());
    ASSIGN_OR_RETURN(result, Call(function, std::move(arguments), offset));
  }
  return result;
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseMultiplicative() {
  ASSIGN_OR_RETURN(SizedExpression result, ParseUnary());
  while (AtSymbol("*") || AtSymbol("/")) {
    const size_t offset = token_.begin;
    const Function function = AtSymbol("*") ? Function::kMultiply : Function::kDivide;
    RETURN_IF_ERROR(Advance());
    std::vector<SizedExpression> arguments(2);
    arguments[0] = std::move(result);
    ASSIGN_OR_RETURN(arguments[1], ParseUnary());
    ASSIGN_OR_RETURN(result, Call(function, std::move(arguments), offset));
  }
  return result;
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseUnary() {
  const size_t offset = token_.begin;
  if (AtSymbol("+") || AtSymbol("-")) {
    ASSIGN_OR_RETURN(const Token next, PeekNext());
    const bool is_number = next.kind == TokenKind::kInteger || next.kind == TokenKind::kDecimal ||
                           next.kind == TokenKind::kDouble;
    if (is_number && next.begin == token_.end) return ParsePrimary();
  }
  constexpr std::pair<std::string_view, Function> kSigns[] = {
      {"!", Function::kNot}, {"+", Function::kUnaryPlus}, {"-", Function::kUnaryMinus}};
  for (const auto& [symbol, function] : kSigns) {
    if (!AtSymbol(symbol)) continue;
    const Level level(&nesting_);
    RETURN_IF_ERROR(CheckNesting());
    RETURN_IF_ERROR(Advance());
    std::vector<SizedExpression> arguments(1);
    ASSIGN_OR_RETURN(arguments[0], function == Function::kNot ? ParseUnary() : ParsePrimary());
    return Call(function, std::move(arguments), offset);
  }
  return ParsePrimary();
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParsePrimary() {
  if (AtSymbol("(")) return ParseBracketted();
  if (token_.kind == TokenKind::kVariable) {
    ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
    return SizedExpression{.expression = Expression::OfVariable(std::move(name))};
  }
  if (AtIri()) return ParseIriOrFunction();
  if (AtLiteral()) {
    ASSIGN_OR_RETURN(Term literal, ParseLiteral());
    return SizedExpression{.expression = Expression::OfTerm(std::move(literal))};
  }
  if (AtSymbol("<<(")) {
    const size_t nesting = nesting_;
    ASSIGN_OR_RETURN(const PatternTerm triple, ParseTripleTerm(TermUse::kExpression));
    return SizedExpression{.expression = ExpressionOf(triple),
                           .depth = kQueryNestingMax + 1 - nesting};
  }
  if (token_.kind == TokenKind::kWord) return ParseBuiltInCall();
  return Unexpected("an expression");
}

Expression QueryParser::ExpressionOf(const PatternTerm& place) {
  if (place.is_variable()) return Expression::OfVariable(place.variable());
  if (place.is_term()) return Expression::OfTerm(place.term());
  const TriplePattern& triple = place.triple();
  return Expression::OfCall(
      Function::kTriple,
      {ExpressionOf(triple.subject), ExpressionOf(triple.predicate), ExpressionOf(triple.object)});
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseBracketted() {
  RETURN_IF_ERROR(Expect("("));
  ASSIGN_OR_RETURN(SizedExpression inner, ParseExpression());
  RETURN_IF_ERROR(Expect(")", "an operator or ')'"));
  return inner;
}

bool QueryParser::AtCall() const {
  const auto is_here = [this](const NamedAggregate& aggregate) { return AtWord(aggregate.name); };
  return token_.kind == TokenKind::kWord &&
         (FindFunction(token_.text).has_value() || std::ranges::any_of(kAggregates, is_here));
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseBuiltInCall() {
  if (AtWord("EXISTS")) return ParseExists(/*is_negated=*/false);
  if (AtWord("NOT")) {
    RETURN_IF_ERROR(Advance());
    if (!AtWord("EXISTS")) return ExpectWord("EXISTS");
    return ParseExists(/*is_negated=*/true);
  }
  for (const NamedAggregate& aggregate : kAggregates) {
    if (AtWord(aggregate.name)) return ParseAggregate(aggregate.kind);
  }
  const std::optional<Function> function = FindFunction(token_.text);
  if (function.has_value()) return ParseFunction(*function);
  return Unexpected("an expression", CallableWords());
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseFunction(Function function) {
  const size_t offset = token_.begin;
  const FunctionInfo& info = InfoOf(function);
  RETURN_IF_ERROR(Advance());
  if (!AtSymbol("(")) return Unexpected(StrCat("'(' after ", info.name));
  std::vector<size_t> offsets;
  ASSIGN_OR_RETURN(std::vector<SizedExpression> arguments, ParseArguments(nullptr, &offsets));
  if (arguments.size() < info.argument_count_min ||
      (info.argument_count_max != FunctionInfo::kAnyCount &&
       arguments.size() > info.argument_count_max)) {
    const int min = info.argument_count_min;
    const int max = info.argument_count_max;
    return ErrorAt(
        offset, StrCat(info.name, " takes ", min, max == min ? std::string() : StrCat(" to ", max),
                       max == 1 ? " argument, not " : " arguments, not ", arguments.size()));
  }
  if (function == Function::kBound && arguments[0].expression.kind != Expression::Kind::kVariable) {
    return ErrorAt(offset, "BOUND takes a variable");
  }
  if (function == Function::kRegex || function == Function::kReplace) {
    const std::optional<std::string_view> pattern = ConstantText(arguments[1].expression);
    const size_t flags_at = function == Function::kRegex ? 2 : 3;
    const bool has_flags = arguments.size() > flags_at;
    const std::optional<std::string_view> flags =
        has_flags ? ConstantText(arguments[flags_at].expression) : "";
    if (pattern.has_value() && flags.has_value()) {
      const absl::Status compiled = Regex::Compile(*pattern, *flags).status();
      if (!compiled.ok()) {
        const bool has_wrong_flags = !Regex::Compile("", *flags).ok();
        return ErrorAt(offsets[has_wrong_flags ? flags_at : 1], std::string(compiled.message()));
      }
    }
  }
  return Call(function, std::move(arguments), offset);
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseAggregate(AggregateKind kind) {
  const size_t offset = token_.begin;
  if (in_aggregate_) {
    return ErrorAt(offset, "an aggregate cannot stand inside another",
                   "aggregate in a sub-SELECT first");
  }
  if (!allows_aggregates_) {
    return ErrorAt(offset, StrCat("the aggregate ", AggregateName(kind), " cannot stand here"),
                   "aggregates belong in SELECT, HAVING and ORDER BY");
  }
  RETURN_IF_ERROR(Advance());
  RETURN_IF_ERROR(Expect("(", StrCat("'(' after ", AggregateName(kind))));
  SizedExpression result = {
      .expression = {.kind = Expression::Kind::kAggregate, .aggregate = kind}};
  ASSIGN_OR_RETURN(result.expression.distinct, AcceptWord("DISTINCT"));
  if (kind == AggregateKind::kCount && AtSymbol("*")) {
    RETURN_IF_ERROR(Advance());
  } else {
    in_aggregate_ = true;
    ASSIGN_OR_RETURN(SizedExpression argument, ParseExpression());
    in_aggregate_ = false;
    result.depth = argument.depth + 1;
    result.expression.arguments.push_back(std::move(argument.expression));
  }
  if (kind == AggregateKind::kGroupConcat && AtSymbol(";")) {
    RETURN_IF_ERROR(Advance());
    RETURN_IF_ERROR(ExpectWord("SEPARATOR"));
    RETURN_IF_ERROR(Expect("="));
    ASSIGN_OR_RETURN(result.expression.separator, ParseString("a string"));
  }
  RETURN_IF_ERROR(Expect(")", "')' after the argument of the aggregate"));
  RETURN_IF_ERROR(CheckDepth(result.depth, offset));
  return result;
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseExists(bool is_negated) {
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(ExpectWord("EXISTS"));
  VariableSet hidden;
  ASSIGN_OR_RETURN(SizedPattern inner, ParseGroupGraphPattern(&hidden));
  SizedExpression exists = {
      .expression = {.kind = Expression::Kind::kExists,
                     .pattern = std::make_shared<const Pattern>(std::move(inner.pattern))},
      .depth = inner.depth + 1};
  RETURN_IF_ERROR(CheckDepth(exists.depth, offset));
  if (!is_negated) return exists;
  std::vector<SizedExpression> arguments;
  arguments.push_back(std::move(exists));
  return Call(Function::kNot, std::move(arguments), offset);
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseIriOrFunction() {
  const size_t offset = token_.begin;
  ASSIGN_OR_RETURN(std::string iri, ParseIri());
  SizedExpression result = {.expression = Expression::OfTerm(Iri(std::move(iri)))};
  if (!AtSymbol("(")) return result;
  result.expression.kind = Expression::Kind::kExtension;
  ASSIGN_OR_RETURN(std::vector<SizedExpression> arguments,
                   ParseArguments(&result.expression.distinct));
  for (SizedExpression& argument : arguments) {
    result.depth = std::max(result.depth, argument.depth + 1);
    result.expression.arguments.push_back(std::move(argument.expression));
  }
  RETURN_IF_ERROR(CheckDepth(result.depth, offset));
  return result;
}

absl::StatusOr<std::vector<QueryParser::SizedExpression>> QueryParser::ParseArguments(
    bool* distinct, std::vector<size_t>* offsets) {
  RETURN_IF_ERROR(Expect("("));
  if (distinct != nullptr) {
    ASSIGN_OR_RETURN(*distinct, AcceptWord("DISTINCT"));
  }
  std::vector<SizedExpression> arguments;
  while (!AtSymbol(")")) {
    if (offsets != nullptr) offsets->push_back(token_.begin);
    ASSIGN_OR_RETURN(SizedExpression argument, ParseExpression());
    arguments.push_back(std::move(argument));
    if (AtSymbol(")")) break;
    RETURN_IF_ERROR(Expect(",", "',' or ')'"));
    if (AtSymbol(")")) return Unexpected("an expression after ','");
  }
  RETURN_IF_ERROR(Advance());
  return arguments;
}

}  // namespace entente
