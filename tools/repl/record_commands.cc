// Dot commands about actors, coalitions, documents and claims.
#include <charconv>
#include <string>
#include <utility>

#include "tools/repl/dot_functions.h"
#include "tools/repl/timeline.h"
#include "tools/reports.h"
#include "tools/terminal.h"

namespace entente {
namespace {

// The words as one name: quotes around it are not needed.
std::string NameIn(const DotArguments& arguments) {
  std::string name;
  for (const std::string& word : arguments.words) {
    if (!name.empty()) name += ' ';
    name += word;
  }
  return name;
}

Outcome ShowCard(Session& session, std::string_view kind, const DotArguments& arguments) {
  if (arguments.words.empty()) return WrongUsage("");
  const View view = session.database().Read();
  Naming naming = session.ToNaming(view);
  return session.Print(
      [&](const Output& output) { return WriteCard(kind, NameIn(arguments), &naming, output); });
}

}  // namespace

Outcome ShowActor(Session& session, const DotArguments& arguments) {
  return ShowCard(session, "actor", arguments);
}
Outcome ShowCoalition(Session& session, const DotArguments& arguments) {
  return ShowCard(session, "coalition", arguments);
}
Outcome ShowDocument(Session& session, const DotArguments& arguments) {
  return ShowCard(session, "document", arguments);
}
Outcome ShowClaim(Session& session, const DotArguments& arguments) {
  return ShowCard(session, "claim", arguments);
}

Outcome ListClaims(Session& session, const DotArguments& arguments) {
  ClaimsArguments claims;
  std::string* part = &claims.about;
  for (const std::string& word : arguments.words) {
    if (word == "--by") {
      part = &claims.by;
    } else if (word == "--in") {
      part = &claims.in;
    } else if (word == "--answers") {
      part = &claims.answers;
    } else if (word.starts_with("--")) {
      return WrongUsage("");
    } else {
      if (!part->empty()) *part += ' ';
      *part += word;
    }
  }
  const View view = session.database().Read();
  Naming naming = session.ToNaming(view);
  return session.Print([&](const Output& output) {
    return WriteClaims(claims, session.row_format(), &naming, output);
  });
}

Outcome ListContradictions(Session& session, const DotArguments& arguments) {
  ContradictionOptions options;
  if (!arguments.words.empty()) {
    const std::string& word = arguments.words[0];
    const auto [end, error] =
        std::from_chars(word.data(), word.data() + word.size(), options.count_max);
    if (error != std::errc() || end != word.data() + word.size()) return WrongUsage("");
  }
  if (session.settings().view.has_value()) options.view = *session.settings().view;
  QueryOptions limits = session.ToQueryOptions("");
  limits.view.reset();
  if (session.settings().shows_sparql) {
    PrintNote("# No SPARQL says this: docs/data_model.md#contradictions has the rules.");
  }
  const View view = session.database().Read();
  auto found = view.FindContradictions(options, limits);
  if (!found.ok()) return Failed(found.status(), Doing::kRunning);
  Naming naming = session.ToNaming(view);
  return session.Print([&](const Output& output) {
    return WriteContradictions(*std::move(found), session.row_format(), &naming, output);
  });
}

Outcome ShowTimeline(Session& session, const DotArguments& arguments) {
  if (arguments.words.empty()) return WrongUsage("");
  const View view = session.database().Read();
  Naming naming = session.ToNaming(view);
  const absl::StatusOr<Iri> record = naming.Resolve(NameIn(arguments), "");
  if (!record.ok()) return Failed(record.status(), Doing::kRunning);
  return session.Print([&](const Output& output) {
    return WriteTimeline(*record, session.row_format(), &naming, output);
  });
}

Outcome FindText(Session& session, const DotArguments& arguments) {
  if (arguments.words.empty()) return WrongUsage("");
  const View view = session.database().Read();
  Naming naming = session.ToNaming(view);
  return session.Print([&](const Output& output) {
    return WriteTextsWith(NameIn(arguments), session.row_format(), &naming, output);
  });
}

}  // namespace entente
