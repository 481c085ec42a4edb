// Bytes as hexadecimal digits.
#ifndef ENTENTE_QUERY_EXCHANGE_HEXADECIMAL_H_
#define ENTENTE_QUERY_EXCHANGE_HEXADECIMAL_H_

#include <string>
#include <string_view>

namespace entente {

// Two lower-case digits for each byte.
inline std::string Hexadecimal(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    digits.push_back(kDigits[byte >> 4]);
    digits.push_back(kDigits[byte & 15]);
  }
  return digits;
}

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_HEXADECIMAL_H_
