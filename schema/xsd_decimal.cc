#include "schema/xsd_decimal.h"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace entente {
namespace {

using absl::int128;
using absl::uint128;

constexpr std::array<uint128, XsdDecimal::kDigitCountMax + 1> MakePowersOfTen() {
  std::array<uint128, XsdDecimal::kDigitCountMax + 1> powers = {};
  // abseil's multiplication is not constexpr, so by halves.
  uint64_t high = 0;
  uint64_t low = 1;
  for (uint128& power : powers) {
    power = absl::MakeUint128(high, low);
    const uint64_t carry = ((low >> 32) * 10 + ((low & 0xFFFFFFFF) * 10 >> 32)) >> 32;
    high = high * 10 + carry;
    low *= 10;
  }
  return powers;
}
constexpr auto kPowersOfTen = MakePowersOfTen();
constexpr uint128 kMagnitudeEnd = kPowersOfTen[XsdDecimal::kDigitCountMax];

constexpr std::array<double, 23> kExactDoublePowers = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

uint128 Magnitude(int128 value) {
  return value < 0 ? uint128(0) - static_cast<uint128>(value) : static_cast<uint128>(value);
}

int128 Signed(uint128 magnitude, bool is_negative) {
  return is_negative ? -static_cast<int128>(magnitude) : static_cast<int128>(magnitude);
}

// An unsigned number of 384 bits, for results in the making: those of 38-digit operands fit.
class Wide {
 public:
  explicit Wide(uint128 value) : limbs_{absl::Uint128Low64(value), absl::Uint128High64(value)} {}

  bool FitsIn128() const { return (limbs_[2] | limbs_[3] | limbs_[4] | limbs_[5]) == 0; }
  uint128 Low128() const { return absl::MakeUint128(limbs_[1], limbs_[0]); }
  bool is_zero() const { return limbs_ == decltype(limbs_){}; }

  void MultiplyBy(uint64_t factor) {
    uint64_t carry = 0;
    for (uint64_t& limb : limbs_) {
      const uint128 product = uint128(limb) * factor + carry;
      limb = absl::Uint128Low64(product);
      carry = absl::Uint128High64(product);
    }
    assert(carry == 0);
  }
  void MultiplyByPowerOfTen(int exponent) {
    for (; exponent >= 19; exponent -= 19) MultiplyBy(absl::Uint128Low64(kPowersOfTen[19]));
    MultiplyBy(absl::Uint128Low64(kPowersOfTen[static_cast<size_t>(exponent)]));
  }
  void MultiplyBy(uint128 factor) {
    Wide high = *this;
    high.MultiplyBy(absl::Uint128High64(factor));
    MultiplyBy(absl::Uint128Low64(factor));
    for (size_t i = 5; i > 0; --i) high.limbs_[i] = high.limbs_[i - 1];
    high.limbs_[0] = 0;
    AddTo(high);
  }
  // Divides in place and returns the remainder.
  uint64_t DivideByTen() {
    uint64_t remainder = 0;
    for (size_t i = limbs_.size(); i-- > 0;) {
      const uint128 part = absl::MakeUint128(remainder, limbs_[i]);
      limbs_[i] = absl::Uint128Low64(part / 10);
      remainder = absl::Uint128Low64(part % 10);
    }
    return remainder;
  }
  void AddTo(const Wide& other) {
    uint64_t carry = 0;
    for (size_t i = 0; i < limbs_.size(); ++i) {
      const uint128 sum = uint128(limbs_[i]) + other.limbs_[i] + carry;
      limbs_[i] = absl::Uint128Low64(sum);
      carry = absl::Uint128High64(sum);
    }
  }
  // REQUIRES: other <= *this.
  void SubtractFrom(const Wide& other) {
    uint64_t borrow = 0;
    for (size_t i = 0; i < limbs_.size(); ++i) {
      const uint128 difference = uint128(limbs_[i]) - other.limbs_[i] - borrow;
      limbs_[i] = absl::Uint128Low64(difference);
      borrow = absl::Uint128High64(difference) != 0 ? 1 : 0;
    }
  }
  // Bit by bit; leaves the remainder in *this and returns the quotient.
  Wide DivideBy(const Wide& divisor) {
    Wide quotient(0);
    Wide remainder(0);
    for (size_t bit = limbs_.size() * 64; bit-- > 0;) {
      remainder.ShiftLeft();
      remainder.limbs_[0] |= limbs_[bit / 64] >> (bit % 64) & 1;
      if (divisor <= remainder) {
        remainder.SubtractFrom(divisor);
        quotient.limbs_[bit / 64] |= uint64_t{1} << (bit % 64);
      }
    }
    *this = remainder;
    return quotient;
  }
  friend bool operator<=(const Wide& a, const Wide& b) {
    for (size_t i = a.limbs_.size(); i-- > 0;) {
      if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] < b.limbs_[i];
    }
    return true;
  }

 private:
  void ShiftLeft() {
    for (size_t i = limbs_.size() - 1; i > 0; --i) {
      limbs_[i] = limbs_[i] << 1 | limbs_[i - 1] >> 63;
    }
    limbs_[0] <<= 1;
  }

  std::array<uint64_t, 6> limbs_ = {};
};

// The decimal ± magnitude · 10^-scale, rounded half to even to `scale_max` digits after the point
// and 38 in all. `has_more` says that the true magnitude is a little greater than `magnitude`.
std::optional<XsdDecimal> Rounded(Wide magnitude, bool has_more, bool is_negative, int scale,
                                  int scale_max) {
  uint64_t last_digit = 0;  // The last one dropped.
  bool has_rest = has_more;
  while (scale > scale_max || !magnitude.FitsIn128() || magnitude.Low128() >= kMagnitudeEnd) {
    if (scale == 0) return std::nullopt;
    has_rest |= last_digit != 0;
    last_digit = magnitude.DivideByTen();
    --scale;
  }
  uint128 kept = magnitude.Low128();
  const bool is_odd = (absl::Uint128Low64(kept) & 1) != 0;
  if (last_digit > 5 || (last_digit == 5 && (has_rest || is_odd))) ++kept;
  if (kept == kMagnitudeEnd) {
    if (scale == 0) return std::nullopt;
    kept /= 10;
    --scale;
  }
  return XsdDecimal::OfScaled(Signed(kept, is_negative), scale);
}

// a + b, or a - b if `negate_b`.
std::optional<XsdDecimal> Sum(const XsdDecimal& a, const XsdDecimal& b, bool negate_b) {
  const int scale = std::max(a.scale(), b.scale());
  constexpr int128 kSafe = int128(1) << 62;
  const auto is_small = [&](const XsdDecimal& x) {
    return scale - x.scale() <= 18 && -kSafe < x.coefficient() && x.coefficient() < kSafe;
  };
  if (is_small(a) && is_small(b)) {
    const auto aligned = [&](const XsdDecimal& x) {
      return x.coefficient() *
             static_cast<int128>(kPowersOfTen[static_cast<size_t>(scale - x.scale())]);
    };
    const int128 sum = negate_b ? aligned(a) - aligned(b) : aligned(a) + aligned(b);
    if (Magnitude(sum) < kMagnitudeEnd) return XsdDecimal::OfScaled(sum, scale);
  }
  Wide left(Magnitude(a.coefficient()));
  Wide right(Magnitude(b.coefficient()));
  left.MultiplyByPowerOfTen(scale - a.scale());
  right.MultiplyByPowerOfTen(scale - b.scale());
  const bool right_is_negative = b.is_negative() != negate_b;
  if (a.is_negative() == right_is_negative) {
    left.AddTo(right);
    return Rounded(left, false, a.is_negative(), scale, XsdDecimal::kScaleMax);
  }
  if (right <= left) {
    left.SubtractFrom(right);
    return Rounded(left, false, a.is_negative(), scale, XsdDecimal::kScaleMax);
  }
  right.SubtractFrom(left);
  return Rounded(right, false, right_is_negative, scale, XsdDecimal::kScaleMax);
}

void AppendDigits(uint128 magnitude, std::string* text) {
  char digits[XsdDecimal::kDigitCountMax + 1];
  char* end = digits + sizeof(digits);
  char* begin = end;
  while (magnitude > UINT64_MAX) {
    *--begin = static_cast<char>('0' + static_cast<int>(magnitude % 10));
    magnitude /= 10;
  }
  uint64_t low = absl::Uint128Low64(magnitude);
  do {
    *--begin = static_cast<char>('0' + low % 10);
    low /= 10;
  } while (low != 0);
  text->append(begin, static_cast<size_t>(end - begin));
}

// The nearest T, read by the standard library from "digits" and "e-scale".
template <typename T>
T Nearest(const XsdDecimal& value) {
  std::string text = value.is_negative() ? "-" : "";
  AppendDigits(Magnitude(value.coefficient()), &text);
  text += "e-" + std::to_string(value.scale());
  T nearest = 0;
  std::from_chars(text.data(), text.data() + text.size(), nearest);
  return nearest;
}

// From the shortest digits that give `value` back, as the standard library writes them.
template <typename T>
std::optional<XsdDecimal> Shortest(T value) {
  if (!std::isfinite(value)) return std::nullopt;
  char text[32];
  const auto written =
      std::to_chars(text, text + sizeof(text), std::abs(value), std::chars_format::scientific);
  const std::string_view form(text, static_cast<size_t>(written.ptr - text));
  const size_t e = form.find('e');
  int exponent = 0;
  std::from_chars(form.data() + e + (form[e + 1] == '+' ? 2 : 1), form.data() + form.size(),
                  exponent);
  uint64_t digits = 0;
  size_t digit_count = 0;
  for (const char c : form.substr(0, e)) {
    if (c == '.') continue;
    digits = digits * 10 + static_cast<uint64_t>(c - '0');
    ++digit_count;
  }
  exponent -= static_cast<int>(digit_count) - 1;
  const bool is_negative = std::signbit(value);
  if (exponent < -2 * XsdDecimal::kScaleMax) return XsdDecimal();
  if (exponent > XsdDecimal::kDigitCountMax) return std::nullopt;
  Wide magnitude(digits);
  if (exponent > 0) magnitude.MultiplyByPowerOfTen(exponent);
  return Rounded(magnitude, false, is_negative, std::max(0, -exponent), XsdDecimal::kScaleMax);
}

}  // namespace

XsdDecimal XsdDecimal::OfScaled(int128 coefficient, int scale) {
  assert(Magnitude(coefficient) < kMagnitudeEnd && scale >= 0 && scale <= kScaleMax);
  if (coefficient >= INT64_MIN && coefficient <= INT64_MAX) {
    auto small = static_cast<int64_t>(coefficient);
    while (scale > 0 && small % 10 == 0) {
      small /= 10;
      --scale;
    }
    coefficient = small;
    if (small == 0) scale = 0;
  } else {
    while (scale > 0 && coefficient % 10 == 0) {
      coefficient /= 10;
      --scale;
    }
  }
  XsdDecimal value;
  value.coefficient_ = coefficient;
  value.scale_ = scale;
  return value;
}

std::optional<XsdDecimal> XsdDecimal::Parse(std::string_view lexical) {
  const bool is_negative = lexical.starts_with('-');
  if (is_negative || lexical.starts_with('+')) lexical.remove_prefix(1);
  const size_t point = lexical.find('.');
  std::string_view whole = lexical.substr(0, point);
  std::string_view fraction = point == lexical.npos ? "" : lexical.substr(point + 1);
  if (whole.empty() && fraction.empty()) return std::nullopt;
  for (const std::string_view digits : {whole, fraction}) {
    for (const char c : digits) {
      if (c < '0' || c > '9') return std::nullopt;
    }
  }
  while (whole.starts_with('0')) whole.remove_prefix(1);
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  if (fraction.size() > kScaleMax || whole.size() + fraction.size() > kDigitCountMax) {
    return std::nullopt;
  }
  XsdDecimal value;
  value.scale_ = static_cast<int>(fraction.size());
  uint64_t low = 0;
  size_t count = 0;
  uint128 high = 0;
  for (const std::string_view digits : {whole, fraction}) {
    for (const char c : digits) {
      if (count == 19) {
        high = low;
        low = 0;
      }
      low = low * 10 + static_cast<uint64_t>(c - '0');
      ++count;
    }
  }
  const uint128 magnitude = count <= 19 ? uint128(low) : high * kPowersOfTen[count - 19] + low;
  value.coefficient_ = Signed(magnitude, is_negative);
  return value;
}

std::optional<XsdDecimal> XsdDecimal::FromDouble(double value) { return Shortest(value); }
std::optional<XsdDecimal> XsdDecimal::FromFloat(float value) { return Shortest(value); }

std::optional<int64_t> XsdDecimal::ToInt64() const {
  if (scale_ != 0 || coefficient_ < INT64_MIN || coefficient_ > INT64_MAX) return std::nullopt;
  return static_cast<int64_t>(coefficient_);
}

double XsdDecimal::ToDouble() const {
  // Both operands are exact, so that the one rounding of the division gives the nearest double.
  constexpr int64_t kExactMax = int64_t{1} << 53;
  if (coefficient_ >= -kExactMax && coefficient_ <= kExactMax &&
      scale_ < static_cast<int>(kExactDoublePowers.size())) {
    return static_cast<double>(static_cast<int64_t>(coefficient_)) /
           kExactDoublePowers[static_cast<size_t>(scale_)];
  }
  return Nearest<double>(*this);
}

float XsdDecimal::ToFloat() const { return Nearest<float>(*this); }

std::string XsdDecimal::ToString() const {
  std::string text = is_negative() ? "-" : "";
  const size_t start = text.size();
  AppendDigits(Magnitude(coefficient_), &text);
  if (scale_ == 0) return text;
  const auto scale = static_cast<size_t>(scale_);
  const size_t digit_count = text.size() - start;
  if (digit_count <= scale) text.insert(start, scale + 1 - digit_count, '0');
  text.insert(text.size() - scale, 1, '.');
  return text;
}

XsdDecimal XsdDecimal::Truncate() const {
  return OfScaled(
      Signed(Magnitude(coefficient_) / kPowersOfTen[static_cast<size_t>(scale_)], is_negative()),
      0);
}

XsdDecimal XsdDecimal::Floor() const {
  const XsdDecimal whole = Truncate();
  return scale_ == 0 || !is_negative() ? whole : OfScaled(whole.coefficient_ - 1, 0);
}

XsdDecimal XsdDecimal::Ceil() const { return Negated().Floor().Negated(); }

XsdDecimal XsdDecimal::Round() const {
  if (scale_ == 0) return *this;
  const XsdDecimal below = Floor();
  const uint128 power = kPowersOfTen[static_cast<size_t>(scale_)];
  const uint128 above_floor =
      static_cast<uint128>(coefficient_ - below.coefficient_ * static_cast<int128>(power));
  return above_floor * 2 >= power ? OfScaled(below.coefficient_ + 1, 0) : below;
}

XsdDecimal XsdDecimal::Negated() const {
  XsdDecimal negated = *this;
  negated.coefficient_ = -coefficient_;
  return negated;
}

std::strong_ordering operator<=>(const XsdDecimal& a, const XsdDecimal& b) {
  const auto compare = [](int128 x, int128 y) {
    return x < y   ? std::strong_ordering::less
           : x > y ? std::strong_ordering::greater
                   : std::strong_ordering::equal;
  };
  if (a.scale_ == b.scale_) return compare(a.coefficient_, b.coefficient_);
  const XsdDecimal a_floor = a.Floor();
  const XsdDecimal b_floor = b.Floor();
  if (a_floor != b_floor) return compare(a_floor.coefficient_, b_floor.coefficient_);
  // What is left after the floor has less than 10^scale, so it fits at the greatest scale.
  const auto rest = [](const XsdDecimal& x, const XsdDecimal& floor) {
    return (x.coefficient_ -
            floor.coefficient_ * static_cast<int128>(kPowersOfTen[static_cast<size_t>(x.scale_)])) *
           static_cast<int128>(kPowersOfTen[static_cast<size_t>(XsdDecimal::kScaleMax - x.scale_)]);
  };
  return compare(rest(a, a_floor), rest(b, b_floor));
}

std::optional<XsdDecimal> Add(const XsdDecimal& a, const XsdDecimal& b) { return Sum(a, b, false); }
std::optional<XsdDecimal> Subtract(const XsdDecimal& a, const XsdDecimal& b) {
  return Sum(a, b, true);
}

std::optional<XsdDecimal> Multiply(const XsdDecimal& a, const XsdDecimal& b) {
  const int scale = a.scale() + b.scale();
  const bool is_negative = a.is_negative() != b.is_negative();
  const uint128 left = Magnitude(a.coefficient());
  const uint128 right = Magnitude(b.coefficient());
  if (scale <= XsdDecimal::kScaleMax && left <= UINT64_MAX && right <= UINT64_MAX &&
      left * right < kMagnitudeEnd) {
    return XsdDecimal::OfScaled(Signed(left * right, is_negative), scale);
  }
  Wide product(left);
  product.MultiplyBy(right);
  return Rounded(product, false, is_negative, scale, XsdDecimal::kScaleMax);
}

std::optional<XsdDecimal> Divide(const XsdDecimal& a, const XsdDecimal& b) {
  if (b.is_zero()) return std::nullopt;
  // One digit more than asked for, and whether anything follows it: enough to round by.
  constexpr int kScale = XsdDecimal::kQuotientScale + 1;
  const int shift = kScale - a.scale() + b.scale();
  const bool is_negative = a.is_negative() != b.is_negative();
  const uint128 left = Magnitude(a.coefficient());
  const uint128 right = Magnitude(b.coefficient());
  if (left <= UINT64_MAX && shift >= 0 && shift <= 19) {
    const uint128 numerator = left * kPowersOfTen[static_cast<size_t>(shift)];
    return Rounded(Wide(numerator / right), numerator % right != 0, is_negative, kScale,
                   XsdDecimal::kQuotientScale);
  }
  Wide numerator(left);
  Wide divisor(right);
  if (shift >= 0) {
    numerator.MultiplyByPowerOfTen(shift);
  } else {
    divisor.MultiplyByPowerOfTen(-shift);
  }
  const Wide quotient = numerator.DivideBy(divisor);
  return Rounded(quotient, !numerator.is_zero(), is_negative, kScale, XsdDecimal::kQuotientScale);
}

}  // namespace entente
