#include "storage/rocks_error.h"

#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/rocks.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::Eq;
using ::testing::Matcher;
using ::testing::StartsWith;

constexpr std::string_view kDirectory = "my data/votes.db/data";

TEST(RocksErrorTest, NamesTheFileThatSomethingHappenedToAndSaysWhatToDo) {
  EXPECT_EQ(RocksErrorText(RocksTrouble::kDamaged,
                           "Corruption: block checksum mismatch: stored = 1, computed = 2, type = "
                           "4  in my data/votes.db/data/000021.sst offset 0 size 4393",
                           kDirectory),
            "my data/votes.db/data/000021.sst is damaged: its bytes are not those that were "
            "written; load the database again, from a snapshot or a dump");
  EXPECT_EQ(RocksErrorText(RocksTrouble::kFull,
                           "IO error: No space left on device: While appending to file: my "
                           "data/votes.db/data/MANIFEST-000024: No space left on device",
                           kDirectory),
            "my data/votes.db/data/MANIFEST-000024 cannot be written: the disk is full; make room "
            "and try again");
  EXPECT_EQ(RocksErrorText(RocksTrouble::kRefused,
                           "IO error: While pread offset 0 len 53: my "
                           "data/votes.db/data/000021.sst: Input/output error",
                           kDirectory),
            "my data/votes.db/data/000021.sst cannot be read or written: Input/output error");
}

TEST(RocksErrorTest, BelievesTheWordsWhereTheyTellMoreThanTheCode) {
  EXPECT_EQ(
      RocksErrorText(RocksTrouble::kDamaged,
                     "Corruption: Corruption: IO error: No such file or directory: While open a "
                     "file for random read: my data/votes.db/data/000021.ldb: No such file or "
                     "directory in file my data/votes.db/data/MANIFEST-000064",
                     kDirectory),
      "my data/votes.db/data/000021.sst is missing; load the database again, from a snapshot or a "
      "dump");
}

TEST(RocksErrorTest, HandsOnWhatItDoesNotUnderstand) {
  EXPECT_EQ(RocksErrorText(RocksTrouble::kUnlikely, "Shutdown in progress: ", kDirectory),
            "my data/votes.db/data: Shutdown in progress: ");
  EXPECT_EQ(WithoutAdvice("the moon is full; make room"), "the moon is full; make room");
}

TEST(RocksErrorTest, AdviceIsTheOnlyThingThatIsLeftOut) {
  EXPECT_EQ(WithoutAdvice(RocksErrorText(RocksTrouble::kMissing, "", "db/data")),
            "a file under db/data is missing");
}

// Every way to break a file of a new database, as RocksDB itself tells it.
TEST(RocksErrorTest, AllThatIsSaidOfABrokenFileIsOneSentenceThatNamesIt) {
  const TempDir directory;
  const fs::path original = directory / "original";
  {
    ASSERT_OK_AND_ASSIGN(const auto rocks, Rocks::Open(original, {.create = true}));
    RocksBatch batch(*rocks);
    batch.Put(Family::kTerms, "key", std::string(1000, 'x'));
    ASSERT_OK(rocks->Write(batch, Rocks::Durability::kSynced));
    const Family family = Family::kTerms;
    ASSERT_OK(rocks->Flush(std::span(&family, 1)));
    ASSERT_OK(rocks->Close());
  }
  const fs::path copy = directory / "copy";
  const auto Said = [&](bool read_only) {
    const auto rocks = Rocks::Open(copy, {.read_only = read_only});
    if (!rocks.ok()) return rocks.status();
    const auto cursor = (*rocks)->Scan(Family::kTerms, "", nullptr);
    for (cursor->Seek(""); cursor->Valid(); cursor->Next()) continue;
    return cursor->status();
  };
  int told_count = 0;
  for (const auto& entry : fs::directory_iterator(original)) {
    const std::string name = entry.path().filename();
    if (name != "CURRENT" && !name.starts_with("MANIFEST") && !name.ends_with(".sst")) continue;
    for (const std::string damage : {"removed", "emptied", "overwritten"}) {
      for (const bool read_only : {false, true}) {
        SCOPED_TRACE(name + " " + damage + (read_only ? ", to read" : ", to write"));
        fs::remove_all(copy);
        fs::copy(original, copy, fs::copy_options::recursive);
        const size_t size = damage == "overwritten" ? fs::file_size(copy / name) : 0;
        fs::remove(copy / name);
        if (damage != "removed") std::ofstream(copy / name) << std::string(size, 'y');
        const absl::Status status = Said(read_only);
        const std::string file = (copy / name).string();
        const std::string advice = "; load the database again, from a snapshot or a dump";
        const std::string is_damaged = " is damaged: its bytes are not those that were written";
        const std::string list = (copy / "MANIFEST-").string();
        EXPECT_THAT(std::string(status.message()),
                    damage == "removed"
                        ? Matcher<std::string>(file + " is missing" + advice)
                        : Matcher<std::string>(AllOf(AnyOf(StartsWith(file), StartsWith(list)),
                                                     AnyOf(Eq(file + is_damaged + advice),
                                                           EndsWith(", or a file that it lists," +
                                                                    is_damaged + advice)))));
        ++told_count;
      }
    }
  }
  EXPECT_EQ(told_count, 18);
}

}  // namespace
}  // namespace entente
