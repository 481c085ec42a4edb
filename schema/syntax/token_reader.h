// Bytes → the tokens that Turtle, TriG and SPARQL share: IRIs, strings, numbers, names. Knows where
// it is, checks UTF-8 on the way, and reads from memory or, in bounded memory, from a source.
// Sources: RDF 1.2 Turtle section 6.5 (terminals), SPARQL 1.2 section 19.8.
#ifndef ENTENTE_SCHEMA_SYNTAX_TOKEN_READER_H_
#define ENTENTE_SCHEMA_SYNTAX_TOKEN_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "entente/term.h"
#include "schema/byte_source.h"
#include "schema/unicode.h"

namespace entente {

enum class NumberKind : uint8_t { kInteger, kDecimal, kDouble };

// Functions that read a token are called where one begins, leave the reader behind it and return
// true; on a mistake they set status() and return false. The first error stays. When the input
// ends early (a source fails, bytes are not UTF-8, a token is too long), status() says so and the
// text seems to end there; so whoever meets the end where it should not be calls Fail, which then
// keeps the true cause.
//
// Texts they give are views that live until Release(), or as long as the text that was given to the
// constructor if IsStable(view). Where a token has escapes, the view is of `storage`.
class TokenReader {
 public:
  // `text` and `file_name` must outlive the reader. A byte order mark is skipped.
  TokenReader(std::string_view text, std::string_view file_name);
  // `source` too.
  TokenReader(ByteSource* source, std::string_view file_name);

  const absl::Status& status() const { return status_; }

  // The byte at `ahead` from here; NUL beyond the end, and where the text has a NUL byte.
  char Peek(size_t ahead = 0) { return Has(ahead) ? p_[ahead] : '\0'; }
  bool IsAtEnd() { return !Has(0); }
  // REQUIRES: that many bytes were peeked at.
  void Skip(size_t size) { p_ += size; }
  // Skips white space and comments.
  void SkipSpace() {
    if (p_ == end_ || static_cast<unsigned char>(*p_) <= ' ' || *p_ == '#') SkipSpaceFound();
  }
  // True if `token` comes next.
  bool StartsWith(std::string_view token);
  // Skips `token` if it comes next.
  bool Consume(std::string_view token);
  bool Consume(char token) {
    if (!Has(0) || *p_ != token) return false;
    ++p_;
    return true;
  }
  // Skips `keyword`, which is in upper case, if it comes next in any case and ends there: no
  // character of a name, no dot and no colon follows.
  bool ConsumeKeyword(std::string_view keyword);

  // "<…>" → what stands between, without escapes. Whether it is absolute is not looked at.
  bool ReadIri(std::string_view* iri, std::string* storage);
  // "prefix:local" → both, without escapes.
  bool ReadPrefixedName(std::string_view* prefix, std::string_view* local, std::string* storage);
  // "_:label" → label.
  bool ReadBlankNodeLabel(std::string_view* label);
  // A string in one of the four forms of quotes, or only in the short two.
  bool ReadString(std::string_view* text, std::string* storage, bool is_long_allowed = true);
  // "@en-GB--ltr" → "en-gb", kLtr.
  bool ReadLanguage(std::string_view* language, Direction* direction, std::string* storage);
  // A number with or without sign, as it is written.
  bool ReadNumber(std::string_view* text, NumberKind* kind);

  // Ends the life of all views given so far.
  void Release();
  bool IsStable(std::string_view view) const {
    return source_ == nullptr && view.data() >= buffer_start_ && view.data() <= end_;
  }

  // The number of bytes before this place.
  uint64_t offset() const { return buffer_offset_ + static_cast<uint64_t>(p_ - buffer_start_); }

  // Sets status() to a SyntaxError here, or at an offset not before the last token, unless there is
  // an error already. Returns false.
  bool Fail(std::string_view problem, std::string_view hint = {}) {
    return FailAt(offset(), problem, hint);
  }
  bool FailAt(uint64_t offset, std::string_view problem, std::string_view hint = {});
  // Fail with "expected …, found …".
  bool FailExpected(std::string_view what, std::string_view hint = {});

 private:
  struct Buffer {
    std::unique_ptr<char[]> bytes = {};
    size_t size = 0;
  };

  bool Has(size_t ahead) {
    while (ahead >= static_cast<size_t>(end_ - p_)) {
      if (!More()) return false;
    }
    return true;
  }
  // Makes the text that is at hand, from p_ to end_, longer. False at the end. Moves both pointers;
  // the old bytes live on until Release().
  bool More();
  bool MoreOfText();
  void SkipSpaceFound();
  bool MoreOfSource();
  void StartNewBuffer();
  void SkipByteOrderMark();
  // The offset from p_ of the first byte at or behind `size` that is neither PN_CHARS nor a dot.
  size_t ScanName(size_t size);
  // The text of a token, from and to these sizes behind p_.
  std::string_view Give(size_t begin, size_t end) {
    has_views_ = true;
    return {p_ + begin, end - begin};
  }
  bool ReadLongString(char quote, std::string_view* text, std::string* storage);

  std::string_view file_name_;
  absl::Status status_;
  bool is_finished_ = false;  // There is nothing behind end_.

  // At hand: [p_, end_) is checked and not yet read.
  const char* p_ = nullptr;
  const char* end_ = nullptr;
  // The oldest byte that is still there, for excerpts, and what was before it.
  const char* buffer_start_ = nullptr;
  uint64_t buffer_offset_ = 0;
  uint64_t buffer_line_ = 1;
  uint64_t buffer_column_ = 0;  // Code points of its line before it.

  std::string_view unread_;  // Of a text in memory: from end_ on.

  ByteSource* source_ = nullptr;
  Buffer buffer_;
  bool has_views_ = false;      // Of buffer_, given since the last Release.
  size_t unchecked_bytes_ = 0;  // Behind end_: the beginning of a code point, or no UTF-8.
  std::vector<Buffer> retired_;
  Buffer spare_;
};

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_TOKEN_READER_H_
