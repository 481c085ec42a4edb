#include "entente/records.h"

#include <array>
#include <cstdlib>

#include "schema/partial_date.h"
#include "schema/text.h"
#include "schema/xsd_date_time.h"

namespace entente {
namespace {

constexpr int32_t kYearMax = 9999;

// Days since 1970-01-01. The range of years fits easily.
int32_t DayOf(int64_t year, int month, int day) {
  static const int64_t kEpoch = DaysFromDate(1970, 1, 1);
  return static_cast<int32_t>(DaysFromDate(year, month, day) - kEpoch);
}

std::string Padded(int number, size_t width) {
  const std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

}  // namespace

absl::StatusOr<PartialDate> PartialDate::Parse(std::string_view text) {
  const size_t size = text.size() - (text.starts_with('-') ? 1 : 0);
  std::optional<XsdDateTime> value;
  if (size == 4) value = XsdDateTime::Parse(XsdTimeKind::kYear, text);
  if (size == 7) value = XsdDateTime::Parse(XsdTimeKind::kYearMonth, text);
  if (size == 10) value = XsdDateTime::Parse(XsdTimeKind::kDate, text);
  if (!value.has_value()) {
    return absl::InvalidArgumentError(
        StrCat("'", text, "' is no date: write 2022, 2022-04 or 2022-04-01"));
  }
  return *PartialDateOf(*value);
}

std::string PartialDate::ToString() const {
  std::string text = StrCat(year < 0 ? "-" : "", Padded(std::abs(year), 4));
  if (month != 0) StrAppend(&text, "-", Padded(month, 2));
  if (day != 0) StrAppend(&text, "-", Padded(day, 2));
  return text;
}

int32_t PartialDate::FirstDay() const {
  return DayOf(year, month == 0 ? 1 : month, day == 0 ? 1 : day);
}

int32_t PartialDate::LastDay() const {
  const int last_month = month == 0 ? 12 : month;
  return DayOf(year, last_month, day == 0 ? DaysInMonth(year, last_month) : day);
}

std::optional<PartialDate> PartialDateOf(const XsdDateTime& value) {
  const CivilDate civil = value.Date();
  if (std::abs(civil.year) > kYearMax) return std::nullopt;
  PartialDate date{.year = static_cast<int32_t>(civil.year)};
  switch (value.kind) {
    case XsdTimeKind::kYear:
      return date;
    case XsdTimeKind::kYearMonth:
      date.month = static_cast<uint8_t>(civil.month);
      return date;
    case XsdTimeKind::kDate:
    case XsdTimeKind::kDateTime:
      date.month = static_cast<uint8_t>(civil.month);
      date.day = static_cast<uint8_t>(civil.day);
      return date;
    default:
      return std::nullopt;
  }
}

StanceGroup GroupOf(Stance stance) {
  switch (stance) {
    case Stance::kAsserts:
    case Stance::kEndorses:
      return StanceGroup::kFor;
    case Stance::kDenies:
    case Stance::kDisputes:
      return StanceGroup::kAgainst;
    case Stance::kReports:
    case Stance::kDistances:
    case Stance::kSupposes:
      return StanceGroup::kNeutral;
  }
  return StanceGroup::kNeutral;
}

std::string_view StanceName(Stance stance) {
  constexpr std::array<std::string_view, 7> kNames = {"asserts", "endorses",  "denies",  "disputes",
                                                      "reports", "distances", "supposes"};
  return stance <= Stance::kSupposes ? kNames[static_cast<size_t>(stance)] : std::string_view();
}

}  // namespace entente
