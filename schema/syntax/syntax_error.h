// How a mistake in a text is shown to the person who wrote it:
//
//   votes.ttl:3:14: expected an object, found '.'
//     un:france un:abstained .
//                            ^
//   hint: each predicate needs at least one object
#ifndef ENTENTE_SCHEMA_SYNTAX_SYNTAX_ERROR_H_
#define ENTENTE_SCHEMA_SYNTAX_SYNTAX_ERROR_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace entente {

// A place in a text. Lines end with LF, CR LF or a CR alone.
struct TextPlace {
  std::string_view file_name = {};
  uint64_t line = 1;     // From 1.
  uint64_t skipped = 0;  // Code points of the line that are not in `text` because they are gone.
  std::string_view text = {};  // The line from there on; what follows its end is ignored.
  size_t offset = 0;           // Of the mistake, in bytes of `text`.
};

// InvalidArgument with place, excerpt and caret. Columns count code points from 1; the caret stands
// where a terminal shows the place, below wide characters too. Of a long line only the surroundings
// of the place are shown; a tab appears as a space, what does not print as '?'.
absl::Status SyntaxError(const TextPlace& place, std::string_view problem,
                         std::string_view hint = {});

// The number of line ends in `text`. A CR LF that is cut in two counts twice.
uint64_t CountLineEnds(std::string_view text);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_SYNTAX_ERROR_H_
