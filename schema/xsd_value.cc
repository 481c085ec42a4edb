#include "schema/xsd_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr size_t kTypeCount = static_cast<size_t>(XsdType::kBase64Binary) + 1;

// In the sequence of XsdType.
constexpr std::array<std::string_view, kTypeCount> kTypeIris = {
    "",
    "http://www.w3.org/2001/XMLSchema#string",
    "http://www.w3.org/2001/XMLSchema#normalizedString",
    "http://www.w3.org/2001/XMLSchema#token",
    "http://www.w3.org/2001/XMLSchema#language",
    "http://www.w3.org/2001/XMLSchema#NMTOKEN",
    "http://www.w3.org/2001/XMLSchema#Name",
    "http://www.w3.org/2001/XMLSchema#NCName",
    "http://www.w3.org/2001/XMLSchema#anyURI",
    "http://www.w3.org/2001/XMLSchema#boolean",
    "http://www.w3.org/2001/XMLSchema#decimal",
    "http://www.w3.org/2001/XMLSchema#integer",
    "http://www.w3.org/2001/XMLSchema#nonPositiveInteger",
    "http://www.w3.org/2001/XMLSchema#negativeInteger",
    "http://www.w3.org/2001/XMLSchema#nonNegativeInteger",
    "http://www.w3.org/2001/XMLSchema#positiveInteger",
    "http://www.w3.org/2001/XMLSchema#long",
    "http://www.w3.org/2001/XMLSchema#int",
    "http://www.w3.org/2001/XMLSchema#short",
    "http://www.w3.org/2001/XMLSchema#byte",
    "http://www.w3.org/2001/XMLSchema#unsignedLong",
    "http://www.w3.org/2001/XMLSchema#unsignedInt",
    "http://www.w3.org/2001/XMLSchema#unsignedShort",
    "http://www.w3.org/2001/XMLSchema#unsignedByte",
    "http://www.w3.org/2001/XMLSchema#float",
    "http://www.w3.org/2001/XMLSchema#double",
    "http://www.w3.org/2001/XMLSchema#dateTime",
    "http://www.w3.org/2001/XMLSchema#dateTimeStamp",
    "http://www.w3.org/2001/XMLSchema#date",
    "http://www.w3.org/2001/XMLSchema#time",
    "http://www.w3.org/2001/XMLSchema#gYear",
    "http://www.w3.org/2001/XMLSchema#gYearMonth",
    "http://www.w3.org/2001/XMLSchema#gMonth",
    "http://www.w3.org/2001/XMLSchema#gDay",
    "http://www.w3.org/2001/XMLSchema#gMonthDay",
    "http://www.w3.org/2001/XMLSchema#duration",
    "http://www.w3.org/2001/XMLSchema#yearMonthDuration",
    "http://www.w3.org/2001/XMLSchema#dayTimeDuration",
    "http://www.w3.org/2001/XMLSchema#hexBinary",
    "http://www.w3.org/2001/XMLSchema#base64Binary",
};

// For each length of an IRI the types that have it: first those of kTypesByLength[length][0], up to
// the first kUnknown.
constexpr size_t kIriSizeMax = 52;
constexpr size_t kSameLengthMax = 8;
using TypesOfLength = std::array<XsdType, kSameLengthMax>;
constexpr std::array<TypesOfLength, kIriSizeMax> kTypesByLength = [] {
  std::array<TypesOfLength, kIriSizeMax> types = {};
  for (size_t type = 1; type < kTypeCount; ++type) {
    TypesOfLength& same_length = types[kTypeIris[type].size()];
    size_t place = 0;
    while (same_length[place] != XsdType::kUnknown) ++place;
    same_length[place] = static_cast<XsdType>(type);
  }
  return types;
}();

bool IsInIntegerRange(XsdType type, const XsdDecimal& value) {
  const absl::int128 integer = value.coefficient();
  const auto between = [&](absl::int128 low, absl::int128 high) {
    return low <= integer && integer <= high;
  };
  switch (type) {
    case XsdType::kNonPositiveInteger:
      return integer <= 0;
    case XsdType::kNegativeInteger:
      return integer < 0;
    case XsdType::kNonNegativeInteger:
      return integer >= 0;
    case XsdType::kPositiveInteger:
      return integer > 0;
    case XsdType::kLong:
      return between(INT64_MIN, INT64_MAX);
    case XsdType::kInt:
      return between(INT32_MIN, INT32_MAX);
    case XsdType::kShort:
      return between(INT16_MIN, INT16_MAX);
    case XsdType::kByte:
      return between(INT8_MIN, INT8_MAX);
    case XsdType::kUnsignedLong:
      return between(0, UINT64_MAX);
    case XsdType::kUnsignedInt:
      return between(0, UINT32_MAX);
    case XsdType::kUnsignedShort:
      return between(0, UINT16_MAX);
    case XsdType::kUnsignedByte:
      return between(0, UINT8_MAX);
    default:
      return true;
  }
}

XsdTimeKind TimeKindOf(XsdType type) {
  switch (type) {
    case XsdType::kDate:
      return XsdTimeKind::kDate;
    case XsdType::kTime:
      return XsdTimeKind::kTime;
    case XsdType::kYear:
      return XsdTimeKind::kYear;
    case XsdType::kYearMonth:
      return XsdTimeKind::kYearMonth;
    case XsdType::kMonth:
      return XsdTimeKind::kMonth;
    case XsdType::kDay:
      return XsdTimeKind::kDay;
    case XsdType::kMonthDay:
      return XsdTimeKind::kMonthDay;
    default:
      return XsdTimeKind::kDateTime;
  }
}

bool TakeDigits(std::string_view* text) {
  size_t count = 0;
  while (count < text->size() && IsIn((*text)[count], kDigit)) ++count;
  text->remove_prefix(count);
  return count > 0;
}

// Whether the number that a form of xsd:double shows is 1 or more: "0.0E9", "12E-1".
bool IsOneOrMore(std::string_view form) {
  const size_t e = std::min(form.find_first_of("eE"), form.size());
  const std::string_view mantissa = form.substr(0, e);
  const size_t first = mantissa.find_first_of("123456789");
  if (first == mantissa.npos) return false;
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  int64_t exponent = 0;
  if (e < form.size()) {
    const char* begin = form.data() + e + (form[e + 1] == '+' ? 2 : 1);
    const auto read = std::from_chars(begin, form.data() + form.size(), exponent);
    if (read.ec != std::errc()) return *begin != '-';
  }
  const auto place = static_cast<int64_t>(point) - static_cast<int64_t>(first);
  return place - (place > 0 ? 1 : 0) + exponent >= 0;
}

// XSD 1.1, sections 3.3.4 and 3.3.5.
template <typename T>
std::optional<T> ParseFloating(std::string_view lexical) {
  constexpr T kInfinity = std::numeric_limits<T>::infinity();
  if (lexical == "NaN") return std::numeric_limits<T>::quiet_NaN();
  if (lexical == "INF" || lexical == "+INF") return kInfinity;
  if (lexical == "-INF") return -kInfinity;
  const bool is_negative = lexical.starts_with('-');
  if (is_negative || lexical.starts_with('+')) lexical.remove_prefix(1);
  std::string_view rest = lexical;
  const bool has_whole = TakeDigits(&rest);
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    if (!TakeDigits(&rest) && !has_whole) return std::nullopt;
  } else if (!has_whole) {
    return std::nullopt;
  }
  if (rest.starts_with('e') || rest.starts_with('E')) {
    rest.remove_prefix(1);
    if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
    if (!TakeDigits(&rest)) return std::nullopt;
  }
  if (!rest.empty()) return std::nullopt;
  T value = 0;
  const auto read = std::from_chars(lexical.data(), lexical.data() + lexical.size(), value);
  if (read.ec == std::errc::result_out_of_range) value = IsOneOrMore(lexical) ? kInfinity : 0;
  return is_negative ? -value : value;
}

// The canonical form: one digit before the point, at least one after it, "E", an exponent.
template <typename T>
std::string FloatingToString(T value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-INF" : "INF";
  char buffer[48];
  const auto written =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific);
  const std::string_view form(buffer, static_cast<size_t>(written.ptr - buffer));
  const size_t e = form.find('e');
  std::string text(form.substr(0, e));
  if (text.find('.') == text.npos) text += ".0";
  text += 'E';
  std::string_view exponent = form.substr(e + 1);
  if (exponent[0] == '-') text += '-';
  exponent.remove_prefix(1);
  while (exponent.size() > 1 && exponent[0] == '0') exponent.remove_prefix(1);
  text += exponent;
  return text;
}

std::optional<std::string> ParseHexBinary(std::string_view lexical) {
  if (lexical.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (size_t i = 0; i < lexical.size(); i += 2) {
    if (!IsIn(lexical[i], kHex) || !IsIn(lexical[i + 1], kHex)) return std::nullopt;
    bytes.push_back(static_cast<char>(HexValue(lexical[i]) << 4 | HexValue(lexical[i + 1])));
  }
  return bytes;
}

std::string HexBinaryToString(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// XSD 1.1, section 3.3.16: single spaces may stand between the digits, bits not used must be 0.
std::optional<std::string> ParseBase64Binary(std::string_view lexical) {
  std::string bytes;
  uint32_t bits = 0;
  size_t digit_count = 0;
  size_t padding_count = 0;
  char before = ' ';
  for (const char c : lexical) {
    if (c == ' ') {
      if (before == ' ') return std::nullopt;
    } else if (c == '=') {
      ++padding_count;
    } else {
      const size_t digit = kBase64Digits.find(c);
      if (digit == kBase64Digits.npos || padding_count > 0) return std::nullopt;
      bits = (bits << 6 | static_cast<uint32_t>(digit)) & 0xFFFFFF;
      ++digit_count;
      // The second, third and fourth digit of each four complete a byte; 4, 2, 0 bits are left.
      const size_t phase = digit_count % 4;
      if (phase != 1) bytes.push_back(static_cast<char>(bits >> (phase == 0 ? 0 : 8 - 2 * phase)));
    }
    before = c;
  }
  if (!lexical.empty() && before == ' ') return std::nullopt;
  if ((digit_count + padding_count) % 4 != 0 || padding_count > 2) return std::nullopt;
  const uint32_t unused = padding_count == 2 ? 0xF : padding_count == 1 ? 0x3 : 0;
  if ((bits & unused) != 0) return std::nullopt;
  return bytes;
}

std::string Base64BinaryToString(std::string_view bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t taken = std::min<size_t>(3, bytes.size() - i);
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < taken ? static_cast<unsigned char>(bytes[i + k]) : 0);
    }
    for (size_t k = 0; k < 4; ++k) {
      text.push_back(k <= taken ? kBase64Digits[bits >> (18 - 6 * k) & 63] : '=');
    }
  }
  return text;
}

bool IsLanguageForm(std::string_view text) {
  size_t run = 0;
  bool is_first_part = true;
  for (const char c : text) {
    if (c == '-') {
      if (run == 0) return false;
      run = 0;
      is_first_part = false;
      continue;
    }
    if (!IsIn(c, kLetter) && (is_first_part || !IsIn(c, kDigit))) return false;
    if (++run > 8) return false;
  }
  return run > 0;
}

// XML 1.0, productions 4–7; those of Turtle are the same but for the colon and the full stop.
bool IsNameForm(std::string_view text, bool any_start, bool allows_colon) {
  if (text.empty()) return false;
  bool is_start = !any_start;
  while (!text.empty()) {
    const CodePoint c = DecodeUtf8(text);
    if (c.size == 0) return false;
    const bool is_colon = c.value == ':' && allows_colon;
    const bool is_char = IsNameChar(c.value) || c.value == '.' || is_colon;
    if (is_start ? !IsNameStart(c.value) && !is_colon : !is_char) return false;
    is_start = false;
    text.remove_prefix(c.size);
  }
  return true;
}

bool IsStringForm(XsdType type, std::string_view text) {
  switch (type) {
    case XsdType::kNormalizedString:
      return text.find_first_of("\t\n\r") == text.npos;
    case XsdType::kToken:
      return text.find_first_of("\t\n\r") == text.npos && text.find("  ") == text.npos &&
             !text.starts_with(' ') && !text.ends_with(' ');
    case XsdType::kLanguage:
      return IsLanguageForm(text);
    case XsdType::kNmtoken:
      return IsNameForm(text, true, true);
    case XsdType::kName:
      return IsNameForm(text, false, true);
    case XsdType::kNcName:
      return IsNameForm(text, false, false);
    default:
      return true;
  }
}

}  // namespace

XsdType XsdTypeOfIri(std::string_view iri) {
  if (iri.size() >= kIriSizeMax || !iri.starts_with(xsd::kNamespace)) return XsdType::kUnknown;
  const std::string_view name = iri.substr(xsd::kNamespace.size());
  for (const XsdType type : kTypesByLength[iri.size()]) {
    if (type == XsdType::kUnknown) break;
    if (kTypeIris[static_cast<size_t>(type)].substr(xsd::kNamespace.size()) == name) return type;
  }
  return XsdType::kUnknown;
}

std::string_view IriOfXsdType(XsdType type) { return kTypeIris[static_cast<size_t>(type)]; }

XsdValue XsdValue::DateTime(const XsdDateTime& value) {
  constexpr std::array<XsdType, 8> kTypes = {
      XsdType::kDateTime,  XsdType::kDate,  XsdType::kTime, XsdType::kYear,
      XsdType::kYearMonth, XsdType::kMonth, XsdType::kDay,  XsdType::kMonthDay};
  return {kTypes[static_cast<size_t>(value.kind)], value};
}

double XsdValue::ToDouble() const {
  if (type_ == XsdType::kDouble) return double_value();
  if (type_ == XsdType::kFloat) return float_value();
  return decimal().ToDouble();
}

std::string XsdValue::ToLexical() const {
  if (IsStringType(type_)) return text();
  if (type_ == XsdType::kDecimal || IsIntegerType(type_)) return decimal().ToString();
  if (IsDateTimeType(type_)) return date_time().ToString();
  switch (type_) {
    case XsdType::kBoolean:
      return boolean() ? "true" : "false";
    case XsdType::kFloat:
      return FloatingToString(float_value());
    case XsdType::kDouble:
      return FloatingToString(double_value());
    case XsdType::kDuration:
      return DurationToString(duration());
    case XsdType::kYearMonthDuration:
      return YearMonthDurationToString(duration());
    case XsdType::kDayTimeDuration:
      return DayTimeDurationToString(duration());
    case XsdType::kHexBinary:
      return HexBinaryToString(text());
    default:
      return Base64BinaryToString(text());
  }
}

Literal XsdValue::ToLiteral() const {
  return {.lexical = ToLexical(), .datatype = std::string(IriOfXsdType(type_))};
}

std::optional<XsdValue> ParseXsdValue(XsdType type, std::string_view lexical) {
  const auto value_of = [&](auto parsed) -> std::optional<XsdValue> {
    if (!parsed.has_value()) return std::nullopt;
    return XsdValue(type, *std::move(parsed));
  };
  if (IsIntegerType(type)) {
    if (lexical.find('.') != lexical.npos) return std::nullopt;
    const std::optional<XsdDecimal> value = XsdDecimal::Parse(lexical);
    if (!value.has_value() || !IsInIntegerRange(type, *value)) return std::nullopt;
    return XsdValue(type, *value);
  }
  if (IsDateTimeType(type)) {
    const std::optional<XsdDateTime> value = XsdDateTime::Parse(TimeKindOf(type), lexical);
    if (type == XsdType::kDateTimeStamp && value.has_value() && !value->has_zone()) {
      return std::nullopt;
    }
    return value_of(value);
  }
  if (IsStringType(type)) {
    if (!IsStringForm(type, lexical)) return std::nullopt;
    return XsdValue(type, std::string(lexical));
  }
  switch (type) {
    case XsdType::kBoolean:
      if (lexical == "true" || lexical == "1") return XsdValue::Boolean(true);
      if (lexical == "false" || lexical == "0") return XsdValue::Boolean(false);
      return std::nullopt;
    case XsdType::kDecimal:
      return value_of(XsdDecimal::Parse(lexical));
    case XsdType::kFloat:
      return value_of(ParseFloating<float>(lexical));
    case XsdType::kDouble:
      return value_of(ParseFloating<double>(lexical));
    case XsdType::kDuration:
      return value_of(XsdDuration::Parse(lexical));
    case XsdType::kYearMonthDuration:
      if (lexical.find_first_of("DT") != lexical.npos) return std::nullopt;
      return value_of(XsdDuration::Parse(lexical));
    case XsdType::kDayTimeDuration:
      // Months stand before the 'T'.
      if (lexical.substr(0, lexical.find('T')).find_first_of("YM") != lexical.npos) {
        return std::nullopt;
      }
      return value_of(XsdDuration::Parse(lexical));
    case XsdType::kHexBinary:
      return value_of(ParseHexBinary(lexical));
    case XsdType::kBase64Binary:
      return value_of(ParseBase64Binary(lexical));
    default:
      return std::nullopt;
  }
}

bool IsCanonical(XsdType type, std::string_view lexical) {
  if (IsStringType(type)) return IsStringForm(type, lexical);
  const std::optional<XsdValue> value = ParseXsdValue(type, lexical);
  return value.has_value() && value->ToLexical() == lexical;
}

std::string_view StripXsdSpace(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\r";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == text.npos) return text.substr(text.size());
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::optional<std::partial_ordering> Compare(const XsdValue& a, const XsdValue& b) {
  if (a.is_numeric() && b.is_numeric()) {
    if (a.type() == XsdType::kDouble || b.type() == XsdType::kDouble) {
      return a.ToDouble() <=> b.ToDouble();
    }
    if (a.type() == XsdType::kFloat || b.type() == XsdType::kFloat) {
      const auto as_float = [](const XsdValue& x) {
        return x.type() == XsdType::kFloat ? x.float_value() : x.decimal().ToFloat();
      };
      return as_float(a) <=> as_float(b);
    }
    return a.decimal() <=> b.decimal();
  }
  if (IsStringType(a.type()) && IsStringType(b.type())) return a.text() <=> b.text();
  if (IsDateTimeType(a.type()) && IsDateTimeType(b.type())) {
    if (a.date_time().kind != b.date_time().kind) return std::nullopt;
    return Compare(a.date_time(), b.date_time());
  }
  if (IsDurationType(a.type()) && IsDurationType(b.type())) {
    return Compare(a.duration(), b.duration());
  }
  if (a.type() != b.type()) return std::nullopt;
  if (a.type() == XsdType::kBoolean) return a.boolean() <=> b.boolean();
  return a.text() <=> b.text();
}

std::optional<bool> EffectiveBooleanValue(const XsdValue& value) {
  if (value.type() == XsdType::kBoolean) return value.boolean();
  if (value.type() == XsdType::kString) return !value.text().empty();
  if (!value.is_numeric()) return std::nullopt;
  if (value.type() == XsdType::kFloat || value.type() == XsdType::kDouble) {
    const double number = value.ToDouble();
    return number != 0 && !std::isnan(number);
  }
  return !value.decimal().is_zero();
}

}  // namespace entente
