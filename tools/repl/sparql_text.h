// SPARQL text as a shell needs to know it before it is parsed: where strings, names and variables
// are, and whether braces are open. Reads any bytes; the parser is the judge of what is right.
#ifndef ENTENTE_TOOLS_REPL_SPARQL_TEXT_H_
#define ENTENTE_TOOLS_REPL_SPARQL_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "entente/entente.h"

namespace entente {

struct TextPiece {
  enum class Kind : uint8_t { kComment, kString, kIri, kVariable, kName, kWord, kSymbol };
  Kind kind = Kind::kSymbol;
  size_t begin = 0;
  size_t end = 0;
  // A string, IRI or comment that goes on to the end of the text.
  bool is_open = false;
};

// Names hold a colon; symbols are single bytes. Spaces are in no piece.
std::vector<TextPiece> PiecesOf(std::string_view text);

// The names of the variables, without ? and $.
std::set<std::string> VariablesOf(std::string_view text);

// `query` with the values of `params` in the places of their variables.
std::string WithValues(const std::string& query, const Params& params);

// Follows a text line by line and knows what is open at the end of the last one.
class OpenText {
 public:
  // A line without its line feed.
  void Add(std::string_view line);
  // Within a string of several lines or between braces.
  bool is_open() const { return quote_ != '\0' || depth_ > 0; }
  // The last symbol or other character that is no space and in no comment; '\0' if there is none.
  char last() const { return last_; }

 private:
  char quote_ = '\0';  // Of a string with three quotes that has no end yet.
  int depth_ = 0;
  char last_ = '\0';
};

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_SPARQL_TEXT_H_
