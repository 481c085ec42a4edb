// Drives the binary as a shell does: options, formats, messages, pipes and exit codes, as promised
// in docs/command_line.md.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

ProcessResult Entente(Words arguments, std::string_view input = {}) {
  arguments.insert(arguments.begin(), ENTENTE_BINARY);
  return RunProcess(arguments, input, {"LC_ALL=C.UTF-8", "TERM=xterm"});
}

void WriteFile(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

MATCHER_P(Exits, code, "exits with the given code") {
  *result_listener << "exit code " << arg.exit_code << ", signal " << arg.signal
                   << ", standard output:\n"
                   << arg.out << "standard error:\n"
                   << arg.err;
  return arg.exit_code == code;
}

constexpr std::string_view kPeople = R"(PREFIX : <http://example.org/>
:ann :knows :bob, :cem ; :age 34 ; :name "Ann"@en .
:bob :knows :cem ; :age 28 ; :name "Bob" .
:cem :age 41 ; :name "Cem\nthe \"tall\"" .
)";

// Some 9^14 solutions for kPeople.
constexpr std::string_view kEndlessQuery =
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p . ?q ?r ?s . "
    "?t ?u ?v . ?w ?x ?y . ?z ?zz ?zzz . ?a1 ?a2 ?a3 . ?b1 ?b2 ?b3 . ?c1 ?c2 ?c3 . ?d1 ?d2 ?d3 . "
    "?e1 ?e2 ?e3 }";

class CommandLineTest : public testing::Test {
 protected:
  // A database with kPeople.
  std::string People() {
    const std::string database = Path("people.db");
    if (!std::filesystem::exists(database)) {
      WriteFile(Path("people.ttl"), kPeople);
      EXPECT_THAT(Entente({"load", database, Path("people.ttl")}), Exits(0));
    }
    return database;
  }
  ProcessResult Query(std::string_view query, const Words& options = {}) {
    Words words = {"query", People(), "PREFIX : <http://example.org/> " + std::string(query)};
    words.insert(words.end(), options.begin(), options.end());
    return Entente(words);
  }
  std::string Path(std::string_view name) const { return directory_ / name; }

  const TempDir directory_;
};

// --- Usage

TEST_F(CommandLineTest, WithoutACommandAScriptIsRunInMemory) {
  const ProcessResult result =
      Entente({}, "INSERT DATA { <urn:a> <urn:p> 1 }\n\nASK { <urn:a> ?p 1 }\n");
  EXPECT_THAT(result, Exits(0));
  EXPECT_EQ(result.out, "true\n");
}

TEST_F(CommandLineTest, WithoutACommandHelpGoesToStandardErrorAndUsageIsWrong) {
  const ProcessResult result = Entente({});
  EXPECT_THAT(result, Exits(2));
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, AllOf(HasSubstr("Usage: entente"), HasSubstr("verify")));
}

TEST_F(CommandLineTest, HelpIsAResult) {
  for (const char* word : {"help", "--help", "-h"}) {
    const ProcessResult result = Entente({word});
    EXPECT_THAT(result, Exits(0));
    EXPECT_THAT(result.out, AllOf(HasSubstr("Usage: entente"), HasSubstr("Exit codes")));
    EXPECT_THAT(result.err, IsEmpty());
  }
  for (const char* command :
       {"load", "query", "explain", "update", "dump", "stats", "verify", "compact"}) {
    const ProcessResult by_word = Entente({"help", command});
    EXPECT_THAT(by_word, Exits(0));
    EXPECT_THAT(by_word.out, HasSubstr("Usage: entente " + std::string(command)));
    EXPECT_EQ(Entente({command, "--help"}).out, by_word.out);
  }
}

TEST_F(CommandLineTest, VersionIsALine) {
  EXPECT_THAT(Entente({"version"}).out, ContainsRegex("^entente [0-9]+\\.[0-9]+\\.[0-9]+\n$"));
  EXPECT_EQ(Entente({"--version"}).out, Entente({"version"}).out);
}

std::string UsageError(const Words& arguments) {
  const ProcessResult result = Entente(arguments);
  EXPECT_THAT(result, Exits(2));
  EXPECT_THAT(result.out, IsEmpty());
  return result.err;
}

TEST_F(CommandLineTest, MisspeltWordsGetASuggestion) {
  EXPECT_EQ(UsageError({"qurey", "db"}), "error: unknown command qurey; did you mean query?\n");
  EXPECT_EQ(UsageError({"help", "laod"}), "error: unknown command laod; did you mean load?\n");
  EXPECT_EQ(UsageError({"query", "db", "--fromat", "csv", "ASK {}"}),
            "error: unknown option --fromat; did you mean --format?\n");
  EXPECT_EQ(UsageError({"query", "db", "--fromat=csv", "ASK {}"}),
            "error: unknown option --fromat; did you mean --format?\n");
  EXPECT_EQ(UsageError({"xyzzy"}), "error: unknown command xyzzy; see entente help\n");
}

TEST_F(CommandLineTest, WrongUsageSaysWhatIsExpected) {
  EXPECT_THAT(UsageError({"query", "db"}), HasSubstr("QUERY is required; see entente help query"));
  EXPECT_THAT(UsageError({"load", "db"}), HasSubstr("FILE is required"));
  EXPECT_THAT(UsageError({"dump"}), HasSubstr("DB is required"));
  EXPECT_THAT(UsageError({"dump", "db", "more"}), HasSubstr("more"));
  EXPECT_THAT(UsageError({"dump", "db", "--format", "docx"}), HasSubstr("known are nt, nq"));
  EXPECT_THAT(UsageError({"stats", "db", "--format", "docx"}), HasSubstr("text and json"));
  EXPECT_THAT(UsageError({"query", "db", "ASK {}", "--format", "docx"}), HasSubstr("table"));
  EXPECT_THAT(UsageError({"query", "db", "ASK {}", "--timeout", "soon"}), HasSubstr("--timeout"));
  EXPECT_THAT(UsageError({"query", "db", "ASK {}", "--timeout", "-1"}), HasSubstr("--timeout"));
  EXPECT_THAT(UsageError({"query", "db", "ASK {}", "--max-rows", "0"}), HasSubstr("--max-rows"));
  for (const char* size : {"much", "1K", "-5", "12X", "99999999999999999999", "9999999999T"}) {
    EXPECT_THAT(UsageError({"query", "db", "ASK {}", "--memory", size}), HasSubstr("512M"));
  }
  EXPECT_THAT(UsageError({"load", "db", "-"}), HasSubstr("--format"));
  EXPECT_THAT(UsageError({"load", "db", "-", "--format", "nt", "--graph", "no iri"}),
              HasSubstr("--graph"));
  EXPECT_THAT(UsageError({"dump", "db", "--color", "sometimes"}), HasSubstr("--color"));
}

// --- load

TEST_F(CommandLineTest, LoadMakesADatabaseAndSaysWhatItDid) {
  WriteFile(Path("a.ttl"), kPeople);
  const ProcessResult first = Entente({"load", Path("db"), Path("a.ttl")});
  EXPECT_THAT(first, Exits(0));
  EXPECT_THAT(first.out, IsEmpty());
  EXPECT_THAT(first.err, StartsWith("9 quads read, 9 new in "));
  const ProcessResult again = Entente({"load", Path("db"), Path("a.ttl")});
  EXPECT_THAT(again, Exits(0));
  EXPECT_THAT(again.err, StartsWith("9 quads read, 0 new in "));
}

TEST_F(CommandLineTest, LoadReadsSeveralFilesAndStandardInput) {
  WriteFile(Path("a.nt"), "<urn:a> <urn:p> \"1\" .\n");
  WriteFile(Path("b.nq"), "<urn:b> <urn:p> \"2\" <urn:g> .\n");
  EXPECT_THAT(Entente({"load", Path("db"), Path("a.nt"), Path("b.nq")}), Exits(0));
  EXPECT_THAT(Entente({"load", Path("db"), "-", "--format", "ttl", "--base", "http://base/x/",
                       "--graph", "urn:named"},
                      "<c> <p> <../q> ."),
              Exits(0));
  EXPECT_EQ(Entente({"dump", Path("db")}).out,
            "<http://base/x/c> <http://base/x/p> <http://base/q> <urn:named> .\n"
            "<urn:a> <urn:p> \"1\" .\n"
            "<urn:b> <urn:p> \"2\" <urn:g> .\n");
}

TEST_F(CommandLineTest, AFailedLoadLeavesEverythingAsItWas) {
  WriteFile(Path("good.nt"), "<urn:a> <urn:p> \"1\" .\n");
  WriteFile(Path("bad.nt"), "<urn:b> <urn:p> \"2\" .\n<urn:c> <urn:p> 3 .\n");
  ASSERT_THAT(Entente({"load", Path("db"), Path("good.nt")}), Exits(0));
  const std::string before = Entente({"dump", Path("db")}).out;
  const ProcessResult result = Entente({"load", Path("db"), Path("good.nt"), Path("bad.nt")});
  EXPECT_THAT(result, Exits(1));
  EXPECT_THAT(result.err, AllOf(StartsWith("error: "), HasSubstr("bad.nt:2:"), HasSubstr("^")));
  EXPECT_EQ(Entente({"dump", Path("db")}).out, before);
  // Also where there was no database.
  EXPECT_THAT(Entente({"load", Path("new.db"), Path("bad.nt")}), Exits(1));
  EXPECT_FALSE(std::filesystem::exists(Path("new.db")));
}

TEST_F(CommandLineTest, AFileThatIsNotThereIsAnInputErrorAndMakesNoDatabase) {
  const ProcessResult result = Entente({"load", Path("db"), Path("nowhere.nt")});
  EXPECT_THAT(result, Exits(5));
  EXPECT_THAT(result.err, HasSubstr("nowhere.nt"));
  EXPECT_FALSE(std::filesystem::exists(Path("db")));
}

// --- query

TEST_F(CommandLineTest, InAPipeASelectGivesTsv) {
  EXPECT_EQ(Query("SELECT ?n ?a { ?p :name ?n ; :age ?a } ORDER BY ?a").out,
            "?n\t?a\n\"Bob\"\t28\n\"Ann\"@en\t34\n\"Cem\\nthe \\\"tall\\\"\"\t41\n");
}

TEST_F(CommandLineTest, EveryFormatOfRowsCanBeChosen) {
  const std::string query = "SELECT ?p ?a { ?p :age ?a } ORDER BY ?a LIMIT 1";
  EXPECT_EQ(Query(query, {"--format", "csv"}).out, "p,a\r\nhttp://example.org/bob,28\r\n");
  EXPECT_THAT(Query(query, {"--format", "json"}).out,
              AllOf(HasSubstr("\"vars\""), HasSubstr("\"value\"")));
  EXPECT_THAT(Query(query, {"--format", "xml"}).out,
              AllOf(HasSubstr("http://www.w3.org/2005/sparql-results#"), HasSubstr("<uri>")));
  EXPECT_THAT(Query(query, {"--format", "markdown"}).out, HasSubstr("| "));
  EXPECT_THAT(Query(query, {"--format", "table"}).out, AllOf(HasSubstr(":bob"), HasSubstr("28")));
}

TEST_F(CommandLineTest, AskAndConstructHaveTheirFormats) {
  EXPECT_THAT(Query("ASK { :ann :knows :bob }").out, HasSubstr("true"));
  EXPECT_THAT(Query("ASK { :bob :knows :ann }", {"--format", "json"}).out, HasSubstr("false"));
  EXPECT_EQ(Query("CONSTRUCT { ?b :knownBy ?a } WHERE { ?a :knows ?b FILTER(?b = :bob) }").out,
            "<http://example.org/bob> <http://example.org/knownBy> <http://example.org/ann> .\n");
  EXPECT_THAT(Query("CONSTRUCT WHERE { ?a :knows ?b }", {"--format", "ttl"}).out,
              HasSubstr(":ann :knows"));
  const ProcessResult answer_as_graph = Query("ASK {}", {"--format", "ttl"});
  EXPECT_THAT(answer_as_graph, Exits(2));
  EXPECT_THAT(answer_as_graph.err, HasSubstr("table, markdown, csv, tsv, json or xml"));
  EXPECT_THAT(Query("CONSTRUCT WHERE { ?a :knows ?b }", {"--format", "csv"}), Exits(2));
}

TEST_F(CommandLineTest, AQueryComesFromTextFileOrStandardInput) {
  const std::string query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";
  WriteFile(Path("q.rq"), query);
  EXPECT_EQ(Entente({"query", People(), query}).out, "?n\n9\n");
  EXPECT_EQ(Entente({"query", People(), "@" + Path("q.rq")}).out, "?n\n9\n");
  EXPECT_EQ(Entente({"query", People(), "-"}, query).out, "?n\n9\n");
  const ProcessResult missing = Entente({"query", People(), "@" + Path("none.rq")});
  EXPECT_THAT(missing, Exits(5));
  EXPECT_THAT(missing.err, HasSubstr("none.rq"));
}

TEST_F(CommandLineTest, ExplainShowsThePlanAndWithAnalyzeWhatItDid) {
  const std::string query =
      "PREFIX : <http://example.org/> SELECT ?n { ?p :name ?n ; :age ?a FILTER(?a < 30) }";
  const ProcessResult plan = Entente({"explain", People(), query});
  EXPECT_THAT(plan, Exits(0));
  EXPECT_THAT(plan.out, AllOf(HasSubstr("project (?n)"), HasSubstr(":age ?a"), HasSubstr("rows"),
                              Not(HasSubstr("measured"))));
  const ProcessResult analyzed = Entente({"explain", People(), query, "--analyze"});
  EXPECT_THAT(analyzed, Exits(0));
  EXPECT_THAT(analyzed.out, HasSubstr("measured 1 rows"));
  EXPECT_THAT(Entente({"explain", People(), "SELECT {"}), Exits(1));
}

TEST_F(CommandLineTest, ParametersAreTerms) {
  const std::string query = "SELECT ?n { ?p :name ?n ; :age ?a }";
  EXPECT_EQ(Query(query, {"--param", "a=28"}).out, "?n\n\"Bob\"\n");
  EXPECT_EQ(Query(query, {"--param", "?p=<http://example.org/ann>", "--param", "a=34"}).out,
            "?n\n\"Ann\"@en\n");
  EXPECT_EQ(Query("SELECT ?p { ?p a ?c }", {"--param", "c=schema:Person"}).out, "?p\n");
  EXPECT_EQ(Query(query, {"--base", "http://example.org/", "--param", "p=<bob>"}).out,
            "?n\n\"Bob\"\n");
  EXPECT_THAT(Query(query, {"--param", "a=28 # years"}).out, HasSubstr("Bob"));
  const ProcessResult unknown = Query(query, {"--param", "who=1"});
  EXPECT_THAT(unknown, Exits(1));
  EXPECT_THAT(unknown.err, HasSubstr("who"));
  for (const char* param : {"a", "=1", "a=", "a=1 2", "a=UNDEF", "a=1 } VALUES ?term { 2"}) {
    EXPECT_THAT(Query(query, {"--param", param}), Exits(2)) << param;
  }
}

TEST_F(CommandLineTest, OptionsMakeAnEvidenceViewThatIsTheSameInFrom) {
  const std::string database = Path("claims.db");
  WriteFile(Path("claims.ttl"), R"(PREFIX : <http://ex/> PREFIX ent: <https://w3id.org/entente#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
:Chip4 ent:member :US .
:c1 a ent:Claim ; rdf:reifies <<( :Chip4 ent:member :Japan )>> ; ent:claimant :Ling ;
  ent:stance ent:asserts ; ent:source :article ; ent:validFrom "2022-04"^^xsd:gYearMonth ;
  ent:modality ent:possible ; ent:confidence 0.5 ; ent:statedOn "2023"^^xsd:gYear .
:c2 a ent:Claim ; rdf:reifies <<( :Chip4 ent:member :Japan )>> ; ent:claimant :Seoul ;
  ent:stance ent:denies ; ent:source :speech .
)");
  ASSERT_THAT(Entente({"load", database, Path("claims.ttl")}), Exits(0));
  const std::string pattern = "{ :Chip4 ent:member ?m } ORDER BY ?m";
  const auto ask = [&](const std::string& from, const Words& options) {
    Words words = {"query", database, "PREFIX : <http://ex/> SELECT ?m " + from + pattern};
    words.insert(words.end(), options.begin(), options.end());
    return Entente(words);
  };
  const std::string both = "?m\n<http://ex/Japan>\n<http://ex/US>\n";
  const std::string japan = "?m\n<http://ex/Japan>\n";
  const std::string us = "?m\n<http://ex/US>\n";
  const std::tuple<Words, std::string, std::string> kViews[] = {
      {{"--policy", "uncontested"}, "", us},
      {{"--policy", "supported"}, "?policy=supported", both},
      {{"--source", ":article", "--valid", "2022-04-15"},
       "?source=http://ex/article&valid=2022-04-15",
       both},
      {{"--source", "http://ex/article", "--valid=2022-04-15", "--time=certain"},
       "?source=http://ex/article&valid=2022-04-15&time=certain",
       us},
      {{"--claimant", "<http://ex/Ling>", "--base-triples", "exclude", "--modality", "possible"},
       "?claimant=http://ex/Ling&base=exclude&modality=possible",
       japan},
      {{"--min-confidence", "0.5"}, "?min-confidence=0.5", both},
      {{"--claimant", ":Ling", "--claimant", ":Nobody", "--known", "2022"},
       "?claimant=http://ex/Ling,http://ex/Nobody&known=2022",
       us},
  };
  for (const auto& [options, parameters, answer] : kViews) {
    const ProcessResult by_option = ask("", options);
    EXPECT_THAT(by_option, Exits(0));
    EXPECT_EQ(by_option.out, answer) << parameters;
    EXPECT_EQ(ask("FROM <urn:entente:view" + parameters + ">", {}).out, answer) << parameters;
  }
  const Words explain = {"explain",  "--analyze", database, "SELECT ?m { ?g ent:member ?m }",
                         "--policy", "supported"};
  EXPECT_THAT(Entente(explain).out, HasSubstr("measured 2 rows"));
}

TEST_F(CommandLineTest, AWrongOptionOfAViewIsWrongUsage) {
  const std::pair<Words, std::string> kWrong[] = {
      {{"--valid", "2022-13"}, "--valid 2022-13: "},
      {{"--known", "today"}, "--known today: "},
      {{"--time", "sure"}, "--time"},
      {{"--source", "article"}, "--source article: no ent:Document is named 'article'"},
      {{"--modality", "maybe"}, "--modality maybe: write categorical"},
      {{"--min-confidence", "2"}, "--min-confidence"},
      {{"--policy", "all"}, "--policy"},
      {{"--base-triples", "no"}, "--base-triples"}};
  for (const auto& [options, message] : kWrong) {
    const ProcessResult result = Query("SELECT * { ?s ?p ?o }", options);
    EXPECT_THAT(result, Exits(2));
    EXPECT_THAT(result.err, HasSubstr(message));
  }
  const ProcessResult twice =
      Query("SELECT * FROM <urn:entente:view> { ?s ?p ?o }", {"--valid", "2022"});
  EXPECT_THAT(twice, Exits(1));
  EXPECT_THAT(twice.err, HasSubstr("FROM"));
  const ProcessResult malformed = Query("SELECT * FROM <urn:entente:view?valid=2022-13> {}", {});
  EXPECT_THAT(malformed, Exits(1));
  EXPECT_THAT(malformed.err, AllOf(HasSubstr("'2022-13' is no date"), HasSubstr("^")));
}

TEST_F(CommandLineTest, PrefixesOfTheDomainNeedNoDeclaration) {
  for (const char* name :
       {"rdf:type", "rdfs:label", "xsd:date", "ent:Claim", "schema:name", "dcterms:title",
        "prov:Entity", "skos:Concept", "cito:cites", "org:memberOf", "bibo:Article"}) {
    EXPECT_THAT(Entente({"query", People(), "ASK { ?s ?p " + std::string(name) + " }"}), Exits(0));
  }
  EXPECT_THAT(Entente({"query", People(), "ASK { ?s ?p foaf:name }"}), Exits(1));
}

TEST_F(CommandLineTest, AnErrorInAQueryShowsTheLineWithACaret) {
  const ProcessResult result = Entente({"query", People(), "SELECT ?s\nWHERE { ?s ?p ?o"});
  EXPECT_THAT(result, Exits(1));
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, AllOf(StartsWith("error: query:2:"), HasSubstr("^")));
  WriteFile(Path("q.rq"), "SELEKT * {}");
  EXPECT_THAT(Entente({"query", People(), "@" + Path("q.rq")}).err, HasSubstr("q.rq:1:1"));
}

TEST_F(CommandLineTest, LimitsEndAQueryWithTheirOwnCode) {
  const ProcessResult rows = Query("SELECT ?s { ?s ?p ?o }", {"--max-rows", "2"});
  EXPECT_THAT(rows, Exits(4));
  EXPECT_THAT(rows.err, HasSubstr("more than 2 rows"));
  EXPECT_THAT(Query("SELECT ?s { ?s ?p ?o }", {"--max-rows", "9"}), Exits(0));
  EXPECT_THAT(Query(kEndlessQuery, {"--timeout", "0.2", "--memory", "8G"}), Exits(4));
  EXPECT_THAT(Query("SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }",
                    {"--memory", "4M"}),
              Exits(4));
}

// Waits until the process has a handler for the signal; else the signal would just end it.
void AwaitHandler(pid_t pid, int signal) {
  for (int i = 0; i < 500; ++i) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    const std::string text(std::istreambuf_iterator<char>(status), {});
    const size_t caught = text.find("SigCgt:\t");
    if (caught == std::string::npos) return;
    if (std::stoull(text.substr(caught + 8, 16), nullptr, 16) >> (signal - 1) & 1) return;
    usleep(10'000);
  }
}

TEST_F(CommandLineTest, AnInterruptCancelsAQuery) {
  Process query({ENTENTE_BINARY, "query", People(), "--memory", "16G", std::string(kEndlessQuery)});
  AwaitHandler(query.pid(), SIGINT);
  query.Kill(SIGINT);
  EXPECT_THAT(query.Wait(), Exits(4));
}

TEST_F(CommandLineTest, AReaderThatLeavesEarlyIsNoError) {
  std::string many;
  for (int i = 0; i < 50'000; ++i) {
    many += "<urn:s> <urn:p> \"" + std::to_string(i) + " of a good many lines\" .\n";
  }
  WriteFile(Path("many.nt"), many);
  ASSERT_THAT(Entente({"load", Path("many.db"), Path("many.nt")}), Exits(0));
  for (const std::string& command :
       {"dump '" + Path("many.db") + "'", "query '" + Path("many.db") + "' 'SELECT * { ?s ?p ?o }'",
        std::string("help")}) {
    const ProcessResult result = RunProcess(
        {"/bin/bash", "-c", "set -o pipefail; '" ENTENTE_BINARY "' " + command + " | head -n 1"});
    EXPECT_THAT(result, Exits(0)) << command;
    EXPECT_THAT(result.err, IsEmpty()) << command;
  }
}

TEST_F(CommandLineTest, AFullDiskUnderStandardOutputIsAnOutputError) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full here";
  const ProcessResult result =
      RunProcess({"/bin/sh", "-c", "'" ENTENTE_BINARY "' dump '" + People() + "' > /dev/full"});
  EXPECT_THAT(result, Exits(5));
  EXPECT_THAT(result.err, HasSubstr("standard output"));
}

// --- update

TEST_F(CommandLineTest, AnUpdateSaysWhatItChanged) {
  const std::string text =
      "PREFIX : <http://example.org/> DELETE { ?p :age ?a } "
      "INSERT { ?p :age ?b } WHERE { ?p :age ?a BIND(?a + 1 AS ?b) }";
  const ProcessResult result = Entente({"update", People(), text});
  EXPECT_THAT(result, Exits(0));
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_EQ(result.err, "3 quads inserted, 3 removed\n");
  EXPECT_EQ(Query("SELECT ?a { ?p :age ?a } ORDER BY ?a").out, "?a\n29\n35\n42\n");
}

TEST_F(CommandLineTest, AnUpdateComesFromTextFileOrStandardInputWithParameters) {
  const std::string text = "INSERT { ?who <urn:p> ?what } WHERE {}";
  WriteFile(Path("u.ru"), text);
  const Words params = {"--param", "who=<urn:a>", "--param", "what=1"};
  for (const auto& [argument, input] :
       {std::pair{text, std::string()}, {"@" + Path("u.ru"), ""}, {"-", text}}) {
    Words words = {"update", People(), argument};
    words.insert(words.end(), params.begin(), params.end());
    const ProcessResult result = Entente(words, input);
    EXPECT_THAT(result, Exits(0)) << argument;
    EXPECT_THAT(result.err, HasSubstr(argument == text ? "1 quad inserted" : "0 quads inserted"));
  }
  EXPECT_EQ(Query("SELECT ?o { <urn:a> <urn:p> ?o }").out, "?o\n1\n");
}

TEST_F(CommandLineTest, EachLineOfUpdatesIsATransactionThatIsToldWhenItIsDone) {
  const ProcessResult done = Entente({"update", People(), "-"},
                                     "INSERT DATA { <urn:a> <urn:p> 1 }\n\n# nothing\n"
                                     "PREFIX u: <urn:>\nINSERT DATA {\n u:a u:p 2 }\n"
                                     "DELETE DATA { <urn:a> <urn:p> 1 } ;\n");
  EXPECT_THAT(done, Exits(0));
  EXPECT_EQ(done.out, "ok 1\nok 2\nok 3\n");
  EXPECT_EQ(done.err, "2 quads inserted, 1 removed\n");
  const ProcessResult failing = Entente({"update", People(), "-"},
                                        "INSERT DATA { <urn:a> <urn:p> 3 }\n"
                                        "INSERT DATA { <urn:a> <urn:p> 4 } INSERT\n"
                                        "INSERT DATA { <urn:a> <urn:p> 5 }\n");
  EXPECT_THAT(failing, Exits(1));
  EXPECT_EQ(failing.out, "ok 1\n");
  EXPECT_THAT(failing.err, StartsWith("error: standard input:2:35: "));
  const ProcessResult cut = Entente({"update", People(), "-"}, "\nINSERT DATA { <urn:a> <urn:p> 6");
  EXPECT_THAT(cut, Exits(1));
  EXPECT_THAT(cut.err, StartsWith("error: standard input:2:"));
  EXPECT_EQ(Query("SELECT ?o { <urn:a> <urn:p> ?o } ORDER BY ?o").out, "?o\n2\n3\n");
}

TEST_F(CommandLineTest, WhatDataSaysDoesNotSteerTheTerminal) {
  ASSERT_THAT(Entente({"update", People(),
                       "INSERT DATA { <urn:act> a ent:Actor ; rdfs:label "
                       "\"evil\\u001B[31m\\u009B1m\\u202E\"@en ."
                       " <urn:c> a ent:Claim ; ent:text \"\\u001B[2J\\u0007\" }"}),
              Exits(0));
  const std::vector<Words> commands = {
      {"actor", People(), "urn:act"},
      {"actor", People(), "evill"},
      {"claim", People(), "urn:c"},
      {"query", People(), "SELECT * { ?s ?p ?o }", "--format", "table"}};
  for (const Words& command : commands) {
    const ProcessResult result = Entente(command);
    EXPECT_THAT(result.out + result.err, AnyOf(HasSubstr("evil"), HasSubstr("[2J")));
    for (const char* const control : {"\x1B", "\x07", "\xC2\x9B", "\xE2\x80\xAE"}) {
      EXPECT_THAT(result.out + result.err, Not(HasSubstr(control))) << command[0];
    }
  }
}

TEST_F(CommandLineTest, AQueryIsExplainedInsteadOfAnswered) {
  const std::string query = "ASK { ?s <http://example.org/age> ?o }";
  const Words explain = {"explain", People(), query};
  const ProcessResult explained = Entente(explain);
  EXPECT_THAT(explained, Exits(0));
  EXPECT_THAT(explained.out, HasSubstr("scan"));
  EXPECT_EQ(Entente({"query", People(), query, "--explain"}).out, explained.out);
}

TEST_F(CommandLineTest, AnUpdateThatFailsLeavesEverythingAsItWas) {
  const std::string before = Entente({"dump", People()}).out;
  const ProcessResult failing =
      Entente({"update", People(), "CLEAR ALL ; COPY <urn:x> TO <urn:y>"});
  EXPECT_THAT(failing, Exits(1));
  EXPECT_THAT(failing.err, HasSubstr("there is no graph <urn:x>"));
  const ProcessResult misspelt = Entente({"update", People(), "CLEAR ALL ;\nCLEAR AL"});
  EXPECT_THAT(misspelt, Exits(1));
  EXPECT_THAT(misspelt.err, AllOf(StartsWith("error: update:2:7: "), HasSubstr("^")));
  const ProcessResult query = Entente({"update", People(), "SELECT * { ?s ?p ?o }"});
  EXPECT_THAT(query, Exits(1));
  EXPECT_THAT(query.err, HasSubstr("entente query"));
  EXPECT_THAT(Query("CLEAR ALL").err, HasSubstr("entente update"));
  EXPECT_THAT(Entente({"update", People(),
                       "INSERT { ?s <urn:q> ?x } WHERE { ?s ?p ?o . ?t ?q ?u . "
                       "?v ?r ?x . ?y ?z ?a . ?b ?c ?d . ?e ?f ?g . ?h ?i ?j . "
                       "?k ?l ?m . ?n1 ?n2 ?n3 }",
                       "--timeout", "0.2", "--memory", "8G"}),
              Exits(4));
  EXPECT_EQ(Entente({"dump", People()}).out, before);
  EXPECT_THAT(Entente({"update", Path("none.db"), "CLEAR ALL"}), Exits(3));
  EXPECT_FALSE(std::filesystem::exists(Path("none.db")));
}

TEST_F(CommandLineTest, AnUpdateLoadsFilesOnlyIfItMay) {
  WriteFile(Path("more.ttl"), "<#a> <#p> 1 .");
  const std::string text = "LOAD <file://" + Path("more.ttl") + "> INTO GRAPH <urn:g>";
  const ProcessResult refused = Entente({"update", People(), text});
  EXPECT_THAT(refused, Exits(5));
  EXPECT_THAT(refused.err, HasSubstr("--allow-load"));
  const ProcessResult allowed = Entente({"update", People(), "--allow-load", text});
  EXPECT_THAT(allowed, Exits(0));
  EXPECT_EQ(allowed.err, "1 quad inserted, 0 removed\n");
  EXPECT_THAT(Entente({"update", People(), "--allow-load", "LOAD <http://example.org/more.ttl>"}),
              Exits(1));
}

// --- Databases that are none

TEST_F(CommandLineTest, WhatIsNoDatabaseIsSaidToBeNone) {
  std::filesystem::create_directory(Path("folder"));
  WriteFile(Path("folder/notes.txt"), "mine");
  WriteFile(Path("file"), "mine");
  for (const Words& command : {Words{"query", "", "ASK {}"}, Words{"dump", ""}, Words{"stats", ""},
                               Words{"verify", ""}, Words{"compact", ""}}) {
    for (const char* name : {"nothing", "folder", "file"}) {
      Words arguments = command;
      arguments[1] = Path(name);
      const ProcessResult result = Entente(arguments);
      EXPECT_THAT(result, Exits(3)) << command[0];
      EXPECT_THAT(result.out, IsEmpty());
      EXPECT_THAT(result.err, AllOf(StartsWith("error: "), HasSubstr(Path(name))));
    }
  }
  EXPECT_FALSE(std::filesystem::exists(Path("nothing")));
  WriteFile(Path("a.nt"), "<urn:a> <urn:p> \"1\" .\n");
  EXPECT_THAT(Entente({"load", Path("folder"), Path("a.nt")}), Exits(3));
}

// --- dump, stats, verify, compact

TEST_F(CommandLineTest, DumpIsSortedAndLoadsToTheSameBytes) {
  WriteFile(Path("a.trig"), R"(PREFIX : <http://example.org/>
:s :p "b", "a"@en, "a", "a\u0001", _:b, _:b1, <<( :s :p _:b )>>, 1, 01, 1.0 .
:g { :s :p "a" } _:g { :s :p "a" }
:s :q :o {| :by :me |} .
)");
  ASSERT_THAT(Entente({"load", Path("a.db"), Path("a.trig")}), Exits(0));
  const std::string dump = Entente({"dump", Path("a.db")}).out;
  WriteFile(Path("b.nq"), dump);
  ASSERT_THAT(Entente({"load", Path("b.db"), Path("b.nq")}), Exits(0));
  EXPECT_EQ(Entente({"dump", Path("b.db")}).out, dump);
  Words lines;
  std::istringstream text(dump);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  EXPECT_EQ(lines.size(), 15u);
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end())) << dump;
}

TEST_F(CommandLineTest, DumpsInOtherFormatsLoadToTheSameContent) {
  WriteFile(Path("a.trig"), R"(PREFIX : <http://example.org/>
:s :p "b", "a"@en--rtl, <<( :s :p "x" )>> . :g { :s :p "a" } )");
  ASSERT_THAT(Entente({"load", Path("a.db"), Path("a.trig")}), Exits(0));
  const std::string canonical = Entente({"dump", Path("a.db")}).out;
  const ProcessResult trig = Entente({"dump", Path("a.db"), "--format", "trig"});
  EXPECT_THAT(trig, Exits(0));
  ASSERT_THAT(Entente({"load", Path("b.db"), "-", "--format", "trig"}, trig.out), Exits(0));
  EXPECT_EQ(Entente({"dump", Path("b.db")}).out, canonical);
  const ProcessResult turtle = Entente({"dump", Path("a.db"), "--format", "ttl"});
  EXPECT_THAT(turtle, Exits(1));
  EXPECT_THAT(turtle.err, HasSubstr("graph"));
}

TEST_F(CommandLineTest, StatsCountByPredicateAndGraph) {
  WriteFile(Path("a.nq"),
            "<urn:a> <urn:p> \"1\" .\n<urn:a> <urn:p> \"2\" .\n<urn:b> <urn:q> \"1\" <urn:g> .\n");
  ASSERT_THAT(Entente({"load", Path("a.db"), Path("a.nq")}), Exits(0));
  const std::string text = Entente({"stats", Path("a.db")}).out;
  EXPECT_THAT(text, ContainsRegex("quads +3\n"));
  EXPECT_THAT(text, ContainsRegex("<urn:p> +2 +1 +2\n"));
  EXPECT_THAT(text, ContainsRegex("<urn:q> +1 +1 +1\n"));
  EXPECT_THAT(text, ContainsRegex("\\(default graph\\) +2\n"));
  EXPECT_THAT(text, ContainsRegex("<urn:g> +1\n"));
  EXPECT_THAT(text, ContainsRegex("spog +3 "));
  const std::string json = Entente({"stats", Path("a.db"), "--format", "json"}).out;
  EXPECT_THAT(json, HasSubstr("\"quads\": 3,"));
  EXPECT_THAT(json, HasSubstr("{\"graph\": null, \"quads\": 2}"));
  EXPECT_THAT(json, HasSubstr("{\"predicate\": \"<urn:p>\", \"quads\": 2, \"subjects\": 1, "
                              "\"objects\": 2}"));
}

TEST_F(CommandLineTest, ADirectoryWhereATextIsExpectedIsAnInputError) {
  const std::string directory = directory_.path().string();
  for (const Words& words :
       {Words{"query", People(), "@" + directory}, Words{"update", People(), "@" + directory},
        Words{"shell", People(), "-f", directory},
        Words{"snapshot", "sign", People(), "--key", directory}}) {
    const ProcessResult result = Entente(words);
    EXPECT_THAT(result, Exits(5));
    EXPECT_THAT(result.err, HasSubstr("cannot be read: Is a directory"));
  }
}

TEST_F(CommandLineTest, AWholeDatabaseIsVerifiedAndCompacted) {
  const ProcessResult verified = Entente({"verify", People()});
  EXPECT_THAT(verified, Exits(0));
  EXPECT_THAT(verified.out, AllOf(StartsWith("intact: "), HasSubstr(" rows"), EndsWith("\n")));
  const std::string before = Entente({"dump", People()}).out;
  EXPECT_THAT(Entente({"compact", People()}), Exits(0));
  EXPECT_THAT(Entente({"verify", People()}), Exits(0));
  EXPECT_EQ(Entente({"dump", People()}).out, before);
}

// --- What the README and the demo show

TEST_F(CommandLineTest, ContradictionsAreListedWithRuleOverlapClaimantsAndClaims) {
  WriteFile(Path("claims.ttl"), R"(PREFIX : <http://example.org/>
PREFIX ent: <https://w3id.org/entente#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
:c1 a ent:Claim ; rdf:reifies <<( :g ent:member :x )>> ; ent:claimant :ann ;
  ent:stance ent:denies ; ent:source :d1 .
:c2 a ent:Claim ; rdf:reifies <<( :g ent:member :x )>> ; ent:claimant :bob ;
  ent:stance ent:asserts ; ent:source :d1 ; ent:validFrom "2022-04"^^xsd:gYearMonth .
:c3 a ent:Claim ; rdf:reifies <<( :g ent:chair :x )>> ; ent:claimant :ann ;
  ent:stance ent:asserts ; ent:source :d2 ; ent:validUntil "2022"^^xsd:gYear .
:c4 a ent:Claim ; rdf:reifies <<( :g ent:chair :y )>> ; ent:claimant :bob ;
  ent:stance ent:asserts ; ent:source :d2 ; ent:validFrom "2022"^^xsd:gYear .
:c5 a ent:Claim ; rdf:reifies <<( :g :seat :x )>> ; ent:claimant :bob ;
  ent:stance ent:asserts ; ent:source :d2 ; ent:validUntil "2020-06-30"^^xsd:date .
:c6 a ent:Claim ; rdf:reifies <<( :g :seat :y )>> ; ent:claimant :bob ;
  ent:stance ent:asserts ; ent:source :d2 ; ent:validFrom "2020"^^xsd:gYear .
)");
  const std::string database = Path("claims.db");
  ASSERT_THAT(Entente({"load", database, Path("claims.ttl")}), Exits(0));
  const auto contradictions = [&](const Words& options) {
    Words words = {"contradictions", database};
    words.insert(words.end(), options.begin(), options.end());
    return Entente(words);
  };
  const std::string header =
      "rule,overlap,from,until,firstClaimant,firstProposition,secondClaimant,secondProposition,"
      "first,second\r\n";
  const std::string ex = "http://example.org/";
  const std::string member =
      "<<( <" + ex + "g> <https://w3id.org/entente#member> <" + ex + "x> )>>";
  const std::string denial = "denial,certain,2022-04,," + ex + "bob," + member + "," + ex + "ann," +
                             member + "," + ex + "c2," + ex + "c1\r\n";
  const std::string seat = "single-valued,possible,2020,2020-06-30," + ex + "bob,<<( <" + ex +
                           "g> <" + ex + "seat> <" + ex + "x> )>>," + ex + "bob,<<( <" + ex +
                           "g> <" + ex + "seat> <" + ex + "y> )>>," + ex + "c5," + ex + "c6\r\n";
  const ProcessResult found = contradictions({"--format", "csv"});
  EXPECT_THAT(found, Exits(0));
  EXPECT_EQ(found.out, header + denial);
  const std::string seat_option = "<" + ex + "seat>";
  EXPECT_EQ(contradictions({"--format", "csv", "--single-valued", seat_option}).out,
            header + denial + seat);
  EXPECT_EQ(contradictions({"--format", "csv", "--single-valued", seat_option, "--limit", "1"}).out,
            header + denial);
  EXPECT_EQ(contradictions({"--format", "csv", "--valid", "2021"}).out, header);
  EXPECT_EQ(contradictions({"--format", "csv", "--source", ex + "d2"}).out, header);
  EXPECT_EQ(contradictions(
                {"--format", "csv", "--source", ex + "d1", "--valid", "2023", "--time", "certain"})
                .out,
            header + denial);
  EXPECT_THAT(contradictions({}).out, StartsWith("?rule\t"));
  EXPECT_THAT(contradictions({"--format", "table"}).out, HasSubstr("ann: not so"));

  EXPECT_THAT(contradictions({"--valid", "soon"}),
              AllOf(Exits(2), testing::Field(&ProcessResult::err, HasSubstr("--valid soon"))));
  EXPECT_THAT(contradictions({"--format", "nt"}), Exits(2));
  EXPECT_THAT(contradictions({"--single-valued", "seat"}), Exits(2));
  EXPECT_THAT(contradictions({"--policy", "supported"}), Exits(2));
  EXPECT_THAT(Entente({"contradictions", Path("nothing")}), Exits(3));
}

// --- Validation

TEST_F(CommandLineTest, ValidateTellsEachRuleBrokenInALineOfItsOwn) {
  WriteFile(Path("good.ttl"),
            "<x:a> a <https://w3id.org/entente#Actor> ; "
            "<http://www.w3.org/2000/01/rdf-schema#label> \"a\" .");
  ASSERT_THAT(Entente({"load", Path("db"), Path("good.ttl")}), Exits(0));
  const auto good = Entente({"validate", Path("db")});
  EXPECT_THAT(good, Exits(0));
  EXPECT_EQ(good.out, "");
  WriteFile(Path("bad.ttl"),
            "<x:b> a <https://w3id.org/entente#Actor>, "
            "<https://w3id.org/entente#Document> .");
  ASSERT_THAT(Entente({"load", Path("db"), Path("bad.ttl")}), Exits(0));
  const auto bad = Entente({"validate", Path("db")});
  EXPECT_THAT(bad, Exits(1));
  EXPECT_EQ(bad.out,
            "x:b\tactor-label\tit has no rdfs:label\n"
            "x:b\tdocument-title\tit has no dcterms:title\n");
  EXPECT_THAT(Entente({"validate", Path("none")}), Exits(3));
}

// --- Colour

TEST_F(CommandLineTest, ColourIsOnlyWhereItIsAskedFor) {
  EXPECT_THAT(Entente({"dump", Path("nothing")}).err, Not(HasSubstr("\x1b")));
  EXPECT_THAT(Entente({"dump", Path("nothing"), "--color", "always"}).err, HasSubstr("\x1b[1;31m"));
  EXPECT_THAT(Entente({"dump", Path("nothing"), "--color=never"}).err, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace entente
