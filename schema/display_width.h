// How many columns text takes on a terminal: two for wide (East Asian) characters, none for
// combining ones.
#ifndef ENTENTE_SCHEMA_DISPLAY_WIDTH_H_
#define ENTENTE_SCHEMA_DISPLAY_WIDTH_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace entente {

// The columns of `text`, which is valid UTF-8 without control characters.
size_t DisplayWidth(std::string_view text);

// `text` if it fits into `width` columns, else its beginning with "…" behind it, as wide as fits.
std::string CutToWidth(std::string_view text, size_t width);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_DISPLAY_WIDTH_H_
