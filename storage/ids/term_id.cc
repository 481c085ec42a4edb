#include "storage/ids/term_id.h"

#include <bit>
#include <cmath>

#include "schema/text.h"
#include "storage/ids/inline_value.h"

namespace entente {
namespace {

// What is added to a signed number, so that payloads are ordered as the numbers are.
constexpr int64_t kBias = int64_t{1} << (TermId::kPayloadBits - 1);
constexpr int64_t kDecimalScale = 6;
constexpr int64_t kMillisecondsEnd = int64_t{1} << 49;
constexpr int64_t kNanosPerMilli = 1'000'000;
constexpr int64_t kSecondsPerDay = 86'400;
constexpr int kQuarterBits = 7;
constexpr int kQuarterBias = 56;  // 14 hours.
constexpr int kZoneBits = 11;
constexpr int kZoneBias = 840;
constexpr int64_t kZonedMinutesBias = int64_t{1} << (TermId::kPayloadBits - kZoneBits - 1);

std::optional<TermId> Biased(IdKind kind, int64_t number) {
  if (number < -kBias || number >= kBias) return std::nullopt;
  return TermId(kind, static_cast<uint64_t>(number + kBias));
}

int64_t Unbiased(TermId id) { return static_cast<int64_t>(id.payload()) - kBias; }

// IEEE numbers are ordered as their bits are, but for the sign bit, and backwards below zero.
// Negative zero would be another id for the same value, so it has none.
template <typename Bits, typename T>
std::optional<Bits> OrderedBits(T number) {
  constexpr Bits kSign = Bits{1} << (sizeof(Bits) * 8 - 1);
  if (std::isnan(number) || (number == 0 && std::signbit(number))) return std::nullopt;
  const Bits bits = std::bit_cast<Bits>(number);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

template <typename T, typename Bits>
T FromOrderedBits(Bits ordered) {
  constexpr Bits kSign = Bits{1} << (sizeof(Bits) * 8 - 1);
  return std::bit_cast<T>((ordered & kSign) != 0 ? ordered ^ kSign : ~ordered);
}

std::optional<TermId> IdOfDouble(double number) {
  const std::optional<uint64_t> ordered = OrderedBits<uint64_t>(number);
  if (!ordered.has_value() || (std::bit_cast<uint64_t>(number) & 0xFF) != 0) return std::nullopt;
  return TermId(IdKind::kDouble, *ordered >> 8);
}

double DoubleOfId(TermId id) {
  const uint64_t ordered = id.payload() << 8;
  return FromOrderedBits<double>(ordered >> 63 != 0 ? ordered : ordered | 0xFF);
}

std::optional<TermId> IdOfDecimal(const XsdDecimal& number) {
  if (number.scale() > kDecimalScale) return std::nullopt;
  const std::optional<XsdDecimal> scaled = Multiply(number, XsdDecimal(1'000'000));
  if (!scaled.has_value()) return std::nullopt;
  const std::optional<int64_t> integer = scaled->ToInt64();
  return integer.has_value() ? Biased(IdKind::kDecimal, *integer) : std::nullopt;
}

std::optional<TermId> IdOfDate(const XsdDateTime& date) {
  if (!date.has_zone()) return Biased(IdKind::kDate, date.local_seconds / kSecondsPerDay);
  const int64_t minutes = date.TimeLineSeconds() / 60 + kZonedMinutesBias;
  if (minutes < 0 || minutes >= 2 * kZonedMinutesBias) return std::nullopt;
  return TermId(IdKind::kDateZoned, static_cast<uint64_t>(minutes) << kZoneBits |
                                        static_cast<uint64_t>(date.zone_minutes + kZoneBias));
}

std::optional<TermId> IdOfDateTime(const XsdDateTime& time) {
  const int64_t seconds = time.TimeLineSeconds();
  if (seconds < 0 || seconds >= kMillisecondsEnd / 1000) return std::nullopt;
  if (time.nanoseconds % kNanosPerMilli != 0) return std::nullopt;
  const auto milliseconds =
      static_cast<uint64_t>(seconds * 1000 + time.nanoseconds / kNanosPerMilli);
  if (!time.has_zone()) return TermId(IdKind::kDateTime, milliseconds << kQuarterBits);
  if (time.zone_minutes % 15 != 0) return std::nullopt;
  return TermId(
      IdKind::kDateTimeZoned,
      milliseconds << kQuarterBits | static_cast<uint64_t>(time.zone_minutes / 15 + kQuarterBias));
}

XsdDateTime DateOfId(TermId id) {
  XsdDateTime date = {.kind = XsdTimeKind::kDate};
  if (id.kind() == IdKind::kDate) {
    date.local_seconds = Unbiased(id) * kSecondsPerDay;
    return date;
  }
  date.zone_minutes =
      static_cast<int16_t>(static_cast<int>(id.payload() & ((1 << kZoneBits) - 1)) - kZoneBias);
  const int64_t minutes = static_cast<int64_t>(id.payload() >> kZoneBits) - kZonedMinutesBias;
  date.local_seconds = (minutes + date.zone_minutes) * 60;
  return date;
}

XsdDateTime DateTimeOfId(TermId id) {
  XsdDateTime time = {.kind = XsdTimeKind::kDateTime};
  const auto milliseconds = static_cast<int64_t>(id.payload() >> kQuarterBits);
  time.local_seconds = milliseconds / 1000;
  time.nanoseconds = static_cast<uint32_t>(milliseconds % 1000 * kNanosPerMilli);
  if (id.kind() == IdKind::kDateTimeZoned) {
    const int quarters = static_cast<int>(id.payload() & ((1 << kQuarterBits) - 1)) - kQuarterBias;
    time.zone_minutes = static_cast<int16_t>(quarters * 15);
    time.local_seconds += quarters * 15 * 60;
  }
  return time;
}

XsdDateTime MonthOfId(XsdTimeKind kind, int64_t months) {
  const int64_t year = months >= 0 ? months / 12 : -((11 - months) / 12);
  const int month = static_cast<int>(months - year * 12) + 1;
  return {.kind = kind, .local_seconds = DaysFromDate(year, month, 1) * kSecondsPerDay};
}

// The commonest literals by far need no exact decimal.
std::optional<TermId> IdOfIntegerForm(std::string_view lexical) {
  const bool is_negative = lexical.starts_with('-');
  const std::string_view digits = lexical.substr(is_negative ? 1 : 0);
  if (digits.empty() || digits.size() > 17) return std::nullopt;
  if (digits[0] == '0' && lexical.size() > 1) return std::nullopt;
  int64_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return Biased(IdKind::kInteger, is_negative ? -number : number);
}

bool IsInlineType(XsdType type) {
  switch (type) {
    case XsdType::kBoolean:
    case XsdType::kInteger:
    case XsdType::kDecimal:
    case XsdType::kDouble:
    case XsdType::kFloat:
    case XsdType::kDate:
    case XsdType::kDateTime:
    case XsdType::kYear:
    case XsdType::kYearMonth:
      return true;
    default:
      return false;
  }
}

// Whether a time read from an id is one that could have been parsed.
bool IsSound(const XsdDateTime& time) {
  if (time.has_zone() && std::abs(time.zone_minutes) > kZoneBias) return false;
  return time.kind != XsdTimeKind::kDate || time.local_seconds % kSecondsPerDay == 0;
}

// The value that the payload means, if it means one at all.
std::optional<XsdValue> MeaningOf(TermId id) {
  // Years whose seconds still fit well; InlineIdOfValue never makes others.
  constexpr int64_t kYearEnd = 1'000'000'000;
  constexpr int64_t kDayEnd = kYearEnd * 366;
  switch (id.kind()) {
    case IdKind::kBoolean:
      return XsdValue::Boolean(id.payload() == 1);
    case IdKind::kInteger:
      return XsdValue::Integer(Unbiased(id));
    case IdKind::kDecimal:
      return XsdValue::Decimal(XsdDecimal::OfScaled(Unbiased(id), kDecimalScale));
    case IdKind::kDouble:
      return XsdValue::Double(DoubleOfId(id));
    case IdKind::kFloat:
      return XsdValue::Float(FromOrderedBits<float>(static_cast<uint32_t>(id.payload())));
    case IdKind::kDate:
      if (std::abs(Unbiased(id)) > kDayEnd) return std::nullopt;
      return XsdValue::DateTime(DateOfId(id));
    case IdKind::kDateZoned:
      return XsdValue::DateTime(DateOfId(id));
    case IdKind::kDateTime:
    case IdKind::kDateTimeZoned:
      return XsdValue::DateTime(DateTimeOfId(id));
    case IdKind::kYear:
      if (std::abs(Unbiased(id)) >= kYearEnd) return std::nullopt;
      return XsdValue::DateTime(MonthOfId(XsdTimeKind::kYear, Unbiased(id) * 12));
    case IdKind::kYearMonth:
      if (std::abs(Unbiased(id)) >= kYearEnd * 12) return std::nullopt;
      return XsdValue::DateTime(MonthOfId(XsdTimeKind::kYearMonth, Unbiased(id)));
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<TermId> InlineIdOfValue(const XsdValue& value) {
  switch (value.type()) {
    case XsdType::kBoolean:
      return TermId(IdKind::kBoolean, value.boolean() ? 1 : 0);
    case XsdType::kInteger: {
      const std::optional<int64_t> integer = value.decimal().ToInt64();
      return integer.has_value() ? Biased(IdKind::kInteger, *integer) : std::nullopt;
    }
    case XsdType::kDecimal:
      return IdOfDecimal(value.decimal());
    case XsdType::kDouble:
      return IdOfDouble(value.double_value());
    case XsdType::kFloat: {
      const std::optional<uint32_t> ordered = OrderedBits<uint32_t>(value.float_value());
      if (!ordered.has_value()) return std::nullopt;
      return TermId(IdKind::kFloat, *ordered);
    }
    case XsdType::kDate:
      return IdOfDate(value.date_time());
    case XsdType::kDateTime:
      return IdOfDateTime(value.date_time());
    case XsdType::kYear:
    case XsdType::kYearMonth: {
      if (value.date_time().has_zone()) return std::nullopt;
      const CivilDate date = value.date_time().Date();
      if (value.type() == XsdType::kYear) return Biased(IdKind::kYear, date.year);
      return Biased(IdKind::kYearMonth, date.year * 12 + date.month - 1);
    }
    default:
      return std::nullopt;
  }
}

std::optional<XsdValue> ValueOfInlineId(TermId id) {
  std::optional<XsdValue> value = MeaningOf(id);
  // Each value has one id, so any other payload was never made.
  if (!value.has_value() || InlineIdOfValue(*value) != id) return std::nullopt;
  if (IsDateTimeType(value->type()) && !IsSound(value->date_time())) return std::nullopt;
  return value;
}

bool InlineIdCheck::HoldsValue(TermId id) {
  if (id.kind() == IdKind::kInteger) return true;  // Every payload is one.
  constexpr uint64_t kGoldenRatio = 0x9E3779B97F4A7C15;
  TermId& known = known_[id.bits() * kGoldenRatio >> (64 - kPlaceBits)];
  if (known == id) return true;
  if (!ValueOfInlineId(id).has_value()) return false;
  known = id;
  return true;
}

std::optional<TermId> InlineId(const TermView& literal) {
  if (literal.kind != Term::Kind::kLiteral) return std::nullopt;
  const XsdType type = XsdTypeOfIri(literal.datatype);
  if (type == XsdType::kInteger) return IdOfIntegerForm(literal.text);
  if (!IsInlineType(type)) return std::nullopt;
  const std::optional<XsdValue> value = ParseXsdValue(type, literal.text);
  if (!value.has_value()) return std::nullopt;
  const std::optional<TermId> id = InlineIdOfValue(*value);
  if (!id.has_value() || value->ToLexical() != literal.text) return std::nullopt;
  return id;
}

absl::StatusOr<Literal> InlineLiteral(TermId id) {
  const std::optional<XsdValue> value = ValueOfInlineId(id);
  if (!value.has_value()) {
    return absl::DataLossError(StrCat("id ", absl::Hex(id.bits(), absl::kZeroPad16),
                                      " should hold a value in itself, but holds none"));
  }
  return value->ToLiteral();
}

}  // namespace entente
