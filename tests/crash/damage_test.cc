// Databases that were damaged, robbed of files, locked by others or put where nothing can be
// written: the command line must never answer wrongly, never lose what is left, and say what is
// wrong.
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/status_macros.h"
#include "storage/loading/bulk_loader.h"
#include "storage/store.h"
#include "tests/crash/numbered_batches.h"
#include "tests/support/process.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ProcessResult Entente(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), ENTENTE_BINARY);
  return RunProcess(arguments);
}

// Makes a database of folded blocks, term pages, a delta and an unflushed log.
absl::Status MakeDatabase(const fs::path& directory) {
  constexpr uint64_t kSeed = 5;
  const fs::path file = directory.string() + ".nq";
  {
    std::ofstream out(file);
    for (uint64_t number = 1; number <= 40; ++number) {
      for (const Quad& quad : MakeBatch(kSeed, number).insertions) out << ToLine(quad);
    }
  }
  ASSIGN_OR_RETURN(const auto store, Store::Open(directory, {.fold_row_count_min = 100'000}));
  RETURN_IF_ERROR(BulkLoad(*store, std::span(&file, 1), {}).status());
  for (uint64_t number = 41; number <= 60; ++number) {
    ASSIGN_OR_RETURN(const auto transaction, store->Begin());
    for (const Quad& quad : MakeBatch(kSeed, number).insertions) {
      InnerTriples inner;
      RETURN_IF_ERROR(transaction->Insert(ViewOf(quad, &inner)).status());
    }
    RETURN_IF_ERROR(transaction->Commit());
  }
  return store->Close();
}

std::vector<fs::path> FilesOf(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files.push_back(fs::relative(entry.path(), directory));
  }
  std::sort(files.begin(), files.end());
  return files;
}

// A database, what it holds, and copies of it to do violence to.
class DamageTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(MakeDatabase(original_));
    dump_ = Entente({"dump", original_}).out;
    ASSERT_GT(dump_.size(), 100'000u);
    const ProcessResult verified = Entente({"verify", original_});
    ASSERT_EQ(verified.exit_code, 0) << verified.err << verified.out;
  }
  fs::path Copy() {
    const fs::path copy = directory_ / "copy";
    fs::remove_all(copy);
    fs::copy(original_, copy, fs::copy_options::recursive);
    return copy;
  }
  // Fails the test if the database at `copy` gives a wrong answer or verify misses that it would.
  // Returns whether verify found something.
  bool ExpectNoWrongAnswer(const fs::path& copy) {
    const ProcessResult verified = Entente({"verify", copy});
    EXPECT_EQ(verified.signal, 0) << "verify ended by a signal";
    EXPECT_THAT(verified.exit_code, AnyOf(0, 3)) << verified.err;
    EXPECT_FALSE(verified.out.empty() && verified.err.empty()) << "verify says nothing";
    const ProcessResult dumped = Entente({"dump", copy});
    if (dumped.exit_code == 0) {
      EXPECT_TRUE(dumped.out == dump_) << "dump gives a wrong answer and no error";
    } else {
      EXPECT_EQ(verified.exit_code, 3) << "verify finds nothing, but dump says: " << dumped.err;
    }
    return verified.exit_code != 0;
  }

  const TempDir directory_;
  const fs::path original_ = directory_ / "original";
  std::string dump_;
};

TEST_F(DamageTest, AFlippedBitIsReportedOrHarmless) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  const std::vector<fs::path> files = FilesOf(original_);
  uint64_t found_count = 0;
  const uint64_t round_count = TestRounds(150);
  for (uint64_t round = 0; round < round_count; ++round) {
    const fs::path& name = files[random() % files.size()];
    const uint64_t size = fs::file_size(original_ / name);
    if (size == 0) continue;
    const uint64_t offset = random() % size;
    const int bit = static_cast<int>(random() % 8);
    SCOPED_TRACE("bit " + std::to_string(bit) + " of byte " + std::to_string(offset) + " of " +
                 std::to_string(size) + " in " + name.string() + ", seed " + std::to_string(seed));
    const fs::path copy = Copy();
    std::fstream file(copy / name, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ (1 << bit)));
    file.close();
    found_count += ExpectNoWrongAnswer(copy) ? 1 : 0;
    if (HasFailure()) return;
  }
  std::cout << round_count << " bits flipped, " << found_count << " found by verify" << std::endl;
  EXPECT_GT(found_count, round_count / 10);
}

TEST_F(DamageTest, ALostOrEmptiedFileIsReportedOrHarmless) {
  for (const fs::path& name : FilesOf(original_)) {
    SCOPED_TRACE(name.string());
    const fs::path lost = Copy();
    fs::remove(lost / name);
    ExpectNoWrongAnswer(lost);
    const fs::path emptied = Copy();
    fs::resize_file(emptied / name, 0);
    ExpectNoWrongAnswer(emptied);
    const fs::path halved = Copy();
    fs::resize_file(halved / name, fs::file_size(halved / name) / 2);
    ExpectNoWrongAnswer(halved);
  }
}

TEST_F(DamageTest, WritingToADatabaseThatLostAFileNeverLosesTheRest) {
  const fs::path more = directory_ / "more.nq";
  const std::string line = "<urn:more> <urn:more> <urn:more> .\n";
  std::ofstream(more) << line;
  for (const fs::path& name : FilesOf(original_)) {
    SCOPED_TRACE(name.string());
    const fs::path copy = Copy();
    fs::remove(copy / name);
    if (Entente({"load", copy, more}).exit_code != 0) continue;
    const std::string dump = Entente({"dump", copy}).out;
    EXPECT_EQ(dump.size(), dump_.size() + line.size()) << "load went on with less than all";
    EXPECT_THAT(dump, HasSubstr(line));
  }
}

// --- What people read

// A table of the database's, to break.
fs::path TableOf(const fs::path& directory) {
  for (const fs::path& name : FilesOf(directory)) {
    if (name.extension() == ".sst") return directory / name;
  }
  ADD_FAILURE() << "no table in " << directory;
  return {};
}

constexpr const char* kLoadAgain = "; load the database again, from a snapshot or a dump\n";

TEST_F(DamageTest, ADamagedFileIsNamedInAPlainSentence) {
  const fs::path table = TableOf(Copy());
  std::fstream file(table, std::ios::in | std::ios::out | std::ios::binary);
  const int byte = file.get();
  file.seekp(0);
  file.put(static_cast<char>(byte ^ 1));
  file.close();
  const ProcessResult verified = Entente({"verify", directory_ / "copy"});
  EXPECT_EQ(verified.exit_code, 3);
  const std::string said =
      table.string() + " is damaged: its bytes are not those that were written";
  EXPECT_THAT(verified.out, StartsWith(said + kLoadAgain));
  EXPECT_THAT(verified.out, AllOf(Not(HasSubstr("Corruption")), Not(HasSubstr("RocksDB"))));
  const ProcessResult compacted = Entente({"compact", directory_ / "copy"});
  EXPECT_EQ(compacted.exit_code, 3);
  EXPECT_EQ(compacted.err, "error: " + said + kLoadAgain);
}

TEST_F(DamageTest, AMissingFileIsNamedInAPlainSentence) {
  for (const bool is_table : {true, false}) {
    const fs::path copy = Copy();
    const fs::path file = is_table ? TableOf(copy) : copy / "data/CURRENT";
    fs::remove(file);
    for (const char* command : {"verify", "compact"}) {
      const ProcessResult result = Entente({command, copy});
      EXPECT_EQ(result.exit_code, 3) << command;
      EXPECT_EQ(result.err, "error: " + file.string() + " is missing" + kLoadAgain) << command;
    }
  }
}

TEST_F(DamageTest, AFullDiskIsNamedInAPlainSentence) {
  const fs::path small = directory_ / "small";
  fs::create_directory(small);
  if (mount("tmpfs", small.c_str(), "tmpfs", 0, "size=3m") != 0) {
    GTEST_SKIP() << "no small disk can be mounted here";
  }
  const fs::path more = directory_ / "more.nq";
  std::ofstream(more) << "<urn:more> <urn:more> <urn:more> .\n";
  const fs::path database = small / "db";
  EXPECT_EQ(Entente({"load", database, more}).exit_code, 0);
  {
    std::ofstream filler(small / "filler", std::ios::binary);
    while (filler << std::string(4096, 'x') << std::flush) continue;
  }
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"compact", database}, {"load", database, more}}) {
    const ProcessResult result = Entente(command);
    EXPECT_EQ(result.exit_code, 5) << command[0];
    EXPECT_THAT(result.err,
                AllOf(StartsWith("error: " + (database / "data").string()),
                      EndsWith(" cannot be written: the disk is full; make room and try again\n")))
        << command[0];
  }
  fs::remove(small / "filler");
  EXPECT_EQ(Entente({"dump", database}).out, "<urn:more> <urn:more> <urn:more> .\n");
  EXPECT_EQ(umount(small.c_str()), 0);
}

// --- Locks

TEST_F(DamageTest, AWriterKeepsOthersOutAndIsNamed) {
  Process writer({OwnProgram(), "--hold", original_, "write"});
  ASSERT_EQ(writer.ReadLine(), "open\n");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"dump", original_},
        {"query", original_, "ASK {}"},
        {"stats", original_},
        {"verify", original_},
        {"compact", original_},
        {"load", original_, original_.string() + ".nq"}}) {
    const ProcessResult result = Entente(command);
    EXPECT_EQ(result.exit_code, 6) << command[0] << ": " << result.err;
    EXPECT_THAT(result.err, HasSubstr("process " + std::to_string(writer.pid()))) << command[0];
    EXPECT_TRUE(result.out.empty());
  }
  writer.Kill(SIGKILL);
  writer.Wait();
  EXPECT_TRUE(Entente({"dump", original_}).out == dump_) << "the lock outlives its holder";
}

TEST_F(DamageTest, ReadersShareAndKeepWritersOut) {
  Process reader({OwnProgram(), "--hold", original_, "read"});
  ASSERT_EQ(reader.ReadLine(), "open\n");
  EXPECT_TRUE(Entente({"dump", original_}).out == dump_);
  const ProcessResult result = Entente({"load", original_, original_.string() + ".nq"});
  EXPECT_EQ(result.exit_code, 6) << result.err;
  EXPECT_THAT(result.err, HasSubstr("process " + std::to_string(reader.pid())));
}

// --- Where nothing can be written

class ReadOnlyTest : public DamageTest {
 protected:
  void SetUp() override {
    DamageTest::SetUp();
    if (HasFatalFailure()) return;
    // Permissions do not bind root, so root's test runs the tool as somebody else, who must be able
    // to reach it.
    chmod(directory_.path().c_str(), 0755);
    if (geteuid() == 0) {
      if (!fs::exists("/usr/bin/setpriv")) {
        GTEST_SKIP() << "running as root, and there is no setpriv to become somebody else";
      }
      fs::copy_file(ENTENTE_BINARY, program_);
      prefix_ = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    } else {
      program_ = ENTENTE_BINARY;
    }
    for (const auto& entry : fs::recursive_directory_iterator(original_)) {
      fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0555) : fs::perms(0444));
    }
    fs::permissions(original_, fs::perms(0555));
  }
  void TearDown() override {
    for (const auto& entry : fs::recursive_directory_iterator(original_)) {
      fs::permissions(entry.path(), fs::perms(0755));
    }
    fs::permissions(original_, fs::perms(0755));
  }
  ProcessResult Run(const std::vector<std::string>& arguments) {
    std::vector<std::string> command = prefix_;
    command.push_back(program_);
    command.insert(command.end(), arguments.begin(), arguments.end());
    return RunProcess(command);
  }

  std::vector<std::string> prefix_;
  fs::path program_ = directory_ / "program";
};

TEST_F(ReadOnlyTest, ReadingWorksAndWritingIsRefused) {
  const ProcessResult dumped = Run({"dump", original_});
  EXPECT_EQ(dumped.exit_code, 0) << dumped.err;
  EXPECT_TRUE(dumped.out == dump_);
  EXPECT_EQ(Run({"verify", original_}).exit_code, 0);
  EXPECT_EQ(Run({"stats", original_}).exit_code, 0);
  const ProcessResult loaded = Run({"load", original_, original_.string() + ".nq"});
  EXPECT_EQ(loaded.exit_code, 5);
  EXPECT_THAT(loaded.err, AllOf(HasSubstr("error: "), HasSubstr(original_.string())));
}

TEST_F(ReadOnlyTest, AFileThatMayNotBeReadIsNamedInAPlainSentence) {
  const fs::path table = TableOf(original_);
  fs::permissions(table, fs::perms(0));
  const ProcessResult dumped = Run({"dump", original_});
  EXPECT_NE(dumped.exit_code, 0);
  EXPECT_EQ(dumped.err,
            "error: " + table.string() + " cannot be read or written: Permission denied\n");
}

// Opens the database, says so, and waits to be killed.
int Hold(const char* directory, bool read_only) {
  const auto store = Store::Open(directory, {.create_if_missing = false, .read_only = read_only});
  if (!store.ok()) {
    std::cerr << store.status() << std::endl;
    return 1;
  }
  std::cout << "open" << std::endl;
  while (true) pause();
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  if (argc == 4 && std::string_view(argv[1]) == "--hold") {
    return entente::Hold(argv[2], std::string_view(argv[3]) == "read");
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
