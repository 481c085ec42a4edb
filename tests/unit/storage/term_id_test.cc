#include "storage/ids/term_id.h"

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "schema/vocabulary.h"
#include "storage/ids/inline_value.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

std::optional<TermId> IdOf(std::string_view lexical, std::string_view datatype) {
  return InlineId({.kind = Term::Kind::kLiteral, .text = lexical, .datatype = datatype});
}

// Lexical forms of inline types, near zero, near the ends of what fits, and anywhere.
class FormMaker {
 public:
  explicit FormMaker(uint64_t seed) : random_(seed) {}
  uint64_t Below(uint64_t bound) { return random_() % bound; }

  XsdValue MakeValue(XsdType type) {
    const int64_t number = MakeInteger();
    switch (type) {
      case XsdType::kBoolean:
        return XsdValue::Boolean(number % 2 == 0);
      case XsdType::kInteger:
        return XsdValue::Integer(number);
      case XsdType::kDecimal:
        return XsdValue::Decimal(XsdDecimal::OfScaled(number, static_cast<int>(Below(9))));
      case XsdType::kDouble:
        return XsdValue::Double(Below(2) == 0 ? static_cast<double>(number) / 64
                                              : std::bit_cast<double>(random_()));
      case XsdType::kFloat:
        return XsdValue::Float(std::bit_cast<float>(static_cast<uint32_t>(random_())));
      default:
        return MakeTime(type);
    }
  }

 private:
  int64_t MakeInteger() {
    const auto magnitude = static_cast<int64_t>(random_() >> (1 + Below(63)));
    const int64_t end = int64_t{1} << 55;
    switch (Below(3)) {
      case 0:
        return end - 2 + static_cast<int64_t>(Below(4));
      case 1:
        return -end - 2 + static_cast<int64_t>(Below(4));
      default:
        return Below(2) == 0 ? magnitude : -magnitude;
    }
  }

  XsdValue MakeTime(XsdType type) {
    const int64_t year = Below(10) == 0 ? static_cast<int64_t>(Below(1'999'999'999)) - 999'999'999
                                        : static_cast<int64_t>(Below(12'000)) - 1000;
    XsdDateTime value;
    const int month = static_cast<int>(Below(12)) + 1;
    const int day = static_cast<int>(Below(28)) + 1;
    constexpr int16_t kNone = XsdDateTime::kNoZone;
    const auto zone = static_cast<int16_t>(
        Below(2) == 0 ? kNone : static_cast<int>(Below(113)) * 15 - 840 + (Below(8) == 0 ? 1 : 0));
    if (zone <= 840) value.zone_minutes = zone;
    int64_t seconds = 0;
    switch (type) {
      case XsdType::kDate:
        value.kind = XsdTimeKind::kDate;
        break;
      case XsdType::kYear:
        value.kind = XsdTimeKind::kYear;
        break;
      case XsdType::kYearMonth:
        value.kind = XsdTimeKind::kYearMonth;
        break;
      default:
        seconds = static_cast<int64_t>(Below(86'400));
        if (Below(2) == 0) value.nanoseconds = static_cast<uint32_t>(Below(1000)) * 1'000'000;
        if (Below(8) == 0) value.nanoseconds = static_cast<uint32_t>(Below(1'000'000'000));
    }
    const bool is_year = type == XsdType::kYear;
    const bool has_day = type == XsdType::kDate || type == XsdType::kDateTime;
    value.local_seconds =
        DaysFromDate(year, is_year ? 1 : month, has_day ? day : 1) * 86'400 + seconds;
    return XsdValue::DateTime(value);
  }

  std::mt19937_64 random_;
};

constexpr XsdType kInlineTypes[] = {XsdType::kBoolean,  XsdType::kInteger, XsdType::kDecimal,
                                    XsdType::kDouble,   XsdType::kFloat,   XsdType::kDate,
                                    XsdType::kDateTime, XsdType::kYear,    XsdType::kYearMonth};

TEST(TermIdTest, WhatIsInlineComesBackWithTheSameForm) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  FormMaker maker(seed);
  for (const XsdType type : kInlineTypes) {
    size_t inline_count = 0;
    const uint64_t rounds = TestRounds(20'000);
    for (uint64_t round = 0; round < rounds; ++round) {
      const Literal literal = maker.MakeValue(type).ToLiteral();
      const std::optional<TermId> id = IdOf(literal.lexical, literal.datatype);
      if (!id.has_value()) continue;
      ++inline_count;
      EXPECT_TRUE(id->is_inline());
      ASSERT_THAT(InlineLiteral(*id), IsOkAndHolds(literal));
    }
    EXPECT_GE(inline_count, rounds / 20) << IriOfXsdType(type);
  }
}

TEST(TermIdTest, AValueHasTheIdOfItsLiteralAndComesBackFromIt) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  FormMaker maker(seed);
  for (const XsdType type : kInlineTypes) {
    for (uint64_t round = 0; round < TestRounds(5000); ++round) {
      const XsdValue value = maker.MakeValue(type);
      const Literal literal = value.ToLiteral();
      const std::optional<TermId> id = IdOf(literal.lexical, literal.datatype);
      ASSERT_EQ(InlineIdOfValue(value), id) << literal.lexical;
      if (!id.has_value()) continue;
      const std::optional<XsdValue> back = ValueOfInlineId(*id);
      ASSERT_TRUE(back.has_value()) << literal.lexical;
      ASSERT_EQ(Compare(*back, value), std::partial_ordering::equivalent) << literal.lexical;
      ASSERT_EQ(back->ToLexical(), literal.lexical);
    }
  }
}

TEST(TermIdTest, IdsOfOneKindAreOrderedAsTheirValuesAre) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  FormMaker maker(seed);
  for (const XsdType type : kInlineTypes) {
    for (uint64_t round = 0; round < TestRounds(20'000); ++round) {
      const XsdValue a = maker.MakeValue(type);
      const XsdValue b = maker.MakeValue(type);
      const std::optional<TermId> id_a = InlineIdOfValue(a);
      const std::optional<TermId> id_b = InlineIdOfValue(b);
      if (!id_a.has_value() || !id_b.has_value() || id_a->kind() != id_b->kind()) continue;
      const auto order = Compare(a, b);
      ASSERT_TRUE(order.has_value());
      SCOPED_TRACE(a.ToLexical() + " and " + b.ToLexical());
      if (*order < 0) {
        ASSERT_LT(*id_a, *id_b);
      } else if (*order > 0) {
        ASSERT_GT(*id_a, *id_b);
      } else if (a.ToLexical() == b.ToLexical()) {
        ASSERT_EQ(*id_a, *id_b);  // Zoned instants may be equal in different zones.
      }
    }
  }
}

TEST(TermIdTest, FormsThatAreNotCanonicalStayInTheDictionary) {
  const struct {
    const char* lexical;
    std::string_view datatype;
  } kCases[] = {
      {"01", xsd::kInteger},
      {"+1", xsd::kInteger},
      {"-0", xsd::kInteger},
      {"", xsd::kInteger},
      {"-", xsd::kInteger},
      {" 1", xsd::kInteger},
      {"1.0", xsd::kDecimal},
      {"1.", xsd::kDecimal},
      {".5", xsd::kDecimal},
      {"0.50", xsd::kDecimal},
      {"0.0000001", xsd::kDecimal},
      {"1", xsd::kDouble},
      {"1.0e0", xsd::kDouble},
      {"1.0E+0", xsd::kDouble},
      {"10.0E0", xsd::kDouble},
      {"NaN", xsd::kDouble},
      {"+INF", xsd::kDouble},
      {"-0.0E0", xsd::kDouble},
      {"NaN", xsd::kFloat},
      {"1", xsd::kBoolean},
      {"TRUE", xsd::kBoolean},
      {"2001-01-01+00:00", xsd::kDate},
      {"2001-02-29", xsd::kDate},
      {"2001-01-01T24:00:00", xsd::kDateTime},
      {"2001-01-01T00:00:00.0", xsd::kDateTime},
      {"2001-01-01T00:00:00.0001", xsd::kDateTime},
      {"2001-01-01T00:00:00+01:07", xsd::kDateTime},
      {"0000-12-31T23:59:59", xsd::kDateTime},
      {"2001Z", xsd::kYear},
      {"02001", xsd::kYear},
      {"2001-13", xsd::kYearMonth},
      {"36028797018963968", xsd::kInteger},
      {"1", xsd::kString},
      {"1", "http://www.w3.org/2001/XMLSchema#int"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(IdOf(test.lexical, test.datatype), std::nullopt)
        << test.lexical << ' ' << test.datatype;
  }
}

TEST(TermIdTest, CanonicalFormsThatFitAreInline) {
  const struct {
    const char* lexical;
    std::string_view datatype;
    IdKind kind;
  } kCases[] = {
      {"0", xsd::kInteger, IdKind::kInteger},
      {"-36028797018963968", xsd::kInteger, IdKind::kInteger},
      {"36028797018963967", xsd::kInteger, IdKind::kInteger},
      {"1", xsd::kDecimal, IdKind::kDecimal},
      {"-0.000001", xsd::kDecimal, IdKind::kDecimal},
      {"1.0E0", xsd::kDouble, IdKind::kDouble},
      {"0.0E0", xsd::kDouble, IdKind::kDouble},
      {"-INF", xsd::kDouble, IdKind::kDouble},
      {"1.5E-3", xsd::kFloat, IdKind::kFloat},
      {"true", xsd::kBoolean, IdKind::kBoolean},
      {"-0044-03-15", xsd::kDate, IdKind::kDate},
      {"2001-01-01-14:00", xsd::kDate, IdKind::kDateZoned},
      {"0001-01-01T00:00:00", xsd::kDateTime, IdKind::kDateTime},
      {"9999-12-31T23:59:59.999", xsd::kDateTime, IdKind::kDateTime},
      {"2001-01-01T00:00:00.5+05:45", xsd::kDateTime, IdKind::kDateTimeZoned},
      {"1946", xsd::kYear, IdKind::kYear},
      {"-0001-12", xsd::kYearMonth, IdKind::kYearMonth},
  };
  for (const auto& test : kCases) {
    const std::optional<TermId> id = IdOf(test.lexical, test.datatype);
    ASSERT_TRUE(id.has_value()) << test.lexical << ' ' << test.datatype;
    EXPECT_EQ(id->kind(), test.kind) << test.lexical;
  }
}

TEST(TermIdTest, PayloadsThatAreNeverMadeAreDataLoss) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  FormMaker maker(seed);
  size_t refused_count = 0;
  for (uint64_t round = 0; round < TestRounds(50'000); ++round) {
    const auto kind = static_cast<uint8_t>(16 + maker.Below(239));
    const TermId id(static_cast<IdKind>(kind),
                    maker.Below(TermId::kPayloadMask + 1) >> maker.Below(TermId::kPayloadBits));
    const auto literal = InlineLiteral(id);
    if (!literal.ok()) {
      ++refused_count;
      EXPECT_THAT(literal, StatusIs(absl::StatusCode::kDataLoss));
      continue;
    }
    ASSERT_EQ(IdOf(literal->lexical, literal->datatype), id) << literal->lexical;
  }
  EXPECT_GT(refused_count, 0u);
  EXPECT_THAT(InlineLiteral(TermId(IdKind::kBoolean, 2)), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace entente
