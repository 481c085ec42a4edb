// Exact decimals: the values of xsd:decimal, xsd:integer and the types derived from it, as far as
// they have at most 38 digits.
//
// XSD 1.1 (part 2, section 5.4) and XPath (F&O 3.1, section 4.2) let an implementation bound the
// digits, at 18 or more. Here any 38 are exact, wherever the point stands among or before them.
// Where a result needs more, digits after the point are rounded off (half to even); where the
// digits before the point do not fit, there is no result, which is F&O's overflow error FOAR0002.
#ifndef ENTENTE_SCHEMA_XSD_DECIMAL_H_
#define ENTENTE_SCHEMA_XSD_DECIMAL_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/numeric/int128.h"

namespace entente {

// coefficient · 10^-scale, with the smallest scale there is for the value: equal values are equal
// member by member. A plain value.
class XsdDecimal {
 public:
  static constexpr int kDigitCountMax = 38;
  static constexpr int kScaleMax = 37;
  // Division gives at most so many digits after the point.
  static constexpr int kQuotientScale = 18;

  constexpr XsdDecimal() = default;
  explicit XsdDecimal(int64_t value) : coefficient_(value) {}

  // coefficient · 10^-scale. REQUIRES: |coefficient| < 10^38, 0 <= scale <= kScaleMax.
  static XsdDecimal OfScaled(absl::int128 coefficient, int scale);

  // The value of a lexical form of xsd:decimal: an optional sign, digits, at most one point. None
  // if it is no such form or has more than 38 digits that count.
  static std::optional<XsdDecimal> Parse(std::string_view lexical);

  // The decimal with the fewest digits that ToDouble (ToFloat) gives back as `value`. None for NaN,
  // infinities and values beyond 10^38. What is nearer to 0 than 10^-37 becomes 0.
  static std::optional<XsdDecimal> FromDouble(double value);
  static std::optional<XsdDecimal> FromFloat(float value);

  absl::int128 coefficient() const { return coefficient_; }
  int scale() const { return scale_; }
  bool is_integer() const { return scale_ == 0; }
  bool is_zero() const { return coefficient_ == 0; }
  bool is_negative() const { return coefficient_ < 0; }

  // The value, if it is an integer of 64 bits.
  std::optional<int64_t> ToInt64() const;
  // The nearest one.
  double ToDouble() const;
  float ToFloat() const;
  // The canonical lexical form of XSD 1.1: "-12", "0.5"; integers without a point.
  std::string ToString() const;

  // The nearest integers; Round takes the greater one at a half, as fn:round does.
  XsdDecimal Floor() const;
  XsdDecimal Ceil() const;
  XsdDecimal Round() const;
  XsdDecimal Truncate() const;
  XsdDecimal Negated() const;

  friend bool operator==(const XsdDecimal&, const XsdDecimal&) = default;
  friend std::strong_ordering operator<=>(const XsdDecimal& a, const XsdDecimal& b);

 private:
  absl::int128 coefficient_ = 0;
  int scale_ = 0;
};

std::optional<XsdDecimal> Add(const XsdDecimal& a, const XsdDecimal& b);
std::optional<XsdDecimal> Subtract(const XsdDecimal& a, const XsdDecimal& b);
std::optional<XsdDecimal> Multiply(const XsdDecimal& a, const XsdDecimal& b);
// Also none if `b` is zero: F&O's FOAR0001.
std::optional<XsdDecimal> Divide(const XsdDecimal& a, const XsdDecimal& b);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_XSD_DECIMAL_H_
