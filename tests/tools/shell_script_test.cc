// The shell in scripts and pipes.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kPeople = R"(PREFIX : <http://example.org/>
PREFIX ent: <https://w3id.org/entente#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
:ann a ent:Actor ; rdfs:label "Ann"@en, "安娜"@zh ; :age 34 .
:bob a ent:Actor ; rdfs:label "Bob Builder" ; :age 28 .
:g a ent:Coalition ; rdfs:label "Quad"@en, "四方安全对话"@zh .
:paper a ent:Document .
:c1 a ent:Claim ; rdf:reifies <<( :g ent:member :ann )>> ; ent:claimant :bob ;
  ent:stance ent:asserts ; ent:source :paper ; ent:validFrom "2021"^^<http://www.w3.org/2001/XMLSchema#gYear> .
:c2 a ent:Claim ; rdf:reifies <<( :g ent:member :ann )>> ; ent:claimant :ann ;
  ent:stance ent:denies ; ent:source :paper ; ent:validFrom "2019"^^<http://www.w3.org/2001/XMLSchema#gYear> .
)";

class ShellScriptTest : public testing::Test {
 protected:
  ShellScriptTest() {
    std::ofstream(Path("people.ttl")) << kPeople;
    const ProcessResult loaded = RunProcess({ENTENTE_BINARY, "load", db_, Path("people.ttl")});
    EXPECT_EQ(loaded.exit_code, 0) << loaded.err;
  }
  std::string Path(std::string_view name) const { return directory_ / name; }
  // The script on standard input.
  ProcessResult Run(std::string_view script) const {
    return RunProcess({ENTENTE_BINARY, db_}, script, {"LC_ALL=C.UTF-8", "TERM=xterm"});
  }
  // Standard output of a script without errors.
  std::string Out(std::string_view script) const {
    const ProcessResult result = Run(script);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
  }

  const TempDir directory_;
  const std::string db_ = Path("people.db");
};

TEST_F(ShellScriptTest, RequestsAreAnsweredInSequence) {
  EXPECT_EQ(Out("ASK { ?s ?p 34 }\nASK { ?s ?p 35 } ;\n.mode csv\nSELECT ?n\n{ ?s ?p ?n "
                "FILTER(ISNUMERIC(?n)) }\nORDER BY ?n\n"),
            "true\nfalse\nn\r\n28\r\n34\r\n");
}

TEST_F(ShellScriptTest, TheFirstErrorEndsAScriptWithItsCodeFileAndLine) {
  const ProcessResult result = Run("ASK { }\n\nASK { ?s ex:p 1 }\nASK { }\n");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "true\n");
  EXPECT_THAT(result.err, StartsWith("error: standard input:3:10: the prefix ex: is not declared"));
  const ProcessResult usage = Run("ASK { }\n.wrong\nASK { }\n");
  EXPECT_EQ(usage.exit_code, 2);
  EXPECT_EQ(usage.err, "error: standard input:2: unknown command .wrong; see .help\n");
}

TEST_F(ShellScriptTest, FilesComeBeforeTextsAndAllShareASession) {
  std::ofstream(Path("a.rq")) << ".mode csv\nASK { }\n";
  const ProcessResult result = RunProcess(
      {ENTENTE_BINARY, db_, "-c", "SELECT (1 AS ?x) { }", "-f", Path("a.rq"), "-c", ".mode"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("true\r\nx\r\n1\r\nrows csv"));
}

TEST_F(ShellScriptTest, AnUpdateIsATransaction) {
  const ProcessResult result =
      Run("INSERT DATA { <http://e/1> <http://e/p> 1 }\n"
          "INSERT DATA { <http://e/2> <http://e/p> 2 } ;\nLOAD <file:///etc/passwd>\n");
  EXPECT_EQ(result.exit_code, 5) << result.err;
  EXPECT_THAT(result.err, StartsWith("1 quad inserted, 0 removed\nerror: standard input:2: "));
  EXPECT_EQ(Out("ASK { <http://e/1> ?p ?o }\nASK { <http://e/2> ?p ?o }\n"), "true\nfalse\n");
}

TEST_F(ShellScriptTest, ParametersPrefixesAndTimeoutsHoldForWhatFollows) {
  EXPECT_EQ(
      Out(".prefixes ex: <http://example.org/>\n.param age=34\n.mode csv\n"
          "SELECT ?who { ?who ex:age ?age }\nASK { ex:bob ex:age 28 }\n.param age=\n.param\n"),
      "who\r\nhttp://example.org/ann\r\ntrue\r\n");
  EXPECT_EQ(Out(".timeout 0.5\n.timeout\n.timeout off\n.timeout\n"),
            "timeout 0.5 s\ntimeout off\n");
  EXPECT_EQ(Out(".memory 2G\n.memory\n.memory 1M\n.memory\n"), "memory 2.0 GiB\nmemory 1.0 MiB\n");
}

TEST_F(ShellScriptTest, TablesShowAllRowsInAPipeUnlessAskedForFewer) {
  const std::string query = "SELECT ?x { VALUES ?x { 1 2 3 } }\n";
  EXPECT_THAT(Out(".mode table\n" + query), AllOf(HasSubstr(" 3\n"), HasSubstr("\n3 rows\n")));
  EXPECT_THAT(Out(".mode table 2\n" + query),
              AllOf(HasSubstr(" 2\n"), Not(HasSubstr(" 3\n")), HasSubstr("3 rows (2 shown)\n")));
  EXPECT_EQ(Out(".mode\n.mode 2\n.mode\n"),
            "rows tsv, graphs nt, tables show all rows\nrows tsv, graphs nt, tables show 2 rows\n");
}

TEST_F(ShellScriptTest, PrefixesOfASnapshotAreDeclaredWhileItIsOpen) {
  const std::string snapshot = Path("people.ents");
  const ProcessResult made = RunProcess(
      {ENTENTE_BINARY, "snapshot", "create", db_, snapshot, "--prefix", "p=http://example.org/",
       "--prefix", "q=http://example.org/", "--prefix", "ent=http://elsewhere/"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto run = [&](const std::string& script) {
    return RunProcess({ENTENTE_BINARY, snapshot}, script, {"LC_ALL=C.UTF-8"});
  };
  const ProcessResult asked =
      run(".prefixes q: <http://q/>\nASK { p:ann a ent:Actor }\nASK { q:ann ?p ?o }\n.prefixes\n");
  EXPECT_EQ(asked.exit_code, 0) << asked.err;
  EXPECT_THAT(asked.out,
              AllOf(StartsWith("true\nfalse\n"), HasSubstr("PREFIX p: <http://example.org/>\n"),
                    HasSubstr("PREFIX q: <http://q/>\n"), Not(HasSubstr("elsewhere"))));
  EXPECT_EQ(run(".mode table\nSELECT ?who { ?who <http://example.org/age> 34 }\n").out,
            " who\n───────\n p:ann\n1 row\n");
  const ProcessResult other = run(".open " + db_ + "\nASK { p:ann ?p ?o }\n");
  EXPECT_THAT(other.err, HasSubstr("the prefix p: is not declared"));
  const ProcessResult query =
      RunProcess({ENTENTE_BINARY, "query", snapshot, "ASK { p:ann a ent:Actor }"});
  EXPECT_EQ(query.out, "true\n") << query.err;
}

TEST_F(ShellScriptTest, AViewIsAskedUntilItIsOff) {
  const std::string ask = "ASK { <http://example.org/g> ent:member <http://example.org/ann> }\n";
  EXPECT_EQ(Out(ask + ".view --valid 2020 --claimant 'Bob Builder'\n" + ask +
                ".view --valid 2022 --claimant 'Bob Builder'\n.view\n" + ask + ".view off\n" + ask),
            "false\nfalse\n"
            "urn:entente:view?valid=2022&claimant=http://example.org/bob\ntrue\nfalse\n");
}

TEST_F(ShellScriptTest, CardsAndListsAreThoseOfTheCommands) {
  const auto command = [](std::vector<std::string> words) {
    words.insert(words.begin(), ENTENTE_BINARY);
    return RunProcess(words, {}, {"LC_ALL=C.UTF-8", "TERM=xterm"}).out;
  };
  EXPECT_EQ(Out(".actor Bob Builder\n"), command({"actor", db_, "Bob Builder"}));
  EXPECT_EQ(Out(".coalition 四方安全对话\n"), command({"coalition", db_, "Quad"}));
  EXPECT_EQ(Out(".claim c1\n"), command({"claim", db_, "c1"}));
  EXPECT_EQ(Out(".claims Quad --by Bob Builder\n"),
            command({"claims", db_, "Quad", "--by", "Bob Builder"}));
  EXPECT_EQ(Out(".contradictions\n"), command({"contradictions", db_}));
  EXPECT_THAT(Out(".contradictions\n"), HasSubstr("denial"));
}

TEST_F(ShellScriptTest, ATimelineIsSortedByTime) {
  const std::string timeline = Out(".mode table\n.timeline Quad\n");
  EXPECT_LT(timeline.find("2019"), timeline.find("2021")) << timeline;
  EXPECT_THAT(timeline, AllOf(HasSubstr("c1"), HasSubstr("c2"), HasSubstr("denies")));
}

TEST_F(ShellScriptTest, TextsAreFoundInAnyScriptAndCase) {
  EXPECT_EQ(Out(".find 安全\n"),
            "?record\t?property\t?text\n<http://example.org/g>\t"
            "<http://www.w3.org/2000/01/rdf-schema#label>\t\"四方安全对话\"@zh\n");
  EXPECT_THAT(Out(".find bUILD\n"), HasSubstr("\"Bob Builder\""));
}

// What is shown is asked again, and must give what the command gave.
TEST_F(ShellScriptTest, TheSparqlShownAnswersTheSame) {
  const ProcessResult shown = Run(".show sparql on\n.find quad\n");
  EXPECT_THAT(shown.err, StartsWith("SELECT"));
  EXPECT_EQ(Out(shown.err), shown.out);
  EXPECT_THAT(Run(".show sparql on\n.actor Ann\n").err, HasSubstr("<http://example.org/ann>"));
}

TEST_F(ShellScriptTest, FilesAreLoadedAndDumped) {
  const std::string dumped = Path("all.nq");
  const std::string out =
      Out(".dump " + dumped + "\n.open\nASK { ?s ?p ?o }\n.load " + Path("peo*.ttl") + "\n.dump\n");
  std::ifstream file(dumped);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(content, HasSubstr("Bob Builder"));
  EXPECT_EQ(out, "false\n" + content);
  EXPECT_EQ(Run(".load nothing.ttl\n").exit_code, 5);
  EXPECT_EQ(Run(".dump " + Path("all.docx") + "\n").exit_code, 2);
}

TEST_F(ShellScriptTest, ASnapshotIsMadeAndOpenedInThePlaceOfADatabase) {
  const std::string file = Path("people.ents");
  const std::string count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }\n";
  const std::string out = Out(count + ".snapshot " + file + "\n.open " + file + "\n" + count);
  EXPECT_THAT(out, HasSubstr("?n\n"));
  EXPECT_EQ(out.substr(0, out.size() / 2), out.substr(out.size() / 2));
  EXPECT_EQ(Run(".open " + file + "\nINSERT DATA { <urn:a> <urn:b> 1 }\n").exit_code, 5);
  EXPECT_EQ(Run(".snapshot\n").exit_code, 2);
  EXPECT_EQ(Run(".snapshot " + Path("no/such/folder.ents") + "\n").exit_code, 5);
  std::ofstream(Path("torn.ents")) << "\x89"
                                      "ENTS";
  EXPECT_EQ(Run(".open " + Path("torn.ents") + "\n").exit_code, 3);
}

TEST_F(ShellScriptTest, ADatabaseIsMadeOnlyOnPurpose) {
  const std::string database = Path("new.db");
  EXPECT_EQ(RunProcess({ENTENTE_BINARY, database, "-c", "ASK { }"}).exit_code, 3);
  EXPECT_FALSE(std::filesystem::exists(database));
  EXPECT_EQ(RunProcess({ENTENTE_BINARY, database, "--create", "-c", "ASK { }"}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(database));
  EXPECT_EQ(Run(".open " + Path("other.db") + "\n").exit_code, 3);
}

TEST_F(ShellScriptTest, PlansAreShownInsteadOfAnswers) {
  EXPECT_THAT(Out(".explain SELECT * { ?s ?p ?o }\n"), HasSubstr("scan"));
  EXPECT_THAT(Out(".explain on\nSELECT * { ?s ?p ?o }\n"), HasSubstr("scan"));
  EXPECT_THAT(Out("ASK { }\n.explain analyze ASK { ?s ?p 34 }\n"), HasSubstr("measured"));
}

TEST_F(ShellScriptTest, HelpNamesEveryCommandAndExplainsEach) {
  const std::string help = Out(".help\n");
  for (const char* name :
       {"actor",          "coalition", "document", "claim",    "claims", "timeline",
        "contradictions", "find",      "explain",  "stats",    "open",   "load",
        "dump",           "mode",      "param",    "prefixes", "view",   "timeout",
        "timer",          "lang",      "pager",    "show",     "help",   "exit"}) {
    EXPECT_THAT(help, HasSubstr(std::string("\n.").append(name)));
    EXPECT_THAT(Out(std::string(".help ").append(name).append("\n")),
                StartsWith(std::string(".").append(name)));
  }
  EXPECT_EQ(Out(".exit\nASK { }\n"), "");
}

TEST_F(ShellScriptTest, TheFirstRowsComeAtOnceAndAReaderMayLeave) {
  // Far too many rows to wait for.
  const std::string query =
      "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }";
  Process shell({ENTENTE_BINARY, db_, "--read-only", "-c", query});
  EXPECT_THAT(shell.ReadLine(), StartsWith("?a\t?b"));
  EXPECT_THAT(shell.ReadLine(), StartsWith("<http"));
  const ProcessResult left =
      RunProcess({"/bin/sh", "-c", "\"$0\" \"$1\" --read-only -c \"$2\" -c .wrong | head -n 2",
                  ENTENTE_BINARY, db_, query});
  EXPECT_EQ(left.err, "");
  EXPECT_THAT(left.out, StartsWith("?a\t?b"));
}

}  // namespace
}  // namespace entente
