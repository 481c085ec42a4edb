// Regular expressions of XPath (F&O 3.1 section 5.6, XSD part 2 appendix G), as REGEX and REPLACE
// use them, in time linear in the text: they are translated into those of RE2.
//
// Flags: i (no case), s (dot matches line ends), m (^ and $ match at line ends), x (white space in
// the pattern is ignored), q (the pattern is plain text). Understood: class subtraction
// [a-z-[aeiou]] with plain classes, \i \c \d \w and their complements, \p{L} and other
// general categories, \p{IsGreek} and the other blocks that Unicode names like that as far as they
// are listed in regex.cc. Not understood: back-references, which cannot be matched in linear time.
#ifndef ENTENTE_QUERY_EXPRESSION_REGEX_H_
#define ENTENTE_QUERY_EXPRESSION_REGEX_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

namespace re2 {
class RE2;
}

namespace entente {

// The pattern for RE2 that matches what `pattern` does, or InvalidArgument with the reason.
absl::StatusOr<std::string> TranslateRegex(std::string_view pattern, std::string_view flags);

class Regex {
 public:
  // InvalidArgument if the pattern or the flags are not understood, or take too much memory.
  static absl::StatusOr<std::unique_ptr<Regex>> Compile(std::string_view pattern,
                                                        std::string_view flags);
  ~Regex();

  // Whether some part of `text` matches.
  bool Matches(std::string_view text) const;

  // `text` with each match replaced, as fn:replace does it: $1 to $99 are the groups, $0 the match,
  // \$ and \\ stand for themselves. None if the pattern matches the empty string, the replacement
  // is malformed, or the result is longer than `size_max` bytes.
  std::optional<std::string> Replace(std::string_view text, std::string_view replacement,
                                     size_t size_max) const;

 private:
  Regex(std::unique_ptr<re2::RE2> compiled, bool is_literal);
  std::unique_ptr<re2::RE2> compiled_;
  bool is_literal_;  // Flag q: the replacement is plain text too.
};

// The last patterns used, compiled. One thread.
class RegexCache {
 public:
  // Null if the pattern does not compile. Lives until the next call.
  const Regex* Get(std::string_view pattern, std::string_view flags);

 private:
  absl::flat_hash_map<std::pair<std::string, std::string>, std::unique_ptr<Regex>> compiled_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXPRESSION_REGEX_H_
