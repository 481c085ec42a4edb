#include "tools/request.h"

#include <cctype>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>
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
  // As Turtle begins; the parser says how SPARQL does.
  const bool is_turtle = argument.starts_with("@prefix ") || argument.starts_with("@base ");
  if (is_turtle || (argument != "-" && !argument.starts_with('@'))) {
    return RequestText{argument, name};
  }
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

std::optional<uint64_t> ReadSize(const std::string& text) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [unit_begin, error] = std::from_chars(text.data(), end, number);
  std::string unit(unit_begin, end);
  if (unit.ends_with("iB")) unit.resize(unit.size() - 2);
  if (unit.ends_with('B')) unit.pop_back();
  constexpr std::string_view kUnits = "KMGT";
  const size_t power = unit.empty() ? 0 : kUnits.find(static_cast<char>(std::toupper(unit[0]))) + 1;
  const bool is_unit = unit.empty() || (unit.size() == 1 && power > 0);
  constexpr uint64_t kMebibyte = uint64_t{1} << 20;
  if (error != std::errc() || !is_unit || number > (uint64_t{1} << 63 >> (10 * power)) ||
      number << (10 * power) < kMebibyte) {
    return std::nullopt;
  }
  return number << (10 * power);
}

std::string NoSize(const std::string& text) {
  return text + " is no size: write 512M or 2G, at least 1M";
}

std::chrono::milliseconds ToTimeout(std::optional<double> seconds) {
  if (!seconds.has_value()) return std::chrono::milliseconds::max();
  return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(*seconds * 1000));
}

}  // namespace entente
