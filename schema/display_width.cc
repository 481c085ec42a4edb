#include "schema/display_width.h"

#include <utf8proc.h>

#include <algorithm>

#include "schema/unicode.h"

namespace entente {
namespace {

size_t WidthOf(char32_t c) {
  const int width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(c));
  return width > 0 ? static_cast<size_t>(width) : 0;
}

}  // namespace

size_t DisplayWidth(std::string_view text) {
  const bool is_ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
  if (is_ascii) return text.size();
  size_t width = 0;
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = DecodeUtf8(text.substr(i));
    if (c.size == 0) break;
    width += WidthOf(c.value);
    i += c.size;
  }
  return width;
}

std::string CutToWidth(std::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return {};
  size_t used = 0;
  size_t end = 0;
  while (end < text.size()) {
    const CodePoint c = DecodeUtf8(text.substr(end));
    if (c.size == 0 || used + WidthOf(c.value) > width - 1) break;
    used += WidthOf(c.value);
    end += c.size;
  }
  std::string cut(text.substr(0, end));
  cut.append("…");
  return cut;
}

}  // namespace entente
