// Dot commands that change how the shell answers.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include "tools/repl/dot_functions.h"
#include "tools/repl/paged_output.h"
#include "tools/request.h"
#include "tools/spelling.h"
#include "tools/terminal.h"
#include "tools/view_options.h"

namespace entente {
namespace {

std::string OnOff(bool value) { return value ? "on" : "off"; }

// Without words shows the setting, else reads on or off.
Outcome Switch(Session& session, const std::string& name, const DotArguments& arguments,
               bool* value) {
  if (arguments.words.empty()) return session.Print(name + " " + OnOff(*value) + "\n");
  if (arguments.words.size() > 1) return WrongUsage("");
  if (arguments.words[0] != "on" && arguments.words[0] != "off") return WrongUsage("");
  *value = arguments.words[0] == "on";
  return {};
}

std::string ParamLines(const Params& params) {
  std::string text;
  for (const auto& [name, value] : params) text += "?" + name + " = " + value.ToString() + "\n";
  return text;
}

struct ViewOption {
  std::string_view name;
  std::string ViewArguments::*single;
  std::vector<std::string> ViewArguments::*several;
};
constexpr ViewOption kViewOptions[] = {
    {"--valid", &ViewArguments::valid, nullptr},
    {"--known", &ViewArguments::known, nullptr},
    {"--time", &ViewArguments::time, nullptr},
    {"--policy", &ViewArguments::policy, nullptr},
    {"--base-triples", &ViewArguments::base_triples, nullptr},
    {"--source", nullptr, &ViewArguments::sources},
    {"--claimant", nullptr, &ViewArguments::claimants},
    {"--modality", nullptr, &ViewArguments::modalities},
};
constexpr std::string_view kMinConfidence = "--min-confidence";

bool IsOneOf(std::string_view value, std::initializer_list<std::string_view> values) {
  return value.empty() || std::ranges::find(values, value) != values.end();
}

// What CLI11 checks for the commands.
std::string Objection(const ViewArguments& view) {
  if (!IsOneOf(view.time, {"possible", "certain"})) {
    return "--time " + view.time + ": write possible or certain";
  }
  if (!IsOneOf(view.policy, {"uncontested", "supported"})) {
    return "--policy " + view.policy + ": write uncontested or supported";
  }
  if (!IsOneOf(view.base_triples, {"include", "exclude"})) {
    return "--base-triples " + view.base_triples + ": write include or exclude";
  }
  if (view.min_confidence.has_value() &&
      !(*view.min_confidence >= 0 && *view.min_confidence <= 1)) {
    return "--min-confidence: write a number from 0 to 1";
  }
  return "";
}

// Reads "--valid 2022-03 --claimant X"; the objection is empty if all is well.
std::string ReadViewArguments(const std::vector<std::string>& words, ViewArguments* view) {
  for (size_t i = 0; i < words.size(); i += 2) {
    const bool is_confidence = words[i] == kMinConfidence;
    const auto option = std::ranges::find(kViewOptions, words[i], &ViewOption::name);
    if (option == std::end(kViewOptions) && !is_confidence) {
      std::vector<std::string> names = {std::string(kMinConfidence)};
      for (const ViewOption& known : kViewOptions) names.emplace_back(known.name);
      const std::string nearest = Nearest(words[i], names);
      return "unknown option " + words[i] +
             (nearest.empty() ? "; see .help view" : "; did you mean " + nearest + "?");
    }
    if (i + 1 == words.size()) return words[i] + " needs a value";
    const std::string& value = words[i + 1];
    if (is_confidence) {
      double number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error != std::errc() || end != value.data() + value.size()) {
        return "--min-confidence " + value + ": write a number from 0 to 1";
      }
      view->min_confidence = number;
    } else if (option->single != nullptr) {
      view->*option->single = value;
    } else {
      (view->*option->several).push_back(value);
    }
  }
  return Objection(*view);
}

}  // namespace

Outcome SetTimer(Session& session, const DotArguments& arguments) {
  return Switch(session, "timer", arguments, &session.settings().is_timed);
}

Outcome SetPager(Session& session, const DotArguments& arguments) {
  bool is_on = !session.settings().pager.empty();
  Outcome outcome = Switch(session, "pager", arguments, &is_on);
  if (outcome.code == kExitOk) session.settings().pager = is_on ? FindPager() : "";
  return outcome;
}

Outcome SetMode(Session& session, const DotArguments& arguments) {
  SessionSettings& settings = session.settings();
  if (arguments.words.empty()) {
    return session.Print(
        "rows " + session.row_format() + ", graphs " + session.graph_format() + ", tables show " +
        (session.row_count_max() == 0 ? "all" : Grouped(session.row_count_max())) + " rows\n");
  }
  for (const std::string& word : arguments.words) {
    uint64_t count = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
    if (error == std::errc() && end == word.data() + word.size()) {
      settings.row_count_max = count;
    } else if (IsResultFormat(word)) {
      settings.row_format = word;
    } else if (IsGraphFormat(word)) {
      settings.graph_format = word;
    } else {
      if (word.starts_with('-') || std::isdigit(static_cast<unsigned char>(word[0])) != 0) {
        return WrongUsage(word + " is no number of rows: write 0 for all, or 1 or more");
      }
      const std::vector<std::string> known = {"table", "markdown", "csv", "tsv", "json",
                                              "xml",   "nt",       "ttl", "nq",  "trig"};
      const std::string nearest = Nearest(word, known);
      return WrongUsage("unknown format " + word +
                        (nearest.empty()
                             ? "; known are table, markdown, csv, tsv, json and xml for rows, nt, "
                               "ttl, nq and trig for graphs"
                             : "; did you mean " + nearest + "?"));
    }
  }
  return {};
}

Outcome SetTimeout(Session& session, const DotArguments& arguments) {
  std::optional<double>& timeout = session.settings().timeout_seconds;
  if (arguments.words.empty()) {
    std::string shown = "off";
    if (timeout.has_value()) {
      shown = std::to_string(*timeout);
      shown.erase(shown.find_last_not_of('0') + 1);
      if (shown.ends_with('.')) shown.pop_back();
      shown += " s";
    }
    return session.Print("timeout " + shown + "\n");
  }
  const std::string& word = arguments.words[0];
  if (word == "off") {
    timeout.reset();
    return {};
  }
  double seconds = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), seconds);
  if (error != std::errc() || end != word.data() + word.size() || !(seconds >= 0.001) ||
      seconds > 1e9) {
    return WrongUsage(word + " is no time: write seconds, such as 0.5 or 60, or off");
  }
  timeout = seconds;
  return {};
}

Outcome SetMemory(Session& session, const DotArguments& arguments) {
  uint64_t& bytes = session.settings().memory_bytes;
  if (arguments.words.empty()) return session.Print("memory " + HumanBytes(bytes) + "\n");
  if (arguments.words.size() > 1) return WrongUsage("");
  const std::optional<uint64_t> read = ReadSize(arguments.words[0]);
  if (!read.has_value()) return WrongUsage(NoSize(arguments.words[0]));
  bytes = *read;
  return {};
}

Outcome SetLanguage(Session& session, const DotArguments& arguments) {
  if (arguments.words.empty()) return session.Print("lang " + session.settings().language + "\n");
  session.settings().language = arguments.words[0];
  return {};
}

Outcome SetParam(Session& session, const DotArguments& arguments) {
  Params& params = session.settings().params;
  if (arguments.text.empty()) return session.Print(ParamLines(params));
  if (arguments.text == "off") {
    params.clear();
    return {};
  }
  const size_t equals = arguments.text.find('=');
  if (equals == 0 || equals == std::string::npos) return WrongUsage("");
  std::string name = arguments.text.substr(0, equals);
  if (name.starts_with('?') || name.starts_with('$')) name.erase(0, 1);
  while (name.ends_with(' ')) name.pop_back();
  std::string_view value = std::string_view(arguments.text).substr(equals + 1);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  Params read;
  if (!value.empty()) {
    const auto term =
        ParseTerm(value, session.ToPrepareOptions(std::string(".param ").append(name)));
    if (!term.ok()) return Failed(term.status(), Doing::kRunning);
    read.emplace_back(name, *term);
  }
  std::erase_if(params, [&name](const auto& param) { return param.first == name; });
  params.insert(params.end(), read.begin(), read.end());
  return {};
}

Outcome SetPrefix(Session& session, const DotArguments& arguments) {
  Prefixes& own = session.settings().prefixes;
  if (arguments.words.empty()) {
    std::string text;
    for (const Prefixes& prefixes : {DefaultPrefixes(), session.prefixes()}) {
      for (const auto& [name, iri] : prefixes) text += "PREFIX " + name + ": <" + iri + ">\n";
    }
    return session.Print(text);
  }
  if (arguments.words.size() != 2) return WrongUsage("");
  std::string name = arguments.words[0];
  if (name.ends_with(':')) name.pop_back();
  std::string iri = arguments.words[1];
  if (iri.starts_with('<') && iri.ends_with('>')) iri = iri.substr(1, iri.size() - 2);
  // Which of both is wrong shows with the other one known to be right.
  if (!ParseTerm("true", {.prefixes = {{name, "urn:x"}}}).ok()) {
    return WrongUsage(name + " is no name of a prefix: write letters, digits, - and _");
  }
  if (!ParseTerm("true", {.prefixes = {{name, iri}}}).ok()) {
    return WrongUsage(iri + " is no absolute IRI: write .prefixes " + name + ": <http://…>");
  }
  std::erase_if(own, [&name](const auto& prefix) { return prefix.first == name; });
  own.emplace_back(name, iri);
  return {};
}

Outcome SetView(Session& session, const DotArguments& arguments) {
  SessionSettings& settings = session.settings();
  if (arguments.words.empty()) {
    return session.Print(settings.view.has_value() ? settings.view->ToIri() + "\n" : "view off\n");
  }
  if (arguments.text == "off") {
    settings.view.reset();
    return {};
  }
  ViewArguments read;
  if (std::string objection = ReadViewArguments(arguments.words, &read); !objection.empty()) {
    return WrongUsage(std::move(objection));
  }
  const auto view = ToView(read, session.ToPrepareOptions("view"), session.database().Read());
  if (!view.ok()) return WrongUsage(std::string(view.status().message()));
  settings.view = *view;
  return {};
}

Outcome ShowSettings(Session& session, const DotArguments& arguments) {
  SessionSettings& settings = session.settings();
  if (!arguments.words.empty()) {
    if (arguments.words[0] != "sparql") return WrongUsage("");
    const DotArguments rest = {.words = {arguments.words.begin() + 1, arguments.words.end()}};
    return Switch(session, "sparql", rest, &settings.shows_sparql);
  }
  const auto explain = settings.explain == SessionSettings::Explain::kOff    ? "off"
                       : settings.explain == SessionSettings::Explain::kPlan ? "on"
                                                                             : "analyze";
  std::string text =
      "database " + (session.path().empty() ? "(in memory)" : session.path()) +
      (session.is_read_only() ? " (read-only)" : "") + "\nmode " + session.row_format() + " " +
      session.graph_format() + " " + std::to_string(session.row_count_max()) + "\ntimer " +
      OnOff(settings.is_timed) + "\nexplain " + explain + "\nsparql " +
      OnOff(settings.shows_sparql) + "\nmemory " + HumanBytes(settings.memory_bytes) + "\nlang " +
      settings.language + "\npager " + (settings.pager.empty() ? "off" : settings.pager) +
      "\nview " + (settings.view.has_value() ? settings.view->ToIri() : "off") + "\n";
  return session.Print(text + ParamLines(settings.params));
}

Outcome ExplainQuery(Session& session, const DotArguments& arguments) {
  using Explain = SessionSettings::Explain;
  if (arguments.text == "on" || arguments.text == "off" || arguments.text == "analyze") {
    session.settings().explain = arguments.text == "on"    ? Explain::kPlan
                                 : arguments.text == "off" ? Explain::kOff
                                                           : Explain::kAnalyze;
    return {};
  }
  const bool analyze = !arguments.words.empty() && arguments.words[0] == "analyze";
  const std::string query = analyze ? arguments.text.substr(arguments.text.find(' ') + 1)
                            : arguments.text.empty() ? session.last_query()
                                                     : arguments.text;
  if (query.empty()) return WrongUsage("there was no query yet; write .explain QUERY");
  return session.Explain(query, analyze);
}

}  // namespace entente
