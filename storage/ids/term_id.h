// A TermId names a term in 64 bits: a kind in the top byte and a payload of 56 bits below.
//
//    63      56 55                                                    0
//   +----------+-------------------------------------------------------+
//   |   kind   |                        payload                        |
//   +----------+-------------------------------------------------------+
//
// Dictionary kinds (IRI, blank node, literal, triple term) count from 0 in payload, each for
// itself. Inline kinds carry the value itself, so that for two ids of one kind the order of the ids
// is the order of the values. Only canonical lexical forms are inline: "01"^^xsd:integer is a
// dictionary literal, because RDF terms differ when their lexical forms do. docs/storage_format.md
// has every bit.
#ifndef ENTENTE_STORAGE_IDS_TERM_ID_H_
#define ENTENTE_STORAGE_IDS_TERM_ID_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "schema/quad_stream.h"

namespace entente {

// The numbers are part of the format. Kinds that are new get new numbers.
enum class IdKind : uint8_t {
  kNone = 0,       // Payload 0: no term, which is the default graph in the graph position.
  kIri = 1,        // Dictionary.
  kBlankNode = 2,  // Dictionary.
  kTriple = 3,     // The relation of triple terms.
  kLiteral = 4,    // Dictionary.
  kBoolean = 16,   // Inline from here on.
  kInteger = 17,   // xsd:integer only; derived types are dictionary literals.
  kDecimal = 18,
  kDouble = 19,
  kFloat = 20,
  kDate = 21,       // Without time zone.
  kDateZoned = 22,  // With time zone; ordered by the instant it begins.
  kDateTime = 23,
  kDateTimeZoned = 24,
  kYear = 25,       // xsd:gYear without time zone.
  kYearMonth = 26,  // xsd:gYearMonth without time zone.
  kLocal = 255,     // Known only to one query or one transaction; never stored.
};

class TermId {
 public:
  static constexpr int kPayloadBits = 56;
  static constexpr uint64_t kPayloadMask = (uint64_t{1} << kPayloadBits) - 1;

  constexpr TermId() = default;
  constexpr explicit TermId(uint64_t bits) : bits_(bits) {}
  constexpr TermId(IdKind kind, uint64_t payload)
      : bits_(uint64_t{static_cast<uint8_t>(kind)} << kPayloadBits | payload) {}

  constexpr uint64_t bits() const { return bits_; }
  constexpr IdKind kind() const { return static_cast<IdKind>(bits_ >> kPayloadBits); }
  constexpr uint64_t payload() const { return bits_ & kPayloadMask; }
  constexpr bool is_none() const { return bits_ == 0; }
  constexpr bool is_inline() const {
    return kind() >= IdKind::kBoolean && kind() != IdKind::kLocal;
  }

  friend constexpr auto operator<=>(TermId, TermId) = default;
  template <typename H>
  friend H AbslHashValue(H state, TermId id) {
    return H::combine(std::move(state), id.bits_);
  }

 private:
  uint64_t bits_ = 0;
};
static_assert(sizeof(TermId) == 8);

// The id of `literal` if its value is kept in the id, that is if the datatype is one of the inline
// kinds, the lexical form is canonical and the value fits. No dictionary is asked.
std::optional<TermId> InlineId(const TermView& literal);

// The literal that an inline id stands for.
// REQUIRES: id.is_inline(). DataLoss if the payload is none that InlineId makes.
absl::StatusOr<Literal> InlineLiteral(TermId id);

}  // namespace entente

#endif  // ENTENTE_STORAGE_IDS_TERM_ID_H_
