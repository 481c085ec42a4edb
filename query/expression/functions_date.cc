#include "absl/strings/str_format.h"
#include "query/expression/functions.h"

namespace entente {
namespace {

std::string ZoneName(const XsdDateTime& time) {
  if (!time.has_zone()) return "";
  if (time.zone_minutes == 0) return "Z";
  const int minutes = time.zone_minutes < 0 ? -time.zone_minutes : time.zone_minutes;
  return absl::StrFormat("%c%02d:%02d", time.zone_minutes < 0 ? '-' : '+', minutes / 60,
                         minutes % 60);
}

// Which parts a kind of time has.
bool HasDate(XsdTimeKind kind) {
  return kind == XsdTimeKind::kDateTime || kind == XsdTimeKind::kDate;
}
bool HasTime(XsdTimeKind kind) {
  return kind == XsdTimeKind::kDateTime || kind == XsdTimeKind::kTime;
}

}  // namespace

std::optional<Value> CallDateFunction(Function function, std::span<const Value> arguments,
                                      FunctionContext* context) {
  if (function == Function::kNow) {
    const std::string now =
        absl::FormatTime("%E4Y-%m-%dT%H:%M:%E6SZ", context->now(), absl::UTCTimeZone());
    const std::optional<XsdDateTime> time = XsdDateTime::Parse(XsdTimeKind::kDateTime, now);
    if (!time.has_value()) return std::nullopt;
    return Value(XsdValue::DateTime(*time));
  }
  const XsdValue* const typed = arguments[0].typed();
  if (typed == nullptr || !IsDateTimeType(typed->type())) return std::nullopt;
  const XsdDateTime& time = typed->date_time();
  const XsdTimeKind kind = time.kind;
  switch (function) {
    case Function::kYear:
      if (!HasDate(kind) && kind != XsdTimeKind::kYear && kind != XsdTimeKind::kYearMonth) break;
      return Value::Integer(time.Date().year);
    case Function::kMonth:
      if (!HasDate(kind) && kind != XsdTimeKind::kYearMonth && kind != XsdTimeKind::kMonth &&
          kind != XsdTimeKind::kMonthDay) {
        break;
      }
      return Value::Integer(time.Date().month);
    case Function::kDay:
      if (!HasDate(kind) && kind != XsdTimeKind::kDay && kind != XsdTimeKind::kMonthDay) break;
      return Value::Integer(time.Date().day);
    case Function::kHours:
      if (!HasTime(kind)) break;
      return Value::Integer(time.Hours());
    case Function::kMinutes:
      if (!HasTime(kind)) break;
      return Value::Integer(time.Minutes());
    case Function::kSeconds:
      if (!HasTime(kind)) break;
      return Value(XsdValue::Decimal(time.Seconds()));
    case Function::kTimezone: {
      const std::optional<XsdDuration> zone = time.Zone();
      if (!zone.has_value()) break;
      return Value(XsdValue::DayTimeDuration(*zone));
    }
    case Function::kTz:
      return Value::String(ZoneName(time));
    default:
      break;
  }
  return std::nullopt;
}

}  // namespace entente
