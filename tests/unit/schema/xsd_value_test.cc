#include "schema/xsd_value.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "schema/vocabulary.h"
#include "tests/support/seed.h"

namespace entente {
namespace {

using enum XsdType;

XsdValue Value(XsdType type, std::string_view lexical) {
  const auto value = ParseXsdValue(type, lexical);
  EXPECT_TRUE(value.has_value()) << IriOfXsdType(type) << ' ' << lexical;
  return value.value_or(XsdValue::Boolean(false));
}

// "integer 1": the name of the type and the canonical form; "none" for none.
std::string Shown(const std::optional<XsdValue>& value) {
  if (!value.has_value()) return "none";
  return std::string(IriOfXsdType(value->type()).substr(xsd::kNamespace.size())) + ' ' +
         value->ToLexical();
}

TEST(XsdValueTest, EveryTypeIsFoundByItsIri) {
  for (int i = 1; i <= static_cast<int>(kBase64Binary); ++i) {
    const auto type = static_cast<XsdType>(i);
    EXPECT_EQ(XsdTypeOfIri(IriOfXsdType(type)), type) << IriOfXsdType(type);
    std::string other(IriOfXsdType(type));
    other.back() = '~';
    EXPECT_EQ(XsdTypeOfIri(other), kUnknown);
    EXPECT_EQ(XsdTypeOfIri(IriOfXsdType(type).substr(xsd::kNamespace.size())), kUnknown);
  }
  EXPECT_EQ(XsdTypeOfIri(""), kUnknown);
  EXPECT_EQ(XsdTypeOfIri(xsd::kNamespace), kUnknown);
  EXPECT_EQ(XsdTypeOfIri("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"), kUnknown);
  EXPECT_EQ(XsdTypeOfIri(std::string(500, 'x')), kUnknown);
  EXPECT_EQ(XsdTypeOfIri(xsd::kDecimal), kDecimal);
  EXPECT_EQ(XsdTypeOfIri(xsd::kYearMonth), kYearMonth);
}

TEST(XsdValueTest, LexicalFormsHaveTheValueThatTheirCanonicalFormShows) {
  const struct {
    XsdType type;
    const char* form;
    const char* canonical;  // nullptr: no form of the type.
  } kCases[] = {
      {kBoolean, "1", "true"},
      {kBoolean, "0", "false"},
      {kBoolean, "True", nullptr},
      {kInteger, "+007", "7"},
      {kInteger, "-0", "0"},
      {kInteger, "1.0", nullptr},
      {kInteger, "", nullptr},
      {kInteger, " 1", nullptr},
      {kInteger, "99999999999999999999999999999999999999",
       "99999999999999999999999999999999999999"},
      {kByte, "-128", "-128"},
      {kByte, "128", nullptr},
      {kShort, "-32769", nullptr},
      {kInt, "2147483647", "2147483647"},
      {kInt, "2147483648", nullptr},
      {kLong, "-9223372036854775808", "-9223372036854775808"},
      {kLong, "9223372036854775808", nullptr},
      {kUnsignedByte, "256", nullptr},
      {kUnsignedByte, "-0", "0"},
      {kUnsignedShort, "65535", "65535"},
      {kUnsignedInt, "4294967296", nullptr},
      {kUnsignedLong, "18446744073709551615", "18446744073709551615"},
      {kUnsignedLong, "18446744073709551616", nullptr},
      {kNonNegativeInteger, "-1", nullptr},
      {kPositiveInteger, "0", nullptr},
      {kNonPositiveInteger, "1", nullptr},
      {kNegativeInteger, "0", nullptr},
      {kNegativeInteger, "-01", "-1"},
      {kDecimal, "1.0", "1"},
      {kDecimal, "-.50", "-0.5"},
      {kDecimal, "1e0", nullptr},
      {kDouble, "1", "1.0E0"},
      {kDouble, "100", "1.0E2"},
      {kDouble, "-123.456e3", "-1.23456E5"},
      {kDouble, ".5", "5.0E-1"},
      {kDouble, "5.", "5.0E0"},
      {kDouble, "+1E+05", "1.0E5"},
      {kDouble, "-0", "-0.0E0"},
      {kDouble, "INF", "INF"},
      {kDouble, "+INF", "INF"},
      {kDouble, "-INF", "-INF"},
      {kDouble, "NaN", "NaN"},
      {kDouble, "1e400", "INF"},
      {kDouble, "-0.001e99999999999999999999", "-INF"},
      {kDouble, "1e-400", "0.0E0"},
      {kDouble, "1000000e-99999999999999999999", "0.0E0"},
      {kDouble, "0e99999999999999999999", "0.0E0"},
      {kDouble, "inf", nullptr},
      {kDouble, "nan", nullptr},
      {kDouble, "+NaN", nullptr},
      {kDouble, "-NaN", nullptr},
      {kDouble, "infinity", nullptr},
      {kDouble, "0x1p3", nullptr},
      {kDouble, "1e", nullptr},
      {kDouble, "e1", nullptr},
      {kDouble, ".", nullptr},
      {kDouble, "1e1.5", nullptr},
      {kDouble, "+-1", nullptr},
      {kDouble, "", nullptr},
      {kFloat, "16777217", "1.6777216E7"},
      {kFloat, "1e40", "INF"},
      {kFloat, "0.1", "1.0E-1"},
      {kDateTimeStamp, "2001-01-01T00:00:00Z", "2001-01-01T00:00:00Z"},
      {kDateTimeStamp, "2001-01-01T00:00:00", nullptr},
      {kYearMonthDuration, "P14M", "P1Y2M"},
      {kYearMonthDuration, "-P0M", "P0M"},
      {kYearMonthDuration, "P1D", nullptr},
      {kYearMonthDuration, "P1MT0S", nullptr},
      {kDayTimeDuration, "PT24H", "P1D"},
      {kDayTimeDuration, "PT1M", "PT1M"},
      {kDayTimeDuration, "P1M", nullptr},
      {kDayTimeDuration, "P1Y", nullptr},
      {kHexBinary, "0aFf", "0AFF"},
      {kHexBinary, "", ""},
      {kHexBinary, "0aF", nullptr},
      {kHexBinary, "0g", nullptr},
      {kBase64Binary, "", ""},
      {kBase64Binary, "Zg==", "Zg=="},
      {kBase64Binary, "Zm8=", "Zm8="},
      {kBase64Binary, "Zm9v", "Zm9v"},
      {kBase64Binary, "Z m 9 v", "Zm9v"},
      {kBase64Binary, "Zm9vYg = =", "Zm9vYg=="},
      {kBase64Binary, "Zm9vYmFyIQ==", "Zm9vYmFyIQ=="},
      {kBase64Binary, "Zh==", nullptr},
      {kBase64Binary, "Zm9=", nullptr},
      {kBase64Binary, "Zm9v=", nullptr},
      {kBase64Binary, "Z===", nullptr},
      {kBase64Binary, "====", nullptr},
      {kBase64Binary, "Zg=v", nullptr},
      {kBase64Binary, "Zm9", nullptr},
      {kBase64Binary, "Zm  9v", nullptr},
      {kBase64Binary, "Zm9v ", nullptr},
      {kBase64Binary, "Zm9-", nullptr},
      {kString, " a\tb ", " a\tb "},
      {kNormalizedString, " a  b ", " a  b "},
      {kNormalizedString, "a\nb", nullptr},
      {kToken, "a b", "a b"},
      {kToken, "a  b", nullptr},
      {kToken, " a", nullptr},
      {kLanguage, "en-GB-x1", "en-GB-x1"},
      {kLanguage, "e1", nullptr},
      {kLanguage, "en-", nullptr},
      {kLanguage, "abcdefghi", nullptr},
      {kNmtoken, "-1.a:b", "-1.a:b"},
      {kNmtoken, "", nullptr},
      {kName, ":a-1", ":a-1"},
      {kName, "1a", nullptr},
      {kNcName, "\xC3\xA9t\xC3\xA9", "\xC3\xA9t\xC3\xA9"},
      {kNcName, "a:b", nullptr},
      {kNcName, "a\xFF", nullptr},
      {kAnyUri, "a b", "a b"},
      {kUnknown, "a", nullptr},
  };
  for (const auto& test : kCases) {
    SCOPED_TRACE(std::string(IriOfXsdType(test.type)) + ' ' + test.form);
    const auto value = ParseXsdValue(test.type, test.form);
    if (test.canonical == nullptr) {
      EXPECT_FALSE(value.has_value());
      EXPECT_FALSE(IsCanonical(test.type, test.form));
    } else {
      ASSERT_TRUE(value.has_value());
      EXPECT_EQ(value->ToLexical(), test.canonical);
      EXPECT_EQ(IsCanonical(test.type, test.form), std::string_view(test.form) == test.canonical);
      EXPECT_TRUE(IsCanonical(test.type, test.canonical));
    }
  }
}

TEST(XsdValueTest, DoublesAndFloatsComeBackFromTheirCanonicalForms) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (uint64_t round = 0; round < TestRounds(20'000); ++round) {
    const auto number = std::bit_cast<double>(random());
    const XsdValue value = XsdValue::Double(number);
    const double back = Value(kDouble, value.ToLexical()).double_value();
    if (std::isnan(number)) {
      ASSERT_TRUE(std::isnan(back));
      continue;
    }
    ASSERT_EQ(std::bit_cast<uint64_t>(back), std::bit_cast<uint64_t>(number)) << value.ToLexical();
    const auto small = std::bit_cast<float>(static_cast<uint32_t>(random()));
    const XsdValue small_value = XsdValue::Float(small);
    const float small_back = Value(kFloat, small_value.ToLexical()).float_value();
    ASSERT_TRUE(small_back == small || (std::isnan(small) && std::isnan(small_back)));
    // Any other way to write it is read as the C library reads it.
    char text[64];
    std::snprintf(text, sizeof(text), "%.*e", static_cast<int>(random() % 20), number);
    if (std::isfinite(number)) {
      ASSERT_EQ(Value(kDouble, text).double_value(), std::strtod(text, nullptr)) << text;
    }
  }
}

TEST(XsdValueTest, TermsOfDoublesAreCanonical) {
  EXPECT_EQ(Term(1.0).literal().lexical, "1.0E0");
  EXPECT_EQ(Term(-0.25F).literal().lexical, "-2.5E-1");
  EXPECT_EQ(Term(1e100).literal().datatype, xsd::kDouble);
}

TEST(XsdValueTest, NumbersOfAllTypesCompareByPromotion) {
  const struct {
    XsdValue a;
    XsdValue b;
    std::partial_ordering order;
  } kCases[] = {
      {Value(kInteger, "1"), Value(kDecimal, "1.0"), std::partial_ordering::equivalent},
      {Value(kByte, "1"), Value(kUnsignedLong, "2"), std::partial_ordering::less},
      {Value(kInteger, "9007199254740993"), Value(kDecimal, "9007199254740992.5"),
       std::partial_ordering::greater},
      // As doubles the two are the same.
      {Value(kInteger, "9007199254740993"), Value(kDouble, "9007199254740992"),
       std::partial_ordering::equivalent},
      {Value(kDecimal, "0.1"), Value(kFloat, "0.1"), std::partial_ordering::equivalent},
      {Value(kDecimal, "0.1"), Value(kDouble, "0.1"), std::partial_ordering::equivalent},
      {Value(kFloat, "0.1"), Value(kDouble, "0.1"), std::partial_ordering::greater},
      {Value(kDouble, "NaN"), Value(kDouble, "NaN"), std::partial_ordering::unordered},
      {Value(kInteger, "1"), Value(kFloat, "NaN"), std::partial_ordering::unordered},
      {Value(kDouble, "-0"), Value(kInteger, "0"), std::partial_ordering::equivalent},
      {Value(kDouble, "INF"), Value(kInteger, "99999999999999999999"),
       std::partial_ordering::greater},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(Compare(test.a, test.b), test.order) << Shown(test.a) << ", " << Shown(test.b);
    EXPECT_EQ(Compare(test.b, test.a), 0 <=> test.order) << Shown(test.a);
  }
}

TEST(XsdValueTest, DifferentGroupsOfTypesDoNotCompare) {
  const XsdValue kGroups[] = {
      Value(kString, "a"),         Value(kBoolean, "true"),
      Value(kInteger, "1"),        Value(kDate, "2001-01-01"),
      Value(kTime, "00:00:00"),    Value(kDateTime, "2001-01-01T00:00:00"),
      Value(kYear, "2001"),        Value(kYearMonth, "2001-01"),
      Value(kMonth, "--01"),       Value(kDay, "---01"),
      Value(kMonthDay, "--01-01"), Value(kDuration, "P1D"),
      Value(kHexBinary, "00"),     Value(kBase64Binary, "AA=="),
  };
  for (const XsdValue& a : kGroups) {
    for (const XsdValue& b : kGroups) {
      const bool is_same = &a == &b;
      EXPECT_EQ(Compare(a, b).has_value(), is_same) << Shown(a) << ", " << Shown(b);
      EXPECT_TRUE(!is_same || Compare(a, b) == std::partial_ordering::equivalent);
    }
  }
  EXPECT_EQ(Compare(Value(kString, "a"), Value(kToken, "b")), std::partial_ordering::less);
  EXPECT_EQ(Compare(Value(kYearMonthDuration, "P0M"), Value(kDayTimeDuration, "PT0S")),
            std::partial_ordering::equivalent);
}

TEST(XsdValueTest, ArithmeticGivesTheTypeThatBothOperandsPromoteTo) {
  const XsdValue one = Value(kInteger, "1");
  const XsdValue three = Value(kShort, "3");
  const XsdValue tenth = Value(kDecimal, "0.1");
  const XsdValue half_float = Value(kFloat, "0.5");
  const XsdValue half = Value(kDouble, "0.5");
  EXPECT_EQ(Shown(Add(one, three)), "integer 4");
  EXPECT_EQ(Shown(Subtract(one, three)), "integer -2");
  EXPECT_EQ(Shown(Multiply(three, three)), "integer 9");
  EXPECT_EQ(Shown(Divide(one, three)), "decimal 0.333333333333333333");
  EXPECT_EQ(Shown(Divide(Value(kInteger, "6"), three)), "decimal 2");
  EXPECT_EQ(Shown(Add(one, tenth)), "decimal 1.1");
  EXPECT_EQ(Shown(Add(tenth, half_float)), "float 6.0E-1");
  EXPECT_EQ(Shown(Add(half_float, half)), "double 1.0E0");
  EXPECT_EQ(Shown(Multiply(tenth, half)), "double 5.0E-2");
  EXPECT_EQ(Shown(Divide(one, Value(kInteger, "0"))), "none");
  EXPECT_EQ(Shown(Divide(half, Value(kInteger, "0"))), "double INF");
  EXPECT_EQ(Shown(Add(one, Value(kString, "1"))), "none");
  EXPECT_EQ(Shown(Add(one, Value(kBoolean, "true"))), "none");
  EXPECT_EQ(Shown(Multiply(Value(kInteger, "99999999999999999999"),
                           Value(kInteger, "99999999999999999999"))),
            "none");
}

TEST(XsdValueTest, DatesAndDurationsAddAndSubtract) {
  const XsdValue instant = Value(kDateTime, "2001-01-31T12:00:00Z");
  const XsdValue day = Value(kDate, "2001-03-01");
  EXPECT_EQ(Shown(Add(instant, Value(kYearMonthDuration, "P1M"))), "dateTime 2001-02-28T12:00:00Z");
  EXPECT_EQ(Shown(Add(Value(kDayTimeDuration, "PT12H"), instant)), "dateTime 2001-02-01T00:00:00Z");
  EXPECT_EQ(Shown(Subtract(day, Value(kDayTimeDuration, "P1D"))), "date 2001-02-28");
  EXPECT_EQ(Shown(Subtract(day, Value(kDate, "2001-01-01"))), "dayTimeDuration P59D");
  EXPECT_EQ(Shown(Subtract(day, instant)), "none");
  EXPECT_EQ(Shown(Subtract(day, Value(kDate, "2001-01-01Z"))), "none");
  EXPECT_EQ(Shown(Add(Value(kYearMonthDuration, "P1Y"), Value(kYearMonthDuration, "P1M"))),
            "yearMonthDuration P1Y1M");
  EXPECT_EQ(Shown(Add(Value(kYearMonthDuration, "P1Y"), Value(kDayTimeDuration, "P1D"))),
            "duration P1Y1D");
  EXPECT_EQ(Shown(Multiply(Value(kInteger, "3"), Value(kDayTimeDuration, "PT8H"))),
            "dayTimeDuration P1D");
  EXPECT_EQ(Shown(Multiply(Value(kDayTimeDuration, "PT1S"), Value(kDouble, "0.1"))),
            "dayTimeDuration PT0.1S");
  EXPECT_EQ(Shown(Divide(Value(kDayTimeDuration, "P1D"), Value(kDayTimeDuration, "PT8H"))),
            "decimal 3");
  EXPECT_EQ(Shown(Divide(Value(kYearMonthDuration, "P1Y"), Value(kDouble, "NaN"))), "none");
  EXPECT_EQ(Shown(Negate(Value(kDayTimeDuration, "P1D"))), "dayTimeDuration -P1D");
}

TEST(XsdValueTest, RoundingTakesTheUpperNeighbourAtAHalfAndKeepsTheType) {
  EXPECT_EQ(Shown(Round(Value(kDecimal, "2.5"))), "decimal 3");
  EXPECT_EQ(Shown(Round(Value(kDecimal, "-2.5"))), "decimal -2");
  EXPECT_EQ(Shown(Round(Value(kDouble, "-2.5"))), "double -2.0E0");
  EXPECT_EQ(Shown(Round(Value(kDouble, "-0.2"))), "double -0.0E0");
  EXPECT_EQ(Shown(Round(Value(kDouble, "0.49999999999999994"))), "double 0.0E0");
  EXPECT_EQ(Shown(Round(Value(kDouble, "9007199254740991"))), "double 9.007199254740991E15");
  EXPECT_EQ(Shown(Round(Value(kDouble, "-INF"))), "double -INF");
  EXPECT_EQ(Shown(Floor(Value(kFloat, "-1.5"))), "float -2.0E0");
  EXPECT_EQ(Shown(Ceil(Value(kDecimal, "1.0000001"))), "decimal 2");
  EXPECT_EQ(Shown(Abs(Value(kShort, "-7"))), "integer 7");
  EXPECT_EQ(Shown(Negate(Value(kInteger, "7"))), "integer -7");
  EXPECT_EQ(Shown(Round(Value(kString, "1.5"))), "none");
}

TEST(XsdValueTest, CastsFollowTheTableOfSparql) {
  const struct {
    XsdType from;
    const char* lexical;
    XsdType to;
    const char* result;
  } kCases[] = {
      {kString, " 1 ", kInteger, "integer 1"},
      {kString, "1.5", kInteger, "none"},
      {kString, "abc", kDouble, "none"},
      {kString, "2001-01-01T00:00:00Z", kDateTime, "dateTime 2001-01-01T00:00:00Z"},
      {kInteger, "1", kString, "string 1"},
      {kDouble, "1.0E0", kString, "string 1"},
      {kDouble, "1e6", kString, "string 1.0E6"},
      {kDouble, "123456.7", kString, "string 123456.7"},
      {kDouble, "0.000001", kString, "string 0.000001"},
      {kDouble, "1e-7", kString, "string 1.0E-7"},
      {kDouble, "-0", kString, "string -0"},
      {kFloat, "0.1", kString, "string 0.1"},
      {kBoolean, "1", kString, "string true"},
      {kBoolean, "true", kDouble, "double 1.0E0"},
      {kBoolean, "false", kInteger, "integer 0"},
      {kDouble, "-1.9", kInteger, "integer -1"},
      {kDouble, "1e22", kInteger, "integer 10000000000000000000000"},
      {kDouble, "1208925819614629174706176", kInteger, "integer 1208925819614629174706176"},
      {kDouble, "1e40", kInteger, "none"},
      {kDouble, "NaN", kInteger, "none"},
      {kDouble, "INF", kDecimal, "none"},
      {kDouble, "0.1", kDecimal, "decimal 0.1"},
      {kFloat, "0.1", kDecimal, "decimal 0.1"},
      {kDouble, "1e300", kFloat, "float INF"},
      {kDecimal, "2.7", kInteger, "integer 2"},
      {kInteger, "300", kByte, "none"},
      {kInteger, "30", kByte, "byte 30"},
      {kDecimal, "0.0", kBoolean, "boolean false"},
      {kDouble, "NaN", kBoolean, "boolean false"},
      {kDouble, "0.1", kBoolean, "boolean true"},
      {kDateTime, "2001-02-03T04:05:06.5+01:00", kDate, "date 2001-02-03+01:00"},
      {kDateTime, "2001-02-03T04:05:06.5+01:00", kTime, "time 04:05:06.5+01:00"},
      {kDateTime, "-0044-03-15T00:00:00", kYear, "gYear -0044"},
      {kDateTime, "2001-02-03T04:05:06Z", kYearMonth, "gYearMonth 2001-02Z"},
      {kDateTime, "2001-02-03T04:05:06Z", kMonthDay, "gMonthDay --02-03Z"},
      {kDate, "2001-02-03", kMonth, "gMonth --02"},
      {kDate, "2001-02-03", kDay, "gDay ---03"},
      {kDate, "2001-02-03-05:00", kDateTime, "dateTime 2001-02-03T00:00:00-05:00"},
      {kDate, "2001-02-03", kTime, "none"},
      {kYear, "2001", kDate, "none"},
      {kTime, "00:00:00", kDateTime, "none"},
      {kDate, "2001-02-03", kInteger, "none"},
      {kInteger, "1", kDate, "none"},
      {kDuration, "P1Y2DT3H", kYearMonthDuration, "yearMonthDuration P1Y"},
      {kDuration, "P1Y2DT3H", kDayTimeDuration, "dayTimeDuration P2DT3H"},
      {kDayTimeDuration, "PT1H", kYearMonthDuration, "yearMonthDuration P0M"},
      {kHexBinary, "00FF", kBase64Binary, "base64Binary AP8="},
      {kHexBinary, "00FF", kInteger, "none"},
      {kBoolean, "true", kDate, "none"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(Shown(CastTo(test.to, Value(test.from, test.lexical))), test.result)
        << IriOfXsdType(test.from) << ' ' << test.lexical << " to " << IriOfXsdType(test.to);
  }
}

TEST(XsdValueTest, EffectiveBooleanValuesAreThoseOfSparql) {
  EXPECT_EQ(EffectiveBooleanValue(Value(kBoolean, "false")), false);
  EXPECT_EQ(EffectiveBooleanValue(Value(kString, "")), false);
  EXPECT_EQ(EffectiveBooleanValue(Value(kString, "false")), true);
  EXPECT_EQ(EffectiveBooleanValue(Value(kDouble, "NaN")), false);
  EXPECT_EQ(EffectiveBooleanValue(Value(kFloat, "-0")), false);
  EXPECT_EQ(EffectiveBooleanValue(Value(kDecimal, "0.00")), false);
  EXPECT_EQ(EffectiveBooleanValue(Value(kByte, "-1")), true);
  EXPECT_EQ(EffectiveBooleanValue(Value(kDate, "2001-01-01")), std::nullopt);
}

TEST(XsdValueTest, BinariesOfAllLengthsComeBackFromTheirForms) {
  std::mt19937_64 random(TestSeed());
  for (size_t size = 0; size < 70; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    for (const XsdType type : {kHexBinary, kBase64Binary}) {
      const std::string form = XsdValue::Binary(type, bytes).ToLexical();
      EXPECT_EQ(Value(type, form).text(), bytes) << form;
      EXPECT_TRUE(IsCanonical(type, form));
    }
  }
}

}  // namespace
}  // namespace entente
