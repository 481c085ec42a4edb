// What the documents show of a terminal is what a terminal shows: the commands of their console
// blocks are run by a shell, one document after the other, and must print what stands below them.
// Where a command shows the prompt of our own shell, it is run on a terminal and typed to.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/documents/fences.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/terminal.h"

namespace entente {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrompt = "entente> ";
constexpr std::string_view kGoOnPrompt = "     ..> ";

struct Command {
  int line = 0;
  std::string text = {};  // May be of several lines.
  std::vector<std::string> output = {};

  bool IsSession() const {
    return std::any_of(output.begin(), output.end(),
                       [](const std::string& shown) { return shown.starts_with(kPrompt); });
  }
};

// Whether a shell would read on: a quoted text, or a text "<<'END'", has no end yet.
bool IsOpen(std::string_view text) {
  if (text.find("<<'END'") != std::string_view::npos) return !text.ends_with("\nEND");
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quote == 0 && (text[i] == '\'' || text[i] == '"')) {
      quote = text[i];
    } else if (text[i] == quote) {
      quote = 0;
    } else if (text[i] == '\\' && quote != '\'') {
      ++i;
    }
  }
  return quote != 0;
}

std::vector<Command> CommandsOf(const Fence& fence) {
  std::vector<Command> commands;
  int number = fence.line;
  for (const std::string& line : fence.lines) {
    ++number;
    if (line.starts_with("$ ")) {
      commands.push_back({.line = number, .text = line.substr(2)});
    } else if (!commands.empty()) {
      Command& command = commands.back();
      if (IsOpen(command.text)) {
        command.text.append("\n").append(line);
      } else {
        command.output.push_back(line);
      }
    }
  }
  return commands;
}

bool IsInstalled(const std::string& program) {
  return RunProcess({"/bin/sh", "-c", "command -v " + program}).exit_code == 0;
}

// A block that uses a program which building and testing do not need is left out where there is
// none.
std::vector<Command> CommandsOf(const std::string& document) {
  std::vector<Command> commands;
  for (const Fence& fence : FencesOf(document)) {
    if (fence.language != "console") continue;
    std::vector<Command> more = CommandsOf(fence);
    const bool needs_openssl = std::any_of(more.begin(), more.end(), [](const Command& command) {
      return command.text.starts_with("openssl ");
    });
    if (needs_openssl && !IsInstalled("openssl")) {
      std::cout << "not run, for want of openssl: " << fence << "\n";
      continue;
    }
    std::move(more.begin(), more.end(), std::back_inserter(commands));
  }
  return commands;
}

// Times and speeds differ each time; blanks at the end are not seen.
std::string WithoutMeasures(std::string line) {
  line.resize(line.find_last_not_of(" \r") + 1);
  static const std::regex kMeasure(R"([0-9][0-9.,]* (s|ms|M/s|k/s|/s|MiB|KiB)\b)");
  return std::regex_replace(line, kMeasure, "# $1");
}

// A line that is only "…" stands for any lines, and one that ends with it for any end.
bool Matches(std::vector<std::string>::const_iterator shown,
             std::vector<std::string>::const_iterator shown_end,
             std::vector<std::string>::const_iterator said,
             std::vector<std::string>::const_iterator said_end) {
  constexpr std::string_view kAny = "…";
  for (; shown != shown_end; ++shown, ++said) {
    if (*shown == kAny) {
      for (auto rest = said;; ++rest) {
        if (Matches(shown + 1, shown_end, rest, said_end)) return true;
        if (rest == said_end) return false;
      }
    }
    if (said == said_end) return false;
    const std::string expected = WithoutMeasures(*shown);
    const std::string actual = WithoutMeasures(*said);
    const bool is_cut = expected.ends_with(kAny);
    if (is_cut ? !actual.starts_with(expected.substr(0, expected.size() - kAny.size()))
               : actual != expected) {
      return false;
    }
  }
  return said == said_end;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();  // Not shown.
  return lines;
}

class ConsoleTest : public ::testing::TestWithParam<std::string> {
 protected:
  ConsoleTest() {
    fs::create_directory_symlink(SourceRoot() / "schema", directory_.path() / "schema");
  }

  void Expect(int line, const std::string& input, const std::vector<std::string>& shown,
              const std::string& said) {
    const std::vector<std::string> lines = Lines(said);
    EXPECT_TRUE(Matches(shown.begin(), shown.end(), lines.begin(), lines.end()))
        << GetParam() << ":" << line << ": " << input << "\nprints\n"
        << said;
  }

  // In one shell, so that variables of earlier commands are there.
  void RunScript(const std::vector<Command>& commands) {
    constexpr std::string_view kMark = "@@ end of command @@";
    std::string script;
    for (const Command& command : commands) {
      script.append(command.text).append("\n").append("echo '").append(kMark).append("'\n");
    }
    std::ofstream(directory_.path() / "script") << script;
    const ProcessResult result = RunProcess(Bash("exec bash script 2>&1"), "", Environment());
    size_t begin = 0;
    for (const Command& command : commands) {
      const size_t end = result.out.find(kMark, begin);
      ASSERT_NE(end, std::string::npos) << "no end of the command of line " << command.line;
      Expect(command.line, "$ " + command.text, command.output,
             result.out.substr(begin, end - begin));
      begin = end + kMark.size() + 1;
    }
  }

  void RunSession(const Command& command) {
    TerminalProcess shell(Bash("exec " + command.text), Environment(),
                          {.rows = 60, .columns = 120});
    std::string typed = "$ " + command.text;
    int typed_at = command.line;
    int line = command.line;
    std::vector<std::string> shown;
    const auto expect_up_to = [&](std::string_view prompt) {
      std::string said = shell.WaitFor(prompt);
      if (said.ends_with(prompt)) said.resize(said.size() - prompt.size());
      Expect(typed_at, typed, std::exchange(shown, {}), said);
    };
    // What is shown above a prompt is the answer to what was typed before it.
    for (const std::string& next : command.output) {
      ++line;
      std::string_view prompt = kPrompt;
      if (next.starts_with(kGoOnPrompt)) prompt = kGoOnPrompt;
      if (!next.starts_with(prompt)) {
        shown.push_back(next);
        continue;
      }
      expect_up_to(prompt);
      typed = next;
      typed_at = line;
      shell.Type(next.substr(prompt.size()) + "\r");
      shell.WaitFor("\n");  // The echo.
    }
    expect_up_to(kPrompt);
    shell.Type("\x04");
    EXPECT_EQ(shell.Wait(), 0);
  }

 private:
  std::vector<std::string> Bash(const std::string& command) const {
    return {"/bin/bash", "-c",
            std::string("cd '").append(directory_.path()).append("' && ").append(command)};
  }
  std::vector<std::string> Environment() const {
    const std::string home = directory_ / "home";
    return {std::string("PATH=")
                .append(fs::path(ENTENTE_BINARY).parent_path())
                .append(":")
                .append(std::getenv("PATH")),
            "LC_ALL=C.UTF-8",
            "HOME=" + home,
            "XDG_CONFIG_HOME=" + home + "/.config",
            "XDG_STATE_HOME=" + home + "/.local/state",
            "NO_COLOR=1",
            "PAGER=",
            "TERM=xterm"};
  }

  const TempDir directory_;
};

TEST_P(ConsoleTest, CommandsPrintWhatIsShown) {
  const std::vector<Command> commands = CommandsOf(GetParam());
  ASSERT_FALSE(commands.empty());
  std::vector<Command> script;
  for (const Command& command : commands) {
    if (!command.IsSession()) {
      script.push_back(command);
      continue;
    }
    RunScript(std::exchange(script, {}));
    RunSession(command);
  }
  RunScript(script);
}

std::vector<std::string> DocumentsWithConsole() {
  std::vector<std::string> documents;
  for (const Fence& fence : FencesIn("console")) documents.push_back(fence.document);
  documents.erase(std::unique(documents.begin(), documents.end()), documents.end());
  return documents;
}

std::string NameOf(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = fs::path(info.param).stem();
  if (name == "README") name = fs::path(info.param).parent_path().filename().string() + name;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Documents, ConsoleTest, ::testing::ValuesIn(DocumentsWithConsole()),
                         NameOf);

}  // namespace
}  // namespace entente
