#include <utf8proc.h>

#include <algorithm>
#include <cmath>

#include "query/expression/functions.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

// `text` with the language and direction of `like`.
Value Like(const Literal& like, std::string text) {
  return Value(Term(Literal{.lexical = std::move(text),
                            .datatype = like.datatype,
                            .language = like.language,
                            .direction = like.direction}));
}

bool HasSameKind(const Literal& a, const Literal& b) {
  return a.language == b.language && a.direction == b.direction;
}

// Section 17.4.3.1.2: the second is plain, or has the language and direction of the first.
bool AreCompatible(const Literal& a, const Literal& b) {
  return b.language.empty() || HasSameKind(a, b);
}

std::string MapCase(std::string_view text, utf8proc_int32_t (*map)(utf8proc_int32_t)) {
  std::string mapped;
  mapped.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = DecodeUtf8(text.substr(i));
    if (c.size == 0) break;
    AppendUtf8(static_cast<char32_t>(map(static_cast<utf8proc_int32_t>(c.value))), &mapped);
    i += c.size;
  }
  return mapped;
}

// RFC 3986: what is not unreserved is percent-encoded, byte by byte.
std::string EncodeForUri(std::string_view text) {
  static constexpr char kHexDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (IsIn(c, kLetter | kDigit) || c == '-' || c == '_' || c == '.' || c == '~') {
      encoded.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.push_back('%');
      encoded.push_back(kHexDigits[byte >> 4]);
      encoded.push_back(kHexDigits[byte & 15]);
    }
  }
  return encoded;
}

std::optional<Value> Concat(std::span<const Value> arguments) {
  std::string text;
  const Literal* first = nullptr;
  bool is_same_kind = true;
  for (const Value& argument : arguments) {
    const Literal* const literal = StringLiteral(argument);
    if (literal == nullptr) return std::nullopt;
    if (first == nullptr) first = literal;
    is_same_kind = is_same_kind && HasSameKind(*first, *literal);
    if (text.size() + literal->lexical.size() > FunctionContext::kStringBytesMax) {
      return std::nullopt;
    }
    text.append(literal->lexical);
  }
  if (first == nullptr || !is_same_kind) return Value::String(text);
  return Like(*first, std::move(text));
}

// fn:substring: characters at positions p with round(start) <= p < round(start) + round(length).
std::optional<Value> Substr(std::span<const Value> arguments) {
  const Literal* const literal = StringLiteral(arguments[0]);
  const XsdValue* const start = arguments[1].typed();
  const XsdValue* const length = arguments.size() == 3 ? arguments[2].typed() : nullptr;
  if (literal == nullptr || start == nullptr || !start->is_numeric()) return std::nullopt;
  if (arguments.size() == 3 && (length == nullptr || !length->is_numeric())) return std::nullopt;
  const double begin = std::floor(start->ToDouble() + 0.5);
  const double end = length == nullptr ? std::numeric_limits<double>::infinity()
                                       : begin + std::floor(length->ToDouble() + 0.5);
  const std::string_view text = literal->lexical;
  std::string part;
  double position = 1;
  for (size_t i = 0; i < text.size(); ++position) {
    const CodePoint c = DecodeUtf8(text.substr(i));
    if (c.size == 0 || position >= end) break;
    if (position >= begin && position < end) part.append(text.substr(i, c.size));
    i += c.size;
  }
  return Like(*literal, std::move(part));
}

// CONTAINS, STRSTARTS, STRENDS, STRBEFORE and STRAFTER.
std::optional<Value> Search(Function function, const Value& where, const Value& what) {
  const Literal* const literal = StringLiteral(where);
  const Literal* const part = StringLiteral(what);
  if (literal == nullptr || part == nullptr || !AreCompatible(*literal, *part)) {
    return std::nullopt;
  }
  const std::string_view text = literal->lexical;
  switch (function) {
    case Function::kStrStarts:
      return Value::Boolean(text.starts_with(part->lexical));
    case Function::kStrEnds:
      return Value::Boolean(text.ends_with(part->lexical));
    default:
      break;
  }
  const size_t at = text.find(part->lexical);
  if (function == Function::kContains) return Value::Boolean(at != std::string_view::npos);
  if (at == std::string_view::npos) return Value::String("");
  return Like(*literal, std::string(function == Function::kStrBefore
                                        ? text.substr(0, at)
                                        : text.substr(at + part->lexical.size())));
}

std::optional<Value> Match(Function function, std::span<const Value> arguments,
                           FunctionContext* context) {
  const bool is_replace = function == Function::kReplace;
  const size_t flags_index = is_replace ? 3 : 2;
  const Literal* const literal = StringLiteral(arguments[0]);
  const std::string* const pattern = SimpleString(arguments[1]);
  const std::string no_flags;
  const std::string* const flags =
      arguments.size() > flags_index ? SimpleString(arguments[flags_index]) : &no_flags;
  if (literal == nullptr || pattern == nullptr || flags == nullptr) return std::nullopt;
  const Regex* const regex = context->regexes().Get(*pattern, *flags);
  if (regex == nullptr) return std::nullopt;
  if (!is_replace) return Value::Boolean(regex->Matches(literal->lexical));
  const std::string* const replacement = SimpleString(arguments[2]);
  if (replacement == nullptr) return std::nullopt;
  std::optional<std::string> replaced =
      regex->Replace(literal->lexical, *replacement, FunctionContext::kStringBytesMax);
  if (!replaced.has_value()) return std::nullopt;
  return Like(*literal, *std::move(replaced));
}

}  // namespace

std::optional<Value> CallStringFunction(Function function, std::span<const Value> arguments,
                                        FunctionContext* context) {
  switch (function) {
    case Function::kConcat:
      return Concat(arguments);
    case Function::kSubstr:
      return Substr(arguments);
    case Function::kContains:
    case Function::kStrStarts:
    case Function::kStrEnds:
    case Function::kStrBefore:
    case Function::kStrAfter:
      return Search(function, arguments[0], arguments[1]);
    case Function::kRegex:
    case Function::kReplace:
      return Match(function, arguments, context);
    default:
      break;
  }
  const Literal* const literal = StringLiteral(arguments[0]);
  if (literal == nullptr) return std::nullopt;
  switch (function) {
    case Function::kStrLen:
      return Value::Integer(static_cast<int64_t>(CountCodePoints(literal->lexical)));
    case Function::kUcase:
      return Like(*literal, MapCase(literal->lexical, utf8proc_toupper));
    case Function::kLcase:
      return Like(*literal, MapCase(literal->lexical, utf8proc_tolower));
    case Function::kEncodeForUri:
      return Value::String(EncodeForUri(literal->lexical));
    default:
      return std::nullopt;
  }
}

}  // namespace entente
