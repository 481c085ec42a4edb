#include "schema/xsd_decimal.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/seed.h"

namespace entente {
namespace {

// Arithmetic as on paper: digits, and a count of them after the point.
struct Paper {
  bool is_negative = false;
  std::string digits = "0";  // Highest first.
  int scale = 0;
};

Paper OnPaper(const XsdDecimal& value) {
  std::string text = value.ToString();
  Paper paper;
  paper.is_negative = text.starts_with('-');
  if (paper.is_negative) text.erase(0, 1);
  const size_t point = text.find('.');
  if (point != text.npos) {
    paper.scale = static_cast<int>(text.size() - point - 1);
    text.erase(point, 1);
  }
  paper.digits = text;
  return paper;
}

std::string WithoutLeadingZeros(const std::string& digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == digits.npos ? "0" : digits.substr(first);
}

int CompareDigits(const std::string& a, const std::string& b) {
  const std::string x = WithoutLeadingZeros(a);
  const std::string y = WithoutLeadingZeros(b);
  if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
  return x.compare(y);
}

std::string AddDigits(std::string a, std::string b) {
  const size_t size = std::max(a.size(), b.size()) + 1;
  a.insert(0, size - a.size(), '0');
  b.insert(0, size - b.size(), '0');
  int carry = 0;
  for (size_t i = size; i-- > 0;) {
    const int sum = a[i] - '0' + b[i] - '0' + carry;
    a[i] = static_cast<char>('0' + sum % 10);
    carry = sum / 10;
  }
  return WithoutLeadingZeros(a);
}

// REQUIRES: a >= b.
std::string SubtractDigits(std::string a, std::string b) {
  b.insert(0, a.size() - std::min(a.size(), b.size()), '0');
  int borrow = 0;
  for (size_t i = a.size(); i-- > 0;) {
    int difference = a[i] - b[i] - borrow;
    borrow = difference < 0 ? 1 : 0;
    a[i] = static_cast<char>('0' + difference + 10 * borrow);
  }
  return WithoutLeadingZeros(a);
}

Paper Sum(Paper a, Paper b) {
  const int scale = std::max(a.scale, b.scale);
  a.digits.append(static_cast<size_t>(scale - a.scale), '0');
  b.digits.append(static_cast<size_t>(scale - b.scale), '0');
  a.digits = WithoutLeadingZeros(a.digits);
  b.digits = WithoutLeadingZeros(b.digits);
  if (a.is_negative == b.is_negative) {
    return {a.is_negative, AddDigits(a.digits, b.digits), scale};
  }
  if (CompareDigits(a.digits, b.digits) < 0) std::swap(a, b);
  return {a.is_negative, SubtractDigits(a.digits, b.digits), scale};
}

Paper Product(const Paper& a, const Paper& b) {
  std::string product = "0";
  for (const char digit : a.digits) {
    product += '0';
    for (char times = '0'; times < digit; ++times) product = AddDigits(product, b.digits);
  }
  return {a.is_negative != b.is_negative, WithoutLeadingZeros(product), a.scale + b.scale};
}

// What XsdDecimal promises for an exact result: 38 digits, 37 of them after the point, half to
// even.
std::optional<std::string> Kept(Paper exact) {
  exact.digits = WithoutLeadingZeros(exact.digits);
  int dropped = std::max(0, exact.scale - XsdDecimal::kScaleMax);
  dropped = std::max(dropped, static_cast<int>(exact.digits.size()) - XsdDecimal::kDigitCountMax);
  if (dropped > exact.scale) return std::nullopt;
  if (dropped > 0) {
    exact.digits.insert(0, static_cast<size_t>(dropped), '0');
    const std::string rest =
        exact.digits.substr(exact.digits.size() - static_cast<size_t>(dropped));
    exact.digits.resize(exact.digits.size() - rest.size());
    exact.scale -= dropped;
    const std::string half = StrCat("5", std::string(rest.size() - 1, '0'));
    const bool is_odd = !exact.digits.empty() && (exact.digits.back() - '0') % 2 != 0;
    if (rest > half || (rest == half && is_odd)) exact.digits = AddDigits(exact.digits, "1");
    exact.digits = WithoutLeadingZeros(exact.digits);
    if (exact.digits.size() > XsdDecimal::kDigitCountMax) {
      if (exact.scale == 0) return std::nullopt;
      exact.digits.pop_back();
      --exact.scale;
    }
  }
  std::string text = exact.digits;
  const auto scale = static_cast<size_t>(exact.scale);
  if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
  if (scale > 0) text.insert(text.size() - scale, 1, '.');
  while (scale > 0 && text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return exact.is_negative && text != "0" ? StrCat("-", text) : text;
}

class DecimalMaker {
 public:
  explicit DecimalMaker(uint64_t seed) : random_(seed) {}
  uint64_t Below(uint64_t bound) { return random_() % bound; }

  XsdDecimal Make() {
    const auto digit_count = static_cast<size_t>(1 + Below(Below(2) == 0 ? 6 : 38));
    const auto scale = Below(3) == 0 ? 0 : Below(std::min<size_t>(digit_count, 37) + 1);
    std::string text;
    const bool is_round = Below(4) == 0;  // Nines and zeros make carries.
    for (size_t i = 0; i < digit_count; ++i) {
      text += is_round ? (Below(6) == 0 ? '4' : '9') : static_cast<char>('0' + Below(10));
    }
    if (scale > 0) text.insert(digit_count - scale, 1, '.');
    if (Below(2) == 0) text.insert(0, 1, '-');
    return XsdDecimal::Parse(text).value();
  }

 private:
  std::mt19937_64 random_;
};

std::optional<std::string> Text(const std::optional<XsdDecimal>& value) {
  if (!value.has_value()) return std::nullopt;
  return value->ToString();
}

TEST(XsdDecimalTest, SumsDifferencesAndProductsAgreeWithArithmeticOnPaper) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  DecimalMaker maker(seed);
  for (uint64_t round = 0; round < TestRounds(5000); ++round) {
    const XsdDecimal a = maker.Make();
    const XsdDecimal b = maker.Make();
    SCOPED_TRACE(a.ToString() + " and " + b.ToString());
    Paper minus_b = OnPaper(b);
    minus_b.is_negative = !minus_b.is_negative;
    ASSERT_EQ(Text(Add(a, b)), Kept(Sum(OnPaper(a), OnPaper(b))));
    ASSERT_EQ(Text(Subtract(a, b)), Kept(Sum(OnPaper(a), minus_b)));
    ASSERT_EQ(Text(Multiply(a, b)), Kept(Product(OnPaper(a), OnPaper(b))));
  }
}

TEST(XsdDecimalTest, QuotientsAreTheNearestOnes) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  DecimalMaker maker(seed);
  size_t quotient_count = 0;
  const uint64_t rounds = TestRounds(2000);
  for (uint64_t round = 0; round < rounds; ++round) {
    const XsdDecimal a = maker.Make();
    const XsdDecimal b = maker.Make();
    SCOPED_TRACE(a.ToString() + " by " + b.ToString());
    const std::optional<XsdDecimal> quotient = Divide(a, b);
    if (b.is_zero()) {
      EXPECT_EQ(quotient, std::nullopt);
      continue;
    }
    if (!quotient.has_value()) {
      // Only if the whole part has more than 38 digits.
      EXPECT_GE(std::abs(a.ToDouble() / b.ToDouble()), 0.9e38);
      continue;
    }
    ++quotient_count;
    const Paper q = OnPaper(*quotient);
    // How far the last place reaches: 18 digits after the point, or what 38 digits leave.
    int last_place = XsdDecimal::kQuotientScale;
    const int whole_digits = static_cast<int>(q.digits.size()) - q.scale;
    last_place = std::min(last_place, XsdDecimal::kDigitCountMax - whole_digits);
    Paper minus_product = Product(q, OnPaper(b));
    minus_product.is_negative = !minus_product.is_negative;
    Paper twice_error = Sum(OnPaper(a), minus_product);
    twice_error.digits = AddDigits(twice_error.digits, twice_error.digits);
    // 2·|a - q·b| <= |b| · 10^-last_place
    Paper bound = OnPaper(b);
    bound.scale += last_place;
    const int scale = std::max(bound.scale, twice_error.scale);
    bound.digits.append(static_cast<size_t>(scale - bound.scale), '0');
    twice_error.digits.append(static_cast<size_t>(scale - twice_error.scale), '0');
    ASSERT_LE(CompareDigits(twice_error.digits, bound.digits), 0) << quotient->ToString();
  }
  EXPECT_GT(quotient_count, rounds / 4);
}

TEST(XsdDecimalTest, OrderIsTheSignOfTheDifference) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  DecimalMaker maker(seed);
  for (uint64_t round = 0; round < TestRounds(5000); ++round) {
    const XsdDecimal a = maker.Make();
    const XsdDecimal b = maker.Below(4) == 0 ? a : maker.Make();
    Paper minus_b = OnPaper(b);
    minus_b.is_negative = !minus_b.is_negative;
    const Paper difference = Sum(OnPaper(a), minus_b);
    const bool is_zero = WithoutLeadingZeros(difference.digits) == "0";
    SCOPED_TRACE(a.ToString() + " and " + b.ToString());
    ASSERT_EQ(a == b, is_zero);
    ASSERT_EQ(a < b, !is_zero && difference.is_negative);
    ASSERT_EQ(a > b, !is_zero && !difference.is_negative);
  }
}

TEST(XsdDecimalTest, RoundingFollowsItsDefinition) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  DecimalMaker maker(seed);
  const XsdDecimal one(1);
  const XsdDecimal half = XsdDecimal::Parse("0.5").value();
  for (uint64_t round = 0; round < TestRounds(5000); ++round) {
    const XsdDecimal x = maker.Make();
    SCOPED_TRACE(x.ToString());
    for (const XsdDecimal& whole : {x.Floor(), x.Ceil(), x.Round(), x.Truncate()}) {
      EXPECT_TRUE(whole.is_integer());
    }
    EXPECT_LE(x.Floor(), x);
    EXPECT_GE(x.Ceil(), x);
    EXPECT_EQ(x.Truncate(), x.is_negative() ? x.Ceil() : x.Floor());
    if (x.is_integer()) {
      EXPECT_EQ(x.Floor(), x);
      EXPECT_EQ(x.Round(), x);
      continue;
    }
    EXPECT_EQ(Add(x.Floor(), one), x.Ceil());
    const bool is_upper = x >= *Add(x.Floor(), half);
    EXPECT_EQ(x.Round(), is_upper ? x.Ceil() : x.Floor());
  }
}

TEST(XsdDecimalTest, WhatIsWrittenIsReadBack) {
  DecimalMaker maker(TestSeed());
  for (uint64_t round = 0; round < TestRounds(5000); ++round) {
    const XsdDecimal x = maker.Make();
    ASSERT_EQ(XsdDecimal::Parse(x.ToString()), x) << x.ToString();
    ASSERT_EQ(
        XsdDecimal::Parse(StrCat("+00", x.Negated().ToString().substr(x.is_negative() ? 0 : 1))),
        x.is_negative() ? x.Negated() : x);
  }
}

TEST(XsdDecimalTest, DoublesAndFloatsAreTheNearestOnes) {
  DecimalMaker maker(TestSeed());
  for (uint64_t round = 0; round < TestRounds(5000); ++round) {
    const XsdDecimal x = maker.Make();
    const std::string text = x.ToString();
    ASSERT_EQ(x.ToDouble(), std::strtod(text.c_str(), nullptr)) << text;
    ASSERT_EQ(x.ToFloat(), std::strtof(text.c_str(), nullptr)) << text;
  }
}

TEST(XsdDecimalTest, DoublesComeBackFromTheirDecimals) {
  DecimalMaker maker(TestSeed());
  for (uint64_t round = 0; round < TestRounds(5000); ++round) {
    const double x = std::ldexp(static_cast<double>(maker.Below(uint64_t{1} << 53)),
                                static_cast<int>(maker.Below(130)) - 100);
    const std::optional<XsdDecimal> decimal = XsdDecimal::FromDouble(x);
    if (x >= 1e38) {
      EXPECT_EQ(decimal, std::nullopt) << x;
      continue;
    }
    ASSERT_TRUE(decimal.has_value()) << x;
    const bool fits = x > 1e-18 || x == 0;
    ASSERT_TRUE(!fits || decimal->ToDouble() == x) << x << ' ' << decimal->ToString();
  }
  EXPECT_EQ(Text(XsdDecimal::FromDouble(0.1)), "0.1");
  EXPECT_EQ(Text(XsdDecimal::FromFloat(0.1F)), "0.1");
  EXPECT_EQ(Text(XsdDecimal::FromDouble(-1e-300)), "0");
  EXPECT_EQ(XsdDecimal::FromDouble(std::numeric_limits<double>::infinity()), std::nullopt);
  EXPECT_EQ(XsdDecimal::FromDouble(std::nan("")), std::nullopt);
}

TEST(XsdDecimalTest, OtherTextsAreNoDecimals) {
  for (const char* text : {"", "-", "+", ".", "-.", "1e0", "1 ", " 1", "--1", "1.2.3", "0x1", "1,5",
                           "INF", "NaN", "+-1"}) {
    EXPECT_EQ(XsdDecimal::Parse(text), std::nullopt) << text;
  }
  EXPECT_EQ(Text(XsdDecimal::Parse("1.")), "1");
  EXPECT_EQ(Text(XsdDecimal::Parse("-.50")), "-0.5");
  EXPECT_EQ(Text(XsdDecimal::Parse("-0.0")), "0");
}

TEST(XsdDecimalTest, ThirtyEightDigitsFitAndThirtyNineDoNot) {
  const std::string nines(38, '9');
  EXPECT_EQ(Text(XsdDecimal::Parse(nines)), nines);
  EXPECT_EQ(Text(XsdDecimal::Parse(StrCat("-000", nines, ".000"))), StrCat("-", nines));
  EXPECT_EQ(XsdDecimal::Parse(nines + "9"), std::nullopt);
  EXPECT_EQ(XsdDecimal::Parse(StrCat("0.", std::string(37, '0'), "1")), std::nullopt);
  EXPECT_EQ(Add(*XsdDecimal::Parse(nines), XsdDecimal(1)), std::nullopt);
}

}  // namespace
}  // namespace entente
