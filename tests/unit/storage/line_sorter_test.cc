#include "storage/dumping/line_sorter.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

constexpr uint64_t kSmallBudget = uint64_t{64} << 10;

TextOutput AppendTo(std::string* text) {
  return [text](std::string_view bytes) {
    text->append(bytes);
    return absl::OkStatus();
  };
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(LineSorterTest, NoLinesGiveNoText) {
  const TempDir directory;
  LineSorter sorter(kSmallBudget, directory.path());
  std::string text;
  ASSERT_OK(sorter.Finish(AppendTo(&text)));
  EXPECT_EQ(text, "");
}

TEST(LineSorterTest, BytesAboveAsciiSortBehindIt) {
  const TempDir directory;
  LineSorter sorter(kSmallBudget, directory.path());
  for (const char* line : {"\xe4\xb8\xad", "z", "", "a b", "a", "~"}) ASSERT_OK(sorter.Add(line));
  std::string text;
  ASSERT_OK(sorter.Finish(AppendTo(&text)));
  EXPECT_EQ(text, "\na\na b\nz\n~\n\xe4\xb8\xad\n");
}

TEST(LineSorterTest, AnyLinesComeOutSortedWithAndWithoutRuns) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  for (uint64_t round = TestRounds(20); round > 0; --round) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", rounds left " + std::to_string(round));
    std::vector<std::string> lines;
    const size_t line_count = random() % 6000;
    const size_t length_max = 1 + random() % 300;
    for (size_t i = 0; i < line_count; ++i) {
      std::string line(random() % length_max, 'x');
      for (char& c : line) {
        if (random() % 4 == 0) c = static_cast<char>(random());
        if (c == '\n') c = ' ';
      }
      lines.push_back(std::move(line));
    }
    // Now and then one that is larger than all the memory.
    if (random() % 8 == 0) lines.push_back(std::string(2 * kSmallBudget, 'y'));
    const TempDir directory;
    LineSorter sorter(random() % 2 == 0 ? kSmallBudget : uint64_t{16} << 20, directory.path());
    for (const std::string& line : lines) ASSERT_OK(sorter.Add(line));
    std::string text;
    ASSERT_OK(sorter.Finish(AppendTo(&text)));
    std::sort(lines.begin(), lines.end());
    ASSERT_TRUE(text == Joined(lines)) << "with " << sorter.run_count() << " runs";
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  }
}

TEST(LineSorterTest, ManyRunsAreMerged) {
  const TempDir directory;
  LineSorter sorter(kSmallBudget, directory.path());
  std::vector<std::string> lines;
  for (int i = 0; i < 50'000; ++i) {
    lines.push_back(std::to_string((i * 7919) % 50'000) + " of fifty thousand");
    ASSERT_OK(sorter.Add(lines.back()));
  }
  std::string text;
  ASSERT_OK(sorter.Finish(AppendTo(&text)));
  EXPECT_GT(sorter.run_count(), 20u);
  std::sort(lines.begin(), lines.end());
  EXPECT_TRUE(text == Joined(lines));
}

TEST(LineSorterTest, BlocksAndLinesSortTogether) {
  const TempDir directory;
  LineSorter sorter(kSmallBudget, directory.path());
  std::vector<std::string> lines;
  for (int i = 0; i < 9'000; ++i) {
    const std::string name = std::to_string((i * 7919) % 9'000 + 10'000);
    const std::vector<std::string> own = {name, name + "\t", name + " and some more of it"};
    for (const std::string& line : own) lines.push_back(line);
    const std::vector<std::string_view> block = {own[1], own[0], own[2]};
    if (i % 3 == 0) {
      for (const std::string_view line : block) ASSERT_OK(sorter.Add(line));
    } else {
      ASSERT_OK(sorter.AddBlock(std::vector<std::string_view>(own.begin(), own.end())));
    }
  }
  ASSERT_OK(sorter.Sort());
  EXPECT_GT(sorter.run_count(), 3u);
  std::sort(lines.begin(), lines.end());
  std::string_view line;
  for (const std::string& expected : lines) {
    ASSERT_TRUE(sorter.Next(&line));
    ASSERT_EQ(line, expected);
  }
  EXPECT_FALSE(sorter.Next(&line));
  EXPECT_OK(sorter.status());
}

TEST(LineSorterTest, ErrorsOfTheOutputAndOfTheDirectoryComeBack) {
  const TempDir directory;
  LineSorter sorter(kSmallBudget, directory.path());
  ASSERT_OK(sorter.Add("line"));
  EXPECT_THAT(sorter.Finish([](std::string_view) { return absl::AbortedError("enough"); }),
              StatusIs(absl::StatusCode::kAborted));

  LineSorter homeless(kSmallBudget, directory / "nowhere");
  absl::Status status;
  for (int i = 0; i < 10'000 && status.ok(); ++i) status = homeless.Add("some line of text");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, testing::HasSubstr("nowhere")));
}

}  // namespace
}  // namespace entente
