#include "query/expression/functions.h"

#include "query/expression/compare.h"
#include "schema/vocabulary.h"
#include "storage/loading/blank_label.h"

namespace entente {
namespace {

std::optional<Value> CompareBy(Function function, const Value& a, const Value& b) {
  if (function == Function::kEqual || function == Function::kNotEqual) {
    const std::optional<bool> equal = ValuesEqual(a, b);
    if (!equal.has_value()) return std::nullopt;
    return Value::Boolean(*equal == (function == Function::kEqual));
  }
  const std::optional<std::partial_ordering> order = CompareValues(a, b);
  if (!order.has_value()) return std::nullopt;
  switch (function) {
    case Function::kLess:
      return Value::Boolean(*order < 0);
    case Function::kGreater:
      return Value::Boolean(*order > 0);
    case Function::kLessOrEqual:
      return Value::Boolean(*order <= 0);
    default:
      return Value::Boolean(*order >= 0);
  }
}

std::optional<Value> ValueOf(std::optional<XsdValue> typed) {
  if (!typed.has_value()) return std::nullopt;
  return Value(*std::move(typed));
}

std::optional<Value> CallArithmetic(Function function, std::span<const Value> arguments) {
  const XsdValue* const a = arguments[0].typed();
  if (a == nullptr) return std::nullopt;
  if (function == Function::kUnaryMinus) return ValueOf(Negate(*a));
  if (function == Function::kUnaryPlus) {
    if (!a->is_numeric()) return std::nullopt;
    return arguments[0];
  }
  const XsdValue* const b = arguments[1].typed();
  if (b == nullptr) return std::nullopt;
  switch (function) {
    case Function::kAdd:
      return ValueOf(Add(*a, *b));
    case Function::kSubtract:
      return ValueOf(Subtract(*a, *b));
    case Function::kMultiply:
      return ValueOf(Multiply(*a, *b));
    default:
      return ValueOf(Divide(*a, *b));
  }
}

}  // namespace

std::mt19937_64& FunctionContext::random() {
  if (!random_.has_value()) {
    std::random_device device;
    random_.emplace(uint64_t{device()} << 32 | device());
  }
  return *random_;
}

std::string FunctionContext::FreshBlankLabel() {
  if (blank_prefix_.empty()) blank_prefix_ = RandomBlankLabelPrefix();
  return StrCat(blank_prefix_, blank_count_++);
}

std::string FunctionContext::BlankLabelFor(std::string_view name) {
  const auto [found, is_new] = blank_labels_.try_emplace(name);
  if (is_new) found->second = FreshBlankLabel();
  return found->second;
}

const Literal* StringLiteral(const Value& value) {
  const Term& term = value.term();
  if (!term.is_literal()) return nullptr;
  const Literal& literal = term.literal();
  return literal.datatype == xsd::kString || !literal.language.empty() ? &literal : nullptr;
}

const std::string* SimpleString(const Value& value) {
  const Term& term = value.term();
  if (!term.is_literal() || term.literal().datatype != xsd::kString) return nullptr;
  return &term.literal().lexical;
}

std::optional<Value> CallFunction(Function function, std::span<const Value> arguments,
                                  FunctionContext* context) {
  switch (function) {
    case Function::kNot: {
      const std::optional<bool> value = EffectiveBooleanValue(arguments[0]);
      if (!value.has_value()) return std::nullopt;
      return Value::Boolean(!*value);
    }
    case Function::kEqual:
    case Function::kNotEqual:
    case Function::kLess:
    case Function::kGreater:
    case Function::kLessOrEqual:
    case Function::kGreaterOrEqual:
      return CompareBy(function, arguments[0], arguments[1]);
    case Function::kAdd:
    case Function::kSubtract:
    case Function::kMultiply:
    case Function::kDivide:
    case Function::kUnaryPlus:
    case Function::kUnaryMinus:
      return CallArithmetic(function, arguments);
    case Function::kStr:
    case Function::kLang:
    case Function::kLangMatches:
    case Function::kLangDir:
    case Function::kDatatype:
    case Function::kIri:
    case Function::kUri:
    case Function::kBnode:
    case Function::kStrLang:
    case Function::kStrLangDir:
    case Function::kStrDt:
    case Function::kSameTerm:
    case Function::kIsIri:
    case Function::kIsUri:
    case Function::kIsBlank:
    case Function::kIsLiteral:
    case Function::kIsNumeric:
    case Function::kHasLang:
    case Function::kHasLangDir:
    case Function::kIsTriple:
    case Function::kTriple:
    case Function::kSubject:
    case Function::kPredicate:
    case Function::kObject:
    case Function::kUuid:
    case Function::kStrUuid:
      return CallTermFunction(function, arguments, context);
    case Function::kConcat:
    case Function::kSubstr:
    case Function::kStrLen:
    case Function::kReplace:
    case Function::kUcase:
    case Function::kLcase:
    case Function::kEncodeForUri:
    case Function::kContains:
    case Function::kStrStarts:
    case Function::kStrEnds:
    case Function::kStrBefore:
    case Function::kStrAfter:
    case Function::kRegex:
      return CallStringFunction(function, arguments, context);
    case Function::kAbs:
    case Function::kCeil:
    case Function::kFloor:
    case Function::kRound:
    case Function::kRand:
      return CallNumberFunction(function, arguments, context);
    case Function::kYear:
    case Function::kMonth:
    case Function::kDay:
    case Function::kHours:
    case Function::kMinutes:
    case Function::kSeconds:
    case Function::kTimezone:
    case Function::kTz:
    case Function::kNow:
      return CallDateFunction(function, arguments, context);
    case Function::kMd5:
    case Function::kSha1:
    case Function::kSha256:
    case Function::kSha384:
    case Function::kSha512:
      return CallHashFunction(function, arguments);
    case Function::kOr:
    case Function::kAnd:
    case Function::kIn:
    case Function::kNotIn:
    case Function::kBound:
    case Function::kCoalesce:
    case Function::kIf:
      break;
  }
  return std::nullopt;
}

bool IsExtension(std::string_view iri) { return XsdTypeOfIri(iri) != XsdType::kUnknown; }

std::optional<Value> CallExtension(std::string_view iri, std::span<const Value> arguments) {
  const XsdType type = XsdTypeOfIri(iri);
  if (type == XsdType::kUnknown || arguments.size() != 1) return std::nullopt;
  const Term& term = arguments[0].term();
  if (type == XsdType::kString) {
    if (term.is_iri()) return Value::String(term.iri().text);
    if (!term.is_literal()) return std::nullopt;
    if (arguments[0].typed() == nullptr) return Value::String(term.literal().lexical);
  }
  const XsdValue* const typed = arguments[0].typed();
  if (typed == nullptr) return std::nullopt;
  return ValueOf(CastTo(type, *typed));
}

}  // namespace entente
