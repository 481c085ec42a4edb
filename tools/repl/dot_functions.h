// What runs the dot commands: settings_commands.cc has those that change how the shell answers,
// data_commands.cc those for files and databases, record_commands.cc those about actors,
// coalitions, documents and claims. dot_commands.cc has the table.
#ifndef ENTENTE_TOOLS_REPL_DOT_FUNCTIONS_H_
#define ENTENTE_TOOLS_REPL_DOT_FUNCTIONS_H_

#include "tools/repl/dot_commands.h"

namespace entente {

Outcome SetMode(Session& session, const DotArguments& arguments);
Outcome SetTimer(Session& session, const DotArguments& arguments);
Outcome SetMemory(Session& session, const DotArguments& arguments);
Outcome SetTimeout(Session& session, const DotArguments& arguments);
Outcome SetPager(Session& session, const DotArguments& arguments);
Outcome SetLanguage(Session& session, const DotArguments& arguments);
Outcome SetParam(Session& session, const DotArguments& arguments);
Outcome SetPrefix(Session& session, const DotArguments& arguments);
Outcome SetView(Session& session, const DotArguments& arguments);
Outcome ShowSettings(Session& session, const DotArguments& arguments);
Outcome ExplainQuery(Session& session, const DotArguments& arguments);

Outcome OpenDatabase(Session& session, const DotArguments& arguments);
Outcome LoadFiles(Session& session, const DotArguments& arguments);
Outcome DumpQuads(Session& session, const DotArguments& arguments);
Outcome MakeSnapshot(Session& session, const DotArguments& arguments);
Outcome ShowStatistics(Session& session, const DotArguments& arguments);

Outcome ShowActor(Session& session, const DotArguments& arguments);
Outcome ShowCoalition(Session& session, const DotArguments& arguments);
Outcome ShowDocument(Session& session, const DotArguments& arguments);
Outcome ShowClaim(Session& session, const DotArguments& arguments);
Outcome ListClaims(Session& session, const DotArguments& arguments);
Outcome ListContradictions(Session& session, const DotArguments& arguments);
Outcome ShowTimeline(Session& session, const DotArguments& arguments);
Outcome FindText(Session& session, const DotArguments& arguments);

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_DOT_FUNCTIONS_H_
