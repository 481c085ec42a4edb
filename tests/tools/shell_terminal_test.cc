// The shell as people meet it: on a terminal.
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/terminal.h"

namespace entente {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kPrompt = "entente> ";
constexpr std::string_view kGoOnPrompt = "..> ";
constexpr const char* kCtrlC = "\x03";
constexpr const char* kCtrlD = "\x04";
constexpr const char* kUp = "\x1b[A";
constexpr const char* kLeft = "\x1b[D";

constexpr std::string_view kPeople = R"(PREFIX : <http://example.org/>
PREFIX ent: <https://w3id.org/entente#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
:ann :knows :bob, :cem ; :age 34 ; rdfs:label "Ann"@en, "安娜"@zh .
:bob :knows :cem ; :age 28 ; rdfs:label "Bob" .
:cem :age 41 ; rdfs:label "芯片联盟的成员" .
:g a ent:Coalition ; rdfs:label "Quad"@en, "四方安全对话"@zh .
)";

// Some 9^14 solutions for kPeople.
constexpr std::string_view kEndlessQuery =
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p . ?q ?r ?s . "
    "?t ?u ?v . ?w ?x ?y . ?z ?zz ?zzz . ?a1 ?a2 ?a3 . ?b1 ?b2 ?b3 . ?c1 ?c2 ?c3 }";

class ShellTerminalTest : public testing::Test {
 protected:
  ShellTerminalTest() {
    std::ofstream(Path("people.ttl")) << kPeople;
    const ProcessResult loaded =
        RunProcess({ENTENTE_BINARY, "load", Path("people.db"), Path("people.ttl")});
    EXPECT_EQ(loaded.exit_code, 0) << loaded.err;
  }

  std::string Path(std::string_view name) const { return directory_ / name; }

  std::vector<std::string> Environment(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> environment = {"LC_ALL=C.UTF-8",
                                            "TERM=xterm",
                                            "NO_COLOR=1",
                                            "PAGER=",
                                            "HOME=" + Path("home"),
                                            "XDG_STATE_HOME=" + Path("state"),
                                            "XDG_CONFIG_HOME=" + Path("config")};
    environment.insert(environment.end(), more.begin(), more.end());
    return environment;
  }
  std::vector<std::string> Command() const { return {ENTENTE_BINARY, Path("people.db")}; }
  std::string History() const {
    std::ifstream file(directory_ / "state/entente/history");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const TempDir directory_;
};

// A shell on kPeople that has shown its prompt.
class ShellOnPeople : public TerminalProcess {
 public:
  ShellOnPeople(const std::vector<std::string>& command,
                const std::vector<std::string>& environment, TerminalSize size = {})
      : TerminalProcess(command, environment, size) {
    greeting_ = WaitFor(kPrompt);
  }
  const std::string& greeting() const { return greeting_; }
  // Types a line and returns what comes up to the next prompt.
  std::string Ask(std::string_view line) {
    Type(std::string(line) + "\r");
    return WaitFor(kPrompt);
  }

 private:
  std::string greeting_;
};

TEST_F(ShellTerminalTest, AQueryOfSeveralLinesIsAnsweredWhenItIsWhole) {
  ShellOnPeople shell(Command(), Environment());
  EXPECT_THAT(shell.greeting(), HasSubstr(".help"));
  shell.Type("SELECT ?label\r");
  shell.WaitFor(kGoOnPrompt);
  shell.Type("{ <http://example.org/bob> rdfs:label ?label\r");
  shell.WaitFor(kGoOnPrompt);
  shell.Type("}\r");
  EXPECT_THAT(shell.WaitFor(kPrompt), HasSubstr(" label\n───────\n Bob\n1 row\n"));
  shell.Type(kCtrlD);
  EXPECT_EQ(shell.Wait(), 0);
}

TEST_F(ShellTerminalTest, AnEmptyLineSubmitsWhatIsNotWhole) {
  ShellOnPeople shell(Command(), Environment());
  shell.Type("SELECT * { ?s ?p ?o\r");
  shell.WaitFor(kGoOnPrompt);
  EXPECT_THAT(shell.Ask(""), AllOf(HasSubstr("error: query:1:"), HasSubstr("never closed")));
  EXPECT_THAT(shell.Ask("ASK { }"), HasSubstr("true"));
}

TEST_F(ShellTerminalTest, WhatIsWrongIsSaidAtOnce) {
  ShellOnPeople shell(Command(), Environment());
  EXPECT_THAT(shell.Ask("SELCT * {"), HasSubstr("did you mean SELECT?"));
}

TEST_F(ShellTerminalTest, WhatIsPastedMayGoOnBehindALineThatIsWhole) {
  ShellOnPeople shell(Command(), Environment());
  shell.Type("SELECT ?x { ?x <http://example.org/age> ?age }\rORDER BY ?age\rLIMIT 1\r");
  EXPECT_THAT(shell.WaitFor("1 row"), HasSubstr("<http://example.org/bob>"));
}

TEST_F(ShellTerminalTest, PastedRequestsAreAnsweredOneAfterTheOther) {
  ShellOnPeople shell(Command(), Environment());
  shell.Type("ASK { ?s ?p 34 }\rASK { ?s ?p 35 }\r.timeout\r");
  shell.WaitFor("true");
  shell.WaitFor("false");
  EXPECT_THAT(shell.WaitFor("timeout off"), Not(HasSubstr("error")));
}

TEST_F(ShellTerminalTest, ArrowsBringBackAndEdit) {
  ShellOnPeople shell(Command(), Environment());
  EXPECT_THAT(shell.Ask("ASK { ?s ?p 34 }"), HasSubstr("true"));
  shell.Type(std::string(kUp) + kLeft + kLeft + "5\r");
  EXPECT_THAT(shell.WaitFor("false"), Not(HasSubstr("error")));
  shell.WaitFor(kPrompt);
  shell.Type(std::string(kUp) + kUp + "\r");
  EXPECT_THAT(shell.WaitFor("true"), Not(HasSubstr("error")));
}

TEST_F(ShellTerminalTest, HistoryOutlivesTheSessionAndIsPrivate) {
  {
    ShellOnPeople shell(Command(), Environment());
    shell.Type("ASK {\r");
    shell.WaitFor(kGoOnPrompt);
    shell.Ask("?s ?p 'back\\\\slash' }");
    shell.Ask(".timeout 7");
    shell.Type(kCtrlD);
    EXPECT_EQ(shell.Wait(), 0);
  }
  EXPECT_EQ(History(), "ASK {\\n?s ?p 'back\\\\\\\\slash' }\n.timeout 7\n");
  struct stat status = {};
  ASSERT_EQ(stat(Path("state/entente/history").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ShellOnPeople shell(Command(), Environment());
  shell.Type(std::string(kUp) + "\r");
  shell.WaitFor(kPrompt);
  EXPECT_THAT(shell.Ask(".timeout"), HasSubstr("timeout 7 s"));
  // The request of two lines comes back as it was.
  shell.Type(std::string(kUp) + kUp + kUp + "\r");
  EXPECT_THAT(shell.WaitFor("false"), Not(HasSubstr("error")));
}

TEST_F(ShellTerminalTest, WithoutATerminalThereIsNoHistory) {
  const ProcessResult result =
      RunProcess({ENTENTE_BINARY, Path("people.db")}, "ASK { }\n", Environment());
  EXPECT_EQ(result.out, "true\n");
  EXPECT_FALSE(std::filesystem::exists(directory_ / "state"));
}

TEST_F(ShellTerminalTest, TabCompletesWhateverStandsThere) {
  ShellOnPeople shell(Command(), Environment());
  const auto completes = [&shell](std::string_view typed, std::string_view whole) {
    shell.Type(std::string(typed) + "\t");
    shell.WaitFor(whole);
    shell.Type(kCtrlC);
    EXPECT_THAT(shell.WaitFor(kPrompt), Not(HasSubstr("in vain"))) << typed;
  };
  completes(".coal", "ition");
  completes(".coalition 四", "方安全对话");
  completes(".open --r", "--r");
  completes("SELEC", "T");
  completes("SELECT * { ?person ?p ?o FILTER(?per", "son");
  completes("SELECT * { ?x rdfs:la", "bel");
  completes("SELECT * { ?x a ent:Coa", "lition");
  completes("PREFIX e: <http://example.org/> SELECT * { ?x e:kno", "ws");
  completes(".load " + Path("peop"), "le.");
}

TEST_F(ShellTerminalTest, TabKnowsTheVocabularyAndWhatOnlyClaimsSay) {
  const std::string database = Path("claims.db");
  std::ofstream(Path("claims.ttl")) << R"(PREFIX : <http://example.org/>
PREFIX ent: <https://w3id.org/entente#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
:c a ent:Claim ; rdf:reifies <<( :g :leadership :ann )>> ; ent:claimant :ann ; ent:source :d .
:ann a ent:Actor ; rdfs:label "Ann" . :bob a ent:Actor ; rdfs:label "Bob Builder" .
:d a ent:Document ; dcterms:title "A paper" .
)";
  const ProcessResult loaded = RunProcess({ENTENTE_BINARY, "load", database, Path("claims.ttl")});
  ASSERT_EQ(loaded.exit_code, 0) << loaded.err;
  ShellOnPeople shell({ENTENTE_BINARY, database}, Environment());
  shell.Ask(".prefixes ex: <http://example.org/>");
  const auto completes = [&shell](std::string_view typed, std::string_view whole) {
    shell.Type(std::string(typed) + "\t");
    EXPECT_THAT(shell.WaitFor(whole), Not(HasSubstr("in vain"))) << typed;
    shell.Type(kCtrlC);
    EXPECT_THAT(shell.WaitFor(kPrompt), Not(HasSubstr("in vain"))) << typed;
  };
  completes("SELECT * { ?s ex:lea", "dership");
  completes("SELECT * { ?s ent:leade", "r");
  completes("SELECT * { ?s a ent:Coali", "tion");
  completes(".view --claim", "ant");
  completes(".view --time certain --claimant A", "nn");
  completes(".view --claimant Bo", "b Builder\"");
  completes(".view --source \"A pa", "per\"");
  completes(".view --claimant Ann --po", "licy");
  completes(".view --policy s", "upported");
}

TEST_F(ShellTerminalTest, TabListsWhatMayBeMeant) {
  ShellOnPeople shell(Command(), Environment());
  shell.Type(".t\t\t");
  EXPECT_THAT(shell.WaitFor(".timer"), AllOf(HasSubstr(".timeline"), HasSubstr(".timeout")));
}

TEST_F(ShellTerminalTest, CtrlCCancelsTheQueryAndNotTheShell) {
  ShellOnPeople shell(Command(), Environment());
  for (int round = 0; round < 3; ++round) {
    shell.Type(std::string(kEndlessQuery) + "\r");
    shell.WaitFor("?c3 }");
    // Whether it comes while the query runs or a moment before: the query ends.
    shell.Type(kCtrlC);
    EXPECT_THAT(shell.WaitFor(kPrompt), Not(HasSubstr("in vain")));
    EXPECT_THAT(shell.Ask("ASK { ?s ?p 34 }"), HasSubstr("true"));
  }
}

TEST_F(ShellTerminalTest, CtrlCClearsTheLinesTyped) {
  ShellOnPeople shell(Command(), Environment());
  shell.Type("SELECT * {\r");
  shell.WaitFor(kGoOnPrompt);
  shell.Type("garbage");
  shell.Type(kCtrlC);
  shell.WaitFor(kPrompt);
  EXPECT_THAT(shell.Ask("ASK { }"), HasSubstr("true"));
}

TEST_F(ShellTerminalTest, WideCharactersAreTypedErasedAndAligned) {
  ShellOnPeople shell(Command(), Environment());
  shell.Type("SELECT ?x ?l { ?x rdfs:label ?l FILTER(STRSTARTS(?l, '芯片联盟盟");
  shell.Type("\x7f')) }\r");
  const std::string answer = shell.WaitFor("1 row");
  EXPECT_THAT(answer, HasSubstr(" <http://example.org/cem> │ 芯片联盟的成员\n"));
  EXPECT_THAT(shell.WaitFor(kPrompt), Not(HasSubstr("error")));
  const std::string all =
      shell.Ask("SELECT ?l ?x { ?x rdfs:label ?l } ORDER BY DESC(STRLEN(STR(?l))) ?l");
  // Two columns for a wide character: every second column begins at the same place.
  EXPECT_THAT(all, HasSubstr(" 芯片联盟的成员   │ <http://example.org/cem>\n"));
  EXPECT_THAT(all, HasSubstr(" 四方安全对话 @zh │ <http://example.org/g>\n"));
}

TEST_F(ShellTerminalTest, TablesAreCutToTheWindowAlsoWhenItChanges) {
  ShellOnPeople shell(Command(), Environment(), {.columns = 200});
  const std::string query = "SELECT * { ?subject ?property ?object }";
  EXPECT_THAT(shell.Ask(query), Not(HasSubstr("…")));
  shell.Resize({.columns = 40});
  shell.Type(std::string(kUp) + "\r");
  shell.WaitFor("object\n");
  const std::string rows = shell.WaitFor(" rows");
  EXPECT_THAT(rows, HasSubstr("…"));
  std::istringstream lines(rows);
  for (std::string line; std::getline(lines, line);) {
    const auto columns = std::ranges::count_if(
        line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    EXPECT_LE(columns, 40) << line;
  }
}

TEST_F(ShellTerminalTest, OnlySoManyRowsAreShownAndAllAreCounted) {
  ShellOnPeople shell(Command(), Environment());
  shell.Ask(".mode table 2");
  EXPECT_THAT(shell.Ask("SELECT * { ?x <http://example.org/age> ?age }"),
              HasSubstr("\n3 rows (2 shown)\n"));
}

TEST_F(ShellTerminalTest, LongAnswersGoThroughThePagerAndShortOnesDoNot) {
  ShellOnPeople shell(Command(), Environment({"PAGER=sed 's/^/paged: /'"}), {.rows = 8});
  EXPECT_THAT(shell.Ask("ASK { }"), Not(HasSubstr("paged")));
  EXPECT_THAT(shell.Ask("SELECT * { ?s ?p ?o }"), HasSubstr("\npaged:  <http"));
  shell.Ask(".pager off");
  EXPECT_THAT(shell.Ask("SELECT * { ?s ?p ?o }"), Not(HasSubstr("paged")));
}

TEST_F(ShellTerminalTest, AManLeavesThePagerEarlyAndNothingIsSaid) {
  ShellOnPeople shell(Command(), Environment({"PAGER=head -n 1"}), {.rows = 5});
  EXPECT_THAT(shell.Ask("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"),
              AllOf(HasSubstr(" a"), Not(HasSubstr("error"))));
  EXPECT_THAT(shell.Ask("ASK { }"), HasSubstr("true"));
}

TEST_F(ShellTerminalTest, APagerThatIsNotThereIsNamed) {
  ShellOnPeople shell(Command(), Environment({"PAGER=no-such-pager"}), {.rows = 5});
  EXPECT_THAT(shell.Ask("SELECT * { ?s ?p ?o }"),
              AllOf(HasSubstr("error: PAGER names no program: no-such-pager"),
                    Not(HasSubstr("not found"))));
}

TEST_F(ShellTerminalTest, TheInitFileRunsFirst) {
  std::filesystem::create_directories(directory_ / "config/entente");
  std::ofstream(directory_ / "config/entente/init")
      << ".prefixes ex: <http://example.org/>\n.mode csv\n.wrong\n.mode tsv\n";
  ShellOnPeople shell(Command(), Environment());
  // Up to its first error, behind which the shell goes on.
  EXPECT_THAT(shell.greeting(), HasSubstr("init:3: unknown command .wrong"));
  EXPECT_THAT(shell.Ask("SELECT ?age { ex:ann ex:age ?age }"), HasSubstr("\nage\n34\n"));
}

TEST_F(ShellTerminalTest, ColourIsForThoseWhoWantIt) {
  constexpr const char* kRedError = "\x1b[1;31merror:\x1b[0m unknown command .wrong";
  const auto is_coloured = [&](const std::vector<std::string>& environment,
                               const std::vector<std::string>& options = {}) {
    std::vector<std::string> command = {ENTENTE_BINARY, "shell", Path("people.db")};
    command.insert(command.end(), options.begin(), options.end());
    ShellOnPeople shell(command, Environment(environment));
    EXPECT_THAT(shell.Ask(".wrong"), HasSubstr("error: unknown command .wrong"));
    return shell.raw_bytes().find(kRedError) != std::string::npos;
  };
  EXPECT_TRUE(is_coloured({"NO_COLOR"})) << "the variable is taken away";
  EXPECT_FALSE(is_coloured({"NO_COLOR=1"}));
  EXPECT_FALSE(is_coloured({"NO_COLOR", "TERM=dumb"}));
  EXPECT_FALSE(is_coloured({"NO_COLOR"}, {"--color", "never"}));
  EXPECT_TRUE(is_coloured({"NO_COLOR=1"}, {"--color", "always"}));
}

TEST_F(ShellTerminalTest, ADumbTerminalGetsPlainTables) {
  ShellOnPeople shell(Command(), Environment({"TERM=dumb"}));
  EXPECT_THAT(shell.Ask("SELECT * { ?x <http://example.org/age> 34 }"),
              HasSubstr("\n--------------------------\n"));
}

TEST_F(ShellTerminalTest, TheShellEndsWithItsTerminalAndWhenItIsTold) {
  ShellOnPeople told(Command(), Environment());
  told.Signal(SIGTERM);
  EXPECT_EQ(told.Wait(), 0);
  ShellOnPeople left(Command(), Environment());
  left.HangUp();
  EXPECT_EQ(left.Wait(), 0);
}

TEST_F(ShellTerminalTest, WithoutADatabaseThereIsOneInMemory) {
  ShellOnPeople shell({ENTENTE_BINARY}, Environment());
  EXPECT_THAT(shell.greeting(), HasSubstr("in memory"));
  EXPECT_THAT(shell.Ask("INSERT DATA { <http://e/s> <http://e/p> 1 }"),
              HasSubstr("1 quad inserted, 0 removed"));
  EXPECT_THAT(shell.Ask("ASK { ?s ?p 1 }"), HasSubstr("true"));
}

}  // namespace
}  // namespace entente
