#include "storage/dumping/file_output.h"

#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
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
  std::filesystem::create_directory(directory / "b");
  ASSERT_OK_AND_ASSIGN(const auto output, FileOutput::Create(directory / "b"));
  EXPECT_THAT(output->Commit(), testing::Not(IsOk()));
}

}  // namespace
}  // namespace entente
