// What the documents show of a terminal is what a terminal shows: the commands of their console
// blocks are run by a shell, one document after the other, and must print what stands below them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = ENTENTE_SOURCE_DIR;

struct Command {
  int line = 0;
  std::string text = {};  // May be of several lines.
  std::vector<std::string> output = {};
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

std::vector<Command> CommandsOf(const fs::path& document) {
  std::ifstream file(document);
  std::vector<Command> commands;
  bool in_console = false;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.starts_with("```")) {
      in_console = line == "```console";
    } else if (in_console && line.starts_with("$ ")) {
      commands.push_back({.line = number, .text = line.substr(2)});
    } else if (in_console && !commands.empty()) {
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

class ConsoleTest : public ::testing::TestWithParam<const char*> {};

TEST_P(ConsoleTest, CommandsPrintWhatIsShown) {
  const fs::path document = kRoot / GetParam();
  const std::vector<Command> commands = CommandsOf(document);
  ASSERT_FALSE(commands.empty());

  // One shell for the whole document, so that variables and files of earlier commands are there.
  constexpr std::string_view kMark = "@@ end of command @@";
  std::string script;
  for (const Command& command : commands) {
    script.append(command.text).append("\n").append("echo '").append(kMark).append("'\n");
  }
  const TempDir directory;
  fs::create_directory_symlink(kRoot / "schema", directory.path() / "schema");
  std::ofstream(directory.path() / "script") << script;
  const std::string path = std::string("PATH=")
                               .append(fs::path(ENTENTE_BINARY).parent_path())
                               .append(":")
                               .append(std::getenv("PATH"));
  const ProcessResult result =
      RunProcess({"/bin/sh", "-c",
                  std::string("cd '").append(directory.path()).append("' && exec sh script 2>&1")},
                 "", {path, "LC_ALL=C.UTF-8", "XDG_CONFIG_HOME=/nonexistent"});

  size_t begin = 0;
  for (const Command& command : commands) {
    const size_t end = result.out.find(kMark, begin);
    ASSERT_NE(end, std::string::npos) << "no end of the command of line " << command.line;
    const std::vector<std::string> said = Lines(result.out.substr(begin, end - begin));
    EXPECT_TRUE(Matches(command.output.begin(), command.output.end(), said.begin(), said.end()))
        << GetParam() << ":" << command.line << ": $ " << command.text << "\nprints\n"
        << result.out.substr(begin, end - begin);
    begin = end + kMark.size() + 1;
  }
}

INSTANTIATE_TEST_SUITE_P(Documents, ConsoleTest, ::testing::Values("README.md", "docs/tour.md"));

}  // namespace
}  // namespace entente
