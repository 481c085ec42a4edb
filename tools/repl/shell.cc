// The shell: reads requests from a terminal or from scripts and runs them.
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include "tools/commands.h"
#include "tools/repl/dot_commands.h"
#include "tools/repl/history.h"
#include "tools/repl/line_editor.h"
#include "tools/repl/request_reader.h"
#include "tools/repl/session.h"
#include "tools/repl/suggestions.h"
#include "tools/terminal.h"

namespace entente {
namespace {

constexpr const char* kPrompt = "entente> ";
constexpr const char* kGoOnPrompt = "     ..> ";
// Longer texts are only parsed where no brace is open.
constexpr size_t kParsedEachLineMax = size_t{64} << 10;

Outcome RunRequest(Session& session, const Request& request, const std::string& name) {
  return request.is_command ? RunDotCommand(session, request.text) : session.Run(request, name);
}

// Runs a script up to its first error, which it prints.
ExitCode RunScript(Session& session, std::istream& stream, const std::string& name) {
  RequestReader reader(
      [&stream](std::string* line) { return static_cast<bool>(std::getline(stream, *line)); },
      [&session](const std::string& text) {
        return CheckRequest(text, session.ToPrepareOptions("query")).is_unfinished;
      });
  while (!session.is_over()) {
    const std::optional<Request> request = reader.Next();
    if (!request.has_value()) break;
    const Outcome outcome = RunRequest(session, *request, name);
    if (outcome.code == kExitOk) continue;
    const std::string place = name + ":" + std::to_string(request->first_line) + ": ";
    PrintError(outcome.has_place ? outcome.message : place + outcome.message);
    return outcome.code;
  }
  return kExitOk;
}

ExitCode RunFile(Session& session, const std::string& path) {
  if (path == "-") {
    const ExitCode code = RunScript(session, std::cin, "standard input");
    const absl::Status input = StandardInputStatus();
    return code != kExitOk || input.ok() ? code : Fail(input, Doing::kRunning);
  }
  std::error_code error;
  std::ifstream stream(path, std::ios::binary);
  const bool is_directory = std::filesystem::is_directory(path, error);
  if (!stream || is_directory) {
    PrintError(path + ": cannot be read: " +
               std::generic_category().message(is_directory ? EISDIR : errno));
    return kExitInputOutput;
  }
  return RunScript(session, stream, path);
}

// $XDG_CONFIG_HOME/entente/init, or ~/.config/entente/init.
std::filesystem::path InitFile() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && config[0] == '/') {
    return std::filesystem::path(config) / "entente" / "init";
  }
  const char* home = std::getenv("HOME");
  if (home == nullptr || home[0] == '\0') return {};
  return std::filesystem::path(home) / ".config" / "entente" / "init";
}

// What is typed on the terminal, from the prompt to the request.
class Terminal {
 public:
  explicit Terminal(Session& session)
      : session_(session),
        suggestions_(session),
        history_file_(HistoryFile()),
        editor_([this](std::string_view line) { return suggestions_.For(text_, line); }) {
    for (const std::string& entry : ReadHistory(history_file_)) editor_.Remember(entry);
  }

  // False when the user leaves.
  bool Next(Request* request) {
    *request = {};
    text_.clear();
    OpenText open;
    for (std::string line; ReadLine(&line);) {
      if (is_interrupted_) {
        text_.clear();
        open = {};
        continue;
      }
      if (text_.empty()) {
        if (IsBlank(line)) continue;
        if (IsDotCommand(line)) {
          Remember(line);
          *request = {.text = line, .is_command = true};
          return true;
        }
      } else if (IsBlank(line) ||
                 (is_pasted_ && !open.is_open() && BeginsRequest(line) && !IsUnfinished())) {
        if (!IsBlank(line)) held_ = std::move(line);
        return Submit(request);
      }
      if (!text_.empty()) text_ += '\n';
      text_ += line;
      open.Add(line);
      if (open.is_open() && text_.size() > kParsedEachLineMax) continue;
      // What is pasted may go on in the next line even where it is whole.
      is_pasted_ = editor_.HasInput();
      if (!is_pasted_ && !IsUnfinished()) {
        return Submit(request);
      }
    }
    return false;
  }

 private:
  bool ReadLine(std::string* line) {
    is_interrupted_ = false;
    if (!held_.empty()) {
      *line = std::exchange(held_, {});
      return true;
    }
    const auto result = editor_.ReadLine(text_.empty() ? kPrompt : kGoOnPrompt, line);
    is_interrupted_ = result == LineEditor::Result::kInterrupted;
    return result != LineEditor::Result::kEnd;
  }

  bool IsUnfinished() const {
    return CheckRequest(text_, session_.ToPrepareOptions("query")).is_unfinished;
  }

  bool Submit(Request* request) {
    Remember(text_);
    *request = {.text = std::exchange(text_, {})};
    return true;
  }

  void Remember(const std::string& entry) {
    if (entry == last_entry_ || history_file_.empty()) return;
    last_entry_ = entry;
    editor_.Remember(entry);
    const absl::Status status = AppendToHistory(history_file_, entry);
    if (status.ok()) return;
    PrintError("the history is not kept: " + std::string(status.message()));
    history_file_.clear();
  }

  Session& session_;
  Suggestions suggestions_;
  std::filesystem::path history_file_;  // Empty: none is kept.
  LineEditor editor_;
  std::string text_;  // Of the request so far.
  std::string held_;  // A pasted line that begins the next request.
  std::string last_entry_;
  bool is_interrupted_ = false;
  bool is_pasted_ = false;
};

ExitCode RunOnTerminal(Session& session) {
  setenv("LESSCHARSET", "utf-8", 0);
  SurviveInterrupts();
  PrintNote("Entente " + std::string(Version()) + ", " +
            (session.path().empty() ? "an empty database in memory" : session.path()) +
            (session.is_read_only() ? ", read-only" : "") +
            ". Type a query, or .help; Ctrl-D leaves.");
  std::error_code error;
  const std::filesystem::path init = InitFile();
  if (std::filesystem::is_regular_file(init, error)) RunFile(session, init);
  Terminal terminal(session);
  Request request;
  while (!session.is_over()) {
    if (!terminal.Next(&request)) {
      // The prompt of the system's shell begins a line.
      StandardOutput().Write("\n").IgnoreError();
      break;
    }
    // A Ctrl-C that has come since the line was typed is meant for the request.
    const Outcome outcome = RunRequest(session, request, "query");
    if (outcome.code != kExitOk) PrintError(outcome.message);
    ClearInterrupt();
    if (IsToldToEnd()) break;
  }
  return kExitOk;
}

}  // namespace

ExitCode RunShell(const ShellArguments& arguments) {
  Session session;
  const absl::Status opened = session.Open(
      arguments.database,
      {.read_only = arguments.read_only, .create_if_missing = arguments.create_if_missing});
  if (absl::IsNotFound(opened)) {
    PrintError(std::string(opened.message()) + "; --create makes one");
    return ExitCodeOf(opened, Doing::kOpening);
  }
  if (!opened.ok()) return Fail(opened, Doing::kOpening);
  ExitCode code = kExitOk;
  if (!arguments.files.empty() || !arguments.texts.empty()) {
    for (const std::string& file : arguments.files) {
      if (code == kExitOk && !session.is_over()) code = RunFile(session, file);
    }
    for (const std::string& text : arguments.texts) {
      std::istringstream stream(text);
      if (code == kExitOk && !session.is_over()) code = RunScript(session, stream, "-c");
    }
  } else if (IsTerminal(STDIN_FILENO) && IsTerminal(STDOUT_FILENO)) {
    code = RunOnTerminal(session);
  } else {
    code = RunFile(session, "-");
  }
  const absl::Status closed = session.Close();
  if (code == kExitOk && !closed.ok()) return Fail(closed, Doing::kRunning);
  return code;
}

}  // namespace entente
