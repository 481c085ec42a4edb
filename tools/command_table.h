// The commands and their options as plain data, taken from the one table in main.cc, and what is
// written from it: completion for shells and the manual page.
#ifndef ENTENTE_TOOLS_COMMAND_TABLE_H_
#define ENTENTE_TOOLS_COMMAND_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace entente {

struct OptionEntry {
  std::vector<std::string> names = {};    // "-c", "--command"; of an argument "DB".
  std::string type = {};                  // Of its value: "IRI"; empty for a flag.
  std::vector<std::string> choices = {};  // All values, where they are few.
  std::string description = {};
  bool is_required = false;
  bool is_repeated = false;
};

struct CommandEntry {
  std::string name = {};  // "query", or "snapshot create" within a group.
  std::string description = {};
  std::vector<OptionEntry> arguments = {};
  std::vector<OptionEntry> options = {};
};

// What several commands begin with: "snapshot".
struct CommandGroup {
  std::string name = {};
  std::string description = {};
};

struct CommandTable {
  std::vector<CommandEntry> commands = {};  // Those of a group follow each other.
  std::vector<CommandGroup> groups = {};
  std::string exit_codes = {};
};

// The script by which `shell` (bash, zsh or fish) completes the commands; "" for another shell.
std::string CompletionScript(std::string_view shell, const CommandTable& table);

// The manual page, as man and mandoc read it.
std::string ManualPage(const CommandTable& table);

}  // namespace entente

#endif  // ENTENTE_TOOLS_COMMAND_TABLE_H_
