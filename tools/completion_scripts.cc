#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/command_table.h"

namespace entente {
namespace {

std::string Join(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text.append(separator);
    text.append(word);
  }
  return text;
}

// For a shell, in single quotes; with a backslash before each of `special`.
std::string Quoted(std::string_view text, std::string_view special = "") {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
      continue;
    }
    if (special.find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

// Of `entente GROUP NAME` the group; "" of `entente NAME`.
std::string GroupOf(const CommandEntry& command) {
  const size_t space = command.name.find(' ');
  return space == std::string::npos ? "" : command.name.substr(0, space);
}

std::vector<std::string> FirstWords(const CommandTable& table) {
  std::vector<std::string> words;
  for (const CommandEntry& command : table.commands) {
    std::string word = command.name.substr(0, command.name.find(' '));
    if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
  }
  return words;
}

// Each group with the words that follow it.
std::vector<std::pair<std::string, std::vector<std::string>>> Groups(const CommandTable& table) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const CommandEntry& command : table.commands) {
    const std::string group = GroupOf(command);
    if (group.empty()) continue;
    if (groups.empty() || groups.back().first != group) groups.push_back({group, {}});
    groups.back().second.push_back(command.name.substr(group.size() + 1));
  }
  return groups;
}

// What the arguments of a command may be, where they are few: "bash zsh fish".
std::vector<std::string> ArgumentChoices(const CommandEntry& command) {
  std::vector<std::string> choices;
  for (const OptionEntry& argument : command.arguments) {
    choices.insert(choices.end(), argument.choices.begin(), argument.choices.end());
  }
  return choices;
}

bool TakesFile(const OptionEntry& option) { return option.type == "FILE"; }

std::string Bash(const CommandTable& table) {
  std::string text =
      "# Completion of entente in bash: source <(entente completion bash)\n"
      "_entente() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  local command=${COMP_WORDS[1]} words=''\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    COMPREPLY=($(compgen -W '" +
      Join(FirstWords(table), " ") +
      "' -- \"$current\"))\n"
      "    return\n"
      "  fi\n";
  for (const auto& [group, words] : Groups(table)) {
    text += "  if [[ $command == " + group + " ]]; then\n    if ((COMP_CWORD == 2)); then\n" +
            "      COMPREPLY=($(compgen -W '" + Join(words, " ") +
            "' -- \"$current\"))\n      return\n    fi\n    command+=\" ${COMP_WORDS[2]}\"\n  fi\n";
  }
  text += "  case $command in\n";
  for (const CommandEntry& command : table.commands) {
    text.append("  ") += Quoted(command.name) + ")\n    case $previous in\n";
    std::vector<std::string> names;
    std::vector<std::string> unknown;
    for (const OptionEntry& option : command.options) {
      names.insert(names.end(), option.names.begin(), option.names.end());
      if (!option.choices.empty()) {
        text.append("    ") += Join(option.names, "|") + ") COMPREPLY=($(compgen -W '" +
                               Join(option.choices, " ") + "' -- \"$current\")); return ;;\n";
      } else if (TakesFile(option)) {
        text.append("    ") += Join(option.names, "|") + ") return ;;\n";
      } else if (!option.type.empty()) {
        unknown.insert(unknown.end(), option.names.begin(), option.names.end());
      }
    }
    if (!unknown.empty()) {
      // Nobody can guess the value: not even a file.
      text.append("    ") += Join(unknown, "|") + ") compopt +o default; return ;;\n";
    }
    text.append("    esac\n    words='") += Join(names, " ") + "'\n";
    if (const std::vector<std::string> choices = ArgumentChoices(command); !choices.empty()) {
      text.append("    [[ $current == -* ]] || words='") +=
          Join(choices, " ") + "'\n" + "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n";
    }
    text += "    ;;\n";
  }
  return text +
         "  esac\n"
         "  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W \"$words\" -- \"$current\")); "
         "fi\n"
         "}\n"
         "complete -o default -F _entente entente\n";
}

std::string Zsh(const CommandTable& table) {
  constexpr std::string_view kSpecial = "[]:\\";
  std::string text =
      "#compdef entente\n"
      "# Completion of entente in zsh: entente completion zsh >_entente, in a folder of $fpath\n"
      "_entente() {\n"
      "  local command=$words[2]\n"
      "  local -a commands\n"
      "  if ((CURRENT == 2)); then\n"
      "    commands=(\n";
  const std::vector<std::string> first_words = FirstWords(table);
  for (const std::string& word : first_words) {
    const auto command = std::ranges::find(table.commands, word, &CommandEntry::name);
    text += "      " +
            Quoted(word + (command == table.commands.end() ? "" : ":" + command->description)) +
            "\n";
  }
  text += "    )\n    _describe command commands\n    _files\n    return\n  fi\n";
  for (const auto& [group, words] : Groups(table)) {
    text += "  if [[ $command == " + group +
            " ]]; then\n    if ((CURRENT == 3)); then\n      commands=(" + Join(words, " ") +
            ")\n      _describe command commands\n      return\n    fi\n" +
            "    command+=\" $words[3]\"\n    shift words\n    ((CURRENT--))\n  fi\n";
  }
  text += "  shift words\n  ((CURRENT--))\n  case $command in\n";
  for (const CommandEntry& command : table.commands) {
    text.append("  ") += Quoted(command.name) + ")\n    _arguments -s \\\n";
    for (const OptionEntry& option : command.options) {
      for (const std::string& name : option.names) {
        std::string value;
        if (!option.choices.empty()) {
          value = ":" + option.type + ":(" + Join(option.choices, " ") + ")";
        } else if (TakesFile(option)) {
          value = ":" + option.type + ":_files";
        } else if (!option.type.empty()) {
          value = ":" + option.type + ": ";
        }
        const std::string described = Quoted(option.description, kSpecial);
        text += "      '" + std::string(option.is_repeated ? "*" : "") + name + "['" + described +
                "']" + value + "' \\\n";
      }
    }
    const std::vector<std::string> choices = ArgumentChoices(command);
    const std::string values =
        choices.empty() ? "_files" : std::string("(").append(Join(choices, " ")).append(")");
    text.append("      '*:argument:").append(values).append("'\n");
    text += "    ;;\n";
  }
  return text + "  esac\n}\n_entente \"$@\"\n";
}

std::string Fish(const CommandTable& table) {
  std::string text =
      "# Completion of entente in fish: entente completion fish "
      ">~/.config/fish/completions/entente.fish\n";
  for (const std::string& word : FirstWords(table)) {
    const auto command = std::ranges::find(table.commands, word, &CommandEntry::name);
    text += "complete -c entente -n __fish_use_subcommand -a " + word;
    if (command != table.commands.end()) text.append(" -d ") += Quoted(command->description);
    text += "\n";
  }
  for (const auto& [group, words] : Groups(table)) {
    text += "complete -c entente -f -n '__fish_seen_subcommand_from " + group +
            "; and not __fish_seen_subcommand_from " + Join(words, " ") + "' -a '" +
            Join(words, " ") + "'\n";
  }
  for (const CommandEntry& command : table.commands) {
    std::string condition = "__fish_seen_subcommand_from ";
    const std::string group = GroupOf(command);
    condition += group.empty() ? command.name
                               : group + "; and __fish_seen_subcommand_from " +
                                     command.name.substr(group.size() + 1);
    const std::string begin = std::string("complete -c entente -n ").append(Quoted(condition));
    for (const OptionEntry& option : command.options) {
      text += begin;
      for (const std::string& name : option.names) {
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      if (!option.choices.empty()) {
        text.append(" -x -a ") += Quoted(Join(option.choices, " "));
      } else if (TakesFile(option)) {
        text += " -r";
      } else if (!option.type.empty()) {
        text += " -x";
      }
      text.append(" -d ") += Quoted(option.description) + "\n";
    }
    if (const std::vector<std::string> choices = ArgumentChoices(command); !choices.empty()) {
      text += begin + " -f -a " + Quoted(Join(choices, " ")) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string CompletionScript(std::string_view shell, const CommandTable& table) {
  if (shell == "bash") return Bash(table);
  if (shell == "zsh") return Zsh(table);
  if (shell == "fish") return Fish(table);
  return "";
}

}  // namespace entente
