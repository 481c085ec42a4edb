#include "tools/request.h"

#include <string>
#include <utility>

#include "tools/exit_code.h"
#include "tools/terminal.h"

namespace entente {
namespace {

// name=TERM
absl::StatusOr<std::pair<std::string, Term>> ParseParam(const std::string& param,
                                                        const PrepareOptions& options) {
  const size_t equals = param.find('=');
  if (equals == 0 || equals == std::string::npos) {
    return WrongOption("--param " + param + ": name=TERM is expected");
  }
  std::string name = param.substr(0, equals);
  if (name.starts_with('?') || name.starts_with('$')) name.erase(0, 1);
  PrepareOptions term_options = options;
  term_options.name = "--param " + name;
  auto term = ParseTerm(param.substr(equals + 1), term_options);
  if (!term.ok()) return WrongOption(std::string(term.status().message()));
  return std::pair(std::move(name), *std::move(term));
}

}  // namespace

absl::StatusOr<RequestText> ReadRequest(const std::string& argument, const std::string& name) {
  if (argument != "-" && !argument.starts_with('@')) return RequestText{argument, name};
  const std::string path = argument == "-" ? argument : argument.substr(1);
  auto text = ReadAll(path);
  if (!text.ok()) return text.status();
  return RequestText{*std::move(text), path == "-" ? "standard input" : path};
}

absl::StatusOr<Params> ParseParams(const std::vector<std::string>& params,
                                   const PrepareOptions& options) {
  Params values;
  for (const std::string& param : params) {
    auto value = ParseParam(param, options);
    if (!value.ok()) return value.status();
    values.push_back(*std::move(value));
  }
  return values;
}

absl::StatusOr<Term> ParseIri(const std::string& option, const std::string& text,
                              const Prefixes& prefixes) {
  for (const std::string& spelling : {text, "<" + text + ">"}) {
    auto term = ParseTerm(spelling, {.name = option, .prefixes = prefixes});
    if (term.ok() && term->is_iri()) return term;
  }
  return WrongOption(option + " " + text + ": expected an IRI, or a name with a known prefix");
}

std::chrono::milliseconds ToTimeout(std::optional<double> seconds) {
  if (!seconds.has_value()) return std::chrono::milliseconds::max();
  return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(*seconds * 1000));
}

}  // namespace entente
