// Points of time and durations as XSD 1.1 has them: dateTime, date, time, gYear, gYearMonth,
// gMonth, gDay, gMonthDay; duration, yearMonthDuration, dayTimeDuration.
//
// Days are those of the proleptic Gregorian calendar with a year 0000 (XSD 1.1, section 3.3.7).
// Years have up to 9 digits, seconds up to 9 digits after the point (further ones are dropped),
// days have 86,400 seconds. Arithmetic and comparison follow XQuery and XPath Functions and
// Operators 3.1 (F&O), sections 8–10, and where F&O would take an implicit time zone, XSD: values
// with and without zone are ordered only where they are more than 14 hours apart.
#ifndef ENTENTE_SCHEMA_XSD_DATE_TIME_H_
#define ENTENTE_SCHEMA_XSD_DATE_TIME_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/xsd_decimal.h"

namespace entente {

enum class XsdTimeKind : uint8_t {
  kDateTime,
  kDate,
  kTime,
  kYear,       // gYear
  kYearMonth,  // gYearMonth
  kMonth,      // gMonth
  kDay,        // gDay
  kMonthDay,   // gMonthDay
};

// Days since 0001-01-01 in the proleptic Gregorian calendar, and back.
// REQUIRES: 1 <= month <= 12, 1 <= day, |year| < 10^10.
int64_t DaysFromDate(int64_t year, int month, int day);
struct CivilDate {
  int64_t year = 1;
  int month = 1;
  int day = 1;
};
CivilDate DateFromDays(int64_t days);
int DaysInMonth(int64_t year, int month);

// A length of time: months, and seconds with nanoseconds, both of one sign.
struct XsdDuration {
  int64_t months = 0;
  int64_t seconds = 0;  // Rounded down where there are nanoseconds.
  uint32_t nanoseconds = 0;

  // Of a lexical form "-P1Y2M3DT4H5M6.7S" of xsd:duration. None if it is no such form, or beyond
  // 10^11 months or 10^17 seconds.
  static std::optional<XsdDuration> Parse(std::string_view lexical);
  // -1, 0 or 1.
  int Sign() const;
  // Seconds including their fraction.
  XsdDecimal Seconds() const;

  friend bool operator==(const XsdDuration&, const XsdDuration&) = default;
};

// By the four reference dates of XSD 1.1, section 3.3.6.2: P1M and P30D are unordered.
std::partial_ordering Compare(const XsdDuration& a, const XsdDuration& b);
// None: months and seconds of the result have different signs, or it is out of range.
std::optional<XsdDuration> Add(const XsdDuration& a, const XsdDuration& b);
XsdDuration Negated(const XsdDuration& a);
// Months are rounded to whole ones, half up; seconds to nanoseconds.
std::optional<XsdDuration> Multiply(const XsdDuration& a, const XsdDecimal& factor);
std::optional<XsdDuration> Divide(const XsdDuration& a, const XsdDecimal& divisor);

// Canonical lexical forms of the three types. REQUIRES: no seconds, or no months.
std::string DurationToString(const XsdDuration& a);
std::string YearMonthDurationToString(const XsdDuration& a);
std::string DayTimeDurationToString(const XsdDuration& a);

// One value of any of the kinds. What a kind does not have is filled in as F&O 3.1 does it for
// comparison: 1972 for the year, December for the month, the first (for times the 31st) for the
// day, midnight for the time.
struct XsdDateTime {
  static constexpr int16_t kNoZone = INT16_MIN;

  XsdTimeKind kind = XsdTimeKind::kDateTime;
  int16_t zone_minutes = kNoZone;  // -840..840: minutes ahead of UTC.
  uint32_t nanoseconds = 0;
  int64_t local_seconds = 0;  // Since 0001-01-01T00:00:00 on the local clock.

  // None if `lexical` is no lexical form of the kind. 24:00:00 is the next day's 00:00:00.
  static std::optional<XsdDateTime> Parse(XsdTimeKind kind, std::string_view lexical);
  // The canonical lexical form. (XSD 1.1 keeps the time zone; UTC is "Z".)
  std::string ToString() const;

  bool has_zone() const { return zone_minutes != kNoZone; }
  // Seconds on the time line of UTC; the local ones where there is no zone.
  int64_t TimeLineSeconds() const {
    return has_zone() ? local_seconds - int64_t{zone_minutes} * 60 : local_seconds;
  }

  // The parts, as written (that is: local).
  CivilDate Date() const;
  int Hours() const;
  int Minutes() const;
  XsdDecimal Seconds() const;
  // The zone as a dayTimeDuration.
  std::optional<XsdDuration> Zone() const;

  // Equality member by member; the same instant in another zone is another value of this type,
  // although Compare calls them equivalent.
  friend bool operator==(const XsdDateTime&, const XsdDateTime&) = default;
};

// By where on the time line the values begin. Unordered if only one has a zone and they are within
// 14 hours of each other. REQUIRES: equal kinds.
std::partial_ordering Compare(const XsdDateTime& a, const XsdDateTime& b);

// a - b, as a dayTimeDuration. None for kinds other than dateTime, date and time, for different
// kinds, and if only one has a zone.
std::optional<XsdDuration> Subtract(const XsdDateTime& a, const XsdDateTime& b);
// dateTime, date or time + duration. Adding months keeps the day, or takes the last of a shorter
// month. None for the other kinds, for times with months, and beyond the range of years.
std::optional<XsdDateTime> Add(const XsdDateTime& a, const XsdDuration& b);

// The same instant (for date and time: the same day or time) in another zone, or with the zone
// taken away or put on; F&O fn:adjust-dateTime-to-timezone. REQUIRES: dateTime, date or time; a
// zone of -840..840 or kNoZone.
XsdDateTime AdjustedToZone(const XsdDateTime& a, int16_t zone_minutes);

// What a value of kind dateTime, date, gYear or gYearMonth covers: from `begin` up to, not
// including, `end`, in nanoseconds of the time line. A dateTime covers one nanosecond.
struct TimeSpan {
  absl::int128 begin = 0;
  absl::int128 end = 0;
};
// None for kinds that recur (time, gMonth, gDay, gMonthDay).
std::optional<TimeSpan> SpanOf(const XsdDateTime& a);

// How two values that may be known to the year, the month, the day or the instant lie to each
// other. If just one of them has a zone, the other is taken to be 14 hours wider at both ends.
enum class TimeRelation : uint8_t {
  kBefore,    // All of a is before all of b.
  kAfter,     // All of a is after all of b.
  kEqual,     // They cover the same time.
  kContains,  // a covers all of b, and more.
  kWithin,    // b covers all of a, and more.
  kOverlaps,  // They share some time, and each covers some that the other does not.
};
// None where SpanOf is none.
std::optional<TimeRelation> Relate(const XsdDateTime& a, const XsdDateTime& b);
// True if what happened at some instant within `a` may have happened before something within `b`;
// that it must have is Relate(a, b) == kBefore.
bool IsPossiblyBefore(const XsdDateTime& a, const XsdDateTime& b);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_XSD_DATE_TIME_H_
