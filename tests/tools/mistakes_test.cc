// What people do wrong, and what they are told: each mistake with its exit code and its whole
// message. docs/command_line.md has the codes.
#include <filesystem>
#include <fstream>
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

constexpr std::string_view kPeople = R"(PREFIX : <http://example.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
:ann a <https://w3id.org/entente#Actor> ; :knows :bob ; rdfs:label "Ann" .
)";

// Counts the combinations of forty triples.
constexpr const char* kEndless =
    "SELECT (COUNT(*) AS ?n) { ?a0 ?b0 ?c0 . ?a1 ?b1 ?c1 . ?a2 ?b2 ?c2 . ?a3 ?b3 ?c3 . ?a4 ?b4 "
    "?c4 . ?a5 ?b5 ?c5 . ?a6 ?b6 ?c6 . ?a7 ?b7 ?c7 . ?a8 ?b8 ?c8 . ?a9 ?b9 ?c9 . ?a10 ?b10 "
    "?c10 . ?a11 ?b11 ?c11 . ?a12 ?b12 ?c12 . ?a13 ?b13 ?c13 . ?a14 ?b14 ?c14 . ?a15 ?b15 ?c15 "
    ". ?a16 ?b16 ?c16 . ?a17 ?b17 ?c17 . ?a18 ?b18 ?c18 . ?a19 ?b19 ?c19 . ?a20 ?b20 ?c20 . "
    "?a21 ?b21 ?c21 . ?a22 ?b22 ?c22 . ?a23 ?b23 ?c23 . ?a24 ?b24 ?c24 . ?a25 ?b25 ?c25 . ?a26 "
    "?b26 ?c26 . ?a27 ?b27 ?c27 . ?a28 ?b28 ?c28 . ?a29 ?b29 ?c29 . ?a30 ?b30 ?c30 . ?a31 ?b31 "
    "?c31 . ?a32 ?b32 ?c32 . ?a33 ?b33 ?c33 . ?a34 ?b34 ?c34 . ?a35 ?b35 ?c35 . ?a36 ?b36 ?c36 "
    ". ?a37 ?b37 ?c37 . ?a38 ?b38 ?c38 . ?a39 ?b39 ?c39 }";
// Puts texts of sixty letters together.
constexpr const char* kManyTexts =
    "SELECT (GROUP_CONCAT(?w) AS ?n) { ?a0 ?b0 ?c0 . ?a1 ?b1 ?c1 . ?a2 ?b2 ?c2 . ?a3 ?b3 ?c3 . "
    "?a4 ?b4 ?c4 . ?a5 ?b5 ?c5 . ?a6 ?b6 ?c6 . ?a7 ?b7 ?c7 . ?a8 ?b8 ?c8 . ?a9 ?b9 ?c9 . ?a10 "
    "?b10 ?c10 . ?a11 ?b11 ?c11 . ?a12 ?b12 ?c12 . ?a13 ?b13 ?c13 . ?a14 ?b14 ?c14 . ?a15 ?b15 "
    "?c15 BIND(REPLACE(\"0123456789\", \"5\", "
    "\"55555555555555555555555555555555555555555555555\") AS ?w) }";

struct Mistake {
  const char* name = "";
  // Words of the command line. In them and in the message D is the directory of the test.
  std::vector<std::string> command = {};
  int exit_code = 0;
  const char* message = "";
};

std::string Replaced(std::string text, std::string_view what, std::string_view by) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::vector<Mistake> Mistakes() {
  return {
      {"UndeclaredPrefix",
       {"query", "D/people.db", "SELECT * { ?s foaf:name ?o }"},
       1,
       "error: query:1:15: the prefix foaf: is not declared\n"
       "  SELECT * { ?s foaf:name ?o }\n"
       "                ^\n"
       "hint: declare it at the beginning: PREFIX foaf: <http://…>\n"},
      {"MisspeltPrefix",
       {"query", "D/people.db", "SELECT * { ?s rdf5:label ?o }"},
       1,
       "error: query:1:15: the prefix rdf5: is not declared\n"
       "  SELECT * { ?s rdf5:label ?o }\n"
       "                ^\n"
       "hint: did you mean rdf:?\n"},
      {"MissingDot",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o ?o ?q ?r }"},
       1,
       "error: query:1:21: expected '.' between triples, or '}', found ?o\n"
       "  SELECT * { ?s ?p ?o ?o ?q ?r }\n"
       "                      ^\n"},
      {"UnbalancedBrace",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o"},
       1,
       "error: query:1:20: expected a triple, a pattern or '}', found the end of the text\n"
       "  SELECT * { ?s ?p ?o\n"
       "                     ^\n"
       "hint: one '{' is never closed\n"},
      {"BraceTooMany",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o } }"},
       1,
       "error: query:1:23: this '}' closes nothing\n"
       "  SELECT * { ?s ?p ?o } }\n"
       "                        ^\n"},
      {"MisspeltKeyword",
       {"query", "D/people.db", "SELCT * { ?s ?p ?o }"},
       1,
       "error: query:1:1: expected SELECT, ASK, CONSTRUCT or DESCRIBE, found SELCT\n"
       "  SELCT * { ?s ?p ?o }\n"
       "  ^\n"
       "hint: did you mean SELECT?\n"},
      {"MisspeltModifier",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o } ODRER BY ?s"},
       1,
       "error: query:1:23: expected the end of the query, found ODRER\n"
       "  SELECT * { ?s ?p ?o } ODRER BY ?s\n"
       "                        ^\n"
       "hint: did you mean ORDER?\n"},
      {"MisspeltFunction",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(CONTIANS(?o, ?s)) }"},
       1,
       "error: query:1:28: expected an expression, found CONTIANS\n"
       "  SELECT * { ?s ?p ?o FILTER(CONTIANS(?o, ?s)) }\n"
       "                             ^\n"
       "hint: did you mean CONTAINS?\n"},
      {"MisspeltProperty",
       {"query", "D/people.db", "ASK { ?c ent:claiment ?who }"},
       0,
       "note: nothing has the property ent:claiment; did you mean ent:claimant?\n"},
      {"MisspeltPropertyOfTheData",
       {"query", "D/people.db",
        "PREFIX : <http://example.org/> SELECT ?who { ?who :konws* :bob . "
        ":bob :konws ?x }"},
       0,
       "note: nothing has the property :konws; did you mean :knows?\n"},
      {"MisspeltNamespace",
       {"query", "D/people.db", "SELECT ?who { ?who <https://example.org/knows> ?x }"},
       0,
       "note: nothing has the property <https://example.org/knows>; did you mean "
       "<http://example.org/knows>?\n"},
      {"MisspeltCast",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(xsd:interger(?o) > 3) }"},
       0,
       "note: there is no function xsd:interger; did you mean xsd:integer?\n"},
      {"UnknownFunctionOfAPrefix",
       {"query", "D/people.db", "PREFIX fn: <http://e/fn#> ASK { FILTER(fn:count(3)) }"},
       0,
       "note: there is no function fn:count\n"},
      {"MisspeltClass",
       {"query", "D/people.db", "CONSTRUCT WHERE { ?who a ent:Acter ; rdfs:lable ?name }"},
       0,
       "note: nothing has the property rdfs:lable; did you mean rdfs:label?\n"
       "note: nothing is of the class ent:Acter; did you mean ent:Actor?\n"},
      {"MisspeltPropertyOfAClaim",
       {"query", "D/people.db", "SELECT ?c { ?c rdf:reifies <<( ?g ent:membr ?m )>> }"},
       0,
       "note: nothing has the property ent:membr; did you mean ent:member?\n"},
      {"MisspeltPropertyInShell",
       {"D/people.db", "-c", "SELECT ?who { ?c ent:claiment ?who }"},
       0,
       "note: nothing has the property ent:claiment; did you mean ent:claimant?\n"},
      {"NothingMisspeltAndNothingFound",
       {"query", "D/people.db",
        "SELECT ?x { ?x a ent:Document ; dcterms:title ?t ; ent:member ?m }"},
       0,
       ""},
      {"UnknownFunction",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(ISNUMBER(?o)) }"},
       1,
       "error: query:1:28: expected an expression, found ISNUMBER\n"
       "  SELECT * { ?s ?p ?o FILTER(ISNUMBER(?o)) }\n"
       "                             ^\n"},
      {"TooFewArguments",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(CONTAINS(?o)) }"},
       1,
       "error: query:1:28: CONTAINS takes 2 arguments, not 1\n"
       "  SELECT * { ?s ?p ?o FILTER(CONTAINS(?o)) }\n"
       "                             ^\n"},
      {"StringWithoutEnd",
       {"query", "D/people.db", "SELECT * { ?s ?p \"Ann }"},
       1,
       "error: query:1:18: this string does not end on its line\n"
       "  SELECT * { ?s ?p \"Ann }\n"
       "                   ^\n"
       "hint: strings of several lines stand between three quotes\n"},
      {"UnboundGroupVariable",
       {"query", "D/people.db", "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }"},
       1,
       "error: query:1:8: ?s is neither a grouping key nor in an aggregate\n"
       "  SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o…\n"
       "         ^\n"
       "hint: add it to GROUP BY, or aggregate it, as in SAMPLE(?s)\n"},
      {"UpdateAsQuery",
       {"query", "D/people.db", "INSERT DATA { <http://e/s> <http://e/p> 1 }"},
       1,
       "error: query:1:1: INSERT begins an update, not a query\n"
       "  INSERT DATA { <http://e/s> <ht…\n"
       "  ^\n"
       "hint: run it with Update, or on the command line with entente update\n"},
      {"OrderByWithoutVariable",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o } ORDER BY"},
       1,
       "error: query:1:31: expected ASC, DESC, a variable or an expression in parentheses, found "
       "the end of the text\n"
       "  SELECT * { ?s ?p ?o } ORDER BY\n"
       "                                ^\n"},
      {"EqualsForAnd",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(?o = 1 & ?s = 2) }"},
       1,
       "error: query:1:35: unexpected character '&'\n"
       "  SELECT * { ?s ?p ?o FILTER(?o = 1 & ?s = 2) }\n"
       "                                    ^\n"
       "hint: \"and\" is written &&\n"},
      {"ColumnWithoutQuestionMark",
       {"query", "D/people.db", "SELECT s { ?s ?p ?o }"},
       1,
       "error: query:1:8: expected '*', a variable or an expression in parentheses, found s\n"
       "  SELECT s { ?s ?p ?o }\n"
       "         ^\n"
       "hint: a variable begins with '?': ?s\n"},
      {"SecondColumnWithoutQuestionMark",
       {"query", "D/people.db", "SELECT ?s p { ?s ?p ?o }"},
       1,
       "error: query:1:11: expected WHERE or '{', found p\n"
       "  SELECT ?s p { ?s ?p ?o }\n"
       "            ^\n"
       "hint: a variable begins with '?': ?p\n"},
      {"CountWithoutParentheses",
       {"query", "D/people.db", "SELECT COUNT(*) { ?s ?p ?o }"},
       1,
       "error: query:1:8: expected '*', a variable or an expression in parentheses, found COUNT\n"
       "  SELECT COUNT(*) { ?s ?p ?o }\n"
       "         ^\n"
       "hint: an expression stands in parentheses, with a name: (COUNT(…) AS ?name)\n"},
      {"SumBehindAColumn",
       {"query", "D/people.db", "SELECT ?s sum(?o) { ?s ?p ?o } GROUP BY ?s"},
       1,
       "error: query:1:11: expected WHERE or '{', found sum\n"
       "  SELECT ?s sum(?o) { ?s ?p ?o } GROUP BY …\n"
       "            ^\n"
       "hint: an expression stands in parentheses, with a name: (sum(…) AS ?name)\n"},
      {"TwoEqualsSigns",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(?o == 1) }"},
       1,
       "error: query:1:31: unexpected '=='\n"
       "  SELECT * { ?s ?p ?o FILTER(?o == 1) }\n"
       "                                ^\n"
       "hint: \"equal\" is written =\n"},
      {"ArrowForGreaterOrEqual",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(?o => 1) }"},
       1,
       "error: query:1:31: unexpected '=>'\n"
       "  SELECT * { ?s ?p ?o FILTER(?o => 1) }\n"
       "                                ^\n"
       "hint: \"greater or equal\" is written >=\n"},
      {"AnglesForNotEqual",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(?o <> 1) }"},
       1,
       "error: query:1:31: expected an operator or ')', found <>\n"
       "  SELECT * { ?s ?p ?o FILTER(?o <> 1) }\n"
       "                                ^\n"
       "hint: \"not equal\" is written !=\n"},
      {"WordAnd",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(?o = 1 AND ?s = 2) }"},
       1,
       "error: query:1:35: expected an operator or ')', found AND\n"
       "  SELECT * { ?s ?p ?o FILTER(?o = 1 AND ?s = 2) }\n"
       "                                    ^\n"
       "hint: \"and\" is written &&\n"},
      {"WordOr",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(?o = 1 or ?s = 2) }"},
       1,
       "error: query:1:35: expected an operator or ')', found or\n"
       "  SELECT * { ?s ?p ?o FILTER(?o = 1 or ?s = 2) }\n"
       "                                    ^\n"
       "hint: \"or\" is written ||\n"},
      {"WordLike",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(?o LIKE \"A%\") }"},
       1,
       "error: query:1:31: expected an operator or ')', found LIKE\n"
       "  SELECT * { ?s ?p ?o FILTER(?o LIKE \"A%\") }\n"
       "                                ^\n"
       "hint: texts are compared by CONTAINS(?name, \"…\"), STRSTARTS or REGEX\n"},
      {"CurlyQuotes",
       {"query", "D/people.db", "SELECT * { ?s ?p “Ann” }"},
       1,
       "error: query:1:18: unexpected character '“'\n"
       "  SELECT * { ?s ?p “Ann” }\n"
       "                   ^\n"
       "hint: texts stand between straight quotes: \"…\"\n"},
      {"NoBreakSpace",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o }"},
       1,
       "error: query:1:7: unexpected character ' '\n"
       "  SELECT * { ?s ?p ?o }\n"
       "        ^\n"
       "hint: this is a no-break space: write a plain one\n"},
      {"LimitInsideTheBraces",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o LIMIT 3 }"},
       1,
       "error: query:1:21: expected a triple, a pattern or '}', found LIMIT\n"
       "  SELECT * { ?s ?p ?o LIMIT 3 }\n"
       "                      ^\n"
       "hint: LIMIT stands behind the last '}'\n"},
      {"OrderInsideTheBraces",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o . ORDER BY ?s }"},
       1,
       "error: query:1:23: expected a triple, a pattern or '}', found ORDER\n"
       "  SELECT * { ?s ?p ?o . ORDER BY ?s }\n"
       "                        ^\n"
       "hint: ORDER stands behind the last '}'\n"},
      {"DirectionBehind",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o } ORDER BY ?s DESC"},
       1,
       "error: query:1:39: expected '(' after DESC, found the end of the text\n"
       "  SELECT * { ?s ?p ?o } ORDER BY ?s DESC\n"
       "                                        ^\n"
       "hint: the direction stands before, as in DESC(?name)\n"},
      {"DirectionWithoutParentheses",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o } ORDER BY desc ?s LIMIT 1"},
       1,
       "error: query:1:37: expected '(' after desc, found ?s\n"
       "  SELECT * { ?s ?p ?o } ORDER BY desc ?s LIMIT 1\n"
       "                                      ^\n"
       "hint: the direction stands before, as in desc(?name)\n"},
      {"PrefixWithDot",
       {"query", "D/people.db", "PREFIX ex: <http://e/> . SELECT * { ?s ?p ?o }"},
       1,
       "error: query:1:24: expected SELECT, ASK, CONSTRUCT or DESCRIBE, found '.'\n"
       "  PREFIX ex: <http://e/> . SELECT * { ?s ?p ?o }\n"
       "                         ^\n"
       "hint: PREFIX and BASE have no '.' behind them\n"},
      {"BrokenPattern",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o FILTER(REGEX(?o, \"An(n\")) }"},
       1,
       "error: query:1:38: the regular expression \"An(n\" is not valid: missing ): An(n\n"
       "  SELECT * { ?s ?p ?o FILTER(REGEX(?o, \"An(n\")) }\n"
       "                                       ^\n"},
      {"BrokenFlags",
       {"query", "D/people.db",
        "SELECT * { ?s ?p ?o BIND(REPLACE(?o, \"A\", \"B\", \"g\") AS ?x) }"},
       1,
       "error: query:1:48: \"g\" has an unknown flag: those of regular expressions are ismxq\n"
       "  SELECT * { ?s ?p ?o BIND(REPLACE(?o, \"A\", \"B\", \"g\") AS ?x) }\n"
       "                                                 ^\n"},
      {"RelativeIri",
       {"query", "D/people.db", "SELECT * { <ann> ?p ?o }"},
       1,
       "error: query:1:12: <ann> is relative, and there is no base\n"
       "  SELECT * { <ann> ?p ?o }\n"
       "             ^\n"
       "hint: write the whole IRI, or declare BASE <http://…> at the beginning\n"},
      {"QueryAsUpdate",
       {"update", "D/people.db", "SELECT * { ?s ?p ?o }"},
       1,
       "error: update:1:1: SELECT begins a query, not an update\n"
       "  SELECT * { ?s ?p ?o }\n"
       "  ^\n"
       "hint: run it with Query, Ask or Construct, or on the command line with entente query\n"},
      {"VariableInInsertData",
       {"update", "D/people.db", "INSERT DATA { ?s <http://e/p> 1 }"},
       1,
       "error: update:1:15: no variable may stand in INSERT DATA\n"
       "  INSERT DATA { ?s <http://e/p> 1 }\n"
       "                ^\n"
       "hint: INSERT { … } WHERE { … } and DELETE { … } WHERE { … } take variables\n"},
      {"MisspeltOption",
       {"query", "D/people.db", "ASK { }", "--fromat", "csv"},
       2,
       "error: unknown option --fromat; did you mean --format?\n"},
      {"UnknownFormat",
       {"query", "D/people.db", "ASK { }", "--format", "excel"},
       2,
       "error: --format excel: known are table, markdown, csv, tsv, json or xml for SELECT and "
       "ASK, nt, ttl, nq or trig for CONSTRUCT and DESCRIBE\n"},
      {"FormatThatDoesNotFit",
       {"query", "D/people.db", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"},
       2,
       "error: --format csv does not fit this query: take nt, ttl, nq or trig\n"},
      {"MisspeltCommand",
       {"qurey", "D/people.db", "ASK { }"},
       2,
       "error: unknown command qurey; did you mean query?\n"},
      {"MissingArgument",
       {"query", "D/people.db"},
       2,
       "error: QUERY is required; see entente help query\n"},
      {"BadParameter",
       {"query", "D/people.db", "ASK { ?s ?p ?o }", "--param", "o"},
       2,
       "error: --param o: name=TERM is expected\n"},
      {"ParameterThatIsNoTerm",
       {"query", "D/people.db", "ASK { ?s ?p ?o }", "--param", "o=Ann"},
       2,
       "error: --param o: 'Ann' is no term\n"
       "hint: write <IRI>, prefix:name, \"text\", \"text\"@en, 3.5 or true\n"},
      {"ParameterNotInQuery",
       {"query", "D/people.db", "ASK { ?s ?p ?o }", "--param", "name=\"Ann\""},
       1,
       "error: the query has no variable ?name to bind\n"},
      {"BadDateOfView",
       {"query", "D/people.db", "ASK { }", "--valid", "2022-13"},
       2,
       "error: --valid 2022-13: '2022-13' is no date: write 2022, 2022-04 or 2022-04-01\n"},
      {"UnknownSourceOfView",
       {"query", "D/people.db", "ASK { }", "--source", "The Times"},
       2,
       "error: --source The Times: no ent:Document is named 'The Times'\n"},
      {"BadSize",
       {"query", "D/people.db", "ASK { }", "--memory", "10"},
       2,
       "error: --memory: 10 is no size: write 512M or 2G, at least 1M; see entente help query\n"},
      {"BadTimeout",
       {"query", "D/people.db", "ASK { }", "--timeout", "soon"},
       2,
       "error: --timeout: soon is no time: write seconds, such as 0.5 or 60; see entente help "
       "query\n"},
      {"NegativeRows",
       {"query", "D/people.db", "ASK { }", "--max-rows", "-3"},
       2,
       "error: --max-rows: -3 is no number of rows: write 1 or more; see entente help query\n"},
      {"BrokenRows",
       {"query", "D/people.db", "ASK { }", "--max-rows", "1.5"},
       2,
       "error: --max-rows: 1.5 is no number of rows: write 1 or more; see entente help query\n"},
      {"NoContradictionsWanted",
       {"contradictions", "D/people.db", "--limit", "0"},
       2,
       "error: --limit: 0 is no number of contradictions: write 1 or more; see entente help "
       "contradictions\n"},
      {"TooManyThreads",
       {"load", "D/people.db", "D/people.ttl", "--threads", "5000"},
       2,
       "error: --threads: 5000 is no number of threads: write 1 to 1024; see entente help load\n"},
      {"TooConfident",
       {"query", "D/people.db", "ASK { }", "--min-confidence", "3"},
       2,
       "error: --min-confidence: 3 is no confidence: write a number from 0 to 1; see entente help "
       "query\n"},
      {"AnotherWord",
       {"query", "D/people.db", "ASK { }", "--time", "soon"},
       2,
       "error: --time: soon is not known: write possible or certain; see entente help query\n"},
      {"OptionWithoutValue",
       {"query", "D/people.db", "ASK { }", "--format"},
       2,
       "error: --format needs a value; see entente help query\n"},
      {"OptionGivenTwice",
       {"query", "D/people.db", "ASK { }", "--format", "csv", "--format", "xml"},
       2,
       "error: --format may be given only once; see entente help query\n"},
      {"FlagWithValue",
       {"D/people.db", "--read-only=yes"},
       2,
       "error: --read-only takes no value; see entente help shell\n"},
      {"ArgumentTooMany",
       {"stats", "D/people.db", "D/other.db", "D/third.db"},
       2,
       "error: one argument too many: D/other.db; see entente help stats\n"},
      {"UnknownLetter",
       {"stats", "D/people.db", "-x"},
       2,
       "error: unknown option -x; see entente help stats\n"},
      {"SnapshotWithoutCommand",
       {"snapshot"},
       2,
       "error: snapshot needs to know what to do: write snapshot create, diff, merge, info, verify "
       "or sign; see entente help snapshot\n"},
      {"BothSides",
       {"snapshot", "merge", "a", "b", "c", "d", "--ours", "--theirs"},
       2,
       "error: --ours and --theirs contradict each other: give one of them; see entente help "
       "snapshot merge\n"},
      {"MissingArgumentOfSnapshot",
       {"snapshot", "merge", "a"},
       2,
       "error: OURS is required; see entente help snapshot merge\n"},
      {"HelpForWhatIsNot",
       {"help", "snapshot", "marge"},
       2,
       "error: unknown command snapshot marge; did you mean merge?\n"},
      {"PatchToLoad",
       {"load", "D/new.db", "D/week.rdfp.gz"},
       2,
       "error: D/week.rdfp.gz is a patch by its name: apply it with entente patch\n"},
      {"SnapshotBesideOthers",
       {"load", "D/new.db", "D/people.ents", "D/people.ttl"},
       2,
       "error: D/people.ents is a snapshot, which is loaded by itself, without other files\n"},
      {"Timeout",
       {"query", "D/people.db", kEndless, "--timeout", "0.05"},
       4,
       "error: the query took longer than its time limit\n"
       "hint: allow more with --timeout SECONDS\n"},
      {"OutOfMemory",
       {"query", "D/people.db", kManyTexts, "--memory", "1M"},
       4,
       "error: the query needs more than its memory budget of 1 MiB\n"
       "hint: allow more with --memory SIZE\n"},
      {"TimeoutInShell",
       {"shell", "D/people.db", "-c", ".timeout 0.05", "-c", kEndless},
       4,
       "error: -c:1: the query took longer than its time limit\n"
       "hint: allow more with .timeout SECONDS\n"},
      {"OutOfMemoryInShell",
       {"shell", "D/people.db", "-c", ".memory 1M", "-c", kManyTexts},
       4,
       "error: -c:1: the query needs more than its memory budget of 1 MiB\n"
       "hint: allow more with .memory SIZE\n"},
      {"LoadWithoutLeave",
       {"update", "D/people.db", "LOAD <file:///etc/hostname>"},
       5,
       "error: LOAD <file:///etc/hostname>: reading files is not allowed here\n"
       "hint: allow it with --allow-load\n"},
      {"LoadInShell",
       {"shell", "D/people.db", "-c", "LOAD <file:///etc/hostname>"},
       5,
       "error: -c:1: LOAD <file:///etc/hostname>: reading files is not allowed here\n"
       "hint: the shell reads files with .load FILE\n"},
      {"TooManyRows",
       {"query", "D/people.db", "SELECT * { ?s ?p ?o }", "--max-rows", "1"},
       4,
       "error: the answer has more than 1 row, the limit set for it\n"},
      {"NoSuchDatabase",
       {"query", "D/nothing.db", "ASK { }"},
       3,
       "error: D/nothing.db: there is no database\n"},
      {"NotADatabase",
       {"query", "D/folder", "ASK { }"},
       3,
       "error: D/folder is not an Entente database\n"},
      {"AFileIsNoDatabase",
       {"query", "D/people.ttl", "ASK { }"},
       3,
       "error: D/people.ttl is no Entente database\n"},
      {"NoSuchFile",
       {"load", "D/people.db", "D/nothing.ttl"},
       5,
       "error: D/nothing.ttl: No such file or directory\n"},
      {"NoSuchQueryFile",
       {"query", "D/people.db", "@D/nothing.rq"},
       5,
       "error: D/nothing.rq: cannot be read: No such file or directory\n"},
      {"UnknownEnding",
       {"load", "D/people.db", "D/script.rq"},
       1,
       "error: D/script.rq: the name does not tell the syntax (.nt, .nq, .ttl, .trig): it must be "
       "given\n"
       "hint: --format nt, nq, ttl or trig tells it; no other formats are loaded\n"},
      {"MissingDotInFile",
       {"load", "D/people.db", "D/broken.ttl"},
       1,
       "error: D/broken.ttl:3:1: expected '.' at the end of the statement, found ':'\n"
       "  :cem :age 1 .\n"
       "  ^\n"
       "hint: is '.', ';' or ',' missing before this?\n"},
      {"CutUtf8",
       {"load", "D/people.db", "D/cut.nt"},
       1,
       "error: D/cut.nt:1:28: the text is not UTF-8\n"
       "  <http://e/s> <http://e/p> \"??\n"
       "                             ^\n"},
      {"SeveralQueries",
       {"query", "D/people.db", "@D/several.rq"},
       1,
       "error: D/several.rq:2:1: expected the end of the query, found SELECT\n"
       "  SELECT * { ?s ?p ?o }\n"
       "  ^\n"
       "hint: a second query begins here; entente DB -f FILE runs all that are in a file\n"},
      {"QueryThatBeginsAsTurtle",
       {"query", "D/people.db", "@prefix ex: <http://e/> . SELECT * { ?s ?p ?o }"},
       1,
       "error: query:1:1: expected SELECT, ASK, CONSTRUCT or DESCRIBE, found @prefix\n"
       "  @prefix ex: <http://e/> . SELE…\n"
       "  ^\n"
       "hint: SPARQL writes PREFIX and BASE without '@' before and '.' behind\n"},
      {"QueryToTheShell",
       {"D/people.db", "SELECT * { ?s ?p ?o }"},
       2,
       "error: one argument too many: SELECT * { ?s ?p ?o }; see entente help shell\n"
       "hint: a query is asked by entente query DB QUERY, or entente DB -c QUERY\n"},
      {"SnapshotCommandWithoutSnapshot",
       {"merge", "a", "b"},
       2,
       "error: unknown command merge; did you mean snapshot merge?\n"},
      {"Utf16",
       {"load", "D/people.db", "D/utf16.ttl"},
       1,
       "error: D/utf16.ttl is UTF-16: make UTF-8 of it, as with iconv -f UTF-16 -t UTF-8\n"},
      {"Utf16InShell",
       {"D/people.db", "-c", ".load D/utf16.ttl"},
       1,
       "error: -c:1: D/utf16.ttl is UTF-16: make UTF-8 of it, as with iconv -f UTF-16 -t UTF-8\n"},
      {"OpenOfNothing",
       {"shell", "-c", ".open D/nothing.db"},
       3,
       "error: -c:1: D/nothing.db: there is no database; .open --create makes one\n"},
      {"UpdateOfNothing",
       {"update", "D/nothing.db", "INSERT DATA { }"},
       3,
       "error: D/nothing.db: there is no database; entente load makes one\n"},
      {"UnknownName",
       {"actor", "D/people.db", "Ana"},
       1,
       "error: no ent:Actor is named 'Ana'; did you mean 'Ann'?\n"},
      {"ShellWithoutDatabase",
       {"D/nothing.db", "-c", "ASK { }"},
       3,
       "error: D/nothing.db: there is no database; --create makes one\n"},
      {"MisspeltDotCommand",
       {"shell", "D/people.db", "-c", ".lod file"},
       2,
       "error: -c:1: unknown command .lod; did you mean .load?\n"},
      {"DotCommandWithoutArgument",
       {"shell", "D/people.db", "-c", ".actor"},
       2,
       "error: -c:1: usage: .actor NAME\n"},
      {"BadMode",
       {"shell", "D/people.db", "-c", ".mode tabel"},
       2,
       "error: -c:1: unknown format tabel; did you mean table?\n"},
      {"NegativeRowsInShell",
       {"shell", "D/people.db", "-c", ".mode table -1"},
       2,
       "error: -c:1: -1 is no number of rows: write 0 for all, or 1 or more\n"},
      {"RelativeIriOfPrefixInShell",
       {"shell", "D/people.db", "-c", ".prefixes foo: bar"},
       2,
       "error: -c:1: bar is no absolute IRI: write .prefixes foo: <http://…>\n"},
      {"BadNameOfPrefixInShell",
       {"shell", "D/people.db", "-c", ".prefixes -foo: http://e/"},
       2,
       "error: -c:1: -foo is no name of a prefix: write letters, digits, - and _\n"},
      {"BadSizeInShell",
       {"shell", "D/people.db", "-c", ".memory lots"},
       2,
       "error: -c:1: lots is no size: write 512M or 2G, at least 1M\n"},
      {"BadTimeoutInShell",
       {"shell", "D/people.db", "-c", ".timeout soon"},
       2,
       "error: -c:1: soon is no time: write seconds, such as 0.5 or 60, or off\n"},
      {"BadViewInShell",
       {"shell", "D/people.db", "-c", ".view --vaild 2022"},
       2,
       "error: -c:1: unknown option --vaild; did you mean --valid?\n"},
      {"BadPrefixInShell",
       {"shell", "D/people.db", "-c", ".prefixes ex: not an iri"},
       2,
       "error: -c:1: usage: .prefixes [NAME: <IRI>]\n"},
      {"SecondLineOfScript",
       {"D/people.db", "-f", "D/script.rq"},
       1,
       "error: D/script.rq:3:18: expected an object, found '}'\n"
       "  SELECT * { ?s ?p }\n"
       "                   ^\n"},
      {"UpdateOfReadOnly",
       {"D/people.db", "--read-only", "-c", "INSERT DATA { <http://e/s> <http://e/p> 1 }"},
       5,
       "error: -c:1: the database is open for reading only\n"},
  };
}

class MistakesTest : public testing::Test {
 protected:
  // With a slash at the end.
  static std::string Folder() { return directory_->path().string() + "/"; }
  static void SetUpTestSuite() {
    directory_ = new TempDir;
    const std::filesystem::path& d = directory_->path();
    std::ofstream(d / "people.ttl") << kPeople;
    std::ofstream(d / "broken.ttl")
        << "PREFIX : <http://example.org/>\n:ann :knows :bob\n:cem :age 1 .\n";
    std::ofstream(d / "cut.nt") << "<http://e/s> <http://e/p> \"\xE8\x8A";
    std::ofstream(d / "script.rq") << "ASK { }\n\nSELECT * { ?s ?p }\n";
    std::ofstream(d / "several.rq") << "ASK { }\nSELECT * { ?s ?p ?o }\n";
    std::ofstream(d / "utf16.ttl") << std::string("\xFF\xFE<\0", 4);
    std::ofstream(d / "people.ents") << "a snapshot by its name";
    std::filesystem::create_directory(d / "folder");
    std::ofstream(d / "folder" / "file") << "x";
    const ProcessResult loaded =
        RunProcess({ENTENTE_BINARY, "load", d / "people.db", d / "people.ttl"});
    ASSERT_EQ(loaded.exit_code, 0) << loaded.err;
  }
  static void TearDownTestSuite() {
    delete directory_;
    directory_ = nullptr;
  }
  static TempDir* directory_;
};
TempDir* MistakesTest::directory_ = nullptr;

class MistakeTest : public MistakesTest, public testing::WithParamInterface<Mistake> {};

TEST_P(MistakeTest, IsToldPlainly) {
  const Mistake& mistake = GetParam();
  std::vector<std::string> command = {ENTENTE_BINARY};
  for (const std::string& word : mistake.command) {
    command.push_back(Replaced(word, "D/", Folder()));
  }
  const ProcessResult result =
      RunProcess(command, {}, {"LC_ALL=C.UTF-8", "TERM=xterm", "NO_COLOR=1"});
  EXPECT_EQ(Replaced(result.err, Folder(), "D/"), mistake.message);
  EXPECT_EQ(result.exit_code, mistake.exit_code);
}

// What stands behind an option and cannot be right is a mistake of the command line, whoever finds
// it: also what only the database or the query can tell.
TEST_F(MistakesTest, WhatAnOptionHoldsIsOfTheCommandLine) {
  const std::vector<std::string> query = {"query", "D/people.db", "ASK { }"};
  const std::vector<std::string> explain = {"explain", "D/people.db", "ASK { }"};
  const std::vector<std::string> update = {"update", "D/people.db", "INSERT DATA { }"};
  const std::vector<std::string> load = {"load", "D/people.db", "D/people.ttl"};
  const std::vector<std::string> load_snapshot = {"load", "D/new.db", "D/people.ents"};
  const std::vector<std::string> create = {"snapshot", "create", "D/people.db", "D/new.ents"};
  const std::vector<std::string> found = {"contradictions", "D/people.db"};
  struct WrongValue {
    const std::vector<std::string>& command;
    const char* option = "";
    const char* value = "";
  };
  const std::vector<WrongValue> wrong = {
      {query, "--param", "x"},
      {query, "--param", "o=no term"},
      {query, "--base", "not an iri"},
      {query, "--valid", "soon"},
      {query, "--source", "Nobody's paper"},
      {query, "--modality", "maybe"},
      {query, "--color", "blue"},
      {explain, "--param", "x"},
      {explain, "--known", "2022-13"},
      {update, "--param", "x"},
      {update, "--param", "o=no term"},
      {update, "--base", "a b"},
      {load, "--graph", "not an iri"},
      {load, "--base", "not an iri"},
      {load, "--format", "excel"},
      {load, "--threads", "none"},
      {load_snapshot, "--format", "ttl"},
      {load_snapshot, "--base", "http://e/"},
      {create, "--prefix", "foo"},
      {create, "--prefix", "foo=bar"},
      {create, "--prefix", "bad prefix=http://x/"},
      {create, "--graph", "not an iri"},
      {create, "--parent", "123"},
      {create, "--query", "ASK { }"},
      {create, "--valid", "soon"},
      {found, "--single-valued", "foo"},
      {found, "--claimant", "Nobody"},
      {found, "--format", "nt"},
  };
  for (const WrongValue& one : wrong) {
    std::vector<std::string> command = {ENTENTE_BINARY};
    for (const std::string& word : one.command) command.push_back(Replaced(word, "D/", Folder()));
    command.insert(command.end(), {one.option, one.value});
    const ProcessResult result = RunProcess(command);
    EXPECT_EQ(result.exit_code, 2) << one.command[0] << " " << one.option << " " << one.value;
    EXPECT_THAT(result.err, testing::StartsWith(std::string("error: ").append(one.option)));
    EXPECT_EQ(result.out, "");
  }
  EXPECT_FALSE(std::filesystem::exists(Folder() + "new.ents"));
  EXPECT_FALSE(std::filesystem::exists(Folder() + "new.db"));
}

TEST(MistakesAroundTest, AFullDiskIsNamed) {
  const TempDir directory;
  const std::string database = directory / "people.db";
  std::ofstream(directory / "people.ttl") << kPeople;
  ASSERT_EQ(RunProcess({ENTENTE_BINARY, "load", database, directory / "people.ttl"}).exit_code, 0);
  for (const char* command :
       {"dump $1", "query $1 'ASK { }'", "$1 -c 'ASK { }'", "$1 -c .help", "version", "--version",
        "help", "help query", "help --man", "completion bash"}) {
    const ProcessResult result =
        RunProcess({"/bin/sh", "-c", std::string("exec $0 ").append(command).append(" >/dev/full"),
                    ENTENTE_BINARY, database});
    EXPECT_EQ(result.exit_code, 5) << command;
    EXPECT_THAT(result.err, testing::EndsWith("standard output: No space left on device\n"));
  }
}

// With a stream closed the database's own files would get its number.
TEST(MistakesAroundTest, AClosedStreamIsNamedAndTheDatabaseStaysAsItIs) {
  const TempDir directory;
  const std::string database = directory / "people.db";
  std::ofstream(directory / "people.ttl") << kPeople;
  ASSERT_EQ(RunProcess({ENTENTE_BINARY, "load", database, directory / "people.ttl"}).exit_code, 0);
  const auto run = [&](const std::string& command) {
    return RunProcess({"/bin/sh", "-c", "exec $0 " + command, ENTENTE_BINARY, database});
  };
  for (const char* command : {"query $1 'SELECT * { ?s ?p ?o }' >&-", "dump $1 >&-",
                              "$1 -c 'ASK { }' >&-", "dump $1 >&- <&-", "help >&- <&-"}) {
    const ProcessResult result = run(command);
    EXPECT_EQ(result.exit_code, 5) << command;
    EXPECT_THAT(result.err, testing::EndsWith("standard output: Bad file descriptor\n")) << command;
  }
  for (const char* command :
       {"query $1 - <&-", "$1 <&-", "<&-", "$1 -f - <&-", "update $1 - <&-", "query $1 @- <&-"}) {
    const ProcessResult result = run(command);
    EXPECT_EQ(result.exit_code, 5) << command;
    EXPECT_THAT(result.err,
                testing::StartsWith("error: standard input: cannot be read: Bad file descriptor\n"))
        << command;
  }
  EXPECT_EQ(run("load $1 - --format nt <&-").exit_code, 5);
  // Nobody hears what is wrong, but the code is that of the error.
  EXPECT_EQ(run("query $1 'SELEC' 2>&-").exit_code, 1);
  EXPECT_EQ(run("query $1 'SELEC' <&- >&- 2>&-").exit_code, 1);
  EXPECT_EQ(run("update $1 'INSERT DATA { <urn:a> <urn:b> 1 }' <&- >&- 2>&-").exit_code, 0);
  EXPECT_EQ(run("verify $1").exit_code, 0);
  EXPECT_EQ(run("query $1 'ASK { <urn:a> <urn:b> 1 }'").out, "true\n");
}

TEST(MistakesAroundTest, ADatabaseThatAnotherOneHasIsNamedWithItsHolder) {
  const TempDir directory;
  const std::string database = directory / "people.db";
  std::ofstream(directory / "people.ttl") << kPeople;
  ASSERT_EQ(RunProcess({ENTENTE_BINARY, "load", database, directory / "people.ttl"}).exit_code, 0);
  TerminalProcess holder({ENTENTE_BINARY, database},
                         {"TERM=xterm", "HOME=" + directory.path().string(), "XDG_STATE_HOME"});
  EXPECT_THAT(holder.WaitFor("entente> "), testing::HasSubstr("people.db"));
  const ProcessResult result =
      RunProcess({ENTENTE_BINARY, "update", database, "INSERT DATA { <http://e/s> a 1 }"});
  EXPECT_EQ(result.exit_code, 6);
  EXPECT_THAT(result.err, testing::HasSubstr(std::to_string(holder.pid())));
}

INSTANTIATE_TEST_SUITE_P(All, MistakeTest, testing::ValuesIn(Mistakes()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace entente
