// Fixed-width numbers as bytes: big-endian in keys, so that they sort; little-endian in values.
#ifndef ENTENTE_STORAGE_BYTE_ORDER_H_
#define ENTENTE_STORAGE_BYTE_ORDER_H_

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace entente {

inline uint64_t SwapUnlessNative(uint64_t value, std::endian order) {
  return std::endian::native == order ? value : __builtin_bswap64(value);
}

inline void AppendBig64(uint64_t value, std::string* out) {
  value = SwapUnlessNative(value, std::endian::big);
  out->append(reinterpret_cast<const char*>(&value), sizeof(value));
}
inline void AppendLittle64(uint64_t value, std::string* out) {
  value = SwapUnlessNative(value, std::endian::little);
  out->append(reinterpret_cast<const char*>(&value), sizeof(value));
}

// REQUIRES: eight bytes from `data`.
inline uint64_t LoadBig64(const char* data) {
  uint64_t value;
  std::memcpy(&value, data, sizeof(value));
  return SwapUnlessNative(value, std::endian::big);
}
inline uint64_t LoadLittle64(const char* data) {
  uint64_t value;
  std::memcpy(&value, data, sizeof(value));
  return SwapUnlessNative(value, std::endian::little);
}

// LEB128: seven bits a byte, the lowest first, the top bit set on all but the last.
inline void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

// Takes a varint off the front of *bytes. False if there is no whole one of at most 64 bits.
inline bool TakeVarint(std::string_view* bytes, uint64_t* value) {
  uint64_t result = 0;
  for (size_t index = 0; index < bytes->size() && index < 10; ++index) {
    const uint64_t byte = static_cast<unsigned char>((*bytes)[index]);
    result |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) {
      if (index == 9 && byte > 1) return false;
      bytes->remove_prefix(index + 1);
      *value = result;
      return true;
    }
  }
  return false;
}

}  // namespace entente

#endif  // ENTENTE_STORAGE_BYTE_ORDER_H_
