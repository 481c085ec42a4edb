// The dot commands of the shell: one table says their names, arguments, help and what runs them.
#ifndef ENTENTE_TOOLS_REPL_DOT_COMMANDS_H_
#define ENTENTE_TOOLS_REPL_DOT_COMMANDS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/repl/session.h"

namespace entente {

// What stands behind the name of a command.
struct DotArguments {
  std::string text = {};                // All of it, without spaces around it.
  std::vector<std::string> words = {};  // Split at spaces; "two words" or 'two words' are one.
};

// What completion offers for the arguments.
enum class ArgumentKind : uint8_t {
  kNothing,
  kOnOff,
  kSettings,
  kFormat,
  kFile,
  kDotCommand,
  kViewOption,
  kActor,
  kCoalition,
  kDocument,
  kAnyRecord,
  kSparql,
};

struct DotCommand {
  std::string_view name = {};       // Without the dot.
  std::string_view arguments = {};  // As help shows them.
  std::string_view help = {};       // One line.
  ArgumentKind kind = ArgumentKind::kNothing;
  Outcome (*run)(Session& session, const DotArguments& arguments) = nullptr;
};

// In the sequence of the help.
std::span<const DotCommand> DotCommands();

// Runs a line that begins with a dot. A name that no command has is wrong usage, with what may have
// been meant.
Outcome RunDotCommand(Session& session, std::string_view line);

// .help, without and with the name of a command.
Outcome HelpOnDotCommands(Session& session, const DotArguments& arguments);

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_DOT_COMMANDS_H_
