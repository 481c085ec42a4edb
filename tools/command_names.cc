#include "tools/command_names.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "entente/entente.h"
#include "tools/spelling.h"

namespace entente {
namespace {

std::vector<std::string> ChoicesOf(const CLI::Option& option) {
  std::vector<std::string> choices;
  const std::string type = option.get_type_name();
  const size_t open = type.find('{');
  const bool has_set = open != std::string::npos && type.ends_with('}');
  const bool is_format = option.check_lname("format");
  if (!has_set && !is_format) return choices;
  const std::string words = has_set ? type.substr(open) : option.get_description();
  std::string word;
  for (const char c : words + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-') {
      word += c;
      continue;
    }
    const bool is_new = std::find(choices.begin(), choices.end(), word) == choices.end();
    if (!word.empty() && is_new &&
        (has_set || IsResultFormat(word) || IsGraphFormat(word) || word == "text")) {
      choices.push_back(word);
    }
    word.clear();
  }
  return choices;
}

OptionEntry ToEntry(const CLI::Option& option) {
  OptionEntry entry = {.choices = ChoicesOf(option),
                       .description = option.get_description(),
                       .is_required = option.get_required(),
                       .is_repeated = option.get_expected_max() > 1};
  if (option.get_positional()) {
    entry.names = {option.get_name(true)};
    return entry;
  }
  for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  if (option.get_type_size_max() > 0) {
    entry.type = option.get_type_name();
    entry.type.resize(std::min(entry.type.find(':'), entry.type.size()));
  }
  return entry;
}

void AppendEntries(const CLI::App& app, const std::string& before, CommandTable* table) {
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_subcommands({}).empty()) {
      table->groups.push_back({command->get_name(), command->get_description()});
      AppendEntries(*command, before + command->get_name() + " ", table);
      continue;
    }
    CommandEntry entry = {.name = before + command->get_name(),
                          .description = command->get_description()};
    for (const CLI::Option* option : command->get_options()) {
      (option->get_positional() ? entry.arguments : entry.options).push_back(ToEntry(*option));
    }
    table->commands.push_back(std::move(entry));
  }
}

}  // namespace

namespace {

// With its group, where the word is the name of a command of one.
std::string NearestCommand(CLI::App* app, const std::string& word) {
  for (CLI::App* group : app->get_subcommands({})) {
    if (FindCommand(group, word) != nullptr) return group->get_name() + " " + word;
  }
  return Nearest(word, CommandNames(app));
}

}  // namespace

CLI::App* FindCommand(CLI::App* group, const std::string& name) {
  for (CLI::App* command : group->get_subcommands({})) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

std::vector<std::string> CommandNames(const CLI::App* group) {
  std::vector<std::string> names;
  for (const CLI::App* command : group->get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::string FullName(const CLI::App* command) {
  if (command->get_parent() == nullptr) return command->get_name();
  return FullName(command->get_parent()) + " " + command->get_name();
}

std::string HelpOf(const CLI::App* command) {
  if (command->get_parent() == nullptr) return command->get_name() + " help";
  return HelpOf(command->get_parent()) + " " + command->get_name();
}

std::string FindUnknown(CLI::App* app, const std::vector<std::string>& words) {
  const auto sentence = [](const std::string& what, const std::string& word,
                           const std::string& nearest) {
    return "unknown " + what + " " + word +
           (nearest.empty() ? "; see entente help" : "; did you mean " + nearest + "?");
  };
  CLI::App* command = app;
  if (!words[0].starts_with('-')) {
    command = FindCommand(app, words[0]);
    if (command == nullptr) {
      return sentence("command", words[0], NearestCommand(app, words[0]));
    }
  }
  if (words.size() > 1 && !words[1].starts_with('-') && !CommandNames(command).empty()) {
    CLI::App* const group = command;
    command = FindCommand(group, words[1]);
    if (command == nullptr) {
      return sentence("command", words[0] + " " + words[1], Nearest(words[1], CommandNames(group)));
    }
  }
  std::vector<std::string> known;
  std::vector<std::string> flags;
  for (const CLI::Option* option : command->get_options()) {
    const bool is_flag = option->get_expected_max() == 0 && ChoicesOf(*option).empty();
    for (const std::string& name : option->get_lnames()) {
      known.push_back("--" + name);
      if (is_flag) flags.push_back(known.back());
    }
  }
  for (const std::string& word : words) {
    if (word == "--") break;
    if (!word.starts_with("--")) continue;
    const std::string name = word.substr(0, word.find('='));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return sentence("option", name, Nearest(name, known));
    }
    if (name != word && std::find(flags.begin(), flags.end(), name) != flags.end()) {
      return name + " takes no value; see " + HelpOf(command);
    }
  }
  return "";
}

CommandTable TableOf(const CLI::App& app) {
  CommandTable table;
  AppendEntries(app, "", &table);
  return table;
}

}  // namespace entente
