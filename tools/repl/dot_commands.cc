#include "tools/repl/dot_commands.h"

#include <algorithm>
#include <array>
#include <utility>

#include "tools/repl/dot_functions.h"
#include "tools/spelling.h"

namespace entente {
namespace {

Outcome Leave(Session& session, const DotArguments&) {
  session.End();
  return {};
}

constexpr auto kCommands = std::to_array<DotCommand>({
    {"actor", "NAME", "show an actor: posts, works, groupings, claims", ArgumentKind::kActor,
     ShowActor},
    {"coalition", "NAME", "show a grouping: members, times, and who says so",
     ArgumentKind::kCoalition, ShowCoalition},
    {"document", "NAME", "show a document: authors, citations, claims", ArgumentKind::kDocument,
     ShowDocument},
    {"claim", "NAME", "show a claim: who holds it, on what evidence, who says otherwise",
     ArgumentKind::kNothing, ShowClaim},
    {"claims", "[NAME] [--by NAME] [--in NAME] [--answers NAME]",
     "list claims, all or those about NAME", ArgumentKind::kAnyRecord, ListClaims},
    {"timeline", "NAME", "list what is claimed of NAME by time", ArgumentKind::kAnyRecord,
     ShowTimeline},
    {"contradictions", "[COUNT]", "list the claims that contradict each other",
     ArgumentKind::kNothing, ListContradictions},
    {"find", "TEXT", "list labels and texts that contain TEXT", ArgumentKind::kNothing, FindText},
    {"explain", "[analyze] [QUERY] | on | off",
     "show how a query is answered: this, the last, or all that follow", ArgumentKind::kSparql,
     ExplainQuery},
    {"stats", "", "count what the database holds", ArgumentKind::kNothing, ShowStatistics},
    {"open", "[--read-only] [--create] [DB]", "open another database; without DB one in memory",
     ArgumentKind::kFile, OpenDatabase},
    {"load", "FILE…", "load RDF files, all of them or nothing", ArgumentKind::kFile, LoadFiles},
    {"dump", "[FILE]", "write everything, by default as sorted N-Quads", ArgumentKind::kFile,
     DumpQuads},
    {"snapshot", "FILE", "write everything, or what the view shows, into one file to share",
     ArgumentKind::kFile, MakeSnapshot},
    {"mode", "[FORMAT] [ROWS]", "how answers are written; tables show so many rows (0: all)",
     ArgumentKind::kFormat, SetMode},
    {"param", "[name=TERM | name= | off]", "a value for ?name in all that follows",
     ArgumentKind::kNothing, SetParam},
    {"prefixes", "[NAME: <IRI>]", "list the prefixes, or declare one", ArgumentKind::kNothing,
     SetPrefix},
    {"view", "[--valid DATE …] | off", "ask under an evidence view", ArgumentKind::kViewOption,
     SetView},
    {"timeout", "[SECONDS | off]", "end queries and updates that take longer",
     ArgumentKind::kNothing, SetTimeout},
    {"memory", "[SIZE]", "end queries and updates that need more: 512M, 4G …",
     ArgumentKind::kNothing, SetMemory},
    {"timer", "[on | off]", "say how long each request takes", ArgumentKind::kOnOff, SetTimer},
    {"lang", "[LANG]", "which labels and texts come first", ArgumentKind::kNothing, SetLanguage},
    {"pager", "[on | off]", "whether long answers go through $PAGER", ArgumentKind::kOnOff,
     SetPager},
    {"show", "[sparql on | off]", "show all settings, or the SPARQL of the commands above",
     ArgumentKind::kSettings, ShowSettings},
    {"help", "[COMMAND]", "list the commands", ArgumentKind::kDotCommand, HelpOnDotCommands},
    {"exit", "", "leave; so does Ctrl-D", ArgumentKind::kNothing, Leave},
});

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
  const size_t last = text.find_last_not_of(kSpaces);
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::vector<std::string> SplitWords(std::string_view text) {
  std::vector<std::string> words;
  bool is_in_word = false;
  char quote = '\0';
  for (const char c : text) {
    const bool is_space = quote == '\0' && (c == ' ' || c == '\t');
    if (is_space) {
      is_in_word = false;
      continue;
    }
    if (!std::exchange(is_in_word, true)) words.emplace_back();
    if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else {
      words.back() += c;
    }
  }
  return words;
}

const DotCommand* Find(std::string_view name) {
  if (name == "quit") name = "exit";
  const auto found = std::ranges::find(kCommands, name, &DotCommand::name);
  return found == kCommands.end() ? nullptr : &*found;
}

Outcome UnknownCommand(std::string_view name) {
  std::vector<std::string> names;
  for (const DotCommand& command : kCommands) names.emplace_back(command.name);
  const std::string nearest = Nearest(name, names);
  return WrongUsage("unknown command ." + std::string(name) +
                    (nearest.empty() ? "; see .help" : "; did you mean ." + nearest + "?"));
}

std::string Usage(const DotCommand& command) {
  std::string usage = ".";
  usage.append(command.name);
  if (!command.arguments.empty()) usage.append(" ").append(command.arguments);
  return usage;
}

}  // namespace

std::span<const DotCommand> DotCommands() { return kCommands; }

Outcome RunDotCommand(Session& session, std::string_view line) {
  line = Trimmed(line).substr(1);
  const size_t name_end = std::min(line.find_first_of(" \t"), line.size());
  const DotCommand* command = Find(line.substr(0, name_end));
  if (command == nullptr) return UnknownCommand(line.substr(0, name_end));
  const std::string_view rest = Trimmed(line.substr(name_end));
  Outcome outcome = command->run(session, {.text = std::string(rest), .words = SplitWords(rest)});
  if (outcome.code == kExitUsage && outcome.message.empty()) {
    outcome.message = "usage: " + Usage(*command);
  }
  return outcome;
}

Outcome HelpOnDotCommands(Session& session, const DotArguments& arguments) {
  if (!arguments.words.empty()) {
    std::string_view name = arguments.words[0];
    if (name.starts_with('.')) name.remove_prefix(1);
    const DotCommand* command = Find(name);
    if (command == nullptr) return UnknownCommand(name);
    return session.Print(Usage(*command) + "\n  " + std::string(command->help) + "\n");
  }
  std::string text =
      "A query or update ends where it is whole, or at an empty line. Ctrl-C cancels it, Tab\n"
      "completes words. NAME is a label in any language, an IRI or its last part.\n\n";
  constexpr size_t kUsageWidth = 34;
  for (const DotCommand& command : kCommands) {
    std::string line = Usage(command);
    // Columns, not bytes: "…" has three.
    size_t width = 0;
    for (const char c : line) width += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    if (width >= kUsageWidth) {
      line += "\n";
      width = 0;
    }
    line.append(kUsageWidth - width, ' ').append(command.help);
    text += line + "\n";
  }
  return session.Print(text);
}

}  // namespace entente
