// Completion for shells and the manual page: written from the table of commands, so that nothing is
// missing in them.
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/process.h"

namespace entente {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
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
  EXPECT_EQ(Completed("entente load d"), "\n") << "files are for bash itself";
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

TEST(CompletionTest, AnotherShellIsWrongUsage) {
  const ProcessResult result = RunProcess({ENTENTE_BINARY, "completion", "tcsh"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("bash"));
}

}  // namespace
}  // namespace entente
