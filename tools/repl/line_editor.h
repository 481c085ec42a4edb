// Lines typed on a terminal: editing, history and completion, by libedit, which is seen here only.
#ifndef ENTENTE_TOOLS_REPL_LINE_EDITOR_H_
#define ENTENTE_TOOLS_REPL_LINE_EDITOR_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace entente {

// What may stand in a line instead of what stands from `begin` to the cursor.
struct Completion {
  size_t begin = 0;  // In bytes of the line.
  std::vector<std::string> candidates = {};
};
using Completer = std::function<Completion(std::string_view line_before_cursor)>;

// Standard input and output must be a terminal. UTF-8 is read and shown whatever the locale says.
// Ctrl-C and changes of the window's size are taken as signals: SurviveInterrupts() (terminal.h)
// must have been called.
class LineEditor {
 public:
  explicit LineEditor(Completer completer);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;

  enum class Result { kLine, kInterrupted, kEnd };
  // A line without its line feed; it has several lines if one from the history has. kInterrupted
  // after Ctrl-C, kEnd after Ctrl-D in an empty line, when the terminal is gone and when the
  // process is told to end.
  Result ReadLine(const std::string& prompt, std::string* line);
  // Whether more has been typed or pasted already.
  bool HasInput() const;
  // Adds an entry to what the arrows and Ctrl-R bring back.
  void Remember(const std::string& entry);

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_LINE_EDITOR_H_
