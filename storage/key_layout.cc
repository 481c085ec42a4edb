#include "storage/key_layout.h"

#include "storage/byte_order.h"

namespace entente {
namespace {

std::string NumberedKey(uint8_t first, uint64_t number) {
  std::string key(1, static_cast<char>(first));
  AppendBig64(number, &key);
  return key;
}

}  // namespace

std::string PageKey(TripleOrder order, uint64_t number) {
  return NumberedKey(static_cast<uint8_t>(order), number);
}

std::string TermKey(IdKind kind, uint64_t number) {
  return NumberedKey(static_cast<uint8_t>(kind), number);
}

uint8_t TermPageOrder(IdKind kind) { return 0x80 | static_cast<uint8_t>(kind); }

std::string TermPageKey(IdKind kind, uint64_t page_number) {
  return NumberedKey(TermPageOrder(kind), page_number);
}

std::string DeltaKey(uint32_t generation, TripleOrder order, std::span<const TermId> ids) {
  std::string key;
  key.reserve(kDeltaKeySize);
  for (int shift = 24; shift >= 0; shift -= 8)
    key.push_back(static_cast<char>(generation >> shift));
  key.push_back(static_cast<char>(order));
  for (const TermId id : ids) AppendBig64(id.bits(), &key);
  return key;
}

IdQuad DeltaKeyRow(std::string_view key) {
  IdQuad row;
  for (size_t column = 0; column < 4; ++column) {
    row[column] = TermId(LoadBig64(key.data() + 5 + 8 * column));
  }
  return row;
}

std::string PrefixEnd(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

}  // namespace entente
