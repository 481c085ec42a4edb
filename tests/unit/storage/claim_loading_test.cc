// What loading does with claims: blank ones get IRIs, parts take over what the whole says.
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/loading/blank_label.h"
#include "storage/loading/bulk_loader.h"
#include "storage/loading/input_file.h"
#include "tests/support/fake_store.h"
#include "tests/support/process.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::Contains;
using ::testing::Not;

constexpr std::string_view kPrologue =
    "PREFIX ent: <https://w3id.org/entente#>\n"
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    "PREFIX : <http://x/>\n";

Term Ex(std::string_view name) { return Iri(StrCat("http://x/", name)); }
Term Ent(std::string_view name) { return Iri(StrCat(ent::kNamespace, name)); }

class ClaimLoadingTest : public ::testing::Test {
 protected:
  std::filesystem::path MakeFile(std::string_view name, std::string_view text) {
    std::ofstream(directory_ / name, std::ios::binary) << text;
    return directory_ / name;
  }
  std::set<Quad> Load(const std::vector<std::filesystem::path>& files) {
    FakeStore store;
    FakeRebuild rebuild(&store);
    EXPECT_OK(LoadFiles(rebuild, files, {}));
    EXPECT_OK(rebuild.Publish());
    return store.Quads();
  }
  // What loading makes of the claim with this label.
  static Term ClaimIri(const std::filesystem::path& file, std::string_view label) {
    return Iri(StrCat("urn:entente:claim:",
                      BlankLabelPrefix(*(*InputFile::Open(file, "/tmp"))->ContentHash()), label));
  }
  TempDir directory_;
};

TEST_F(ClaimLoadingTest, ABlankClaimIsOneIriWhereverTheFileNamesIt) {
  const std::filesystem::path file = MakeFile(
      "a.ttl", StrCat(kPrologue,
                      ":c2 ent:onClaim _:c1 ; rdf:reifies <<( _:c1 ent:supports _:other )>> .\n"
                      "_:c1 rdf:reifies <<( :a :b :c )>> ; a ent:Claim ; :said _:other .\n"));
  const std::set<Quad> quads = Load({file});
  const Term claim = ClaimIri(file, "c1");
  const Term other = BlankNode(
      StrCat(BlankLabelPrefix(*(*InputFile::Open(file, "/tmp"))->ContentHash()), "other"));
  EXPECT_THAT(quads, Contains(Quad{Ex("c2"), Ent("onClaim"), claim}));
  EXPECT_THAT(quads, Contains(Quad{claim, Iri(std::string(rdf::kReifies)),
                                   Triple{Ex("a"), Ex("b"), Ex("c")}}));
  EXPECT_THAT(quads, Contains(Quad{Ex("c2"), Iri(std::string(rdf::kReifies)),
                                   Triple{claim, Ent("supports"), other}}));
  EXPECT_THAT(quads, Contains(Quad{claim, Ex("said"), other}));
  EXPECT_EQ(quads, Load({file, file}));
}

TEST_F(ClaimLoadingTest, TheSameHoldsInLinesAndCompressed) {
  const std::string text =
      "_:x <http://x/p> \"1\" .\n"
      "<http://x/c2> <https://w3id.org/entente#onClaim> _:x .\n"
      "_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/entente#Claim> .\n";
  const std::filesystem::path lines = MakeFile("a.nt", text);
  EXPECT_THAT(Load({lines}), Contains(Quad{Ex("c2"), Ent("onClaim"), ClaimIri(lines, "x")}));
  MakeFile("b.nt", text);
  ASSERT_THAT(RunProcess({"/bin/gzip", (directory_ / "b.nt").string()}).exit_code, 0);
  const std::filesystem::path packed = directory_ / "b.nt.gz";
  EXPECT_THAT(Load({packed}), Contains(Quad{Ex("c2"), Ent("onClaim"), ClaimIri(packed, "x")}));
}

TEST_F(ClaimLoadingTest, ABlankClaimIsSeenThroughABaseIri) {
  const std::filesystem::path file =
      MakeFile("a.ttl", "BASE <https://w3id.org/> _:c a <entente#Claim> .");
  EXPECT_THAT(Load({file}),
              Contains(Quad{ClaimIri(file, "c"), Iri(std::string(rdf::kType)), Ent("Claim")}));
}

TEST_F(ClaimLoadingTest, OtherReifiersStayBlank) {
  const std::filesystem::path file = MakeFile(
      "a.ttl", StrCat(kPrologue, ":a :b :c {| :source :d |} . [] rdf:reifies <<( :a :b :e )>> ."));
  for (const Quad& quad : Load({file})) {
    EXPECT_FALSE(quad.subject.ToString().find("claim") != std::string::npos)
        << quad.subject.ToString();
  }
}

TEST_F(ClaimLoadingTest, APartTakesOverWhatItDoesNotSay) {
  const std::filesystem::path file = MakeFile(
      "a.ttl",
      StrCat(kPrologue,
             ":all a ent:Claim ; ent:claimant :x ; ent:stance ent:asserts ; ent:page 4, 5 ;\n"
             "  ent:text \"all\"@en ; ent:part [ rdf:reifies <<( :a :b :c )>> ], :own .\n"
             ":own a ent:Claim ; ent:stance ent:denies ; rdf:reifies <<( :a :b :d )>> .\n"));
  const std::set<Quad> quads = Load({file});
  EXPECT_THAT(quads, Contains(Quad{Ex("own"), Ent("claimant"), Ex("x")}));
  EXPECT_THAT(quads, Contains(Quad{Ex("own"), Ent("page"), 4}));
  EXPECT_THAT(quads, Contains(Quad{Ex("own"), Ent("page"), 5}));
  EXPECT_THAT(quads, Contains(Quad{Ex("own"), Ent("stance"), Ent("denies")}));
  EXPECT_THAT(quads, Not(Contains(Quad{Ex("own"), Ent("stance"), Ent("asserts")})));
  size_t text_count = 0;
  size_t claim_count = 0;
  for (const Quad& quad : quads) {
    text_count += quad.predicate == Ent("text");
    claim_count += quad.object == Ent("Claim");
    if (quad.subject.is_blank_node()) ADD_FAILURE() << quad.subject.ToString();
  }
  EXPECT_EQ(text_count, 1u);
  EXPECT_EQ(claim_count, 3u);
}

TEST_F(ClaimLoadingTest, PartsOfThemselvesEnd) {
  const std::filesystem::path file =
      MakeFile("a.ttl", StrCat(kPrologue,
                               ":a ent:part :b . :b ent:part :a ; ent:claimant :x .\n"
                               ":c ent:part :c ."));
  EXPECT_THAT(Load({file}), Contains(Quad{Ex("a"), Ent("claimant"), Ex("x")}));
}

// Nested, and with several wholes: compared with the definition, applied by recursion.
TEST_F(ClaimLoadingTest, TakesOverWhatTheDefinitionSays) {
  SCOPED_TRACE(TestSeed());
  std::mt19937_64 random(TestSeed());
  const std::vector<std::string_view> properties = {ent::kClaimant, ent::kStance, ent::kPage,
                                                    ent::kText};
  for (int round = 0; round < 200; ++round) {
    constexpr size_t kCount = 6;
    std::vector<std::string> lines;
    std::map<size_t, std::vector<size_t>> wholes;
    std::map<std::pair<size_t, std::string_view>, std::set<std::string>> own;
    const auto name = [](size_t node) { return StrCat("<http://x/n", node, ">"); };
    for (size_t part = 1; part < kCount; ++part) {
      for (size_t whole = 0; whole < part; ++whole) {
        if (random() % 3 != 0) continue;
        wholes[part].push_back(whole);
        lines.push_back(StrCat(name(whole), " <", ent::kPart, "> ", name(part), " .\n"));
      }
    }
    for (size_t node = 0; node < kCount; ++node) {
      for (const std::string_view property : properties) {
        for (uint64_t count = random() % 3; count > 1; --count) {
          const std::string value = StrCat("\"", random() % 4, "\"");
          own[{node, property}].insert(value);
          lines.push_back(StrCat(name(node), " <", property, "> ", value, " .\n"));
        }
      }
    }
    std::string text;
    for (const std::string& line : lines) text += line;
    const std::set<Quad> quads = Load({MakeFile("a.nt", text)});

    const std::function<std::set<std::string>(size_t, std::string_view)> value_of =
        [&](size_t node, std::string_view property) {
          std::set<std::string> values = own[{node, property}];
          if (property == ent::kText) return values;
          for (const size_t whole : wholes[node]) {
            if (values.empty()) values = value_of(whole, property);
          }
          return values;
        };
    for (size_t node = 0; node < kCount; ++node) {
      for (const std::string_view property : properties) {
        std::set<std::string> actual;
        for (const Quad& quad : quads) {
          if (quad.subject.ToString() == name(node) && quad.predicate.iri().text == property) {
            actual.insert(quad.object.ToString());
          }
        }
        ASSERT_EQ(actual, value_of(node, property)) << "round " << round << ", node " << node;
      }
    }
  }
}

}  // namespace
}  // namespace entente
