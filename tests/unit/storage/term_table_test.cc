#include "storage/loading/term_table.h"

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "gtest/gtest.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

TEST(TermTableTest, AgreesWithAMapWhateverTheBudget) {
  SCOPED_TRACE(TestSeed());
  // In memory; spilled a few times; spilled so often that runs are merged again and again.
  for (const uint64_t budget : {uint64_t{1} << 30, uint64_t{1} << 19, uint64_t{1}}) {
    std::mt19937_64 random(TestSeed());
    TempDir directory;
    TermTable table(budget, directory.path());
    std::map<TermKey, TermId> map;
    std::vector<TermKey> keys;
    for (uint64_t round = 0; round < TestRounds(60'000); ++round) {
      TermKey key = {random(), random()};
      switch (random() % 8) {
        case 0:  // Again.
          if (!keys.empty()) key = keys[random() % keys.size()];
          break;
        case 1:  // Close to another, or the same but in one half.
          if (!keys.empty()) key.high = keys[random() % keys.size()].high + random() % 2;
          break;
        case 2:
          key.high = random() % 2 == 0 ? 0 : ~uint64_t{0};
          break;
        default:
          break;
      }
      const auto known = map.find(key);
      const std::optional<TermId> expected =
          known == map.end() ? std::nullopt : std::optional(known->second);
      ASSERT_OK_AND_ASSIGN(const std::optional<TermId> found, table.Find(key));
      ASSERT_EQ(found, expected);
      const TermId id(round);
      ASSERT_OK_AND_ASSIGN(const std::optional<TermId> before, table.FindOrInsert(key, id));
      ASSERT_EQ(before, expected);
      if (map.emplace(key, id).second) keys.push_back(key);
    }
    for (const auto& [key, id] : map) EXPECT_THAT(table.Find(key), IsOkAndHolds(std::optional(id)));
  }
}

TEST(TermTableTest, NeedsLittleMoreThanItsBudget) {
  TempDir directory;
  constexpr uint64_t kBudget = uint64_t{1} << 20;
  TermTable table(kBudget, directory.path());
  std::mt19937_64 random(1);
  for (uint64_t round = 0; round < 300'000; ++round) {
    ASSERT_OK(table.FindOrInsert({random(), random()}, TermId(round)));
    ASSERT_LT(table.size_bytes(), kBudget * 3 / 2);
  }
}

TEST(TermTableTest, OthersFindWhatWasInsertedWhileItGrowsAndSpills) {
  TempDir directory;
  TermTable table(uint64_t{1} << 19, directory.path());
  constexpr uint64_t kCount = 100'000;
  const auto key_of = [](uint64_t number) {
    std::mt19937_64 random(number);
    return TermKey{random(), random()};
  };
  std::atomic<uint64_t> inserted_count = 0;
  std::atomic<uint64_t> wrong_count = 0;
  std::thread reader([&] {
    std::mt19937_64 random(5);
    while (true) {
      const uint64_t count = inserted_count;
      if (count == kCount) break;
      if (count == 0) continue;
      const uint64_t number = random() % count;
      const absl::StatusOr<std::optional<TermId>> id = table.Find(key_of(number));
      if (!id.ok() || *id != TermId(number)) ++wrong_count;
    }
  });
  for (uint64_t number = 0; number < kCount; ++number) {
    EXPECT_OK(table.FindOrInsert(key_of(number), TermId(number)));
    inserted_count = number + 1;
  }
  reader.join();
  EXPECT_EQ(wrong_count, 0u);
}

}  // namespace
}  // namespace entente
