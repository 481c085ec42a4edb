// Cuts what is given line by line into requests: queries, updates and dot commands.
#ifndef ENTENTE_TOOLS_REPL_REQUEST_READER_H_
#define ENTENTE_TOOLS_REPL_REQUEST_READER_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tools/repl/sparql_text.h"

namespace entente {

struct Request {
  std::string text = {};
  size_t first_line = 1;    // From 1.
  bool is_command = false;  // A dot command: ".help".
};

// Whether a line, where no request has begun, is a dot command.
bool IsDotCommand(std::string_view line);
// Whether nothing but spaces stands in the line.
bool IsBlank(std::string_view line);
// Whether a line can begin a request: a dot command, a prologue, a query, an update.
bool BeginsRequest(std::string_view line);

// Scripts. A dot command is one line. A query or update ends, outside of braces and strings, where
// it is whole and a blank line, the beginning of another request or the end of the text follows; a
// query also behind a line that ends with ';'. Operations of an update with ';' between them are
// one request, as in SPARQL.
class RequestReader {
 public:
  // Gives the next line without its line feed; false at the end.
  using NextLine = std::function<bool(std::string* line)>;
  // Whether lines must follow a text, as RequestCheck says it.
  using IsUnfinished = std::function<bool(const std::string& text)>;
  RequestReader(NextLine next_line, IsUnfinished is_unfinished)
      : next_line_(std::move(next_line)), is_unfinished_(std::move(is_unfinished)) {}

  // None at the end. What is not whole at the end is a request too, for the parser to complain.
  std::optional<Request> Next();

 private:
  bool ReadLine(std::string* line);

  NextLine next_line_;
  IsUnfinished is_unfinished_;
  std::optional<std::string> held_;  // Read, and not yet part of a request.
  size_t line_number_ = 0;           // Of the line read last.
};

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_REQUEST_READER_H_
