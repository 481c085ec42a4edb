// What Tab offers: keywords, functions, prefixes, variables of the text, the properties and classes
// that the database has most of, dot commands and what they take.
#ifndef ENTENTE_TOOLS_REPL_SUGGESTIONS_H_
#define ENTENTE_TOOLS_REPL_SUGGESTIONS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/live_names.h"
#include "tools/repl/dot_commands.h"
#include "tools/repl/line_editor.h"
#include "tools/repl/session.h"
#include "tools/repl/sparql_text.h"

namespace entente {

class Suggestions {
 public:
  explicit Suggestions(Session& session) : session_(session) {}

  // What may stand at the end of `line`, which follows the lines of a request in `earlier`. Asks
  // the database for about a second at most, and for its names again only when it has changed.
  Completion For(const std::string& earlier, std::string_view line);

 private:
  const LiveNames& Names();
  Completion ForSparql(const std::string& text, size_t line_begin);
  Completion ForDotCommand(std::string_view line);
  Completion ForArguments(const DotCommand& command, std::string_view line, size_t begin);
  // Of an option of .view, with quotes where it needs them.
  std::vector<std::string> ValuesOf(std::string_view option, std::string_view typed) const;
  std::vector<std::string> Labels(std::string_view record_class, std::string_view typed) const;

  Session& session_;
  LiveNames names_;
  uint64_t names_state_ = 0;  // Of the session when names_ was read; 0: never.
};

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_SUGGESTIONS_H_
