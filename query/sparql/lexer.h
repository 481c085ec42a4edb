// SPARQL tokens, one at a time.
//
// Works in one pass over the text; tokens are views of it, except IRIs, strings and local names
// with escapes, which are decoded into the token. Source: SPARQL 1.2 Query section 19.
#ifndef ENTENTE_QUERY_SPARQL_LEXER_H_
#define ENTENTE_QUERY_SPARQL_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "entente/term.h"

namespace entente {

enum class TokenKind : uint8_t {
  kEnd,
  kIri,          // <…>: `value` is the text between, not resolved.
  kName,         // prefix:local: `value` is the local part, `prefix` what is before the colon.
  kBlankNode,    // _:label: `value` is the label.
  kVariable,     // ?x or $x: `value` is the name.
  kString,       // `value` is the text; `is_long` for the forms with three quotes.
  kLanguageTag,  // @en, @ar--rtl: `value` is the tag in lower case, `direction` set.
  kInteger,      // The three without sign; `text` is the lexical form.
  kDecimal,
  kDouble,
  kWord,    // A keyword or the name of a function, or a misspelt one.
  kSymbol,  // Punctuation: `text` is one of the symbols below.
};

// Symbols: ( ) [ ] { } . , ; * / + - = < > ! | ^ ? ~ and <= >= != && || ^^ << >> <<( {| |}.
struct Token {
  TokenKind kind = TokenKind::kEnd;
  size_t begin = 0;  // In bytes of the text.
  size_t end = 0;
  std::string_view text = {};  // As written.
  std::string_view prefix = {};
  std::string value = {};
  Direction direction = Direction::kNone;
  bool is_long = false;

  bool Is(std::string_view symbol) const { return kind == TokenKind::kSymbol && text == symbol; }
  // Whether this is the word `word`, given in upper case; SPARQL's keywords have no case.
  bool IsWord(std::string_view word) const;
};

class Lexer {
 public:
  // `text` must outlive the lexer and its tokens. `name` is what messages call it, and `first_line`
  // how they number its first line.
  Lexer(std::string_view text, std::string_view name, size_t first_line = 1)
      : text_(text), name_(name), first_line_(first_line) {}

  // InvalidArgument if the text is not UTF-8. To be called before anything else.
  absl::Status Check() const;

  // Reads the next token; kEnd at the end, again and again. InvalidArgument for what is no token.
  absl::Status Next(Token* token);

  bool IsEnd(size_t offset) const { return offset == text_.size(); }
  // Whether Next() has failed because a string that may have several lines has no end.
  bool is_in_long_string() const { return is_in_long_string_; }

  // The error "problem" at a place of the text.
  absl::Status ErrorAt(size_t offset, std::string_view problem, std::string_view hint = {}) const;

 private:
  void SkipSpace();
  absl::Status ReadIriOrLess(Token* token);
  absl::Status ReadString(Token* token);
  absl::Status ReadLanguageTag(Token* token);
  absl::Status ReadNumber(Token* token);
  absl::Status ReadBlankNode(Token* token);
  absl::Status ReadNameOrWord(Token* token);
  absl::Status ReadLocalName(Token* token);
  absl::Status ReadSymbol(Token* token);
  // Reads \uXXXX or \UXXXXXXXX at `position_` into `out`.
  absl::Status ReadCodePointEscape(std::string* out);
  // The variable's name at `offset`; empty if there is none.
  std::string_view VariableNameAt(size_t offset) const;
  absl::Status Finish(Token* token, TokenKind kind, size_t end);
  char At(size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  std::string_view text_;
  std::string_view name_;
  size_t first_line_;
  size_t position_ = 0;
  bool is_in_long_string_ = false;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_SPARQL_LEXER_H_
