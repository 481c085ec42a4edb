#include "schema/syntax/token_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "schema/language_tag.h"
#include "schema/syntax/escapes.h"
#include "schema/syntax/scan.h"
#include "schema/syntax/syntax_error.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"

namespace entente {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// How much of a text in memory is checked ahead, and how much of a source is held.
constexpr size_t kBlockBytes = size_t{128} << 10;
constexpr size_t kFirstBufferBytes = size_t{4} << 10;  // Most documents are small.
constexpr size_t kBufferBytes = size_t{256} << 10;
// What stays before the place at hand when a buffer is left, for excerpts.
constexpr size_t kContextBytes = 256;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace

TokenReader::TokenReader(std::string_view text, std::string_view file_name)
    : file_name_(file_name), unread_(text) {
  p_ = end_ = buffer_start_ = text.data();
  SkipByteOrderMark();
}

TokenReader::TokenReader(ByteSource* source, std::string_view file_name)
    : file_name_(file_name), source_(source) {
  StartNewBuffer();
  SkipByteOrderMark();
}

void TokenReader::SkipByteOrderMark() {
  if (!Consume(kByteOrderMark)) return;
  buffer_start_ = p_;
  buffer_offset_ = kByteOrderMark.size();
}

bool TokenReader::More() {
  if (is_finished_) return false;
  if (static_cast<size_t>(end_ - p_) > kTokenBytesMax) {
    Fail(StrCat("this token is longer than ", kTokenBytesMax >> 20, " MiB"));
    is_finished_ = true;
    return false;
  }
  is_finished_ = !(source_ == nullptr ? MoreOfText() : MoreOfSource());
  return !is_finished_;
}

bool TokenReader::MoreOfText() {
  if (unread_.empty()) return false;
  std::string_view block = unread_.substr(0, kBlockBytes);
  if (block.size() < unread_.size()) block.remove_suffix(CutTailSize(block));
  if (!IsValidUtf8(block)) {
    block = block.substr(0, ValidUtf8Prefix(block));
    if (block.empty()) {
      return FailAt(buffer_offset_ + static_cast<uint64_t>(end_ - buffer_start_),
                    "the text is not UTF-8");
    }
  }
  end_ += block.size();
  unread_.remove_prefix(block.size());
  return true;
}

bool TokenReader::MoreOfSource() {
  while (true) {
    char* free = buffer_.bytes.get() + (end_ - buffer_.bytes.get()) + unchecked_bytes_;
    if (free == buffer_.bytes.get() + buffer_.size) {
      StartNewBuffer();
      continue;
    }
    const absl::StatusOr<size_t> added =
        source_->Read({free, static_cast<size_t>(buffer_.bytes.get() + buffer_.size - free)});
    if (!added.ok()) {
      if (status_.ok()) status_ = added.status();
      return false;
    }
    std::string_view fresh(end_, unchecked_bytes_ + *added);
    if (fresh.empty()) return false;
    if (*added > 0) fresh.remove_suffix(CutTailSize(fresh));
    // At the end of the source, bytes that were waiting for others are no UTF-8.
    const size_t valid = IsValidUtf8(fresh) ? fresh.size() : ValidUtf8Prefix(fresh);
    unchecked_bytes_ += *added - valid;
    end_ += valid;
    if (valid > 0) return true;
    if (!fresh.empty()) {
      return FailAt(buffer_offset_ + static_cast<uint64_t>(end_ - buffer_start_),
                    "the text is not UTF-8");
    }
  }
}

void TokenReader::StartNewBuffer() {
  const char* kept = p_ - std::min(kContextBytes, static_cast<size_t>(p_ - buffer_start_));
  while (kept < p_ && (IsContinuation(*kept) || *kept == '\n')) ++kept;
  const std::string_view dropped = Between(buffer_start_, kept);
  const uint64_t line_ends = CountLineEnds(dropped);
  if (line_ends > 0) buffer_column_ = 0;
  buffer_line_ += line_ends;
  buffer_column_ += CountCodePoints(dropped.substr(dropped.find_last_of("\r\n") + 1));
  buffer_offset_ += dropped.size();

  const auto kept_bytes = static_cast<size_t>(end_ - kept);
  const size_t size = std::max(std::clamp(8 * buffer_.size, kFirstBufferBytes, kBufferBytes),
                               2 * (kept_bytes + unchecked_bytes_));
  Buffer next = std::move(spare_);
  spare_ = {};
  if (next.size < size) next = {std::make_unique_for_overwrite<char[]>(size), size};
  if (kept_bytes + unchecked_bytes_ > 0) {
    std::memcpy(next.bytes.get(), kept, kept_bytes + unchecked_bytes_);
  }
  p_ = next.bytes.get() + (p_ - kept);
  end_ = next.bytes.get() + kept_bytes;
  buffer_start_ = next.bytes.get();
  if (has_views_) {
    retired_.push_back(std::move(buffer_));
  } else if (buffer_.size == kBufferBytes) {
    spare_ = std::move(buffer_);
  }
  has_views_ = false;
  buffer_ = std::move(next);
}

void TokenReader::Release() {
  has_views_ = false;
  if (retired_.empty()) return;
  if (retired_.back().size == kBufferBytes) spare_ = std::move(retired_.back());
  retired_.clear();
}

bool TokenReader::FailAt(uint64_t offset, std::string_view problem, std::string_view hint) {
  if (!status_.ok()) return false;
  const char* at = buffer_start_ + (std::max(offset, buffer_offset_) - buffer_offset_);
  const std::string_view before = Between(buffer_start_, at);
  const size_t line_end = before.find_last_of("\r\n");
  const size_t line_start = line_end == std::string_view::npos ? 0 : line_end + 1;
  const size_t after = static_cast<size_t>(end_ - at) + unchecked_bytes_ + unread_.size();
  status_ = SyntaxError({.file_name = file_name_,
                         .line = buffer_line_ + CountLineEnds(before.substr(0, line_start)),
                         .skipped = line_start == 0 ? buffer_column_ : 0,
                         .text = Between(buffer_start_ + line_start,
                                         FindLineEnd(at, at + std::min(after, kContextBytes))),
                         .offset = before.size() - line_start},
                        problem, hint);
  return false;
}

bool TokenReader::FailExpected(std::string_view what, std::string_view hint) {
  Has(3);  // Enough for any code point, if there are that many.
  return Fail(StrCat("expected ", what, ", found ", CharacterName(Between(p_, end_))), hint);
}

void TokenReader::SkipSpaceFound() {
  while (true) {
    while (p_ < end_ && IsIn(*p_, kBlank | kLineEnd)) ++p_;
    if (p_ == end_) {
      if (!More()) return;
    } else if (*p_ == '#') {
      do {
        p_ = FindLineEnd(p_, end_);
      } while (p_ == end_ && More());
    } else {
      return;
    }
  }
}

bool TokenReader::StartsWith(std::string_view token) {
  return Has(token.size() - 1) && std::memcmp(p_, token.data(), token.size()) == 0;
}

bool TokenReader::Consume(std::string_view token) {
  if (!StartsWith(token)) return false;
  p_ += token.size();
  return true;
}

bool TokenReader::ConsumeKeyword(std::string_view keyword) {
  if (!Has(keyword.size() - 1) ||
      !absl::EqualsIgnoreCase(ToAbsl({p_, keyword.size()}), ToAbsl(keyword))) {
    return false;
  }
  const char next = Peek(keyword.size());
  if (IsIn(next, kName | kHigh) || next == ':' || next == '.') return false;
  p_ += keyword.size();
  return true;
}

bool TokenReader::ReadIri(std::string_view* iri, std::string* storage) {
  if (Peek() != '<') return FailExpected("an IRI in <>");
  size_t size = 1;
  bool has_escapes = false;
  size_t plain = 1;  // From here on nothing is in `storage` yet.
  while (true) {
    const char* const stop = FindIriEnd(p_ + size, end_);
    size = static_cast<size_t>(stop - p_);
    if (stop == end_) {
      if (More()) continue;
    } else if (*stop == '>') {
      break;
    } else if (*stop == '\\') {
      if (!has_escapes) storage->clear();
      has_escapes = true;
      storage->append(p_ + plain, stop);
      Has(size + 9);
      const Escape escape = DecodeEscape(Between(p_ + size, end_), EscapeKind::kIri, storage);
      if (escape.size == 0) return FailAt(offset() + size, escape.problem);
      size += escape.size;
      plain = size;
      continue;
    }
    const std::string_view hint =
        Peek(size) == ' ' ? "a space in an IRI must be written as %20" : "";
    p_ += size;
    return FailExpected("'>' at the end of the IRI", hint);
  }
  if (has_escapes) {
    storage->append(p_ + plain, p_ + size);
    *iri = *storage;
  } else {
    *iri = Give(1, size);
  }
  p_ += size + 1;
  return true;
}

size_t TokenReader::ScanName(size_t size) {
  while (true) {
    const char* q = p_ + size;
    while (q < end_) {
      if (IsIn(*q, kName) || *q == '.') {
        ++q;
      } else if (IsIn(*q, kHigh)) {
        const CodePoint next = DecodeUtf8(Between(q, end_));
        if (!IsNameChar(next.value)) break;
        q += next.size;
      } else {
        break;
      }
    }
    size = static_cast<size_t>(q - p_);
    if (q < end_ || !More()) return size;
  }
}

bool TokenReader::ReadPrefixedName(std::string_view* prefix, std::string_view* local,
                                   std::string* storage) {
  if (IsAtEnd()) return FailExpected("a name");
  if (*p_ != ':' && !IsNameBase(DecodeUtf8(Between(p_, end_)).value)) return FailExpected("a name");
  const size_t colon = ScanName(0);
  if (Peek(colon) != ':') {
    const std::string word(p_, colon);
    return Fail(StrCat("expected a name with a colon, found '", word.substr(0, 40), "'"));
  }
  if (colon > 0 && p_[colon - 1] == '.') {
    return FailAt(offset() + colon - 1, "a prefix cannot end with a dot");
  }
  // PN_LOCAL. Dots belong to it only if more of it follows.
  static constexpr std::string_view kEscapable = "_~.-!$&'()*+,;=/?#@%";
  const size_t start = colon + 1;
  size_t size = start;
  size_t local_end = start;
  bool has_escapes = false;
  while (true) {
    const char next = Peek(size);
    if (IsIn(next, kName)) {
      if (next == '-' && size == start) break;
      size = static_cast<size_t>(SkipAsciiName(p_ + size, end_) - p_);
    } else if (next == ':') {
      ++size;
    } else if (next == '.') {
      if (size == start) break;
      ++size;
      continue;
    } else if (next == '%') {
      if (!IsIn(Peek(size + 1), kHex) || !IsIn(Peek(size + 2), kHex)) {
        return FailAt(offset() + size, "'%' in a name must be followed by two hexadecimal digits");
      }
      size += 3;
    } else if (next == '\\') {
      if (!Has(size + 1) || kEscapable.find(p_[size + 1]) == std::string_view::npos) {
        return FailAt(offset() + size,
                      StrCat("a backslash in a name must stand before one of ", kEscapable));
      }
      has_escapes = true;
      size += 2;
    } else if (IsIn(next, kHigh)) {
      const CodePoint high = DecodeUtf8(Between(p_ + size, end_));
      if (size == start ? !IsNameStart(high.value) : !IsNameChar(high.value)) break;
      size += high.size;
    } else {
      break;
    }
    local_end = size;
  }
  *prefix = Give(0, colon);
  *local = Give(start, local_end);
  if (has_escapes) {
    storage->clear();
    for (size_t i = start; i < local_end; ++i) {
      if (p_[i] == '\\') ++i;
      storage->push_back(p_[i]);
    }
    *local = *storage;
  }
  p_ += local_end;
  return true;
}

bool TokenReader::ReadBlankNodeLabel(std::string_view* label) {
  if (!Consume("_:")) return FailExpected("a blank node");
  Has(3);
  const CodePoint first = DecodeUtf8(Between(p_, end_));
  const bool is_digit = first.value < 0x80 && IsIn(static_cast<char>(first.value), kDigit);
  if (first.size == 0 || !(is_digit || IsNameStart(first.value))) {
    return FailExpected("the label of a blank node");
  }
  size_t size = ScanName(first.size);
  while (p_[size - 1] == '.') --size;
  *label = Give(0, size);
  p_ += size;
  return true;
}

bool TokenReader::ReadString(std::string_view* text, std::string* storage, bool is_long_allowed) {
  const char quote = Peek();
  if (quote != '"' && quote != '\'') return FailExpected("a string in quotes");
  if (Peek(1) == quote && Peek(2) == quote) {
    if (!is_long_allowed)
      return Fail("this string must stand in single or double quotes, not in three");
    return ReadLongString(quote, text, storage);
  }
  size_t size = 1;
  size_t plain = 1;
  bool has_escapes = false;
  while (true) {
    const char* const stop = FindStringEnd(p_ + size, end_, quote);
    size = static_cast<size_t>(stop - p_);
    if (stop == end_) {
      if (More()) continue;
      return Fail("the string is not closed");
    }
    if (*stop == quote) break;
    if (*stop != '\\') {
      return Fail("the string is not closed on its line",
                  "strings of several lines stand in three quotes");
    }
    if (!has_escapes) storage->clear();
    has_escapes = true;
    storage->append(p_ + plain, stop);
    Has(size + 9);
    const Escape escape = DecodeEscape(Between(p_ + size, end_), EscapeKind::kString, storage);
    if (escape.size == 0) return FailAt(offset() + size, escape.problem);
    size += escape.size;
    plain = size;
  }
  if (has_escapes) {
    storage->append(p_ + plain, p_ + size);
    *text = *storage;
  } else {
    *text = Give(1, size);
  }
  p_ += size + 1;
  return true;
}

bool TokenReader::ReadLongString(char quote, std::string_view* text, std::string* storage) {
  size_t size = 3;
  size_t plain = 3;
  bool has_escapes = false;
  while (true) {
    const char* const stop = FindStringEnd(p_ + size, end_, quote);
    size = static_cast<size_t>(stop - p_);
    if (stop == end_) {
      if (More()) continue;
      return Fail("the string is not closed");
    }
    if (*stop == quote) {
      if (Peek(size + 1) == quote && Peek(size + 2) == quote) break;
      ++size;
    } else if (*stop == '\\') {
      if (!has_escapes) storage->clear();
      has_escapes = true;
      storage->append(p_ + plain, stop);
      Has(size + 9);
      const Escape escape = DecodeEscape(Between(p_ + size, end_), EscapeKind::kString, storage);
      if (escape.size == 0) return FailAt(offset() + size, escape.problem);
      size += escape.size;
      plain = size;
    } else {
      ++size;
    }
  }
  if (has_escapes) {
    storage->append(p_ + plain, p_ + size);
    *text = *storage;
  } else {
    *text = Give(3, size);
  }
  p_ += size + 3;
  return true;
}

bool TokenReader::ReadLanguage(std::string_view* language, Direction* direction,
                               std::string* storage) {
  size_t size = 1;
  bool has_upper = false;
  while (Has(size) && (IsIn(p_[size], kLetter | kDigit) || p_[size] == '-')) {
    has_upper |= p_[size] >= 'A' && p_[size] <= 'Z';
    ++size;
  }
  const std::string_view token(p_ + 1, size - 1);
  const size_t tag_size = LanguageTagLength(token);
  const std::string_view rest = token.substr(tag_size);
  if (tag_size == 0 || (!rest.empty() && !rest.starts_with("--"))) {
    return Fail("expected a language tag: subtags of 1 to 8 letters, as in @en or @pt-BR");
  }
  *direction = Direction::kNone;
  if (!rest.empty()) {
    if (rest != "--ltr" && rest != "--rtl") {
      return FailAt(offset() + 1 + tag_size + 2,
                    "the base direction must be ltr or rtl, in lower case");
    }
    *direction = rest == "--ltr" ? Direction::kLtr : Direction::kRtl;
  }
  *language = Give(1, 1 + tag_size);
  if (has_upper) {
    *storage = LowerCaseLanguage(*language);
    *language = *storage;
  }
  p_ += size;
  return true;
}

bool TokenReader::ReadNumber(std::string_view* text, NumberKind* kind) {
  size_t size = Peek() == '+' || Peek() == '-' ? 1 : 0;
  const auto skip_digits = [&] {
    const size_t start = size;
    while (IsIn(Peek(size), kDigit)) ++size;
    return size - start;
  };
  *kind = NumberKind::kInteger;
  const size_t integer_digits = skip_digits();
  const auto is_exponent_at = [&](size_t at) {
    if ((Peek(at) | 0x20) != 'e') return false;
    const bool has_sign = Peek(at + 1) == '+' || Peek(at + 1) == '-';
    return IsIn(Peek(at + 1 + has_sign), kDigit);
  };
  if (Peek(size) == '.') {
    if (IsIn(Peek(size + 1), kDigit)) {
      *kind = NumberKind::kDecimal;
      ++size;
      skip_digits();
    } else if (integer_digits > 0 && is_exponent_at(size + 1)) {
      ++size;
    }
  }
  if (integer_digits == 0 && *kind == NumberKind::kInteger) return FailExpected("a number");
  if (is_exponent_at(size)) {
    *kind = NumberKind::kDouble;
    ++size;
    if (Peek(size) == '+' || Peek(size) == '-') ++size;
    skip_digits();
  }
  *text = Give(0, size);
  p_ += size;
  return true;
}

}  // namespace entente
