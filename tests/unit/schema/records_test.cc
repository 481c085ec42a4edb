// Dates and stances of records.
#include "entente/records.h"

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/partial_date.h"
#include "schema/xsd_date_time.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

TEST(PartialDateTest, EveryDayMonthAndYearReadsBackAndFollowsTheOneBefore) {
  int32_t day_after = PartialDate{.year = -9999}.FirstDay();
  for (int32_t year = -9999; year <= 9999; ++year) {
    const PartialDate whole{.year = year};
    ASSERT_THAT(PartialDate::Parse(whole.ToString()), IsOkAndHolds(whole));
    ASSERT_EQ(whole.FirstDay(), day_after) << whole.ToString();
    if (year % 97 != 0 && year != 1970 && year != 2000 && year != 2024) {
      day_after = whole.LastDay() + 1;
      continue;
    }
    for (uint8_t month = 1; month <= 12; ++month) {
      const PartialDate part{.year = year, .month = month};
      ASSERT_THAT(PartialDate::Parse(part.ToString()), IsOkAndHolds(part));
      ASSERT_EQ(part.FirstDay(), day_after) << part.ToString();
      for (uint8_t day = 1; day <= DaysInMonth(year, month); ++day, ++day_after) {
        const PartialDate date{.year = year, .month = month, .day = day};
        ASSERT_THAT(PartialDate::Parse(date.ToString()), IsOkAndHolds(date));
        ASSERT_EQ(date.FirstDay(), day_after) << date.ToString();
        ASSERT_EQ(date.LastDay(), day_after);
      }
      ASSERT_EQ(part.LastDay() + 1, day_after);
    }
    ASSERT_EQ(whole.LastDay() + 1, day_after);
  }
  EXPECT_EQ((PartialDate{.year = 1970, .month = 1, .day = 1}.FirstDay()), 0);
}

TEST(PartialDateTest, TakesNothingElse) {
  for (const std::string_view text : {"",           "-",          "22",
                                      "202",        "02022",      "12022",
                                      "2022-",      "2022-4",     "2022-13",
                                      "2022-00",    "2022-04-31", "2023-02-29",
                                      "2022-04-00", "2022/04",    "2022Z",
                                      "2022+01:00", "2022-04Z",   "2022-04-01Z",
                                      " 2022",      "2022 ",      "2022-04-01T00:00:00",
                                      "+2022",      "--04",       "year"}) {
    EXPECT_THAT(PartialDate::Parse(text),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("write 2022, 2022-04")))
        << text;
  }
}

TEST(PartialDateTest, IsTheDayAsWrittenOfXsdValues) {
  const auto date = [](XsdTimeKind kind, std::string_view lexical) {
    return PartialDateOf(*XsdDateTime::Parse(kind, lexical));
  };
  EXPECT_THAT(date(XsdTimeKind::kYear, "2022Z"), Optional(PartialDate{.year = 2022}));
  EXPECT_THAT(date(XsdTimeKind::kYearMonth, "2022-04"),
              Optional(PartialDate{.year = 2022, .month = 4}));
  EXPECT_THAT(date(XsdTimeKind::kDate, "2022-04-01+14:00"),
              Optional(PartialDate{.year = 2022, .month = 4, .day = 1}));
  EXPECT_THAT(date(XsdTimeKind::kDateTime, "2022-04-01T23:30:00-05:00"),
              Optional(PartialDate{.year = 2022, .month = 4, .day = 1}));
  EXPECT_EQ(date(XsdTimeKind::kYear, "12022"), std::nullopt);
  EXPECT_EQ(date(XsdTimeKind::kMonthDay, "--04-01"), std::nullopt);
  EXPECT_EQ(date(XsdTimeKind::kTime, "12:00:00"), std::nullopt);
}

TEST(StanceTest, TwoAreForTwoAgainstTheOthersNeutral) {
  EXPECT_EQ(GroupOf(Stance::kAsserts), StanceGroup::kFor);
  EXPECT_EQ(GroupOf(Stance::kEndorses), StanceGroup::kFor);
  EXPECT_EQ(GroupOf(Stance::kDenies), StanceGroup::kAgainst);
  EXPECT_EQ(GroupOf(Stance::kDisputes), StanceGroup::kAgainst);
  EXPECT_EQ(GroupOf(Stance::kReports), StanceGroup::kNeutral);
  EXPECT_EQ(GroupOf(Stance::kDistances), StanceGroup::kNeutral);
  EXPECT_EQ(GroupOf(Stance::kSupposes), StanceGroup::kNeutral);
  EXPECT_EQ(StanceName(Stance::kAsserts), "asserts");
  EXPECT_EQ(StanceName(Stance::kDisputes), "disputes");
  EXPECT_EQ(StanceName(Stance::kSupposes), "supposes");
}

}  // namespace
}  // namespace entente
