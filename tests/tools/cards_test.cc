// Cards and lists of claims, as the command line prints them of the shipped data set and of a small
// file of its own.
#include <fstream>
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
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kData = R"(
PREFIX ent: <https://w3id.org/entente#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <http://x/>
:club a ent:Coalition ; rdfs:label "Club"@en, "俱乐部"@zh .
:ann a ent:Actor, ent:Person ; rdfs:label "Ann"@en .
:bob a ent:Actor, ent:Person ; rdfs:label "Bob"@en .
:same1 a ent:Actor ; rdfs:label "Twin" . :same2 a ent:Actor ; rdfs:label "twin" .
:memo a ent:Document ; dcterms:title "Memo"@en ; dcterms:creator :ann .
:m1 a ent:Claim ; rdf:reifies <<( :club ent:member :bob )>> ; ent:claimant :ann ; ent:stance ent:asserts ;
  ent:source :memo ; ent:locator "p. 1" ; ent:status ent:active ;
  ent:validFrom "2021-09"^^xsd:gYearMonth ; ent:validUntil "2022"^^xsd:gYear .
:m2 a ent:Claim ; rdf:reifies <<( :club ent:member :bob )>> ; ent:claimant :bob ; ent:stance ent:denies ;
  ent:source :memo .
:why a ent:Claim ; rdf:reifies <<( :bob ent:action :nothing )>> ; ent:claimant :bob ; ent:stance ent:asserts ;
  ent:source :memo ; ent:text "He did nothing."@en .
:link a ent:Claim ; rdf:reifies <<( :why ent:supports :m2 )>> ; ent:claimant :bob ; ent:stance ent:asserts ;
  ent:source :memo ; ent:kind ent:link .
:all a ent:Claim ; ent:claimant :ann ; ent:stance ent:asserts ; ent:source :memo ; ent:part :m1 ;
  ent:text "All of it."@en .
:hears a ent:Claim ; rdf:reifies <<( :club ent:member :bob )>> ; ent:claimant :same1 ; ent:stance ent:reports ;
  ent:source :memo2 ; ent:onClaim :m1 .
)";

class CardsTest : public ::testing::Test {
 protected:
  CardsTest() {
    std::ofstream(directory_ / "data.ttl") << kData;
    const ProcessResult loaded = RunProcess(
        {ENTENTE_BINARY, "load", (directory_ / "db").string(), (directory_ / "data.ttl").string()});
    EXPECT_EQ(loaded.exit_code, 0) << loaded.err;
  }
  ProcessResult Run(std::vector<std::string> words) {
    words.insert(words.begin() + 1, (directory_ / "db").string());
    words.insert(words.begin(), ENTENTE_BINARY);
    return RunProcess(words, {}, {"LC_ALL=C.UTF-8", "TERM=xterm"});
  }
  TempDir directory_;
};

TEST_F(CardsTest, AGroupingShowsItsMembersWithTimeStatusAndWhoSaysSo) {
  const ProcessResult card = Run({"coalition", "Club"});
  EXPECT_EQ(card.exit_code, 0);
  EXPECT_THAT(card.out, StartsWith("Club · 俱乐部\nis          grouping\n"));
  EXPECT_THAT(card.out,
              ContainsRegex("Bob +│ active +│ 2021-09 – 2022 +│ Ann asserts, p. 1 +│ m1"));
  EXPECT_THAT(card.out, ContainsRegex("Bob +│ +│ +│ Bob denies +│ m2"));
}

TEST_F(CardsTest, AClaimShowsItsHolderItsPlaceAndWhatOthersSayToIt) {
  const ProcessResult card = Run({"claim", "m1"});
  EXPECT_EQ(card.exit_code, 0);
  EXPECT_THAT(card.out,
              AllOf(HasSubstr("proposition Club – member – Bob\n"),
                    HasSubstr("holder      Ann asserts\n"), HasSubstr("place       Memo, p. 1\n"),
                    HasSubstr("valid       2021-09 – 2022\n"), ContainsRegex("denied by +│ m2")));
  const ProcessResult denial = Run({"claim", "http://x/m2"});
  EXPECT_THAT(denial.out, ContainsRegex("supported by +│ why +│ Bob asserts +│ He did nothing\\."));
  EXPECT_THAT(denial.out, ContainsRegex("said by +│ m1"));
  EXPECT_THAT(Run({"claim", "m1"}).out, ContainsRegex("reported by +│ hears"));
  EXPECT_THAT(Run({"claim", "hears"}).out, HasSubstr("on claim    m1\n"));
}

TEST_F(CardsTest, APageStandsWhereThereIsNoLocator) {
  const ProcessResult updated =
      Run({"update",
           "PREFIX : <http://x/> INSERT DATA { :m1 ent:page 7 . :m2 ent:page 3 . :why ent:page 12, "
           "9 }"});
  ASSERT_EQ(updated.exit_code, 0) << updated.err;
  EXPECT_THAT(
      Run({"coalition", "Club"}).out,
      AllOf(HasSubstr("Bob denies, p. 3"), HasSubstr("Ann asserts, p. 1"), Not(HasSubstr("p. 7"))));
  EXPECT_THAT(Run({"claim", "m2"}).out, HasSubstr("place       Memo, p. 3\n"));
  EXPECT_THAT(Run({"claims", "--format", "csv"}).out,
              AllOf(HasSubstr(",http://x/memo,p. 3,"), HasSubstr(",\"pp. 9, 12\","),
                    HasSubstr(",http://x/memo,p. 1,")));
}

TEST_F(CardsTest, AClaimWithoutPropositionIsShownByItsTextAndItsParts) {
  const ProcessResult whole = Run({"claim", "all"});
  EXPECT_THAT(whole.out, AllOf(HasSubstr("holder      Ann asserts\n"), ContainsRegex("part +│ m1"),
                               Not(HasSubstr("proposition"))));
  EXPECT_THAT(Run({"claim", "m1"}).out,
              ContainsRegex("part of +│ all +│ Ann asserts +│ All of it"));
}

TEST_F(CardsTest, AnActorAndADocumentShowWhatHangsOnThem) {
  EXPECT_THAT(Run({"actor", "ann"}).out,
              AllOf(HasSubstr("is          person\n"), HasSubstr("Memo"), HasSubstr("m1")));
  EXPECT_THAT(Run({"actor", "Bob"}).out, ContainsRegex("Club +│ active"));
  EXPECT_THAT(Run({"document", "Memo"}).out,
              AllOf(HasSubstr("by          Ann\n"),
                    HasSubstr("source of   5 claims: claims … --in memo lists them\n")));
}

TEST_F(CardsTest, RecordsAreFoundByLabelIriOrLastPartAndOnlyOfTheirKind) {
  const std::string by_label = Run({"coalition", "俱乐部"}).out;
  EXPECT_THAT(by_label, HasSubstr("http://x/club"));
  EXPECT_EQ(Run({"coalition", "<http://x/club>"}).out, by_label);
  EXPECT_EQ(Run({"coalition", "club"}).out, by_label);
  const ProcessResult wrong = Run({"coalition", "Ann"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("no ent:Coalition is named 'Ann', but an ent:Actor is"));
  EXPECT_THAT(Run({"coalition", ""}).err, HasSubstr("a name is expected"));
  EXPECT_THAT(Run({"coalition", "Clib"}).err, HasSubstr("did you mean 'Club'?"));
  const ProcessResult twins = Run({"actor", "Twin"});
  EXPECT_EQ(twins.exit_code, 1);
  EXPECT_THAT(twins.err, AllOf(HasSubstr("<http://x/same1>"), HasSubstr("<http://x/same2>")));
}

TEST_F(CardsTest, ClaimsAreListedByWhatTheyAreAboutByWhomWhereAndWhatTheyAnswer) {
  const auto ids = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "claims");
    words.insert(words.end(), {"--format", "csv"});
    std::string ids;
    const std::string out = Run(words).out;
    for (size_t at = out.find("http://x/"); at != std::string::npos;
         at = out.find("\nhttp://x/", at + 1)) {
      const size_t begin = out.find("/x/", at) + 3;
      ids += out.substr(begin, out.find(',', begin) - begin) + " ";
    }
    return ids;
  };
  EXPECT_EQ(ids({}), "all hears link m1 m2 why ");
  EXPECT_EQ(ids({"Club"}), "hears m1 m2 ");
  EXPECT_EQ(ids({"Club", "--by", "Bob"}), "m2 ");
  EXPECT_EQ(ids({"--answers", "m2"}), "hears link m1 ");
  EXPECT_EQ(ids({"--in", "Memo", "--by", "Ann"}), "all m1 ");
  EXPECT_THAT(Run({"claims", "--format", "table", "Club"}).out, HasSubstr("Club – member – Bob"));
  EXPECT_EQ(Run({"claims", "--format", "pdf"}).exit_code, 2);
  EXPECT_EQ(Run({"claims", "--by", "Nobody"}).exit_code, 1);
}

TEST_F(CardsTest, ViewsTakeClaimantsAndSourcesByName) {
  const auto members = [&](std::vector<std::string> options) {
    std::vector<std::string> words = {"query", "SELECT ?m { <http://x/club> ent:member ?m }",
                                      "--format", "csv"};
    words.insert(words.end(), options.begin(), options.end());
    return Run(words).out;
  };
  EXPECT_EQ(members({"--claimant", "Ann"}), "m\r\nhttp://x/bob\r\n");
  EXPECT_EQ(members({"--claimant", "Bob"}), "m\r\n");
  EXPECT_EQ(members({"--source", "Memo", "--policy", "supported"}), "m\r\nhttp://x/bob\r\n");
  EXPECT_EQ(Run({"query", "ASK {}", "--claimant", "Memo"}).exit_code, 2);
}

TEST_F(CardsTest, PrefixesThatASnapshotDeclaresAreKnownToEveryCommand) {
  const std::string snapshot = (directory_ / "a.ents").string();
  const auto entente = [](std::vector<std::string> words) {
    words.insert(words.begin(), ENTENTE_BINARY);
    return RunProcess(words, {}, {"LC_ALL=C.UTF-8", "TERM=xterm"});
  };
  const ProcessResult made = entente(
      {"snapshot", "create", (directory_ / "db").string(), snapshot, "--prefix", "x=http://x/"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(entente({"actor", snapshot, "x:ann"}).out, HasSubstr("Ann"));
  EXPECT_THAT(entente({"claims", snapshot, "x:bob", "--format", "csv"}).out,
              HasSubstr("http://x/why,"));
  const auto contradictions = [&](const std::string& claimant) {
    return entente({"contradictions", snapshot, "--claimant", claimant, "--format", "csv"});
  };
  EXPECT_EQ(contradictions("x:ann").out, contradictions("http://x/ann").out);
  EXPECT_THAT(entente({"contradictions", snapshot, "--single-valued", "x:p"}).exit_code, 0);
  EXPECT_THAT(entente({"contradictions", snapshot, "--single-valued", "y:p:"}).exit_code, 0);
  EXPECT_THAT(entente({"contradictions", snapshot, "--single-valued", "p"}).exit_code, 2);
  EXPECT_THAT(entente({"dump", snapshot, "--format", "ttl"}).out,
              AllOf(HasSubstr("<http://x/>"), HasSubstr("x:ann")));
  const std::string part = (directory_ / "part.ents").string();
  const ProcessResult constructed = entente(
      {"snapshot", "create", snapshot, part, "--query", "CONSTRUCT WHERE { x:ann rdfs:label ?l }"});
  ASSERT_EQ(constructed.exit_code, 0) << constructed.err;
  EXPECT_THAT(entente({"dump", part}).out, StartsWith("<http://x/ann> "));
  EXPECT_EQ(entente({"snapshot", "create", snapshot, part, "--graph", "x:none"}).exit_code, 0);
  EXPECT_EQ(entente({"dump", part}).out, "");
}

TEST_F(CardsTest, AReaderThatGoesAwayIsNoError) {
  for (const std::string command : {"coalition", "claims"}) {
    const std::string line = "set -o pipefail; " ENTENTE_BINARY " " + command + " " +
                             (directory_ / "db").string() + " Club | true";
    const ProcessResult result = RunProcess({"/bin/bash", "-c", line});
    EXPECT_EQ(result.exit_code, 0) << command << result.err;
    EXPECT_EQ(result.err, "");
  }
}

TEST_F(CardsTest, StatsCountRecords) {
  EXPECT_THAT(Run({"stats"}).out,
              ContainsRegex("actors +4\n +groupings +1\n +documents +1\n +claims +6\n"));
  EXPECT_THAT(Run({"stats", "--format", "json"}).out, HasSubstr("\"claims\": 6,"));
}

TEST_F(CardsTest, LabelsComeInTheLanguageAskedFor) {
  EXPECT_THAT(Run({"claim", "m1", "--lang", "zh"}).out, HasSubstr("俱乐部 – 成员 – Bob"));
}

}  // namespace
}  // namespace entente
