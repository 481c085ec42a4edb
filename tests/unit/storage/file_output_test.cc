#include "storage/files/file_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

std::string ContentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

size_t FileCount(const std::filesystem::path& directory) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

TEST(FileOutputTest, AFileAppearsOnlyWhenItIsCommitted) {
  const TempDir directory;
  ASSERT_OK_AND_ASSIGN(const auto output, FileOutput::Create(directory / "a"));
  ASSERT_OK(output->Append("one "));
  ASSERT_OK(output->Append("two"));
  EXPECT_FALSE(std::filesystem::exists(directory / "a"));
  ASSERT_OK(output->Commit());
  EXPECT_EQ(ContentOf(directory / "a"), "one two");
  EXPECT_EQ(FileCount(directory.path()), 1u);
}

TEST(FileOutputTest, WithoutACommitTheOldFileStays) {
  const TempDir directory;
  std::ofstream(directory / "a") << "old";
  {
    ASSERT_OK_AND_ASSIGN(const auto output, FileOutput::Create(directory / "a"));
    ASSERT_OK(output->Append("new"));
  }
  EXPECT_EQ(ContentOf(directory / "a"), "old");
  EXPECT_EQ(FileCount(directory.path()), 1u);
}

TEST(FileOutputTest, ErrorsNameThePath) {
  const TempDir directory;
  EXPECT_THAT(FileOutput::Create(directory / "nowhere" / "a"),
              StatusIs(absl::StatusCode::kNotFound, testing::HasSubstr("nowhere")));
}

TEST(FileOutputTest, TheReasonOfAnErrorIsGivenOnce) {
  const TempDir directory;
  const auto output = FileOutput::Create(directory / "nowhere" / "a");
  EXPECT_EQ(output.status().message(), StrCat((directory / "nowhere/a").string(),
                                              ": cannot be created: No such file or directory"));
}

TEST(FileOutputTest, OnlyARegularFileIsReplaced) {
  const TempDir directory;
  std::filesystem::create_directory(directory / "folder");
  ASSERT_EQ(mkfifo((directory / "pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("pipe", directory / "link");
  for (const char* const name : {"folder", "pipe", "link"}) {
    EXPECT_THAT(FileOutput::Create(directory / name),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         testing::HasSubstr(StrCat(name, " is no regular file"))));
  }
  EXPECT_TRUE(std::filesystem::is_fifo(directory / "pipe"));
  EXPECT_EQ(FileCount(directory.path()), 3u);
}

TEST(FileOutputTest, ASymbolicLinkStaysAndWhatItLeadsToIsReplaced) {
  const TempDir directory;
  std::filesystem::create_directory(directory / "folder");
  std::ofstream(directory / "folder/a") << "old";
  std::filesystem::create_symlink("folder/a", directory / "near");
  std::filesystem::create_symlink(directory / "near", directory / "far");
  std::filesystem::create_symlink("folder/b", directory / "dangling");
  for (const char* const name : {"far", "dangling"}) {
    ASSERT_OK_AND_ASSIGN(const auto output, FileOutput::Create(directory / name));
    ASSERT_OK(output->Append(name));
    ASSERT_OK(output->Commit());
    EXPECT_TRUE(std::filesystem::is_symlink(directory / name));
  }
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "near"));
  EXPECT_EQ(ContentOf(directory / "folder/a"), "far");
  EXPECT_EQ(ContentOf(directory / "folder/b"), "dangling");
  std::filesystem::create_symlink("circle", directory / "circle");
  EXPECT_THAT(FileOutput::Create(directory / "circle"), testing::Not(IsOk()));
}

TEST(FileOutputTest, AFileThatIsReplacedHandsOnItsMode) {
  const TempDir directory;
  std::ofstream(directory / "a") << "old";
  const auto mode = std::filesystem::perms(0640);
  std::filesystem::permissions(directory / "a", mode);
  ASSERT_OK_AND_ASSIGN(const auto output, FileOutput::Create(directory / "a"));
  ASSERT_OK(output->Commit());
  EXPECT_EQ(std::filesystem::status(directory / "a").permissions(), mode);
}

TEST(FileOutputTest, APipeCanBeWrittenInto) {
  const TempDir directory;
  ASSERT_EQ(mkfifo((directory / "pipe").c_str(), 0600), 0);
  std::string content;
  std::thread reader([&] { content = ContentOf(directory / "pipe"); });
  {
    const auto output = FileOutput::CreateOrOpen(directory / "pipe");
    EXPECT_OK(output);
    if (output.ok()) {
      EXPECT_OK((*output)->Append("bytes"));
      EXPECT_OK((*output)->Commit());
    }
  }
  reader.join();
  EXPECT_EQ(content, "bytes");
  EXPECT_TRUE(std::filesystem::is_fifo(directory / "pipe"));
}

// As /dev/stdout is when its file was removed.
TEST(FileOutputTest, AFileThatHasNoNameAnyMoreIsWrittenIntoAndNoOtherIsMade) {
  const TempDir directory;
  const int descriptor = open((directory / "a").c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
  ASSERT_GE(descriptor, 0);
  std::filesystem::remove(directory / "a");
  const std::filesystem::path path = StrCat("/proc/self/fd/", descriptor);
  EXPECT_THAT(FileOutput::Create(path), StatusIs(absl::StatusCode::kFailedPrecondition));
  {
    ASSERT_OK_AND_ASSIGN(const auto output, FileOutput::CreateOrOpen(path));
    ASSERT_OK(output->Append("bytes"));
    ASSERT_OK(output->Commit());
  }
  EXPECT_EQ(ContentOf(path), "bytes");
  EXPECT_EQ(FileCount(directory.path()), 0u);
  close(descriptor);
}

}  // namespace
}  // namespace entente
