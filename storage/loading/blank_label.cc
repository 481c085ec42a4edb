#include "storage/loading/blank_label.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <random>

#include "schema/text.h"

namespace entente {
namespace {

constexpr std::string_view kMark = "eb";
constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuv";

bool IsDecimal(char c) { return '0' <= c && c <= '9'; }

// "g", a random number of 64 bits in hexadecimal, "x" and a number: what updates gave before they
// gave the labels of today. Of shorter numbers there were few, and such labels may be anybody's.
bool IsFormerLabel(std::string_view label) {
  constexpr size_t kHexMin = 13;
  constexpr size_t kHexMax = 16;
  const size_t hex_end = label.find_first_not_of("0123456789abcdef", 1);
  if (!label.starts_with('g') || hex_end == std::string_view::npos || label[hex_end] != 'x' ||
      hex_end - 1 < kHexMin || hex_end - 1 > kHexMax || label[1] == '0') {
    return false;
  }
  const std::string_view number = label.substr(hex_end + 1);
  return !number.empty() && std::ranges::all_of(number, IsDecimal);
}

}  // namespace

std::string BlankLabelCharacters(std::string_view bytes) {
  const auto byte = [&](size_t at) { return uint32_t{static_cast<unsigned char>(bytes[at])}; };
  std::string characters;
  for (size_t bit = 0; characters.size() < kContentHashCharacters; bit += 5) {
    const uint32_t two = byte(bit / 8) << 8 | byte(bit / 8 + 1);
    characters.push_back(kDigits[two >> (11 - bit % 8) & 31]);
  }
  return characters;
}

std::string BlankLabelPrefix(std::string_view characters) { return StrCat(kMark, characters, "-"); }

std::string RandomBlankLabelPrefix() {
  std::array<char, kBlankLabelBytes> bytes;
  if (getentropy(bytes.data(), bytes.size()) != 0) {
    // A system without it: the standard library knows other sources.
    std::random_device device;
    for (char& byte : bytes) byte = static_cast<char>(device());
  }
  return BlankLabelPrefix(BlankLabelCharacters({bytes.data(), bytes.size()}));
}

bool IsGlobalBlankLabel(std::string_view label) {
  constexpr size_t kDash = kMark.size() + kContentHashCharacters;
  if (label.size() < kDash + 2 || label[kDash] != '-' || !label.starts_with(kMark)) {
    return IsFormerLabel(label);
  }
  return std::ranges::all_of(label.substr(kMark.size(), kContentHashCharacters),
                             [](char c) { return IsDecimal(c) || ('a' <= c && c <= 'v'); });
}

}  // namespace entente
