#include "tools/repl/history.h"

#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

TEST(HistoryTest, WhatIsAppendedIsRead) {
  const TempDir directory;
  const auto file = directory / "new/folder/history";
  EXPECT_TRUE(ReadHistory(file).empty());
  const std::vector<std::string> entries = {"ASK { }", "two\nlines", "back\\slash\\n", "\n",
                                            "芯片"};
  for (const std::string& entry : entries) EXPECT_OK(AppendToHistory(file, entry));
  EXPECT_EQ(ReadHistory(file), entries);
  struct stat status = {};
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST(HistoryTest, OnlyTheLastEntriesAreKept) {
  const TempDir directory;
  const auto file = directory / "history";
  const size_t count = 2 * kHistoryEntryCountMax + 5;
  std::ofstream stream(file);
  for (size_t i = 0; i < count; ++i) stream << "entry " << i << "\n";
  stream.close();
  const std::vector<std::string> entries = ReadHistory(file);
  ASSERT_EQ(entries.size(), kHistoryEntryCountMax);
  EXPECT_EQ(entries.back(), "entry " + std::to_string(count - 1));
  EXPECT_EQ(ReadHistory(file), entries);
  EXPECT_LT(std::filesystem::file_size(file), kHistoryEntryCountMax * 12);
}

TEST(HistoryTest, AFolderThatCannotBeMadeIsAnError) {
  EXPECT_FALSE(AppendToHistory("/dev/null/history", "x").ok());
}

}  // namespace
}  // namespace entente
