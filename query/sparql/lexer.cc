#include "query/sparql/lexer.h"

#include "schema/language_tag.h"
#include "schema/status_macros.h"
#include "schema/syntax/syntax_error.h"
#include "schema/text.h"
#include "schema/unicode.h"

namespace entente {
namespace {

char ToUpper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// Characters of a variable's name after the first: name characters without '-'.
bool IsVariableChar(char32_t c) { return c != '-' && IsNameChar(c); }

bool IsVariableStart(char32_t c) { return IsNameStart(c) || (c >= '0' && c <= '9'); }

// The escapes of local names, PN_LOCAL_ESC.
bool IsLocalEscape(char c) {
  return c != '\0' && std::string_view("_~.-!$&'()*+,;=/?#@%").find(c) != std::string_view::npos;
}

// What other languages write, and what SPARQL writes instead. No text that is SPARQL has these.
struct Foreign {
  std::string_view text;
  std::string_view hint;
};
constexpr Foreign kForeign[] = {
    {"&", "\"and\" is written &&"},
    {"==", "\"equal\" is written ="},
    {"=>", "\"greater or equal\" is written >="},
    {"\u201C", "texts stand between straight quotes: \"…\""},
    {"\u201D", "texts stand between straight quotes: \"…\""},
    {"\u201E", "texts stand between straight quotes: \"…\""},
    {"\u2018", "texts stand between straight quotes: '…'"},
    {"\u2019", "texts stand between straight quotes: '…'"},
    {"\u00A0", "this is a no-break space: write a plain one"},
};

std::string_view HintOnForeign(std::string_view text) {
  for (const Foreign& foreign : kForeign) {
    if (text.starts_with(foreign.text)) return foreign.hint;
  }
  return "";
}

// Longer symbols before those they begin with.
constexpr std::string_view kSymbols[] = {
    "<<(", "<<", "<=", ">>", ">=", "!=", "&&", "||", "|}", "^^", "{|", "(", ")", "[", "]", "{",
    "}",   ".",  ",",  ";",  "*",  "/",  "+",  "-",  "=",  "<",  ">",  "!", "|", "^", "?", "~"};

}  // namespace

bool Token::IsWord(std::string_view word) const {
  if (kind != TokenKind::kWord || text.size() != word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (ToUpper(text[i]) != word[i]) return false;
  }
  return true;
}

absl::Status Lexer::Check() const {
  const size_t valid = ValidUtf8Prefix(text_);
  if (valid == text_.size()) return absl::OkStatus();
  return ErrorAt(valid, "the text is not UTF-8 here");
}

absl::Status Lexer::ErrorAt(size_t offset, std::string_view problem, std::string_view hint) const {
  size_t line_begin = offset;
  while (line_begin > 0 && text_[line_begin - 1] != '\n' && text_[line_begin - 1] != '\r') {
    --line_begin;
  }
  return SyntaxError({.file_name = name_,
                      .line = CountLineEnds(text_.substr(0, line_begin)) + first_line_,
                      .text = text_.substr(line_begin),
                      .offset = offset - line_begin},
                     problem, hint);
}

void Lexer::SkipSpace() {
  while (position_ < text_.size()) {
    if (IsIn(text_[position_], kBlank | kLineEnd)) {
      ++position_;
    } else if (text_[position_] == '#') {
      while (position_ < text_.size() && !IsIn(text_[position_], kLineEnd)) ++position_;
    } else {
      return;
    }
  }
}

absl::Status Lexer::Next(Token* token) {
  if (position_ == 0 && text_.starts_with("\xEF\xBB\xBF")) position_ = 3;
  SkipSpace();
  *token = Token{.begin = position_, .end = position_};
  if (position_ == text_.size()) return absl::OkStatus();
  const char c = text_[position_];
  switch (c) {
    case '<':
      return ReadIriOrLess(token);
    case '"':
    case '\'':
      return ReadString(token);
    case '@':
      return ReadLanguageTag(token);
    case '?':
    case '$': {
      const std::string_view name = VariableNameAt(position_ + 1);
      if (name.empty()) {
        if (c == '?') return ReadSymbol(token);
        return ErrorAt(position_, "expected the name of a variable after '$'");
      }
      token->value = name;
      return Finish(token, TokenKind::kVariable, position_ + 1 + name.size());
    }
    case '_':
      if (At(position_ + 1) == ':') return ReadBlankNode(token);
      break;
    case '.':
      return IsIn(At(position_ + 1), kDigit) ? ReadNumber(token) : ReadSymbol(token);
    case ':':
      return ReadNameOrWord(token);
    default:
      break;
  }
  if (IsIn(c, kDigit)) return ReadNumber(token);
  if (IsIn(c, kLetter | kHigh) || c == '_') return ReadNameOrWord(token);
  return ReadSymbol(token);
}

absl::Status Lexer::Finish(Token* token, TokenKind kind, size_t end) {
  token->kind = kind;
  token->end = end;
  token->text = text_.substr(token->begin, end - token->begin);
  position_ = end;
  return absl::OkStatus();
}

absl::Status Lexer::ReadIriOrLess(Token* token) {
  // An IRI if the characters up to '>' can stand in one, else an operator: "?a < ?b" has a space.
  size_t end = position_ + 1;
  while (end < text_.size() && (!IsIn(text_[end], kNotInIri) || text_[end] == '\\')) ++end;
  if (At(end) != '>') return ReadSymbol(token);
  const size_t begin = position_++;
  while (position_ < end) {
    if (text_[position_] != '\\') {
      token->value.push_back(text_[position_++]);
      continue;
    }
    const size_t escape = position_;
    const size_t before = token->value.size();
    RETURN_IF_ERROR(ReadCodePointEscape(&token->value));
    if (token->value.size() == before + 1 && IsIn(token->value.back(), kNotInIri)) {
      return ErrorAt(escape, "this character cannot stand in an IRI, not even escaped");
    }
  }
  position_ = begin;
  return Finish(token, TokenKind::kIri, end + 1);
}

absl::Status Lexer::ReadCodePointEscape(std::string* out) {
  const char kind = At(position_ + 1);
  const size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits == 0) {
    return ErrorAt(position_, "expected \\u and four, or \\U and eight hexadecimal digits");
  }
  uint64_t value = 0;
  for (size_t i = 0; i < digits; ++i) {
    const char c = At(position_ + 2 + i);
    if (!IsIn(c, kHex)) {
      return ErrorAt(position_, StrCat("expected ", digits, " hexadecimal digits after \\",
                                       std::string_view(&kind, 1)));
    }
    value = value * 16 + HexValue(c);
  }
  if (value > 0x10FFFF || !IsScalarValue(static_cast<char32_t>(value))) {
    return ErrorAt(position_, "this escape is no Unicode character",
                   "surrogates cannot be written, not even in pairs: write the character itself "
                   "or \\U and eight digits");
  }
  AppendUtf8(static_cast<char32_t>(value), out);
  position_ += 2 + digits;
  return absl::OkStatus();
}

absl::Status Lexer::ReadString(Token* token) {
  const size_t begin = position_;
  const char quote = text_[position_];
  token->is_long = At(position_ + 1) == quote && At(position_ + 2) == quote;
  position_ += token->is_long ? 3 : 1;
  while (true) {
    const bool is_at_end = position_ >= text_.size();
    if (is_at_end && token->is_long) {
      is_in_long_string_ = true;
      return ErrorAt(begin, "this string has no end",
                     "it ends with three quotes like those it begins with");
    }
    if (is_at_end || (!token->is_long && IsIn(text_[position_], kLineEnd))) {
      return ErrorAt(begin, "this string does not end on its line",
                     "strings of several lines stand between three quotes");
    }
    const char c = text_[position_];
    if (c == quote) {
      if (!token->is_long) {
        ++position_;
        break;
      }
      if (At(position_ + 1) == quote && At(position_ + 2) == quote) {
        position_ += 3;
        break;
      }
    }
    if (c != '\\') {
      token->value.push_back(c);
      ++position_;
      continue;
    }
    constexpr std::string_view kEscapes = "tbnrf\"'\\";
    constexpr std::string_view kMeanings = "\t\b\n\r\f\"'\\";
    const char escape = At(position_ + 1);
    const size_t index = escape == '\0' ? std::string_view::npos : kEscapes.find(escape);
    if (index != std::string_view::npos) {
      token->value.push_back(kMeanings[index]);
      position_ += 2;
    } else if (escape == 'u' || escape == 'U') {
      RETURN_IF_ERROR(ReadCodePointEscape(&token->value));
    } else {
      return ErrorAt(position_, "this is no escape sequence",
                     "a backslash in a string is written \\\\");
    }
  }
  const size_t end = position_;
  return Finish(token, TokenKind::kString, end);
}

absl::Status Lexer::ReadLanguageTag(Token* token) {
  const size_t size = LanguageTagLength(text_.substr(position_ + 1));
  if (size == 0) {
    return ErrorAt(position_, "expected a language tag after '@'",
                   "its parts have one to eight letters or digits, the first only letters");
  }
  size_t end = position_ + 1 + size;
  token->value = LowerCaseLanguage(text_.substr(position_ + 1, size));
  if (At(end) == '-' && At(end + 1) == '-' && IsIn(At(end + 2), kLetter)) {
    const size_t direction = end + 2;
    end = direction;
    while (IsIn(At(end), kLetter)) ++end;
    const std::string_view word = text_.substr(direction, end - direction);
    if (word == "ltr") {
      token->direction = Direction::kLtr;
    } else if (word == "rtl") {
      token->direction = Direction::kRtl;
    } else {
      return ErrorAt(direction, "expected the direction ltr or rtl");
    }
  }
  return Finish(token, TokenKind::kLanguageTag, end);
}

absl::Status Lexer::ReadNumber(Token* token) {
  TokenKind kind = TokenKind::kInteger;
  size_t end = position_;
  while (IsIn(At(end), kDigit)) ++end;
  // "1." is an integer and a full stop, "1.e5" a double.
  const auto exponent_end = [this](size_t at) {
    if (At(at) != 'e' && At(at) != 'E') return at;
    size_t digit = at + 1;
    if (At(digit) == '+' || At(digit) == '-') ++digit;
    if (!IsIn(At(digit), kDigit)) return at;
    while (IsIn(At(digit), kDigit)) ++digit;
    return digit;
  };
  if (At(end) == '.') {
    size_t fraction = end + 1;
    while (IsIn(At(fraction), kDigit)) ++fraction;
    if (exponent_end(fraction) != fraction) {
      end = exponent_end(fraction);
      kind = TokenKind::kDouble;
    } else if (fraction > end + 1) {
      end = fraction;
      kind = TokenKind::kDecimal;
    }
  } else if (exponent_end(end) != end) {
    end = exponent_end(end);
    kind = TokenKind::kDouble;
  }
  return Finish(token, kind, end);
}

absl::Status Lexer::ReadBlankNode(Token* token) {
  size_t end = position_ + 2;
  const CodePoint first = DecodeUtf8(text_.substr(end));
  if (first.size == 0 || !(IsNameStart(first.value) || IsIn(At(end), kDigit))) {
    return ErrorAt(position_, "expected the label of a blank node after \"_:\"");
  }
  const size_t begin = end;
  size_t label_end = end;
  while (end < text_.size()) {
    const CodePoint c = DecodeUtf8(text_.substr(end));
    if (c.size == 0 || !(IsNameChar(c.value) || c.value == '.')) break;
    end += c.size;
    if (c.value != '.') label_end = end;
  }
  token->value = text_.substr(begin, label_end - begin);
  return Finish(token, TokenKind::kBlankNode, label_end);
}

std::string_view Lexer::VariableNameAt(size_t offset) const {
  size_t end = offset;
  while (end < text_.size()) {
    const CodePoint c = DecodeUtf8(text_.substr(end));
    if (c.size == 0) break;
    if (!(end == offset ? IsVariableStart(c.value) : IsVariableChar(c.value))) break;
    end += c.size;
  }
  return text_.substr(offset, end - offset);
}

absl::Status Lexer::ReadNameOrWord(Token* token) {
  // The longest prefix that ends in a colon, or else a word of ASCII letters.
  size_t end = position_;
  size_t prefix_end = position_;
  while (end < text_.size()) {
    const CodePoint c = DecodeUtf8(text_.substr(end));
    if (c.size == 0) break;
    if (end == position_ ? !IsNameBase(c.value) : !(IsNameChar(c.value) || c.value == '.')) break;
    end += c.size;
    if (c.value != '.') prefix_end = end;
  }
  if (At(prefix_end) == ':') {
    token->prefix = text_.substr(position_, prefix_end - position_);
    position_ = prefix_end + 1;
    return ReadLocalName(token);
  }
  size_t word_end = position_;
  while (IsIn(At(word_end), kLetter | kDigit) || At(word_end) == '_') ++word_end;
  if (word_end == position_) {
    return ErrorAt(position_,
                   StrCat("unexpected character ", CharacterName(text_.substr(position_))),
                   HintOnForeign(text_.substr(position_)));
  }
  return Finish(token, TokenKind::kWord, word_end);
}

absl::Status Lexer::ReadLocalName(Token* token) {
  size_t end = position_;
  bool is_first = true;
  // Where the last character that may end a name ends, in the text and in the value.
  size_t name_end = position_;
  size_t value_end = 0;
  while (end < text_.size()) {
    const char c = text_[end];
    if (c == '%') {
      if (!IsIn(At(end + 1), kHex) || !IsIn(At(end + 2), kHex)) {
        return ErrorAt(end, "expected two hexadecimal digits after '%'");
      }
      token->value.append(text_.substr(end, 3));
      end += 3;
    } else if (c == '\\') {
      if (!IsLocalEscape(At(end + 1))) {
        return ErrorAt(end, "this is no escape sequence of a prefixed name",
                       "the characters _~.-!$&'()*+,;=/?#@% can be escaped");
      }
      token->value.push_back(text_[end + 1]);
      end += 2;
    } else {
      const CodePoint decoded = DecodeUtf8(text_.substr(end));
      const bool is_name_char = c == ':' || IsIn(c, kDigit) || IsNameStart(decoded.value) ||
                                (!is_first && (decoded.value == '.' || IsNameChar(decoded.value)));
      if (decoded.size == 0 || !is_name_char) break;
      token->value.append(text_.substr(end, decoded.size));
      end += decoded.size;
      is_first = false;
      if (c == '.') continue;
    }
    is_first = false;
    name_end = end;
    value_end = token->value.size();
  }
  token->value.resize(value_end);
  return Finish(token, TokenKind::kName, name_end);
}

absl::Status Lexer::ReadSymbol(Token* token) {
  const std::string_view rest = text_.substr(position_);
  if (rest.starts_with("==") || rest.starts_with("=>")) {
    return ErrorAt(position_, StrCat("unexpected '", rest.substr(0, 2), "'"), HintOnForeign(rest));
  }
  for (const std::string_view symbol : kSymbols) {
    if (rest.starts_with(symbol)) {
      return Finish(token, TokenKind::kSymbol, position_ + symbol.size());
    }
  }
  return ErrorAt(position_, StrCat("unexpected character ", CharacterName(rest)),
                 HintOnForeign(rest));
}

}  // namespace entente
