#include "schema/display_width.h"

#include "gtest/gtest.h"

namespace entente {
namespace {

TEST(DisplayWidthTest, WideCharactersCountTwoAndCombiningOnesNone) {
  EXPECT_EQ(DisplayWidth("中国"), 4);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1);
  EXPECT_EQ(CutToWidth("中国人民", 6), "中国…");
  EXPECT_EQ(CutToWidth("abc", 3), "abc");
  EXPECT_EQ(CutToWidth("abcd", 3), "ab…");
}

}  // namespace
}  // namespace entente
