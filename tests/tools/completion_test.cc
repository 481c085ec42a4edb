// Completion for shells and the manual page: written from the table of commands, so that nothing is
// missing in them.
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/terminal.h"

namespace entente {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::string Printed(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {ENTENTE_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const ProcessResult result = RunProcess(command);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return result.out;
}

// What bash offers for the last of `words`.
std::string Completed(const std::string& words) {
  const ProcessResult result =
      RunProcess({"/bin/bash", "-c",
                  "source /dev/stdin; COMP_WORDS=(" + words +
                      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _entente 2>/dev/null; "
                      "echo \"${COMPREPLY[@]}\""},
                 Printed({"completion", "bash"}));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return result.out;
}

TEST(CompletionTest, BashCompletesCommandsOptionsAndValues) {
  EXPECT_EQ(Completed("entente que"), "query\n");
  EXPECT_EQ(Completed("entente query db --form"), "--format\n");
  EXPECT_EQ(Completed("entente query db --format x"), "xml\n");
  EXPECT_EQ(Completed("entente stats db --format ''"), "text json\n");
  EXPECT_EQ(Completed("entente query db --color n"), "never\n");
  EXPECT_EQ(Completed("entente completion z"), "zsh\n");
  EXPECT_EQ(Completed("entente help val"), "validate\n");
  EXPECT_EQ(Completed("entente help snapshot me"), "merge\n");
  EXPECT_EQ(Completed("entente snapshot me"), "merge\n");
  EXPECT_EQ(Completed("entente load d"), "\n") << "files are for bash itself";
}

bool IsInstalled(const std::string& program) {
  return RunProcess({"/bin/sh", "-c", "command -v " + program}).exit_code == 0;
}

// The script of `shell` in a file, and what completes names of files.
class ScriptFolder {
 public:
  explicit ScriptFolder(const std::string& shell) {
    std::ofstream(directory_ / "script") << Printed({"completion", shell});
    std::ofstream(directory_ / "votes.ents");
  }
  std::string path() const { return directory_.path(); }

 private:
  const TempDir directory_;
};

// What fish offers behind `words`, without descriptions.
std::vector<std::string> CompletedByFish(const ScriptFolder& folder, const std::string& words) {
  const ProcessResult result = RunProcess(
      {"/bin/sh", "-c",
       std::string("cd '")
           .append(folder.path())
           .append("' && exec fish --no-config -c \"source script; complete -C'$WORDS'\"")},
      "", {"WORDS=" + words, "HOME=" + folder.path(), "LC_ALL=C.UTF-8"});
  EXPECT_EQ(result.err, "");
  std::vector<std::string> offered;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    offered.push_back(line.substr(0, line.find('\t')));
  }
  return offered;
}

TEST(CompletionTest, FishCompletesCommandsOptionsAndValues) {
  if (!IsInstalled("fish")) GTEST_SKIP() << "fish is not installed";
  const ScriptFolder folder("fish");
  const auto completed = [&folder](const std::string& words) {
    return CompletedByFish(folder, words);
  };
  EXPECT_THAT(completed("entente que"), ElementsAre("query"));
  EXPECT_THAT(completed("entente "), IsSupersetOf({"claims", "snapshot", "version", "votes.ents"}));
  EXPECT_THAT(completed("entente snapshot "),
              ElementsAre("create", "diff", "info", "merge", "sign", "verify"));
  EXPECT_THAT(completed("entente query db --form"), ElementsAre("--format"));
  EXPECT_THAT(completed("entente query db --format x"), ElementsAre("xml"));
  EXPECT_THAT(completed("entente stats db --format "), ElementsAre("json", "text"));
  EXPECT_THAT(completed("entente completion "), ElementsAre("bash", "fish", "zsh"));
  EXPECT_THAT(completed("entente help val"), ElementsAre("validate"));
  EXPECT_THAT(completed("entente help snapshot me"), ElementsAre("merge"));
  EXPECT_THAT(completed("entente load vo"), ElementsAre("votes.ents"));
  // Commands that share a word do not share options, nor does a word of a query bring in a command.
  EXPECT_THAT(completed("entente snapshot verify --k"), ElementsAre("--key"));
  EXPECT_THAT(completed("entente verify --k"), IsEmpty());
  EXPECT_THAT(completed("entente query db load --thr"), IsEmpty());
}

TEST(CompletionTest, ZshCompletesCommandsOptionsAndValues) {
  if (!IsInstalled("zsh")) GTEST_SKIP() << "zsh is not installed";
  const ScriptFolder folder("zsh");
  TerminalProcess zsh({"/usr/bin/env", "zsh", "-f", "-i"},
                      {"HOME=" + folder.path(), "LC_ALL=C.UTF-8", "TERM=xterm"},
                      {.rows = 60, .columns = 160});
  zsh.Type("cd '" + folder.path() + "'; PS1='rea''dy> '; autoload -Uz compinit; compinit -u -D; " +
           "source script\r");
  EXPECT_THAT(zsh.WaitFor("ready> "), Not(HasSubstr("in vain")));
  // Of what is completed zsh writes what is new.
  const auto completes = [&zsh](const std::string& words, const std::string& rest) {
    zsh.Type(words + "\t");
    EXPECT_THAT(zsh.WaitFor(rest), Not(HasSubstr("in vain"))) << words;
    zsh.Type("\x15");  // Ctrl-U takes the line away.
  };
  completes("entente que", "ry ");
  completes("entente snapsh", "ot ");
  completes("entente snapshot cr", "eate ");
  completes("entente query db --form", "at ");
  completes("entente query db --format x", "ml ");
  completes("entente stats db --format t", "ext ");
  completes("entente completion z", "sh ");
  completes("entente help val", "idate ");
  completes("entente help snapshot me", "rge ");
  completes("entente load vo", "tes.ents ");
  completes("entente snapshot verify --k", "ey ");
  completes("entente snapshot ", "-- Write");
}

// The oracle is the help, which CLI11 writes.
TEST(CompletionTest, NoCommandAndNoOptionIsMissing) {
  const std::string bash = Printed({"completion", "bash"});
  const std::string zsh = Printed({"completion", "zsh"});
  const std::string fish = Printed({"completion", "fish"});
  const std::string manual = Printed({"help", "--man"});
  const std::string help = Printed({"help"});
  const std::string commands = help.substr(help.find("ubcommands:"));
  const std::regex word("\n  ([a-z]+) ");
  size_t option_count = 0;
  for (std::sregex_iterator match(commands.begin(), commands.end(), word), end; match != end;
       ++match) {
    const std::string command = (*match)[1];
    EXPECT_THAT(manual, HasSubstr(".SS \"" + command)) << command;
    EXPECT_THAT(fish, HasSubstr("-a " + command)) << command;
    const std::string about = Printed({"help", command});
    const std::regex option("\n  +(?:-[a-z],)?--([a-z-]+)");
    for (std::sregex_iterator found(about.begin(), about.end(), option); found != end; ++found) {
      const std::string name = (*found)[1];
      EXPECT_THAT(bash, HasSubstr("--" + name)) << command;
      EXPECT_THAT(zsh, HasSubstr("--" + name)) << command;
      EXPECT_THAT(fish, HasSubstr("-l " + name)) << command;
      EXPECT_THAT(manual, HasSubstr(std::regex_replace("--" + name, std::regex("-"), "\\-")));
      ++option_count;
    }
  }
  EXPECT_GT(option_count, 50u);
}

TEST(CompletionTest, TheManualTellsTheShellAndTheExitCodes) {
  EXPECT_THAT(Printed({"help", "--man"}),
              AllOf(HasSubstr(".TH ENTENTE 1"), HasSubstr("\\fB\\&.timeline\\fR"),
                    HasSubstr(".SH EXIT STATUS"), HasSubstr("6 locked by another process")));
}

TEST(CompletionTest, EachCommandHasHelpAlsoThoseOfAGroup) {
  EXPECT_EQ(Printed({"help", "snapshot", "merge"}), Printed({"snapshot", "merge", "--help"}));
  EXPECT_THAT(Printed({"help", "snapshot", "merge"}),
              HasSubstr("Usage: entente snapshot merge [OPTIONS] BASE OURS THEIRS FILE"));
  EXPECT_THAT(Printed({"help", "snapshot"}), HasSubstr("Usage: entente snapshot [OPTIONS]"));
}

TEST(CompletionTest, WhatOnlyReadsTakesASnapshotTooAndSaysSo) {
  for (const char* command : {"query", "explain", "dump", "stats", "actor", "coalition", "document",
                              "claim", "claims", "verify", "validate", "contradictions", "shell"}) {
    EXPECT_THAT(Printed({"help", command}), HasSubstr("Database or snapshot")) << command;
  }
  for (const char* command : {"update", "patch", "compact"}) {
    EXPECT_THAT(Printed({"help", command}), HasSubstr("Directory of the database")) << command;
  }
}

TEST(CompletionTest, AnotherShellIsWrongUsage) {
  const ProcessResult result = RunProcess({ENTENTE_BINARY, "completion", "tcsh"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("bash"));
}

}  // namespace
}  // namespace entente
