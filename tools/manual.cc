#include <string>
#include <string_view>

#include "entente/entente.h"
#include "tools/command_table.h"
#include "tools/repl/dot_commands.h"

namespace entente {
namespace {

// Text for roff: its own characters are escaped, and no line begins with a dot or quote.
std::string Roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool begins_line = escaped.empty() || escaped.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string Bold(std::string_view text) {
  return std::string("\\fB").append(Roff(text)).append("\\fR");
}
std::string Italic(std::string_view text) {
  return std::string("\\fI").append(Roff(text)).append("\\fR");
}

void AppendEntry(const std::string& term, std::string_view description, std::string* page) {
  page->append(".TP\n").append(term).append("\n").append(Roff(description)).append("\n");
}

void AppendCommand(const CommandEntry& command, std::string* page) {
  std::string usage = Bold("entente " + command.name);
  for (const OptionEntry& argument : command.arguments) {
    usage += argument.is_required ? " " : " [";
    usage += Italic(argument.names.front());
    if (argument.is_repeated) usage += " ...";
    if (!argument.is_required) usage += "]";
  }
  page->append(".SS \"").append(command.name).append("\"\n").append(usage).append("\n.PP\n");
  page->append(Roff(command.description)).append(".\n");
  for (const OptionEntry& argument : command.arguments) {
    AppendEntry(Italic(argument.names.front()), argument.description, page);
  }
  for (const OptionEntry& option : command.options) {
    std::string term;
    for (const std::string& name : option.names) {
      if (!term.empty()) term += ", ";
      term += Bold(name);
    }
    if (!option.type.empty()) term.append(" ").append(Italic(option.type));
    AppendEntry(term, option.description, page);
  }
}

}  // namespace

std::string ManualPage(const CommandTable& table) {
  std::string page = ".TH ENTENTE 1 \"\" \"entente ";
  page.append(Version()).append("\" \"\"\n");
  page +=
      ".SH NAME\n"
      "entente \\- an embedded knowledge\\-graph database\n"
      ".SH SYNOPSIS\n"
      "\\fBentente\\fR [\\fIDB\\fR]\n.br\n"
      "\\fBentente\\fR \\fICOMMAND\\fR [\\fIARGUMENT\\fR ...]\n"
      ".SH DESCRIPTION\n"
      "Entente keeps what is claimed about actors, coalitions and documents, by whom, since when "
      "and on what evidence, and answers SPARQL queries about it. A \\fIDB\\fR is a directory or a "
      "snapshot file. Without a command the shell is started.\n"
      ".SH COMMANDS\n";
  for (const CommandEntry& command : table.commands) AppendCommand(command, &page);
  page += ".SH SHELL\nA query or update ends where it is whole, or at an empty line.\n";
  for (const DotCommand& command : DotCommands()) {
    std::string term = Bold(std::string(".").append(command.name));
    if (!command.arguments.empty()) term.append(" ").append(Italic(command.arguments));
    AppendEntry(term, command.help, &page);
  }
  page.append(".SH EXIT STATUS\n").append(Roff(table.exit_codes)).append("\n.SH ENVIRONMENT\n");
  AppendEntry(Bold("NO_COLOR"), "If set, nothing is coloured; nor with TERM=dumb.", &page);
  AppendEntry(Bold("PAGER"), "Through which long answers of the shell go; default less -FRSX.",
              &page);
  page += ".SH FILES\n";
  AppendEntry(Bold("$XDG_CONFIG_HOME/entente/init"),
              "A script that the shell runs first; default ~/.config/entente/init.", &page);
  AppendEntry(Bold("$XDG_STATE_HOME/entente/history"),
              "What was typed; default ~/.local/state/entente/history.", &page);
  return page;
}

}  // namespace entente
