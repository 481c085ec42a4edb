#include "schema/xsd_date_time.h"

#include <array>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/seed.h"

namespace entente {
namespace {

using Kind = XsdTimeKind;

XsdDateTime Time(Kind kind, std::string_view lexical) {
  const auto value = XsdDateTime::Parse(kind, lexical);
  EXPECT_TRUE(value.has_value()) << lexical;
  return value.value_or(XsdDateTime());
}
XsdDuration Duration(std::string_view lexical) {
  const auto value = XsdDuration::Parse(lexical);
  EXPECT_TRUE(value.has_value()) << lexical;
  return value.value_or(XsdDuration());
}

bool IsLeapYear(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

TEST(XsdDateTimeTest, DaysCountUpOneByOneThroughTheCalendar) {
  // The calendar by its rule, day after day, from year -900 to 2900.
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int64_t days = DaysFromDate(-900, 1, 1);
  for (int64_t year = -900; year < 2900; ++year) {
    ASSERT_TRUE(year != 1 || days == 0);
    for (int month = 1; month <= 12; ++month) {
      const int last =
          kDays[static_cast<size_t>(month - 1)] + (month == 2 && IsLeapYear(year) ? 1 : 0);
      ASSERT_EQ(DaysInMonth(year, month), last);
      for (int day = 1; day <= last; ++day, ++days) {
        ASSERT_EQ(DaysFromDate(year, month, day), days);
        const CivilDate date = DateFromDays(days);
        ASSERT_TRUE(date.year == year && date.month == month && date.day == day) << days;
      }
    }
  }
}

TEST(XsdDateTimeTest, WhatIsWrittenIsReadBack) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (uint64_t round = 0; round < TestRounds(20'000); ++round) {
    XsdDateTime value;
    value.kind = random() % 2 == 0 ? Kind::kDateTime : Kind::kDate;
    const int64_t year =
        static_cast<int64_t>(random() % (random() % 4 == 0 ? 1'999'999'999 : 4000));
    value.local_seconds =
        DaysFromDate(year - year / 2 * (random() % 2 == 0 ? 2 : 0), 1, 1) * 86'400;
    value.local_seconds += static_cast<int64_t>(random() % 366) * 86'400;
    if (value.kind == Kind::kDateTime) {
      value.local_seconds += static_cast<int64_t>(random() % 86'400);
      if (random() % 2 == 0) value.nanoseconds = static_cast<uint32_t>(random() % 1'000'000'000);
    }
    if (random() % 2 == 0) value.zone_minutes = static_cast<int16_t>(random() % 1681 - 840);
    if (std::abs(value.Date().year) > 999'999'999) continue;
    ASSERT_EQ(XsdDateTime::Parse(value.kind, value.ToString()), value) << value.ToString();
  }
}

TEST(XsdDateTimeTest, LexicalFormsAreReadByTheirGrammar) {
  const struct {
    Kind kind;
    const char* form;
    const char* canonical;  // nullptr: no form of the kind.
  } kCases[] = {
      {Kind::kDateTime, "2001-01-31T24:00:00", "2001-02-01T00:00:00"},
      {Kind::kDateTime, "1999-12-31T24:00:00.000Z", "2000-01-01T00:00:00Z"},
      {Kind::kDateTime, "2001-01-31T24:00:01", nullptr},
      {Kind::kDateTime, "2001-01-31T24:01:00", nullptr},
      {Kind::kDateTime, "2001-01-31T25:00:00", nullptr},
      {Kind::kDateTime, "2001-01-31T12:60:00", nullptr},
      {Kind::kDateTime, "2001-01-31T12:00:60", nullptr},
      {Kind::kDateTime, "2001-01-31T12:00", nullptr},
      {Kind::kDateTime, "2001-01-31 12:00:00", nullptr},
      {Kind::kDateTime, "2001-01-31T12:00:00.", nullptr},
      {Kind::kDateTime, "2001-01-31T12:00:00.500-00:00", "2001-01-31T12:00:00.5Z"},
      {Kind::kDateTime, "2001-01-31T12:00:00.123456789", "2001-01-31T12:00:00.123456789"},
      {Kind::kDateTime, "2001-01-31T12:00:00.1234567899", "2001-01-31T12:00:00.123456789"},
      {Kind::kDateTime, "2001-01-31T12:00:00+14:00", "2001-01-31T12:00:00+14:00"},
      {Kind::kDateTime, "2001-01-31T12:00:00+14:01", nullptr},
      {Kind::kDateTime, "2001-01-31T12:00:00+1:00", nullptr},
      {Kind::kDateTime, "2001-01-31T12:00:00z", nullptr},
      {Kind::kDate, "0000-02-29", "0000-02-29"},
      {Kind::kDate, "-0001-12-31", "-0001-12-31"},
      {Kind::kDate, "-0004-02-29", "-0004-02-29"},
      {Kind::kDate, "-0001-02-29", nullptr},
      {Kind::kDate, "1900-02-29", nullptr},
      {Kind::kDate, "2000-02-29", "2000-02-29"},
      {Kind::kDate, "999999999-12-31", "999999999-12-31"},
      {Kind::kDate, "1000000000-01-01", nullptr},
      {Kind::kDate, "12345-01-01", "12345-01-01"},
      {Kind::kDate, "02001-01-01", nullptr},
      {Kind::kDate, "201-01-01", nullptr},
      {Kind::kDate, "+2001-01-01", nullptr},
      {Kind::kDate, "2001-1-1", nullptr},
      {Kind::kDate, "2001-00-01", nullptr},
      {Kind::kDate, "2001-01-00", nullptr},
      {Kind::kDate, "2001-04-31", nullptr},
      {Kind::kDate, "2001-01-01T", nullptr},
      {Kind::kDate, "", nullptr},
      {Kind::kTime, "24:00:00", "00:00:00"},
      {Kind::kTime, "23:59:59.990+05:30", "23:59:59.99+05:30"},
      {Kind::kYear, "2001", "2001"},
      {Kind::kYear, "-0044Z", "-0044Z"},
      {Kind::kYear, "2001-05:00", "2001-05:00"},
      {Kind::kYear, "201", nullptr},
      {Kind::kYearMonth, "2001-10", "2001-10"},
      {Kind::kYearMonth, "2001-13", nullptr},
      {Kind::kMonth, "--05", "--05"},
      {Kind::kMonth, "--05--", nullptr},
      {Kind::kDay, "---31", "---31"},
      {Kind::kDay, "---32", nullptr},
      {Kind::kMonthDay, "--02-29", "--02-29"},
      {Kind::kMonthDay, "--02-30", nullptr},
  };
  for (const auto& test : kCases) {
    const auto value = XsdDateTime::Parse(test.kind, test.form);
    if (test.canonical == nullptr) {
      EXPECT_EQ(value, std::nullopt) << test.form;
    } else {
      ASSERT_TRUE(value.has_value()) << test.form;
      EXPECT_EQ(value->ToString(), test.canonical);
    }
  }
}

TEST(XsdDateTimeTest, PartsAreThoseThatWereWritten) {
  const XsdDateTime value = Time(Kind::kDateTime, "-0044-03-15T06:07:08.25-05:30");
  EXPECT_EQ(value.Date().year, -44);
  EXPECT_EQ(value.Date().month, 3);
  EXPECT_EQ(value.Date().day, 15);
  EXPECT_EQ(value.Hours(), 6);
  EXPECT_EQ(value.Minutes(), 7);
  EXPECT_EQ(value.Seconds().ToString(), "8.25");
  EXPECT_EQ(DayTimeDurationToString(value.Zone().value()), "-PT5H30M");
  EXPECT_EQ(Time(Kind::kDate, "2001-01-01").Zone(), std::nullopt);
}

TEST(XsdDateTimeTest, ValuesWithAndWithoutZoneAreOrderedOnlyBeyondFourteenHours) {
  const auto less = std::partial_ordering::less;
  const auto greater = std::partial_ordering::greater;
  const auto equal = std::partial_ordering::equivalent;
  const auto unordered = std::partial_ordering::unordered;
  const struct {
    const char* a;
    const char* b;
    std::partial_ordering order;
  } kCases[] = {
      {"2000-01-15T00:00:00", "2000-02-15T00:00:00", less},
      {"2000-01-15T12:00:00", "2000-01-16T12:00:00Z", less},
      {"2000-01-01T12:00:00", "1999-12-31T23:00:00Z", unordered},
      {"2000-01-16T12:00:00", "2000-01-16T12:00:00Z", unordered},
      {"2000-01-16T02:00:00.000000001", "2000-01-15T12:00:00Z", greater},
      {"2000-01-16T02:00:00", "2000-01-15T12:00:00Z", unordered},
      {"2000-01-16T00:00:00Z", "2000-01-16T14:00:00", unordered},
      {"2000-01-16T00:00:00Z", "2000-01-16T14:00:01", less},
      {"2002-04-02T12:00:00-01:00", "2002-04-02T17:00:00+04:00", equal},
      {"2002-04-02T12:00:00-05:00", "2002-04-02T17:00:00-05:00", less},
      {"1999-12-31T23:00:00-01:00", "2000-01-01T00:00:00Z", equal},
      {"2005-04-04T24:00:00", "2005-04-05T00:00:00", equal},
  };
  for (const auto& test : kCases) {
    const XsdDateTime a = Time(Kind::kDateTime, test.a);
    const XsdDateTime b = Time(Kind::kDateTime, test.b);
    EXPECT_EQ(Compare(a, b), test.order) << test.a << ' ' << test.b;
    EXPECT_EQ(Compare(b, a), test.order == less      ? greater
                             : test.order == greater ? less
                                                     : test.order);
  }
  EXPECT_EQ(Compare(Time(Kind::kTime, "08:00:00+09:00"), Time(Kind::kTime, "17:00:00-06:00")),
            less);
  EXPECT_EQ(Compare(Time(Kind::kDate, "2004-12-25Z"), Time(Kind::kDate, "2004-12-25+07:00")),
            greater);
}

TEST(XsdDateTimeTest, AddingADifferenceLeadsBack) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const auto make = [&] {
    XsdDateTime value;
    value.local_seconds = static_cast<int64_t>(random() % 200'000'000'000) - 100'000'000'000;
    value.nanoseconds = static_cast<uint32_t>(random() % 1'000'000'000);
    return value;
  };
  for (uint64_t round = 0; round < TestRounds(10'000); ++round) {
    const XsdDateTime a = make();
    const XsdDateTime b = make();
    const std::optional<XsdDuration> difference = Subtract(a, b);
    ASSERT_TRUE(difference.has_value());
    EXPECT_EQ(Add(b, *difference), a);
    EXPECT_EQ(Subtract(b, a), Negated(*difference));
    EXPECT_EQ(XsdDuration::Parse(DayTimeDurationToString(*difference)), *difference);
    // The sign of the difference is the order.
    EXPECT_EQ(difference->Sign() < 0, Compare(a, b) < 0);
  }
}

TEST(XsdDateTimeTest, AdditionKeepsTheDayOrTakesTheLastOfTheMonth) {
  const struct {
    Kind kind;
    const char* value;
    const char* duration;
    const char* sum;  // nullptr: none.
  } kCases[] = {
      {Kind::kDateTime, "2000-01-12T12:13:14Z", "P1Y3M5DT7H10M3.3S", "2001-04-17T19:23:17.3Z"},
      {Kind::kDate, "2000-03-30", "P1D", "2000-03-31"},
      {Kind::kDate, "2000-01-31", "P1M", "2000-02-29"},
      {Kind::kDate, "2001-01-31", "P1M", "2001-02-28"},
      {Kind::kDate, "2001-03-31", "-P1M", "2001-02-28"},
      {Kind::kDate, "2000-02-29", "-P1Y", "1999-02-28"},
      {Kind::kDate, "2000-01-01", "-P1M", "1999-12-01"},
      {Kind::kDate, "0000-01-01", "-P1M", "-0001-12-01"},
      {Kind::kDate, "2000-01-01Z", "PT25H", "2000-01-02Z"},
      {Kind::kDate, "2000-01-01", "-PT1S", "1999-12-31"},
      {Kind::kTime, "23:30:00", "PT1H", "00:30:00"},
      {Kind::kTime, "00:30:00-05:00", "-P1DT1H", "23:30:00-05:00"},
      {Kind::kTime, "00:30:00", "P1M", nullptr},
      {Kind::kYear, "2000", "P1Y", nullptr},
      {Kind::kDate, "999999999-12-31", "P1D", nullptr},
  };
  for (const auto& test : kCases) {
    const auto sum = Add(Time(test.kind, test.value), Duration(test.duration));
    if (test.sum == nullptr) {
      EXPECT_EQ(sum, std::nullopt) << test.value;
    } else {
      ASSERT_TRUE(sum.has_value()) << test.value;
      EXPECT_EQ(sum->ToString(), test.sum) << test.value << " + " << test.duration;
    }
  }
}

TEST(XsdDateTimeTest, AdjustingTheZoneKeepsTheInstant) {
  const XsdDateTime value = Time(Kind::kDateTime, "2002-03-07T10:00:00-07:00");
  EXPECT_EQ(AdjustedToZone(value, 600).ToString(), "2002-03-08T03:00:00+10:00");
  EXPECT_EQ(Compare(AdjustedToZone(value, 600), value), std::partial_ordering::equivalent);
  EXPECT_EQ(AdjustedToZone(value, XsdDateTime::kNoZone).ToString(), "2002-03-07T10:00:00");
  EXPECT_EQ(AdjustedToZone(Time(Kind::kDate, "2002-03-07-07:00"), -600).ToString(),
            "2002-03-06-10:00");
  EXPECT_EQ(AdjustedToZone(Time(Kind::kTime, "10:00:00-07:00"), -600).ToString(), "07:00:00-10:00");
}

TEST(XsdDateTimeTest, SpansOfDifferentPrecisionRelateAsTheirInstantsDo) {
  const struct {
    Kind kind_a;
    const char* a;
    Kind kind_b;
    const char* b;
    TimeRelation relation;
    bool possibly_before;
  } kCases[] = {
      {Kind::kYear, "2014", Kind::kDate, "2014-05-01", TimeRelation::kContains, true},
      {Kind::kDate, "2014-05-01", Kind::kYear, "2014", TimeRelation::kWithin, true},
      {Kind::kYear, "2014", Kind::kYear, "2014", TimeRelation::kEqual, true},
      {Kind::kYear, "2014", Kind::kYear, "2015", TimeRelation::kBefore, true},
      {Kind::kYear, "2015", Kind::kYear, "2014", TimeRelation::kAfter, false},
      {Kind::kYearMonth, "2014-12", Kind::kDate, "2015-01-01", TimeRelation::kBefore, true},
      {Kind::kYearMonth, "2012-02", Kind::kDate, "2012-02-29", TimeRelation::kContains, true},
      {Kind::kYearMonth, "2013-02", Kind::kDate, "2013-03-01", TimeRelation::kBefore, true},
      {Kind::kDateTime, "2014-01-01T00:00:00", Kind::kYear, "2014", TimeRelation::kWithin, true},
      {Kind::kDateTime, "2014-12-31T23:59:59.999999999", Kind::kYear, "2014", TimeRelation::kWithin,
       false},
      {Kind::kDate, "2014-05-01Z", Kind::kDate, "2014-05-01-01:00", TimeRelation::kOverlaps, true},
      {Kind::kDate, "2014-05-01Z", Kind::kDate, "2014-05-02", TimeRelation::kOverlaps, true},
      {Kind::kDate, "2014-05-01Z", Kind::kDate, "2014-05-03", TimeRelation::kBefore, true},
  };
  for (const auto& test : kCases) {
    const XsdDateTime a = Time(test.kind_a, test.a);
    const XsdDateTime b = Time(test.kind_b, test.b);
    SCOPED_TRACE(std::string(test.a) + " and " + test.b);
    EXPECT_EQ(Relate(a, b), test.relation);
    EXPECT_EQ(IsPossiblyBefore(a, b), test.possibly_before);
  }
  EXPECT_EQ(Relate(Time(Kind::kMonth, "--05"), Time(Kind::kYear, "2001")), std::nullopt);
}

TEST(XsdDurationTest, LexicalFormsAreReadByTheirGrammar) {
  const struct {
    const char* form;
    const char* canonical;
  } kCases[] = {
      {"P1Y", "P1Y"},
      {"P13M", "P1Y1M"},
      {"-P12M", "-P1Y"},
      {"P0M", "PT0S"},
      {"PT0S", "PT0S"},
      {"-PT0.0S", "PT0S"},
      {"PT90M", "PT1H30M"},
      {"PT36H", "P1DT12H"},
      {"PT1.50S", "PT1.5S"},
      {"-PT0.5S", "-PT0.5S"},
      {"-P1DT0.000000001S", "-P1DT0.000000001S"},
      {"P1Y2M3DT4H5M6.7S", "P1Y2M3DT4H5M6.7S"},
      {"P1M1D", "P1M1D"},
      {"P", nullptr},
      {"PT", nullptr},
      {"P1YT", nullptr},
      {"1Y", nullptr},
      {"P1S", nullptr},
      {"PT1Y", nullptr},
      {"P1M1Y", nullptr},
      {"P-1Y", nullptr},
      {"P1.5Y", nullptr},
      {"PT1.S", nullptr},
      {"PT.5S", nullptr},
      {"P1Y1Y", nullptr},
      {"PT1S1M", nullptr},
      {"+P1Y", nullptr},
      {"P1y", nullptr},
      {"P9999999999999999Y", nullptr},
      {"P99999999999999999999D", nullptr},
  };
  for (const auto& test : kCases) {
    const auto value = XsdDuration::Parse(test.form);
    if (test.canonical == nullptr) {
      EXPECT_EQ(value, std::nullopt) << test.form;
    } else {
      ASSERT_TRUE(value.has_value()) << test.form;
      EXPECT_EQ(DurationToString(*value), test.canonical) << test.form;
    }
  }
}

// XSD 1.1 part 2, the table of section 3.3.6.2.
TEST(XsdDurationTest, MonthsAndDaysAreOrderedWhereEveryCalendarAgrees) {
  const struct {
    const char* months;
    int shortest_days;
    int longest_days;
  } kCases[] = {{"P1Y", 365, 366}, {"P1M", 28, 31},   {"P2M", 59, 62},  {"P3M", 89, 92},
                {"P4M", 120, 123}, {"P5M", 150, 153}, {"P6M", 181, 184}};
  for (const auto& test : kCases) {
    const XsdDuration months = Duration(test.months);
    for (int days = test.shortest_days - 3; days <= test.longest_days + 3; ++days) {
      const std::partial_ordering expected =
          days < test.shortest_days  ? std::partial_ordering::greater
          : days > test.longest_days ? std::partial_ordering::less
                                     : std::partial_ordering::unordered;
      EXPECT_EQ(Compare(months, Duration(StrCat("P", days, "D"))), expected)
          << test.months << ' ' << days;
    }
  }
  EXPECT_EQ(Compare(Duration("P1Y"), Duration("P12M")), std::partial_ordering::equivalent);
  EXPECT_EQ(Compare(Duration("-PT1.5S"), Duration("-PT1S")), std::partial_ordering::less);
}

TEST(XsdDurationTest, ScalingRoundsHalfUp) {
  const auto decimal = [](std::string_view text) { return XsdDecimal::Parse(text).value(); };
  EXPECT_EQ(Multiply(Duration("P2Y11M"), decimal("2.3")), Duration("P6Y9M"));
  EXPECT_EQ(Divide(Duration("P2Y11M"), decimal("1.5")), Duration("P1Y11M"));
  EXPECT_EQ(Multiply(Duration("PT2H10M"), decimal("2.1")), Duration("PT4H33M"));
  EXPECT_EQ(Divide(Duration("P1DT2H30M10.5S"), decimal("1.5")), Duration("PT17H40M7S"));
  EXPECT_EQ(Divide(Duration("P1M"), XsdDecimal(0)), std::nullopt);
  EXPECT_EQ(Multiply(Duration("P9999M"), decimal("1000000000000")), std::nullopt);
}

TEST(XsdDurationTest, SumsOfBothSignsAreNone) {
  EXPECT_EQ(Add(Duration("P1M"), Duration("-P1D")), std::nullopt);
  EXPECT_EQ(Add(Duration("P1M2D"), Duration("-P1D")), Duration("P1M1D"));
}

}  // namespace
}  // namespace entente
