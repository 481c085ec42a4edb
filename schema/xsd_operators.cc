// The operators of XsdValue: casts, arithmetic, rounding.
#include <algorithm>
#include <cmath>

#include "schema/text.h"
#include "schema/xsd_value.h"

namespace entente {
namespace {

bool IsExact(const XsdValue& value) {
  return value.type() == XsdType::kDecimal || IsIntegerType(value.type());
}

float AsFloat(const XsdValue& value) {
  return IsExact(value) ? value.decimal().ToFloat() : value.float_value();
}

// The decimal nearest to any number.
std::optional<XsdDecimal> AsDecimal(const XsdValue& value) {
  if (IsExact(value)) return value.decimal();
  if (value.type() == XsdType::kFloat) return XsdDecimal::FromFloat(value.float_value());
  return XsdDecimal::FromDouble(value.double_value());
}

// A number without its fraction, exactly.
std::optional<XsdDecimal> AsInteger(const XsdValue& value) {
  if (IsExact(value)) return value.decimal().Truncate();
  const double whole = std::trunc(value.ToDouble());
  if (!(std::abs(whole) < 1e38)) return std::nullopt;
  return XsdDecimal::OfScaled(absl::int128(whole), 0);
}

// F&O 3.1, section 19.1.2.2: as a decimal where that is short, else the canonical form.
template <typename T>
std::string FloatingAsString(T number, const XsdValue& value) {
  const T distance = std::abs(number);
  if (number == 0) return std::signbit(number) ? "-0" : "0";
  if (distance >= T(0.000001) && distance < T(1000000)) return AsDecimal(value)->ToString();
  return value.ToLexical();
}

std::string AsString(const XsdValue& value) {
  if (value.type() == XsdType::kDouble) return FloatingAsString(value.double_value(), value);
  if (value.type() == XsdType::kFloat) return FloatingAsString(value.float_value(), value);
  return value.ToLexical();
}

std::optional<XsdValue> NumberAs(XsdType type, const XsdValue& value) {
  if (type == XsdType::kDouble) return XsdValue::Double(value.ToDouble());
  if (type == XsdType::kFloat) {
    if (value.type() == XsdType::kDouble) {
      return XsdValue::Float(static_cast<float>(value.double_value()));
    }
    return XsdValue::Float(AsFloat(value));
  }
  if (type == XsdType::kBoolean) return XsdValue::Boolean(*EffectiveBooleanValue(value));
  if (type == XsdType::kDecimal) {
    const std::optional<XsdDecimal> decimal = AsDecimal(value);
    if (!decimal.has_value()) return std::nullopt;
    return XsdValue::Decimal(*decimal);
  }
  if (!IsIntegerType(type)) return std::nullopt;
  const std::optional<XsdDecimal> integer = AsInteger(value);
  if (!integer.has_value()) return std::nullopt;
  // The derived types check their range.
  return ParseXsdValue(type, integer->ToString());
}

// F&O 3.1, section 19.1.5: from dateTime to all kinds, from date to all but time.
std::optional<XsdValue> DateTimeAs(XsdType type, const XsdValue& value) {
  const XsdDateTime& from = value.date_time();
  const bool from_instant = from.kind == XsdTimeKind::kDateTime;
  if (!from_instant && from.kind != XsdTimeKind::kDate) return std::nullopt;
  if (!IsDateTimeType(type) || (type == XsdType::kTime && !from_instant)) return std::nullopt;
  // Each kind's form is a part of the one of dateTime.
  XsdDateTime instant = from;
  instant.kind = XsdTimeKind::kDateTime;
  instant.zone_minutes = XsdDateTime::kNoZone;
  const std::string text = instant.ToString();
  const std::string_view parts = text;
  const size_t time = parts.find('T');
  const size_t month = time - 5;
  std::string form;
  switch (type) {
    case XsdType::kDate:
      form = parts.substr(0, time);
      break;
    case XsdType::kTime:
      form = parts.substr(time + 1);
      break;
    case XsdType::kYear:
      form = parts.substr(0, month - 1);
      break;
    case XsdType::kYearMonth:
      form = parts.substr(0, month + 2);
      break;
    case XsdType::kMonth:
      form = StrCat("--", parts.substr(month, 2));
      break;
    case XsdType::kDay:
      form = StrCat("---", parts.substr(month + 3, 2));
      break;
    case XsdType::kMonthDay:
      form = StrCat("--", parts.substr(month, 5));
      break;
    default:
      form = text;
      break;
  }
  XsdDateTime zone = from;
  zone.kind = XsdTimeKind::kDate;
  const std::string dated = zone.ToString();
  zone.zone_minutes = XsdDateTime::kNoZone;
  form += dated.substr(zone.ToString().size());
  return ParseXsdValue(type, form);
}

std::optional<XsdValue> DurationAs(XsdType type, const XsdValue& value) {
  XsdDuration duration = value.duration();
  if (type == XsdType::kYearMonthDuration) {
    duration.seconds = 0;
    duration.nanoseconds = 0;
  } else if (type == XsdType::kDayTimeDuration) {
    duration.months = 0;
  } else if (type != XsdType::kDuration) {
    return std::nullopt;
  }
  return XsdValue::Duration(type, duration);
}

// Applies an operation to two numbers in the type that both promote to.
template <typename Exact, typename Floating>
std::optional<XsdValue> NumericOperation(const XsdValue& a, const XsdValue& b, Exact exact,
                                         Floating floating, bool gives_integer) {
  if (a.type() == XsdType::kDouble || b.type() == XsdType::kDouble) {
    return XsdValue::Double(floating(a.ToDouble(), b.ToDouble()));
  }
  if (a.type() == XsdType::kFloat || b.type() == XsdType::kFloat) {
    return XsdValue::Float(floating(AsFloat(a), AsFloat(b)));
  }
  const std::optional<XsdDecimal> result = exact(a.decimal(), b.decimal());
  if (!result.has_value()) return std::nullopt;
  if (gives_integer && IsIntegerType(a.type()) && IsIntegerType(b.type())) {
    return XsdValue::Integer(*result);
  }
  return XsdValue::Decimal(*result);
}

std::optional<XsdValue> OfDateTime(const std::optional<XsdDateTime>& value) {
  if (!value.has_value()) return std::nullopt;
  return XsdValue::DateTime(*value);
}

std::optional<XsdValue> OfDuration(XsdType type, const std::optional<XsdDuration>& value) {
  if (!value.has_value()) return std::nullopt;
  return XsdValue::Duration(type, *value);
}

XsdType SumType(const XsdValue& a, const XsdValue& b) {
  return a.type() == b.type() ? a.type() : XsdType::kDuration;
}

// Rounds any number: decimals with `exact`, floating point with `floating`.
template <typename Exact, typename Floating>
std::optional<XsdValue> Rounding(const XsdValue& value, Exact exact, Floating floating) {
  if (!value.is_numeric()) return std::nullopt;
  if (value.type() == XsdType::kDouble) return XsdValue::Double(floating(value.double_value()));
  if (value.type() == XsdType::kFloat) return XsdValue::Float(floating(value.float_value()));
  const XsdDecimal result = exact(value.decimal());
  return value.type() == XsdType::kDecimal ? XsdValue::Decimal(result) : XsdValue::Integer(result);
}

}  // namespace

std::optional<XsdValue> CastTo(XsdType type, const XsdValue& value) {
  if (type == value.type()) return value;
  if (type == XsdType::kString) return XsdValue::String(AsString(value));
  if (IsStringType(value.type())) return ParseXsdValue(type, StripXsdSpace(value.text()));
  if (IsStringType(type)) return ParseXsdValue(type, AsString(value));
  if (value.is_numeric()) return NumberAs(type, value);
  if (value.type() == XsdType::kBoolean) {
    return NumberAs(type, XsdValue::Integer(value.boolean() ? 1 : 0));
  }
  if (IsDateTimeType(value.type())) return DateTimeAs(type, value);
  if (IsDurationType(value.type())) return DurationAs(type, value);
  // What is left are the binary types.
  if (type == XsdType::kHexBinary || type == XsdType::kBase64Binary) {
    return XsdValue::Binary(type, value.text());
  }
  return std::nullopt;
}

std::optional<XsdValue> Add(const XsdValue& a, const XsdValue& b) {
  if (a.is_numeric() && b.is_numeric()) {
    return NumericOperation(
        a, b, [](const auto& x, const auto& y) { return Add(x, y); },
        [](auto x, auto y) { return x + y; }, true);
  }
  if (IsDurationType(b.type())) {
    if (IsDateTimeType(a.type())) return OfDateTime(Add(a.date_time(), b.duration()));
    if (IsDurationType(a.type())) return OfDuration(SumType(a, b), Add(a.duration(), b.duration()));
  }
  if (IsDurationType(a.type()) && IsDateTimeType(b.type())) return Add(b, a);
  return std::nullopt;
}

std::optional<XsdValue> Subtract(const XsdValue& a, const XsdValue& b) {
  if (a.is_numeric() && b.is_numeric()) {
    return NumericOperation(
        a, b, [](const auto& x, const auto& y) { return Subtract(x, y); },
        [](auto x, auto y) { return x - y; }, true);
  }
  if (IsDurationType(b.type())) return Add(a, XsdValue::Duration(b.type(), Negated(b.duration())));
  if (IsDateTimeType(a.type()) && IsDateTimeType(b.type())) {
    return OfDuration(XsdType::kDayTimeDuration, Subtract(a.date_time(), b.date_time()));
  }
  return std::nullopt;
}

std::optional<XsdValue> Multiply(const XsdValue& a, const XsdValue& b) {
  if (a.is_numeric() && b.is_numeric()) {
    return NumericOperation(
        a, b, [](const auto& x, const auto& y) { return Multiply(x, y); },
        [](auto x, auto y) { return x * y; }, true);
  }
  if (IsDurationType(b.type()) && a.is_numeric()) return Multiply(b, a);
  if (!IsDurationType(a.type()) || !b.is_numeric()) return std::nullopt;
  const std::optional<XsdDecimal> factor = AsDecimal(b);
  if (!factor.has_value()) return std::nullopt;
  return OfDuration(a.type(), Multiply(a.duration(), *factor));
}

std::optional<XsdValue> Divide(const XsdValue& a, const XsdValue& b) {
  if (a.is_numeric() && b.is_numeric()) {
    return NumericOperation(
        a, b, [](const auto& x, const auto& y) { return Divide(x, y); },
        [](auto x, auto y) { return x / y; }, false);
  }
  if (!IsDurationType(a.type())) return std::nullopt;
  if (b.is_numeric()) {
    const std::optional<XsdDecimal> divisor = AsDecimal(b);
    if (!divisor.has_value()) return std::nullopt;
    return OfDuration(a.type(), Divide(a.duration(), *divisor));
  }
  // F&O 3.1, sections 8.4.5 and 8.4.10: how often one goes into the other.
  if (a.type() != b.type() || a.type() == XsdType::kDuration) return std::nullopt;
  const auto length = [](const XsdValue& x) {
    return x.type() == XsdType::kYearMonthDuration ? XsdDecimal(x.duration().months)
                                                   : x.duration().Seconds();
  };
  const std::optional<XsdDecimal> ratio = Divide(length(a), length(b));
  if (!ratio.has_value()) return std::nullopt;
  return XsdValue::Decimal(*ratio);
}

std::optional<XsdValue> Negate(const XsdValue& value) {
  if (IsDurationType(value.type())) {
    return XsdValue::Duration(value.type(), Negated(value.duration()));
  }
  return Rounding(
      value, [](const XsdDecimal& x) { return x.Negated(); }, [](auto x) { return -x; });
}

std::optional<XsdValue> Abs(const XsdValue& value) {
  return Rounding(
      value, [](const XsdDecimal& x) { return x.is_negative() ? x.Negated() : x; },
      [](auto x) { return std::abs(x); });
}

std::optional<XsdValue> Round(const XsdValue& value) {
  return Rounding(
      value, [](const XsdDecimal& x) { return x.Round(); },
      [](auto x) {
        const auto below = std::floor(x);
        // What rounds to zero from below is negative zero.
        return std::copysign(x - below >= decltype(x)(0.5) ? below + 1 : below, x);
      });
}

std::optional<XsdValue> Ceil(const XsdValue& value) {
  return Rounding(
      value, [](const XsdDecimal& x) { return x.Ceil(); }, [](auto x) { return std::ceil(x); });
}

std::optional<XsdValue> Floor(const XsdValue& value) {
  return Rounding(
      value, [](const XsdDecimal& x) { return x.Floor(); }, [](auto x) { return std::floor(x); });
}

}  // namespace entente
