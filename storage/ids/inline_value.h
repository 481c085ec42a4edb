// Values that live in the id: from ids to typed values and back, without lexical forms between.
// docs/storage_format.md, section "Ids", has every bit.
#ifndef ENTENTE_STORAGE_IDS_INLINE_VALUE_H_
#define ENTENTE_STORAGE_IDS_INLINE_VALUE_H_

#include <array>
#include <cstdint>
#include <optional>

#include "schema/xsd_value.h"
#include "storage/ids/term_id.h"

namespace entente {

// The id that the canonical literal of `value` has: InlineId(value.ToLiteral()). None if that
// literal belongs into the dictionary.
std::optional<TermId> InlineIdOfValue(const XsdValue& value);

// The value of an inline id. None if `id` is no inline id or its payload is none that is made.
std::optional<XsdValue> ValueOfInlineId(TermId id);

// Tells whether inline ids hold values, as ValueOfInlineId does, but for many ids: it remembers
// some of those that do. One thread.
class InlineIdCheck {
 public:
  // REQUIRES: id.is_inline().
  bool HoldsValue(TermId id);

 private:
  static constexpr int kPlaceBits = 10;
  std::array<TermId, size_t{1} << kPlaceBits> known_ = {};  // Each at the place its hash says.
};

// The number that an inline integer is. REQUIRES: id.kind() == IdKind::kInteger.
constexpr int64_t InlineInteger(TermId id) {
  constexpr int64_t kBias = int64_t{1} << (TermId::kPayloadBits - 1);
  return static_cast<int64_t>(id.payload()) - kBias;
}

}  // namespace entente

#endif  // ENTENTE_STORAGE_IDS_INLINE_VALUE_H_
