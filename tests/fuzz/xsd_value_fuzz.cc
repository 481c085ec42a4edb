// Input: a byte that chooses the datatype, then a lexical form. What parses has a canonical form
// that parses to an equal value, and an inline id gives back the very form.
#include <cstdint>
#include <cstdlib>

#include "schema/xsd_value.h"
#include "storage/ids/inline_value.h"
#include "storage/ids/term_id.h"

namespace entente {
namespace {

using Unary = std::optional<XsdValue> (*)(const XsdValue&);
using Binary = std::optional<XsdValue> (*)(const XsdValue&, const XsdValue&);
constexpr Unary kUnary[] = {Negate, Abs, Round, Ceil, Floor};
constexpr Binary kBinary[] = {Add, Subtract, Multiply, Divide};

void Require(bool holds) {
  if (!holds) std::abort();
}

void Check(XsdType type, std::string_view form) {
  const std::optional<XsdValue> value = ParseXsdValue(type, form);
  const std::optional<TermId> id =
      InlineId({.kind = Term::Kind::kLiteral, .text = form, .datatype = IriOfXsdType(type)});
  if (!value.has_value()) {
    Require(!id.has_value() && !IsCanonical(type, form));
    return;
  }
  const std::string canonical = value->ToLexical();
  Require(IsCanonical(type, canonical));
  Require(IsCanonical(type, form) == (canonical == form));
  const std::optional<XsdValue> again = ParseXsdValue(type, canonical);
  Require(again.has_value());
  const std::optional<std::partial_ordering> order = Compare(*value, *again);
  Require(order == std::partial_ordering::equivalent || canonical == "NaN");
  if (id.has_value()) {
    Require(canonical == form);
    const auto literal = InlineLiteral(*id);
    Require(literal.ok() && literal->lexical == form && literal->datatype == IriOfXsdType(type));
  }
  for (int target = 1; target <= static_cast<int>(XsdType::kBase64Binary); ++target) {
    const std::optional<XsdValue> cast = CastTo(static_cast<XsdType>(target), *value);
    if (!cast.has_value()) continue;
    Require(cast->type() == static_cast<XsdType>(target));
    for (const Binary operation : kBinary) {
      const std::optional<XsdValue> result = operation(*value, *cast);
      if (result.has_value()) Require(!result->ToLexical().empty());
    }
  }
  for (const Unary operation : kUnary) operation(*value);
}

}  // namespace
}  // namespace entente

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr auto kTypeCount = static_cast<uint8_t>(entente::XsdType::kBase64Binary);
  if (size == 0 || size > 4096) return 0;
  entente::Check(static_cast<entente::XsdType>(1 + data[0] % kTypeCount),
                 {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
