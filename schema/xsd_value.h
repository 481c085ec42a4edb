// Typed values: what a literal of an XSD datatype means.
//
//   lexical form, datatype  --ParseXsdValue-->  XsdValue  --ToLexical-->  canonical lexical form
//
// A filter such as ?a < ?b parses both literals and asks Compare; ?a + ?b asks Add. Numbers promote
// as XPath has it: integer → decimal → float → double. All of this is exact where XSD is: integers
// and decimals never pass through floating point unless one operand is float or double.
//
//   std::optional<XsdValue> a = ParseXsdValue(literal);     // None: ill-typed, or no XSD datatype.
//   std::optional<std::partial_ordering> order = Compare(*a, *b);  // None: types do not compare.
//   std::optional<XsdValue> sum = Add(*a, *b);              // None: a type error, or overflow.
//
// Values are immutable; none of the functions allocates for numbers, dates and booleans, except to
// make lexical forms. Sources: XSD 1.1 part 2; XQuery and XPath Functions and Operators 3.1.
#ifndef ENTENTE_SCHEMA_XSD_VALUE_H_
#define ENTENTE_SCHEMA_XSD_VALUE_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "entente/term.h"
#include "schema/quad_stream.h"
#include "schema/xsd_date_time.h"
#include "schema/xsd_decimal.h"

namespace entente {

// The datatypes whose values we know. The order groups them; IsIntegerType and others rely on it.
enum class XsdType : uint8_t {
  kUnknown,
  kString,
  kNormalizedString,
  kToken,
  kLanguage,
  kNmtoken,
  kName,
  kNcName,
  kAnyUri,
  kBoolean,
  kDecimal,
  kInteger,
  kNonPositiveInteger,
  kNegativeInteger,
  kNonNegativeInteger,
  kPositiveInteger,
  kLong,
  kInt,
  kShort,
  kByte,
  kUnsignedLong,
  kUnsignedInt,
  kUnsignedShort,
  kUnsignedByte,
  kFloat,
  kDouble,
  kDateTime,
  kDateTimeStamp,
  kDate,
  kTime,
  kYear,
  kYearMonth,
  kMonth,
  kDay,
  kMonthDay,
  kDuration,
  kYearMonthDuration,
  kDayTimeDuration,
  kHexBinary,
  kBase64Binary,
};

// kUnknown for IRIs that are none of the above. Some nanoseconds.
XsdType XsdTypeOfIri(std::string_view iri);
// REQUIRES: type is not kUnknown.
std::string_view IriOfXsdType(XsdType type);

constexpr bool IsStringType(XsdType type) {
  return type >= XsdType::kString && type <= XsdType::kAnyUri;
}
constexpr bool IsIntegerType(XsdType type) {
  return type >= XsdType::kInteger && type <= XsdType::kUnsignedByte;
}
constexpr bool IsNumericType(XsdType type) {
  return type >= XsdType::kDecimal && type <= XsdType::kDouble;
}
constexpr bool IsDateTimeType(XsdType type) {
  return type >= XsdType::kDateTime && type <= XsdType::kMonthDay;
}
constexpr bool IsDurationType(XsdType type) {
  return type >= XsdType::kDuration && type <= XsdType::kDayTimeDuration;
}

class XsdValue {
 public:
  // Of xsd:boolean, xsd:integer, xsd:decimal, xsd:float, xsd:double and xsd:string.
  static XsdValue Boolean(bool value) { return {XsdType::kBoolean, value}; }
  static XsdValue Integer(int64_t value) { return {XsdType::kInteger, XsdDecimal(value)}; }
  // REQUIRES: value.is_integer().
  static XsdValue Integer(const XsdDecimal& value) { return {XsdType::kInteger, value}; }
  static XsdValue Decimal(const XsdDecimal& value) { return {XsdType::kDecimal, value}; }
  static XsdValue Float(float value) { return {XsdType::kFloat, value}; }
  static XsdValue Double(double value) { return {XsdType::kDouble, value}; }
  static XsdValue String(std::string text) { return {XsdType::kString, std::move(text)}; }
  // The type is that of the kind.
  static XsdValue DateTime(const XsdDateTime& value);
  // xsd:duration, xsd:yearMonthDuration or xsd:dayTimeDuration.
  static XsdValue Duration(XsdType type, const XsdDuration& value) { return {type, value}; }
  static XsdValue DayTimeDuration(const XsdDuration& value) {
    return {XsdType::kDayTimeDuration, value};
  }

  // xsd:hexBinary or xsd:base64Binary.
  static XsdValue Binary(XsdType type, std::string bytes) { return {type, std::move(bytes)}; }

  XsdType type() const { return type_; }
  bool is_numeric() const { return IsNumericType(type_); }

  // REQUIRES: type() is one that has such a value. The text of hexBinary and base64Binary are the
  // bytes meant.
  bool boolean() const { return std::get<bool>(value_); }
  const XsdDecimal& decimal() const { return std::get<XsdDecimal>(value_); }  // Integers too.
  float float_value() const { return std::get<float>(value_); }
  double double_value() const { return std::get<double>(value_); }
  const XsdDateTime& date_time() const { return std::get<XsdDateTime>(value_); }
  const XsdDuration& duration() const { return std::get<XsdDuration>(value_); }
  const std::string& text() const { return std::get<std::string>(value_); }

  // Any number as the nearest double. REQUIRES: is_numeric().
  double ToDouble() const;
  // The canonical lexical form by XSD 1.1: "1", "0.5" (decimal), "1.0E0" (double), "INF".
  std::string ToLexical() const;
  // The literal with that form and the datatype type().
  Literal ToLiteral() const;

 private:
  friend std::optional<XsdValue> ParseXsdValue(XsdType type, std::string_view lexical);

  template <typename T>
  XsdValue(XsdType type, T value) : type_(type), value_(std::move(value)) {}

  XsdType type_;
  std::variant<bool, XsdDecimal, float, double, XsdDateTime, XsdDuration, std::string> value_;
};

// The value of a literal. None if the datatype is none of XsdType's, or the lexical form is none of
// the datatype: white space around it is not taken away (casts do that, see StripXsdSpace), and
// decimals of more than 38 digits are not understood.
std::optional<XsdValue> ParseXsdValue(XsdType type, std::string_view lexical);
inline std::optional<XsdValue> ParseXsdValue(const Literal& literal) {
  return ParseXsdValue(XsdTypeOfIri(literal.datatype), literal.lexical);
}
inline std::optional<XsdValue> ParseXsdValue(const TermView& literal) {
  return ParseXsdValue(XsdTypeOfIri(literal.datatype), literal.text);
}

// True if `lexical` is a lexical form of the type, and the one that ToLexical gives for its value.
bool IsCanonical(XsdType type, std::string_view lexical);

// `text` without white space (space, tab, line feed, carriage return) at its ends: what a cast from
// a string does first.
std::string_view StripXsdSpace(std::string_view text);

// How two values compare, with numbers promoted. None if their types do not compare: numbers with
// numbers, strings with strings (by code point), booleans, each date or time type with itself,
// durations with durations, binaries of one type. unordered: NaN, or times of which only one has a
// zone, or durations like P1M and P30D. Values of equal types can be tested for equality whenever
// they are not none.
std::optional<std::partial_ordering> Compare(const XsdValue& a, const XsdValue& b);

// Effective boolean value, SPARQL section 17.2.2; none for types that have none.
std::optional<bool> EffectiveBooleanValue(const XsdValue& value);

// `value` as `type`, by the table of SPARQL section 17.1 and F&O section 19: between numbers,
// booleans and strings, strings to any type, dateTime to date and time, and any type to string.
// None where the cast is not allowed or the value does not fit.
std::optional<XsdValue> CastTo(XsdType type, const XsdValue& value);

// Arithmetic as SPARQL's operators have it (section 17.3), with F&O's on dates and durations:
// number with number; dateTime, date, time ± duration; difference of two of a kind; sums of
// durations; durations times or by a number. Integers divided give a decimal. None is a type error,
// a decimal overflow or a decimal division by zero.
std::optional<XsdValue> Add(const XsdValue& a, const XsdValue& b);
std::optional<XsdValue> Subtract(const XsdValue& a, const XsdValue& b);
std::optional<XsdValue> Multiply(const XsdValue& a, const XsdValue& b);
std::optional<XsdValue> Divide(const XsdValue& a, const XsdValue& b);
// Of numbers and, for Negate, durations; the type stays (derived integers become xsd:integer).
std::optional<XsdValue> Negate(const XsdValue& value);
std::optional<XsdValue> Abs(const XsdValue& value);
std::optional<XsdValue> Round(const XsdValue& value);
std::optional<XsdValue> Ceil(const XsdValue& value);
std::optional<XsdValue> Floor(const XsdValue& value);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_XSD_VALUE_H_
