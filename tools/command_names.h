// The commands that main.cc declares to CLI11: by their names, and as plain data.
#ifndef ENTENTE_TOOLS_COMMAND_NAMES_H_
#define ENTENTE_TOOLS_COMMAND_NAMES_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "tools/command_table.h"

namespace entente {

// The command of this name in a group, which may be the whole; null if there is none.
CLI::App* FindCommand(CLI::App* group, const std::string& name);
std::vector<std::string> CommandNames(const CLI::App* group);
// "entente snapshot merge"
std::string FullName(const CLI::App* command);
// How to ask for the help of a command: "entente help snapshot merge".
std::string HelpOf(const CLI::App* command);

// A sentence about the first command or option of `words` that does not exist; "" if all do. To be
// asked before CLI11, which would take what follows an unknown option for something else.
std::string FindUnknown(CLI::App* app, const std::vector<std::string>& words);

// All commands of `app`. Choices are read from what CLI11 says of a checked option, "WHEN:{a,b}",
// or are the formats that a description names.
CommandTable TableOf(const CLI::App& app);

}  // namespace entente

#endif  // ENTENTE_TOOLS_COMMAND_NAMES_H_
