// Snapshots as a shell sees them: asked like databases, shown, verified, signed; cut short and
// replaced while processes read them.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/process.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

// The first keys of RFC 8032, section 7.1, in PEM (RFC 8410).
std::string Pem(std::string_view label, std::string_view hexadecimal) {
  const std::string bytes = absl::HexStringToBytes(std::string(hexadecimal));
  const std::string name(label);
  return "-----BEGIN " + name + "-----\n" + absl::Base64Escape(bytes) + "\n-----END " + name +
         "-----\n";
}
std::string PrivatePem(std::string_view seed) {
  return Pem("PRIVATE KEY", "302e020100300506032b657004220420" + std::string(seed));
}
std::string PublicPem(std::string_view key) {
  return Pem("PUBLIC KEY", "302a300506032b6570032100" + std::string(key));
}
constexpr std::string_view kSeed =
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
constexpr std::string_view kPublic =
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
constexpr std::string_view kOtherPublic =
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

class SnapshotToolTest : public testing::Test {
 protected:
  SnapshotToolTest() {
    std::ofstream(directory_ / "private.pem") << PrivatePem(kSeed);
    std::ofstream(directory_ / "public.pem") << PublicPem(kPublic);
    std::ofstream(directory_ / "other.pem") << PublicPem(kOtherPublic);
  }

  // A snapshot of so many quads, in which `mark` stands.
  void Write(size_t quad_count, const std::string& mark) {
    auto database = Database::OpenInMemory();
    ASSERT_OK(database);
    auto transaction = database->Begin();
    ASSERT_OK(transaction);
    for (size_t number = 0; number < quad_count; ++number) {
      ASSERT_OK(transaction->Insert({Iri("http://x/s" + std::to_string(number)), Iri("http://x/p"),
                                     Term(mark + " " + std::to_string(number * 7919))}));
    }
    ASSERT_OK(transaction->Commit());
    ASSERT_OK(database->Read().WriteSnapshot(
        file_, {.metadata = {.description = "a \"test\" of\ntwo lines", .licence = "CC0-1.0"}}));
  }

  static ProcessResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), ENTENTE_BINARY);
    return RunProcess(words);
  }
  std::string PathOf(std::string_view name) const { return (directory_ / name).string(); }

  TempDir directory_;
  const std::string file_ = PathOf("test.ents");
};

TEST_F(SnapshotToolTest, CommandsThatReadTakeASnapshotForADatabase) {
  ASSERT_NO_FATAL_FAILURE(Write(300, "one"));
  const std::string query = "SELECT (count(*) AS ?n) { ?s ?p ?o }";
  for (const std::vector<std::string>& extra :
       {std::vector<std::string>{}, std::vector<std::string>{"--read-file"}}) {
    const auto run = [&](std::vector<std::string> words) {
      words.insert(words.end(), extra.begin(), extra.end());
      return Run(words);
    };
    EXPECT_EQ(run({"query", file_, query}).out, "?n\n300\n");
    EXPECT_THAT(run({"explain", file_, query}).out, HasSubstr("project"));
    EXPECT_THAT(run({"stats", file_}).out, HasSubstr("300"));
    EXPECT_THAT(run({"verify", file_}).out, HasSubstr("intact: "));
    for (const std::string command : {"claims", "contradictions", "validate"}) {
      EXPECT_EQ(run({command, file_}).exit_code, 0) << command;
    }
    const ProcessResult dump = run({"dump", file_});
    EXPECT_EQ(std::count(dump.out.begin(), dump.out.end(), '\n'), 300);
  }
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"update", file_, "CLEAR ALL"},
        std::vector<std::string>{"compact", file_},
        std::vector<std::string>{"load", file_, file_}}) {
    const ProcessResult refused = Run(words);
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_THAT(refused.err, HasSubstr("is a snapshot, which never changes")) << words[0];
  }
  std::ofstream(PathOf("text")) << "no snapshot";
  const ProcessResult foreign = Run({"query", PathOf("text"), query});
  EXPECT_EQ(foreign.exit_code, 3);
  EXPECT_THAT(foreign.err, HasSubstr("is no Entente database"));
}

TEST_F(SnapshotToolTest, ASnapshotIsShownVerifiedAndSigned) {
  ASSERT_NO_FATAL_FAILURE(Write(300, "one"));
  const ProcessResult text = Run({"snapshot", "info", file_});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, HasSubstr("a \"test\" of two lines"));
  const ProcessResult json = Run({"snapshot", "info", file_, "--format", "json"});
  EXPECT_THAT(json.out, HasSubstr("\"description\": \"a \\\"test\\\" of\\u000atwo lines\""));
  EXPECT_THAT(json.out, HasSubstr("\"quads\": 300"));
  EXPECT_EQ(Run({"snapshot", "verify", file_}).exit_code, 0);

  const std::string key = PathOf("public.pem");
  const ProcessResult missing = Run({"snapshot", "verify", file_, "--key", key});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("has no signature of this key"));
  const std::string dump = Run({"dump", file_}).out;
  for (int round = 0; round < 2; ++round) {
    const ProcessResult sign = Run({"snapshot", "sign", file_, "--key", PathOf("private.pem")});
    EXPECT_EQ(sign.exit_code, 0) << sign.err;
    const auto info = ReadSnapshotInfo(file_);
    ASSERT_OK(info);
    ASSERT_EQ(info->signatures.size(), 1u);
    EXPECT_EQ(info->signatures[0].public_key, kPublic);
    EXPECT_TRUE(info->signatures[0].is_good);
  }
  EXPECT_EQ(Run({"dump", file_}).out, dump);
  EXPECT_EQ(Run({"snapshot", "verify", file_, "--key", key}).exit_code, 0);
  EXPECT_EQ(Run({"snapshot", "verify", file_, "--key", PathOf("other.pem")}).exit_code, 1);
  EXPECT_EQ(Run({"snapshot", "verify", file_, "--key", ""}).exit_code, 2);
  EXPECT_EQ(Run({"snapshot", "sign", file_, "--key", ""}).exit_code, 2);
  EXPECT_EQ(Run({"snapshot", "sign", file_, "--key", key}).exit_code, 1);
  EXPECT_EQ(Run({"snapshot", "verify", file_, "--key", file_}).exit_code, 1);
  EXPECT_EQ(Run({"snapshot", "verify", PathOf("nowhere"), "--key", key}).exit_code, 3);
  EXPECT_THAT(Run({"snapshot", "info", file_}).out, HasSubstr("signed by"));

  // A flipped bit in the middle: the signature is good, the content is not.
  std::fstream file(file_, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(2000);
  const int byte = file.get();
  file.seekp(2000);
  file.put(static_cast<char>(byte ^ 4));
  file.close();
  EXPECT_EQ(Run({"snapshot", "verify", file_, "--key", key}).exit_code, 3);
  const ProcessResult refused = Run({"snapshot", "sign", file_, "--key", PathOf("private.pem")});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("is not whole and is not signed"));
}

// The dump waits for somebody to read it, with most of the file not touched yet.
TEST_F(SnapshotToolTest, AFileThatShrinksWhileItIsReadEndsTheCommandWithASentence) {
  for (const std::vector<std::string>& extra :
       {std::vector<std::string>{}, std::vector<std::string>{"--read-file"}}) {
    ASSERT_NO_FATAL_FAILURE(Write(8000, std::string(600, 'x')));
    std::vector<std::string> words = {ENTENTE_BINARY, "dump", file_};
    words.insert(words.end(), extra.begin(), extra.end());
    Process dump(words);
    ASSERT_NE(dump.ReadLine(), "");
    std::filesystem::resize_file(file_, 4096);
    const ProcessResult result = dump.Wait();
    EXPECT_EQ(result.signal, 0);
    EXPECT_EQ(result.exit_code, 3);
  }
}

TEST_F(SnapshotToolTest, ReadersSeeOneOfTwoVersionsWhole) {
  ASSERT_NO_FATAL_FAILURE(Write(2000, "first"));
  const std::string first = Run({"dump", file_}).out;
  ASSERT_NO_FATAL_FAILURE(Write(2500, "second"));
  const std::string second = Run({"dump", file_}).out;
  std::atomic<bool> is_over = false;
  std::thread writer([&] {
    for (int round = 0; !is_over; ++round) {
      Write(round % 2 == 0 ? 2000 : 2500, round % 2 == 0 ? "first" : "second");
    }
  });
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&] {
      for (int round = 0; round < 8; ++round) {
        const ProcessResult dump = Run({"dump", file_});
        EXPECT_EQ(dump.exit_code, 0) << dump.err;
        EXPECT_TRUE(dump.out == first || dump.out == second);
      }
    });
  }
  for (std::thread& reader : readers) reader.join();
  is_over = true;
  writer.join();
}

}  // namespace
}  // namespace entente
