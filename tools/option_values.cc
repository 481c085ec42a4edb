#include "tools/option_values.h"

#include <charconv>
#include <string_view>
#include <system_error>

#include "entente/entente.h"
#include "tools/request.h"

namespace entente {
namespace {

// "a, b or c"
std::string Alternatives(const std::vector<std::string>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

// Whether all of `text` is a number, which `value` then is.
template <typename Number>
bool IsNumber(const std::string& text, Number* value) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, *value);
  return error == std::errc() && rest == end;
}

// What the error calls itself may be the name of a command instead.
template <typename Kind>
bool Is(const CLI::ParseError& error) {
  return dynamic_cast<const Kind*>(&error) != nullptr;
}

// CLI11 would read 010 as eight, and has its own mind about the size of numbers: so each check that
// changes the text writes down what it has read.
std::string ParseSize(std::string& text) {
  const std::optional<uint64_t> bytes = ReadSize(text);
  if (!bytes.has_value()) return NoSize(text);
  text = std::to_string(*bytes);
  return "";
}

std::string CheckSeconds(const std::string& text) {
  double seconds = 0;
  const bool is_time = IsNumber(text, &seconds) && seconds >= 0.001 && seconds <= 1e9;
  return is_time ? "" : text + " is no time: write seconds, such as 0.5 or 60";
}

}  // namespace

CLI::Validator IsSize() { return {ParseSize, ""}; }

CLI::Validator IsTime() { return CLI::Validator(CheckSeconds, ""); }

CLI::Validator IsCount(const std::string& noun, uint64_t max) {
  const auto check = [noun, max](std::string& text) {
    uint64_t count = 0;
    if (!IsNumber(text, &count) || count == 0 || count > max) {
      return text + " is no number of " + noun + ": write " +
             (max == UINT64_MAX ? "1 or more" : "1 to " + std::to_string(max));
    }
    text = std::to_string(count);
    return std::string();
  };
  return CLI::Validator(check, "");
}

CLI::Validator IsConfidence() {
  const auto check = [](const std::string& text) {
    double number = 0;
    const bool is_share = IsNumber(text, &number) && number >= 0 && number <= 1;
    return is_share ? "" : text + " is no confidence: write a number from 0 to 1";
  };
  return CLI::Validator(check, "");
}

CLI::Validator IsOneOf(const std::vector<std::string>& words) {
  const auto check = [words](const std::string& text) {
    for (const std::string& word : words) {
      if (word == text) return std::string();
    }
    return text + " is not known: write " + Alternatives(words);
  };
  return CLI::Validator(check, "{" + CLI::detail::join(words, ",") + "}");
}

CLI::Validator IsIri() {
  const auto check = [](const std::string& text) {
    if (text.empty()) return std::string();
    const auto term = ParseTerm("<" + text + ">");
    return term.ok() && term->is_iri() ? "" : text + " is no absolute IRI, such as http://…";
  };
  return CLI::Validator(check, "");
}

CLI::Validator IsFileName() {
  // As of --key "$KEY" where the shell has no such variable.
  const auto check = [](const std::string& name) {
    return name.empty() ? "the name of the file is empty" : std::string();
  };
  return CLI::Validator(check, "");
}

std::string Plainly(const CLI::ParseError& error, const std::vector<std::string>& unexpected,
                    const std::string& group, const std::vector<std::string>& commands) {
  const std::string said = error.what();
  if (Is<CLI::ExtrasError>(error) && !unexpected.empty()) {
    const std::string& word = unexpected.front();
    return (word.starts_with('-') ? "unknown option " : "one argument too many: ") + word;
  }
  if (Is<CLI::ArgumentMismatch>(error)) {
    const std::string name = said.substr(0, said.find(':'));
    return name + (said.find("received") == std::string::npos ? " needs a value"
                                                              : " may be given only once");
  }
  if (Is<CLI::ExcludesError>(error)) {
    const std::string between = " excludes ";
    const size_t at = said.find(between);
    if (at == std::string::npos) return said;
    return said.substr(0, at) + " and " + said.substr(at + between.size()) +
           " contradict each other: give one of them";
  }
  if (Is<CLI::RequiredError>(error) && !commands.empty()) {
    return group + " needs to know what to do: write " + group + " " + Alternatives(commands);
  }
  return said;
}

}  // namespace entente
