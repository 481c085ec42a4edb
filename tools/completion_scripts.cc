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

// A word that may follow, and what it is for.
struct Word {
  std::string text = {};
  std::string description = {};
};

std::vector<Word> FirstWords(const CommandTable& table) {
  std::vector<Word> words;
  for (const CommandEntry& command : table.commands) {
    const std::string group = GroupOf(command);
    if (group.empty()) {
      words.push_back({command.name, command.description});
    } else if (std::ranges::find(words, group, &Word::text) == words.end()) {
      words.push_back(
          {group, std::ranges::find(table.groups, group, &CommandGroup::name)->description});
    }
  }
  return words;
}

std::vector<Word> WordsOf(const CommandGroup& group, const CommandTable& table) {
  std::vector<Word> words;
  for (const CommandEntry& command : table.commands) {
    if (GroupOf(command) != group.name) continue;
    words.push_back({command.name.substr(group.name.size() + 1), command.description});
  }
  return words;
}

std::vector<std::string> TextsOf(const std::vector<Word>& words) {
  std::vector<std::string> texts;
  for (const Word& word : words) texts.push_back(word.text);
  return texts;
}

// What the arguments of a command may be, where they are few: "bash zsh fish", or commands.
std::vector<std::string> ArgumentChoices(const CommandEntry& command, const CommandTable& table) {
  std::vector<std::string> choices;
  for (const OptionEntry& argument : command.arguments) {
    choices.insert(choices.end(), argument.choices.begin(), argument.choices.end());
    if (argument.names.front() == "COMMAND") return TextsOf(FirstWords(table));
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
      Join(TextsOf(FirstWords(table)), " ") +
      "' -- \"$current\"))\n"
      "    return\n"
      "  fi\n";
  for (const CommandGroup& group : table.groups) {
    text += "  if [[ $command == help && $previous == " + group.name +
            " ]]; then\n    ((COMP_CWORD == 3)) && COMPREPLY=($(compgen -W '" +
            Join(TextsOf(WordsOf(group, table)), " ") + "' -- \"$current\"))\n    return\n  fi\n";
    text += "  if [[ $command == " + group.name + " ]]; then\n    if ((COMP_CWORD == 2)); then\n" +
            "      COMPREPLY=($(compgen -W '" + Join(TextsOf(WordsOf(group, table)), " ") +
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
    if (const std::vector<std::string> choices = ArgumentChoices(command, table);
        !choices.empty()) {
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
      "# Completion of entente in zsh: entente completion zsh >_entente, in a folder of $fpath; "
      "or,\n"
      "# behind compinit: source <(entente completion zsh)\n"
      "_entente() {\n"
      "  local command=$words[2]\n"
      "  local -a commands\n"
      "  if ((CURRENT == 2)); then\n"
      "    commands=(\n";
  const auto add_words = [&text](const std::vector<Word>& words, const char* indent) {
    for (const Word& word : words) {
      text.append(indent).append(Quoted(word.text + ":" + word.description)).append("\n");
    }
  };
  add_words(FirstWords(table), "      ");
  text += "    )\n    _describe command commands\n    _files\n    return\n  fi\n";
  for (const CommandGroup& group : table.groups) {
    text += "  if [[ $command == help && $words[3] == " + group.name +
            " ]] && ((CURRENT == 4)); then\n    commands=(\n";
    add_words(WordsOf(group, table), "      ");
    text += "    )\n    _describe command commands\n    return\n  fi\n";
    text += "  if [[ $command == " + group.name +
            " ]]; then\n    if ((CURRENT == 3)); then\n      commands=(\n";
    add_words(WordsOf(group, table), "        ");
    text +=
        "      )\n      _describe command commands\n      return\n    fi\n"
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
    const std::vector<std::string> choices = ArgumentChoices(command, table);
    const std::string values =
        choices.empty() ? "_files" : std::string("(").append(Join(choices, " ")).append(")");
    text.append("      '*:argument:").append(values).append("'\n");
    text += "    ;;\n";
  }
  return text +
         "  esac\n}\n"
         "if [[ $funcstack[1] == _entente ]]; then _entente \"$@\"; else compdef _entente entente; "
         "fi\n";
}

std::string Fish(const CommandTable& table) {
  std::string text =
      "# Completion of entente in fish: entente completion fish "
      ">~/.config/fish/completions/entente.fish\n"
      "# Whether the words given are the first ones behind entente.\n"
      "function __entente_begins\n"
      "  set -l words (commandline -opc)\n"
      "  for wanted in $argv\n"
      "    set -e words[1]\n"
      "    test (count $words) -gt 0; and test $words[1] = $wanted; or return 1\n"
      "  end\n"
      "end\n"
      "# Whether that many words stand before the cursor.\n"
      "function __entente_has\n"
      "  test (count (commandline -opc)) -eq $argv[1]\n"
      "end\n";
  const auto add = [&text](const std::string& condition, const std::string& files,
                           const std::vector<Word>& words) {
    for (const Word& word : words) {
      text += "complete -c entente " + files + "-n " + Quoted(condition) + " -a " + word.text +
              " -d " + Quoted(word.description) + "\n";
    }
  };
  add("__entente_has 1", "", FirstWords(table));
  for (const CommandGroup& group : table.groups) {
    add("__entente_begins " + group.name + "; and __entente_has 2", "-f ", WordsOf(group, table));
    add("__entente_begins help " + group.name + "; and __entente_has 3", "-f ",
        WordsOf(group, table));
  }
  for (const CommandEntry& command : table.commands) {
    const std::string begin =
        std::string("complete -c entente -n ").append(Quoted("__entente_begins " + command.name));
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
    if (const std::vector<std::string> choices = ArgumentChoices(command, table);
        !choices.empty()) {
      // Only as the word that comes next: behind a command that is named other things may stand.
      text += "complete -c entente -n " +
              Quoted("__entente_begins " + command.name + "; and __entente_has 2") + " -f -a " +
              Quoted(Join(choices, " ")) + "\n";
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
