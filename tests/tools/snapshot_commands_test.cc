// `entente snapshot create`, `diff` and `merge`, and `entente patch`, as a shell sees them.
#include <sys/stat.h>

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
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

constexpr std::string_view kBase = R"(
PREFIX ent: <https://w3id.org/entente#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX : <http://x/>
:club a ent:Coalition ; rdfs:label "Club"@en .
:ann a ent:Actor ; rdfs:label "Ann"@en .
:bob a ent:Actor ; rdfs:label "Bob"@en ; :knows [ :name "somebody" ] .
:m1 a ent:Claim ; rdf:reifies <<( :club ent:member :bob )>> ; ent:claimant :ann ; ent:stance ent:asserts ;
  ent:source :memo ; ent:text "Bob belongs to it."@en .
GRAPH :g { :ann :age 34 . }
)";

MATCHER_P(Exits, code, "exits with the given code") {
  *result_listener << "exit code " << arg.exit_code << ", signal " << arg.signal
                   << ", standard output:\n"
                   << arg.out << "standard error:\n"
                   << arg.err;
  return arg.exit_code == code;
}

class SnapshotCommandsTest : public testing::Test {
 protected:
  SnapshotCommandsTest() {
    std::ofstream(Path("base.trig")) << kBase;
    EXPECT_THAT(Entente({"load", Path("base.db"), Path("base.trig")}), Exits(0));
  }
  std::string Path(std::string_view name) const { return directory_ / name; }
  ProcessResult Entente(Words words, std::string_view input = {}) {
    words.insert(words.begin(), ENTENTE_BINARY);
    return RunProcess(words, input, {"LC_ALL=C.UTF-8", "TERM=xterm"});
  }
  std::string Dump(const std::string& state) {
    const ProcessResult dump = Entente({"dump", state});
    EXPECT_THAT(dump, Exits(0));
    return dump.out;
  }
  std::string Read(const std::string& file) const {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  // A database of the base with an update.
  std::string Changed(const std::string& name, const std::string& update) {
    const std::string database = Path(name);
    std::ofstream(Path("base.nq")) << Dump(Path("base.db"));
    EXPECT_THAT(Entente({"load", database, Path("base.nq")}), Exits(0));
    EXPECT_THAT(Entente({"update", database, "PREFIX : <http://x/> " + update}), Exits(0));
    return database;
  }
  std::string Denied() {
    return Changed("denied.db",
                   "DELETE DATA { :m1 ent:stance ent:asserts } ;"
                   "INSERT DATA { :m1 ent:stance ent:denies . :club ent:member :ann . "
                   ":m2 a ent:Claim ; ent:text \"New.\"@en . :ann rdfs:label \"Anna\"@en }");
  }
  const TempDir directory_;
};

TEST_F(SnapshotCommandsTest, WhatIsNoRegularFileIsNotReplaced) {
  const std::string after = Denied();
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  for (const Words& words :
       {Words{"snapshot", "create", Path("base.db"), Path("pipe")},
        Words{"snapshot", "merge", Path("base.db"), Path("base.db"), after, Path("pipe")}}) {
    const ProcessResult refused = Entente(words);
    EXPECT_THAT(refused, Exits(5));
    EXPECT_THAT(refused.err, HasSubstr("pipe is no regular file"));
  }
  EXPECT_TRUE(std::filesystem::is_fifo(Path("pipe")));
}

TEST_F(SnapshotCommandsTest, ADiffReplacesNoFileButTheOneItWasGiven) {
  const std::string after = Denied();
  std::ofstream(Path("week.part")) << "of somebody";
  std::filesystem::create_symlink("week", Path("latest"));
  ASSERT_THAT(Entente({"snapshot", "diff", Path("base.db"), after, "-o", Path("latest")}),
              Exits(0));
  EXPECT_TRUE(std::filesystem::is_symlink(Path("latest")));
  EXPECT_THAT(Read(Path("week")), EndsWith("\nTC .\n"));
  EXPECT_EQ(Read(Path("week.part")), "of somebody");
}

TEST_F(SnapshotCommandsTest, ADiffIsAPatchThatLeadsToTheOtherState) {
  const std::string after = Denied();
  const ProcessResult diff = Entente({"snapshot", "diff", Path("base.db"), after});
  ASSERT_THAT(diff, Exits(0));
  EXPECT_EQ(diff.err, "5 quads added, 1 removed\n");
  EXPECT_THAT(diff.out, AllOf(StartsWith("H prev <urn:entente:snapshot:sha256:"),
                              HasSubstr("\nTX .\nA <http://x/ann> "),
                              HasSubstr("\nD <http://x/m1> <https://w3id.org/entente#stance> "
                                        "<https://w3id.org/entente#asserts> .\n"),
                              EndsWith("\nTC .\n")));
  ASSERT_THAT(Entente({"snapshot", "diff", Path("base.db"), after, "-o", Path("changes")}),
              Exits(0));
  EXPECT_EQ(Read(Path("changes")), diff.out);

  const ProcessResult straight =
      Entente({"snapshot", "diff", Path("base.db"), after, "-o", "/dev/stdout"});
  ASSERT_THAT(straight, Exits(0));
  EXPECT_EQ(straight.out, diff.out);

  const ProcessResult patched = Entente({"patch", Path("base.db"), "-"}, diff.out);
  ASSERT_THAT(patched, Exits(0));
  EXPECT_EQ(patched.err, "5 quads added, 1 removed\n");
  EXPECT_EQ(Dump(Path("base.db")), Dump(after));
  const ProcessResult again = Entente({"patch", Path("base.db"), Path("changes")});
  ASSERT_THAT(again, Exits(0));
  EXPECT_EQ(again.err, "0 quads added, 0 removed; 6 rows changed nothing\n");
  const ProcessResult same = Entente({"snapshot", "diff", Path("base.db"), after});
  ASSERT_THAT(same, Exits(0));
  EXPECT_THAT(same.out, EndsWith("> .\nTX .\nTC .\n"));
}

TEST_F(SnapshotCommandsTest, ASummaryNamesRecords) {
  const std::string after = Denied();
  const ProcessResult text = Entente({"snapshot", "diff", "--summary", Path("base.db"), after});
  ASSERT_THAT(text, Exits(0));
  EXPECT_EQ(text.out,
            "5 quads added, 1 removed\n"
            "\nnew claims: 1\n  m2  New.\n"
            "\notherwise changed actors: 1\n  Ann\n"
            "\nclaims with another stance: 1\n  m1  Bob belongs to it.  asserts → denies\n"
            "\nmembers gained: 1\n  Club + Ann\n"
            "\nmembers lost: 1\n  Club − Bob  (m1  Bob belongs to it.)\n");
  const ProcessResult json =
      Entente({"snapshot", "diff", Path("base.db"), after, "--summary=json", "-o", Path("patch")});
  ASSERT_THAT(json, Exits(0));
  EXPECT_EQ(
      json.out,
      "{\"changes\": [\n"
      "  {\"change\": \"changed\", \"record\": \"http://x/ann\", \"class\": "
      "\"https://w3id.org/entente#Actor\"},\n"
      "  {\"change\": \"stance\", \"record\": \"http://x/m1\", \"class\": "
      "\"https://w3id.org/entente#Claim\", \"before\": \"<https://w3id.org/entente#asserts>\", "
      "\"after\": \"<https://w3id.org/entente#denies>\"},\n"
      "  {\"change\": \"added\", \"record\": \"http://x/m2\", \"class\": "
      "\"https://w3id.org/entente#Claim\"},\n"
      "  {\"change\": \"member gained\", \"record\": \"http://x/club\", \"class\": "
      "\"https://w3id.org/entente#Coalition\", \"after\": \"<http://x/ann>\"},\n"
      "  {\"change\": \"member lost\", \"record\": \"http://x/club\", \"class\": "
      "\"https://w3id.org/entente#Coalition\", \"before\": \"<http://x/bob>\", \"claim\": "
      "\"http://x/m1\"}],\n"
      " \"quads_added\": 5, \"quads_removed\": 1}\n");
  EXPECT_THAT(Read(Path("patch")), StartsWith("H prev <"));
}

TEST_F(SnapshotCommandsTest, MistakesInAPatchAreShownAndChangeNothing) {
  const std::string before = Dump(Path("base.db"));
  std::ofstream(Path("bad"))
      << "TX .\nA <http://x/a> <http://x/p> \"1\" .\nD <http://x/a> .\nTC .\n";
  const ProcessResult bad = Entente({"patch", Path("base.db"), Path("bad")});
  EXPECT_THAT(bad, Exits(1));
  EXPECT_THAT(bad.err, HasSubstr("bad:3:16: expected a predicate"));
  EXPECT_THAT(Entente({"patch", Path("base.db"), Path("nowhere")}), Exits(5));
  EXPECT_THAT(Entente({"patch", Path("nowhere"), Path("bad")}), Exits(3));
  EXPECT_EQ(Dump(Path("base.db")), before);
}

TEST_F(SnapshotCommandsTest, SidesMergeInEitherOrderAndConflictsAreToldClaimByClaim) {
  const std::string ours = Changed("ours.db", "INSERT DATA { :m1 ent:page 3 . :x :p 1 }");
  const std::string theirs = Changed("theirs.db", "DELETE DATA { :ann a ent:Actor }");
  const std::string rival = Changed("rival.db", "INSERT DATA { :m1 ent:page 4 . :x :p 2 }");
  const auto merge = [&](const std::string& a, const std::string& b, const std::string& file,
                         const Words& options = {}) {
    Words words = {"snapshot", "merge", Path("base.db"), a, b, Path(file)};
    words.insert(words.end(), options.begin(), options.end());
    return Entente(words);
  };
  const ProcessResult one = merge(ours, theirs, "one.ents");
  ASSERT_THAT(one, Exits(0));
  EXPECT_THAT(one.err, HasSubstr("0 claims in conflict, logical hash "));
  EXPECT_THAT(one.out, IsEmpty());
  ASSERT_THAT(merge(theirs, ours, "other.ents"), Exits(0));
  EXPECT_EQ(Read(Path("one.ents")), Read(Path("other.ents")));
  EXPECT_THAT(Dump(Path("one.ents")),
              AllOf(HasSubstr("<http://x/m1> <https://w3id.org/entente#page> \"3\""),
                    HasSubstr("<http://x/x> <http://x/p> \"1\""),
                    Not(HasSubstr("<https://w3id.org/entente#Actor> .\n<http://x/ann>"))));

  const ProcessResult conflict = merge(ours, rival, "none.ents");
  EXPECT_THAT(conflict, Exits(1));
  const std::string page =
      "<http://x/m1> <https://w3id.org/entente#page> "
      "\"{}\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n";
  const auto with_page = [&](const std::string& number) {
    return std::string(page).replace(page.find("{}"), 2, number);
  };
  EXPECT_EQ(conflict.out,
            "conflict: http://x/m1\n  ours   + " + with_page("3") + "  theirs + " + with_page("4"));
  EXPECT_THAT(conflict.err, HasSubstr("1 claim in conflict; nothing was written"));
  EXPECT_FALSE(std::filesystem::exists(Path("none.ents")));
  ASSERT_THAT(merge(ours, rival, "ours.ents", {"--ours"}), Exits(0));
  EXPECT_THAT(Dump(Path("ours.ents")),
              AllOf(HasSubstr("#page> \"3\""), Not(HasSubstr("#page> \"4\"")),
                    HasSubstr("<http://x/p> \"2\"")));
  ASSERT_THAT(merge(ours, rival, "theirs.ents", {"--theirs"}), Exits(0));
  EXPECT_THAT(Dump(Path("theirs.ents")),
              AllOf(HasSubstr("#page> \"4\""), Not(HasSubstr("#page> \"3\""))));
  EXPECT_THAT(merge(ours, rival, "both.ents", {"--ours", "--theirs"}), Exits(2));
}

TEST_F(SnapshotCommandsTest, CreateWritesAllOrAPartAndWhatItIsToldAboutIt) {
  const ProcessResult all =
      Entente({"snapshot", "create", Path("base.db"), Path("all.ents"), "--description", "A club",
               "--licence", "CC0", "--origin", "http://x/origin", "--prefix", "x=http://x/"});
  ASSERT_THAT(all, Exits(0));
  EXPECT_THAT(all.err, AllOf(StartsWith("15 quads, "), HasSubstr("\nlogical hash ")));
  EXPECT_EQ(Dump(Path("all.ents")), Dump(Path("base.db")));
  const ProcessResult info = Entente({"snapshot", "info", Path("all.ents")});
  ASSERT_THAT(info, Exits(0));
  EXPECT_THAT(info.out, AllOf(HasSubstr("A club"), HasSubstr("CC0"), HasSubstr("http://x/origin"),
                              HasSubstr("x: http://x/")));

  ASSERT_THAT(Entente({"snapshot", "create", Path("all.ents"), Path("graph.ents"), "--graph",
                       "http://x/g", "--parent", Path("all.ents")}),
              Exits(0));
  EXPECT_EQ(Dump(Path("graph.ents")),
            "<http://x/ann> <http://x/age> \"34\"^^<http://www.w3.org/2001/XMLSchema#integer> "
            "<http://x/g> .\n");
  const std::string hash = all.err.substr(all.err.rfind(' ') + 1, 64);
  EXPECT_THAT(Entente({"snapshot", "info", Path("graph.ents")}).out, HasSubstr(hash));

  ASSERT_THAT(Entente({"snapshot", "create", Path("base.db"), Path("query.ents"), "--query",
                       "CONSTRUCT { ?s <http://x/is> ?c } WHERE { ?s a ?c }"}),
              Exits(0));
  EXPECT_THAT(Dump(Path("query.ents")),
              AllOf(HasSubstr("<http://x/club> <http://x/is> "), Not(HasSubstr("label"))));
  ASSERT_THAT(
      Entente({"snapshot", "create", Path("base.db"), Path("view.ents"), "--policy", "supported"}),
      Exits(0));
  EXPECT_THAT(Dump(Path("view.ents")),
              HasSubstr("<http://x/club> <https://w3id.org/entente#member> <http://x/bob> .\n"));

  EXPECT_THAT(Entente({"snapshot", "create", Path("base.db"), Path("x"), "--prefix", "x"}),
              Exits(2));
  EXPECT_THAT(Entente({"snapshot", "create", Path("base.db"), Path("x"), "--graph", "a b"}),
              Exits(2));
  EXPECT_THAT(Entente({"snapshot", "create", Path("base.db"), Path("x"), "--parent", "ab"}),
              Exits(2));
  EXPECT_FALSE(std::filesystem::exists(Path("x")));
}

TEST_F(SnapshotCommandsTest, MisspeltCommandsAndOptionsGetSuggestions) {
  EXPECT_THAT(Entente({"snapshot", "dif", "a", "b"}).err, HasSubstr("did you mean diff?"));
  EXPECT_THAT(Entente({"snapshot", "diff", "a", "b", "--sumary"}).err,
              HasSubstr("did you mean --summary?"));
  EXPECT_THAT(Entente({"snapshot", "diff", Path("base.db"), Path("base.db"), "--summary=xml"}),
              Exits(2));
  EXPECT_THAT(Entente({"snapshot", "diff", Path("nowhere"), Path("base.db")}), Exits(3));
}

}  // namespace
}  // namespace entente
