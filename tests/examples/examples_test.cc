// The programs that the documents show do what the documents say of them.
#include <cstdio>
#include <filesystem>
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

class ExamplesTest : public ::testing::Test {
 protected:
  std::string Path(std::string_view name) const { return (directory_.path() / name).string(); }

  ProcessResult Run(const std::string& example, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ENTENTE_EXAMPLES "/" + example + "_example");
    ProcessResult result = RunProcess(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result;
  }

  // That the tool finds nothing wrong with what an example wrote.
  void ExpectSound(const std::string& database) {
    for (const char* command : {"verify", "validate"}) {
      const ProcessResult result = RunProcess({ENTENTE_BINARY, command, database});
      EXPECT_EQ(result.exit_code, 0) << command << ": " << result.out << result.err;
    }
  }

 private:
  const TempDir directory_;
};

TEST_F(ExamplesTest, FirstStepsFindTheMembersOfEachGrouping) {
  const ProcessResult result = Run("first_steps", {Path("db")});
  EXPECT_EQ(result.out,
            "9 triples\n"
            "Quad: <https://example.org/australia> <https://example.org/india> "
            "<https://example.org/japan> <https://example.org/usa>\n"
            "AUKUS: <https://example.org/australia> <https://example.org/uk> "
            "<https://example.org/usa>\n");
  ExpectSound(Path("db"));
}

TEST_F(ExamplesTest, FirstStepsInCFindTheMembers) {
  EXPECT_EQ(Run("first_steps_c", {Path("db")}).out,
            "<https://example.org/india>\n<https://example.org/japan>\n");
  ExpectSound(Path("db"));
}

TEST_F(ExamplesTest, AClaimIsSeenUnderAViewAndAssertsNothing) {
  EXPECT_EQ(Run("claims", {}).out, "asserted:\nunder the view: <https://example.org/Japan>\n");
}

TEST_F(ExamplesTest, ThePiecesOfEmbeddingDoWhatIsSaidOfThem) {
  EXPECT_EQ(Run("pieces", {}).out,
            "2 members\n3 members by the article\n1 birthday\n"
            "https://example.org/c1 https://example.org/c2\n");
}

TEST_F(ExamplesTest, RecordsAreFoundByWhatTheyAreAbout) {
  const ProcessResult result = Run("records", {Path("db")});
  EXPECT_EQ(
      result.out,
      "Ling Shengli denies <<( <https://example.org/AUKUS> "
      "<https://w3id.org/entente#groupingKind> <https://w3id.org/entente#IssueCoalition> )>>, "
      "p. 27\n");
  ExpectSound(Path("db"));
}

TEST_F(ExamplesTest, ADenialTakesAMemberOutOfTheUncontestedView) {
  const std::string data = ENTENTE_SOURCE_DIR "/schema/data/issue-coalitions";
  const ProcessResult result = Run("coalitions", {Path("db"), data + ".ttl", data + "-claims.ttl"});
  const std::string by_policy = "urn:entente:view?valid=2022-06&policy=supported\n";
  EXPECT_THAT(result.out, AllOf(StartsWith(by_policy), HasSubstr("\"South Korea\"@en")));
  const std::string uncontested = result.out.substr(result.out.find("urn:", by_policy.size()));
  EXPECT_THAT(uncontested, AllOf(HasSubstr("\"Japan\"@en"), Not(HasSubstr("South Korea"))));
  ExpectSound(Path("db"));
}

TEST_F(ExamplesTest, AMillionRowsOfSixtyMegabytesAreReadInHalfOfThat) {
  Run("streaming", {Path("")});  // Loads, which takes more memory than reading.
  const ProcessResult result = Run("streaming", {Path("")});
  int more_memory = -1;
  ASSERT_EQ(std::sscanf(result.out.c_str(), "1000000 rows, 59 MB, in %d MiB more", &more_memory), 1)
      << result.out;
  EXPECT_GE(more_memory, 0);
  if (std::string_view(ENTENTE_SANITIZERS).empty()) {  // Which hold freed memory back.
    EXPECT_LT(more_memory, 30);
  }
}

TEST_F(ExamplesTest, ReadersSeeWholeStatesWhileAThreadWrites) {
  EXPECT_EQ(Run("threads", {}).out, "60 seats\n");
}

TEST_F(ExamplesTest, ProcessesKeepTheVersionOfASnapshotThatTheyOpened) {
  const std::string before = " <urn:india> <urn:japan>\n";
  EXPECT_EQ(Run("shared_snapshot", {Path("quad.ents")}).out,
            "first: " + before + "second:" + before + "first: " + before + "second:" + before +
                "third:  <urn:india> <urn:japan> <urn:usa>\n");
}

}  // namespace
}  // namespace entente
