#include "tools/spelling.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace entente {
namespace {

const std::vector<std::string> kWords = {"load", "query", "dump", "stats", "verify", "compact"};

TEST(SpellingTest, OneSlipIsForgiven) {
  for (const char* word : {"lod", "laod", "loads", "loaf", "LOAD"}) {
    EXPECT_EQ(Nearest(word, kWords), word == std::string("LOAD") ? "" : "load") << word;
  }
  EXPECT_EQ(Nearest("qeury", kWords), "query");
  EXPECT_EQ(Nearest("verfiy", kWords), "verify");
}

TEST(SpellingTest, LongWordsMayDifferMore) { EXPECT_EQ(Nearest("compcat", kWords), "compact"); }

TEST(SpellingTest, StrangersAreNotGuessed) {
  EXPECT_EQ(Nearest("xyzzy", kWords), "");
  EXPECT_EQ(Nearest("", kWords), "");
  EXPECT_EQ(Nearest("load", {}), "");
  EXPECT_EQ(Nearest(std::string(100'000, 'l'), kWords), "");
}

}  // namespace
}  // namespace entente
