#include "schema/xsd_date_time.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace entente {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr int64_t kYearMax = 999'999'999;
constexpr int64_t kMonthsMax = 100'000'000'000;
constexpr int64_t kSecondsMax = 100'000'000'000'000'000;
constexpr int16_t kZoneMax = 14 * 60;
constexpr int64_t kReferenceYear = 1972;

struct DivMod {
  int64_t quotient = 0;
  int64_t remainder = 0;  // Never negative.
};
constexpr DivMod FloorDivide(int64_t a, int64_t b) {
  int64_t quotient = a / b;
  int64_t remainder = a % b;
  if (remainder < 0) {
    remainder += b;
    --quotient;
  }
  return {.quotient = quotient, .remainder = remainder};
}

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Reads a lexical form from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool is_at_end() const { return text_.empty(); }
  bool Take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Exactly two digits, with a value of low … high.
  bool TakeTwo(int low, int high, int* value) {
    if (text_.size() < 2 || !IsDigit(text_[0]) || !IsDigit(text_[1])) return false;
    *value = (text_[0] - '0') * 10 + (text_[1] - '0');
    text_.remove_prefix(2);
    return low <= *value && *value <= high;
  }
  // One or more digits; how many is left in *count. At most 18, leading zeros included.
  bool TakeNumber(int64_t* value, size_t* count) {
    *value = 0;
    *count = 0;
    while (*count < text_.size() && IsDigit(text_[*count])) {
      if (*count == 18) return false;
      *value = *value * 10 + (text_[*count] - '0');
      ++*count;
    }
    text_.remove_prefix(*count);
    return *count > 0;
  }
  // What may follow whole seconds: a point and digits.
  bool TakeFraction(uint32_t* nanoseconds) {
    *nanoseconds = 0;
    return !Take('.') || TakeFractionDigits(nanoseconds);
  }
  // One or more digits after a point, of which nine are kept.
  bool TakeFractionDigits(uint32_t* nanoseconds) {
    *nanoseconds = 0;
    size_t count = 0;
    uint32_t unit = kNanosPerSecond / 10;
    while (count < text_.size() && IsDigit(text_[count])) {
      *nanoseconds += static_cast<uint32_t>(text_[count] - '0') * unit;
      unit /= 10;
      ++count;
    }
    text_.remove_prefix(count);
    return count > 0;
  }
  bool TakeYear(int64_t* year) {
    const bool is_negative = Take('-');
    const bool has_leading_zero = text_.starts_with('0');
    size_t count;
    if (!TakeNumber(year, &count) || count < 4 || (count > 4 && has_leading_zero)) return false;
    if (is_negative) *year = -*year;
    return -kYearMax <= *year && *year <= kYearMax;
  }
  // Hours, minutes, seconds; 24:00:00 is a day and no more.
  bool TakeTime(int64_t* seconds, uint32_t* nanoseconds) {
    int hour;
    int minute;
    int second;
    if (!TakeTwo(0, 24, &hour) || !Take(':') || !TakeTwo(0, 59, &minute) || !Take(':') ||
        !TakeTwo(0, 59, &second) || !TakeFraction(nanoseconds)) {
      return false;
    }
    *seconds = hour * 3600 + minute * 60 + second;
    return *seconds < kSecondsPerDay || (*seconds == kSecondsPerDay && *nanoseconds == 0);
  }
  bool TakeZone(int16_t* zone_minutes) {
    if (is_at_end()) {
      *zone_minutes = XsdDateTime::kNoZone;
      return true;
    }
    if (Take('Z')) {
      *zone_minutes = 0;
      return true;
    }
    const bool is_negative = Take('-');
    if (!is_negative && !Take('+')) return false;
    int hours;
    int minutes;
    if (!TakeTwo(0, 14, &hours) || !Take(':') || !TakeTwo(0, 59, &minutes)) return false;
    const int total = hours * 60 + minutes;
    *zone_minutes = static_cast<int16_t>(is_negative ? -total : total);
    return total <= kZoneMax;
  }

 private:
  std::string_view text_;
};

void AppendTwo(int64_t value, std::string* text) {
  text->push_back(static_cast<char>('0' + value / 10));
  text->push_back(static_cast<char>('0' + value % 10));
}

void AppendYear(int64_t year, std::string* text) {
  if (year < 0) text->push_back('-');
  const std::string digits = std::to_string(std::abs(year));
  if (digits.size() < 4) text->append(4 - digits.size(), '0');
  *text += digits;
}

void AppendFraction(uint32_t nanoseconds, std::string* text) {
  if (nanoseconds == 0) return;
  const std::string digits = std::to_string(nanoseconds);
  *text += '.';
  text->append(9 - digits.size(), '0');
  *text += digits;
  while (text->ends_with('0')) text->pop_back();
}

void AppendZone(int16_t zone_minutes, std::string* text) {
  if (zone_minutes == XsdDateTime::kNoZone) return;
  if (zone_minutes == 0) {
    *text += 'Z';
    return;
  }
  *text += zone_minutes < 0 ? '-' : '+';
  const int distance = std::abs(zone_minutes);
  AppendTwo(distance / 60, text);
  *text += ':';
  AppendTwo(distance % 60, text);
}

// Without the fraction: what is left of a length in seconds and nanoseconds that was made positive.
struct Magnitude {
  int64_t seconds = 0;
  uint32_t nanoseconds = 0;
};
Magnitude MagnitudeOf(const XsdDuration& a) {
  if (a.seconds >= 0) return {.seconds = a.seconds, .nanoseconds = a.nanoseconds};
  if (a.nanoseconds == 0) return {.seconds = -a.seconds, .nanoseconds = 0};
  return {.seconds = -(a.seconds + 1),
          .nanoseconds = static_cast<uint32_t>(kNanosPerSecond) - a.nanoseconds};
}

void AppendMonths(int64_t months, std::string* text) {
  const int64_t distance = std::abs(months);
  if (distance >= 12) *text += std::to_string(distance / 12) + 'Y';
  if (distance % 12 != 0 || distance == 0) *text += std::to_string(distance % 12) + 'M';
}

void AppendDayTime(const XsdDuration& a, std::string* text) {
  const auto [seconds, nanoseconds] = MagnitudeOf(a);
  if (seconds >= kSecondsPerDay) *text += std::to_string(seconds / kSecondsPerDay) + 'D';
  const int64_t of_day = seconds % kSecondsPerDay;
  if (of_day == 0 && nanoseconds == 0) {
    if (seconds == 0) *text += "T0S";
    return;
  }
  *text += 'T';
  if (of_day >= 3600) *text += std::to_string(of_day / 3600) + 'H';
  if (of_day / 60 % 60 != 0) *text += std::to_string(of_day / 60 % 60) + 'M';
  if (of_day % 60 != 0 || nanoseconds != 0) {
    *text += std::to_string(of_day % 60);
    AppendFraction(nanoseconds, text);
    *text += 'S';
  }
}

std::string SignAndP(const XsdDuration& a) { return a.Sign() < 0 ? "-P" : "P"; }

// The duration of so many months and nanoseconds; none if they are too many or disagree in sign.
std::optional<XsdDuration> MakeDuration(int64_t months, absl::int128 nanoseconds) {
  const absl::int128 limit = absl::int128(kSecondsMax) * kNanosPerSecond;
  if (months < -kMonthsMax || months > kMonthsMax || nanoseconds < -limit || nanoseconds > limit) {
    return std::nullopt;
  }
  if ((months < 0 && nanoseconds > 0) || (months > 0 && nanoseconds < 0)) return std::nullopt;
  auto seconds = static_cast<int64_t>(nanoseconds / kNanosPerSecond);
  auto rest = static_cast<int64_t>(nanoseconds % kNanosPerSecond);
  if (rest < 0) {
    rest += kNanosPerSecond;
    --seconds;
  }
  return XsdDuration{
      .months = months, .seconds = seconds, .nanoseconds = static_cast<uint32_t>(rest)};
}

absl::int128 NanosecondsOf(const XsdDuration& a) {
  return absl::int128(a.seconds) * kNanosPerSecond + a.nanoseconds;
}

absl::int128 TimeLine(const XsdDateTime& a) {
  return absl::int128(a.TimeLineSeconds()) * kNanosPerSecond + a.nanoseconds;
}

std::strong_ordering Order(absl::int128 a, absl::int128 b) {
  if (a < b) return std::strong_ordering::less;
  return a > b ? std::strong_ordering::greater : std::strong_ordering::equal;
}

// `days` of a year and month, on the day that was, or the last of the month if it has fewer.
int64_t DaysPlusMonths(int64_t days, int64_t months) {
  const CivilDate date = DateFromDays(days);
  const DivMod moved = FloorDivide(date.year * 12 + (date.month - 1) + months, 12);
  const int month = static_cast<int>(moved.remainder) + 1;
  return DaysFromDate(moved.quotient, month,
                      std::min(date.day, DaysInMonth(moved.quotient, month)));
}

constexpr int64_t kZoneDoubt = int64_t{kZoneMax} * 60 * kNanosPerSecond;

// The spans of both, the one without a zone widened if the other has one.
struct SpanPair {
  TimeSpan a;
  TimeSpan b;
};
std::optional<SpanPair> SpansOf(const XsdDateTime& a, const XsdDateTime& b) {
  const auto span_a = SpanOf(a);
  const auto span_b = SpanOf(b);
  if (!span_a.has_value() || !span_b.has_value()) return std::nullopt;
  SpanPair spans = {.a = *span_a, .b = *span_b};
  if (a.has_zone() != b.has_zone()) {
    TimeSpan& doubtful = a.has_zone() ? spans.b : spans.a;
    doubtful.begin -= kZoneDoubt;
    doubtful.end += kZoneDoubt;
  }
  return spans;
}

}  // namespace

// Days are counted in years that begin in March, so that the leap day is the last one; see
// H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
int64_t DaysFromDate(int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const auto [era, year_of_era] = FloorDivide(year, 400);
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 306;
}

CivilDate DateFromDays(int64_t days) {
  const auto [era, day_of_era] = FloorDivide(days + 306, 146'097);
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  const auto month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0), .month = month, .day = day};
}

int DaysInMonth(int64_t year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && is_leap ? 29 : kDays[static_cast<size_t>(month - 1)];
}

std::optional<XsdDuration> XsdDuration::Parse(std::string_view lexical) {
  Scanner scanner(lexical);
  const bool is_negative = scanner.Take('-');
  if (!scanner.Take('P')) return std::nullopt;
  // The fields in their sequence; each may be there once, and a 'T' stands before those of the day.
  struct Field {
    char letter;
    bool is_of_day;
    int64_t months;
    int64_t seconds;
  };
  constexpr std::array<Field, 6> kFields = {{{'Y', false, 12, 0},
                                             {'M', false, 1, 0},
                                             {'D', false, 0, kSecondsPerDay},
                                             {'H', true, 0, 3600},
                                             {'M', true, 0, 60},
                                             {'S', true, 0, 1}}};
  absl::int128 months = 0;
  absl::int128 nanoseconds = 0;
  bool in_day = false;
  size_t field = 0;
  size_t taken_count = 0;
  while (!scanner.is_at_end() || taken_count == 0) {
    if (!in_day && scanner.Take('T')) {
      in_day = true;
      taken_count = 0;  // At least one must follow.
    }
    int64_t number;
    size_t digit_count;
    if (!scanner.TakeNumber(&number, &digit_count)) return std::nullopt;
    uint32_t fraction = 0;
    const bool has_fraction = scanner.Take('.');
    if (has_fraction && !scanner.TakeFractionDigits(&fraction)) return std::nullopt;
    while (field < kFields.size() &&
           (kFields[field].is_of_day != in_day || !scanner.Take(kFields[field].letter))) {
      ++field;
    }
    if (field == kFields.size() || (has_fraction && kFields[field].letter != 'S')) {
      return std::nullopt;
    }
    months += absl::int128(number) * kFields[field].months;
    nanoseconds += absl::int128(number) * kFields[field].seconds * kNanosPerSecond + fraction;
    ++field;
    ++taken_count;
  }
  if (months > kMonthsMax) return std::nullopt;
  if (is_negative) {
    months = -months;
    nanoseconds = -nanoseconds;
  }
  return MakeDuration(static_cast<int64_t>(months), nanoseconds);
}

int XsdDuration::Sign() const {
  if (months < 0 || seconds < 0) return -1;
  return months > 0 || seconds > 0 || nanoseconds > 0 ? 1 : 0;
}

XsdDecimal XsdDuration::Seconds() const { return XsdDecimal::OfScaled(NanosecondsOf(*this), 9); }

std::partial_ordering Compare(const XsdDuration& a, const XsdDuration& b) {
  const auto by_seconds = Order(NanosecondsOf(a), NanosecondsOf(b));
  if (a.months == b.months) return by_seconds;
  if (by_seconds == 0) return a.months <=> b.months;
  static const std::array<int64_t, 4> kReferenceDays = {
      DaysFromDate(1696, 9, 1), DaysFromDate(1697, 2, 1), DaysFromDate(1903, 3, 1),
      DaysFromDate(1903, 7, 1)};
  std::optional<std::strong_ordering> order;
  for (const int64_t days : kReferenceDays) {
    const auto end_of = [&](const XsdDuration& x) {
      return absl::int128(DaysPlusMonths(days, x.months)) * kSecondsPerDay * kNanosPerSecond +
             NanosecondsOf(x);
    };
    const std::strong_ordering here = Order(end_of(a), end_of(b));
    if (order.has_value() && *order != here) return std::partial_ordering::unordered;
    order = here;
  }
  return *order;
}

std::optional<XsdDuration> Add(const XsdDuration& a, const XsdDuration& b) {
  return MakeDuration(a.months + b.months, NanosecondsOf(a) + NanosecondsOf(b));
}

XsdDuration Negated(const XsdDuration& a) { return *MakeDuration(-a.months, -NanosecondsOf(a)); }

namespace {

// By one operation on the months and on the seconds.
template <typename Operation>
std::optional<XsdDuration> Scaled(const XsdDuration& a, Operation operation) {
  const std::optional<XsdDecimal> months = operation(XsdDecimal(a.months));
  const std::optional<XsdDecimal> nanoseconds =
      operation(XsdDecimal::OfScaled(NanosecondsOf(a), 0));
  if (!months.has_value() || !nanoseconds.has_value()) return std::nullopt;
  const std::optional<int64_t> whole_months = months->Round().ToInt64();
  if (!whole_months.has_value()) return std::nullopt;
  return MakeDuration(*whole_months, nanoseconds->Round().coefficient());
}

}  // namespace

std::optional<XsdDuration> Multiply(const XsdDuration& a, const XsdDecimal& factor) {
  return Scaled(a, [&](const XsdDecimal& part) { return Multiply(part, factor); });
}

std::optional<XsdDuration> Divide(const XsdDuration& a, const XsdDecimal& divisor) {
  return Scaled(a, [&](const XsdDecimal& part) { return Divide(part, divisor); });
}

std::string DurationToString(const XsdDuration& a) {
  std::string text = SignAndP(a);
  const bool has_seconds = a.seconds != 0 || a.nanoseconds != 0;
  if (a.months != 0) AppendMonths(a.months, &text);
  if (a.months == 0 || has_seconds) AppendDayTime(a, &text);
  return text;
}

std::string YearMonthDurationToString(const XsdDuration& a) {
  std::string text = SignAndP(a);
  AppendMonths(a.months, &text);
  return text;
}

std::string DayTimeDurationToString(const XsdDuration& a) {
  std::string text = SignAndP(a);
  AppendDayTime(a, &text);
  return text;
}

std::optional<XsdDateTime> XsdDateTime::Parse(XsdTimeKind kind, std::string_view lexical) {
  Scanner scanner(lexical);
  int64_t year = kReferenceYear;
  int month = kind == XsdTimeKind::kTime || kind == XsdTimeKind::kDay ? 12 : 1;
  int day = kind == XsdTimeKind::kTime ? 31 : 1;
  int64_t seconds = 0;
  XsdDateTime value;
  value.kind = kind;
  bool is_form = true;
  switch (kind) {
    case XsdTimeKind::kDateTime:
      is_form = scanner.TakeYear(&year) && scanner.Take('-') && scanner.TakeTwo(1, 12, &month) &&
                scanner.Take('-') && scanner.TakeTwo(1, 31, &day) && scanner.Take('T') &&
                scanner.TakeTime(&seconds, &value.nanoseconds);
      break;
    case XsdTimeKind::kDate:
      is_form = scanner.TakeYear(&year) && scanner.Take('-') && scanner.TakeTwo(1, 12, &month) &&
                scanner.Take('-') && scanner.TakeTwo(1, 31, &day);
      break;
    case XsdTimeKind::kTime:
      is_form = scanner.TakeTime(&seconds, &value.nanoseconds);
      seconds %= kSecondsPerDay;
      break;
    case XsdTimeKind::kYear:
      is_form = scanner.TakeYear(&year);
      break;
    case XsdTimeKind::kYearMonth:
      is_form = scanner.TakeYear(&year) && scanner.Take('-') && scanner.TakeTwo(1, 12, &month);
      break;
    case XsdTimeKind::kMonth:
      is_form = scanner.Take('-') && scanner.Take('-') && scanner.TakeTwo(1, 12, &month);
      break;
    case XsdTimeKind::kDay:
      is_form = scanner.Take('-') && scanner.Take('-') && scanner.Take('-') &&
                scanner.TakeTwo(1, 31, &day);
      break;
    case XsdTimeKind::kMonthDay:
      is_form = scanner.Take('-') && scanner.Take('-') && scanner.TakeTwo(1, 12, &month) &&
                scanner.Take('-') && scanner.TakeTwo(1, 31, &day);
      break;
  }
  if (!is_form || !scanner.TakeZone(&value.zone_minutes) || !scanner.is_at_end() ||
      day > DaysInMonth(year, month)) {
    return std::nullopt;
  }
  value.local_seconds = DaysFromDate(year, month, day) * kSecondsPerDay + seconds;
  return value;
}

std::string XsdDateTime::ToString() const {
  const CivilDate date = Date();
  std::string text;
  switch (kind) {
    case XsdTimeKind::kDateTime:
    case XsdTimeKind::kDate:
      AppendYear(date.year, &text);
      text += '-';
      AppendTwo(date.month, &text);
      text += '-';
      AppendTwo(date.day, &text);
      break;
    case XsdTimeKind::kTime:
      break;
    case XsdTimeKind::kYear:
      AppendYear(date.year, &text);
      break;
    case XsdTimeKind::kYearMonth:
      AppendYear(date.year, &text);
      text += '-';
      AppendTwo(date.month, &text);
      break;
    case XsdTimeKind::kMonth:
      text += "--";
      AppendTwo(date.month, &text);
      break;
    case XsdTimeKind::kDay:
      text += "---";
      AppendTwo(date.day, &text);
      break;
    case XsdTimeKind::kMonthDay:
      text += "--";
      AppendTwo(date.month, &text);
      text += '-';
      AppendTwo(date.day, &text);
      break;
  }
  if (kind == XsdTimeKind::kDateTime) text += 'T';
  if (kind == XsdTimeKind::kDateTime || kind == XsdTimeKind::kTime) {
    const int64_t seconds = FloorDivide(local_seconds, kSecondsPerDay).remainder;
    AppendTwo(seconds / 3600, &text);
    text += ':';
    AppendTwo(seconds / 60 % 60, &text);
    text += ':';
    AppendTwo(seconds % 60, &text);
    AppendFraction(nanoseconds, &text);
  }
  AppendZone(zone_minutes, &text);
  return text;
}

CivilDate XsdDateTime::Date() const {
  return DateFromDays(FloorDivide(local_seconds, kSecondsPerDay).quotient);
}
int XsdDateTime::Hours() const {
  return static_cast<int>(FloorDivide(local_seconds, kSecondsPerDay).remainder / 3600);
}
int XsdDateTime::Minutes() const {
  return static_cast<int>(FloorDivide(local_seconds, 3600).remainder / 60);
}
XsdDecimal XsdDateTime::Seconds() const {
  const int64_t seconds = FloorDivide(local_seconds, 60).remainder;
  return XsdDecimal::OfScaled(absl::int128(seconds) * kNanosPerSecond + nanoseconds, 9);
}
std::optional<XsdDuration> XsdDateTime::Zone() const {
  if (!has_zone()) return std::nullopt;
  return XsdDuration{.seconds = int64_t{zone_minutes} * 60};
}

std::partial_ordering Compare(const XsdDateTime& a, const XsdDateTime& b) {
  const absl::int128 left = TimeLine(a);
  const absl::int128 right = TimeLine(b);
  if (a.has_zone() == b.has_zone()) return Order(left, right);
  // XSD 1.1, section D.2.1: certain only where it holds for every zone the other could have.
  if (left < right - kZoneDoubt) return std::partial_ordering::less;
  if (left > right + kZoneDoubt) return std::partial_ordering::greater;
  return std::partial_ordering::unordered;
}

std::optional<XsdDuration> Subtract(const XsdDateTime& a, const XsdDateTime& b) {
  if (a.kind != b.kind || a.kind > XsdTimeKind::kTime || a.has_zone() != b.has_zone()) {
    return std::nullopt;
  }
  return MakeDuration(0, TimeLine(a) - TimeLine(b));
}

std::optional<XsdDateTime> Add(const XsdDateTime& a, const XsdDuration& b) {
  if (a.kind > XsdTimeKind::kTime || (a.kind == XsdTimeKind::kTime && b.months != 0)) {
    return std::nullopt;
  }
  XsdDateTime sum = a;
  const auto [days, second_of_day] = FloorDivide(a.local_seconds, kSecondsPerDay);
  int64_t seconds = DaysPlusMonths(days, b.months) * kSecondsPerDay + second_of_day + b.seconds;
  const uint32_t nanoseconds = a.nanoseconds + b.nanoseconds;
  seconds += nanoseconds / kNanosPerSecond;
  sum.nanoseconds = nanoseconds % kNanosPerSecond;
  const DivMod split = FloorDivide(seconds, kSecondsPerDay);
  if (a.kind == XsdTimeKind::kTime) {
    sum.local_seconds = days * kSecondsPerDay + split.remainder;
    return sum;
  }
  if (a.kind == XsdTimeKind::kDate) {
    sum.nanoseconds = 0;
    seconds = split.quotient * kSecondsPerDay;
  }
  sum.local_seconds = seconds;
  if (std::abs(DateFromDays(split.quotient).year) > kYearMax) return std::nullopt;
  return sum;
}

XsdDateTime AdjustedToZone(const XsdDateTime& a, int16_t zone_minutes) {
  XsdDateTime adjusted = a;
  adjusted.zone_minutes = zone_minutes;
  if (!a.has_zone() || zone_minutes == XsdDateTime::kNoZone) return adjusted;
  const int64_t moved = a.local_seconds + int64_t{zone_minutes - a.zone_minutes} * 60;
  const DivMod split = FloorDivide(moved, kSecondsPerDay);
  adjusted.local_seconds = moved;
  if (a.kind == XsdTimeKind::kDate) adjusted.local_seconds = split.quotient * kSecondsPerDay;
  if (a.kind == XsdTimeKind::kTime) {
    adjusted.local_seconds =
        FloorDivide(a.local_seconds, kSecondsPerDay).quotient * kSecondsPerDay + split.remainder;
  }
  return adjusted;
}

std::optional<TimeSpan> SpanOf(const XsdDateTime& a) {
  const absl::int128 begin = TimeLine(a);
  const int64_t days = FloorDivide(a.local_seconds, kSecondsPerDay).quotient;
  int64_t day_count = 0;
  switch (a.kind) {
    case XsdTimeKind::kDateTime:
      return TimeSpan{.begin = begin, .end = begin + 1};
    case XsdTimeKind::kDate:
      day_count = 1;
      break;
    case XsdTimeKind::kYearMonth:
      day_count = DaysPlusMonths(days, 1) - days;
      break;
    case XsdTimeKind::kYear:
      day_count = DaysPlusMonths(days, 12) - days;
      break;
    case XsdTimeKind::kTime:
    case XsdTimeKind::kMonth:
    case XsdTimeKind::kDay:
    case XsdTimeKind::kMonthDay:
      return std::nullopt;
  }
  return TimeSpan{.begin = begin,
                  .end = begin + absl::int128(day_count) * kSecondsPerDay * kNanosPerSecond};
}

std::optional<TimeRelation> Relate(const XsdDateTime& a, const XsdDateTime& b) {
  const std::optional<SpanPair> spans = SpansOf(a, b);
  if (!spans.has_value()) return std::nullopt;
  const auto& [left, right] = *spans;
  if (left.end <= right.begin) return TimeRelation::kBefore;
  if (right.end <= left.begin) return TimeRelation::kAfter;
  const bool begins_within = left.begin >= right.begin;
  const bool ends_within = left.end <= right.end;
  if (left.begin == right.begin && left.end == right.end) return TimeRelation::kEqual;
  if (begins_within && ends_within) return TimeRelation::kWithin;
  if (left.begin <= right.begin && left.end >= right.end) return TimeRelation::kContains;
  return TimeRelation::kOverlaps;
}

bool IsPossiblyBefore(const XsdDateTime& a, const XsdDateTime& b) {
  const std::optional<SpanPair> spans = SpansOf(a, b);
  return spans.has_value() && spans->a.begin + 1 < spans->b.end;
}

}  // namespace entente
